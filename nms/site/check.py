"""What must hold between the entries of an inventory: one small rule each, all of them always asked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address
from typing import NamedTuple

from pydantic import BaseModel

from nms.core.config import CliConfig, SnmpConfig
from nms.core.device import Role
from nms.core.errors import InvalidError, NmsError
from nms.site.complaints import CautionError, Complaint, nearest
from nms.site.inherit import Traits, ancestors, unreachable, untypable
from nms.site.platforms import PLATFORMS, SPOKEN
from nms.site.schema import (
    AccessEntry,
    CellEntry,
    CustomerEntry,
    HallEntry,
    HostEntry,
    LinkEntry,
    SiteEntry,
)

_NAME = re.compile(r"[\w.+@#-]{1,80}")


class Effect(Enum):
    """What a finding does: its entry is left out, its entry stays without the faulty part, or it is only said."""

    LEFT_OUT = "left out"
    KEPT = "kept"
    CAUTION = "caution"


class Finding(NamedTuple):
    """Something found in a file; the first key of the complaint is the name of the entry."""

    file: str
    complaint: Complaint
    effect: Effect = Effect.LEFT_OUT

    def error(self) -> NmsError:
        """As something a user can be told."""
        kind = CautionError if self.effect is Effect.CAUTION else InvalidError
        return kind(self.complaint.code, None, **self.complaint.values)


@dataclass(frozen=True, slots=True)
class Draft:
    """All entries whose own keys are right, before they are held against each other.

    `declared` also names the broken entries of each file, so that what refers to them is not reported a second time.
    `hosts` and `traits` have the same names; the traits are those after inheritance.
    """

    snmp: SnmpConfig
    hosts: Mapping[str, HostEntry] = field(default_factory=dict)
    groups: Mapping[str, HostEntry] = field(default_factory=dict)
    sites: Mapping[str, SiteEntry] = field(default_factory=dict)
    links: Mapping[str, LinkEntry] = field(default_factory=dict)
    customers: Mapping[str, CustomerEntry] = field(default_factory=dict)
    halls: Mapping[str, HallEntry] = field(default_factory=dict)
    cells: Mapping[str, CellEntry] = field(default_factory=dict)
    access: Mapping[str, AccessEntry] = field(default_factory=dict)
    traits: Mapping[str, Traits] = field(default_factory=dict)
    declared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cli: CliConfig = field(default_factory=CliConfig)

    def missing(self, file: str, name: str) -> bool:
        """Whether no entry of that file, right or wrong, has the name."""
        return name not in self.declared.get(file, frozenset())


Rule = Callable[[Draft], Iterable[Finding]]


def _finding(file: str, code: str, *keys: str | int, effect: Effect = Effect.LEFT_OUT, **values: object) -> Finding:
    values = {"name": keys[0], **{key: value or "–" for key, value in values.items()}}
    return Finding(file, Complaint(code, keys, values), effect)


def names(draft: Draft) -> Iterator[Finding]:
    """Names stand in addresses of pages and in commands: letters of any script, digits and . _ - + @ # only."""
    for file, entries in _files(draft):
        for name in entries:
            if not _NAME.fullmatch(name):
                yield _finding(file, "NMS-INV-053", name)


def _files(draft: Draft) -> Iterator[tuple[str, Mapping[str, BaseModel]]]:
    yield from (("hosts", draft.hosts), ("groups", draft.groups), ("sites", draft.sites), ("links", draft.links))
    yield from (("customers", draft.customers), ("halls", draft.halls), ("cells", draft.cells))
    yield "access", draft.access


def group_names(draft: Draft) -> Iterator[Finding]:
    """A host or group belongs to declared groups only."""
    for file, entries in (("hosts", draft.hosts), ("groups", draft.groups)):
        for name, entry in entries.items():
            for index, group in enumerate(entry.groups):
                if draft.missing("groups", group):
                    near = nearest(group, draft.groups)
                    yield _finding(file, "NMS-INV-054", name, "groups", index, group=group, nearest=near)


def group_loops(draft: Draft) -> Iterator[Finding]:
    """No group is its own ancestor; Nornir would never come back."""
    for name, entry in draft.groups.items():
        if name in ancestors(entry.groups, draft.groups):
            yield _finding("groups", "NMS-INV-055", name, "groups")


def broken_groups(draft: Draft) -> Iterator[Finding]:
    """What belongs to a broken group is not known well enough to be spoken to."""
    broken = draft.declared.get("groups", frozenset()) - draft.groups.keys()
    for file, entries in (("hosts", draft.hosts), ("groups", draft.groups)) if broken else ():
        for name, entry in entries.items():
            for index, group in enumerate(entry.groups):
                if group in broken:
                    yield _finding(file, "NMS-INV-056", name, "groups", index, group=group)


def addresses(draft: Draft) -> Iterator[Finding]:
    """A managed host has an address, and no two hosts are the same agent."""
    seen: dict[tuple[object, ...], str] = {}
    for name, traits in draft.traits.items():
        if not traits.get("managed", True):
            continue
        if not (address := traits.get("hostname")):
            yield _finding("hosts", "NMS-INV-057", name)
            continue
        first = seen.setdefault(_agent(address, traits, draft.snmp), name)
        if first != name:
            yield _finding("hosts", "NMS-INV-058", name, "hostname", address=address, other=first)


def _agent(address: str, traits: Traits, config: SnmpConfig) -> tuple[object, ...]:
    """What tells one agent from another: address, port, context, and community or credential."""
    snmp = traits.get("snmp") or {}
    who = snmp.get("community") or snmp.get("credential", "")
    return address, snmp.get("port") or config.port, snmp.get("context", ""), who


def credentials(draft: Draft) -> Iterator[Finding]:
    """A managed host names a credential of config.yaml that fits its SNMP version."""
    for name, traits in draft.traits.items():
        if traits.get("managed", True) and (complaint := unreachable(name, traits, draft.snmp)):
            yield Finding("hosts", complaint)


def demo_communities(draft: Draft) -> Iterator[Finding]:
    """`public` is for the demo on loopback."""
    public = {name for name, known in draft.snmp.credentials.items() if known.community.get_secret_value() == "public"}
    for name, traits in draft.traits.items():
        snmp = traits.get("snmp") or {}
        weak = snmp.get("community") == "public" or snmp.get("credential") in public
        address = traits.get("hostname", "")
        if weak and address and traits.get("managed", True) and not ip_address(address).is_loopback:
            yield _finding("hosts", "NMS-INV-059", name, "hostname", effect=Effect.CAUTION, address=address)


def platforms(draft: Draft) -> Iterator[Finding]:
    """Platforms are netmiko's device types; one that we do not know is polled all the same."""
    for file, entries in (("hosts", draft.hosts), ("groups", draft.groups)):
        for name, entry in entries.items():
            if entry.platform and entry.platform not in PLATFORMS:
                near = nearest(entry.platform, PLATFORMS)
                values = {"platform": entry.platform, "nearest": near}
                yield _finding(file, "NMS-INV-060", name, "platform", effect=Effect.CAUTION, **values)


def command_lines(draft: Draft) -> Iterator[Finding]:
    """A host with a command line names a login of config.yaml and has a platform that is spoken; else it stays
    without one."""
    for name, traits in draft.traits.items():
        if complaint := untypable(name, traits, draft.cli):
            yield Finding("hosts", complaint, Effect.KEPT)
        elif traits.get("cli") and (platform := traits.get("platform", "")) not in SPOKEN:
            near = nearest(platform, SPOKEN)
            values = {"platform": platform, "nearest": near}
            yield _finding("hosts", "NMS-INV-082", name, "platform", effect=Effect.CAUTION, **values)


def host_sites(draft: Draft) -> Iterator[Finding]:
    """A host stands at a declared site."""
    for name, traits in draft.traits.items():
        if (site := traits.get("site")) and draft.missing("sites", site):
            near = nearest(site, draft.sites)
            yield _finding("hosts", "NMS-INV-061", name, "data", "site", effect=Effect.KEPT, site=site, nearest=near)


def hall_sites(draft: Draft) -> Iterator[Finding]:
    """A hall stands at a declared site."""
    for name, hall in draft.halls.items():
        if draft.missing("sites", hall.site):
            near = nearest(hall.site, draft.sites)
            yield _finding("halls", "NMS-INV-061", name, "site", effect=Effect.KEPT, site=hall.site, nearest=near)


def site_customers(draft: Draft) -> Iterator[Finding]:
    """A customer's site belongs to a declared customer."""
    for name, site in draft.sites.items():
        if site.customer and draft.missing("customers", site.customer):
            values = {"customer": site.customer, "nearest": nearest(site.customer, draft.customers)}
            yield _finding("sites", "NMS-INV-090", name, "customer", effect=Effect.KEPT, **values)


ACCESS_ROLES: Mapping[str, tuple[Role, ...]] = {
    "pon": (Role.OLT,),
    "sdh": (Role.MSTP,),
    "ethernet": (Role.ACCESS_SWITCH, Role.PE),
    "e1": (Role.CPOS_ROUTER,),
}
"""What stands at our end of each kind of access: of Ethernet a switch, or a provider edge at a port that is named."""


def access_ways(draft: Draft) -> Iterator[Finding]:
    """Ways lead from declared sites to declared devices of the right role; a PON way names its port."""
    for site, ways in draft.access.items():
        if draft.missing("sites", site):
            yield _finding("access", "NMS-INV-061", site, site=site, nearest=nearest(site, draft.sites))
        for index, way in enumerate(ways.root):
            keys = (site, index, "device")
            if draft.missing("hosts", way.device):
                values = {"device": way.device, "nearest": nearest(way.device, draft.hosts)}
                yield _finding("access", "NMS-INV-062", *keys, effect=Effect.KEPT, **values)
            elif (role := draft.traits.get(way.device, {}).get("role")) not in (roles := ACCESS_ROLES[way.kind]):
                values = {"device": way.device, "kind": way.kind, "role": " / ".join(roles)}
                yield _finding("access", "NMS-INV-091", *keys, effect=Effect.KEPT, **values)
            elif (way.kind in ("pon", "e1") or role is Role.PE) and not way.port:
                yield _finding("access", "NMS-INV-092", site, index, "port", effect=Effect.KEPT, kind=way.kind)


def link_ends(draft: Draft) -> Iterator[Finding]:
    """Both ends of a link are ports of declared devices, and not the same port."""
    for name, link in draft.links.items():
        for side, end in (("a", link.a), ("b", link.b)):
            if draft.missing("hosts", host := end.partition(":")[0]):
                yield _finding("links", "NMS-INV-062", name, side, device=host, nearest=nearest(host, draft.hosts))
        if link.a == link.b:
            yield _finding("links", "NMS-INV-063", name, "b", end=link.b)


def ports_once(draft: Draft) -> Iterator[Finding]:
    """A port carries one link; only a PON port is split towards many."""
    taken: dict[str, str] = {}
    for name, link in draft.links.items():
        for side, end in (("a", link.a), ("b", link.b)):
            first = taken.setdefault(end, name)
            if first != name and "pon" not in {link.kind} & {draft.links[first].kind}:
                yield _finding("links", "NMS-INV-064", name, side, end=end, other=first)


def hall_devices(draft: Draft) -> Iterator[Finding]:
    """A hall's devices are declared, and none belongs to two halls."""
    owner: dict[str, str] = {}
    for name, hall in draft.halls.items():
        for index, host in enumerate(hall.devices):
            keys = (name, "devices", index)
            if draft.missing("hosts", host):
                near = nearest(host, draft.hosts)
                yield _finding("halls", "NMS-INV-062", *keys, effect=Effect.KEPT, device=host, nearest=near)
            elif (first := owner.setdefault(host, name)) != name:
                yield _finding("halls", "NMS-INV-065", *keys, effect=Effect.KEPT, device=host, other=first)


def admitted_once(draft: Draft) -> Iterator[Finding]:
    """A hall admits a MAC address once."""
    for name, hall in draft.halls.items():
        seen: set[str] = set()
        for index, pc in enumerate(hall.pcs):
            if pc.mac in seen:
                yield _finding("halls", "NMS-INV-066", name, "pcs", index, "mac", effect=Effect.KEPT, mac=pc.mac)
            seen.add(pc.mac)


def cell_controllers(draft: Draft) -> Iterator[Finding]:
    """A cell belongs to a declared base station controller."""
    for name, cell in draft.cells.items():
        if draft.missing("hosts", cell.bsc):
            near = nearest(cell.bsc, draft.hosts)
            yield _finding("cells", "NMS-INV-062", name, "bsc", device=cell.bsc, nearest=near)
        elif cell.bsc in draft.traits and draft.traits[cell.bsc].get("role") is not Role.BSC:
            yield _finding("cells", "NMS-INV-067", name, "bsc", device=cell.bsc)


def cell_identities(draft: Draft) -> Iterator[Finding]:
    """Location area and cell identity together name one cell (3GPP TS 23.003, 4.3.1)."""
    seen: dict[tuple[int, int], str] = {}
    for name, cell in draft.cells.items():
        first = seen.setdefault((cell.lac, cell.ci), name)
        if first != name:
            yield _finding("cells", "NMS-INV-068", name, "ci", lac=str(cell.lac), ci=str(cell.ci), other=first)


GROUP_RULES: tuple[Rule, ...] = (group_names, group_loops, broken_groups)
"""Asked until nothing more is found, before hosts inherit anything: a broken group breaks what builds on it."""

RULES: tuple[Rule, ...] = (
    names,
    addresses,
    credentials,
    demo_communities,
    platforms,
    command_lines,
    host_sites,
    hall_sites,
    site_customers,
    access_ways,
    link_ends,
    ports_once,
    hall_devices,
    admitted_once,
    cell_controllers,
    cell_identities,
)


def check(draft: Draft, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """Everything that any of the rules finds."""
    return [finding for rule in rules for finding in rule(draft)]
