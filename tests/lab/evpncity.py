"""Four FRR routers that are reached by SSH, as a private line needs them: two PEs, two Ps, EVPN between the PEs.

 p1 ---- p2         every router has mgmt0, on a bridge in the node "switch"; sshd listens there:
 | \\    / |           `nms` logs into vtysh, `ops` into a root shell
 |   \\/   |         customer A: ce1 behind pe1 ge-10, ce2 behind pe2 ge-10
 |   /\\   |         customer B: ce3 behind pe1 ge-11, ce4 behind pe2 ge-11, with the same addresses
pe1 ---- pe2
"""

import secrets
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from namespaces import Node, ip
from waiting import until
from wiring import claim, exists, veth, write

WIRES = (  # node, port, address, node, port, address
    ("p1", "ge-0", "10.78.1.1/30", "p2", "ge-0", "10.78.1.2/30"),
    ("p1", "ge-1", "10.78.2.1/30", "pe1", "ge-0", "10.78.2.2/30"),
    ("p1", "ge-2", "10.78.3.1/30", "pe2", "ge-0", "10.78.3.2/30"),
    ("p2", "ge-1", "10.78.4.1/30", "pe1", "ge-1", "10.78.4.2/30"),
    ("p2", "ge-2", "10.78.5.1/30", "pe2", "ge-1", "10.78.5.2/30"),
    ("pe1", "ge-2", "10.78.6.1/30", "pe2", "ge-2", "10.78.6.2/30"),
)
CUSTOMERS = (  # box, its address, PE, port
    ("ce1", "192.168.10.1/24", "pe1", "ge-10"),
    ("ce2", "192.168.10.2/24", "pe2", "ge-10"),
    ("ce3", "192.168.10.1/24", "pe1", "ge-11"),
    ("ce4", "192.168.10.2/24", "pe2", "ge-11"),
)
ROUTERS = {"p1": 21, "p2": 22, "pe1": 23, "pe2": 24}  # last byte of the management address; also of the loopback's
NMS_HOST = 254
MTU = 1600  # a customer's 1500 octets and the 50 of VXLAN
ASN = 64_901

PREPARE = """\
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /var/tmp
for file in passwd shadow group; do mount --bind {folder}/etc/$file /etc/$file; done
mount --bind {folder}/frr /etc/frr
mount --bind {folder}/ssh /etc/ssh
mkdir -p /run/frr /run/sshd
chown frr:frr /run/frr
"""
SERVE = """\
for name in all default; do echo 0 >/proc/sys/net/ipv4/conf/$name/rp_filter; done
echo 1 >/proc/sys/net/ipv4/ip_forward
for daemon in zebra staticd ospfd bgpd; do
  /usr/lib/frr/$daemon -d -F traditional -A 127.0.0.1 --log file:/run/frr/$daemon.log --log-level warning
done
vtysh -b >/run/frr/boot.log 2>&1
/usr/sbin/sshd -f /etc/ssh/sshd_config -E /run/sshd.log
"""
SSHD = """\
ListenAddress {address}
HostKey /etc/ssh/host_key
PidFile /run/sshd.pid
UsePAM no
PermitRootLogin yes
PasswordAuthentication yes
PrintMotd no
PrintLastLog no
UseDNS no
MaxStartups 100
{algorithms}
"""
PORT = """\
interface {port}
 description to-{peer}
 ip address {address}
 ip ospf area 0
 ip ospf hello-interval 1
 ip ospf dead-interval 3
 ip ospf network point-to-point
exit
"""
FRR = """\
frr defaults traditional
hostname {name}
service integrated-vtysh-config
interface lo
 ip address 10.78.0.{number}/32
 ip ospf area 0
exit
{ports}router bgp {asn}
 bgp router-id 10.78.0.{number}
 no bgp default ipv4-unicast
 neighbor CORE peer-group
 neighbor CORE remote-as {asn}
 neighbor CORE update-source lo
 neighbor CORE timers 3 9
 neighbor CORE timers connect 1
{peers}
 address-family l2vpn evpn
  neighbor CORE activate
{reflector}  advertise-all-vni
 exit-address-family
exit
router ospf
 ospf router-id 10.78.0.{number}
 timers throttle spf 0 50 500
exit
"""
OLD_ALGORITHMS = """\
KexAlgorithms diffie-hellman-group14-sha1
HostKeyAlgorithms ssh-rsa
Ciphers aes128-cbc
MACs hmac-sha1
PubkeyAcceptedAlgorithms ssh-rsa"""


@dataclass(frozen=True)
class Logins:
    """The password of both accounts, made anew for every lab."""

    vtysh: str = "nms"
    shell: str = "ops"
    password: str = secrets.token_urlsafe(12)


LOGINS = Logins()


Wire = tuple[str, str, str, str, str, str]


class EvpnCity:
    """The running lab; `addresses` hold the management address of each router, `nms` our own."""

    wires: Sequence[Wire] = WIRES
    prepare, serving = PREPARE, SERVE
    """Shell of a router: before it is wired, and what it starts afterwards."""

    def __init__(self, folder: Path) -> None:
        """Build everything; LabError (and nothing left behind) when that fails."""
        self.nodes: dict[str, Node] = {}
        self._folder = folder
        try:
            self._switch()
            self._nodes()
            self._wire()
            for node in self.nodes.values():
                node.serve()
            for node in self.nodes.values():
                node.wait_serving()
        except BaseException:
            self.stop()
            raise

    def _switch(self) -> None:
        switch = self.nodes["switch"] = Node("switch", self._folder / "switch")
        ip(["link add bridge type bridge", "link set bridge up"], switch)
        self.uplink, self.network = claim(switch)
        self.nms = f"{self.network}.{NMS_HOST}"
        self.addresses = {name: f"{self.network}.{last}" for name, last in ROUTERS.items()}
        ip(["link set uplink master bridge", "link set uplink up"], switch)
        ip([f"addr add {self.nms}/24 dev {self.uplink}", f"link set {self.uplink} up"])

    def _nodes(self) -> None:
        key = self._folder / "host_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", str(key)], check=True, timeout=30)
        for name in ROUTERS:
            self.nodes[name] = self._router(name, key.read_text())
        for name, *_ in CUSTOMERS:
            self.nodes[name] = Node(name, self._folder / name)

    def _router(self, name: str, key: str) -> Node:
        folder = self._folder / name
        write(folder / "frr/frr.conf", self.frr(name), owner="frr")
        write(folder / "frr/vtysh.conf", "service integrated-vtysh-config\n", owner="frr")
        (folder / "frr").chmod(0o2775)  # `write memory` of the account `nms` makes the file anew
        (folder / "frr/frr.conf").chmod(0o660)
        accounts(folder / "etc")
        write(folder / "ssh/sshd_config", SSHD.format(address=self.addresses[name], algorithms=""))
        write(
            folder / "ssh/old_config",
            SSHD.format(address=self.addresses[name], algorithms=OLD_ALGORITHMS) + "Port 2200\n",
        )
        write(folder / "ssh/host_key", key)
        (folder / "ssh/host_key").chmod(0o600)
        return Node(name, folder, self.prepare.format(folder=folder), self.serving)

    def frr(self, name: str) -> str:
        """What a router starts with."""
        return frr_conf(name, self.wires)

    def _wire(self) -> None:
        switch = self.nodes["switch"]
        for name, address in self.addresses.items():
            ip([veth(switch, f"to-{name}", self.nodes[name], "mgmt0")])
            ip([f"link set to-{name} master bridge", f"link set to-{name} up"], switch)
            ip([f"addr add {address}/24 dev mgmt0", "link set mgmt0 up"], self.nodes[name])
        for a, a_port, _, b, b_port, _ in self.wires:
            ip([veth(self.nodes[a], a_port, self.nodes[b], b_port)])
            for node, port in ((a, a_port), (b, b_port)):
                ip([f"link set {port} mtu {MTU} up"], self.nodes[node])
        for box, address, pe, port in CUSTOMERS:
            ip([veth(self.nodes[box], "eth0", self.nodes[pe], port)])
            ip([f"addr add {address} dev eth0", "link set eth0 up"], self.nodes[box])
            ip([f"link set {port} up"], self.nodes[pe])

    def converged(self) -> bool:
        """Whether both PEs have EVPN sessions with both reflectors."""
        return all(self._sessions(name) == len(ROUTERS) - 2 for name in ("pe1", "pe2"))

    def _sessions(self, name: str) -> int:
        said = self.nodes[name].attempt("vtysh", "-c", "show bgp l2vpn evpn summary").stdout
        return sum(
            line.split()[9].isdigit()
            for line in said.splitlines()
            if line.startswith(("10.78.0.", "p")) and len(line.split()) > 9
        )

    def state(self, name: str) -> dict[str, str]:
        """A router's running configuration and the kernel's state of links, bridges and queues, as they are printed."""
        run = self.nodes[name].run
        return {
            "running": run("vtysh", "-c", "show running-config"),
            "links": run("ip", "-d", "link"),
            "bridge": run("bridge", "-d", "link"),
            "tc": run("tc", "qdisc"),
        }

    def stop(self) -> None:
        """End every node; when it returns, nothing of the lab is left on the host."""
        for node in reversed(self.nodes.values()):
            node.stop()
        if hasattr(self, "uplink"):
            until(lambda: not exists(self.uplink), f"{self.uplink} has gone")


def frr_conf(name: str, wires: Sequence[Wire] = WIRES) -> str:
    """The router's configuration: OSPF on all wires, EVPN with the Ps as route reflectors."""
    ends = [end for a, ap, an, b, bp, bn in wires for end in ((a, ap, an, b), (b, bp, bn, a))]
    ports = "".join(
        PORT.format(port=port, address=address, peer=peer) for node, port, address, peer in ends if node == name
    )
    reflects = name.startswith("p") and not name.startswith("pe")
    others = [number for peer, number in ROUTERS.items() if peer != name and (reflects or not peer.startswith("pe"))]
    return FRR.format(
        name=name,
        number=ROUTERS[name],
        asn=ASN,
        ports=ports,
        peers="\n".join(f" neighbor 10.78.0.{number} peer-group CORE" for number in others),
        reflector="  neighbor CORE route-reflector-client\n" if reflects else "",
    )


def accounts(folder: Path) -> None:
    """The host's accounts and two more: `nms` with vtysh as its shell, `ops` as root."""
    hashed = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"],
        input=LOGINS.password,  # which may begin with a hyphen
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    ).stdout.strip()
    lines = {
        "passwd": f"{LOGINS.vtysh}:x:5001:5001::/tmp:/usr/bin/vtysh\n{LOGINS.shell}:x:0:0::/root:/bin/bash\n",
        "shadow": "".join(f"{user}:{hashed}:19000::::::\n" for user in (LOGINS.vtysh, LOGINS.shell)),
        "group": f"{LOGINS.vtysh}:x:5001:\n",
    }
    for name, added in lines.items():
        text = Path("/etc", name).read_text()
        if name == "group":
            text = "".join(_joined(line) + "\n" for line in text.splitlines())
        write(folder / name, text + added)
    (folder / "shadow").chmod(0o600)


def _joined(line: str) -> str:
    """A line of /etc/group; those of FRR get `nms` as a member."""
    if line.split(":", maxsplit=1)[0] not in ("frr", "frrvty"):
        return line
    return f"{line}{'' if line.endswith(':') else ','}{LOGINS.vtysh}"
