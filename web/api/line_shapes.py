"""What the API answers of private lines and customers."""

from datetime import datetime
from typing import Any

from nms.app.line_views import (
    CustomerView,
    DeviceLines,
    LineView,
    customer_told,
    event_told,
    line_head,
    line_whole,
    order_told,
    test_told,
)
from nms.core.line import Line, Order, TurnUp
from web.api.change_shapes import ChangeItem, WorkOrderItem
from web.api.shapes import Listing, Moment, Shape


class PrivateLineItem(Shape):
    """A private line; `state` is draft, surveyed, designed, approved, provisioning, testing, active, modifying,
    suspended, ceasing, ceased or withdrawn, `reason` why it came back, `change` the change that it waits for or that
    was the last."""

    number: str
    title: str
    customer: str
    service: str
    solution: str | None
    mbps: float
    grade: str
    sites: list[str]
    state: str
    reason: str
    author: str
    change: int | None
    created_at: datetime
    moved_at: datetime
    reserved_until: Moment
    active_at: Moment
    ceased_at: Moment

    @classmethod
    def of(cls, line: Line) -> "PrivateLineItem":
        """From the line."""
        return cls(**line_head(line))


class PrivateLineList(Listing[PrivateLineItem]):
    """Private lines."""


class OrderItem(Shape):
    """An order; of `requirement`, the fields in `surveyed` stood in the document, the others the survey found."""

    number: str
    customer: str
    title: str
    service: str
    grade: str
    solution: str | None
    requirement: dict[str, Any]
    ends: list[dict[str, Any]]
    surveyed: list[str]

    @classmethod
    def of(cls, order: Order) -> "OrderItem":
        """From the order."""
        return cls(**order_told(order))


class HeldItem(Shape):
    """A resource that the line holds: reserved, used, or in quarantine until a moment."""

    scope: str
    unit: str
    state: str
    until: Moment


class DrawnItem(Shape):
    """A share of something limited, in kbit/s or pieces."""

    scope: str
    amount: int
    capacity: int


class DeviceLinesItem(Shape):
    """The lines of one device that serve the line; `shared` are those that other services may use too."""

    device: str
    platform: str
    template: str
    apply: list[str]
    shared: list[str]
    verified: bool


class DeviceLinesList(Listing[DeviceLinesItem]):
    """Device lines."""

    @classmethod
    def of(cls, found: list[DeviceLines]) -> "DeviceLinesList":
        """From the room's answer."""
        return cls(total=len(found), items=[DeviceLinesItem.model_validate(one) for one in found])


class TestItem(Shape):
    """A turn-up test record: each measurement with its limit."""

    at: datetime
    by: str
    passed: bool
    results: list[dict[str, Any]]

    @classmethod
    def of(cls, test: TurnUp) -> "TestItem":
        """From the record."""
        return cls(**test_told(test))


class LineEventItem(Shape):
    """A move of a line as it was written down."""

    at: datetime
    state: str
    actor: str
    body: dict[str, Any]


class PrivateLineDetail(PrivateLineItem):
    """A line with everything; `may` are the verbs that are allowed now, `previous` what stands while it is modified."""

    may: list[str]
    order: OrderItem
    design: dict[str, Any] | None
    previous: dict[str, Any] | None
    held: list[HeldItem]
    drawn: list[DrawnItem]
    devices: list[DeviceLinesItem]
    work_orders: list[WorkOrderItem]
    tests: list[TestItem]
    changes: list[ChangeItem]
    events: list[LineEventItem]

    @classmethod
    def shown(cls, view: LineView) -> "PrivateLineDetail":
        """From the room's view."""
        told = line_whole(view) | {"events": [LineEventItem(**event_told(one)) for one in view.events]}
        return cls(**told)


class LimitItem(Shape):
    """What a measurement of the turn-up test must keep."""

    test: str
    frame: int
    value: float


class LimitList(Listing[LimitItem]):
    """The limits of a turn-up test."""


class CustomerItem(Shape):
    """A group customer; `states` counts its lines by state."""

    name: str
    title: str
    grade: str
    sites: list[str]
    lines: int
    states: dict[str, int]

    @classmethod
    def of(cls, view: CustomerView) -> "CustomerItem":
        """From the view."""
        return cls(**customer_told(view))


class CustomerList(Listing[CustomerItem]):
    """Group customers."""


class CustomerDetail(CustomerItem):
    """A customer with its lines, the newest first."""

    items: list[PrivateLineItem]

    @classmethod
    def shown(cls, view: CustomerView) -> "CustomerDetail":
        """From the view."""
        return cls(**customer_told(view), items=[PrivateLineItem.of(line) for line in view.lines])
