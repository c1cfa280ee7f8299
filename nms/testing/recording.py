"""Recorded agents from files on disk, plain or bzip2, for tests."""

import bz2
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nms.core.recorded import RecordedRow, Recording, read_line

ROWS = 50_000  # of one recording at most: bounds time and memory of the largest ones


def recorded_rows(path: Path, limit: int = ROWS) -> Iterator[RecordedRow]:
    """The first `limit` readable rows of a file in file order; comments and torn lines are passed over."""
    opener = bz2.open if path.suffix == ".bz2" else open
    count = 0
    with opener(path, "rb") as file:
        for text in file:
            line = read_line(text)
            if line is None:
                continue
            yield line.row
            count += 1
            if count >= limit:
                return


@lru_cache(maxsize=4)
def read_recording(path: Path, limit: int = ROWS) -> Recording:
    """A recorded agent ready to answer; the last few stay in memory."""
    return Recording.of(recorded_rows(path, limit))
