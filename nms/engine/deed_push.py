"""The part that playbook modules share which act through one change: approval waited for, push asked for, end seen."""

from collections.abc import Callable

from nms.app.change_views import ChangeRoom
from nms.core.change import ChangeState
from nms.engine.config_deed import LOOK_S
from nms.engine.playing import Work
from nms.provision.playbook.walk import Call


def pushed(work: Work, call: Call, changes: ChangeRoom, number: int, going: Callable[[], bool]) -> None:
    """Wait for the approval, ask for the push once, wait as long as it goes on."""
    asked = False
    while going():
        state = changes.show(number).change.state
        if state is ChangeState.PLANNED:
            work.pause(waiting=True)
        elif state is ChangeState.APPROVED and not asked:
            changes.push(number, call.run.actor)
            asked = True
        work.wait(LOOK_S)
    work.pause(waiting=False)
