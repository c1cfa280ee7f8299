"""Alarms, and the hall that gathers them, as the API answers."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from nms.app.views import AlarmDetail, HallDetail
from nms.core.alarm import Alarm
from nms.core.texts import LANGUAGES
from web.api.shapes import (
    AccessPointItem,
    DeviceItem,
    E1Item,
    HallItem,
    LinkItem,
    Listing,
    PcItem,
    Shape,
    TrapItem,
    Words,
    shaped,
)
from web.formats import is_shelved, problem_text

_OWN = ("id", "cause", "root_id", "count", "flapping", "state", "maintenance", "source", "evidence")
_MOMENTS = ("raised_at", "received_at", "changed_at", "cleared_at", "acknowledged_at", "shelved_until")


class AlarmItem(Shape):
    """An alarm: `key` joins device, object, X.733 type and problem by bars; `root_id` is what explains it."""

    id: int
    key: str
    device: str
    object: str
    type: str
    problem: str
    severity: str
    state: str
    cause: str
    text: Words
    root_id: int | None
    count: int
    flapping: bool
    raised_at: datetime
    received_at: datetime
    changed_at: datetime
    cleared_at: datetime | None
    acknowledged_by: str
    acknowledged_at: datetime | None
    shelved: bool
    shelved_until: datetime | None
    maintenance: bool
    source: str
    evidence: str
    details: dict[str, str]

    @classmethod
    def of(cls, alarm: Alarm, now: datetime) -> "AlarmItem":
        """From the store's alarm; shelved means shelved at this moment."""
        return cls(
            key=str(alarm.key),
            device=alarm.key.device,
            object=alarm.key.object,
            type=str(alarm.key.type),
            problem=alarm.key.problem,
            severity=alarm.severity.word,
            text=Words(**{language: problem_text(alarm, language) for language in LANGUAGES}),
            shelved=is_shelved(alarm, now),
            acknowledged_by=alarm.acknowledged_by,
            details=dict(alarm.details),
            **{name: getattr(alarm, name) for name in (*_OWN, *_MOMENTS)},
        )


class AlarmList(Listing[AlarmItem]):
    """Alarms."""


class EventItem(Shape):
    """One line of an alarm's history."""

    at: datetime
    kind: Annotated[str, BeforeValidator(str)]
    actor: str
    text: str


class AlarmAnswer(AlarmItem):
    """One alarm with its history, its root, what it explains, and the datagram that proves it."""

    history: list[EventItem]
    root: AlarmItem | None
    children: list[AlarmItem]
    trap: TrapItem | None

    @classmethod
    def of_detail(cls, detail: AlarmDetail, now: datetime) -> "AlarmAnswer":
        """From the façade's view."""
        return cls(
            **AlarmItem.of(detail.alarm, now).model_dump(),
            history=shaped(EventItem, detail.history),
            root=AlarmItem.of(detail.root, now) if detail.root else None,
            children=[AlarmItem.of(child, now) for child in detail.children],
            trap=TrapItem.model_validate(detail.evidence) if detail.evidence else None,
        )


class HallAnswer(HallItem):
    """One hall: its boxes, lines, PCs, access points, troubles and links."""

    boxes: list[DeviceItem]
    e1: list[E1Item]
    pcs: list[PcItem]
    access_points: list[AccessPointItem]
    active_alarms: list[AlarmItem]
    links: list[LinkItem]

    @classmethod
    def of_detail(cls, detail: HallDetail, now: datetime) -> "HallAnswer":
        """From the façade's view."""
        return cls(
            **HallItem.model_validate(detail.view).model_dump(),
            boxes=shaped(DeviceItem, detail.devices),
            e1=[E1Item.of(device, line) for device, line in detail.e1],
            pcs=shaped(PcItem, detail.pcs),
            access_points=shaped(AccessPointItem, detail.access_points),
            active_alarms=[AlarmItem.of(alarm, now) for alarm in detail.alarms],
            links=shaped(LinkItem, detail.links),
        )
