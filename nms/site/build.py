"""Checked entries as the types of the core; what refers to something left out loses that reference, or goes too."""

from collections.abc import Iterable

from nms.core.site import Access, AdmittedPc, Cell, Customer, Hall, Inventory, Link, LinkEnd, Site
from nms.site.check import ACCESS_ROLES, Draft
from nms.site.inherit import device
from nms.site.schema import AccessEntry, HallEntry, LinkEntry, PcEntry, SiteEntry


def build(draft: Draft) -> Inventory:
    """The inventory in which every reference holds: links end at loaded devices, sites named are loaded sites."""
    devices = {
        name: device(name, _at_known_site(traits, draft), draft.snmp, draft.cli)
        for name, traits in draft.traits.items()
        if name in draft.hosts
    }
    return Inventory(
        devices=devices,
        sites={name: _site(name, entry, draft) for name, entry in draft.sites.items()},
        links={
            name: link for name, entry in draft.links.items() if _ends(link := _link(name, entry)) <= devices.keys()
        },
        customers={name: Customer(name, entry.title, entry.grade) for name, entry in draft.customers.items()},
        halls={name: _hall(name, entry, draft) for name, entry in draft.halls.items()},
        cells={name: Cell(name, **cell.model_dump()) for name, cell in draft.cells.items() if cell.bsc in devices},
        accesses={site: _ways(entry, draft) for site, entry in draft.access.items() if site in draft.sites},
    )


def _at_known_site(traits: dict[str, object], draft: Draft) -> dict[str, object]:
    return traits if traits.get("site", "") in draft.sites else traits | {"site": ""}


def _site(name: str, entry: SiteEntry, draft: Draft) -> Site:
    known = entry.customer if entry.customer in draft.customers else ""
    return Site(name, **(entry.model_dump() | {"customer": known}))


def _ways(entry: AccessEntry, draft: Draft) -> tuple[Access, ...]:
    """The ways that lead to what they need: an OLT's port, an element, a switch, an STM-1."""
    return tuple(
        Access(**way.model_dump())
        for way in entry.root
        if draft.traits.get(way.device, {}).get("role") in ACCESS_ROLES[way.kind]
        and (way.port or way.kind in ("sdh", "ethernet"))
    )


def _link(name: str, entry: LinkEntry) -> Link:
    a, b = (LinkEnd(*end.split(":", 1)) for end in (entry.a, entry.b))
    return Link(name, a, b, entry.kind, entry.km, entry.srlg, entry.labels)


def _ends(link: Link) -> set[str]:
    return {link.a.device, link.b.device}


def _hall(name: str, entry: HallEntry, draft: Draft) -> Hall:
    return Hall(
        name=name,
        site=entry.site if entry.site in draft.sites else "",
        title=entry.title,
        design=entry.design,
        devices=tuple(host for host in dict.fromkeys(entry.devices) if host in draft.hosts),
        pcs=tuple(_admitted(entry.pcs)),
        voice_lines=entry.voice_lines,
        labels=entry.labels,
    )


def _admitted(pcs: Iterable[PcEntry]) -> list[AdmittedPc]:
    """One entry per MAC address; the first one counts."""
    by_mac: dict[str, PcEntry] = {}
    for pc in pcs:
        by_mac.setdefault(pc.mac, pc)
    return [AdmittedPc(pc.mac, pc.owner, pc.port, pc.vlan) for pc in by_mac.values()]
