"""What may be done with a line in which state, and where it goes when its change has ended; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from nms.core.change import ChangeState
from nms.core.errors import ConflictError
from nms.core.line import Line, LineState

_L = LineState
_C = ChangeState

VERBS: Mapping[str, frozenset[LineState]] = {
    "survey": frozenset({_L.DRAFT, _L.SURVEYED, _L.DESIGNED}),
    "design": frozenset({_L.DRAFT, _L.SURVEYED, _L.DESIGNED, _L.APPROVED}),
    "bind": frozenset({_L.SURVEYED, _L.DESIGNED, _L.APPROVED}),
    "approve": frozenset({_L.DESIGNED}),
    "provision": frozenset({_L.APPROVED}),
    "test": frozenset({_L.TESTING, _L.ACTIVE}),
    "activate": frozenset({_L.TESTING}),
    "modify": frozenset({_L.ACTIVE}),
    "suspend": frozenset({_L.ACTIVE}),
    "resume": frozenset({_L.SUSPENDED}),
    "cease": frozenset({_L.TESTING, _L.ACTIVE, _L.SUSPENDED}),
    "withdraw": frozenset({_L.DRAFT, _L.SURVEYED, _L.DESIGNED, _L.APPROVED}),
}
"""Verb → the states in which it is allowed."""

WITHOUT_CHANGE = frozenset({"test"})
"""Verbs that a change under way does not hinder."""

ENDED = frozenset({_C.COMMITTED, _C.ROLLED_BACK, _C.WITHDRAWN, _C.EXPIRED})
"""Change states in which a line waits no more: what is rolled back or too old is begun anew on the line."""

RESERVING = frozenset({_L.DESIGNED, _L.APPROVED})
"""States whose reservation runs out by itself."""

BETWEEN = frozenset({_L.PROVISIONING, _L.MODIFYING, _L.CEASING})
"""States that only the end of a change ends."""

WAITING = BETWEEN | {_L.ACTIVE, _L.SUSPENDED}
"""States in which a line may wait for a change."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the change of a line is for: where the line stands while it is under way, and where it goes.

    `failed` None: back to where it came from, as the change's body says.
    """

    during: frozenset[LineState]
    done: LineState
    failed: LineState | None = None


PURPOSES: Mapping[str, Purpose] = {
    "provision": Purpose(frozenset({_L.PROVISIONING}), _L.TESTING, _L.DESIGNED),
    "modify": Purpose(frozenset({_L.MODIFYING}), _L.ACTIVE, _L.ACTIVE),
    "suspend": Purpose(frozenset({_L.ACTIVE}), _L.SUSPENDED, _L.ACTIVE),
    "resume": Purpose(frozenset({_L.SUSPENDED}), _L.ACTIVE, _L.SUSPENDED),
    "cease": Purpose(frozenset({_L.CEASING}), _L.CEASED),
}
"""Verb whose change is under way → where that leads."""


def check(line: Line, verb: str, change: ChangeState | None) -> None:
    """ConflictError: NMS-LINE-202 in another state, 205 while the line waits for its change (`change`: its state)."""
    if line.state not in VERBS[verb]:
        wanted = ", ".join(sorted(VERBS[verb]))
        raise ConflictError("NMS-LINE-202", number=line.number, state=line.state, wanted=wanted)
    if waits(line, change) and verb not in WITHOUT_CHANGE:
        raise ConflictError("NMS-LINE-205", number=line.number, change=line.change, state=change)


def waits(line: Line, change: ChangeState | None) -> bool:
    """Whether a line's change is still under way."""
    return bool(line.change) and change is not None and change not in ENDED and line.state in WAITING


def may(line: Line, change: ChangeState | None) -> tuple[str, ...]:
    """The verbs that are allowed now, in the order of the life cycle."""
    waiting = waits(line, change)
    return tuple(
        verb for verb, states in VERBS.items() if line.state in states and (not waiting or verb in WITHOUT_CHANGE)
    )


def awaited(line: Line, change_id: int, purpose: str) -> bool:
    """Whether a line waits for exactly this change."""
    known = PURPOSES.get(purpose)
    return known is not None and line.change == change_id and line.state in known.during


def after(purpose: str, change: ChangeState, came_from: str) -> LineState | None:
    """Where a line goes when its change stands so; None: it waits on."""
    if change not in ENDED:
        return None
    known = PURPOSES[purpose]
    return known.done if change is _C.COMMITTED else known.failed or LineState(came_from)
