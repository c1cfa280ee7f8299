"""Trap rules of the IETF and IEEE MIBs of interfaces, lines, bridges and power."""

from nms.faults import varbinds as vb
from nms.faults.effects import TrapRule, by_value, clears, e1_bitmap, raises, shut_at
from nms.faults.varbinds import oid

_DSX1_STATUS = oid("1.3.6.1.2.1.10.18.6.1.10")
_SNMP_TRAPS = "1.3.6.1.6.3.1.1.5"
_RMON_VARIABLE = oid("1.3.6.1.2.1.16.3.1.1.3")
_RMON_VALUE = oid("1.3.6.1.2.1.16.3.1.1.5")
_RMON_INDEX = oid("1.3.6.1.2.1.16.3.1.1.1")
_POE_DETECTION = oid("1.3.6.1.2.1.105.1.1.1.6")
_POE_CONSUMPTION = oid("1.3.6.1.2.1.105.1.3.1.1.4")
_IF_ADMIN = oid("1.3.6.1.2.1.2.2.1.7")
_ADMIN_DOWN = 2  # someone shut it: that is a decision, not a trouble
# SONET-MIB has no notifications: whatever happens to a link, its carrier is looked at too.
_LINK_POLL = ("interface_states", "e1", "sonet")
_LINK_EXAMPLE = "1.3.6.1.2.1.2.2.1.1.7 i 7 1.3.6.1.2.1.2.2.1.7.7 i 1 1.3.6.1.2.1.2.2.1.8.7 i {oper}"
_PORT = vb.port()

STANDARD = (
    # SNMPv2-MIB, IF-MIB (RFC 3418, RFC 2863)
    TrapRule("coldStart", oid(f"{_SNMP_TRAPS}.1"), raises("cold-start"), poll=("system", "interfaces", "e1")),
    TrapRule("warmStart", oid(f"{_SNMP_TRAPS}.2"), raises("warm-start"), poll=("system", "interfaces", "e1")),
    TrapRule(
        "linkDown",
        oid(f"{_SNMP_TRAPS}.3"),
        shut_at(_IF_ADMIN, _ADMIN_DOWN, raises("link-down")),
        _PORT,
        _LINK_POLL,
        example=_LINK_EXAMPLE.format(oper=2),
    ),
    TrapRule(
        "linkUp", oid(f"{_SNMP_TRAPS}.4"), clears("link-down"), _PORT, _LINK_POLL, example=_LINK_EXAMPLE.format(oper=1)
    ),
    TrapRule("authenticationFailure", oid(f"{_SNMP_TRAPS}.5"), raises("auth-failure")),
    # DS1-MIB (RFC 4805)
    TrapRule(
        "dsx1LineStatusChange",
        oid("1.3.6.1.2.1.10.18.15.0.1"),
        e1_bitmap(_DSX1_STATUS),
        vb.port(_DSX1_STATUS),
        ("e1", "interface_states", "sonet"),
        example="1.3.6.1.2.1.10.18.6.1.10.7 i 64 1.3.6.1.2.1.10.18.6.1.16.7 t 1200",
    ),
    # LLDP-MIB, ENTITY-MIB (RFC 6933), BRIDGE-MIB (RFC 4188), RMON-MIB (RFC 2819)
    TrapRule(
        "lldpRemTablesChange",
        oid("1.0.8802.1.1.2.0.0.1"),
        raises("neighbour-change"),
        poll=("lldp",),
        example="1.0.8802.1.1.2.1.2.2.0 g 3",
    ),
    TrapRule("entConfigChange", oid("1.3.6.1.2.1.47.2.0.1"), raises("hardware-change"), poll=("entity",)),
    TrapRule("newRoot", oid("1.3.6.1.2.1.17.0.1"), raises("stp-change"), poll=("fdb",)),
    TrapRule("topologyChange", oid("1.3.6.1.2.1.17.0.2"), raises("stp-change"), poll=("fdb",)),
    TrapRule(
        "risingAlarm",
        oid("1.3.6.1.2.1.16.0.1"),
        raises("rmon-threshold"),
        vb.instance("RMON ", _RMON_INDEX, _RMON_VALUE),
        details={"variable": _RMON_VARIABLE, "value": _RMON_VALUE},
        example="1.3.6.1.2.1.16.3.1.1.1.4 i 4 1.3.6.1.2.1.16.3.1.1.5.4 i 912",
    ),
    TrapRule(
        "fallingAlarm",
        oid("1.3.6.1.2.1.16.0.2"),
        clears("rmon-threshold"),
        vb.instance("RMON ", _RMON_INDEX, _RMON_VALUE),
        example="1.3.6.1.2.1.16.3.1.1.1.4 i 4 1.3.6.1.2.1.16.3.1.1.5.4 i 12",
    ),
    # POWER-ETHERNET-MIB (RFC 3621): fault (4) and otherFault (6) are troubles, a phone unplugged is none
    TrapRule(
        "pethPsePortOnOffNotification",
        oid("1.3.6.1.2.1.105.0.1"),
        by_value(_POE_DETECTION, "poe-fault", frozenset({4, 6})),
        vb.instance("PoE port ", _POE_DETECTION),
        example="1.3.6.1.2.1.105.1.1.1.6.1.7 i 4",
    ),
    TrapRule(
        "pethMainPowerUsageOnNotification",
        oid("1.3.6.1.2.1.105.0.2"),
        raises("poe-usage"),
        vb.instance("PoE group ", _POE_CONSUMPTION),
        details={"watts": _POE_CONSUMPTION},
        example="1.3.6.1.2.1.105.1.3.1.1.4.1 g 340",
    ),
    TrapRule(
        "pethMainPowerUsageOffNotification",
        oid("1.3.6.1.2.1.105.0.3"),
        clears("poe-usage"),
        vb.instance("PoE group ", _POE_CONSUMPTION),
        example="1.3.6.1.2.1.105.1.3.1.1.4.1 g 200",
    ),
)
