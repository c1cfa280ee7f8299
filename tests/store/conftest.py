"""A store in a temporary folder, opened anew on demand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nms.store import Store
from nms.testing import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "var" / "nms.db"


@pytest.fixture
def opened(place: Path, clock: ManualClock) -> Iterator[Callable[[], Store]]:
    """Opens the store of this test, as often as asked: each as another process would."""
    stores: list[Store] = []

    def open_one() -> Store:
        stores.append(Store.open(place, clock))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    return opened()
