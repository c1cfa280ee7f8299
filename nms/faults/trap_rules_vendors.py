"""Trap rules of the vendors' MIBs: Huawei, H3C, Cisco."""

from nms.faults import varbinds as vb
from nms.faults.effects import TrapRule, clears, raises
from nms.faults.varbinds import oid

_HUAWEI = "1.3.6.1.4.1.2011"
_HW_AP = f"{_HUAWEI}.6.139.13"
_HW_ENTITY = f"{_HUAWEI}.5.25.219.2"
_HW_BASE = f"{_HUAWEI}.5.25.129.2"
_H3C = "1.3.6.1.4.1.25506"
_CISCO = "1.3.6.1.4.1.9"
_ENTITY_NAME = oid("1.3.6.1.2.1.47.1.1.1.1.7")
_AP_NAME = oid(f"{_HW_AP}.3.3.1.4")
_HW_PW_PEER = oid(f"{_HUAWEI}.5.25.119.4.1.1.1.1.4")
_HW_PW_IF = oid(f"{_HUAWEI}.5.25.119.4.1.1.1.1.15")
_HW_VPLS_TYPE = oid(f"{_HUAWEI}.5.25.119.1.1.5.1.4")
_H3C_ENTITY = oid(f"{_H3C}.2.6.1.1.1.1")
_H3C_MAC = oid(f"{_H3C}.2.26.1.2.2.1.1")
_CPS_MAC = oid(f"{_CISCO}.9.315.1.2.1.1.10")
_ERRDISABLE_CAUSE = oid(f"{_CISCO}.9.548.1.3.1.1.2")
_CCM_SOURCE = oid(f"{_CISCO}.9.43.1.1.6.1.3")
_CPW_STATUS = oid(f"{_CISCO}.10.106.1.2.1.26")
_MAC_MSG = oid(f"{_CISCO}.9.215.1.1.8.1.2")
_AP_EXAMPLE = f"{_HW_AP}.3.3.1.1.6.0.26.76.0.0.5 x 001a4c000005 {_HW_AP}.3.3.1.4.6.0.26.76.0.0.5 s hall-05-ap1"
_ENTITY_EXAMPLE = "1.3.6.1.2.1.47.1.1.1.1.7.9 s Slot3"
_PORT = vb.port()
_ENTITY = vb.value_of(_ENTITY_NAME)
_ACCESS_POINT = vb.value_of(_AP_NAME, "AP ")
_H3C_SLOT = vb.instance("entity ", _H3C_ENTITY, reading=lambda suffix: str(suffix[-1]))
_HW_PW = vb.instance("PW ", _HW_PW_PEER, _HW_PW_IF, reading=vb.first)
_HW_VSI = vb.instance("VSI ", _HW_VPLS_TYPE, reading=vb.first_string)


def _huawei_entity(name: str, number: str, problem: str) -> tuple[TrapRule, TrapRule]:
    """HUAWEI-ENTITY-TRAP-MIB numbers each fault and, one higher, its resume; neither lies below a `.0.`."""
    group, row = number.split(".")
    return (
        TrapRule(
            name,
            oid(f"{_HW_ENTITY}.{group}.{row}"),
            raises(problem),
            _ENTITY,
            ("sensors",),
            example=_ENTITY_EXAMPLE,
        ),
        TrapRule(
            f"{name}Resume",
            oid(f"{_HW_ENTITY}.{group}.{int(row) + 1}"),
            clears(problem),
            _ENTITY,
            ("sensors",),
            example=_ENTITY_EXAMPLE,
        ),
    )


HUAWEI = (
    # HUAWEI-WLAN-AP-MIB
    TrapRule(
        "hwApFaultTrap",
        oid(f"{_HW_AP}.1.1.1"),
        raises("ap-fault"),
        _ACCESS_POINT,
        ("access_points",),
        example=_AP_EXAMPLE,
    ),
    TrapRule(
        "hwApNormalTrap",
        oid(f"{_HW_AP}.1.1.2"),
        clears("ap-fault", "power-loss"),
        _ACCESS_POINT,
        ("access_points",),
        example=_AP_EXAMPLE,
    ),
    TrapRule(
        "hwUnAuthorizedApRecordExistTrap", oid(f"{_HW_AP}.1.1.5"), raises("ap-unauthorised"), poll=("access_points",)
    ),
    TrapRule(
        "hwDyingGaspTrap",
        oid(f"{_HW_AP}.1.1.14"),
        raises("power-loss"),
        _ACCESS_POINT,
        ("access_points",),
        example=_AP_EXAMPLE,
    ),
    # HUAWEI-L2MAM-MIB, HUAWEI-PWE3-MIB, HUAWEI-VPLS-EXT-MIB
    TrapRule(
        "hwPortSecRcvInsecurePktAlarm",
        oid(f"{_HUAWEI}.5.25.42.2.1.7.6"),
        raises("port-security"),
        _PORT,
        ("fdb",),
        example="1.3.6.1.2.1.2.2.1.2.7 s GigabitEthernet0/0/7",
    ),
    *(
        TrapRule(name, oid(f"{_HUAWEI}.5.25.119.{number}"), effects, naming, example=f"{column} {value}")
        for name, number, effects, naming, column, value in (
            (
                "hwPWVcDown",
                "4.1.2.3",
                raises("pw-down"),
                _HW_PW,
                f"{_HUAWEI}.5.25.119.4.1.1.1.1.4.100.5",
                "a 10.0.0.9",
            ),
            ("hwPWVcUp", "4.1.2.4", clears("pw-down"), _HW_PW, f"{_HUAWEI}.5.25.119.4.1.1.1.1.4.100.5", "a 10.0.0.9"),
            (
                "hwVplsVcDown",
                "1.2.1",
                raises("pw-down"),
                _HW_VSI,
                f"{_HUAWEI}.5.25.119.1.1.5.1.4.2.118.49.7.10.0.0.9",
                "i 5",
            ),
            (
                "hwVplsVcUp",
                "1.2.2",
                clears("pw-down"),
                _HW_VSI,
                f"{_HUAWEI}.5.25.119.1.1.5.1.4.2.118.49.7.10.0.0.9",
                "i 5",
            ),
        )
    ),
    *_huawei_entity("hwBoardFail", "2.3", "board-fault"),
    *_huawei_entity("hwBoardInvalid", "2.5", "board-fault"),
    *_huawei_entity("hwOpticalFail", "4.3", "optical-fault"),
    *_huawei_entity("hwOpticalInvalid", "4.5", "optical-fault"),
    *_huawei_entity("hwOpticalPowerAlarm", "4.7", "optical-power"),
    *_huawei_entity("hwPowerFail", "5.3", "power-fault"),
    *_huawei_entity("hwPowerInvalid", "5.5", "power-fault"),
    *_huawei_entity("hwFanFail", "6.3", "fan-fault"),
    *_huawei_entity("hwFanInvalid", "6.5", "fan-fault"),
    *_huawei_entity("hwCPUUtilizationRising", "14.1", "cpu-high"),
    *_huawei_entity("hwMemUtilizationRising", "15.1", "memory-high"),
    TrapRule(
        "hwCPUUtilizationRisingAlarm",
        oid(f"{_HW_BASE}.4.1"),
        raises("cpu-high"),
        _ENTITY,
        ("load",),
        example=_ENTITY_EXAMPLE,
    ),
    TrapRule(
        "hwCPUUtilizationResume",
        oid(f"{_HW_BASE}.4.2"),
        clears("cpu-high"),
        _ENTITY,
        ("load",),
        example=_ENTITY_EXAMPLE,
    ),
)

OTHER_VENDORS = (
    # HH3C-ENTITY-EXT-MIB (spelling of the MIB), HH3C-PORT-SECURITY-MIB
    *(
        TrapRule(name, oid(f"{_H3C}.2.6.2.0.{number}"), effects, _H3C_SLOT, ("load",), example=f"{_H3C}.{example}")
        for name, number, effects, example in (
            ("hh3cEntityExtCpuUsageThresholdNotfication", 4, raises("cpu-high"), "2.6.1.1.1.1.6.9 i 95"),
            ("hh3cEntityExtMemUsageThresholdNotification", 5, raises("memory-high"), "2.6.1.1.1.1.8.9 i 95"),
            ("hh3cEntityExtCpuUsageThresholdRecover", 25, clears("cpu-high"), "2.6.1.1.1.1.6.9 i 20"),
            ("hh3cEntityExtMemUsageThresholdRecover", 26, clears("memory-high"), "2.6.1.1.1.1.8.9 i 20"),
        )
    ),
    TrapRule(
        "hh3cSecureViolation",
        oid(f"{_H3C}.2.26.1.3.2"),
        raises("port-security"),
        _PORT,
        ("fdb",),
        {"mac": _H3C_MAC},
        "1.3.6.1.2.1.2.2.1.1.7 i 7 1.3.6.1.2.1.2.2.1.7.7 i 1",
    ),
    # CISCO-PORT-SECURITY-MIB, CISCO-ERR-DISABLE-MIB, CISCO-CONFIG-MAN-MIB, CISCO-IETF-PW-MIB,
    # CISCO-MAC-NOTIFICATION-MIB
    TrapRule(
        "cpsSecureMacAddrViolation",
        oid(f"{_CISCO}.9.315.0.0.1"),
        raises("port-security"),
        _PORT,
        ("fdb",),
        {"mac": _CPS_MAC},
        f"1.3.6.1.2.1.2.2.1.1.7 i 7 {_CISCO}.9.315.1.2.1.1.10.7 x 001a4c0000aa",
    ),
    TrapRule(
        "cErrDisableInterfaceEventRev1",
        oid(f"{_CISCO}.9.548.0.1.1"),
        raises("port-disabled"),
        vb.port(_ERRDISABLE_CAUSE),
        ("interface_states",),
        {"cause": _ERRDISABLE_CAUSE},
        f"{_CISCO}.9.548.1.3.1.1.2.7.0 i 9",
    ),
    TrapRule(
        "ciscoConfigManEvent",
        oid(f"{_CISCO}.9.43.2.0.1"),
        raises("config-change"),
        details={"source": _CCM_SOURCE},
        example=f"{_CISCO}.9.43.1.1.6.1.3.88 i 1",
    ),
    TrapRule(
        "cpwVcDown",
        oid(f"{_CISCO}.10.106.2.1"),
        raises("pw-down"),
        vb.instance_range("PW ", _CPW_STATUS),
        example=f"{_CISCO}.10.106.1.2.1.26.12 i 2",
    ),
    TrapRule(
        "cpwVcUp",
        oid(f"{_CISCO}.10.106.2.2"),
        clears("pw-down"),
        vb.instance_range("PW ", _CPW_STATUS),
        example=f"{_CISCO}.10.106.1.2.1.26.12 i 1",
    ),
    TrapRule(
        "cmnMacChangedNotification",
        oid(f"{_CISCO}.9.215.2.0.1"),
        raises("new-mac"),
        poll=("fdb",),
        details={"message": _MAC_MSG},
        example=f"{_CISCO}.9.215.1.1.8.1.2.1 x 01000a001a4c0000aa000700",
    ),
)
