"""The lock files: everything pinned with hashes, nothing of where it was made, and one version of everything."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
MAIN, TESTS, HELPER = (
    REPOSITORY / name for name in ("requirements.lock", "tests/requirements.lock", "tests/helper.lock")
)
PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\S+)( ;.*)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(path: Path) -> dict[str, str]:
    matches = (PIN.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {match[1]: match[2] for match in matches if match}


def wanted(requirements: list[str]) -> set[str]:
    return {
        re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower().replace("_", "-") for requirement in requirements
    }


@pytest.mark.parametrize("path", [MAIN, TESTS, HELPER], ids=lambda path: path.name)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []
    assert all(HASH.match(after) for line, after in pairwise(lines) if PIN.match(line))
    assert PIN.match(lines[0])


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    declared = wanted(project["project"]["dependencies"])
    assert declared | wanted(project["build-system"]["requires"]) <= pins(MAIN).keys()
    assert declared | wanted(project["project"]["optional-dependencies"]["test"]) <= pins(TESTS).keys()


def test_tests_run_against_the_versions_that_users_get() -> None:
    tests = pins(TESTS)
    assert {name: tests.get(name) for name in pins(MAIN)} == pins(MAIN)


def test_the_mib_compiler_stays_out_of_the_main_environment() -> None:
    assert {"pysmi", "snmpsim"} <= pins(HELPER).keys()
    assert not {"pysmi", "snmpsim"} & (pins(MAIN).keys() | pins(TESTS).keys())
