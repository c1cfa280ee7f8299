"""What all tests share: where the recorded data is, and what happens when it or a suite's means are absent."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from suites import unavailable

# The same examples at every run: a red run means that the code changed, not the dice. Explore with another profile.
settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of recorded data: $NMS_TEST_DATA, else ../shared/data beside the repository."""
    named = os.environ.get("NMS_TEST_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        unavailable("data", f"no recorded data at {folder} (NMS_TEST_DATA names the folder)")
    return folder
