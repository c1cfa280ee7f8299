"""The walk through received answers, as its two makers offer it: compiled where the library was built, else NumPy."""

from typing import Protocol

from nms.core.errors import InvalidError
from nms.snmp.batch import native, vectorised
from nms.snmp.batch.answers import Answers
from nms.snmp.batch.arrays import I32, U8
from nms.snmp.batch.ring import Ring


class Walk(Protocol):
    """Reads datagrams of a ring into the answers of a round."""

    @property
    def name(self) -> str: ...

    @property
    def batch(self) -> int:
        """How many datagrams at once it likes best."""
        ...

    @property
    def linger_s(self) -> float:
        """How long it pays to wait for more before a small batch is read."""
        ...

    def __call__(self, ring: Ring, count: int, first_id: int, answers: Answers) -> tuple[I32, U8]:
        """Of the first `count` datagrams: the message that each answers (-1 for none), and its Fate."""
        ...


def walk_named(name: str) -> Walk:
    """The one of that name, the fastest for ""; raises NMS-BENCH-003 where it is not to be had."""
    walk = vectorised.VectorWalk() if name == vectorised.VectorWalk.name else best_walk()
    if name not in ("", walk.name):
        raise InvalidError("NMS-BENCH-003", walk=name)
    return walk


def best_walk() -> Walk:
    """The fastest that this installation has."""
    library = native.load()
    return vectorised.VectorWalk() if library is None else native.NativeWalk(library)
