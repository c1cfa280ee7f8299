"""What the lab's daemons are told: snmpd, FRR and lldpd of one router."""

from collections.abc import Sequence
from dataclasses import dataclass

COMMUNITY = "lab-read-only"
TRAP_PORT = 16_200
DAEMONS = ("zebra", "ospfd", "bgpd")
AS_NUMBER = 64_900


@dataclass(frozen=True)
class User:
    """The SNMPv3 user that every agent of the lab knows, in our words and in net-snmp's."""

    name: str = "lab-reader"
    auth: str = "sha256"
    auth_key: str = "auth-key-of-the-lab"
    priv: str = "aes128"
    priv_key: str = "priv-key-of-the-lab"

    @property
    def netsnmp(self) -> tuple[str, ...]:
        """Options of net-snmp's tools, without the version."""
        keys = ("-a", "SHA-256", "-A", self.auth_key, "-x", "AES", "-X", self.priv_key)
        return ("-l", "authPriv", "-u", self.name, *keys)


USER = User()

PREPARE_ROUTER = """\
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /var/lib/snmp
mount -t tmpfs -o mode=1777 tmpfs /var/tmp
mount --bind {folder}/frr /etc/frr
mount --bind {folder}/snmp /etc/snmp
mkdir -p /run/frr /run/agentx /run/lldpd
chown frr:frr /run/frr
"""
SNMPD = "snmpd -C -c /etc/snmp/snmpd.conf -Lf /run/snmpd.log -p /run/snmpd.pid -x /run/agentx/master"
# Read at the start; `lldpcli configure` right after it may write back the daemon's paused state of a moment before.
LLDPD_CONF = """\
configure lldp portidsubtype ifname
configure lldp tx-interval 2
"""
SERVE_ROUTER = """\
export MIBS=
{snmpd}
for daemon in {daemons}; do
  /usr/lib/frr/$daemon -d -F traditional -M snmp -A 127.0.0.1 --log file:/run/frr/$daemon.log --log-level warning
done
vtysh -b >/run/frr/boot.log 2>&1
cp {folder}/lldpd.conf /run/lldpd.conf  # lldpd reads it when it has left root behind already
lldpd -x -X /run/agentx/master -I 'ge-[0-8]' -m {address} -S 'router of the lab' -O /run/lldpd.conf
"""

# Numbers instead of names: Debian ships no MIB files. `-o` gives the objects of the very row that fired.
# A port made anew shall replace its old row (interface_replace_old), else snmpd shows both under one name for ever.
LINK_OBJECTS = " ".join(f"-o .1.3.6.1.2.1.2.2.1.{column}" for column in (1, 2, 7, 8))
SNMPD_CONF = """\
agentaddress udp:{address}:161,udp:127.0.0.1:161
rocommunity {community}
createUser {user.name} SHA-256 "{user.auth_key}" AES "{user.priv_key}"
rouser {user.name} priv
sysName {name}
sysLocation lab of the city
sysContact noc@lab.invalid
master agentx
agentXSocket /run/agentx/master
agentXPerms 0777 0777
interface_replace_old yes
createUser internal SHA-256 "key-of-the-monitor" AES "key-of-the-monitor"
rouser internal
iquerySecName internal
trap2sink {nms}:{trap_port} {community}
notificationEvent lab_up   .1.3.6.1.6.3.1.1.5.4 {objects}
notificationEvent lab_down .1.3.6.1.6.3.1.1.5.3 {objects}
monitor -S -r 1 -e lab_up   "up"   .1.3.6.1.2.1.2.2.1.8 != 2
monitor -S -r 1 -e lab_down "down" .1.3.6.1.2.1.2.2.1.8 == 2
"""
FRR_CONF = """\
frr defaults traditional
hostname {name}
agentx
interface lo
 ip address 10.77.0.{number}/32
 ip ospf area 0
{ports}
router ospf
 ospf router-id 10.77.0.{number}
router bgp {asn}
 bgp router-id 10.77.0.{number}
 no bgp ebgp-requires-policy
{peers}
"""
FRR_PORT = """\
interface {port}
 description to-{peer}
 ip address {address}
 ip ospf area 0
 ip ospf network point-to-point
 ip ospf hello-interval 1
 ip ospf dead-interval 3"""
FRR_PEER = """\
 neighbor 10.77.0.{number} remote-as {asn}
 neighbor 10.77.0.{number} update-source lo
 neighbor 10.77.0.{number} timers connect 1"""


def snmpd_conf(name: str, address: str, nms: str) -> str:
    """The agent: readable over v2c and v3, and the monitor that sends linkUp and linkDown to `nms`."""
    words = {"name": name, "address": address, "nms": nms, "community": COMMUNITY, "user": USER}
    return SNMPD_CONF.format(**words, trap_port=TRAP_PORT, objects=LINK_OBJECTS)


def frr_conf(name: str, number: int, ports: Sequence[tuple[str, str, str]], peers: Sequence[int]) -> str:
    """The router: OSPF on `ports` (name, address, peer), iBGP with the loopbacks of the numbers in `peers`."""
    words = {"name": name, "number": number, "asn": AS_NUMBER}
    port_lines = [FRR_PORT.format(port=port, address=address, peer=peer) for port, address, peer in ports]
    peer_lines = [FRR_PEER.format(number=peer, asn=AS_NUMBER) for peer in peers]
    return FRR_CONF.format(**words, ports="\n".join(port_lines), peers="\n".join(peer_lines))


def router_scripts(folder: str, address: str) -> tuple[str, str]:
    """Shell for a router's node: what to mount before it is wired, what to start afterwards."""
    return PREPARE_ROUTER.format(folder=folder), SERVE_ROUTER.format(
        snmpd=SNMPD, daemons=" ".join(DAEMONS), address=address, folder=folder
    )
