"""What happens to real routers becomes alarms that clear: cut lines, silent boxes, restarted agents."""

import json
import sys
from functools import partial
from typing import Any

import pytest
from serving import Serving
from smallcity import CUSTOMER_WIRE, SmallCity
from waiting import until

pytestmark = pytest.mark.timeout(180)


def alarms(running: Serving, device: str, problem: str, thing: str = "", state: str = "active") -> list[dict[str, Any]]:
    """Alarms of a device, by the API."""
    where = f"&object={thing}" if thing else ""
    found = running.get(f"alarms?state={state}&device={device}&problem={problem}{where}&limit=1000")
    assert found["total"] == len(found["items"])
    items: list[dict[str, Any]] = found["items"]
    return items


def _quiet(running: Serving, device: str, problem: str) -> bool:
    return not alarms(running, device, problem)


def test_a_cut_line_becomes_one_alarm_that_clears(lab: SmallCity, running: Serving) -> None:
    before = {alarm["id"] for alarm in alarms(running, "pe1", "link-down", "ge-9", "all")}
    lab.nodes["ce"].run("ip", "link", "set", "eth0", "down")
    try:
        [alarm] = until(lambda: alarms(running, "pe1", "link-down", "ge-9"), "the alarm of the cut line")
        until(lambda: _told_by_trap(running, "linkDown", "ge-9"), "the linkDown trap of that port")
    finally:
        lab.nodes["ce"].run("ip", "link", "set", "eth0", "up")
    until(lambda: not alarms(running, "pe1", "link-down", "ge-9"), "the alarm has cleared")
    until(lambda: _told_by_trap(running, "linkUp", "ge-9"), "the linkUp trap of that port")
    everything = alarms(running, "pe1", "link-down", "ge-9", "all")
    assert {alarm["id"] for alarm in everything} - before == {alarm["id"]}
    assert next(row for row in everything if row["id"] == alarm["id"])["cleared_at"]


def _told_by_trap(running: Serving, name: str, port: str) -> bool:
    heard = running.get("traps?device=pe1&limit=50")["items"]
    return any(trap["name"] == name and trap["known"] and port in json.dumps(trap["binds"]) for trap in heard)


def test_a_port_shut_inside_a_router_is_told_by_its_trap_and_alarms_the_far_end(
    lab: SmallCity, running: Serving
) -> None:
    newest = max((trap["id"] for trap in running.get("traps?device=p1")["items"]), default=0)
    lab.nodes["p1"].run("ip", "link", "set", "ge-0", "down")
    try:
        until(lambda: _since(running, "p1", "linkDown", newest), "p1's own linkDown trap")
        until(lambda: alarms(running, "pe1", "link-down", "ge-0"), "the far end's alarm")
        assert len(alarms(running, "pe1", "link-down", "ge-0")) == 1
    finally:
        lab.nodes["p1"].run("ip", "link", "set", "ge-0", "up")
    for device in ("p1", "pe1"):
        until(partial(_quiet, running, device, "link-down"), f"link-down has cleared at {device}")
    until(lambda: _since(running, "p1", "linkUp", newest), "p1's own linkUp trap")


def _since(running: Serving, device: str, name: str, newest: int) -> bool:
    heard = running.get(f"traps?device={device}&limit=50")["items"]
    return any(trap["name"] == name and trap["id"] > newest for trap in heard)


def test_a_router_cut_off_is_alarmed_and_its_return_clears_it(lab: SmallCity, running: Serving) -> None:
    lab.set_management("pe2", "down")
    try:
        [alarm] = until(lambda: alarms(running, "pe2", "device-unreachable"), "pe2 is missed", 30)
        until(lambda: running.get("devices/pe2")["state"] == "down", "pe2 is shown as down")
        assert alarm["state"] == "active"
        assert not alarms(running, "p1", "device-unreachable")
    finally:
        lab.set_management("pe2", "up")
    until(lambda: not alarms(running, "pe2", "device-unreachable"), "the alarm has cleared")
    until(lambda: running.get("devices/pe2")["state"] == "up", "pe2 is up again")


def test_a_restarted_agent_and_a_renumbered_port_make_no_spike(lab: SmallCity, running: Serving) -> None:
    sent_bits = 8 * _send(lab, 2_000)
    until(lambda: any(_rates(running)), "the traffic on ge-9 is measured")
    lab.restart_snmpd("pe1")
    until(lambda: alarms(running, "pe1", "cold-start", state="all"), "the coldStart trap has been heard")
    first_index = _index(running)
    lab.nodes["pe1"].run("ip", "link", "delete", "ge-9")
    lab.plug(CUSTOMER_WIRE)
    until(lambda: _index(running) not in {None, first_index}, "the port has its new ifIndex", 30)
    known = len(_rates(running))
    sent_bits += 8 * _send(lab, 10)
    until(lambda: any(_rates(running)[known:]), "the new port's traffic is measured", 30)
    assert all(0 <= rate < 10 * sent_bits for rate in _rates(running))  # as if all had been sent in a tenth of a second


def _send(lab: SmallCity, datagrams: int) -> int:
    """Octets sent from the customer's box through pe1's ge-9."""
    peer = CUSTOMER_WIRE[2].partition("/")[0]
    script = (
        f"import socket; s = socket.socket(2, 2); [s.sendto(bytes(1400), ({peer!r}, 9)) for _ in range({datagrams})]"
    )
    lab.nodes["ce"].run(sys.executable, "-W", "ignore", "-c", script)
    return datagrams * 1_442


def _rates(running: Serving) -> list[float]:
    """Every rate of ge-9 that was measured so far, in bit/s; gaps are left out."""
    points = running.get("series?device=pe1&metric=interface_in_octets&instance=ge-9")["points"]
    return [rate for _, rate in points if rate is not None]


def _index(running: Serving) -> int | None:
    rows = running.get("devices/pe1/interfaces")["items"]
    return next((row["index"] for row in rows if row["name"] == "ge-9"), None)
