"""Troubles in what was polled: every row is judged, so that what is wrong is raised and what is right is cleared."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from nms.core.alarm import AlarmKey, Report
from nms.core.observed import AccessPoint, E1Line, Harvest, Interface, InterfaceState, Row, Sensor, SonetLayer
from nms.faults.bitmaps import E1_BITS, SONET_BITS, split
from nms.faults.problems import PROBLEMS, Said, cleared, raised
from nms.faults.rules import PortRoleOf, anywhere
from nms.topology.roles import CARRYING, PortRole

Judged = Iterator[Report]

# A link is up as long as something can pass; what is testing or unknown says nothing.
_UP = frozenset({"up", "dormant"})
_DOWN = frozenset({"down", "notPresent"})


def judge(rows: Iterable[Row], said: Said, port_role: PortRoleOf = anywhere) -> list[Report]:
    """Reports on every row of one visit to `said.device`; the Ledger ignores clears of what was never raised."""
    return [report for row in rows if (judged := _JUDGES.get(type(row))) for report in judged(row, said, port_role)]


def vanished(harvest: Harvest, said: Said, active: Iterable[AlarmKey]) -> list[Report]:
    """Clears for active alarms of `said.device` on access points and sensors that a whole table no longer lists."""
    if harvest.partial:
        return []
    kinds = [kind for kind in harvest.covers if kind in _LISTED]
    gone = {problem for kind in kinds for problem in _LISTED[kind]}
    there = {_NAMES[type(row)](row) for row in harvest.rows if type(row) in _LISTED}
    return [
        cleared(said, key.object, key.problem)
        for key in active
        if key.device == said.device and key.problem in gone and key.object not in there
    ]


def _bits(status: int, bits: Mapping[int, str], thing: str, said: Said, role: PortRole) -> Judged:
    if status <= 0:  # the enumerations begin at 1: such an agent says nothing
        return
    present, absent = split(status, bits)
    there = {problem: severity for problem in present if (severity := PROBLEMS[problem].severity_at(role))}
    for problem, severity in there.items():
        yield raised(said, thing, problem, severity)
    for problem in (*present, *absent):  # what is there on a line that nobody uses any more is cleared too
        if problem not in there:
            yield cleared(said, thing, problem)


def _e1(row: Row, said: Said, port_role: PortRoleOf) -> Judged:
    assert isinstance(row, E1Line)
    return _bits(row.status, E1_BITS, row.name, said, port_role(said.device, row.name))


def _sonet(row: Row, said: Said, port_role: PortRoleOf) -> Judged:
    assert isinstance(row, SonetLayer)
    return _bits(row.status, SONET_BITS.get(row.layer, {}), row.name, said, port_role(said.device, row.name))


def _interface(row: Row, said: Said, port_role: PortRoleOf) -> Judged:
    """RFC 2863: lowerLayerDown is the shadow of another row and gets no alarm of its own.

    A port that was shut on purpose is a trouble all the same where somebody depends on it.
    """
    assert isinstance(row, Interface | InterfaceState)
    role = port_role(said.device, row.name)
    if row.oper in _UP or (row.admin == "down" and role not in CARRYING):
        yield cleared(said, row.name, "link-down")
        return
    severity = PROBLEMS["link-down"].severity_at(role)
    if severity is None:
        yield cleared(said, row.name, "link-down")
    elif row.oper in _DOWN and role is not PortRole.OPEN:  # a router's idle port may have been down for ever
        yield raised(said, row.name, "link-down", severity, {"admin": row.admin, "oper": row.oper})


def _access_point(row: Row, said: Said, _port_role: PortRoleOf) -> Judged:
    assert isinstance(row, AccessPoint)
    if row.state == "fault":
        yield raised(said, _ap_name(row), "ap-fault")
    elif row.state == "normal":
        yield cleared(said, _ap_name(row), "ap-fault")
        yield cleared(said, _ap_name(row), "power-loss")


def _sensor(row: Row, said: Said, _port_role: PortRoleOf) -> Judged:
    assert isinstance(row, Sensor)
    if row.status == "nonoperational":
        yield raised(said, row.name, "sensor-fault")
    elif row.status == "ok":
        yield cleared(said, row.name, "sensor-fault")


def _ap_name(row: Row) -> str:
    assert isinstance(row, AccessPoint)
    return f"AP {row.name}"


def _sensor_name(row: Row) -> str:
    assert isinstance(row, Sensor)
    return row.name


_JUDGES: Mapping[type[Row], Callable[[Row, Said, PortRoleOf], Judged]] = {
    E1Line: _e1,
    SonetLayer: _sonet,
    Interface: _interface,
    InterfaceState: _interface,
    AccessPoint: _access_point,
    Sensor: _sensor,
}

_LISTED: Mapping[type[Row], Sequence[str]] = {AccessPoint: ("ap-fault", "power-loss"), Sensor: ("sensor-fault",)}
_NAMES: Mapping[type[Row], Callable[[Row], str]] = {AccessPoint: _ap_name, Sensor: _sensor_name}
