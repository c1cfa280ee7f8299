"""E1s that end on a channelised STM-1 of a router: which of the 63 is taken, and what the router is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nms.core.config import LinesConfig
from nms.core.errors import ConflictError
from nms.core.line import LineEnd, Unit
from nms.core.site import Access
from nms.lines.channelised import Stm1, place
from nms.lines.design.parts import step
from nms.lines.design.plant import Plant
from nms.lines.design.refusal import both
from nms.lines.design.taken import Ledger
from nms.lines.klm import Klm, number


@dataclass(frozen=True, slots=True)
class Landing:
    """One E1 of an STM-1: the transport element and its port towards the router, the router's port, K-L-M."""

    element: str
    port: str
    router: str
    stm1: str
    klm: Klm
    link: str
    note: str = ""

    @property
    def controller(self) -> str:
        """The controller's place: 0/1/0 of Cpos0/1/0."""
        return self.stm1.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz- ")

    @property
    def channel(self) -> tuple[str, str]:
        """The serial interface over it."""
        return self.router, f"Serial{self.controller}/{number(self.klm)}:1"

    @property
    def segments(self) -> tuple[str, ...]:
        return (f"{self.router} {self.stm1}: E1 {number(self.klm)} ({self.klm})",)

    def steps(self, description: str) -> Iterator[Mapping[str, Any]]:
        """What the router is told."""
        values = {"slot": self.controller, "e1": number(self.klm), "channel": 1, "timeslots": "1-31"}
        yield step(self.router, "e1-channel", **values)
        yield step(self.router, "description", port=self.channel[1], text=description)


def land(plant: Plant, ledger: Ledger, hub: LineEnd, site: str, config: LinesConfig) -> Landing | None:
    """An E1 at the hub for a branch; what the branch had before, else the next, the spares of every STM-1 last.

    None and NMS-LINE-416 among the ledger's problems when all are in use, 407 where a pinned one is.
    """
    ways = [way for way in plant.ways(hub.site, "e1") if _link_of(plant, way) is not None]
    wanted = [(way, pin.unit) for way in ways for pin in ledger.pinned if pin.scope == scope_of(way)]
    earlier = [(way, ledger.before.get(_purpose(site, way), "")) for way in ways]
    kept = [(way, klm) for way, klm in earlier if klm and ledger.free(Unit(scope_of(way), klm))]
    if wanted or kept:
        way, klm = (wanted or kept)[0]
        ledger.claim(Unit(scope_of(way), klm), _purpose(site, way))
        return _landing(plant, way, Klm.parsed(klm))
    ports = [Stm1(way.device, way.port, used=_used(ledger, way)) for way in ways]
    try:
        found = place(ports, config.stm1_spares)
    except ConflictError:
        full = ", ".join(f"{way.device}:{way.port}" for way in ways) or "–"
        ledger.problems.append(ConflictError("NMS-LINE-416", ports=full))
        return None
    way = ways[ports.index(found.port)]
    ledger.claim(Unit(scope_of(way), str(found.klm)), _purpose(site, way))
    note = both("design.note_spares", port=f"{way.device}:{way.port}") if found.spare else ""
    return _landing(plant, way, found.klm, note)


def scope_of(way: Access) -> str:
    """The scope of the E1s of a router's STM-1."""
    return f"cstm1/{way.device}/{way.port}"


def _purpose(site: str, way: Access) -> str:
    return f"{site} e1 {way.device} {way.port}"


def _used(ledger: Ledger, way: Access) -> tuple[Klm, ...]:
    scope = scope_of(way)
    return tuple(Klm.parsed(klm) for klm in {*ledger.taken.of_scope(scope), *ledger.mine.get(scope, ())})


def _link_of(plant: Plant, way: Access) -> Any:
    links = plant.around.get(way.device, ())
    return next((one for one in links if way.port in (one.a.port, one.b.port)), None)


def _landing(plant: Plant, way: Access, klm: Klm, note: str = "") -> Landing:
    link = _link_of(plant, way)
    far = link.b if link.a.device == way.device else link.a
    return Landing(far.device, far.port, way.device, way.port, klm, link.name, note)
