"""What would have to change for another solution to win: the smallest sets of single-field changes, or none."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final, NamedTuple

from nms.core.line import Optics, Requirement, Solution
from nms.lines.carried import IFACES, carries, fitting
from nms.lines.comparison import Advice, compare, rejections
from nms.lines.measures import needed_vc12, pon_budget
from nms.lines.optics import REACH_KM, fits
from nms.lines.policy import Policy

MOST: Final = 4
"""Changes in one set: more is another order."""
MOST_WISHES: Final = 2
"""Of them such as no filter asks for: what a customer would have to want differently."""
_GRADES: Final = (99.0, 99.5, 99.9, 99.95, 99.99)
_BUILT: Final = {"encrypt": 1, "dual_home": 3, "type_b": 3, "eth_fibre": 4, "type_c": 5}
_RANKS: Final = ("budget", "growth", "security")
_ACCESS: Final = {"odn_km": 8.0, "sdh_km": 2.0}
"""km of an access that would have to be built, where the policy's defaults have none."""


class Move(NamedTuple):
    """One field at another value; `effort` orders alternatives: 1 is a setting, 5 is construction."""

    field: str
    value: Any
    effort: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a solution lacks: with `moves` it would be recommended (`wins`), or at least possible; none: no small set
    of the moves that are looked at helps."""

    wins: bool
    moves: tuple[Move, ...] = ()


def moves(asked: Requirement, policy: Policy) -> list[Move]:
    """Every single-field change that is looked at."""
    return [move for source in _SOURCES for move in source(asked, policy)]


def _built(asked: Requirement, _policy: Policy) -> Iterator[Move]:
    """Protection, a fibre pair, encryption: there where it is not."""
    yield from (Move(name, True, effort) for name, effort in _BUILT.items() if not getattr(asked, name))


def _accesses(asked: Requirement, policy: Policy) -> Iterator[Move]:
    """An ODN or an MSTP element within reach, free timeslots."""
    assumed = policy.assumed()
    for name, km in _ACCESS.items():
        if getattr(asked, name) is None:
            yield Move(name, assumed.get(name) or km, 4)
    if asked.odn_km is not None and asked.odn_km > REACH_KM:
        yield Move("odn_km", REACH_KM, 4)
    needed = needed_vc12(asked, policy.vc12_only_up_to_mbps)
    if asked.free_vc12 < needed:
        yield Move("free_vc12", needed, 3)


_EFFORT: Final = {"optics": 2, "splits": 3, "odn_km": 4}


def _optical(asked: Requirement, _policy: Policy) -> Iterator[Move]:
    """What makes a negative optical budget hold."""
    budget = pon_budget(asked)
    if asked.odn_km is not None and budget is not None and budget.margin < 0:
        for fit in fits(min(asked.odn_km, REACH_KM), asked.splits, asked.optics):
            yield Move(fit.field, fit.value, _EFFORT[fit.field])


def _rates(asked: Requirement, policy: Policy) -> Iterator[Move]:
    """The rate at the next limits below that criteria and filters know, or only a part of it assured."""
    rows = (row.up_to for criterion in policy.criteria for row in criterion.rows)
    above = (one.above for one in policy.filters)
    limits = sorted({limits["mbps"] for limits in (*rows, *above) if "mbps" in limits}, reverse=True)
    assurable = {one.above["assured_mbps"] for one in policy.filters if "assured_mbps" in one.above}
    lower = [limit for limit in limits if limit < asked.mbps and carries(asked.iface, limit)]
    yield from (Move("mbps", limit, 2 * step) for step, limit in enumerate(lower, 1))
    yield from (Move("assured_mbps", limit, 1) for limit in assurable if limit < asked.mbps)


def _ifaces(asked: Requirement, _policy: Policy) -> Iterator[Move]:
    """The same rate over the other kind of interface."""
    other = fitting(asked.mbps, tdm=not IFACES[asked.iface].tdm)
    if other:
        yield Move("iface", other, 3)


def _promises(asked: Requirement, _policy: Policy) -> Iterator[Move]:
    """Another grade of availability, the nearest first."""
    steps = sorted(_GRADES, key=lambda grade: abs(grade - asked.reliability))
    yield from (Move("reliability", grade, 1 + step) for step, grade in enumerate(steps) if grade != asked.reliability)


def _wishes(asked: Requirement, _policy: Policy) -> Iterator[Move]:
    """What the customer thinks of money, growth and secrecy."""
    for name in _RANKS:
        had = getattr(asked, name)
        yield from (Move(name, rank, 1 + abs(rank - had)) for rank in range(1, 6) if rank != had)


_SOURCES: Final[tuple[Callable[[Requirement, Policy], Iterable[Move]], ...]] = (
    _built,
    _accesses,
    _optical,
    _rates,
    _ifaces,
    _promises,
    _wishes,
)


def changed(asked: Requirement, made: Iterable[Move]) -> Requirement:
    """The requirement after some moves; no more is assured than ordered."""
    after = replace(asked, **{move.field: move.value for move in made})
    if after.assured_mbps is not None and after.assured_mbps > after.mbps:
        return replace(after, assured_mbps=after.mbps)
    return after


def outlooks(advice: Advice, policy: Policy) -> Mapping[Solution, Outlook]:
    """For each solution that is not recommended: the smallest set with which it would win, else be possible."""
    every = moves(advice.requirement, policy)
    others = [one for one in Solution if one is not advice.recommended]
    return {one: _Search(advice, policy, one, every).best() for one in others}


def nearest(advice: Advice, found: Mapping[Solution, Outlook]) -> Solution | None:
    """Where nothing is possible: the solution that needs least; None if one is possible, or none can be made so."""
    reachable = [one for one, outlook in found.items() if outlook.moves]
    if advice.recommended is not None or not reachable:
        return None
    return min(reachable, key=lambda one: (len(found[one].moves), sum(move.effort for move in found[one].moves)))


class _Search:
    """Sets of moves for one solution, smallest and gentlest first."""

    def __init__(self, advice: Advice, policy: Policy, target: Solution, every: Sequence[Move]) -> None:
        self._asked, self._policy, self._target = advice.requirement, policy, target
        self._reasons = {reason.filter for reason in advice.solutions[target].rejected}
        self._cures = {move: self._reasons - self._left([move]) for move in every}
        lead = self._lead(advice)
        self._wishes = {move for move in every if not self._cures[move] and self._gains(move, lead)}
        self._moves = [move for move in every if self._cures[move] or move in self._wishes]

    def best(self) -> Outlook:
        """The first set with which the target is recommended; else the first with which it is possible."""
        possible: tuple[Move, ...] = ()
        for size in range(1, MOST + 1):
            for made in self._sets(size):
                after = changed(self._asked, made)
                if rejections(after, self._policy, self._target):
                    continue
                possible = possible or (made if self._reasons else ())
                if compare(after, self._policy).recommended is self._target:
                    return Outlook(wins=True, moves=made)
        return Outlook(wins=False, moves=possible)

    def _sets(self, size: int) -> list[tuple[Move, ...]]:
        """Sets of a size that answer every reason, one move a field."""
        wanted = self._reasons
        found = [
            made
            for made in combinations(self._moves, size)
            if len({move.field for move in made}) == size
            and sum(move in self._wishes for move in made) <= MOST_WISHES
            and wanted <= frozenset().union(*(self._cures[move] for move in made))
        ]
        return sorted(found, key=lambda made: sum(move.effort for move in made))

    def _left(self, made: Sequence[Move]) -> set[str]:
        return {one.name for one in rejections(changed(self._asked, made), self._policy, self._target)}

    def _lead(self, advice: Advice) -> float:
        """How far the target's score is ahead of the best other possible one."""
        others = [one.score for one in advice.solutions.values() if one.possible and one.solution is not self._target]
        return advice.solutions[self._target].score - max(others, default=0.0)

    def _gains(self, move: Move, lead: float) -> bool:
        return self._lead(compare(changed(self._asked, [move]), self._policy)) > lead + 1e-9


def described(move: Move, asked: Requirement) -> dict[str, object]:
    """As JSON: field, from and to."""
    return {"field": move.field, "from": plain(getattr(asked, move.field)), "to": plain(move.value)}


def plain(value: object) -> object:
    """A value of a requirement as a document has it."""
    if isinstance(value, Optics):
        return {
            "class": value.grade,
            **{name: getattr(value, name) for name in ("connectors", "splices", "reserve_db")},
        }
    return list(value) if isinstance(value, tuple) else value
