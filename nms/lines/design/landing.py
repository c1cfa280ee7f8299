"""E1s that end on a channelised STM-1 of a router: which of the 63 is taken, and what the router is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nms.core.config import LinesConfig
from nms.core.errors import ConflictError
from nms.core.line import LineEnd, Unit
from nms.core.site import Access
from nms.lines.design.parts import step
from nms.lines.design.plant import Plant
from nms.lines.design.slots import TU12S, g707
from nms.lines.design.taken import Ledger


@dataclass(frozen=True, slots=True)
class Landing:
    """One E1 of an STM-1: the transport element and its port towards the router, the router's port, K-L-M."""

    element: str
    port: str
    router: str
    stm1: str
    klm: str
    link: str

    @property
    def place(self) -> str:
        """The controller's place: 0/1/0 of Cpos0/1/0."""
        return self.stm1.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz- ")

    @property
    def channel(self) -> tuple[str, str]:
        """The serial interface over it."""
        return self.router, f"Serial{self.place}/{g707(self.klm)}:1"

    @property
    def segments(self) -> tuple[str, ...]:
        return (f"{self.router} {self.stm1}: E1 {g707(self.klm)} ({self.klm})",)

    def steps(self, description: str) -> Iterator[Mapping[str, Any]]:
        """What the router is told."""
        number = g707(self.klm)
        yield step(self.router, "e1-channel", slot=self.place, e1=number, channel=1, timeslots="1-31")
        yield step(self.router, "description", port=self.channel[1], text=description)


def land(plant: Plant, ledger: Ledger, hub: LineEnd, site: str, config: LinesConfig) -> Landing | None:
    """An E1 at the hub for a branch, where the hub is on channelised STM-1s; None where it is not.

    The spares of every STM-1 come last. NMS-LINE-416 among the ledger's problems when all are full.
    """
    ways = plant.ways(hub.site, "e1")
    if not ways:
        return None
    for spares in dict.fromkeys((config.stm1_spares, 0)):
        for way in ways:
            if (landing := _on(plant, ledger, way, site, spares)) is not None:
                return landing
    full = ", ".join(f"{way.device}:{way.port}" for way in ways)
    ledger.problems.append(ConflictError("NMS-LINE-416", ports=full))
    return None


def scope_of(way: Access) -> str:
    """The scope of the E1s of a router's STM-1."""
    return f"cstm1/{way.device}/{way.port}"


def _on(plant: Plant, ledger: Ledger, way: Access, site: str, spares: int) -> Landing | None:
    scope, purpose = scope_of(way), f"{site} e1 {way.device}"
    used = len(ledger.taken.of_scope(scope)) + len(ledger.mine.get(scope, ()))
    link = next((link for link in plant.around.get(way.device, ()) if way.port in (link.a.port, link.b.port)), None)
    if link is None or (used >= len(TU12S) - spares and not ledger.before.get(purpose)):
        return None
    klm = ledger.first(scope, _free(ledger, scope), purpose)
    far = link.b if link.a.device == way.device else link.a
    return Landing(far.device, far.port, way.device, way.port, klm, link.name) if klm else None


def _free(ledger: Ledger, scope: str) -> Sequence[str]:
    return [klm for klm in TU12S if ledger.free(Unit(scope, klm))]
