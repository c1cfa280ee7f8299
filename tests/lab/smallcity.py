"""A city of real network software: three FRR routers in a triangle, each with snmpd and lldpd, and the NMS's side.

p1 ge-0 ---- ge-0 pe1        every node also has mgmt0, on a bridge in the node "switch";
ge-1              ge-1       the NMS's side is one interface of the host, the only thing outside the nodes
  |                |         pe1 ge-9 leads to a customer's bare box "ce";
ge-0 pe2 ge-1 -----+         "stranger" is on the bridge too, but in no inventory
"""

from pathlib import Path

from daemons import LLDPD_CONF, SNMPD, frr_conf, router_scripts, snmpd_conf
from namespaces import Node, ip
from waiting import until
from wiring import claim, exists, veth, write

WIRES = (  # node, port, address, node, port, address
    ("p1", "ge-0", "10.77.12.1/30", "pe1", "ge-0", "10.77.12.2/30"),
    ("p1", "ge-1", "10.77.13.1/30", "pe2", "ge-0", "10.77.13.2/30"),
    ("pe1", "ge-1", "10.77.23.1/30", "pe2", "ge-1", "10.77.23.2/30"),
)
CUSTOMER_WIRE = ("pe1", "ge-9", "10.77.90.1/30", "ce", "eth0", "10.77.90.2/30")
ROUTERS = {"p1": 11, "pe1": 12, "pe2": 13}  # last byte of the management address; also of the loopback's
HOSTS = {"stranger": 66}
NMS_HOST = 254


class SmallCity:
    """The running lab; `nms` is the NMS's own address in it, `addresses` the management address of each node."""

    def __init__(self, folder: Path) -> None:
        """Build everything; LabError (and nothing left behind) when that fails."""
        self.nodes: dict[str, Node] = {}
        self._folder = folder
        try:
            self._switch()
            self._people()
            self._wire()
            self._serve()
        except BaseException:
            self.stop()
            raise

    def _switch(self) -> None:
        switch = self.nodes["switch"] = Node("switch", self._folder / "switch")
        ip(["link add bridge type bridge", "link set bridge up"], switch)
        self.uplink, self.network = claim(switch)
        self.nms = f"{self.network}.{NMS_HOST}"
        self.addresses = {name: f"{self.network}.{last}" for name, last in {**ROUTERS, **HOSTS}.items()}
        ip(["link set uplink master bridge", "link set uplink up"], switch)
        ip([f"addr add {self.nms}/24 dev {self.uplink}", f"link set {self.uplink} up"])

    def _people(self) -> None:
        for name in ROUTERS:
            self.nodes[name] = self._router(name)
        for name in (*HOSTS, "ce"):
            self.nodes[name] = Node(name, self._folder / name)

    def _router(self, name: str) -> Node:
        folder = self._folder / name
        address = self.addresses[name]
        write(folder / "snmp/snmpd.conf", snmpd_conf(name, address, self.nms))
        write(folder / "snmp/frr.conf", "agentXSocket /run/agentx/master\n")  # read by FRR's AgentX side
        write(folder / "snmp/snmp.conf", "mibs :\n")
        write(folder / "lldpd.conf", LLDPD_CONF)
        peers = [number for peer, number in ROUTERS.items() if peer != name]
        write(folder / "frr/frr.conf", frr_conf(name, ROUTERS[name], _ports(name), peers), owner="frr")
        write(folder / "frr/vtysh.conf", "service integrated-vtysh-config\n", owner="frr")
        return Node(name, folder, *router_scripts(str(folder), address))

    def _wire(self) -> None:
        switch = self.nodes["switch"]
        for name, address in self.addresses.items():
            ip([veth(switch, f"to-{name}", self.nodes[name], "mgmt0")])
            ip([f"link set to-{name} master bridge", f"link set to-{name} up"], switch)
            ip([f"addr add {address}/24 dev mgmt0", "link set mgmt0 up"], self.nodes[name])
        for wire in WIRES:
            self.plug(wire, addressed=False)
        self.plug(CUSTOMER_WIRE)

    def plug(self, wire: tuple[str, str, str, str, str, str], *, addressed: bool = True) -> None:
        """Lay a cable between two ports; unless FRR gives them, the ports get their addresses too."""
        a, a_port, a_address, b, b_port, b_address = wire
        ip([veth(self.nodes[a], a_port, self.nodes[b], b_port)])
        for node, port, address in ((a, a_port, a_address), (b, b_port, b_address)):
            ip([*([f"addr add {address} dev {port}"] if addressed else []), f"link set {port} up"], self.nodes[node])

    def _serve(self) -> None:
        for node in self.nodes.values():
            node.serve()
        for node in self.nodes.values():
            node.wait_serving()

    def restart_snmpd(self, name: str) -> None:
        """End a router's agent and start it again: sysUpTime begins anew."""
        node = self.nodes[name]
        pid = node.run("cat", "/run/snmpd.pid").strip()
        node.run("kill", pid)
        until(lambda: node.attempt("kill", "-0", pid).returncode, f"snmpd of {name} has ended")
        node.run(*SNMPD.split())

    def set_management(self, name: str, state: str) -> None:
        """Take a node off the management network ("down") or put it back ("up"), at the switch's end."""
        ip([f"link set to-{name} {state}"], self.nodes["switch"])

    def stop(self) -> None:
        """End every node; when it returns, nothing of the lab is left on the host."""
        for node in reversed(self.nodes.values()):
            node.stop()
        if hasattr(self, "uplink"):
            until(lambda: not exists(self.uplink), f"{self.uplink} has gone")


def _ports(name: str) -> list[tuple[str, str, str]]:
    ends = [
        end for a, a_port, a_net, b, b_port, b_net in WIRES for end in ((a, a_port, a_net, b), (b, b_port, b_net, a))
    ]
    return [(port, address, peer) for node, port, address, peer in ends if node == name]
