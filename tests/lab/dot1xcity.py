"""A hall's switch with wired 802.1X, of real software: a Linux bridge, hostapd on its ports, freeradius, snmpd.

NMS ==== hall (bridge br0, snmpd, hostapd) ---- aaa (freeradius)
          ge-1 |     | ge-2
            clerk   stranger         each with wpa_supplicant; the clerk knows a password, the stranger does not
"""

import sys
from pathlib import Path

from daemons import COMMUNITY, SNMPD
from namespaces import Node, ip
from waiting import until
from wiring import claim, exists, veth, write

SWITCH, HALL = "h90-sw", "h90"
SWITCH_HOST, NMS_HOST = 21, 254
PEOPLE = {"clerk": ("ge-1", "00:e0:fc:90:00:01"), "stranger": ("ge-2", "00:e0:fc:90:00:02")}
USER, PASSWORD = "clerk@hall", "moor-lantern-quartz-9"
AAA_NET = ("198.19.0.1", "198.19.0.2")
SECRET = "secret-of-the-lab"

PREPARE = """\
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /var/lib/snmp
mount -t tmpfs -o mode=1777 tmpfs /var/tmp
"""
SERVE_SWITCH = """\
export MIBS=
mount --bind {folder}/snmp /etc/snmp
mkdir -p /run/agentx
{snmpd}
hostapd -B -f /run/hostapd.log {folder}/hostapd/ge-1.conf {folder}/hostapd/ge-2.conf
"""
SERVE_AAA = "freeradius -d {folder}/raddb -l {folder}/radius.log\n"

SNMPD_CONF = """\
agentaddress udp:{address}:161
rocommunity {community}
sysName {name}
pass_persist .1.3.6.1.2.1.17 {python} -I {script} bridge
pass_persist .1.0.8802.1.1.1.1.2 {python} -I {script} dot1x
"""
HOSTAPD_CONF = """\
interface={port}
bridge=br0
driver=wired
ctrl_interface=/run/hostapd
ieee8021x=1
use_pae_group_addr=1
eap_server=0
own_ip_addr={address}
nas_identifier={name}
auth_server_addr={aaa}
auth_server_port=1812
auth_server_shared_secret={secret}
acct_server_addr={nms}
acct_server_port={accounting}
acct_server_shared_secret={secret}
radius_acct_req_attr=87:s:{port}
"""
SUPPLICANT_CONF = """\
ctrl_interface=/run/wpa
ap_scan=0
network={{
 key_mgmt=IEEE8021X
 eap=MD5
 identity="{user}"
 password="{password}"
 eapol_flags=0
}}
"""
RADIUSD_CONF = """\
prefix = /usr
libdir = /usr/lib/freeradius
logdir = {folder}
run_dir = /run
pidfile = /run/freeradius.pid
security {{
 reject_delay = 0
}}
client hall {{
 ipaddr = {hall}
 secret = {secret}
}}
modules {{
 eap {{
  default_eap_type = md5
  md5 {{ }}
 }}
 files {{
  usersfile = {folder}/raddb/users
 }}
}}
server default {{
 listen {{
  type = auth
  ipaddr = *
  port = 1812
 }}
 authorize {{
  files
  eap
 }}
 authenticate {{
  eap
 }}
}}
"""


class HallCity:
    """The running lab; `accounting` is the port on which the NMS is told of sessions."""

    def __init__(self, folder: Path, accounting: int) -> None:
        """Build everything; LabError (and nothing left behind) when that fails."""
        self.nodes: dict[str, Node] = {}
        self._folder, self.accounting = folder, accounting
        try:
            self._people()
            self._wire()
            for node in self.nodes.values():
                node.serve()
            for node in self.nodes.values():
                node.wait_serving()
        except BaseException:
            self.stop()
            raise

    def _people(self) -> None:
        folders = {name: self._folder / name for name in ("aaa", SWITCH, *PEOPLE)}
        self._settle_aaa(folders["aaa"])
        self.nodes["aaa"] = Node("aaa", folders["aaa"], PREPARE, SERVE_AAA.format(folder=folders["aaa"]))
        serve = SERVE_SWITCH.format(folder=folders[SWITCH], snmpd=SNMPD)
        switch = self.nodes[SWITCH] = Node(SWITCH, folders[SWITCH], PREPARE, serve)
        self.uplink, network = claim(switch)
        self.nms, self.address = f"{network}.{NMS_HOST}", f"{network}.{SWITCH_HOST}"
        self._settle_switch(folders[SWITCH])
        for name in PEOPLE:
            password = PASSWORD if name == "clerk" else "guessed"
            write(folders[name] / "wpa.conf", SUPPLICANT_CONF.format(user=USER, password=password))
            self.nodes[name] = Node(name, folders[name], PREPARE)

    def _settle_aaa(self, folder: Path) -> None:
        hall, _ = AAA_NET
        write(folder / "raddb/radiusd.conf", RADIUSD_CONF.format(folder=folder, hall=hall, secret=SECRET))
        write(folder / "raddb/users", f'"{USER}" Cleartext-Password := "{PASSWORD}"\n')

    def _settle_switch(self, folder: Path) -> None:
        script = Path(__file__).with_name("bridge_mib.py")
        words = {"name": SWITCH, "address": self.address, "community": COMMUNITY, "python": sys.executable}
        write(folder / "snmp/snmpd.conf", SNMPD_CONF.format(**words, script=script))
        write(folder / "snmp/snmp.conf", "mibs :\n")
        for port, _ in PEOPLE.values():
            text = HOSTAPD_CONF.format(
                port=port, aaa=AAA_NET[1], nms=self.nms, accounting=self.accounting, secret=SECRET, **words
            )
            write(folder / f"hostapd/{port}.conf", text)

    def _wire(self) -> None:
        switch, aaa = self.nodes[SWITCH], self.nodes["aaa"]
        ip([f"addr add {self.nms}/24 dev {self.uplink}", f"link set {self.uplink} up"])
        ip(["link add br0 type bridge", "link set br0 up"], switch)
        ip([f"addr add {self.address}/24 dev uplink", "link set uplink up", veth(switch, "aaa0", aaa, "eth0")], switch)
        for node, port, address in ((switch, "aaa0", AAA_NET[0]), (aaa, "eth0", AAA_NET[1])):
            ip([f"addr add {address}/30 dev {port}", f"link set {port} up"], node)
        for name, (port, mac) in PEOPLE.items():
            ip([veth(switch, port, self.nodes[name], "eth0")])
            ip([f"link set {port} master br0", f"link set {port} up"], switch)
            ip([f"link set eth0 address {mac}"], self.nodes[name])

    def plug_in(self, name: str) -> None:
        """A person's PC is switched on, shows itself with its first frames, and asks to be let in."""
        folder = self._folder / name
        ip(["link set eth0 up"], self.nodes[name])
        log = folder / "wpa.log"
        self.nodes[name].run(
            "wpa_supplicant", "-B", "-D", "wired", "-i", "eth0", "-c", f"{folder}/wpa.conf", "-f", f"{log}"
        )

    def asked(self, name: str) -> dict[str, str]:
        """What the supplicant says of itself."""
        return dict(line.split("=", 1) for line in self.told(name, "status").splitlines() if "=" in line)

    def told(self, name: str, *words: str) -> str:
        """What a supplicant answers when it is told something; "" while it is not there."""
        return self.nodes[name].attempt("wpa_cli", "-p", "/run/wpa", "-i", "eth0", *words).stdout

    def refusals(self, name: str) -> int:
        """How often a PC was turned away so far."""
        return (self._folder / name / "wpa.log").read_text(errors="replace").count("CTRL-EVENT-EAP-FAILURE")

    def stop(self) -> None:
        """End every node; when it returns, nothing of the lab is left on the host."""
        for node in reversed(self.nodes.values()):
            node.stop()
        if hasattr(self, "uplink"):
            until(lambda: not exists(self.uplink), f"{self.uplink} has gone")
