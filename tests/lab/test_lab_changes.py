"""A private line on real routers: planned, approved, pushed over SSH, proven by traffic, undone without a trace."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from evpncity import LOGINS, ROUTERS, EvpnCity
from needs import demand
from pushing import ENGINEER, Provisioner, pushing
from waiting import until

from nms.core.change import ChangeState
from nms.core.dialect import meaning
from nms.drivers.dialects import DIALECTS
from nms.drivers.hostkeys import shown_key

pytestmark = [pytest.mark.lab, pytest.mark.timeout(400)]
PES = ("pe1", "pe2")
RATE_KBIT = 8_000
OLD_PORT = 2200


@pytest.fixture(scope="module")
def evpn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EvpnCity]:
    """Four routers and four customers' boxes, the EVPN sessions up."""
    demand()
    city = EvpnCity(tmp_path_factory.mktemp("evpn"))
    try:
        until(city.converged, "the EVPN sessions are up", 60)
        yield city
    finally:
        city.stop()


def hosts(city: EvpnCity) -> dict[str, dict[str, Any]]:
    """Every router twice: its vtysh and its shell; `pe1-old` is the sshd of old algorithms on pe1."""
    named: dict[str, dict[str, Any]] = {}
    for name in ROUTERS:
        role = "pe" if name in PES else "p"
        cli = {"credential": "vtysh", "port": 22}
        named[name] = {
            "hostname": city.addresses[name],
            "platform": "frr",
            "data": {"managed": False, "role": role, "cli": cli},
        }
        named[f"{name}-os"] = {
            "hostname": city.addresses[name],
            "platform": "linux_root",
            "data": {"managed": False, "role": "other", "cli": {"credential": "shell", "port": 22}},
        }
    for name, legacy in (("pe1-old", False), ("pe1-legacy", True)):
        cli = {"credential": "vtysh", "port": OLD_PORT, "legacy": legacy}
        named[name] = {
            "hostname": city.addresses["pe1"],
            "platform": "frr",
            "data": {"managed": False, "role": "other", "cli": cli},
        }
    cli = {"credential": "wrong", "port": 22}
    named["pe1-wrong"] = {
        "hostname": city.addresses["pe1"],
        "platform": "frr",
        "data": {"managed": False, "role": "other", "cli": cli},
    }
    return named


@pytest.fixture(scope="module")
def desk(evpn: EvpnCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provisioner]:
    """The engine, its host keys pinned."""
    evpn.nodes["pe1"].run(
        "/usr/sbin/sshd", "-f", "/etc/ssh/old_config", "-o", "PidFile=/run/old.pid", "-E", "/run/old.log"
    )
    logins = {
        "vtysh": (LOGINS.vtysh, LOGINS.password),
        "shell": (LOGINS.shell, LOGINS.password),
        "wrong": (LOGINS.vtysh, "not-the-password"),
    }
    with (
        pytest.MonkeyPatch.context() as patch,
        pushing(tmp_path_factory.mktemp("push"), hosts(evpn), logins, patch) as made,
    ):
        for device in made.app.inventory.devices.values():
            pin(made, device.name)
        yield made


def pin(desk: Provisioner, name: str) -> None:
    """The one key of the lab: that of pe1 by SSH, for every name."""
    devices = desk.app.inventory.devices
    key = shown_key(devices["pe1"], 5)
    desk.app.parts.store.hostkeys.accept(name, key.algorithm, key.key, "lab", desk.app.now())


def line(vni: int, port: str) -> list[dict[str, Any]]:
    """The four steps of an L2 line between pe1 and pe2."""
    steps: list[dict[str, Any]] = []
    for name in PES:
        values = {"vni": vni, "port": port, "local": f"10.78.0.{ROUTERS[name]}", "rate_kbit": RATE_KBIT}
        steps.append({"device": f"{name}-os", "template": "l2-line", "values": values})
        described = {"port": port, "description": f"PL-{vni}"}
        steps.append({"device": name, "template": "l2-line", "values": described})
    return steps


def states(city: EvpnCity) -> dict[str, dict[str, list[str]]]:
    """What counts of each PE's configuration and kernel state."""
    told = {name: city.state(name) for name in PES}
    return {
        name: {
            part: list(meaning(DIALECTS["frr" if part == "running" else "linux_root"], text))
            for part, text in parts.items()
        }
        for name, parts in told.items()
    }


def reaches(city: EvpnCity, box: str, address: str) -> bool:
    """Whether a ping of full size comes back."""
    return city.nodes[box].attempt("ping", "-c1", "-W1", "-s1472", "-Mdo", address).returncode == 0


def neighbour(city: EvpnCity, box: str, address: str) -> str:
    """The MAC address that a box knows for an address."""
    return city.nodes[box].run("ip", "-j", "neigh", "show", address)


def mac(city: EvpnCity, box: str) -> str:
    return str(json.loads(city.nodes[box].run("ip", "-j", "link", "show", "eth0"))[0]["address"])


def throughput_mbit(city: EvpnCity, a: str, b: str, address: str) -> float:
    """TCP over three seconds, as received."""
    city.nodes[b].run("iperf3", "-s", "-1", "-D", "--pidfile", "/tmp/iperf.pid")
    until(lambda: ":5201" in city.nodes[b].run("ss", "-ltn"), "iperf3 listens")
    said = json.loads(city.nodes[a].run("iperf3", "-c", address, "-t", "3", "-J"))
    return float(said["end"]["sum_received"]["bits_per_second"]) / 1e6


def test_a_private_line_carries_isolates_and_leaves_no_trace(evpn: EvpnCity, desk: Provisioner) -> None:
    before = states(evpn)
    assert not reaches(evpn, "ce1", "192.168.10.2")
    first = desk.committed("PL-1010", line(1010, "ge-10"))
    until(lambda: reaches(evpn, "ce1", "192.168.10.2"), "customer A's line carries traffic", 30)
    measured = throughput_mbit(evpn, "ce1", "ce2", "192.168.10.2")
    print(f"asked {RATE_KBIT / 1000:g} Mbit/s, measured {measured:.2f}")
    assert 0.6 * RATE_KBIT / 1000 < measured < 1.15 * RATE_KBIT / 1000

    second = desk.committed("PL-1011", line(1011, "ge-11"))
    until(lambda: reaches(evpn, "ce3", "192.168.10.2"), "customer B's line carries traffic", 30)
    assert reaches(evpn, "ce1", "192.168.10.2")
    assert mac(evpn, "ce2") in neighbour(evpn, "ce1", "192.168.10.2")
    assert mac(evpn, "ce4") in neighbour(evpn, "ce3", "192.168.10.2")
    evpn.nodes["ce4"].run("ip", "addr", "add", "192.168.10.4/24", "dev", "eth0")
    assert reaches(evpn, "ce3", "192.168.10.4")
    assert not reaches(evpn, "ce1", "192.168.10.4")

    again = desk.app.changes.draft({"title": "again", "service": "PL-1", "steps": line(1010, "ge-10")}, ENGINEER)
    state, result = desk.asked(desk.app.changes.plan(again.id, ENGINEER))
    assert (state, result[:11]) == ("failed", "NMS-CHG-021"), "a line that stands is not planned twice"

    desk.undone(first)
    assert reaches(evpn, "ce3", "192.168.10.2")
    desk.undone(second)
    assert states(evpn) == before


def test_a_router_changed_behind_our_back_is_refused_with_both_differences(evpn: EvpnCity, desk: Provisioner) -> None:
    steps = [{"device": "p1", "template": "description", "values": {"port": "ge-0", "text": "planned"}}]
    change = desk.planned("DRIFT", steps)
    evpn.nodes["p1"].run("vtysh", "-c", "conf t", "-c", "interface ge-1", "-c", "description by hand")
    refused = desk.pushed(change)
    assert refused.state is ChangeState.ROLLED_BACK
    assert "by hand" in refused.reason or "by hand" in str(desk.app.changes.show(change.id).journal)
    assert "planned" not in evpn.state("p1")["running"]
    evpn.nodes["p1"].run("vtysh", "-c", "conf t", "-c", "interface ge-1", "-c", "description to-pe1")
    done = desk.pushed(desk.replanned(change.id))
    assert done.state is ChangeState.COMMITTED
    assert " description planned" in evpn.state("p1")["running"]
    desk.undone(done)
    assert " description to-p2" in evpn.state("p1")["running"]


@pytest.mark.parametrize(("device", "code"), [("pe1-old", "NMS-DRV-013"), ("pe1-wrong", "NMS-DRV-011")])
def test_a_login_that_must_not_be_is_refused_in_our_words(desk: Provisioner, device: str, code: str) -> None:
    steps = [{"device": device, "template": "description", "values": {"port": "ge-0", "text": "x"}}]
    change = desk.app.changes.draft({"title": "t", "service": "s", "steps": steps}, ENGINEER)
    state, result = desk.asked(desk.app.changes.plan(change.id, change.author))
    assert (state, result[:11]) == ("failed", code)


def test_an_old_sshd_is_spoken_to_where_the_inventory_says_so(desk: Provisioner) -> None:
    steps = [{"device": "pe1-legacy", "template": "description", "values": {"port": "ge-0", "text": "over old ssh"}}]
    desk.undone(desk.committed("OLD", steps))


def test_a_changed_host_key_is_never_spoken_to(desk: Provisioner) -> None:
    keys = desk.app.parts.store.hostkeys
    known = keys.get("p2")
    other = known[0].key[:-8] + "AAAAAAA="
    keys.accept("p2", known[0].algorithm, other, "lab", desk.app.now())
    steps = [{"device": "p2", "template": "description", "values": {"port": "ge-0", "text": "x"}}]
    change = desk.app.changes.draft({"title": "t", "service": "s", "steps": steps}, ENGINEER)
    state, result = desk.asked(desk.app.changes.plan(change.id, change.author))
    assert (state, result[:11]) == ("failed", "NMS-DRV-021")
