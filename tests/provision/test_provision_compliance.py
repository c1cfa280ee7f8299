"""Compliance rules and drift: what is found, where, and that what is proposed mends it."""

from typing import Any

import pytest
from servicecases import TEMPLATES, dialect

from nms.core.device import Device, Role
from nms.core.errors import InvalidError
from nms.provision.compliance import Finding, findings, mending, rules_of
from nms.provision.drift import Drift, device_drift, service_drift
from nms.provision.predict import predicted
from nms.provision.remediate import remedy
from nms.provision.tree import parse
from nms.site import yamlfile

RULES = rules_of(yamlfile.read(TEMPLATES / "compliance.yaml", "CFG").value)
HALL = Device("hall-17-sw", "192.0.2.17", "huawei", Role.HALL_SWITCH)
VRP = dialect("huawei_vrp")
BAD = """\
telnet server enable
#
snmp-agent community read public
#
interface GigabitEthernet0/0/1
 port link-type access
 port default vlan 10
#
interface GigabitEthernet0/0/2
 port link-type access
 port-security enable
#
interface GigabitEthernet0/0/24
 port link-type trunk
#
return
"""


def told(found: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(one.rule.name, " / ".join(one.view)) for one in found}


def test_every_broken_rule_is_found_where_it_is_broken() -> None:
    assert told(findings(RULES, HALL, VRP, BAD)) == {
        ("edge-port-security", "interface GigabitEthernet0/0/1"),
        ("no-telnet-server", ""),
        ("no-default-community", ""),
        ("time-server", ""),
    }


def test_the_proposed_lines_mend_everything_and_can_be_undone() -> None:
    lines = mending(findings(RULES, HALL, VRP, BAD))["hall-17-sw"]
    after = predicted(VRP, BAD, lines)
    assert findings(RULES, HALL, VRP, after) == ()
    assert parse(VRP, predicted(VRP, after, remedy(VRP, after, BAD))) == parse(VRP, BAD)


def test_a_rule_of_halls_leaves_other_roles_alone() -> None:
    other = Device("agg-1", "192.0.2.18", "huawei", Role.AGGREGATION)
    assert "edge-port-security" not in {rule for rule, _ in told(findings(RULES, other, VRP, BAD))}


def test_a_finding_shows_no_community() -> None:
    found = findings(RULES, HALL, VRP, "snmp-agent community read public\n")
    assert [one.line for one in found if not one.lacking] == ["snmp-agent community read ******"]


@pytest.mark.parametrize(
    ("rule", "key"),
    [({"forbid": ["("]}, "forbid"), ({"sevrity": "major"}, "sevrity"), ({"severity": "awful"}, "severity"), ({}, "zh")],
)
def test_a_broken_rule_is_named_with_its_key(rule: dict[str, Any], key: str) -> None:
    whole = {"name": "r", "zh": "a", "en": "b", "platforms": ["huawei_vrp"], **rule}
    if not rule:
        del whole["zh"]
    with pytest.raises(InvalidError) as caught:
        rules_of({"rules": [whole]})
    assert (caught.value.code, caught.value.values["rule"], caught.value.values["key"]) == ("NMS-CHG-030", "r", key)


def test_drift_is_told_line_by_line_with_its_views() -> None:
    intended = "vlan batch 10 20\ninterface A\n description x\n"
    running = "vlan batch 10 30\ninterface A\n description y\n shutdown\n"
    assert device_drift(VRP, running, intended) == Drift(
        lacking=("vlan batch 20", "interface A", " description x"),
        foreign=("vlan batch 30", "interface A", " description y", " shutdown"),
    )
    assert not device_drift(VRP, intended, "interface A\n description x\n#\nvlan batch 20 10\n").any


def test_the_service_whose_lines_are_gone_is_named() -> None:
    services = {
        "PL-1": ("vlan batch 10", "interface A", " port default vlan 10"),
        "PL-2": ("vlan batch 20", "interface B", " port default vlan 20", " undo shutdown"),
    }
    running = "vlan batch 10 20\ninterface A\n port default vlan 10\ninterface B\n port default vlan 10\n"
    assert service_drift(VRP, running, services) == {"PL-2": ("interface B", " port default vlan 20")}
