"""What a row of the trap rules is made of, and the few ways in which a notification speaks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nms.core.alarm import Severity
from nms.core.ports import Oid, Trap
from nms.faults import varbinds as vb
from nms.faults.bitmaps import E1_BITS, split


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing a trap says of its object: a problem is there or gone; severity None leaves it to the catalogue.

    `shut` says that somebody wanted it so: on a port that carries nobody that is no trouble.
    """

    problem: str
    there: bool = True
    severity: Severity | None = None
    shut: bool = False


Effects = Callable[[Trap], Sequence[Effect]]


@dataclass(frozen=True, slots=True)
class TrapRule:
    """One notification.

    `poll` names the collectors that confirm or refute it at once; `details` copies values into the alarm;
    `example` holds the varbinds behind `snmptrap -v2c -c COMMUNITY HOST:PORT '' OID …` that exercise the row.
    """

    name: str
    oid: Oid
    effects: Effects
    objects: vb.NameObjects = vb.whole
    poll: tuple[str, ...] = ()
    details: Mapping[str, Oid] = field(default_factory=dict)
    example: str = ""


def raises(*problems: str) -> Effects:
    """Always: these problems are there."""
    effects = tuple(Effect(problem) for problem in problems)
    return lambda _trap: effects


def clears(*problems: str) -> Effects:
    """Always: these problems are gone."""
    effects = tuple(Effect(problem, there=False) for problem in problems)
    return lambda _trap: effects


def nothing(_trap: Trap) -> Sequence[Effect]:
    """A hint to look, no more."""
    return ()


def by_value(column: Oid, problem: str, there_at: frozenset[int]) -> Effects:
    """Raise at some values of a column, clear at the others, say nothing without a value."""

    def effects(trap: Trap) -> Sequence[Effect]:
        value = vb.number(trap, column)
        return () if value is None else (Effect(problem, value in there_at),)

    return effects


def e1_bitmap(column: Oid) -> Effects:
    """Raise and clear by a dsx1LineStatus bitmap (RFC 4805)."""

    def effects(trap: Trap) -> Sequence[Effect]:
        status = vb.number(trap, column)
        if status is None:
            return ()
        present, absent = split(status, E1_BITS)
        return (*map(Effect, present), *(Effect(problem, there=False) for problem in absent))

    return effects


def shut_at(column: Oid, value: int, effects: Effects) -> Effects:
    """`effects`, marked as wanted by somebody when a column has this value (ifAdminStatus down)."""

    def marked(trap: Trap) -> Sequence[Effect]:
        wanted = vb.number(trap, column) == value
        return [replace(effect, shut=wanted) for effect in effects(trap)]

    return marked
