"""Who is told of an alarm's change: a list of notifiers, and the one that feeds pages by the event stream."""

import logging
from dataclasses import dataclass

from nms.core.alarm import Alarm
from nms.core.ports import Clock, EventStore, Notifier

_LOG = logging.getLogger(__name__)


class Notifiers(list[Notifier]):
    """Several notifiers as one; one that fails neither stops the others nor the Ledger."""

    def tell(self, before: Alarm | None, after: Alarm) -> None:
        """Tell each in turn."""
        for notifier in self:
            try:
                notifier.tell(before, after)
            except Exception:  # noqa: BLE001 -- whatever a notifier does, the alarm is stored and must reach the next
                _LOG.exception("notifier %s failed on alarm %d", type(notifier).__name__, after.id)


@dataclass(frozen=True, slots=True)
class EventStream:
    """Writes every change into the numbered stream that pages follow: kind "alarm", subject the alarm's id."""

    events: EventStore
    clock: Clock

    def tell(self, before: Alarm | None, after: Alarm) -> None:
        """One event with what a row of the alarms page needs to decide whether to look again."""
        self.events.append("alarm", str(after.id), self.clock.now(), stream_body(before, after))


def stream_body(before: Alarm | None, after: Alarm) -> dict[str, str]:
    """The event's body; `was` is the severity before, "" for a new alarm; `root` the id of the cause, "" for none."""
    key = after.key
    return {
        "device": key.device,
        "object": key.object,
        "problem": key.problem,
        "severity": after.severity.word,
        "was": before.severity.word if before is not None else "",
        "state": after.state,
        "root": str(after.root_id) if after.root_id is not None else "",
        "held": "yes" if after.held else "",
        "maintenance": "yes" if after.maintenance else "",
        "shelved": "yes" if after.shelved_until is not None else "",
        "acknowledged": after.acknowledged_by,
    }
