"""The compiled walk (walk.c): an optional library beside this module, called without the interpreter's lock."""

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nms.snmp.batch.answers import Answers
from nms.snmp.batch.arrays import I32, U8
from nms.snmp.batch.ring import MARGIN, ROOM, SLOT, Ring

LIBRARY = Path(__file__).with_name("walk.so")
BATCH = 128  # its slots lie in the processor's second cache while they are read

_POINTER, _COUNT = ctypes.c_void_p, ctypes.c_int64


class Job(ctypes.Structure):
    """Everything the walk reads and writes; field by field the same as Job in walk.c."""

    _fields_ = (
        *((name, _POINTER) for name in ("ring", "sizes", "senders")),
        *((name, _COUNT) for name in ("slot_size", "offset", "room", "count", "first_id", "messages")),
        *((name, _POINTER) for name in ("agents", "agent_of", "question_of", "text_of", "place_of", "states")),
        *((name, _POINTER) for name in ("counts", "gets", "firsts", "starts", "sizes_of_names", "pool")),
        *((name, _POINTER) for name in ("bits", "tags", "texts", "text_sizes", "text_changed")),
        ("text_size", _COUNT),
        *((name, _POINTER) for name in ("heard", "fates")),
    )


@cache
def load(path: Path = LIBRARY) -> ctypes.CDLL | None:
    """The library, or None where it was not built or does not fit this system."""
    try:
        library = ctypes.CDLL(str(path))
        library.nms_walk.restype = None
    except (OSError, AttributeError):
        return None
    return library


class NativeWalk:
    """The walk in C."""

    name = "native"
    batch = BATCH
    linger_s = 0.0

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        self._known: tuple[Ring, Answers, Job] | None = None

    def __call__(self, ring: Ring, count: int, first_id: int, answers: Answers) -> tuple[I32, U8]:
        """Of the first `count` datagrams: the message that each answers (-1 for none), and its Fate."""
        heard, fates = np.empty(count, np.int32), np.empty(count, np.uint8)
        job = self._job(ring, answers)
        job.count, job.first_id = count, first_id
        job.heard, job.fates = heard.ctypes.data, fates.ctypes.data
        self._library.nms_walk(ctypes.byref(job))
        return heard, fates

    def _job(self, ring: Ring, answers: Answers) -> Job:
        """Kept for as long as ring and answers are the same: to look up thirty addresses costs more than a batch."""
        if self._known is None or self._known[0] is not ring or self._known[1] is not answers:
            self._known = ring, answers, _job(ring, answers)
        return self._known[2]


def _job(ring: Ring, answers: Answers) -> Job:
    fleet, expected = answers.fleet, answers.fleet.expectation
    arrays: dict[str, NDArray[Any]] = {
        "ring": ring.octets, "sizes": ring.sizes, "senders": ring.senders,
        "agents": fleet.addresses, "agent_of": fleet.agent_of, "question_of": fleet.question_of,
        "text_of": fleet.text_of, "place_of": fleet.place_of, "states": answers.states,
        "counts": expected.counts, "gets": fleet.gets, "firsts": expected.firsts, "starts": expected.starts,
        "sizes_of_names": expected.sizes, "pool": expected.pool, "bits": answers.bits, "tags": answers.tags,
        "texts": answers.texts, "text_sizes": answers.text_sizes, "text_changed": answers.changed,
    }  # fmt: skip
    messages = min(fleet.messages, ring.messages)
    numbers = {"slot_size": SLOT, "offset": MARGIN, "room": ROOM, "messages": messages, "text_size": ROOM}
    return Job(**numbers, **{name: array.ctypes.data for name, array in arrays.items()})
