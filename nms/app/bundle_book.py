"""What is taken of the things that halls share: numbers in channelised STM-1s, AP numbers of the controller."""

import re
from collections.abc import Iterable, Sequence

from nms.app.parts import Parts
from nms.core.device import Role
from nms.core.hall_bundle import BundleState, HallBundle
from nms.core.site import Inventory, LinkEnd
from nms.halls.stm1 import Stm1, owner
from nms.lines.klm import Klm, number

_CHANNEL = re.compile(r"E1-(?P<slot>\d+(?:/\d+)*)/(?P<number>\d+)")
_ORDER = re.compile(r"E1-\d+/(?P<order>\d+)")
_PORT = re.compile(r"\D*(?P<slot>\d+(?:/\d+)*)")


def stm1s(parts: Parts) -> tuple[Stm1, ...]:
    """The channelised STM-1s with who has which number: by the inventory's links, by lines, and by other bundles."""
    book = _declared(parts.inventory)
    for bundle in standing(parts.store.hall_bundles.find()):
        for use in bundle.form.e1:
            if use.place is not None:
                taken = book.setdefault((use.place.router, use.place.slot), {})
                taken.setdefault(use.place.number, owner(bundle.hall, use.order))
    for held in parts.store.resources.held("cstm1", parts.clock.now(), below=True):
        _, router, port = held.unit.scope.split("/", 2)
        slot = _PORT.fullmatch(port)
        if slot and (router, slot["slot"]) in book:
            book[router, slot["slot"]].setdefault(number(Klm.parsed(held.unit.unit), "g707"), held.holder)
    return tuple(Stm1(router, slot, taken) for (router, slot), taken in sorted(book.items()))


def _declared(inventory: Inventory) -> dict[tuple[str, str], dict[int, str]]:
    halls = {name: hall.name for hall in inventory.halls.values() for name in hall.devices}
    book: dict[tuple[str, str], dict[int, str]] = {}
    for link in inventory.links.values():
        for here, there in ((link.a, link.b), (link.b, link.a)):
            channel = _CHANNEL.fullmatch(here.port)
            if channel and _is_router(inventory, here):
                taken = book.setdefault((here.device, channel["slot"]), {})
                taken[int(channel["number"])] = _holder(halls, there, link.name)
    return book


def _is_router(inventory: Inventory, end: LinkEnd) -> bool:
    return end.device in inventory.devices and inventory.devices[end.device].role is Role.CPOS_ROUTER


def _holder(halls: dict[str, str], end: LinkEnd, link: str) -> str:
    order = _ORDER.fullmatch(end.port)
    return owner(halls[end.device], int(order["order"])) if order and end.device in halls else link


def standing(bundles: Iterable[HallBundle]) -> Sequence[HallBundle]:
    """Bundles that have something on the network, or are to have it."""
    return [one for one in bundles if one.state is not BundleState.CLOSED]


def numbers(parts: Parts, hall: str) -> frozenset[int]:
    """Numbers of other halls' APs on the controller."""
    others = (one for one in standing(parts.store.hall_bundles.find()) if one.hall != hall)
    forms = (form for one in others for form in (one.form, one.previous) if form is not None)
    return frozenset(ap.number for form in forms for ap in form.aps if ap.number)
