"""Waiting for what must happen: on a condition, never for a while."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class NotInTimeError(AssertionError):
    """What a test waited for did not happen in time."""


def until(condition: Callable[[], T], what: str, seconds: float = 60.0) -> T:
    """The first true value of `condition`; NotInTimeError naming `what` when none comes in time."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise NotInTimeError(f"not within {seconds:g} s: {what}")
        time.sleep(0.05)
    return value
