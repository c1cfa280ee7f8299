"""The room of halls' E1 plans: the forms, the kept configurations and the inventory brought together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nms.app.bundle_book import stm1s
from nms.app.hall_plan_views import (
    CapacityView,
    ClockView,
    ErlangView,
    PlanView,
    PlanWish,
    PortView,
    Tributary,
)
from nms.app.hall_standing import HallConfigurations, Standing
from nms.app.parts import Parts
from nms.core.errors import NmsError, NotFoundError
from nms.core.hall import Bonding, E1Use, Framing, Place
from nms.core.observed import E1Line
from nms.core.site import Hall, Link
from nms.halls import bonding, capacity, clock, e1, stm1, voice
from nms.halls.capacity import HallCapacity
from nms.halls.migration import Migration, migration
from nms.halls.readback import ConverterE1, CposE1
from nms.lines.klm import klm_of

_CHANNEL = re.compile(r"E1-(?P<slot>\d+(?:/\d+)*)/(?P<number>\d+)")
_ORDER = re.compile(r"E1-\d+/(?P<order>\d+)")


class HallPlans:
    """`nms.app.hall_plan_views.HallPlanRoom`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._standing = HallConfigurations(parts.archive, parts.inventory)

    # ------------------------------------------------------------ asked by people

    def plan(self, wish: PlanWish) -> PlanView:
        """The E1s as they are given or proposed, each with a place; what is wrong is in `problems`."""
        lines = self._lines(wish)
        uses = wish.uses if wish.uses is not None else self._proposed(wish, lines)
        found: list[NmsError] = [*e1.check(wish.hall, uses), *bonding.check(wish.hall, wish.bonding, uses)]
        found += voice.judged(wish.hall, lines, wish.busy_erlang) if wish.busy_erlang else []
        places = stm1.assigned(wish.hall, uses, self.stm1s(), self._spares)
        return PlanView(
            hall=wish.hall,
            voice_lines=lines,
            uses=places.uses,
            klm={use.order: _klm(use.place) for use in places.uses if use.place},
            spares=places.spares,
            joined=bonding.joined(wish.bonding, places.uses),
            rates=voice.rates(lines),
            problems=(*found, *places.problems),
        )

    def _lines(self, wish: PlanWish) -> int:
        if wish.voice_lines is not None:
            return wish.voice_lines
        if wish.busy_erlang:
            return voice.lines_for(wish.busy_erlang)
        hall = self._parts.inventory.halls.get(wish.hall)
        return hall.voice_lines if hall else 0

    def _proposed(self, wish: PlanWish, lines: int) -> tuple[E1Use, ...]:
        """Places of a hall that stands are kept."""
        hall = self._parts.inventory.halls.get(wish.hall)
        standing = {use.order: use.place for use in self._declared(hall)} if hall else {}
        uses = voice.proposed(wish.hall, lines, wish.e1, wish.framing, wish.crc4, wish.unframed_rest)
        return tuple(replace(use, place=standing.get(use.order)) for use in uses)

    def capacity(self) -> CapacityView:
        """The STM-1s with everything on them, halls by name."""
        ports = tuple(self._port(one) for one in self.stm1s())
        standing = self._standing.now()
        halls = tuple(self._hall(hall, standing) for _, hall in sorted(self._parts.inventory.halls.items()))
        return CapacityView(ports, halls, capacity.totals((one.capacity for one in ports), halls))

    def hall(self, name: str) -> HallCapacity:
        """One of them."""
        if name not in self._parts.inventory.halls:
            raise NotFoundError("hall", name)
        return self._hall(self._parts.inventory.halls[name], self._standing.now())

    def _port(self, port: stm1.Stm1) -> PortView:
        rows = (
            Tributary(one, _klm(Place(port.router, port.slot, one)), holder)
            for one, holder in sorted(port.taken.items())
        )
        return PortView(capacity.of_port(port, self._spares), tuple(rows))

    def clocks(self) -> ClockView:
        """As configured (kept configurations) and as polled (DS1-MIB)."""
        standing = self._standing.now()
        polled = self._parts.store.devices.everywhere(E1Line)
        links = self._links()
        ends = {link.name: (*_configured(link, standing), *_polled(link, polled)) for link in links}
        known = {name: tuple(one for one in some if one.source is not None) for name, some in ends.items()}
        return ClockView({name: some for name, some in known.items() if some}, tuple(clock.all_judged(known.items())))

    def migration(self, hall: str) -> Migration:
        """Out of the inventory."""
        return migration(self._parts.inventory, hall)

    def erlang(self, erlang: float, lines: int | None = None, blocking: float = voice.BLOCKING) -> ErlangView:
        """Erlang B."""
        needed = voice.lines_for(erlang, blocking)
        given = needed if lines is None else lines
        blocked = voice.erlang_b(erlang, given)
        carried = voice.carried_by(given, blocking)
        return ErlangView(erlang, given, blocking, blocked, needed, carried, voice.rates(given))

    # ------------------------------------------------------------ the STM-1s

    @property
    def _spares(self) -> int:
        return self._parts.config.lines.stm1_spares

    def stm1s(self) -> tuple[stm1.Stm1, ...]:
        """Every channelised STM-1 with all that is on it: halls, forms under way, private lines, whatever stands."""
        ports = stm1s(self._parts)
        strangers = self._standing.now().routers
        return tuple(replace(one, taken=_with(one, strangers)) for one in ports)

    # ------------------------------------------------------------ halls

    def _links(self) -> Iterator[Link]:
        return (link for link in self._parts.inventory.links.values() if link.kind == "e1")

    def _declared(self, hall: Hall) -> tuple[E1Use, ...]:
        """The E1s that the inventory gives a hall: framing and place are known, timeslots are not."""
        return tuple(sorted((use for link in self._links() if (use := _linked(link, hall))), key=lambda use: use.order))

    def _hall(self, hall: Hall, standing: Standing) -> HallCapacity:
        """As its converter is configured, else its router, else as declared."""
        declared = self._declared(hall)
        empty: Mapping[int, ConverterE1] = {}
        converter = next((standing.converters[name] for name in hall.devices if name in standing.converters), empty)
        uses, joined, read = [], Bonding.NONE, False
        for use in declared:
            near, far = converter.get(use.order), standing.routers.get(use.place) if use.place else None
            joined = near.bonding if near and near.bonding is not Bonding.NONE else joined
            found = near.use if near else far.use if far else None
            read = read or found is not None
            uses.append(replace(found, order=use.order, place=use.place) if found else use)
        return capacity.of_hall(
            hall.name,
            uses,
            title=hall.title,
            bonding=joined,
            voice_lines=hall.voice_lines,
            source="read" if read else "declared",
        )


def _with(port: stm1.Stm1, standing: Mapping[Place, CposE1]) -> dict[int, str]:
    """Who has which number, those among them that only the router knows of."""
    taken = dict(port.taken)
    for place, one in standing.items():
        if (place.router, place.slot) == (port.router, port.slot):
            taken.setdefault(place.number, one.hall or "–")
    return taken


def _klm(place: Place) -> str:
    return str(klm_of(place.number)) if 1 <= place.number <= stm1.MOST else ""


def _linked(link: Link, hall: Hall) -> E1Use | None:
    """An E1 link of a hall as a plan without channels."""
    if link.a.device not in hall.devices:
        return None
    order, channel = _ORDER.fullmatch(link.a.port), _CHANNEL.fullmatch(link.b.port)
    if order is None or channel is None:
        return None
    said = link.labels.get("frame", "").lower()
    framing = Framing(said) if said in tuple(Framing) else Framing.PCM31
    place = Place(link.b.device, channel["slot"], int(channel["number"]))
    return E1Use(int(order["order"]), framing, framing is not Framing.UNFRAMED, (), place)


def _configured(link: Link, standing: Standing) -> Iterator[clock.End]:
    """Both ends as their kept configurations have them."""
    if order := _ORDER.fullmatch(link.a.port):
        near = standing.converters.get(link.a.device, {}).get(int(order["order"]))
        yield clock.End(link.a.device, link.a.port, near.clock if near else None, hall=True)
    if channel := _CHANNEL.fullmatch(link.b.port):
        far = standing.routers.get(Place(link.b.device, channel["slot"], int(channel["number"])))
        yield clock.End(link.b.device, link.b.port, far.clock if far else None)


def _polled(link: Link, polled: Mapping[str, Sequence[E1Line]]) -> Iterator[clock.End]:
    """Both ends as their agents tell it."""
    for end in (link.a, link.b):
        row = next((row for row in polled.get(end.device, ()) if row.name == end.port), None)
        source = clock.SOURCES.get(row.clock) if row else None
        yield clock.End(end.device, end.port, source, "polled", hall=end == link.a)
