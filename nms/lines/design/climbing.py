"""Choosing ways up from access devices to the edge: with room for the rate, apart where two, kept if possible."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nms.core.errors import ConflictError, InvalidError
from nms.core.site import Link
from nms.lines.design.plant import Climb, Plant, speed_mbps
from nms.lines.design.taken import Ledger


class Start(NamedTuple):
    """Where a way up begins and for whom: an access device, a site and its role (work or protect)."""

    device: str
    site: str
    role: str

    @property
    def purpose(self) -> str:
        """What the choice is remembered under."""
        return f"{self.site} way {self.role}"


@dataclass(slots=True)
class Climber:
    """Chooses ways and writes their load into the ledger."""

    plant: Plant
    ledger: Ledger

    def single(self, start: Start, needed_kbit: int, avoid: Collection[str]) -> Climb | None:
        """The way of before, else the first, that has room and leads over none of `avoid`.

        The reason among the problems where there is none.
        """
        found = [climb for climb in self._ways(start) if not set(climb.devices[1:]) & set(avoid)]
        for climb in found:
            if self._roomy(climb, needed_kbit):
                return climb
        if not found:
            towards = f"PE ≠ {', '.join(sorted(avoid))}" if avoid else "PE"
            self.ledger.problems.append(InvalidError("NMS-LINE-412", device=start.device, towards=towards))
        else:
            self._tight(found[0], needed_kbit)
        return None

    def _tight(self, climb: Climb, needed_kbit: int) -> None:
        """Say which link of a way is full."""
        link = next(link for link in (climb.up, climb.over) if not self._room(link, needed_kbit))
        used = self.ledger.taken.drawn.get(_scope(link), 0) + self.ledger.amounts.get(_scope(link), 0)
        values = {"scope": link.name, "wanted": needed_kbit, "used": used, "capacity": speed_mbps(link) * 1000}
        self.ledger.problems.append(ConflictError("NMS-LINE-409", None, **values))

    def pair(
        self,
        starts: tuple[Start, Start],
        needed_kbit: int,
        avoid: tuple[Collection[str], Collection[str]],
        far: Sequence[Climb],
    ) -> tuple[Climb, Climb] | None:
        """Two ways without a common device: those of before, else those that touch the other's least at the `far` end.

        None where there are no two; then the single ones say why.
        """
        others = [set(climb.devices[1:]) for climb in far] if len(far) > 1 else [set[str](), set[str]()]
        ways = [[climb for climb in self._ways(start) if self._roomy(climb, needed_kbit)] for start in starts]
        pairs = [
            (one, other)
            for one in ways[0]
            for other in ways[1]
            if not set(one.devices[1:]) & {*other.devices[1:], *avoid[0]} and not set(other.devices[1:]) & set(avoid[1])
        ]

        def cost(pair: tuple[Climb, Climb]) -> tuple[bool, int]:
            kept = all(self._before(start) == _told(climb) for start, climb in zip(starts, pair, strict=True))
            return not kept, len(others[1] & set(pair[0].devices)) + len(others[0] & set(pair[1].devices))

        return min(pairs, key=cost, default=None)

    def load(self, start: Start, climb: Climb, amount_kbit: int) -> None:
        """Its share of the links up to the edge, and the way for the next time."""
        self.ledger.choices[start.purpose] = _told(climb)
        for link in (climb.up, climb.over):
            self.ledger.draw(_scope(link), amount_kbit, speed_mbps(link) * 1000)

    def _ways(self, start: Start) -> list[Climb]:
        """Every way up, the one of before first."""
        return sorted(self.plant.climbs(start.device), key=lambda climb: _told(climb) != self._before(start))

    def _before(self, start: Start) -> str:
        return self.ledger.before.get(start.purpose, "")

    def _roomy(self, climb: Climb, needed_kbit: int) -> bool:
        return all(self._room(link, needed_kbit) for link in (climb.up, climb.over))

    def _room(self, link: Link, needed_kbit: int) -> bool:
        return self.ledger.fits(_scope(link), needed_kbit, speed_mbps(link) * 1000)


def _scope(link: Link) -> str:
    return f"link/{link.name}"


def _told(climb: Climb) -> str:
    return f"{climb.up.name} {climb.over.name}"
