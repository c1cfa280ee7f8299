"""Rules that people made: what may be one, and what it makes of a trap."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nms.core import texts
from nms.core.alarm import EventType, Severity
from nms.core.device import Device
from nms.core.errors import InvalidError
from nms.core.hand_rules import HandRule
from nms.core.ports import Trap, VarBind
from nms.faults.hand_rules import HandRules, check, fitting, understand
from nms.faults.varbinds import oid

AT = datetime(2026, 3, 1, tzinfo=UTC)
DOOR = "1.3.6.1.4.1.99999.0.7"
NAME = "1.3.6.1.4.1.99999.1.1"
RULE = HandRule(DOOR, "custom-door-open", severity=Severity.MINOR, zh="门开", en="door open", ttl_s=60)
TRAP = Trap(
    812, AT, "10.0.0.1", "sw1", "2c", oid(DOOR), 1.0,
    [VarBind((*oid(NAME), 3), 4, b"front door"), VarBind((1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 7), 2, 7)],
)  # fmt: skip
SW1 = Device("sw1", "10.0.0.1")


def refused(rule: HandRule) -> str:
    with pytest.raises(InvalidError) as told:
        check(rule)
    assert all("–" not in told.value.message(language) for language in texts.LANGUAGES)
    return told.value.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"oid": "doorOpen"}, "NMS-TRAP-010"),
        ({"oid": "1.3"}, "NMS-TRAP-010"),
        ({"oid": ""}, "NMS-TRAP-010"),
        ({"oid": "1.3.6.1.6.3.1.1.5.3"}, "NMS-TRAP-011"),
        ({"problem": "door"}, "NMS-TRAP-012"),
        ({"problem": "custom-"}, "NMS-TRAP-012"),
        ({"problem": "custom-<b>"}, "NMS-TRAP-012"),
        ({"problem": "custom-" + "x" * 60}, "NMS-TRAP-012"),
        ({"zh": " "}, "NMS-TRAP-013"),
        ({"en": ""}, "NMS-TRAP-013"),
        ({"object": "the port"}, "NMS-TRAP-014"),
    ],
)
def test_what_could_never_work_is_refused_with_its_reason(change: dict[str, str], code: str) -> None:
    assert refused(replace(RULE, **change)) == code  # type: ignore[arg-type]  # checked by the dataclass


@pytest.mark.parametrize("rule", [RULE, replace(RULE, problem="link-down", zh="", en=""), replace(RULE, object="port")])
def test_a_sound_rule_is_accepted(rule: HandRule) -> None:
    check(rule)


def test_a_rule_raises_its_own_problem_with_its_names() -> None:
    [report] = understand(RULE, TRAP, {}).reports
    key = report.key
    assert (key.device, key.object, key.type, key.problem) == (
        "sw1",
        "device",
        EventType.COMMUNICATIONS,
        "custom-door-open",
    )
    assert (report.severity, report.source, report.evidence, report.ttl_s) == (Severity.MINOR, "trap", "trap:812", 60)
    assert report.details == {"trap": DOOR, "name_zh": "门开", "name_en": "door open"}


def test_a_problem_of_the_catalogue_keeps_its_type_and_severity() -> None:
    rule = HandRule(DOOR, "power-loss")
    [report] = understand(rule, TRAP, {}).reports
    assert (report.key.type, report.severity, report.cause) == (
        EventType.ENVIRONMENTAL,
        Severity.MAJOR,
        "powerProblem",
    )
    assert "name_zh" not in report.details


@pytest.mark.parametrize(
    ("thing", "names", "expected"),
    [
        ("", {}, "device"),
        (NAME, {}, "front door"),
        ("port", {7: "GE0/0/7"}, "GE0/0/7"),
        ("port", {}, "ifIndex 7"),
        ("1.3.6.1.4.1.5.5.5", {}, "device"),
    ],
)
def test_the_object_is_the_device_a_value_or_a_port(thing: str, names: dict[int, str], expected: str) -> None:
    understood = understand(replace(RULE, object=thing), TRAP, names)
    assert [report.key.object for report in understood.reports] == [expected]
    assert understood.poll == (("interface_states",) if thing == "port" else ())


def test_a_clearing_rule_clears_what_the_raising_one_raised() -> None:
    [raised] = understand(RULE, TRAP, {}).reports
    [cleared] = understand(replace(RULE, oid=f"{DOOR[:-1]}8", clears=True), TRAP, {}).reports
    assert cleared.key == raised.key
    assert (cleared.severity, cleared.ttl_s) == (Severity.CLEARED, 0)


def test_the_rule_of_a_device_goes_before_the_rule_of_any() -> None:
    own = replace(RULE, device="sw1", problem="power-loss")
    other = replace(RULE, device="sw2", problem="fan-fault")
    for rules in ([RULE, own, other], [other, own, RULE]):
        assert fitting(rules, oid(DOOR), "sw1") is own
        assert fitting(rules, oid(DOOR), "sw9") is RULE
    assert fitting([other], oid(DOOR), "sw1") is None


def test_a_notification_translated_from_v1_fits_its_mibs_own_oid() -> None:
    bare = replace(RULE, oid="1.3.6.1.4.1.99999.7")
    assert fitting([bare], oid(DOOR), "sw1") is bare


def test_rules_are_read_again_when_their_version_changes_and_only_then() -> None:
    stored: list[HandRule] = []
    versions = iter(["1", "1", "2", "2"])
    reads: list[int] = []

    def read() -> list[HandRule]:
        reads.append(len(stored))
        return list(stored)

    rules = HandRules(read, lambda: next(versions))
    assert not rules.understand(TRAP, SW1, {}).known
    stored.append(RULE)
    assert not rules.understand(TRAP, SW1, {}).known
    assert rules.understand(TRAP, SW1, {}).known
    assert rules.understand(TRAP, SW1, {}).reports
    assert reads == [0, 1]
