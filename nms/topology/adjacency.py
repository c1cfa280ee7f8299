"""Links out of weaker evidence than LLDP: address tables (FDB, ARP) and what descriptions of interfaces say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from nms.core.observed import ArpEntry, Identifiers, Interface
from nms.core.site import Inventory, LinkEnd
from nms.topology.graph import CONFIGURATION, FDB, Heard
from nms.topology.naming import resource

_WORDS = re.compile(r"[^\s,;()\[\]<>\"']+")
_TO = frozenset({"to", "->", "-->", "=>", "至", "到"})


class Learned(NamedTuple):
    """A MAC (12 lower hex) that a device learned on a port, with the moments it was first and last seen there."""

    device: str
    port: str
    mac: str
    first_seen: datetime
    last_seen: datetime


def owners(
    inventory: Inventory,
    identifiers: Mapping[str, Identifiers],
    arp: Mapping[str, Iterable[ArpEntry]],
) -> dict[str, str]:
    """MAC → the managed device whose it is: its chassis and bridge MAC, and the MAC that answers for its address.

    A MAC that two devices have (a virtual router's) is nobody's.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for device, said in identifiers.items():
        for mac in filter(None, (said.chassis_mac, said.bridge_mac)):
            found[mac].add(device)
    by_address = {device.address: name for name, device in inventory.devices.items()}
    for entries in arp.values():
        for entry in entries:
            if entry.ip in by_address:
                found[entry.mac].add(by_address[entry.ip])
    return {mac: next(iter(devices)) for mac, devices in found.items() if len(devices) == 1}


def heard_from_addresses(learned: Iterable[Learned], owner: Mapping[str, str]) -> list[Heard]:
    """A port on which the MACs of exactly one managed device are learned leads to it, or to a box that nobody manages.

    The far port is the one on which that device, in turn, learns this one's alone; "" if there is none.
    """
    seen: defaultdict[tuple[str, str], dict[str, list[Learned]]] = defaultdict(dict)
    for row in learned:
        if (there := owner.get(row.mac)) and there != row.device:
            seen[row.device, row.port].setdefault(there, []).append(row)
    alone = {place: next(iter(by)) for place, by in seen.items() if len(by) == 1}
    back: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for (device, port), there in alone.items():
        back[device, there].append(port)
    return [_told(place, there, seen[place][there], back[there, place[0]]) for place, there in sorted(alone.items())]


def _told(place: tuple[str, str], there: str, rows: list[Learned], returning: list[str]) -> Heard:
    far = returning[0] if len(returning) == 1 else ""
    first, last = min(row.first_seen for row in rows), max(row.last_seen for row in rows)
    return Heard(LinkEnd(*place), LinkEnd(there, far), first, last, FDB)


def heard_from_descriptions(
    inventory: Inventory, interfaces: Mapping[str, Iterable[Interface]], seen_at: Mapping[str, datetime]
) -> list[Heard]:
    """Descriptions (ifAlias) that name a managed device and its port: "to-yc-agg1:XGE0/0/1", "to yc-agg1 XGE0/0/1".

    `seen_at` says when a device was last asked; one that never was is left out.
    """
    ports = {name: {resource("", row.name).object: row.name for row in rows} for name, rows in interfaces.items()}
    found = []
    for device, rows in interfaces.items():
        for row in rows if device in seen_at else ():
            for there, port in _named(row.alias):
                if there in inventory.devices and there != device:
                    far = ports.get(there, {}).get(resource("", port).object, "")
                    moment = seen_at[device]
                    found.append(Heard(LinkEnd(device, row.name), LinkEnd(there, far), moment, moment, CONFIGURATION))
                    break
    return found


def _named(alias: str) -> Iterator[tuple[str, str]]:
    """Each (device, port) that a description may mean, the most explicit first."""
    words = _WORDS.findall(alias)
    for word in words:
        if ":" in word:
            device, _, port = word.partition(":")
            yield device, port
            yield device.partition("-")[2], port  # "to-NAME:PORT"
    for before, after, *more in zip(["", *words], words, [*words[1:], ""], strict=False):
        if before.casefold() in _TO:
            yield after, more[0]
