"""Use cases around root causes: which are open, why they are believed, and how an alarm hangs on one."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nms.app.cause_views import (
    Affected,
    CauseDetail,
    CausePath,
    CauseView,
    EvidenceView,
    PathEdge,
    PathNode,
    RivalView,
    Struck,
)
from nms.app.impact_views import ImpactRoom, names_told
from nms.app.parts import Parts
from nms.core import texts
from nms.core.alarm import Alarm
from nms.core.config import Config
from nms.core.errors import InvalidError, NotFoundError
from nms.core.site import Link
from nms.faults import heads
from nms.faults.causes import Cause, Seen, explain
from nms.faults.elements import Element, ElementKind, Elements
from nms.faults.signs import DOWN, SIGNAL, SILENT, sign_of
from nms.faults.weights import Patience
from nms.topology.dependency import dependency
from nms.topology.fabric import Failed
from nms.topology.naming import Resource, resource
from nms.topology.reach import reach


def patience(config: Config) -> Patience:
    """What one failure does shows within the polls that make a device unreachable, and one more. All moments are of
    our own clock, also those of traps (when they came), so that hardly anything is left to differ."""
    return Patience(config.cadences.status * (config.poll.down_after + 2), _SKEW_S)


def by_impact(room: ImpactRoom) -> Affected:
    """Whom elements take down, as the room of impact tells it."""

    def affected(struck: Struck) -> Mapping[str, Any]:
        ports = frozenset(resource(device, port) for device, port in struck.ports)
        return names_told(room.affected(Failed(struck.devices, ports, struck.links)))

    return affected


def nobody(_struck: Struck) -> Mapping[str, Any]:
    """For a system without customers' lines."""
    return {}


_SKEW_S = 0.5


@dataclass(frozen=True, slots=True)
class _Now:
    """The causes at one moment, and the alarms that they explain by id."""

    causes: tuple[Cause, ...]
    alarms: Mapping[int, Alarm]


class Causes:
    """Worked out anew from the active alarms at every question: nothing that could be stale is kept."""

    def __init__(self, parts: Parts, affected: Affected = nobody) -> None:
        self._parts, self._affected = parts, affected

    @cached_property
    def _elements(self) -> Elements:
        inventory = self._parts.inventory
        return Elements(inventory, dependency(inventory), reach(inventory))

    @cached_property
    def _halls(self) -> Mapping[str, str]:
        return {box: hall.name for hall in self._parts.inventory.halls.values() for box in hall.devices}

    def open(self) -> Sequence[CauseView]:
        """All open causes, worst first, then those that explain most."""
        now = self._now()
        return [self._view(cause, now) for cause in now.causes]

    def cause(self, name: str) -> CauseDetail:
        """One of them; NotFoundError for one that is not open."""
        now = self._now()
        cause = _named(name, now)
        view = self._view(cause, now)
        alarms = sorted(
            self._alarms(cause, now), key=lambda alarm: (alarm.id != view.head, alarm.severity, alarm.raised_at)
        )
        affected = {} if cause.element.kind is ElementKind.ITSELF else self._affected(self.struck(cause.element))
        evidence = [EvidenceView(one.code, one.values, one.weight) for one in cause.evidence]
        return CauseDetail(view, evidence, _rivals(cause), alarms, affected)

    def of_alarm(self, alarm_id: int) -> str:
        """The name of the cause that explains an alarm, "" where none does."""
        now = self._now()
        found = (cause for cause in now.causes if any(each.id == alarm_id for each in self._alarms(cause, now)))
        return next((str(cause.element) for cause in found), "")

    def path(self, name: str, alarm_id: int) -> CausePath:
        """The way from a cause to one of its alarms; InvalidError NMS-CAUSE-001 for another's alarm."""
        now = self._now()
        cause = _named(name, now)
        alarm = next((one for one in self._alarms(cause, now) if one.id == alarm_id), None)
        if alarm is None:
            raise InvalidError("NMS-CAUSE-001", alarm=alarm_id, name=name)
        shown = _Shown(self._parts.inventory.links, self._elements.links(cause.element), now.alarms.values())
        start = self._start(cause.element) or {alarm.key.device}
        failed = {cause.element.name} if cause.element.kind is ElementKind.DEVICE else set[str]()
        links = shown.way(start, alarm.key.device)
        devices = _in_order(links, start, alarm.key.device)
        nodes = [PathNode(one, self._role(one), "failed" if one in failed else shown.node(one)) for one in devices]
        edges = [PathEdge(link.name, link.a.device, link.b.device, link.kind, shown.edge(link)) for link in links]
        return CausePath(name, alarm_id, nodes, edges)

    def struck(self, element: Element) -> Struck:
        """What no longer works when an element fails."""
        failure = self._elements.failure(element)
        device, _, port = element.name.partition(":")
        own = element.kind in (ElementKind.PORT, ElementKind.PON, ElementKind.STM1)
        return Struck(failure.devices, frozenset({(device, port)} if own else ()), failure.links)

    # ------------------------------------------------------------ working out

    def _now(self) -> _Now:
        alarms = self._parts.store.alarms.all_active()
        states = self._parts.store.devices.states()
        answered = {name: state.last_answer_at for name, state in states.items() if state.last_answer_at}
        speaking = (alarm for alarm in alarms if not heads.is_own(alarm))
        causes = explain(speaking, self._elements, Seen(answered, answered), patience(self._parts.config))
        return _Now(causes, {alarm.id: alarm for alarm in alarms})

    def _alarms(self, cause: Cause, now: _Now) -> list[Alarm]:
        """Those that the cause explains, and the system's own that stands for it."""
        own = [alarm for alarm in now.alarms.values() if alarm.details.get(heads.ELEMENT) == str(cause.element)]
        return [*own, *(now.alarms[each] for each in cause.alarms)]

    def _view(self, cause: Cause, now: _Now) -> CauseView:
        alarms = self._alarms(cause, now)
        key = heads.head(cause, now.alarms, self._elements)
        head = next((alarm for alarm in alarms if alarm.key == key), alarms[0] if len(alarms) == 1 else None)
        element, clock = cause.element, self._parts.clock
        return CauseView(
            str(element),
            element.kind,
            self._word(element),
            element.name,
            element.device,
            min(alarm.severity for alarm in alarms),
            cause.since,
            max((clock.now() - cause.since).total_seconds(), 0.0),
            cause.share,
            head.id if head else 0,
            len(alarms),
            sorted({alarm.key.device for alarm in alarms}),
            sorted({self._halls[alarm.key.device] for alarm in alarms if alarm.key.device in self._halls}),
            head.acknowledged_by if head else "",
            any(alarm.flapping for alarm in alarms),
            all(alarm.maintenance for alarm in alarms),
            any(alarm.held for alarm in alarms),
        )

    def _word(self, element: Element) -> str:
        special = f"element.{element.kind}.{self._role(element.device)}"
        return special if special in texts.CATALOGUE else f"element.{element.kind}"

    def _role(self, name: str) -> str:
        device = self._parts.inventory.devices.get(name)
        return str(device.role) if device else ""

    def _start(self, element: Element) -> set[str]:
        if element.device:
            return {element.device} & self._parts.inventory.devices.keys()
        return {end.device for link in self._elements.links(element) for end in (link.a, link.b)}


class _Shown:
    """The network as the alarms show it: which links and devices are struck."""

    def __init__(self, links: Mapping[str, Link], failed: Iterable[Link], alarms: Iterable[Alarm]) -> None:
        self._failed = {link.name for link in failed}
        signs = [sign for alarm in alarms if (sign := sign_of(alarm.key)) is not None]
        self._down = {Resource(sign.device, sign.object) for sign in signs if sign.state in (DOWN, SIGNAL)}
        self._silent = {sign.device for sign in signs if sign.state == SILENT}
        self._alarmed = {sign.device for sign in signs}
        self._around: dict[str, list[Link]] = {}
        for link in sorted(links.values(), key=lambda link: (link.name not in self._failed, link.name)):
            for end in {link.a.device, link.b.device}:
                self._around.setdefault(end, []).append(link)

    def node(self, device: str) -> str:
        """silent, alarmed or up."""
        return "silent" if device in self._silent else "alarmed" if device in self._alarmed else "up"

    def edge(self, link: Link) -> str:
        """failed (with the cause), down (one of its ends says so) or up."""
        if link.name in self._failed:
            return "failed"
        ends = {resource(end.device, end.port) for end in (link.a, link.b)}
        return "down" if ends & self._down else "up"

    def way(self, start: set[str], target: str) -> list[Link]:
        """The links of a shortest way from any start to a device, what failed preferred; one failed link of its own
        where the device is a start itself."""
        if target in start:
            return [link for link in self._around.get(target, ()) if link.name in self._failed][:1]
        before: dict[str, Link] = {}
        queue = deque(sorted(start))
        while queue and target not in before:
            here = queue.popleft()
            for link in self._around.get(here, ()):
                there = _other(link, here)
                if there not in before and there not in start:
                    before[there] = link
                    queue.append(there)
        return _walked(before, target)


def _walked(before: Mapping[str, Link], target: str) -> list[Link]:
    links, device = list[Link](), target
    while device in before:
        links.append(before[device])
        device = _other(before[device], device)
    return links[::-1]


def _in_order(links: Sequence[Link], start: set[str], target: str) -> list[str]:
    """Devices along links that follow each other, the alarm's last."""
    devices = [target]
    for link in reversed(links):
        devices.append(_other(link, devices[-1]))
    return devices[::-1] if links else [*sorted(start - {target})[:1], target] if target not in start else [target]


def _other(link: Link, device: str) -> str:
    return link.b.device if link.a.device == device else link.a.device


def _named(name: str, now: _Now) -> Cause:
    found = next((cause for cause in now.causes if str(cause.element) == name), None)
    if found is None:
        raise NotFoundError("cause", name)
    return found


def _rivals(cause: Cause) -> list[RivalView]:
    return [
        RivalView(
            str(one.element),
            one.element.kind,
            one.element.name,
            one.explained,
            one.absent,
            round(cause.score - one.score, 3),
        )
        for one in cause.rivals
    ]
