"""One order per service and platform, and the configuration of the device it is for: what goldens and models share."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from nms.core.alarm import Actor
from nms.core.change import Change, Plan
from nms.core.device import Device, Role
from nms.core.dialect import Dialect
from nms.drivers.dialects import DIALECTS
from nms.provision.plan import Catalogue, make_plan
from nms.provision.render import Templates
from nms.provision.services import WORK_ORDER, Service, service_of
from nms.site import yamlfile

REPOSITORY = Path(__file__).resolve().parents[2]
TEMPLATES = REPOSITORY / "templates"


@cache
def services() -> Mapping[str, Service]:
    """Every service of the demo site, read as the application reads them."""
    found = {}
    for path in sorted((TEMPLATES / "services").glob("*.yaml")):
        document = yamlfile.read(path, "CFG")
        assert document.problems == ()
        found[path.stem] = service_of(path.stem, document.value, str(path))
    return found


@cache
def catalogue() -> Catalogue:
    """The demo site's services, templates and the real dialects."""
    return Catalogue(services(), Templates(TEMPLATES), DIALECTS)


def dialect(platform: str) -> Dialect:
    """The real dialect of a platform."""
    return DIALECTS[platform]


RUNNING: Mapping[str, str] = {
    "huawei_vrpv8": """\
sysname PE-1
#
vlan batch 10 20 to 22
#
mpls lsr-id 10.0.0.1
#
mpls l2vpn
#
controller cpos 0/1/0
 frame-format sdh
#
interface GigabitEthernet0/1/1
 description uplink to AGG-1
#
interface GigabitEthernet0/1/2
#
interface GigabitEthernet0/1/3
 port link-type trunk
 port trunk allow-pass vlan 10
#
interface LoopBack0
 ip address 10.0.0.1 255.255.255.255
#
bgp 65000
 peer 10.0.0.9 as-number 65000
#
return
""",
    "huawei_vrp": """\
sysname SW-1
#
vlan batch 10
#
mpls l2vpn
#
wlan
 ap-group name HALL
#
interface GigabitEthernet0/1/1
#
interface GigabitEthernet0/1/2
 port link-type hybrid
#
interface GigabitEthernet0/1/3
 port link-type trunk
 port trunk allow-pass vlan 10
#
interface Vlanif99
 ip address 10.9.1.1 255.255.0.0
#
bgp 65000
#
return
""",
    "raisecom_roap": """\
! ROAP 3.4.12
!
hostname IAD-1
!
vlan 10
 name OA
!
interface E1-1/1
 framing pcm31
 crc4 enable
!
interface fxs1/1
!
interface fxs1/2
!
interface fastethernet1/1
 switchport mode trunk
 switchport trunk allowed vlan 10,99
!
end
""",
    "hp_comware": """\
#
 sysname H3C-1
#
vlan 10
#
controller cpos 2/2/1
#
interface GigabitEthernet0/1/1
 port link-mode bridge
#
interface GigabitEthernet0/1/2
 port link-mode bridge
 port link-type trunk
#
bgp 65000
#
return
""",
    "cisco_ios": """\
hostname R1
!
vlan 10
!
controller SONET 2/0
 framing sdh
 au-4 1 tug-3 1
 au-4 1 tug-3 2
 au-4 1 tug-3 3
!
interface GigabitEthernet0/1/1
 no ip address
!
interface GigabitEthernet0/1/2
 description old words; kept
 switchport mode trunk
!
interface Dot11Radio0
 no ip address
!
interface Dot11Radio1
 no ip address
!
router bgp 65000
 bgp log-neighbor-changes
!
end
""",
    "frr": """\
Building configuration...

Current configuration:
!
frr version 8.4.4
hostname pe1
!
interface eth0
 description core
exit
!
router bgp 65000
 neighbor 10.0.0.9 remote-as 65000
 !
 address-family l2vpn evpn
  advertise-all-vni
 exit-address-family
exit
!
end
""",
    "linux_root": """\
1: lo: <LOOPBACK,UP> mtu 65536 qdisc noqueue mode DEFAULT group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
2: eth1@if3: <BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue mode DEFAULT group default qlen 1000
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
qdisc noqueue 0: dev eth1 root refcnt 2
""",
    "osmo_vty_telnet": """\
!
network
 network country code 460
 handover2 min rxlev -95
 bts 0
  type osmo-bts
  cell reselection hysteresis 4
  rxlev access min 0
  handover 1
  trx 0
   arfcn 871
 bts 1
  type osmo-bts
end
""",
    "huawei_smartax": """\
#
sysname OLT-1
#
interface gpon 0/1
#
return
""",
    "huawei_bsc_mml": "",
}

_VPN = {"vpn": "CUST-HX", "rd": "65000:1001", "rt_import": ["65000:1001"], "rt_export": ["65000:1001"], "asn": 65000}
_LINK = {
    "port": "GigabitEthernet0/1/1",
    "vlan": 100,
    "description": "NMS:PL-2006-0001",
    "address": "192.168.10.1/30",
    "peer": "192.168.10.2",
    "peer_as": 65101,
    "routes": ["10.20.0.0/16"],
    "next_hop": "192.168.10.2",
}
_AC = {"port": "GigabitEthernet0/1/1", "vlan": 100, "description": "NMS:PL-2006-0002"}
_BACKUP = {"backup": "10.0.0.3", "backup_vc_id": 2001}
_E1 = {"slot": "0/1/0", "e1": 5, "channel": 1, "timeslots": "1-15,17-31"}
_PORT = {"port": "GigabitEthernet0/1/2"}
_PORT_1 = {"port": "GigabitEthernet0/1/1"}
_TRUNK = {"port": "GigabitEthernet0/1/3"}
_RADIO = {"channel_2g": 6, "power_2g": 18, "channel_5g": 149, "power_5g": 23}
_RATES = {"cir_kbit": 4000, "pir_kbit": 10000}
_SLOTS = {"in_port": "1-SL16-1", "in_vc4": 1, "in_slots": [1, 2], "out_port": "2-SL16-1", "out_vc4": 3}

CASES: Mapping[tuple[str, str], Mapping[str, Any]] = {
    **{
        (platform, "description"): {"port": "GigabitEthernet0/1/1", "text": "NMS:PL-2006-0001 绍兴银行"}
        for platform in ("huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios")
    },
    ("frr", "description"): {"port": "eth1", "text": "NMS:PL-2006-0001"},
    **{
        (platform, "vlan-port"): {**_PORT, "vlan": 30}
        for platform in ("huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios")
    },
    **{
        (platform, "qinq"): {**_PORT, "s_vlan": 1000, "c_from": 10, "c_to": 20}
        for platform in ("huawei_vrpv8", "huawei_vrp")
    },
    **{(platform, "qinq"): {**_PORT, "s_vlan": 1000} for platform in ("hp_comware", "cisco_ios")},
    **{
        (platform, "l3vpn"): {**_VPN, **_LINK} for platform in ("huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios")
    },
    ("frr", "l3vpn"): {**_VPN, "peer": "192.168.10.2", "peer_as": 65101},
    **{
        (platform, "vpws"): {
            **_AC, "remote": "10.0.0.2", "remote_name": "PE2", "vc_id": 1001, **_BACKUP, "backup_name": "PE3"
        }
        for platform in ("huawei_vrpv8", "huawei_vrp")
    },
    ("cisco_ios", "vpws"): {**_AC, "remote": "10.0.0.2", "vc_id": 1001, **_BACKUP},
    ("hp_comware", "vpws"): {"port": "GigabitEthernet0/1/1", "name": "PL2", "remote": "10.0.0.2", "vc_id": 1001},
    **{
        (platform, "vsi"): {**_AC, "name": "HX-VPLS", "vsi_id": 1001, "peers": ["10.0.0.2"], "spokes": ["10.0.0.3"]}
        for platform in ("huawei_vrpv8", "huawei_vrp")
    },
    ("cisco_ios", "vsi"): {**_AC, "name": "HX", "vsi_id": 1001, "peers": ["10.0.0.2"], "bridge_domain": 1001},
    ("frr", "vsi"): {"name": "HX", "vsi_id": 1001, "peers": ["10.0.0.2"], "bridge": "br100", "netdev": "eth2"},
    ("huawei_vrpv8", "e1-channel"): {**_E1, "bundle": "Mp-group0/1/0"},
    ("huawei_vrpv8", "hall-e1"): {
        "hall": "yc-h01", "slot": "0/1/0", "e1": 5, "frame": "pcm30-crc4", "clock": "internal",
        "channels": ["0:voice:1-2", "1:data:3-15,17-31"], "bundle": "Mp-group0/1/0",
    },
    ("raisecom_roap", "hall-e1"): {
        "port": "E1-1/1", "framing": "pcm30", "clock": "line", "channels": ["0:voice:1-2", "1:data:3-15,17-31"],
        "bonding": "mlppp", "fxs": ["fxs1/1:1", "fxs1/2:2"],
    },
    ("hp_comware", "e1-channel"): {**_E1, "slot": "2/2/1", "align": "lucent"},
    ("cisco_ios", "e1-channel"): {**_E1, "slot": "2/0"},
    **{
        (platform, "port-security"): {**_PORT, "most": 2, "macs": ["00:11:22:33:44:55"], "vlan": 10}
        for platform in ("huawei_vrpv8", "huawei_vrp", "cisco_ios")
    },
    ("hp_comware", "port-security"): {**_PORT, "most": 2},
    ("huawei_vrp", "ssid"): {"name": "OA", "ssid": "HALL-OA", "vlan": 31, "group": "HALL", "radios": [0, 1]},
    ("cisco_ios", "ssid"): {"ssid": "HALL-OA", "vlan": 31, "radios": [0]},
    ("hp_comware", "ssid"): {"ssid": "HALL-OA", "wlan": 1},
    ("huawei_vrpv8", "snmp-baseline"): {
        "hosts": ["10.9.0.10"], "user": "nmsuser", "ntp": ["10.9.0.1"], "log": ["10.9.0.10"]
    },
    ("cisco_ios", "snmp-baseline"): {"hosts": ["10.9.0.10"], "user": "nmsuser", "source": "Loopback0"},
    ("huawei_vrp", "snmp-baseline"): {"hosts": ["10.9.0.10"], "user": "nmsuser", "source": "Vlanif99"},
    ("raisecom_roap", "snmp-baseline"): {"hosts": ["10.9.0.10"], "user": "nmsuser"},
    **{(platform, "hall-trunk"): {**_TRUNK, "vlans": [30, 31]} for platform in ("huawei_vrpv8", "huawei_vrp")},
    ("raisecom_roap", "hall-trunk"): {"port": "fastethernet1/1", "vlans": [30, 31]},
    **{(platform, "dhcp-snooping"): {"uplink": "GigabitEthernet0/1/3"} for platform in ("huawei_vrpv8", "huawei_vrp")},
    ("cisco_ios", "dhcp-snooping"): {"uplink": "GigabitEthernet0/1/2", "vlan": 10},
    **{(platform, "source-guard"): _PORT for platform in ("huawei_vrpv8", "huawei_vrp", "cisco_ios")},
    **{(platform, "dot1x-port"): _PORT for platform in ("huawei_vrp", "cisco_ios")},
    ("huawei_vrpv8", "mp-group"): {"group": "Mp-group0/1/5", "text": "yc-h01"},
    ("huawei_vrp", "ap-group"): {"group": "HALL-YC-H01"},
    ("huawei_vrp", "ap-radio"): {
        "number": 1, "mac": "00e0-fc00-0001", "name": "yc-h01-ap1", "group": "HALL", **_RADIO
    },
    ("cisco_ios", "ap-radio"): _RADIO,
    ("huawei_smartax", "onu"): {
        "slot": "0/1", "pon": 0, "ont": 1, "serial": "48575443E39049AE", "profile": 20, "profile_name": "PL10M",
        "assured_kbit": 10240, "max_kbit": 20480, "s_vlan": 1000, "c_vlan": 100, "uplink": "0/19 0",
        "service_port": 100, "description": "PL-2006-0001",
    },
    **{(platform, "trunk-vlan"): {**_TRUNK, "vlan": 1000} for platform in ("huawei_vrpv8", "huawei_vrp")},
    ("hp_comware", "trunk-vlan"): {**_PORT, "vlan": 1000},
    **{(platform, "policer"): {**_PORT, **_RATES} for platform in ("huawei_vrpv8", "huawei_vrp", "hp_comware")},
    **{
        (platform, "port-state"): {"port": "GigabitEthernet0/1/1"}
        for platform in ("huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios")
    },
    **{
        (platform, "quarantine-vlan"): _PORT_1
        for platform in ("huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios")
    },
    **{
        (platform, "mac-blackhole"): {"macs": ["3c:97:0e:33:44:55", "3c970e334456"], "vlan": 10}
        for platform in ("huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios")
    },
    **{
        (platform, "vsi-peer"): {"name": "HX-VPLS", "vsi_id": 1001, "peer": "10.0.0.4"}
        for platform in ("huawei_vrpv8", "huawei_vrp")
    },
    ("huawei_smartax", "olt-uplink"): {"vlan": 1000, "uplink": "0/19 1"},
    ("linux_root", "policer"): {"port": "eth1", **_RATES},
    **{(platform, "port-state"): {"port": "eth1"} for platform in ("frr", "linux_root")},
    ("frr", "l2-line"): {"port": "eth1", "description": "NMS:PL-2006-0003"},
    ("linux_root", "l2-line"): {"port": "eth1", "vni": 1001, "local": "10.0.0.1", "rate_kbit": 10000},
    ("osmo_vty_telnet", "handover"): {
        "bts": 0, "handover": 0, "handover2_min_rxlev": -90, "handover2_power_budget_hysteresis": 5,
        "rxlev_access_min": 10,
    },
    ("huawei_bsc_mml", "cell-parameter"): {
        "cell": 17, "group": "GCELLHOBASIC", "changes": ["EDGEDLRXLEV=25:20", "PBGTHOEN=NO:YES"]
    },
    ("huawei_bsc_mml", "relation-parameter"): {
        "cell": 17, "towards": 18, "changes": ["PBGTMARGIN=70:68", "INTERCELLHYST=66:68"]
    },
    ("huawei_bsc_mml", "neighbour"): {
        "cell": 17, "towards": 18, "parameters": ["PBGTMARGIN=70", "INTERCELLHYST=66"]
    },
    ("work_order", "sdh-circuit"): {
        "element": "NE-YC-03", "from_port": "5-PQ1-12", "line_port": "2-SL4-1", "vc4": 1, "slots": [5, 25],
        "protection": "SNCP", "frame": "DDF-3-07", "circuit": "PL-2006-0004",
    },
    ("work_order", "sdh-transit"): {
        "element": "NE-YC-01", **_SLOTS, "out_slots": [5, 25], "protect_out_port": "3-SL16-1", "protect_out_vc4": 2,
        "protect_out_slots": [7, 8], "circuit": "PL-2006-0004",
    },
    ("work_order", "port-state"): {"element": "NE-YC-03", "tributary": "5-PQ1-12", "circuit": "PL-2006-0004"},
}  # fmt: skip
"""(platform, service) → values as an order gives them."""


AT = datetime(2026, 1, 5, tzinfo=UTC)


def change(*steps: tuple[str, str, Mapping[str, Any]], service: str = "PL-0001") -> Change:
    """A change of kind "service" with steps (device, template, values)."""
    body = {"service": service, "steps": [{"device": d, "template": t, "values": v} for d, t, v in steps]}
    return Change(1, "service", "an order", Actor("engineer"), AT, body=body)


def plan_of(platform: str, service: str, values: Mapping[str, Any], running: str | None = None) -> Plan:
    """The plan of one service on a device "ne" of a platform that runs `running` (else RUNNING)."""
    role = Role.MSTP if platform == WORK_ORDER else Role.OTHER
    devices = {"ne": Device("ne", "192.0.2.1", platform, role)}
    text = RUNNING.get(platform, "") if running is None else running
    return make_plan(change(("ne", service, values)), catalogue(), devices, {"ne": text}, AT)
