"""What a hall form may not ask for: what contradicts itself, and what the hall's boxes cannot do; pure."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from nms.core.errors import InvalidError, NmsError
from nms.core.hall import QUARANTINE_VLAN, Ap, ChannelUse, Guard, HallForm
from nms.halls import bonding, e1
from nms.halls.ground import Ground
from nms.halls.voice import judged
from nms.halls.wlan import errors as wlan_errors

Rule = Callable[[HallForm, Ground], Iterator[NmsError]]
_RANDOM: Final = 2
"""The bit of a first octet that says: this address is of somebody's own making (IEEE 802)."""


def problems(form: HallForm, ground: Ground) -> list[NmsError]:
    """Everything that is wrong with a form, at once; [] if it can be built."""
    found: list[NmsError] = [error for rule in _RULES for error in rule(form, ground)]
    found += e1.check(form.hall, form.e1)
    found += bonding.check(form.hall, form.bonding, form.e1)
    if form.busy_erlang:
        found += judged(form.hall, form.voice_lines, form.busy_erlang)
    return [*found, *wlan_errors(form)] if form.aps else found


def _boxes(form: HallForm, ground: Ground) -> Iterator[NmsError]:
    if not ground.converter:
        yield InvalidError("NMS-HALL-214", hall=form.hall, field="hall", value=form.hall, role="converter")
    if not ground.switch:
        yield InvalidError("NMS-HALL-214", hall=form.hall, field="hall", value=form.hall, role="hall-switch")
    if any(not _own(ap, ground) for ap in form.aps) and not ground.controller:
        yield InvalidError("NMS-HALL-214", hall=form.hall, field="aps", value=form.aps[0].name, role="ac")
    if ground.converter and ground.switch and set(ground.trunks) != {ground.converter, ground.switch}:
        yield InvalidError("NMS-HALL-215", hall=form.hall, a=ground.converter, b=ground.switch)


def _capacity(form: HallForm, ground: Ground) -> Iterator[NmsError]:
    for use in form.e1:
        if use.order > ground.e1_ports:
            yield InvalidError("NMS-HALL-216", hall=form.hall, field="e1", value=use.order, most=ground.e1_ports)
    if form.voice_lines > ground.fxs_ports:
        yield InvalidError(
            "NMS-HALL-217", hall=form.hall, field="voice_lines", value=form.voice_lines, most=ground.fxs_ports
        )
    voice = len([slot for use in form.e1 for slot in e1.taken(use, ChannelUse.VOICE)])
    if form.e1 and voice < form.voice_lines:
        yield InvalidError("NMS-HALL-218", hall=form.hall, field="voice_lines", value=form.voice_lines, slots=voice)


def _vlans(form: HallForm, _ground: Ground) -> Iterator[NmsError]:
    times = Counter(form.vlans.values())
    for use, vlan in form.vlans.items():
        if vlan == QUARANTINE_VLAN:
            yield InvalidError("NMS-HALL-219", hall=form.hall, field=f"vlans.{use}", value=vlan)
        if times[vlan] > 1:
            yield InvalidError("NMS-HALL-220", hall=form.hall, field=f"vlans.{use}", value=vlan)


def _pcs(form: HallForm, ground: Ground) -> Iterator[NmsError]:
    times = Counter(pc.mac for pc in form.pcs)
    for mac, number in times.items():
        if number > 1:
            yield InvalidError("NMS-HALL-221", hall=form.hall, field="pcs.mac", value=mac, times=number)
        if int(mac[:2], 16) & _RANDOM:
            yield InvalidError("NMS-HALL-222", hall=form.hall, field="pcs.mac", value=mac)
    for pc in form.pcs:
        if pc.vlan != form.vlans["oa"]:
            yield InvalidError(
                "NMS-HALL-223", hall=form.hall, field="pcs.vlan", value=pc.vlan, mac=pc.mac, oa=form.vlans["oa"]
            )
        if pc.port and not ground.knows(pc.port):
            yield InvalidError("NMS-HALL-224", hall=form.hall, field="pcs.port", value=pc.port, device=ground.switch)
        if pc.port in ground.linked:
            yield InvalidError("NMS-HALL-225", hall=form.hall, field="pcs.port", value=pc.port, device=ground.switch)


def _guard(form: HallForm, _ground: Ground) -> Iterator[NmsError]:
    if form.pcs and form.guard is Guard.PORT_SECURITY and not any(pc.port for pc in form.pcs):
        yield InvalidError("NMS-HALL-226", hall=form.hall, field="guard", value=form.guard)


def _aps(form: HallForm, ground: Ground) -> Iterator[NmsError]:
    names, macs = Counter(ap.name for ap in form.aps), Counter(ap.mac for ap in form.aps if ap.mac)
    numbers = Counter(ap.number for ap in form.aps if ap.number)
    for ap in form.aps:
        values: dict[str, Any] = {"hall": form.hall, "ap": ap.name}
        if names[ap.name] > 1 or macs[ap.mac] > 1 or numbers[ap.number] > 1:
            yield InvalidError("NMS-HALL-227", **values, field="aps", value=ap.name)
        if not ap.port:
            yield InvalidError("NMS-HALL-228", **values, field="aps.port", value="–")
        elif not ground.knows(ap.port):
            yield InvalidError("NMS-HALL-224", **values, field="aps.port", value=ap.port, device=ground.switch)
        if not _own(ap, ground) and not ap.mac:
            yield InvalidError("NMS-HALL-229", **values, field="aps.mac", value="–")


def _ports(form: HallForm, ground: Ground) -> Iterator[NmsError]:
    """A switch port carries PCs, or one AP, or the way to the converter."""
    pcs, aps = {pc.port for pc in form.pcs if pc.port}, Counter(ap.port for ap in form.aps if ap.port)
    uplink = ground.trunks.get(ground.switch, "")
    for port, number in aps.items():
        if number > 1 or port in pcs or port == uplink:
            yield InvalidError("NMS-HALL-230", hall=form.hall, field="aps.port", value=port)


def _own(ap: Ap, ground: Ground) -> bool:
    """Whether an AP is a device of its own."""
    return ap.name in ground.aps


_RULES: tuple[Rule, ...] = (_boxes, _capacity, _vlans, _pcs, _guard, _aps, _ports)
