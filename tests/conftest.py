"""What all tests share: where the recorded data is, and what happens when it or a suite's means are absent."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples at every run: a red run means that the code changed, not the dice. Explore with another profile.
settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

REPOSITORY = Path(__file__).resolve().parents[1]


def required(what: str) -> bool:
    """Whether NMS_REQUIRE (a comma-separated list, set by .ci/run) forbids skipping for lack of `what`."""
    return what in os.environ.get("NMS_REQUIRE", "").replace(",", " ").split()


def lacking(what: str, reason: str) -> None:
    """Skip with the reason, or fail with it where `what` is required."""
    if required(what):
        pytest.fail(f"{what} is required: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of recorded data: $NMS_TEST_DATA, else ../shared/data beside the repository."""
    named = os.environ.get("NMS_TEST_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        lacking("data", f"no recorded data at {folder} (NMS_TEST_DATA names the folder)")
    return folder
