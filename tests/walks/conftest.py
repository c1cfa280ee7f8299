"""One test per recorded agent, and at the end a line that says how many ran."""

import os
from pathlib import Path

import pytest

FOLDERS = ("librenms", "snmpsim-data", "lldp-ring-mx960", "")
TALLY = pytest.StashKey[dict[str, int]]()
LINES = pytest.StashKey[list[str]]()


def _walks(root: Path) -> list[Path]:
    """All recordings below the data folder, in a steady order."""
    return [path for folder in FOLDERS for path in sorted((root / "snmp" / folder).glob("*.snmprec*"))]


def _root(config: pytest.Config) -> Path:
    named = os.environ.get("NMS_TEST_DATA")
    return Path(named) if named else config.rootpath.parent / "shared" / "data"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Without the data there is one test still, to be skipped or failed by `test_data`."""
    if "walk" not in metafunc.fixturenames:
        return
    root = _root(metafunc.config)
    walks = _walks(root) or [root / "snmp" / "absent.snmprec"]
    names = [f"{path.parent.name}/{path.name.partition('.snmprec')[0]}" for path in walks]
    metafunc.parametrize("walk", walks, ids=names)


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> dict[str, int]:
    """Counts of this run, shown at its end."""
    return request.config.stash.setdefault(TALLY, {})


@pytest.fixture
def shown(request: pytest.FixtureRequest) -> list[str]:
    """Lines of measured figures, shown at the end of the run."""
    return request.config.stash.setdefault(LINES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts = config.stash.get(TALLY, {})
    if counts:
        told = ", ".join(f"{number} {what}" for what, number in counts.items())
        terminalreporter.write_line(f"recorded walks polled by every collector: {told}")
    for line in config.stash.get(LINES, []):
        terminalreporter.write_line(line)
