"""What all tests share: where the recorded data is, and what happens when it or a suite's means are absent."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from suites import unavailable

# The same examples at every run: a red run means that the code changed, not the dice. Explore with another profile.
settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The dice of fault injection: another number, other faults at other places."""
    named = int(os.environ.get("NMS_CHANGE_SEED", "2006"))
    parser.addoption("--seed", "--change-seed", dest="change_seed", type=int, default=named)
    struck = int(os.environ.get("NMS_FAULT_SEED", "2006"))
    parser.addoption("--fault-seed", type=int, default=struck, help="dice of the corpus of network faults")
    parser.addoption("--fault-runs", type=int, default=1000, help="faults of the larger corpus of `make soak`")
    parser.addoption("--radio-seed", type=int, default=int(os.environ.get("NMS_RADIO_SEED", "2006")))
    parser.addoption("--radio-cases", type=int, default=12, help="simulated radio faults that diagnosis must find")
    parser.addoption("--soak-radio-cases", type=int, default=200, help="the same of `make soak`")
    parser.addoption("--soak-runs", type=int, default=500, help="changes of `make soak`")
    mutants = int(os.environ.get("NMS_MUTANTS", "20000"))
    parser.addoption("--mutants", type=int, default=mutants, help="damaged datagrams that each reader must bear")
    parser.addoption(
        "--mutants-compared", type=int, default=300, help="of them held against pysnmp: drawn, and accepted"
    )
    parser.addoption("--soak-mutants", type=int, default=10_000_000, help="the same of `make soak`")
    parser.addoption("--soak-compared", type=int, default=100_000, help="the same of `make soak`")
    parser.addoption("--soak-datagrams", type=int, default=1_000_000, help="damaged datagrams through sockets")
    parser.addoption("--soak-reservations", type=int, default=100_000, help="reservations and releases of `make soak`")


@pytest.fixture(scope="session")
def change_seed(request: pytest.FixtureRequest) -> int:
    """What --change-seed says."""
    return int(request.config.getoption("change_seed"))


@pytest.fixture(scope="session")
def fault_seed(request: pytest.FixtureRequest) -> int:
    """What --fault-seed says."""
    return int(request.config.getoption("fault_seed"))


@pytest.fixture(scope="session")
def fault_runs(request: pytest.FixtureRequest) -> int:
    """What --fault-runs says."""
    return int(request.config.getoption("fault_runs"))


@pytest.fixture(scope="session")
def radio_seed(request: pytest.FixtureRequest) -> int:
    """What --radio-seed says."""
    return int(request.config.getoption("radio_seed"))


@pytest.fixture(scope="session")
def radio_cases(request: pytest.FixtureRequest) -> int:
    """What --radio-cases says."""
    return int(request.config.getoption("radio_cases"))


@pytest.fixture(scope="session")
def soak_radio_cases(request: pytest.FixtureRequest) -> int:
    """What --soak-radio-cases says."""
    return int(request.config.getoption("soak_radio_cases"))


@pytest.fixture(scope="session")
def soak_runs(request: pytest.FixtureRequest) -> int:
    """What --soak-runs says."""
    return int(request.config.getoption("soak_runs"))


@pytest.fixture(scope="session")
def mutants(request: pytest.FixtureRequest) -> tuple[int, int]:
    """What --mutants and --mutants-compared say."""
    return int(request.config.getoption("mutants")), int(request.config.getoption("mutants_compared"))


@pytest.fixture(scope="session")
def soak_mutants(request: pytest.FixtureRequest) -> tuple[int, int]:
    """What --soak-mutants and --soak-compared say."""
    return int(request.config.getoption("soak_mutants")), int(request.config.getoption("soak_compared"))


@pytest.fixture(scope="session")
def soak_datagrams(request: pytest.FixtureRequest) -> int:
    """What --soak-datagrams says."""
    return int(request.config.getoption("soak_datagrams"))


@pytest.fixture(scope="session")
def soak_reservations(request: pytest.FixtureRequest) -> int:
    """What --soak-reservations says."""
    return int(request.config.getoption("soak_reservations"))


REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of recorded data: $NMS_TEST_DATA, else ../shared/data beside the repository."""
    named = os.environ.get("NMS_TEST_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        unavailable("data", f"no recorded data at {folder} (NMS_TEST_DATA names the folder)")
    return folder


# What tests measured travels with their reports: they may run in other processes than the one that prints.
_COUNTED, _SHOWN = "counted", "shown"


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """`tally(what, number)`: counted over all tests, shown in one line at the end of the run."""
    return lambda what, number: request.node.user_properties.append((_COUNTED, (what, number)))


@pytest.fixture
def shown(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """`shown(text)`: figures that this test measured, shown at the end of the run."""
    return lambda text: request.node.user_properties.append((_SHOWN, text))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    told = [said for report in reports for said in report.user_properties]
    counts: Counter[str] = Counter()
    for what, number in (value for name, value in told if name == _COUNTED):
        counts[what] += number
    if counts:
        line = ", ".join(f"{number} {what}" for what, number in counts.items())
        terminalreporter.write_line(f"recorded walks polled by every collector: {line}")
    for text in (value for name, value in told if name == _SHOWN):
        terminalreporter.write_line(text)
