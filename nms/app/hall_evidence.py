"""What is known of a hall's E1 lines and their surroundings, gathered from what was polled and heard last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from nms.core.alarm import Alarm
from nms.core.observed import E1Line, SonetLayer
from nms.core.site import Hall, Inventory, Link, LinkEnd
from nms.faults.bitmaps import E1_BITS, MASKS
from nms.halls.place import Condition, Evidence, Share, condition_of
from nms.topology.dependency import Dependency
from nms.topology.naming import Resource, resource

LATE = timedelta(seconds=2)
"""A reading and the alarm that it made carry the same moment, more or less; so do clocks that are set."""
_PROBLEMS: Mapping[str, int] = {problem: bit for bit, problem in E1_BITS.items()}
_LOST = frozenset({"sonet-los", "sonet-lof"})
_SECTION, _DEFECTS = "section", 2 | 4


class Watched(Protocol):
    """What the system has seen: rows with the moment they were read, whether devices answer, active alarms."""

    def lines(self, device: str) -> Mapping[str, tuple[E1Line, datetime]]:
        """E1 lines of a device by ifName, each with when it was read; empty where never."""
        ...

    def sections(self, device: str) -> Mapping[str, tuple[SonetLayer, datetime]]:
        """Regenerator sections of a device by ifName."""
        ...

    def answers(self, device: str) -> bool | None:
        """Whether a device answers; None where nobody asked."""
        ...

    def alarms(self) -> Sequence[Alarm]:
        """Every active alarm."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an E1 line shares with others, worked out once per inventory."""

    inventory: Inventory
    depends: Dependency
    e1: Sequence[Link] = ()
    """All E1 links of halls; end a is the hall's."""

    @classmethod
    def of(cls, inventory: Inventory, depends: Dependency) -> "Surroundings":
        """The surroundings of every line of an inventory."""
        boxes = {box for hall in inventory.halls.values() for box in hall.devices}
        links = [link for link in inventory.links.values() if link.kind == "e1" and link.a.device in boxes]
        return cls(inventory, depends, links)

    def lines(self, hall: Hall) -> list[Link]:
        """The E1 links of a hall in order; end a is the hall's."""
        own = set(hall.devices)
        return [link for link in self.e1 if link.a.device in own]

    def carrier(self, link: Link) -> Resource | None:
        """The STM-1 port under a line."""
        return self.depends.carriers.get(resource(link.b.device, link.b.port))


class Gathering:
    """One look at everything: built anew for each question, so that its parts fit together."""

    def __init__(self, around: Surroundings, watched: Watched) -> None:
        self._around, self._watched = around, watched
        self._alarms: dict[Resource, list[Alarm]] = {}
        for alarm in watched.alarms():
            self._alarms.setdefault(resource(alarm.key.device, alarm.key.object), []).append(alarm)
        self._conditions = {link.name: self._ends(link) for link in around.e1}
        self._carried: dict[Resource | None, list[Link]] = {}
        self._in_duct: dict[str, list[Link]] = {}
        for link in around.e1:
            self._carried.setdefault(around.carrier(link), []).append(link)
            for duct in link.srlg:
                self._in_duct.setdefault(duct, []).append(link)

    def evidence(self, hall: Hall, link: Link) -> Evidence:
        """Everything known about one line of a hall."""
        near, far = self._conditions[link.name]
        carrier = self._around.carrier(link)
        beside = {one.name: one for duct in link.srlg for one in self._in_duct[duct]}.values()
        return Evidence(
            hall=near,
            centre=far,
            converter=self._watched.answers(link.a.device),
            router=self._watched.answers(link.b.device),
            gasp=self._has(link.a.device, "device", "power-loss"),
            section=self._section(carrier),
            mates=self._silent(name for name in hall.devices if name != link.a.device),
            siblings=self._hit(one for one in self._around.lines(hall) if one.name != link.name),
            stm1=self._hit(one for one in self._carried[carrier] if carrier and one.a.device not in hall.devices),
            duct=self._hit(
                one for one in beside if one.a.device not in hall.devices and self._around.carrier(one) != carrier
            ),
        )

    def ends(self, link: str) -> tuple[Condition, Condition]:
        """What both ends of a line say, the hall's first; KeyError for a line that is no hall's."""
        return self._conditions[link]

    def _ends(self, link: Link) -> tuple[Condition, Condition]:
        """What both ends say; what was read before the trouble began says nothing of it."""
        begun = [alarm.raised_at for end in (link.a, link.b) for alarm in self._of_line(end)]
        onset = min(begun, default=None)
        return self._condition(link.a, onset), self._condition(link.b, onset)

    def _condition(self, end: LinkEnd, onset: datetime | None) -> Condition:
        """What an end says: its last reading, unless alarms that came later say otherwise."""
        if self._watched.answers(end.device) is False:
            return Condition.UNKNOWN
        row, alarms = self._watched.lines(end.device).get(end.port), self._of_line(end)
        since = max((alarm.changed_at for alarm in alarms), default=None)
        if row is not None and (since is None or row[1] >= since - LATE):
            stale = onset is not None and row[1] < onset - LATE
            return Condition.UNKNOWN if stale else _read(row[0], errored=self._errored(end))
        hidden = {weaker for alarm in alarms for weaker in MASKS.get(alarm.key.problem, ())}
        return condition_of(sum(_PROBLEMS[one.key.problem] for one in alarms if one.key.problem not in hidden))

    def _errored(self, end: LinkEnd) -> bool:
        """Whether an alarm says that the line has too many errors."""
        return any(one.key.problem in _ERRORED for one in self._alarms.get(resource(end.device, end.port), ()))

    def _of_line(self, end: LinkEnd) -> list[Alarm]:
        alarms = self._alarms.get(resource(end.device, end.port), ())
        return [alarm for alarm in alarms if alarm.key.problem in _PROBLEMS]

    def _has(self, device: str, thing: str, problem: str) -> bool:
        return any(alarm.key.problem == problem for alarm in self._alarms.get(resource(device, thing), ()))

    def _section(self, carrier: Resource | None) -> bool | None:
        """Whether the STM-1 has its signal."""
        if carrier is None:
            return None
        if any(alarm.key.problem in _LOST for alarm in self._alarms.get(carrier, ())):
            return False
        rows = self._watched.sections(carrier.device).items()
        found = [row for name, (row, _) in rows if resource(carrier.device, name) == carrier and row.layer == _SECTION]
        return not found[0].status & _DEFECTS if found else None

    def _silent(self, devices: Iterable[str]) -> Share:
        known = [answers for device in devices if (answers := self._watched.answers(device)) is not None]
        return Share(known.count(False), len(known))

    def _hit(self, links: Iterable[Link]) -> Share:
        """Lines of which either end tells of a lost signal, or whose far end does not hear it."""
        ends = [self._conditions[link.name] for link in links]
        known = [pair for pair in ends if set(pair) != {Condition.UNKNOWN}]
        return Share(sum(1 for pair in known if set(pair) & _BROKEN), len(known))


_BROKEN = frozenset({Condition.LOS, Condition.LOF, Condition.AIS, Condition.FAILED})
_ERRORED = frozenset({"e1-es-15min", "e1-ses-15min", "e1-pcv-15min", "e1-worsening"})


def _read(row: E1Line, *, errored: bool) -> Condition:
    found = condition_of(row.status, row.es, row.time_elapsed_s)
    return Condition.ERRORED if errored and found is Condition.OK else found
