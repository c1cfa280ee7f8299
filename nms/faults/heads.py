"""Which alarm stands for a cause, and the alarm that the system itself raises where no alarm says what failed."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from nms.core.alarm import Alarm, AlarmKey, Report, Severity
from nms.faults import signs
from nms.faults.causes import Cause
from nms.faults.elements import Element, ElementKind, Elements
from nms.faults.problems import Said, cleared, key, raised
from nms.faults.signs import Sign, sign_of
from nms.topology.naming import WHOLE, resource

ELEMENT = "element"
"""Among the details of the system's own alarms: the element that failed."""

SURE_SHARE, MOST_CONTRADICTED = 0.8, 0.1
"""How much of the belief a cause needs before alarms are put under it, and which share of what it should show may be
missing although it was looked for."""

_OWN_ALARM: Mapping[ElementKind, str] = {ElementKind.DUCT: "duct-cut", ElementKind.CARD: "board-fault"}
_BY_STATE = (signs.POWER, signs.SILENT, signs.SIGNAL, signs.AP, signs.DOWN)


class Told(NamedTuple):
    """What one alarm says of an element: the order in which such alarms stand for it, best first."""

    place: int
    shadowed: bool
    severity: Severity
    key: AlarmKey


def is_own(alarm: Alarm) -> bool:
    """Whether the system raised the alarm itself, for an element that cannot speak."""
    return ELEMENT in alarm.details


def sure(cause: Cause) -> bool:
    """Whether the alarms of a cause may be shown as one."""
    contradicted = cause.contradicted > MOST_CONTRADICTED * cause.expected
    return cause.share >= SURE_SHARE and not contradicted and cause.element.kind is not ElementKind.ITSELF


def speaks_for_itself(element: Element) -> bool:
    """Whether some device tells of the element's failure; of a duct or a card none does."""
    return element.kind not in _OWN_ALARM


def head(cause: Cause, alarms: Mapping[int, Alarm], elements: Elements) -> AlarmKey | None:
    """The alarm that stands for a cause: the element's own, the strongest first; None while there is none."""
    if not speaks_for_itself(cause.element):
        own = own_key(cause.element, elements)
        return own if any(alarm.key == own for alarm in alarms.values()) else None
    parts = _parts(cause.element, elements)
    told = [_told(alarm) for each in cause.alarms if (alarm := alarms.get(each)) and _speaks(alarm, parts)]
    return min(told).key if told else None


def _parts(element: Element, elements: Elements) -> frozenset[tuple[str, str]]:
    if element.kind in (ElementKind.LINK, ElementKind.E1):
        return frozenset(resource(end.device, end.port) for link in elements.links(element) for end in (link.a, link.b))
    if element.kind is ElementKind.DEVICE:
        return frozenset({(element.name, WHOLE)})
    device, _, part = element.name.partition(":")
    return frozenset({resource(device, part)})


def _speaks(alarm: Alarm, parts: frozenset[tuple[str, str]]) -> bool:
    sign = sign_of(alarm.key)
    if sign is None or sign.state == signs.DEGRADED:
        return False
    return (sign.device, sign.object) in parts or (sign.state == signs.AP and (_ap(sign), "") in parts)


def _ap(sign: Sign) -> str:
    return sign.object.removeprefix("ap")


def _told(alarm: Alarm) -> Told:
    sign = sign_of(alarm.key)
    place = _BY_STATE.index(sign.state) if sign is not None else len(_BY_STATE)
    return Told(place, alarm.root_id is not None, alarm.severity, alarm.key)


def own_key(element: Element, elements: Elements) -> AlarmKey:
    """The key of the system's own alarm for an element; for a duct it is kept at the device most of its links reach."""
    problem = _OWN_ALARM[element.kind]
    if element.kind is ElementKind.CARD:
        return key(element.device, f"slot {element.name.partition(':')[2]}", problem)
    upper = [link.b.device for link in elements.links(element)]
    device = min(upper, key=lambda name: (-upper.count(name), name))
    return key(device, f"duct {element.name}", problem)


def own_report(cause: Cause, elements: Elements, said: Said) -> Report:
    """The report that raises the system's own alarm for a cause; as severe as the worst that it explains."""
    found = own_key(cause.element, elements)
    details = {ELEMENT: str(cause.element), "links": str(len(elements.links(cause.element)))}
    said = Said(found.device, said.at, said.received_at, said.source, said.evidence)
    return raised(said, found.object, found.problem, cause.severity, details)


def over(alarms: Iterable[Alarm], wanted: Iterable[AlarmKey], said: Said) -> list[Report]:
    """The reports that clear the system's own alarms but the wanted ones."""
    keep = frozenset(wanted)
    gone = [alarm.key for alarm in alarms if is_own(alarm) and alarm.key not in keep]
    return [
        cleared(Said(one.device, said.at, said.received_at, said.source, said.evidence), one.object, one.problem)
        for one in gone
    ]
