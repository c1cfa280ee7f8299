"""Rollouts: the list, and one wave by wave with its changes."""

from collections.abc import Mapping

from flask import Blueprint, render_template

from nms.app.change_views import WORST_FIRST, ChangeFilter, RolloutView
from nms.core.change import ChangeState, OnFailure
from web.context import facade
from web.pages.changes import why

page = Blueprint("rollouts", __name__)
_MOST_OFFERED, _MOST_EXPLAINED = 200, 50
_GOING = ChangeState.APPLYING
_STARTABLE = frozenset({ChangeState.PLANNED, ChangeState.ROLLED_BACK, ChangeState.UNKNOWN, ChangeState.WITHDRAWN})
_FAILED = frozenset({ChangeState.ROLLED_BACK, ChangeState.EXPIRED})


@page.get("/rollouts")
def show() -> str:
    """Rollouts, and a form that puts free changes into waves."""
    open_states = tuple(str(state) for state in WORST_FIRST if state not in (ChangeState.UNKNOWN, _GOING))
    offered = facade().changes.find(ChangeFilter(states=open_states, limit=_MOST_OFFERED, worst_first=True))
    return render_template(
        "rollouts.html",
        rollouts=facade().changes.rollouts(),
        free=[change for change in offered.items if not change.rollout],
        ways=tuple(OnFailure),
    )


@page.get("/rollouts/<int:number>")
def one(number: int) -> str:
    """One rollout: waves, changes, how many stand where."""
    view = facade().changes.rollout(number)
    states = [state for state in ChangeState if any(str(state) in wave for wave in view.matrix)]
    return render_template(
        "rollout.html",
        view=view,
        rollout=view.rollout,
        states=states,
        whys=_whys(view),
        startable=view.rollout.state in _STARTABLE,
        going=view.rollout.state is _GOING,
        failed=any(change.state in _FAILED for change in view.changes.values()),
    )


def _whys(view: RolloutView) -> dict[int, Mapping[str, object] | None]:
    """Number → the error behind a change's reason in both languages, for those that failed first."""
    failed = [change for change in view.changes.values() if change.reason][:_MOST_EXPLAINED]
    return {change.id: why(facade().changes.show(change.id).journal, change.reason) for change in failed}
