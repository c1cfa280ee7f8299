"""The templates against simulated consoles, which know nothing of our grammar: accepted, shown, taken back whole."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from consoleyard import Desk, desks, values_for
from servicecases import AT, TEMPLATES, catalogue, change, services

from nms.core.dialect import digest, meaning
from nms.provision.plan import make_plan
from nms.provision.readback import holds, judge
from nms.provision.shared import NATIVE, native, to_apply, to_undo

TRIED = [
    *[("pe", one) for one in ("description", "vlan-port", "qinq", "l3vpn", "vpws", "vsi")],
    *[("pe", one) for one in ("port-security", "snmp-baseline")],
    *[("switch", one) for one in ("description", "vlan-port", "qinq", "l3vpn", "vpws", "vsi", "port-security", "ssid")],
    *[("h3c", one) for one in ("description", "vlan-port", "qinq", "l3vpn", "vpws", "port-security", "ssid")],
    *[("router", one) for one in ("description", "vlan-port", "qinq", "l3vpn", "vpws", "vsi")],
    *[("router", one) for one in ("port-security", "snmp-baseline")],
    *[("cpos", "e1-channel"), ("h3c-cpos", "e1-channel"), ("cisco-cpos", "e1-channel"), ("radio", "ssid")],
    *[("olt", "onu"), ("olt", "olt-uplink"), ("bsc", "cell-parameter")],
    *[("bsc", one) for one in ("relation-parameter", "neighbour")],
    *[(name, one) for name in ("pe", "switch", "h3c") for one in ("trunk-vlan", "policer", "port-state")],
    *[(name, one) for name in ("pe", "switch") for one in ("hall-trunk", "dhcp-snooping", "source-guard")],
    *[("switch", one) for one in ("dot1x-port", "snmp-baseline", "ap-group", "ap-radio")],
    *[("router", one) for one in ("dhcp-snooping", "source-guard", "dot1x-port")],
    ("radio", "ap-radio"),
    *[("cpos", "mp-group"), ("cpos", "hall-e1"), ("iad", "hall-e1")],
    *[("iad", "hall-trunk"), ("iad", "snmp-baseline")],
    *[(name, one) for name in ("pe", "switch", "h3c", "router") for one in ("quarantine-vlan", "mac-blackhole")],
    *[("pe", "vsi-peer"), ("switch", "vsi-peer"), ("router", "port-state")],
]
OTHERWISE: list[tuple[str, str, dict[str, Any]]] = [
    *[(name, "qinq", {"c_from": None, "c_to": None}) for name in ("pe", "switch")],
    *[(name, "l3vpn", {"peer": None, "peer_as": None}) for name in ("pe", "switch", "h3c", "router")],
    *[(name, "l3vpn", {"routes": None, "next_hop": None}) for name in ("pe", "switch", "h3c", "router")],
    *[(name, "vpws", {"backup": None, "backup_vc_id": None, "backup_name": None}) for name in ("pe", "switch")],
    ("router", "vpws", {"backup": None, "backup_vc_id": None}),
    *[(name, "vsi", {"spokes": None}) for name in ("pe", "switch")],
    *[
        (name, "port-security", {"macs": None, "vlan": None, "action": "shutdown"})
        for name in ("pe", "switch", "router")
    ],
    ("h3c", "port-security", {"action": "shutdown"}),
    *[(name, one, {"inner": 17, "sub": 7}) for name in ("pe", "switch") for one in ("vpws", "vsi", "l3vpn")],
    *[("router", one, {"inner": 17, "sub": 7}) for one in ("vpws", "l3vpn")],
    *[(name, "vsi", {"peers": None, "spokes": None}) for name in ("pe", "switch")],
    *[(name, "qinq", {"c_from": 17, "c_to": 17}) for name in ("pe", "switch")],
    ("olt", "onu", {"user_vlan": 100, "c_vlan": 17}),
    ("olt", "onu", {"max_kbit": 10240}),
    ("bsc", "cell-parameter", {"group": "GCELLTMR", "changes": ["NY1=20:30"]}),
    ("cpos", "e1-channel", {"bundle": None, "timeslots": None}),
    ("cpos", "e1-channel", {"frame": "no-crc4"}),
    ("cpos", "hall-e1", {"frame": "unframed", "channels": None}),
    ("cpos", "hall-e1", {"bundle": None, "clock": "line", "channels": ["3:management:31"], "frame": "no-crc4"}),
    ("iad", "hall-e1", {"framing": "unframed", "channels": None, "fxs": None, "bonding": "vcat"}),
    ("iad", "hall-e1", {"crc": "no-crc4", "clock": "internal", "bonding": None, "fxs": None}),
    ("switch", "ssid", {"access": "public"}),
    ("radio", "ssid", {"access": "public"}),
]
"""The same services with other fields left out: other lines of the templates."""
ELSEWHERE = {"frr", "linux_root", "osmo_vty_telnet", "work_order"}
"""Platforms that no simulated console stands for."""


@pytest.fixture(scope="module")
def yard() -> Iterator[Mapping[str, Desk]]:
    with desks() as opened:
        yield opened


@pytest.mark.parametrize(("name", "service", "others"), [*((name, service, {}) for name, service in TRIED), *OTHERWISE])
def test_a_console_takes_every_line_shows_it_and_ends_as_it_began(
    yard: Mapping[str, Desk], name: str, service: str, others: dict[str, Any]
) -> None:
    desk, kind = yard[name], yard[name].dialect
    before = desk.session.running()
    wish = change((name, service, values_for(desk, service, **others)))
    step = make_plan(wish, catalogue(), {name: desk.device}, {name: before}, AT).steps[0]
    users = {key: frozenset({NATIVE}) for key in native(kind, before, step, {})}
    applied, undone = to_apply(step, users), to_undo(step, users, "PL-0001")
    desk.send(applied)
    after = desk.session.running()
    assert digest(kind, after) != digest(kind, before)
    assert judge(kind, before, after, applied).good
    for check in step.verify:
        assert holds(check, desk.session.show(check.command), kind), check
    desk.send(undone)
    assert judge(kind, after, desk.session.running(), undone).good
    assert list(meaning(kind, desk.session.running())) == list(meaning(kind, before))


def test_the_evidence_says_what_was_tried_here(yard: Mapping[str, Desk]) -> None:
    """Whatever is not proven elsewhere was tried on a console and on nothing else."""
    tried = {(yard[name].dialect.platform, service) for name, service in TRIED}
    said, unproven = set(), set()
    for name, service in services().items():
        for platform, one in service.platforms.items():
            said |= {(platform, name)} if "simulated console" in one.evidence else set()
            unproven |= set() if one.verified or platform == "work_order" else {(platform, name)}
    assert said == unproven <= tried


def test_every_template_of_a_simulated_platform_is_tried(yard: Mapping[str, Desk]) -> None:
    written = {(path.parent.name, path.stem) for path in TEMPLATES.glob("*/*.j2") if path.parent.name not in ELSEWHERE}
    assert {(yard[name].dialect.platform, service) for name, service in TRIED} == written
