"""Where a hall's bundle stands by the state of the change it waits for, and what may be asked of it then; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from nms.core.change import ChangeState
from nms.core.errors import ConflictError
from nms.core.hall import HallForm
from nms.core.hall_bundle import BundleState, HallBundle

_B, _C = BundleState, ChangeState


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a change of a bundle is for: where the bundle stands meanwhile, when it is done, and when it is not."""

    during: BundleState
    done: BundleState
    failed: BundleState


PURPOSES: Final[Mapping[str, Purpose]] = {
    "provision": Purpose(_B.PROVISIONING, _B.STANDING, _B.PLANNED),
    "change": Purpose(_B.CHANGING, _B.STANDING, _B.STANDING),
    "close": Purpose(_B.CLOSING, _B.CLOSED, _B.STANDING),
}
_OVER: Final = frozenset({_C.ROLLED_BACK, _C.EXPIRED, _C.WITHDRAWN})
UNDER_WAY: Final = frozenset({_B.PROVISIONING, _B.CHANGING, _B.CLOSING})
VERBS: Final[Mapping[str, frozenset[BundleState]]] = {
    "provision": frozenset({_B.PLANNED, _B.CLOSED}),
    "change": frozenset({_B.STANDING}),
    "close": frozenset({_B.STANDING}),
}
"""What may be asked of a bundle in which states."""


def stands(purpose: str, change: ChangeState) -> BundleState:
    """Where a bundle stands while its change stands so; one that is planned anew is under way again."""
    known = PURPOSES[purpose]
    if change is _C.COMMITTED:
        return known.done
    return known.failed if change in _OVER else known.during


@dataclass(frozen=True, slots=True)
class Followed:
    """A change as its bundle sees it: what for, how it stands, the form it brings, and why it stands so."""

    change: int
    purpose: str
    state: ChangeState
    form: HallForm
    why: str


def followed(bundle: HallBundle, change: Followed) -> HallBundle | None:
    """Where the bundle goes with its change; None where it stands there already.

    A form that did not come through gives way to what stands; planned anew, it is on its way again.
    """
    to = stands(change.purpose, change.state)
    if to is bundle.state:
        return None
    if change.state is _C.COMMITTED:
        return replace(bundle, state=to, form=change.form, previous=None, reason="")
    stood = bundle.previous or bundle.form
    if change.state in _OVER:
        error = ConflictError(
            "NMS-HALL-244", hall=bundle.hall, change=change.change, state=change.state, reason=change.why
        )
        form = stood if change.purpose == "change" else bundle.form
        return replace(bundle, state=to, form=form, previous=None, reason=str(error))
    previous = stood if change.purpose == "change" else None
    return replace(bundle, state=to, form=change.form, previous=previous, reason="")


def may(bundle: HallBundle) -> tuple[str, ...]:
    """What may be asked of it now."""
    return tuple(verb for verb, states in VERBS.items() if bundle.state in states)


def check(bundle: HallBundle, verb: str) -> None:
    """ConflictError NMS-HALL-241 where a bundle does not allow it now."""
    if bundle.state not in VERBS[verb]:
        wanted = ", ".join(sorted(VERBS[verb]))
        raise ConflictError("NMS-HALL-241", hall=bundle.hall, state=bundle.state, wanted=wanted, change=bundle.change)
