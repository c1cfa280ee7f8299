"""The fixture of the story tests."""

from collections.abc import Iterator

import pytest
from demo_process import Demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo for the stories of one module."""
    running = Demo(tmp_path_factory.mktemp("demo"))
    running.start()
    try:
        yield running
    finally:
        running.stop()
