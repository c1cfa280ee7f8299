"""The compiled engine, built afresh for the tests."""

import shutil
from pathlib import Path

import pytest

import hatch_build
from nms.handover.batch import native
from nms.handover.batch.native import Kernel

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    """The kernel; skips where there is no compiler."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    library = tmp_path_factory.mktemp("kernel") / "kernel.so"
    assert hatch_build.compiled(REPOSITORY / "nms/handover/batch/kernel.c", library) == ""
    loaded = native.load(library)
    assert loaded is not None
    return loaded
