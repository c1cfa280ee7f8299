"""The plan as the inventory files of a site, and as the inventory that those files mean."""

from collections.abc import Mapping
from typing import Any

import yaml

from nms.city.console.consoles import TELNET_ONLY
from nms.city.console.platforms import PLATFORMS
from nms.city.mib.queue import OPEN, WAITING, instance
from nms.city.plan.draft import Draft, HostPlan
from nms.core.config import CityConfig
from nms.core.device import CliAccess, Device, Role, SnmpAccess
from nms.core.site import Access, Hall, Inventory, Link, Site

HEAD = "# Demo city 绍兴: fictitious, drawn by nms.city.plan (seed {seed}); loopback addresses only.\n"
V2C, V3, LOGIN = "demo_v2c", "demo_v3", "demo"
# Platform (netmiko's device_type) and credential of each role; roles without a credential have no SNMP.
GROUPS: dict[Role, tuple[str, str]] = {
    Role.P: ("huawei_vrpv8", V3),
    Role.PE: ("huawei_vrpv8", V2C),
    Role.CPOS_ROUTER: ("huawei_vrpv8", V2C),
    Role.AGGREGATION: ("huawei", V2C),
    Role.ACCESS_SWITCH: ("huawei", V2C),
    Role.HALL_SWITCH: ("huawei", V2C),
    Role.HALL_ROUTER: ("huawei", V2C),
    Role.CONVERTER: ("raisecom_roap", V2C),
    Role.OLT: ("huawei_smartax", V2C),
    Role.AC: ("huawei", V2C),
    Role.AP: ("cisco_ios", V2C),
    Role.FIREWALL: ("huawei", V3),
    Role.DCN: ("hp_comware", V2C),
    Role.RADIUS: ("linux", V3),
    Role.BSC: ("huawei_bsc_mml", V2C),
    Role.MSTP: ("generic", ""),
}

QUEUE_LABELS = {
    f"queue_{name}": ".".join(map(str, instance(extension)))
    for name, extension in (("waiting", WAITING), ("open", OPEN))
}
"""Where the agent of a hall tells its queue (`collectors.queues`)."""


def files(draft: Draft) -> dict[str, str]:
    """File name → text of every inventory file."""
    head = HEAD.format(seed=draft.seed)
    return {name: head + _text(content) for name, content in _contents(draft).items()}


def _contents(draft: Draft) -> dict[str, Any]:
    return {
        "hosts.yaml": {host.name: _host(host) for host in draft.hosts.values()},
        "groups.yaml": {role.value: _group(role) for role in GROUPS},
        "defaults.yaml": {},
        "sites.yaml": {site.name: _site(site) for site in draft.sites.values()},
        "links.yaml": {link.name: _link(link) for link in draft.links.values()},
        "customers.yaml": {c.name: {"title": c.title, "grade": c.grade} for c in draft.customers.values()},
        "halls.yaml": {hall.name: _hall(hall) for hall in draft.halls.values()},
        "cells.yaml": {
            cell.name: {
                "bsc": cell.bsc,
                "bts": cell.bts,
                "lac": cell.lac,
                "ci": cell.ci,
                "arfcn": cell.arfcn,
                "bsic": cell.bsic,
                "lon": cell.lon,
                "lat": cell.lat,
            }
            for cell in draft.cells.values()
        },
        "access.yaml": {site: [_access(way) for way in ways] for site, ways in draft.accesses.items()},
    }


def _text(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, default_flow_style=None, width=160)


def _host(host: HostPlan) -> dict[str, Any]:
    data: dict[str, Any] = {"site": host.site}
    if host.labels:
        data["labels"] = dict(host.labels)
    if not GROUPS[host.role][1]:
        data["managed"] = False
    return {"hostname": host.address, "groups": [host.role.value], "data": data}


def _group(role: Role) -> dict[str, Any]:
    platform, credential = GROUPS[role]
    data: dict[str, Any] = {"role": role.value}
    if role is Role.HALL_SWITCH:
        data["labels"] = QUEUE_LABELS
    if credential:
        data["snmp"] = {"credential": credential}
    cli = _cli(role)
    if cli is not None:
        data["cli"] = {"credential": cli.credential, "port": cli.port, "transport": cli.transport}
    return {"platform": platform, "data": data}


def _cli(role: Role) -> CliAccess | None:
    """The simulated command line of a role's platform: by SSH, of gear that knows no better by telnet."""
    platform, credential = GROUPS[role]
    if platform not in PLATFORMS or not credential:
        return None
    ports = CityConfig()
    over_telnet = platform in TELNET_ONLY
    return CliAccess(ports.telnet_port if over_telnet else ports.ssh_port, "telnet" if over_telnet else "ssh", LOGIN)


def _site(site: Site) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": site.kind, "district": site.district, "title": site.title}
    entry |= {"lon": site.lon, "lat": site.lat}
    return entry | ({"customer": site.customer} if site.customer else {})


def _access(way: Access) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": way.kind, "device": way.device}
    if way.port:
        entry["port"] = way.port
    if way.km:
        entry["km"] = way.km
    if way.splits:
        entry |= {"splits": list(way.splits), "optics": way.optics}
    if way.fibres:
        entry["fibres"] = way.fibres
    if way.srlg:
        entry["srlg"] = list(way.srlg)
    return entry | ({"standby": True} if way.standby else {})


def _link(link: Link) -> dict[str, Any]:
    entry: dict[str, Any] = {"a": str(link.a), "b": str(link.b), "kind": link.kind, "km": link.km}
    if link.srlg:
        entry["srlg"] = list(link.srlg)
    if link.labels:
        entry["labels"] = dict(link.labels)
    return entry


def _hall(hall: Hall) -> dict[str, Any]:
    return {
        "site": hall.site,
        "title": hall.title,
        "design": hall.design,
        "devices": list(hall.devices),
        "voice_lines": hall.voice_lines,
        "labels": dict(hall.labels),
        "pcs": [{"mac": pc.mac, "owner": pc.owner, "port": pc.port, "vlan": pc.vlan} for pc in hall.pcs],
    }


def inventory_of(draft: Draft, credentials: Mapping[str, SnmpAccess]) -> Inventory:
    """What the files mean, given what the named credentials (demo_v2c, demo_v3) stand for."""
    devices = {
        host.name: Device(
            host.name,
            host.address,
            GROUPS[host.role][0],
            host.role,
            host.site,
            credentials[GROUPS[host.role][1]] if GROUPS[host.role][1] else None,
            _cli(host.role),
            {**(QUEUE_LABELS if host.role is Role.HALL_SWITCH else {}), **host.labels},
        )
        for host in draft.hosts.values()
    }
    return Inventory(devices, draft.sites, draft.links, draft.customers, draft.halls, draft.cells, draft.accesses)
