"""E1s that end on a channelised STM-1 of a router: which of the 63 is taken, and what the router is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nms.core.config import LinesConfig
from nms.core.errors import ConflictError
from nms.core.line import LineEnd
from nms.core.site import Link
from nms.lines.channelised import Channel, Stm1, place
from nms.lines.design.parts import step
from nms.lines.design.plant import Plant, ends_of
from nms.lines.design.refusal import both
from nms.lines.design.taken import Ledger
from nms.lines.klm import Klm


@dataclass(frozen=True, slots=True)
class Landing:
    """One E1 of an STM-1: the transport element and its port towards the router, the router's channel, the cable."""

    element: str
    port: str
    e1: Channel
    link: str
    note: str = ""

    @property
    def router(self) -> str:
        """Where the STM-1 ends."""
        return self.e1.port.router

    @property
    def controller(self) -> str:
        """The controller's place: 0/1/0 of Cpos0/1/0."""
        return self.e1.port.port.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz- ")

    @property
    def channel(self) -> tuple[str, str]:
        """The serial interface over it."""
        return self.router, f"Serial{self.controller}/{self.e1.number}:1"

    @property
    def segments(self) -> tuple[str, ...]:
        """For people."""
        return (f"{self.router} {self.e1.port.port}: E1 {self.e1.number} ({self.e1.klm})",)

    def steps(self, description: str) -> Iterator[Mapping[str, Any]]:
        """What the router is told."""
        values = {"slot": self.controller, "e1": self.e1.number, "channel": 1, "timeslots": "1-31"}
        yield step(self.router, "e1-channel", **values)
        yield step(self.router, "description", port=self.channel[1], text=description)


def land(plant: Plant, ledger: Ledger, hub: LineEnd, site: str, config: LinesConfig) -> Landing | None:
    """An E1 at the hub for a branch; what the branch had before, else the next, the spares of every STM-1 last.

    None and NMS-LINE-416 among the ledger's problems when all are in use, 407 where a pinned one is.
    """
    cables = {(way.device, way.port): plant.link_at(way.device, way.port) for way in plant.ways(hub.site, "e1")}
    ports = [_stm1(plant, ledger, *at) for at, link in cables.items() if link is not None]
    e1 = _insisted(ledger, site, ports) or place(ports, config.stm1_spares)
    link = cables[e1.port.router, e1.port.port] if e1 is not None else None
    if e1 is None or link is None:
        full = ", ".join(f"{port.router}:{port.port}" for port in ports) or "–"
        ledger.problems.append(ConflictError("NMS-LINE-416", ports=full))
        return None
    ledger.claim(e1.unit, _purpose(site, e1.port))
    return _landing(e1, link)


def _stm1(plant: Plant, ledger: Ledger, router: str, port: str) -> Stm1:
    """The port with the channels that somebody has, this design included."""
    empty = stm1_of(plant, router, port)
    used = {*ledger.taken.of_scope(empty.scope), *ledger.mine.get(empty.scope, ())}
    return empty._replace(used=tuple(map(Klm.parsed, sorted(used))))


def stm1_of(plant: Plant, router: str, port: str) -> Stm1:
    """A port, empty; its router's label `channel_align` says how it counts channels (g707 where it has none)."""
    return Stm1(router, port, plant.device(router).labels.get("channel_align", "g707"))


def _insisted(ledger: Ledger, site: str, ports: list[Stm1]) -> Channel | None:
    """What an engineer pinned, else what the branch had before where it is free."""
    pinned = [Channel(port, Klm.parsed(pin.unit)) for port in ports for pin in ledger.pinned if pin.scope == port.scope]
    earlier = [(port, ledger.before.get(_purpose(site, port), "")) for port in ports]
    kept = [Channel(port, Klm.parsed(klm)) for port, klm in earlier if klm]
    return next(iter((*pinned, *(one for one in kept if ledger.free(one.unit)))), None)


def _purpose(site: str, port: Stm1) -> str:
    return f"{site} e1 {port.router} {port.port}"


def _landing(e1: Channel, link: Link) -> Landing:
    far = ends_of(link, e1.port.router)[1]
    note = both("design.note_spares", port=f"{e1.port.router}:{e1.port.port}") if e1.spare else ""
    return Landing(far.device, far.port, e1, link.name, note)
