"""What stands is not searched for garbage; what comes later still is."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from nms.engine.garbage import YOUNG, spare_the_standing


class Ring:
    """Refers to itself, so that only the search finds it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


@pytest.mark.usefixtures("as_before")
def test_what_stands_is_spared_and_what_comes_later_is_found() -> None:
    standing = len(gc.get_objects())
    spare_the_standing()
    assert gc.get_freeze_count() >= standing // 2
    assert gc.get_threshold()[0] == YOUNG
    later = weakref.ref(Ring())
    gc.collect()
    assert later() is None
