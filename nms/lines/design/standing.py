"""What stands on the devices, whoever wrote it there: read out of their running configurations."""

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network

from nms.core.device import Role
from nms.core.line import Unit
from nms.core.site import Inventory
from nms.lines.channelised import Channel
from nms.lines.dba import Rates
from nms.lines.design.landing import stm1_of
from nms.lines.design.plant import Plant
from nms.lines.klm import klm_of
from nms.lines.vlan import s_scope
from nms.lines.vpn import link_units, vc_scope

BY_HAND = "by hand"
"""Holder of what no line has."""
_VLANS = re.compile(r"^(?:vlan batch (?P<list>[\d to]+)|vlan (?P<one>\d+)(?: smart)?)$", re.MULTILINE)
_SUB = re.compile(r"^interface (?P<port>[\w/-]+)\.(?P<sub>\d+)$", re.MULTILINE)
_WORDS: Mapping[str, str] = {
    "rd": r"^ *(?:route-distinguisher|rd) (\d+:\d+)$",
    "rt": r"^ *vpn-target (\d+:\d+) \S+$",
    "vsi-id": r"^ *(?:vsi-id|vpn id) (\d+)$",
}
_L2VC = re.compile(r"^ *mpls l2vc (?P<far>[\d.]+) (?P<id>\d+)", re.MULTILINE)
_ONT = re.compile(r"^ *ont add (?P<pon>\d+) (?P<ont>\d+) sn-auth (?P<sn>\w+)", re.MULTILINE)
_GPON = re.compile(r"^ *interface gpon (?P<slot>\S+)$", re.MULTILINE)
_SERVICE_PORT = re.compile(r"^ *service-port (?P<index>\d+) ", re.MULTILINE)
_DBA = re.compile(
    r"^ *dba-profile add profile-id (?P<id>\d+)(?: profile-name \S+)?(?: type\d)?(?: assure (?P<assured>\d+))?"
    r"(?: max (?P<most>\d+))?",
    re.MULTILINE,
)
_E1 = re.compile(r"^ *e1 (?P<number>\d+) (?:channel-set|unframed)", re.MULTILINE)
_CPOS = re.compile(r"^controller cpos (?P<place>\S+)$", re.MULTILINE)
_ADDRESS = re.compile(r"^ *ip address (?P<address>[\d.]+) (?P<mask>[\d.]+)$", re.MULTILINE)


def observed(inventory: Inventory, running: Mapping[str, str], pool: str = "10.255.0.0/16") -> tuple[Unit, ...]:
    """What stands in running configurations (device → text), whoever wrote it: VLANs, sub-interfaces, ids, ONTs.

    A line's own resources are among it; `Taken.plus` leaves them to the line, since the store knows them first.
    """
    plant, nets = Plant.of(inventory), IPv4Network(pool)
    found: dict[Unit, None] = {}
    for device, printed in running.items():
        if device in inventory.devices:
            text = printed.replace("\r", "")
            found.update(dict.fromkeys(_of_switch(plant, device, text)))
            found.update(dict.fromkeys(_of_router(plant, device, text)))
            found.update(dict.fromkeys(_of_olt(device, text)))
            found.update(dict.fromkeys(_of_cpos(plant, device, text)))
            found.update(dict.fromkeys(_nets(text, nets)))
    return tuple(found)


def _of_switch(plant: Plant, device: str, text: str) -> Iterator[Unit]:
    if plant.device(device).role not in (Role.AGGREGATION, Role.ACCESS_SWITCH, Role.OLT):
        return
    scope = s_scope(plant.domain(device))
    for match in re.finditer(_VLANS.pattern, re.sub(r"^ +(?=vlan)", "", text, flags=re.MULTILINE), re.MULTILINE):
        yield from (Unit(scope, str(vlan)) for vlan in _listed(match["list"] or match["one"]))


def _listed(text: str) -> Iterator[int]:
    """Numbers of `10 20 to 30`."""
    for part in re.sub(r" to ", "~", text).split():
        low, _, high = part.partition("~")
        yield from range(int(low), int(high or low) + 1)


def _of_router(plant: Plant, device: str, text: str) -> Iterator[Unit]:
    for sub in _SUB.finditer(text):
        yield Unit(f"sub/{device}/{sub['port']}", sub["sub"])
    for scope, pattern in _WORDS.items():
        yield from (Unit(scope, match[1]) for match in re.finditer(pattern, text, re.MULTILINE))
    known = {plant.lsr_id(name): name for name, one in plant.inventory.devices.items() if one.role is Role.PE}
    for wire in _L2VC.finditer(text):
        yield Unit(vc_scope(device, known.get(wire["far"], wire["far"])), wire["id"])


def _of_olt(device: str, text: str) -> Iterator[Unit]:
    sections = _GPON.split(text)
    for slot, below in zip(sections[1::2], sections[2::2], strict=False):
        for ont in _ONT.finditer(below):
            yield Unit(f"onu/{device}/{slot}/{ont['pon']}", ont["ont"])
            yield Unit("sn", ont["sn"])
    yield from (Unit(f"service-port/{device}", one["index"]) for one in _SERVICE_PORT.finditer(text))
    for profile in _DBA.finditer(text):
        assured = int(profile["assured"] or 0)
        rates = Rates(assured, int(profile["most"] or assured))
        yield Unit(f"profile/{device}/{profile['id']}/{rates}", BY_HAND)


def _of_cpos(plant: Plant, device: str, text: str) -> Iterator[Unit]:
    sections = _CPOS.split(text)
    for place, below in zip(sections[1::2], sections[2::2], strict=False):
        port = stm1_of(plant, device, f"Cpos{place}")
        for one in _E1.finditer(below.partition("\n#")[0]):
            yield Channel(port, klm_of(int(one["number"]), port.scheme)).unit


def _nets(text: str, pool: IPv4Network) -> Iterable[Unit]:
    for match in _ADDRESS.finditer(text):
        yield from sorted(link_units(IPv4Network(f"{match['address']}/{match['mask']}", strict=False), pool))
