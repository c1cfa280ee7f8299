"""What a design is put together from, and who is hub and who is branch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nms.core.errors import InvalidError
from nms.core.line import LineEnd, Order, Way


@dataclass(slots=True)
class Parts:
    """Ways, step documents, notes and certificates in the making."""

    ways: list[Way] = field(default_factory=list)
    steps: list[Mapping[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    certificate: dict[str, Mapping[str, Any]] = field(default_factory=dict)


def step(device: str, template: str, **values: Any) -> Mapping[str, Any]:
    """The document of one service on one device; values that are None are not given."""
    given = {name: value for name, value in values.items() if value is not None}
    return {"device": device, "template": template, "values": given}


def hub_and_branches(order: Order) -> tuple[LineEnd, tuple[LineEnd, ...]]:
    """The end that says hub (else the first) and the others; InvalidError NMS-LINE-414 for fewer than two ends."""
    if len(order.ends) < 2:
        raise InvalidError("NMS-LINE-414")
    hub = next((end for end in order.ends if end.hub), order.ends[0])
    return hub, tuple(end for end in order.ends if end is not hub)


def iface_of(order: Order, end: LineEnd) -> str:
    """The interface of an end."""
    return end.iface or order.requirement.iface


def kbit(mbps: float) -> int:
    """kbit/s as devices count them."""
    return round(mbps * 1000)
