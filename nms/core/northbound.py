"""What goes to the monitors above us: numbered changes of what each of them is shown, and how each of them stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nms.core.alarm import Alarm, Severity


class Change(StrEnum):
    """What happened to an alarm in one monitor's view: it came in, is another than before, or went out."""

    RAISED = "raised"
    CHANGED = "changed"
    CLEARED = "cleared"


Wanted = Callable[[Alarm], bool]
"""Whether a monitor is to be shown an alarm that is active."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A change under its number in one monitor's numbering, with the alarm as it was then.

    Numbers start at 1 and have no gaps per monitor. In a view, `change` is what made the alarm what it is.
    """

    sequence: int
    change: Change
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in a monitor's own words: severity as it names it, text in its language.

    `severity` is CLEARED when the alarm has left the view.
    """

    notice: Notice
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class MonitorState:
    """How a monitor stands; figures count since the store was made.

    `last` is the last number given, `sent` the number up to which it was told (or given up: `dropped` of them because
    too many waited, `refused` because the monitor answered with an error). `acknowledged` counts confirmed informs,
    `failures` attempts in vain. `reachable` is None until something was tried; `error` is the code of the last failure
    with the values of its sentence, "" after a success.
    """

    name: str
    last: int = 0
    sent: int = 0
    delivered: int = 0
    acknowledged: int = 0
    failures: int = 0
    refused: int = 0
    dropped: int = 0
    reachable: bool | None = None
    since: datetime | None = None
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    error: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many changes have not been sent yet."""
        return self.last - self.sent


def noteworthy(before: Alarm | None, after: Alarm) -> bool:
    """Whether a stored change of an alarm is one that monitors are told of: not a repetition, not a comment."""
    return before is None or before.id != after.id or _shown(before) != _shown(after)


def _shown(alarm: Alarm) -> tuple[object, ...]:
    return (
        alarm.severity,
        alarm.cause,
        alarm.active,
        alarm.acknowledged_by,
        alarm.root_id,
        alarm.held,
        alarm.flapping,
        alarm.shelved_until is not None,
        alarm.maintenance,
    )


def change_in_view(shown: bool, wanted: bool) -> Change | None:
    """What a noteworthy change means to a monitor that was shown the alarm, or not, and shall be, or not."""
    if wanted:
        return Change.CHANGED if shown else Change.RAISED
    return Change.CLEARED if shown else None
