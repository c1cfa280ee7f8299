"""Trap rules: every row of the table, exercised by its own example."""

from datetime import UTC, datetime

import pytest

import collectors
from nms.core.alarm import Severity
from nms.core.device import Device, Role
from nms.core.ports import Oid, Trap, VarBind
from nms.core.texts import CATALOGUE
from nms.faults.effects import TrapRule
from nms.faults.problems import PROBLEMS
from nms.faults.rules import PortRoleOf, understand, understander
from nms.faults.trap_rules import RULES, rule_of
from nms.faults.varbinds import oid
from nms.topology.roles import PortRole

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
HALL = Device("hall-05-iad", "127.0.2.5", role=Role.CONVERTER)
NAMES = {7: "E1 1/0"}

_TAGS = {"i": 0x02, "s": 0x04, "x": 0x04, "a": 0x40, "g": 0x42, "u": 0x42, "t": 0x43}


def _value(kind: str, text: str) -> int | bytes:
    if kind == "s":
        return text.encode()
    if kind == "x":
        return bytes.fromhex(text)
    return bytes(map(int, text.split("."))) if kind == "a" else int(text)


def _binds(example: str) -> list[VarBind]:
    """The varbinds of a snmptrap command line."""
    words = example.split()
    return [
        VarBind(oid(at), _TAGS[kind], _value(kind, text)) for at, kind, text in zip(*[iter(words)] * 3, strict=True)
    ]


def _trap(trap_oid: Oid | str, example: str = "") -> Trap:
    spelled = oid(trap_oid) if isinstance(trap_oid, str) else trap_oid
    return Trap(812, AT, HALL.address, HALL.name, "2c", spelled, 1.0, _binds(example))


def _port(role: PortRole) -> PortRoleOf:
    return lambda device, port: role


# What each row must say of the example it carries: object, problem → severity word.
EXPECTED = {
    "coldStart": ("device", {"cold-start": "minor"}),
    "warmStart": ("device", {"warm-start": "minor"}),
    "linkDown": ("E1 1/0", {"link-down": "major"}),
    "linkUp": ("E1 1/0", {"link-down": "cleared"}),
    "authenticationFailure": ("device", {"auth-failure": "warning"}),
    "lldpRemTablesChange": ("device", {"neighbour-change": "warning"}),
    "entConfigChange": ("device", {"hardware-change": "warning"}),
    "newRoot": ("device", {"stp-change": "warning"}),
    "topologyChange": ("device", {"stp-change": "warning"}),
    "risingAlarm": ("RMON 4", {"rmon-threshold": "minor"}),
    "fallingAlarm": ("RMON 4", {"rmon-threshold": "cleared"}),
    "pethPsePortOnOffNotification": ("PoE port 1.7", {"poe-fault": "minor"}),
    "pethMainPowerUsageOnNotification": ("PoE group 1", {"poe-usage": "minor"}),
    "pethMainPowerUsageOffNotification": ("PoE group 1", {"poe-usage": "cleared"}),
    "mplsL3VpnVrfUp": ("VRF bank", {"vrf-down": "cleared"}),
    "mplsL3VpnVrfDown": ("VRF bank", {"vrf-down": "critical"}),
    "pwDown": ("PW 12", {"pw-down": "critical"}),
    "pwUp": ("PW 12", {"pw-down": "cleared"}),
    "mplsLdpSessionUp": ("LDP 10.0.0.9", {"ldp-down": "cleared"}),
    "mplsLdpSessionDown": ("LDP 10.0.0.9", {"ldp-down": "major"}),
    "bgpEstablishedNotification": ("BGP 10.0.0.9", {"bgp-down": "cleared"}),
    "bgpBackwardTransNotification": ("BGP 10.0.0.9", {"bgp-down": "major"}),
    "bgpEstablished": ("BGP 10.0.0.9", {"bgp-down": "cleared"}),
    "bgpBackwardTransition": ("BGP 10.0.0.9", {"bgp-down": "major"}),
    "bfdSessUp": ("BFD 3", {"bfd-down": "cleared"}),
    "bfdSessDown": ("BFD 3", {"bfd-down": "major"}),
    "ospfNbrStateChange": ("OSPF 10.255.0.2", {"ospf-down": "major"}),
    "ospfIfStateChange": ("", {}),
    "dot11Disassociate": ("", {}),
    "dot11Deauthenticate": ("", {}),
    "dot11AuthenticateFail": ("E1 1/0", {"wlan-auth-failure": "warning"}),
    "hwApFaultTrap": ("AP hall-05-ap1", {"ap-fault": "major"}),
    "hwApNormalTrap": ("AP hall-05-ap1", {"ap-fault": "cleared", "power-loss": "cleared"}),
    "hwUnAuthorizedApRecordExistTrap": ("device", {"ap-unauthorised": "minor"}),
    "hwDyingGaspTrap": ("AP hall-05-ap1", {"power-loss": "major"}),
    "hwPortSecRcvInsecurePktAlarm": ("E1 1/0", {"port-security": "major"}),
    "hwPWVcDown": ("PW 100", {"pw-down": "critical"}),
    "hwPWVcUp": ("PW 100", {"pw-down": "cleared"}),
    "hwVplsVcDown": ("VSI v1", {"pw-down": "critical"}),
    "hwVplsVcUp": ("VSI v1", {"pw-down": "cleared"}),
    "hwBoardFail": ("Slot3", {"board-fault": "critical"}),
    "hwBoardFailResume": ("Slot3", {"board-fault": "cleared"}),
    "hwBoardInvalid": ("Slot3", {"board-fault": "critical"}),
    "hwBoardInvalidResume": ("Slot3", {"board-fault": "cleared"}),
    "hwOpticalFail": ("Slot3", {"optical-fault": "major"}),
    "hwOpticalFailResume": ("Slot3", {"optical-fault": "cleared"}),
    "hwOpticalInvalid": ("Slot3", {"optical-fault": "major"}),
    "hwOpticalInvalidResume": ("Slot3", {"optical-fault": "cleared"}),
    "hwOpticalPowerAlarm": ("Slot3", {"optical-power": "minor"}),
    "hwOpticalPowerAlarmResume": ("Slot3", {"optical-power": "cleared"}),
    "hwPowerFail": ("Slot3", {"power-fault": "major"}),
    "hwPowerFailResume": ("Slot3", {"power-fault": "cleared"}),
    "hwPowerInvalid": ("Slot3", {"power-fault": "major"}),
    "hwPowerInvalidResume": ("Slot3", {"power-fault": "cleared"}),
    "hwFanFail": ("Slot3", {"fan-fault": "major"}),
    "hwFanFailResume": ("Slot3", {"fan-fault": "cleared"}),
    "hwFanInvalid": ("Slot3", {"fan-fault": "major"}),
    "hwFanInvalidResume": ("Slot3", {"fan-fault": "cleared"}),
    "hwCPUUtilizationRising": ("Slot3", {"cpu-high": "minor"}),
    "hwCPUUtilizationRisingResume": ("Slot3", {"cpu-high": "cleared"}),
    "hwMemUtilizationRising": ("Slot3", {"memory-high": "minor"}),
    "hwMemUtilizationRisingResume": ("Slot3", {"memory-high": "cleared"}),
    "hwCPUUtilizationRisingAlarm": ("Slot3", {"cpu-high": "minor"}),
    "hwCPUUtilizationResume": ("Slot3", {"cpu-high": "cleared"}),
    "hh3cEntityExtCpuUsageThresholdNotfication": ("entity 9", {"cpu-high": "minor"}),
    "hh3cEntityExtMemUsageThresholdNotification": ("entity 9", {"memory-high": "minor"}),
    "hh3cEntityExtCpuUsageThresholdRecover": ("entity 9", {"cpu-high": "cleared"}),
    "hh3cEntityExtMemUsageThresholdRecover": ("entity 9", {"memory-high": "cleared"}),
    "hh3cSecureViolation": ("E1 1/0", {"port-security": "major"}),
    "cpsSecureMacAddrViolation": ("E1 1/0", {"port-security": "major"}),
    "cErrDisableInterfaceEventRev1": ("E1 1/0", {"port-disabled": "major"}),
    "ciscoConfigManEvent": ("device", {"config-change": "warning"}),
    "cpwVcDown": ("PW 12", {"pw-down": "critical"}),
    "cpwVcUp": ("PW 12", {"pw-down": "cleared"}),
    "cmnMacChangedNotification": ("device", {"new-mac": "warning"}),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_says_what_it_should_of_its_own_example(rule: TrapRule) -> None:
    understood = understand(_trap(rule.oid, rule.example), HALL, NAMES, _port(PortRole.E1))
    assert understood.known
    assert understood.poll == rule.poll
    if rule.name == "dsx1LineStatusChange":
        return  # the tests below
    thing, problems = EXPECTED[rule.name]
    assert {report.key.problem: report.severity.word for report in understood.reports} == problems
    for report in understood.reports:
        assert report.key.object == thing
        assert report.key.device == HALL.name
        assert (report.source, report.evidence) == ("trap", "trap:812")


def test_no_expectation_is_left_without_a_rule() -> None:
    assert set(EXPECTED) | {"dsx1LineStatusChange"} == {rule.name for rule in RULES.values()}


# The notifications of the branch's trap plan, by OID, and a problem that must come out of each.
PLAN = {
    "1.3.6.1.6.3.1.1.5.1": "cold-start",
    "1.3.6.1.6.3.1.1.5.2": "warm-start",
    "1.3.6.1.6.3.1.1.5.3": "link-down",
    "1.3.6.1.6.3.1.1.5.5": "auth-failure",
    "1.0.8802.1.1.2.0.0.1": "neighbour-change",
    "1.3.6.1.2.1.47.2.0.1": "hardware-change",
    "1.3.6.1.2.1.17.0.1": "stp-change",
    "1.3.6.1.2.1.17.0.2": "stp-change",
    "1.3.6.1.2.1.16.0.1": "rmon-threshold",
    "1.3.6.1.2.1.105.0.1": "poe-fault",
    "1.3.6.1.2.1.105.0.2": "poe-usage",
    "1.3.6.1.2.1.10.166.11.0.2": "vrf-down",
    "1.3.6.1.2.1.10.246.0.1": "pw-down",
    "1.3.6.1.2.1.10.166.4.0.4": "ldp-down",
    "1.3.6.1.2.1.15.0.2": "bgp-down",
    "1.3.6.1.2.1.15.7.2": "bgp-down",
    "1.3.6.1.2.1.222.0.2": "bfd-down",
    "1.3.6.1.2.1.14.16.2.2": "ospf-down",
    "1.3.6.1.4.1.2011.6.139.13.1.1.1": "ap-fault",
    "1.3.6.1.4.1.2011.6.139.13.1.1.5": "ap-unauthorised",
    "1.3.6.1.4.1.2011.6.139.13.1.1.14": "power-loss",
    "1.3.6.1.4.1.2011.5.25.42.2.1.7.6": "port-security",
    "1.3.6.1.4.1.2011.5.25.119.4.1.2.3": "pw-down",
    "1.3.6.1.4.1.2011.5.25.119.1.2.1": "pw-down",
    "1.3.6.1.4.1.2011.5.25.219.2.2.3": "board-fault",
    "1.3.6.1.4.1.2011.5.25.219.2.4.5": "optical-fault",
    "1.3.6.1.4.1.2011.5.25.219.2.5.3": "power-fault",
    "1.3.6.1.4.1.2011.5.25.219.2.15.1": "memory-high",
    "1.3.6.1.4.1.2011.5.25.129.2.4.1": "cpu-high",
    "1.3.6.1.4.1.25506.2.6.2.0.4": "cpu-high",
    "1.3.6.1.4.1.25506.2.6.2.0.5": "memory-high",
    "1.3.6.1.4.1.25506.2.26.1.3.2": "port-security",
    "1.3.6.1.4.1.9.9.315.0.0.1": "port-security",
    "1.3.6.1.4.1.9.9.548.0.1.1": "port-disabled",
    "1.3.6.1.4.1.9.9.43.2.0.1": "config-change",
    "1.3.6.1.4.1.9.10.106.2.1": "pw-down",
    "1.3.6.1.4.1.9.9.215.2.0.1": "new-mac",
    "1.2.840.10036.1.6.0.3": "wlan-auth-failure",
}


@pytest.mark.parametrize("dotted", PLAN)
def test_every_notification_of_the_plan_has_its_rule(dotted: str) -> None:
    rule = RULES[oid(dotted)]
    reports = understand(_trap(dotted, rule.example), HALL, NAMES, _port(PortRole.UPLINK)).reports
    assert PLAN[dotted] in {report.key.problem for report in reports}


def test_follow_up_polls_name_real_collectors() -> None:
    named = {name for rule in RULES.values() for name in rule.poll}
    assert named
    assert named <= {collector.name for collector in collectors.ALL}


def test_an_unknown_trap_is_known_to_be_unknown() -> None:
    understood = understand(_trap("1.3.6.1.4.1.99999.0.1"), HALL, NAMES)
    assert not understood.known
    assert not understood.reports


def test_a_v1_translation_with_a_zero_arc_finds_the_notification_without_one() -> None:
    assert rule_of(oid("1.3.6.1.4.1.2011.6.139.13.1.1.0.1")) is RULES[oid("1.3.6.1.4.1.2011.6.139.13.1.1.1")]


# ---------------------------------------------------------------- link traps

LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"


def _link(admin: int) -> str:
    return f"1.3.6.1.2.1.2.2.1.1.7 i 7 1.3.6.1.2.1.2.2.1.7.7 i {admin} 1.3.6.1.2.1.2.2.1.8.7 i 2"


@pytest.mark.parametrize(
    ("role", "severity"),
    [
        (PortRole.UPLINK, Severity.CRITICAL),
        (PortRole.STM1, Severity.CRITICAL),
        (PortRole.E1, Severity.MAJOR),
        (PortRole.ACCESS, Severity.MAJOR),
        (PortRole.OPEN, Severity.MINOR),
        (PortRole.EDGE, None),
    ],
)
def test_link_down_weighs_as_much_as_the_port(role: PortRole, severity: Severity | None) -> None:
    reports = understander(_port(role))(_trap(LINK_DOWN, _link(1)), HALL, NAMES).reports
    assert [report.severity for report in reports] == ([severity] if severity else [])


def test_a_port_shut_by_someone_is_an_alarm_only_where_somebody_depends_on_it() -> None:
    understood = understand(_trap(LINK_DOWN, _link(2)), HALL, NAMES, _port(PortRole.OPEN))
    assert not understood.reports
    assert understood.poll
    assert understand(_trap(LINK_DOWN, _link(2)), HALL, NAMES, _port(PortRole.UPLINK)).reports


@pytest.mark.parametrize(
    ("example", "thing"),
    [
        ("1.3.6.1.2.1.2.2.1.1.9 i 9 1.3.6.1.2.1.31.1.1.1.1.9 s Gi0/9", "Gi0/9"),
        ("1.3.6.1.2.1.2.2.1.1.9 i 9 1.3.6.1.2.1.2.2.1.2.9 s Ethernet9", "Ethernet9"),
        ("1.3.6.1.2.1.2.2.1.1.9 i 9", "ifIndex 9"),
        ("1.3.6.1.2.1.2.2.1.8.7 i 2", "E1 1/0"),
        ("", "device"),
    ],
)
def test_a_port_is_named_by_what_is_known_of_it(example: str, thing: str) -> None:
    (report,) = understand(_trap(LINK_DOWN, example), HALL, NAMES).reports
    assert report.key.object == thing


# ---------------------------------------------------------------- dsx1LineStatusChange


def _e1(status: int) -> dict[str, str]:
    trap = _trap("1.3.6.1.2.1.10.18.15.0.1", f"1.3.6.1.2.1.10.18.6.1.10.7 i {status}")
    reports = understand(trap, HALL, NAMES, _port(PortRole.E1)).reports
    assert {report.key.object for report in reports} == {"E1 1/0"}
    return {report.key.problem: report.severity.word for report in reports}


def test_line_status_one_clears_everything() -> None:
    said = _e1(1)
    assert set(said.values()) == {"cleared"}
    assert len(said) == 14


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (64, {"e1-los": "critical"}),
        (64 + 32 + 8 + 8192, {"e1-los": "critical"}),
        (8, {"e1-ais": "major"}),
        (8 + 2, {"e1-ais": "major", "e1-rai": "minor"}),
        (32 + 4, {"e1-lof": "major", "e1-xmt-rai": "minor"}),
        (128, {"e1-loopback": "warning"}),
        (256 + 512, {"e1-ts16-ais": "major", "e1-lomf": "minor"}),
        (8192, {"e1-unavailable": "critical"}),
        (16384 + 4096 + 2048 + 1024 + 16, {
            "e1-out-of-service": "major", "e1-failure": "major", "e1-test-code": "warning",
            "e1-xmt-lomf": "minor", "e1-xmt-ais": "warning",
        }),
        (65536, {}),
    ],
)  # fmt: skip
def test_line_status_raises_what_its_bits_say_and_clears_the_rest(status: int, raised: dict[str, str]) -> None:
    said = _e1(status)
    assert {problem: word for problem, word in said.items() if word != "cleared"} == raised
    assert len(said) == 14


def test_a_trap_without_its_bitmap_says_nothing_but_is_looked_after() -> None:
    understood = understand(_trap("1.3.6.1.2.1.10.18.15.0.1"), HALL, NAMES)
    assert understood.known
    assert not understood.reports
    assert "e1" in understood.poll


def test_an_e1_that_ends_nowhere_is_nobodys_alarm() -> None:
    trap = _trap("1.3.6.1.2.1.10.18.15.0.1", "1.3.6.1.2.1.10.18.6.1.10.7 i 64")
    reports = understand(trap, HALL, NAMES, _port(PortRole.EDGE)).reports
    assert {report.severity for report in reports} == {Severity.CLEARED}


# ---------------------------------------------------------------- hostile and odd ones


def test_a_range_of_pseudowires_is_told_one_by_one_up_to_a_limit() -> None:
    column = "1.3.6.1.2.1.10.246.1.2.1.38"
    reports = understand(_trap("1.3.6.1.2.1.10.246.0.1", f"{column}.5 i 2 {column}.8 i 2"), HALL, NAMES).reports
    assert [report.key.object for report in reports] == ["PW 5", "PW 6", "PW 7", "PW 8"]
    wild = understand(_trap("1.3.6.1.2.1.10.246.0.1", f"{column}.1 i 2 {column}.4000000000 i 2"), HALL, NAMES).reports
    assert len(wild) == 256


@pytest.mark.parametrize(("state", "word"), [(8, "cleared"), (4, "cleared"), (1, "major"), (5, "major")])
def test_an_ospf_neighbour_rests_at_full_or_two_way(state: int, word: str) -> None:
    trap = _trap("1.3.6.1.2.1.14.16.2.2", f"1.3.6.1.2.1.14.10.1.6.10.255.0.2.0 i {state}")
    (report,) = understand(trap, HALL, NAMES).reports
    assert report.severity.word == word


@pytest.mark.parametrize("suffix", ["", ".200.1", ".3.300.1.1"])
def test_a_lying_index_still_names_something(suffix: str) -> None:
    trap = _trap("1.3.6.1.2.1.10.166.11.0.2", f"1.3.6.1.2.1.10.166.11.1.2.2.1.6{suffix} i 2")
    (report,) = understand(trap, HALL, NAMES).reports
    assert report.key.object


def test_a_mac_in_a_violation_is_kept_with_the_alarm() -> None:
    rule = RULES[oid("1.3.6.1.4.1.9.9.315.0.0.1")]
    (report,) = understand(_trap(rule.oid, rule.example), HALL, NAMES).reports
    assert report.details["mac"] == "001a4c0000aa"
    assert report.details["trap"] == "cpsSecureMacAddrViolation"
    word = rule.example.replace("001a4c0000aa", "004142434445")  # octets that are letters as well
    (report,) = understand(_trap(rule.oid, word), HALL, NAMES).reports
    assert report.details["mac"] == "004142434445"


def test_every_problem_has_its_texts_in_both_languages() -> None:
    for code, row in PROBLEMS.items():
        for text in (f"problem.{code}", f"advice.{code}", f"cause.{row.cause}", f"eventtype.{row.type}"):
            assert CATALOGUE[text].zh, text
            assert CATALOGUE[text].en, text
