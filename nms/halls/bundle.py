"""A hall form as the entries of one change over all its devices: what each of them gets, in order; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from nms.core.errors import NmsError
from nms.core.hall import Ap, Bonding, E1Use, Guard, HallForm, Ssid, SsidKind
from nms.halls.form import FormError
from nms.halls.ground import Ground
from nms.halls.stm1 import Stm1, assigned
from nms.halls.templates import SERVICE as E1
from nms.halls.templates import fxs_ports, on_converter, on_cpos
from nms.halls.wlan import planned

Entry = Mapping[str, Any]
"""One entry of a change: device, template and its values."""

_AP_VLANS: Final = ("wlan-public", "wlan-staff", "management")
_RADIOS: Final = (0, 1)
_OWN_SOURCE: Final = "BVI1"
"""Where an autonomous AP's own messages come from."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What all halls have in common: SNMPv3 user of notifications, security profile of demonstrations (both made on
    the devices by hand: no key passes through a plan)."""

    trap_user: str = "nmsuser"
    demo_profile: str = "demo"


def completed(form: HallForm, ports: Sequence[Stm1], numbers: frozenset[int], old: HallForm | None = None) -> HallForm:
    """The form with everything that the system gives: places in STM-1s, channels and power, AP numbers.

    `numbers` are those that other halls' APs have on the controller; what the hall's `old` form was given stays as far
    as it can. FormError with everything that cannot be given.
    """
    given = _as_before(form, old) if old else form
    placed = assigned(form.hall, given.e1, ports)
    problems: list[NmsError] = list(placed.problems)
    if problems:
        raise FormError(form.hall, problems)
    aps = planned(given).aps if given.aps else ()
    return replace(given, e1=placed.uses, aps=_numbered(aps, numbers))


def _as_before(form: HallForm, old: HallForm) -> HallForm:
    places = {use.order: use.place for use in old.e1}
    known = {ap.name: ap for ap in old.aps}
    e1 = tuple(replace(use, place=use.place or places.get(use.order)) for use in form.e1)
    return replace(form, e1=e1, aps=tuple(_kept(ap, known.get(ap.name)) for ap in form.aps))


_GIVEN: Final = ("channel_2g", "channel_5g", "power_2g", "power_5g", "number")


def _kept(ap: Ap, old: Ap | None) -> Ap:
    if old is None:
        return ap
    return replace(ap, **{name: getattr(ap, name) or getattr(old, name) for name in _GIVEN})


def _numbered(aps: Sequence[Ap], taken: frozenset[int]) -> tuple[Ap, ...]:
    """Every AP of the controller with a number that no other one has."""
    free = (number for number in count(1) if number not in taken | {ap.number for ap in aps})
    return tuple(replace(ap, number=ap.number or next(free)) if ap.mac else ap for ap in aps)


def entries(form: HallForm, ground: Ground, manner: Manner = Manner()) -> tuple[Entry, ...]:
    """What every device of a hall gets, the converter first: a completed form on its ground."""
    parts = (*_converter(form, ground, manner), *_router(form), *_switch(form, ground, manner))
    return (*parts, *_own_aps(form, ground, manner), *_controller(form, ground, manner))


def _entry(device: str, template: str, **values: Any) -> Entry:
    return {"device": device, "template": template, "values": values}


def vlans_of(form: HallForm) -> list[int]:
    """Every VLAN of the hall, in order."""
    return sorted(set(form.vlans.values()))


def _converter(form: HallForm, ground: Ground, manner: Manner) -> Iterator[Entry]:
    port = ground.trunks[ground.converter]
    yield _entry(ground.converter, "hall-trunk", port=port, vlans=vlans_of(form))
    for use in form.e1:
        fxs = fxs_ports(form.e1, use.order)
        yield _entry(ground.converter, E1, **on_converter(form.hall, use, bonding=form.bonding, fxs=fxs))
    if form.trap_target:
        yield _entry(ground.converter, "snmp-baseline", hosts=[form.trap_target], user=manner.trap_user)


def _router(form: HallForm) -> Iterator[Entry]:
    groups = {(use.place.router, _bundle(form, use)) for use in form.e1 if use.place is not None}
    for router, group in sorted(one for one in groups if one[1]):
        yield _entry(router, "mp-group", group=group, text=form.hall)
    for use in form.e1:
        if use.place is not None:
            yield _entry(use.place.router, E1, **on_cpos(form.hall, use, bundle=_bundle(form, use)))


def _bundle(form: HallForm, use: E1Use) -> str:
    """The Mp-group of a hall is named after the first of its E1s on that router."""
    if form.bonding is not Bonding.MLPPP or use.place is None:
        return ""
    alike = [one.place for one in form.e1 if one.place and one.place.router == use.place.router]
    return f"Mp-group{alike[0].slot.rpartition('/')[0]}/{alike[0].number}"


def _switch(form: HallForm, ground: Ground, manner: Manner) -> Iterator[Entry]:
    switch, uplink = ground.switch, ground.trunks[ground.switch]
    yield _entry(switch, "hall-trunk", port=uplink, vlans=vlans_of(form))
    for port in dict.fromkeys(ap.port for ap in form.aps):
        wireless = {form.vlans[use] for use in _AP_VLANS if use in form.vlans}
        yield _entry(switch, "hall-trunk", port=port, vlans=sorted(wireless | {one.vlan for one in _on(form)}))
    if ports := _pc_ports(form):
        yield _entry(switch, "dhcp-snooping", uplink=uplink)
        for port, macs in ports.items():
            yield from _pc_port(form, switch, port, macs)
    if form.trap_target:
        source = f"Vlanif{form.vlans['management']}"
        yield _entry(switch, "snmp-baseline", hosts=[form.trap_target], user=manner.trap_user, source=source)


def _pc_ports(form: HallForm) -> dict[str, list[str]]:
    """Port → the addresses of its PCs; a PC without a port may sit anywhere and binds none."""
    found: dict[str, list[str]] = {}
    for pc in form.pcs:
        if pc.port:
            found.setdefault(pc.port, []).append(pc.mac)
    return found


def _pc_port(form: HallForm, switch: str, port: str, macs: Sequence[str]) -> Iterator[Entry]:
    vlan = form.vlans["oa"]
    yield _entry(switch, "vlan-port", port=port, vlan=vlan)
    if form.guard is Guard.DOT1X:
        yield _entry(switch, "dot1x-port", port=port)
    else:
        yield _entry(switch, "port-security", port=port, most=len(macs), macs=sorted(macs), vlan=vlan)
    yield _entry(switch, "source-guard", port=port)


def _on(form: HallForm) -> tuple[Ssid, ...]:
    return tuple(one for one in form.ssids if one.enabled)


def _own_aps(form: HallForm, ground: Ground, manner: Manner) -> Iterator[Entry]:
    """APs that are devices of their own."""
    for ap in form.aps:
        if ap.name not in ground.aps:
            continue
        yield _entry(ap.name, "ap-radio", **_radio(ap))
        for one in _on(form):
            yield _entry(ap.name, "ssid", ssid=one.name, vlan=one.vlan, radios=list(_RADIOS), access=str(one.kind))
        if form.trap_target:
            hosts = [form.trap_target]
            yield _entry(ap.name, "snmp-baseline", hosts=hosts, user=manner.trap_user, source=_OWN_SOURCE)


def _radio(ap: Ap) -> dict[str, int]:
    return {name: getattr(ap, name) for name in ("channel_2g", "power_2g", "channel_5g", "power_5g")}


def _controller(form: HallForm, ground: Ground, manner: Manner) -> Iterator[Entry]:
    """APs of the access controller: a group of their own, its networks, each AP's channels."""
    aps = [ap for ap in form.aps if ap.name not in ground.aps]
    group = group_of(form.hall)
    if not aps:
        return
    yield _entry(ground.controller, "ap-group", group=group)
    for wlan, one in enumerate(_on(form), 1):
        values = {"name": f"{one.name[:24]}-{one.vlan}", "ssid": one.name, "vlan": one.vlan, "group": group}
        if one.kind is SsidKind.DEMO:
            values["security"] = manner.demo_profile
        yield _entry(ground.controller, "ssid", **values, wlan=wlan, radios=list(_RADIOS), access=str(one.kind))
    for ap in aps:
        values = {"number": ap.number, "mac": ap.mac, "name": ap.name, "group": group}
        yield _entry(ground.controller, "ap-radio", **values, **_radio(ap))


def group_of(hall: str) -> str:
    """The name of a hall's group of APs on the controller."""
    return f"HALL-{hall.upper()}"[:31]
