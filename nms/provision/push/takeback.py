"""Taking one device back to what it was: by its own timer, by the rendered undo, by the difference that is left."""

import logging

from nms.core.change import StepState
from nms.core.dialect import scrubbed
from nms.core.errors import CliError, ConflictError, HostKeyError, NmsError, RejectedError
from nms.provision.guard import offences
from nms.provision.push.failures import UnprovenError, difference, noted, quoted, told
from nms.provision.push.hand import Hand
from nms.provision.remediate import remedy

log = logging.getLogger(__name__)


def take_back(hand: Hand, cause: NmsError | None = None) -> None:
    """Leave the device as it was before, or say that nobody knows; `cause` is what went wrong on it, if it did.

    Raises ConflictError when the lease was lost: then whoever holds it now decides.
    """
    found = {} if cause is None else noted(hand.dialect, cause)
    body = {} if cause is None else told(hand.dialect, cause)
    if not hand.touched:
        hand.note(StepState.UNTOUCHED, body, **found)
        return
    hand.note(StepState.UNDOING, body, **found)
    try:
        _stubbornly(hand)
        hand.uncount()
    except ConflictError:
        raise
    except NmsError as error:
        hand.note(StepState.UNKNOWN, told(hand.dialect, error), **(found or noted(hand.dialect, error)))
    else:
        hand.note(StepState.ROLLED_BACK)


def _stubbornly(hand: Hand) -> None:
    """A few attempts, each on a new line: a device that restarts answers again after a while."""
    pace = hand.desk.means.pace
    for attempt in range(1, pace.attempts + 1):
        try:
            _restore(hand)
        except HostKeyError:
            raise
        except CliError as error:
            if attempt == pace.attempts or isinstance(error, RejectedError | UnprovenError):
                raise
            log.info("%s: taking back, attempt %d: %s", hand.name, attempt, error)
            hand.close()
            hand.desk.means.pause(pace.gap_s)
        else:
            return


def _restore(hand: Hand) -> None:
    """As before, shown by a fresh read-back; what was saved meanwhile is saved over."""
    armed = hand.armed_until is not None
    if armed and hand.session().revert():
        hand.armed_until, armed = None, False
    text = hand.session().running()
    if not hand.same(text, hand.before):
        text = _sent(hand, hand.decided.back)
    if not hand.same(text, hand.before):
        text = _sent(hand, _remaining(hand, text))
    if not hand.same(text, hand.before):
        left = difference(hand.dialect, hand.before, text)
        raise UnprovenError("NMS-CHG-063", device=hand.name, left=quoted(left[2:]))
    if hand.saved or armed:
        hand.desk.holding.check()
        hand.session().keep()
        hand.armed_until = None


def _sent(hand: Hand, lines: tuple[str, ...]) -> str:
    """Send lines, not minding what is not there to be removed; the configuration after that."""
    hand.desk.holding.check()
    if lines:
        hand.session().apply(lines, tolerant=True)
    return hand.session().running()


def _remaining(hand: Hand, text: str) -> tuple[str, ...]:
    """What turns the configuration into the one from before, unless it takes a line that is never sent."""
    lines = tuple(remedy(hand.dialect, text, hand.before))
    found = offences(hand.dialect, lines, hand.step.guarded)
    if found:
        left = quoted(scrubbed(hand.dialect, line) for line in found)
        raise UnprovenError("NMS-CHG-063", device=hand.name, left=left)
    return lines
