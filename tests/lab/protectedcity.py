"""Routers that carry private lines and are watched: the EVPN lab with exactly two ways between its edges, and snmpd.

 p1 ---- p2         working way pe1 - pe2, protection pe1 - p1 - pe2; pe2 has no wire to p2
 |\\      |         every router sends linkUp and linkDown to the NMS, and is polled every two seconds
 | \\     |         customer A: hq (ce1, pe1 ge-10) and works (ce2, pe2 ge-10)
pe2 - pe1           customer B: mine (ce3, pe1 ge-11) and port (ce4, pe2 ge-11), with the same addresses
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from daemons import COMMUNITY, SNMPD, TRAP_PORT, snmpd_conf
from evpncity import LOGINS, PREPARE, ROUTERS, SERVE, WIRES, EvpnCity, frr_conf
from namespaces import Node
from waiting import until
from wiring import write

PES = ("pe1", "pe2")
LINE_WIRES = tuple(wire for wire in WIRES if {wire[0], wire[3]} != {"p2", "pe2"})
KM = {"pe1-pe2": 12.0, "p1-pe1": 15.0, "p1-pe2": 9.0, "p1-p2": 4.0, "p2-pe1": 20.0}
WORKING, PROTECTION = "pe1-pe2", ("p1-pe1", "p1-pe2")
SITES = {  # site, its customer, router, port, customer's box
    "hq": ("mill", "pe1", "ge-10", "ce1"),
    "works": ("mill", "pe2", "ge-10", "ce2"),
    "mine": ("quarry", "pe1", "ge-11", "ce3"),
    "port": ("quarry", "pe2", "ge-11", "ce4"),
}
FAR = "192.168.10.2"
"""The far box of either customer."""
SECRETS = {"NMS__SNMP__CREDENTIALS__PLAIN__COMMUNITY": COMMUNITY}
LOGIN = {"vtysh": (LOGINS.vtysh, LOGINS.password), "shell": (LOGINS.shell, LOGINS.password)}
QUICK, SLOW = 2, 300
SMOOTH = ("burst", "3k", "limit", "1m")
"""The sender's own queue keeps its pace: it catches up on nothing, and holds back the sender instead of dropping."""
OVERHEAD = 46  # octets of Ethernet (14 + 4), IPv4 (20) and UDP (8) around what iperf3 sends
URGENT = ("chrt", "-r", "1", "iperf3")
"""Small frames are many: who else computes on this machine must not be what is measured."""
AGENT = """\
mount -t tmpfs -o mode=755 tmpfs /var/lib/snmp
mount --bind {folder}/snmp /etc/snmp
mkdir -p /run/agentx
"""
BGP_TIMERS = "timers 3 9", "timers 60 180"
"""A core keeps its sessions through an outage of a minute: with the usual timers (RFC 4271, 10) traffic is back as soon
as the IGP is."""
OSPF_TIMERS = " ip ospf dead-interval 3", " ip ospf dead-interval 3\n ip ospf retransmit-interval 1"


class LineCity(EvpnCity):
    """The running lab."""

    wires = LINE_WIRES
    prepare = PREPARE + AGENT
    serving = f"export MIBS=\n{SNMPD}\n{SERVE}"

    def _router(self, name: str, key: str) -> Node:
        folder = self._folder / name
        write(folder / "snmp/snmpd.conf", snmpd_conf(name, self.addresses[name], self.nms))
        write(folder / "snmp/snmp.conf", "mibs :\n")
        return super()._router(name, key)

    def frr(self, name: str) -> str:
        return frr_conf(name, self.wires).replace(*BGP_TIMERS).replace(*OSPF_TIMERS)

    def converged(self) -> bool:
        """Whether the EVPN sessions are up and both edges know the ways that IP takes between them."""
        return super().converged() and all(self._routed(name) for name in PES)

    def _routed(self, name: str) -> bool:
        other = ROUTERS[next(pe for pe in PES if pe != name)]
        return "dev ge-2" in self.nodes[name].run("ip", "route", "show", f"10.78.0.{other}")

    def set_link(self, link: str, state: str) -> None:
        """Cut a link at its first end's port ("down"), or mend it ("up")."""
        node, port = ports_of(link)[0]
        self.nodes[node].run("ip", "link", "set", port, state)

    def counters(self, node: str, port: str) -> dict[str, int]:
        """Packets that a port has received (rx) and sent (tx)."""
        [told] = json.loads(self.nodes[node].run("ip", "-j", "-s", "link", "show", port))
        return {way: int(told["stats64"][way]["packets"]) for way in ("rx", "tx")}

    def reaches(self, box: str) -> bool:
        """Whether the far box answers."""
        return self.nodes[box].attempt("ping", "-c1", "-W1", FAR).returncode == 0

    @contextmanager
    def pinging(self, box: str) -> Iterator["Pings"]:
        """Five echo requests a second from a box to the far one."""
        node, log = self.nodes[box], self._folder / f"{box}.pings"
        pid = node.run("sh", "-c", f"ping -D -n -i 0.2 {FAR} >{log} 2>&1 & echo $!").strip()
        try:
            yield Pings(log)
        finally:
            node.attempt("kill", pid)


@dataclass(frozen=True)
class Pings:
    """What a ping that runs has heard so far."""

    log: Path

    def answered(self) -> list[tuple[float, int]]:
        """(moment of the answer, number of the request)."""
        found = re.findall(r"^\[(\d+\.\d+)\] \d+ bytes from .* icmp_seq=(\d+) ", self.log.read_text(), re.MULTILINE)
        return [(float(at), int(number)) for at, number in found]

    def since(self, moment: float) -> float:
        """Seconds without an answer from a moment on, up to the first answer of a request that was sent later."""
        return next((at - moment for at, _ in self.answered() if at > moment), float("inf"))

    def lost(self) -> list[tuple[float, float, int]]:
        """Gaps: the last answer before, the first one after, how many requests got none."""
        pairs = pairwise(self.answered())
        return [(a, b, later - former - 1) for (a, former), (b, later) in pairs if later - former > 1]


@dataclass(frozen=True)
class LineSite:
    """The inventory of the lab, and its settings."""

    city: LineCity
    links: Mapping[str, Any] = field(default_factory=lambda: dict(_links()))

    @property
    def settings(self) -> dict[str, Any]:
        """Sections of config.yaml."""
        return {
            "traps": {"listen": self.city.nms, "port": TRAP_PORT},
            "snmp": {"timeout_s": 1, "retries": 1, "credentials": {"plain": {"version": "2c"}}},
            "cadences": {"status": QUICK, **dict.fromkeys(("counters", "fdb", "environment", "inventory"), SLOW)},
            "alarms": {"flap_count": 1_000},  # the same ports go down and up again all the time here
        }

    @property
    def hosts(self) -> dict[str, Any]:
        """Every router twice: as it is polled and spoken to, and its shell."""
        return {f"{name}{tail}": make(name) for name in ROUTERS for tail, make in self._kinds.items()}

    @property
    def _kinds(self) -> Mapping[str, Any]:
        return {"": self._router, "-os": self._shell}

    def _router(self, name: str) -> dict[str, Any]:
        labels = {"lsr_id": f"10.78.0.{ROUTERS[name]}", "shell": f"{name}-os"}
        spoken = {"snmp": {"credential": "plain"}, "cli": {"credential": "vtysh", "port": 22}}
        data = {"site": "lab", "role": name.rstrip("12"), "labels": labels, **spoken}
        return {"hostname": self.city.addresses[name], "platform": "frr", "data": data}

    def _shell(self, name: str) -> dict[str, Any]:
        data = {"site": "lab", "managed": False, "role": "other", "cli": {"credential": "shell", "port": 22}}
        return {"hostname": self.city.addresses[name], "platform": "linux_root", "data": data}

    @property
    def inventory(self) -> dict[str, Any]:
        """The other files."""
        place = {"lon": 120.58, "lat": 30.01}
        sites = {name: {"kind": "customer", "customer": customer, **place} for name, (customer, *_) in SITES.items()}
        return {
            "sites": {"lab": {"kind": "core", **place}, **sites},
            "customers": {"mill": {"grade": "A"}, "quarry": {"grade": "A"}},
            "links": self.links,
            "access": {
                name: [{"kind": "ethernet", "device": router, "port": port, "km": 1, "fibres": 1}]
                for name, (_, router, port, _) in SITES.items()
            },
        }


def _links() -> Iterator[tuple[str, Any]]:
    for a, a_port, _, b, b_port, _ in LINE_WIRES:
        name = f"{a}-{b}"
        yield name, {"a": f"{a}:{a_port}", "b": f"{b}:{b_port}", "kind": "fibre", "km": KM[name]}


def ports_of(link: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both ends of a link as (node, port)."""
    wire = next(wire for wire in LINE_WIRES if f"{wire[0]}-{wire[3]}" == link)
    return (wire[0], wire[1]), (wire[3], wire[4])


@dataclass(frozen=True)
class Meter:
    """Measures between two customers' boxes as a turn-up test does: frames count whole, check sequence included."""

    city: LineCity
    near: str
    far: str

    def row(self, frame: int, mbps: float) -> list[dict[str, Any]]:
        """Throughput with a little more offered than was ordered, the rest at exactly what was ordered."""
        said = self._sent(frame, mbps, ("-k", str(round(mbps * 1e6 / 2 / 8 / frame))))["end"]["sum"]
        values = {
            "throughput": self.throughput(frame, 1.02 * mbps),
            "latency": self.round_trip_ms(frame) / 2,
            "jitter": said["jitter_ms"],
            "loss": said["lost_packets"] / said["packets"],
        }
        return [{"test": test, "frame": frame, "value": value} for test, value in values.items()]

    def throughput(self, frame: int, offered_mbps: float) -> float:
        """Mbit/s that arrive, once what queues fill is full, as the far end counted them."""
        told = self._sent(frame, offered_mbps, ("-t", "1", "--get-server-output"))["server_output_json"]["intervals"]
        steady = [one["sum"] for one in told if one["sum"]["start"] >= 0.2 and one["sum"]["seconds"] > 0.05]
        octets, seconds = sum(one["bytes"] for one in steady), sum(one["seconds"] for one in steady)
        return float(octets / (frame - OVERHEAD) * frame * 8 / seconds / 1e6)

    def _sent(self, frame: int, mbps: float, stop: tuple[str, ...]) -> dict[str, Any]:
        """UDP in frames of a size at a rate: what iperf3 says of it."""
        payload = frame - OVERHEAD
        self.city.nodes[self.far].run(*URGENT, "-s", "-1", "-D", "-J", "-i", "0.1")
        until(lambda: ":5201" in self.city.nodes[self.far].run("ss", "-ltn"), "iperf3 listens")
        pace = round(mbps * 1e6 * (frame - 4) / frame)  # a queue knows no check sequence
        near = self.city.nodes[self.near]
        near.run("tc", "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", f"{pace}", *SMOOTH)
        said = near.run(*URGENT, "-u", "-c", FAR, "-b", "0", "-l", str(payload), *stop, "-J")
        near.run("tc", "qdisc", "del", "dev", "eth0", "root")
        return dict(json.loads(said))

    def round_trip_ms(self, frame: int) -> float:
        """The mean of five echoes."""
        size = f"-s{max(16, frame - OVERHEAD)}"
        told = self.city.nodes[self.near].run("ping", "-q", "-n", "-c5", "-i0.02", size, FAR)
        return float(re.findall(r"= [\d.]+/([\d.]+)/", told)[0])
