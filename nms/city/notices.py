"""The notifications that a box sends when its state changes: one table from kind of change to trap, with bindings."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nms.city.ber import GAUGE32, INTEGER, OBJECT_ID, OCTETS, TIME_TICKS
from nms.city.box import GASP, UP, AccessPoint, Box, Change, Effect, Host, Part, Port
from nms.city.line import Line
from nms.city.mib.bridge import RESTRICT
from nms.city.mib.interfaces import if_index, trap_enable
from nms.core.ports import Oid, VarBind

SYS_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_STANDARD = (1, 3, 6, 1, 6, 3, 1, 1, 5)
COLD_START, LINK_DOWN, LINK_UP = (*_STANDARD, 1), (*_STANDARD, 3), (*_STANDARD, 4)
IF_ENTRY = (1, 3, 6, 1, 2, 1, 2, 2, 1)
DSX1_CONFIG, DSX1_CHANGE = (1, 3, 6, 1, 2, 1, 10, 18, 6, 1), (1, 3, 6, 1, 2, 1, 10, 18, 15, 0, 1)
ENT_NAME = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 7)
_HW, _H3, _RC = (1, 3, 6, 1, 4, 1, 2011), (1, 3, 6, 1, 4, 1, 25506), (1, 3, 6, 1, 4, 1, 8886)
HW_AP, HW_AP_TRAPS = (*_HW, 6, 139, 13, 3, 3, 1), (*_HW, 6, 139, 13, 1, 1)
HW_AP_SCALARS = (*_HW, 6, 139, 13, 1, 2)
HW_BASE, HW_ENTITY = (*_HW, 5, 25, 129), (*_HW, 5, 25, 219)
HW_PORT_SECURITY, HW_L2_TRAPS = (*_HW, 5, 25, 42, 2, 1, 11, 1), (*_HW, 5, 25, 42, 2, 1, 7)
H3_ENTITY, H3_ENTITY_TRAPS = (*_H3, 2, 6, 1, 1, 1, 1), (*_H3, 2, 6, 2)
RC_DYING_GASP, RC_CPU = (*_RC, 1, 24, 1, 4), (*_RC, 1, 1, 1)
ITU_CLEARED, ITU_MINOR, QUALITY_OF_SERVICE, THRESHOLD_CROSSED = 1, 5, 3, 549
CPU_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification on its way: whose, which, and its bindings after sysUpTime and snmpTrapOID."""

    box: Box
    oid: Oid
    binds: Sequence[VarBind] = ()
    uptime: int = 0

    def all_binds(self) -> tuple[VarBind, ...]:
        """The bindings of the message, with the two that come first by RFC 3416."""
        first = VarBind(SYS_UP_TIME, TIME_TICKS, self.uptime), VarBind(TRAP_OID, OBJECT_ID, self.oid)
        return (*first, *self.binds)


def notices(changes: Iterable[Change], at: float) -> list[Notice]:
    """What the boxes send for these changes at a moment; quiet changes and silent boxes send nothing."""
    return [notice for change in changes if not change.quiet for notice in NOTICES[change.kind](change, at)]


def cold_start(box: Box, at: float) -> Notice:
    """coldStart of a box that has just booted."""
    return Notice(box, COLD_START, (), box.ticks(at))


def _link(change: Change, at: float) -> Iterable[Notice]:
    port = change.object
    if not isinstance(port, Port) or trap_enable(port) != 1 or change.box.silent:
        return
    binds = (
        VarBind((*IF_ENTRY, 1, port.index), INTEGER, if_index(port)),
        VarBind((*IF_ENTRY, 7, port.index), INTEGER, port.admin),
        VarBind((*IF_ENTRY, 8, port.index), INTEGER, change.after),
    )
    yield Notice(change.box, LINK_UP if change.after == UP else LINK_DOWN, binds, change.box.ticks(at))


def _line(change: Change, at: float) -> Iterable[Notice]:
    line = change.object
    if not isinstance(line, Line) or change.box.silent:
        return
    stamp = int(max(line.changed - change.box.boot, 0) * 100) & 0xFFFFFFFF
    binds = (
        VarBind((*DSX1_CONFIG, 10, line.index), INTEGER, change.after),
        VarBind((*DSX1_CONFIG, 16, line.index), TIME_TICKS, stamp),
    )
    yield Notice(change.box, DSX1_CHANGE, binds, change.box.ticks(at))


def _ap(change: Change, at: float) -> Iterable[Notice]:
    ap = next(
        (ap for ap in change.box.aps if isinstance(change.object, Effect) and ap.name == change.object.object), None
    )
    if ap is not None and not change.box.silent:
        yield Notice(change.box, (*HW_AP_TRAPS, 1 if change.after else 2), _ap_binds(ap, change), change.box.ticks(at))


def _ap_binds(ap: AccessPoint, change: Change) -> tuple[VarBind, ...]:
    times = (VarBind((*HW_AP_SCALARS, 19, 0), INTEGER, 1),) if change.after else ()
    return (
        VarBind((*HW_AP, 1, *ap.mac), OCTETS, ap.mac),
        VarBind((*HW_AP_SCALARS, 1, 0), OCTETS, ap.model.encode()),
        VarBind((*HW_AP, 4, *ap.mac), OCTETS, ap.name.encode()),
        *times,
        VarBind((*HW_AP, 67, *ap.mac), GAUGE32, ap.number),
    )


def _cpu(change: Change, at: float) -> Iterable[Notice]:
    box = change.box
    build = CPU_NOTICES.get(next((family for family in CPU_NOTICES if family in box.product.mibs), ""))
    part = next((part for part in box.parts if "cpu" in part.plan.measures), box.parts[0] if box.parts else None)
    if build is not None and part is not None and not box.silent:
        oid, binds = build(box, part, bool(change.after), at)
        yield Notice(box, oid, binds, box.ticks(at))


def _huawei_cpu(box: Box, part: Part, high: bool, at: float) -> tuple[Oid, tuple[VarBind, ...]]:
    index = (part.plan.index, 1, 1)  # entPhysicalIndex, cpuUtilization, first processor
    binds = (
        VarBind((*HW_BASE, 1, 1, 0), INTEGER, ITU_MINOR if high else ITU_CLEARED),
        VarBind((*HW_BASE, 1, 2, 0), INTEGER, THRESHOLD_CROSSED),
        VarBind((*HW_BASE, 1, 3, 0), INTEGER, QUALITY_OF_SERVICE),
        VarBind((*ENT_NAME, part.plan.index), OCTETS, part.plan.name.encode()),
        VarBind((*HW_BASE, 1, 4, 0), OCTETS, b"CPU"),
        VarBind((*HW_BASE, 1, 7, 1, 3, *index), INTEGER, box.cpu_percent(part, at)),
        VarBind((*HW_BASE, 1, 7, 1, 4, *index), INTEGER, 1),
        VarBind((*HW_BASE, 1, 7, 1, 5, *index), INTEGER, CPU_LIMIT),
    )
    return (*HW_BASE, 2, 4, 1 if high else 2), binds


def _h3c_cpu(box: Box, part: Part, high: bool, at: float) -> tuple[Oid, tuple[VarBind, ...]]:
    index = part.plan.index
    binds = (
        VarBind((*H3_ENTITY, 1, index), INTEGER, index),
        VarBind((*H3_ENTITY, 6, index), INTEGER, box.cpu_percent(part, at)),
        VarBind((*H3_ENTITY, 7, index), INTEGER, CPU_LIMIT),
        VarBind((*H3_ENTITY, 2, index), INTEGER, 4),
        VarBind((*H3_ENTITY, 5, index), OCTETS, b"\0"),
        VarBind((*H3_ENTITY, 31, index), INTEGER, CPU_LIMIT - 20),
        VarBind((*H3_ENTITY_TRAPS, 1, 4, 0), TIME_TICKS, box.ticks(at)),
    )
    return (*H3_ENTITY_TRAPS, 0, 4 if high else 25), binds


def _raisecom_cpu(box: Box, part: Part, high: bool, at: float) -> tuple[Oid, tuple[VarBind, ...]]:
    one_minute = (3, 0)
    load = (
        VarBind((*RC_CPU, 3, 1, 1, 1, 2, *one_minute), INTEGER, 0),
        VarBind((*RC_CPU, 3, 1, 1, 1, 3, *one_minute), INTEGER, box.cpu_percent(part, at)),
    )
    process = (
        VarBind((*RC_CPU, 3, 2, 1, 1, 1, 7), INTEGER, 7),
        VarBind((*RC_CPU, 3, 2, 2, 1, 3, 7, 3), INTEGER, box.cpu_percent(part, at) // 2),
    )
    return (*RC_CPU, 1, 1 if high else 2), (*process, *load) if high else load


CPU_NOTICES: dict[str, Callable[[Box, Part, bool, float], tuple[Oid, tuple[VarBind, ...]]]] = {
    "huawei": _huawei_cpu,
    "h3c": _h3c_cpu,
    "raisecom": _raisecom_cpu,
}


def _optics(change: Change, at: float) -> Iterable[Notice]:
    """hwOpticalInvalid and its resumption, for boxes that serve Huawei's entity extension."""
    box, effect = change.box, change.object
    port = box.by_name.get(effect.object) if isinstance(effect, Effect) else None
    if port is None or not port.part or "huawei" not in box.product.mibs or box.silent:
        return
    binds = (
        VarBind((*HW_ENTITY, 1, 1, 0), INTEGER, port.part),
        VarBind((*ENT_NAME, port.part), OCTETS, port.name.encode()),
        VarBind((*HW_ENTITY, 1, 3, 0), INTEGER, 136_200),
        VarBind((*HW_ENTITY, 1, 13, 0), OCTETS, b"The received optical power is too low."),
    )
    yield Notice(box, (*HW_ENTITY, 2, 4, 5 if change.after else 6), binds, box.ticks(at))


def _host(change: Change, at: float) -> Iterable[Notice]:
    """hwPortSecRcvInsecurePktAlarm of the port where the stranger turned up, and its resumption."""
    box, effect = change.box, change.object
    host = effect.value if isinstance(effect, Effect) else 0
    if not isinstance(host, Host) or "port-security" not in box.product.mibs or box.silent:
        return
    port = box.by_name[host.port]
    action = (VarBind((*HW_PORT_SECURITY, 3, port.index), INTEGER, RESTRICT),) if change.after else ()
    binds = (VarBind((*IF_ENTRY, 2, port.index), OCTETS, port.name.encode()), *action)
    yield Notice(box, (*HW_L2_TRAPS, 6 if change.after else 72), binds, box.ticks(at))


def _silent(change: Change, at: float) -> Iterable[Notice]:
    """The last gasp of a box that can give one; a box that has power again boots and says so."""
    box, effect = change.box, change.object
    gasps = "raisecom" in box.product.mibs and isinstance(effect, Effect) and effect.value == GASP
    if change.after and gasps and not box.cut:
        yield Notice(box, RC_DYING_GASP, (), box.ticks(at))
    elif not change.after and not box.silent:
        yield cold_start(box, at)


NOTICES: dict[str, Callable[[Change, float], Iterable[Notice]]] = {
    "port": _link,
    "line": _line,
    "ap": _ap,
    "cpu": _cpu,
    "optics": _optics,
    "host": _host,
    "silent": _silent,
}
