"""When an element was rebuilt: the few objects that tell whether its tables are still those that were read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from collectors.asking import Answer, Objects, ask_scalars
from nms.core.observed import Harvest, Layout
from nms.core.ports import Visit

LAYOUT: Objects = {
    "sysUpTime": (1, 3, 6, 1, 2, 1, 1, 3),
    "ifNumber": (1, 3, 6, 1, 2, 1, 2, 1),
    "ifTableLastChange": (1, 3, 6, 1, 2, 1, 31, 1, 5),
    "entLastChangeTime": (1, 3, 6, 1, 2, 1, 47, 1, 4, 1),
}


def seconds(answer: Answer, name: str) -> float | None:
    """A TimeTicks scalar in seconds."""
    ticks = answer.natural((), name)
    return None if ticks is None else ticks / 100


def layout_in(answer: Answer, at: datetime) -> Layout:
    """The layout in an answer to `LAYOUT` that was asked at a moment."""
    uptime = seconds(answer, "sysUpTime")
    return Layout(
        booted_at=None if uptime is None else at - timedelta(seconds=uptime),
        interfaces=answer.natural((), "ifNumber"),
        interfaces_changed_s=seconds(answer, "ifTableLastChange"),
        parts_changed_s=seconds(answer, "entLastChangeTime"),
    )


@dataclass(frozen=True, slots=True)
class Layouts:
    """SNMPv2-MIB sysUpTime, IF-MIB (RFC 2863) ifNumber and ifTableLastChange, ENTITY-MIB (RFC 6933) entLastChangeTime.

    Yields the Layout of the moment, beside a visit that does not ask for signs of life: whatever is read by ifIndex is
    only worth something while the indexes mean what they meant. Cadence counters, and with every other such visit.
    """

    name: str = "layout"
    cadence: str = "counters"

    def wants(self, visit: Visit) -> bool:
        """Everyone has interfaces."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """One GET."""
        answer = await ask_scalars(visit.snmp, LAYOUT)
        return Harvest(notes=answer.notes, layout=layout_in(answer, visit.at))
