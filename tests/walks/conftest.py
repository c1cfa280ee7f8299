"""One test per recorded agent."""

import os
from pathlib import Path

import pytest

FOLDERS = ("librenms", "snmpsim-data", "lldp-ring-mx960", "")


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
