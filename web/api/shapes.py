"""What the API answers with, as models read from the façade's views: document and answers come from the same lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from nms.core.alarm import Severity
from nms.core.observed import E1Line
from web.formats import e1_words


class Shape(BaseModel):
    """Part of an answer; moments are ISO 8601 in UTC."""

    model_config = ConfigDict(from_attributes=True)


ItemT = TypeVar("ItemT", bound=Shape)
ShapeT = TypeVar("ShapeT", bound=Shape)


def _word(severity: object) -> object:
    return severity.word if isinstance(severity, Severity) else severity


def _plain(mapping: object) -> object:
    return {name: str(value) for name, value in mapping.items()} if isinstance(mapping, Mapping) else mapping


SeverityName = Annotated[str, BeforeValidator(_word)]
Moment = datetime | None


class Words(Shape):
    """A text in both languages."""

    zh: str
    en: str


class ErrorAnswer(Shape):
    """A failure: a stable code, what happened and what to do in both languages, and the values concerned."""

    code: str
    message: Words
    remedy: Words
    values: dict[str, str]
    where: str | None


class DeviceItem(Shape):
    """A device in a list."""

    name: str
    address: str
    role: str
    platform: str
    site: str
    district: str
    state: str
    last_answer_at: Moment
    error: str
    worst: SeverityName | None
    alarms: int
    snmp_version: str
    managed: bool


class InterfaceItem(Shape):
    """A row of the interface table."""

    index: int
    name: str
    descr: str
    alias: str
    type: str
    speed_bps: int | None
    mac: str
    admin: str
    oper: str


class SampleItem(Shape):
    """The newest stored value of a series."""

    metric: str
    instance: str
    at: datetime
    value: float
    unit: str


class SeriesStats(Shape):
    """What a caption says of a series: over its points, None where there is none."""

    max: float | None
    p95: float | None
    average: float | None
    last: float | None


class SeriesAnswer(Shape):
    """Points as [epoch seconds, value]; null is a gap. `resolution_s` 0 means as polled, else width of the mean."""

    unit: str
    points: list[tuple[int, float | None]]
    resolution_s: int
    high: list[float | None]
    stats: SeriesStats
    simulated_until: int | None


class HallItem(Shape):
    """A hall in a list."""

    name: str
    title: str
    district: str
    design: str
    state: str
    worst: SeverityName | None
    alarms: int
    devices: list[str]


class E1Item(Shape):
    """An E1 line at one end; `status` is the dsx1LineStatus bitmap, `conditions` its words; seconds of 15 minutes."""

    device: str
    name: str
    circuit: str
    status: int
    conditions: list[str]
    es: int | None
    ses: int | None
    uas: int | None
    css: int | None
    pcv: int | None
    time_elapsed_s: int | None

    @classmethod
    def of(cls, device: str, line: E1Line) -> "E1Item":
        """From the observed row."""
        own = {name: getattr(line, name) for name in cls.model_fields if hasattr(line, name)}
        return cls(device=device, conditions=list(e1_words(line.status)), **own)


class PcItem(Shape):
    """A PC seen in a hall; `known` tells whether the hall's list names it."""

    mac: str
    ip: str
    port: str
    vlan: int
    owner: str
    known: bool
    first_seen: Moment
    last_seen: Moment


class AccessPointItem(Shape):
    """A row of the wireless controller's table."""

    name: str
    state: str
    mac: str
    ip: str
    model: str
    serial: str
    clients: int | None


class LinkItem(Shape):
    """A link, where it was learnt and what its ends say."""

    name: str
    a_device: str
    a_port: str
    b_device: str
    b_port: str
    kind: str
    source: str
    state: str
    first_seen: Moment
    last_seen: Moment
    stale: bool
    confidence: float


class TrapItem(Shape):
    """A stored datagram and what could be read of it."""

    id: int
    received_at: datetime
    address: str
    device: str
    name: str
    oid: str
    known: bool
    binds: list[tuple[str, str]]
    payload_hex: str


class WindowItem(Shape):
    """A maintenance window."""

    id: int
    scope: str
    target: str
    start: datetime
    end: datetime
    reason: str
    created_by: str


class RequestItem(Shape):
    """A wish and what became of it: state is waiting, done or failed."""

    id: int
    kind: str
    state: str
    result: str
    at: datetime
    body: Annotated[dict[str, str], BeforeValidator(_plain)]


class HealthAnswer(Shape):
    """How the system itself is; every part says ok, late or failed."""

    ok: bool
    version: str
    engine_seen_at: Moment
    parts: dict[str, str]
    figures: dict[str, float]


class MetricItem(Shape):
    """A metric of the catalogue; `unit` is what a series of it is drawn in."""

    name: str
    unit: str
    kind: str
    text: Words


class Listing(Shape, Generic[ItemT]):
    """A slice of a list and the size of the whole."""

    total: int
    items: list[ItemT]


class DeviceList(Listing[DeviceItem]):
    """Devices."""


class InterfaceList(Listing[InterfaceItem]):
    """Interfaces of a device."""


class SampleList(Listing[SampleItem]):
    """The newest values of a device."""


class HallList(Listing[HallItem]):
    """Halls."""


class LinkList(Listing[LinkItem]):
    """Links."""


class TrapList(Listing[TrapItem]):
    """Traps."""


class WindowList(Listing[WindowItem]):
    """Maintenance windows."""


class MetricList(Listing[MetricItem]):
    """The metric catalogue."""


class DeviceAnswer(DeviceItem):
    """Everything known of one device; rows as they were observed, `ages` when each kind was last seen whole."""

    labels: dict[str, str]
    facts: dict[str, Any]
    interfaces: list[InterfaceItem]
    e1: list[E1Item]
    sonet: list[dict[str, Any]]
    neighbours: list[dict[str, Any]]
    sensors: list[dict[str, Any]]
    processors: list[dict[str, Any]]
    memory: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    access_points: list[AccessPointItem]
    radios: list[dict[str, Any]]
    fdb: list[dict[str, Any]]
    arp: list[dict[str, Any]]
    series: list[dict[str, str]]
    ages: dict[str, datetime]


class RequestId(Shape):
    """The number under which a wish can be followed at /api/v1/requests/<id>."""

    id: int


class MapNode(Shape):
    """A node of the map; x and y in the layout's own plane."""

    name: str
    x: float
    y: float
    role: str
    site: str


class MapEdge(Shape):
    """A line of the map between two nodes; `links` names the links that it stands for."""

    a: str
    b: str
    kind: str
    links: tuple[str, ...] = ()


class MapPlace(Shape):
    """A site's spot on the map, for its label."""

    name: str
    title: str
    x: float
    y: float
    kind: str
    district: str
    customer: str = ""
    by: tuple[str, ...] = ()


class MapState(Shape):
    """What colours the map now: devices by severity word or state, links by the worst alarm on either end."""

    state: dict[str, str]
    links: dict[str, str]


class MapAnswer(MapState):
    """The city's map and what colours it."""

    nodes: list[MapNode]
    edges: list[MapEdge]
    places: list[MapPlace]


class MapGroup(Shape):
    """Devices and links that belong together on the map: kind is ring, tree or duct."""

    kind: str
    name: str
    devices: tuple[str, ...]
    links: tuple[str, ...]


class MapGroups(Shape):
    """What may be laid over the map."""

    items: list[MapGroup]


class Traffic(Shape):
    """Traffic through the core in bit/s, summed over the interfaces of `devices`: [epoch seconds, in, out]."""

    unit: str
    points: list[tuple[int, float | None, float | None]]
    devices: list[str]


def shaped(shape: type[ShapeT], views: Sequence[object]) -> list[ShapeT]:
    """Views of the façade as parts of an answer."""
    return [shape.model_validate(view) for view in views]
