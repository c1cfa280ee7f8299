"""What the load target agentsim answers, as numbers: a function of agent, variable and the moment it was asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nms.core.ports import Oid, Value

U64 = NDArray[np.uint64]
Mask = NDArray[np.bool_]

INTERFACES, E1_PORTS = 48, 8
GOLDEN = 0x9E37_79B9_7F4A_7C15
MIB2: Oid = (1, 3, 6, 1, 2, 1)
STATIC, WIDE, COUNT, TICKS, NAME = range(5)
IF_COLUMNS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 16, 19, 20)
IF_X_COLUMNS = (1, 2, 6, 7, 10, 11, 15, 18)
DESCRIPTION = b"Huawei Versatile Routing Platform Software VRP (R) simulated access router"
SYSTEM: tuple[tuple[int, Value], ...] = (
    (STATIC, DESCRIPTION),
    (STATIC, (1, 3, 6, 1, 4, 1, 2011, 2, 23, 1)),
    (TICKS, None),
    (STATIC, b"noc@branch"),
    (NAME, None),
    (STATIC, b"hall"),
    (STATIC, 78),
)


@dataclass(frozen=True, slots=True)
class Law:
    """How a number comes about: (seed >> shift) + agent × each + what runs, modulo 2^bits; above `low` bits its six
    highest ones stand increased by one."""

    shift: int
    low: int
    each: int
    speed: int
    per: int

    @property
    def bits(self) -> int:
        return self.low + 6


LAWS = {WIDE: Law(20, 40, 7919, 977, 1), COUNT: Law(40, 24, 31, 3, 1), TICKS: Law(40, 24, 31, 1, 10)}
"""Speeds are in steps each so many (`per`) milliseconds of the machine's monotonic clock."""


def variables() -> Iterator[tuple[Oid, int, Value]]:
    """Name, kind and (where it is always the same) value of everything, in the order in which agentsim builds it."""
    for number, (kind, value) in enumerate(SYSTEM, start=1):
        yield (*MIB2, 1, number, 0), kind, value
    yield (*MIB2, 2, 1, 0), STATIC, INTERFACES
    for row in range(1, INTERFACES + 1):
        yield from (((*MIB2, 2, 2, 1, column, row), COUNT, None) for column in IF_COLUMNS)  # not polled here
    for number in range(1, 14):
        yield (*MIB2, 4, number, 0), STATIC if number < 3 else COUNT, {1: 1, 2: 64}.get(number)
    for row in range(1, E1_PORTS + 1):
        yield from (((*MIB2, 10, 18, 7, 1, column, row), COUNT, None) for column in range(1, 12))
    yield from (((*MIB2, 11, number, 0), COUNT, None) for number in (1, 3, 4, 5, 6))
    for row in range(1, INTERFACES + 1):
        yield from _interface(row)


def _interface(row: int) -> Iterator[tuple[Oid, int, Value]]:
    known: dict[int, Value] = {1: b"GE0/0/%d" % row, 15: 1000, 18: b"to-cust-%04d" % row}
    for column in IF_X_COLUMNS:
        kind = STATIC if column in known else COUNT if column == 2 else WIDE
        yield (*MIB2, 31, 1, 1, 1, column, row), kind, known.get(column)


class Model:
    """What the variables of one layout must be."""

    def __init__(self, oids: Sequence[Oid]) -> None:
        told = {oid: (number, kind, value) for number, (oid, kind, value) in enumerate(variables(), start=1)}
        self._told = [told[oid] for oid in oids]

    def texts(self, agent: int) -> list[tuple[int, Value]]:
        """Place and value of all that is no running number."""
        name = b"ne-%08x" % agent
        return [
            (n, name if kind == NAME else value) for n, (_, kind, value) in enumerate(self._told) if kind not in LAWS
        ]

    def right(self, agents: NDArray[np.int64], bits: U64, since_ms: int, until_ms: int) -> Mask:
        """Whether the running numbers of agents × places are those of a moment in between; True for all others."""
        fine = np.ones(bits.shape, bool)
        for place, (number, kind, _) in enumerate(self._told):
            if kind in LAWS:
                fine[:, place] = _lawful(LAWS[kind], number, agents, bits[:, place], (since_ms, until_ms))
        return fine

    @property
    def running(self) -> int:
        """How many numbers run."""
        return sum(kind in LAWS for _, kind, _ in self._told)


def _lawful(law: Law, number: int, agents: NDArray[np.int64], bits: U64, span_ms: tuple[int, int]) -> Mask:
    since, until = (law.speed * (one // law.per) for one in span_ms)
    seed = (number * GOLDEN & 0xFFFF_FFFF_FFFF_FFFF) >> law.shift
    base = (agents * law.each + (seed + since & (1 << law.bits) - 1)).astype(np.uint64)
    low, mask = np.uint64((1 << law.low) - 1), np.uint64((1 << law.bits) - 1)
    told = ((bits >> np.uint64(law.low)) - np.uint64(1) << np.uint64(law.low)) | bits & low
    passed = told - base & mask
    right: Mask = (passed <= np.uint64(until - since)) & (passed % np.uint64(law.speed) == 0)
    right &= bits >> np.uint64(law.bits + 1) == 0
    return right
