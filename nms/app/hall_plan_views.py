"""What pages, API and commands may ask about the E1s of halls: plans, capacity, clocks, the way to the new design."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from nms.core.errors import NmsError
from nms.core.hall import Bonding, E1Use, Framing
from nms.halls.bonding import Joined
from nms.halls.capacity import E1Capacity, HallCapacity, PortCapacity, Totals, of_e1
from nms.halls.clock import End
from nms.halls.migration import Bill, Migration
from nms.halls.voice import BLOCKING, VoiceRate


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What a hall needs of its E1s; `uses` None: as many as `e1` says are proposed, voice first.

    `voice_lines` None: as the traffic asks for, else as the inventory has it.
    """

    hall: str
    e1: int = 1
    voice_lines: int | None = None
    busy_erlang: float = 0.0
    framing: Framing | None = None
    crc4: bool = True
    unframed_rest: bool = False
    bonding: Bonding = Bonding.NONE
    uses: tuple[E1Use, ...] | None = None


@dataclass(frozen=True, slots=True)
class PlanView:
    """The E1s of a hall with their places, K-L-M by order, what they give, and everything that speaks against them."""

    hall: str
    voice_lines: int
    uses: tuple[E1Use, ...]
    klm: Mapping[int, str]
    spares: tuple[int, ...]
    joined: Joined
    rates: tuple[VoiceRate, ...]
    problems: tuple[NmsError, ...] = ()

    @property
    def rows(self) -> tuple[E1Capacity, ...]:
        """The E1s for people."""
        return tuple(of_e1(use) for use in self.uses)


@dataclass(frozen=True, slots=True)
class Tributary:
    """One number of a channelised STM-1 that is taken: by whom, and its K-L-M."""

    number: int
    klm: str
    holder: str


@dataclass(frozen=True, slots=True)
class PortView:
    """A channelised STM-1 and everything on it."""

    capacity: PortCapacity
    taken: tuple[Tributary, ...]


@dataclass(frozen=True, slots=True)
class CapacityView:
    """Both STM-1s, all halls, all of it together."""

    ports: tuple[PortView, ...]
    halls: tuple[HallCapacity, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class ClockView:
    """The ends of halls' E1s whose clock is known, by line, and what is wrong with them."""

    ends: Mapping[str, tuple[End, ...]]
    findings: tuple[NmsError, ...]


@dataclass(frozen=True, slots=True)
class ErlangView:
    """Traffic and lines at a blocking: what so many lines block and carry, and how many it takes."""

    erlang: float
    lines: int
    blocking: float
    blocked: float
    needed: int
    carried: float
    rates: tuple[VoiceRate, ...]


class HallPlanRoom(Protocol):
    """E1 plans of halls. Reads the store, the kept configurations and the inventory only."""

    def plan(self, wish: PlanWish) -> PlanView:
        """A plan with its places, problems among it; NotFoundError for no such hall is left to the form."""
        ...

    def capacity(self) -> CapacityView:
        """How full everything is."""
        ...

    def hall(self, name: str) -> HallCapacity:
        """The E1s of one hall as they stand, else as declared; NotFoundError."""
        ...

    def clocks(self) -> ClockView:
        """Who leads and who follows on every E1 of a hall."""
        ...

    def migration(self, hall: str) -> Migration:
        """From the old design to the new one; NotFoundError, NMS-HALL-060, 061."""
        ...

    def erlang(self, erlang: float, lines: int | None = None, blocking: float = BLOCKING) -> ErlangView:
        """Erlang B; `lines` None: as many as it takes. NMS-HALL-020, 021."""
        ...


# ---------------------------------------------------------------- as API and --json tell it


def plan_told(view: PlanView) -> dict[str, Any]:
    """A plan, its problems in both languages."""
    return {
        "hall": view.hall,
        "voice_lines": view.voice_lines,
        "e1": [
            asdict(row) | {"klm": view.klm.get(row.order, ""), "spare": row.order in view.spares} for row in view.rows
        ],
        "bonding": asdict(view.joined),
        "voice": [asdict(one) for one in view.rates],
        "problems": [one.as_dict() for one in view.problems],
    }


def capacity_told(view: CapacityView) -> dict[str, Any]:
    """The capacity of everything."""
    return {
        "ports": [
            asdict(one.capacity) | {"total": one.capacity.total, "taken": [asdict(row) for row in one.taken]}
            for one in view.ports
        ],
        "halls": [asdict(one) for one in view.halls],
        "totals": asdict(view.totals),
    }


def clocks_told(view: ClockView) -> dict[str, Any]:
    """Clocks by line, and findings."""
    return {
        "lines": [{"line": name, "ends": [_end(one) for one in ends]} for name, ends in sorted(view.ends.items())],
        "findings": [one.as_dict() for one in view.findings],
    }


def _end(one: End) -> dict[str, Any]:
    return {"device": one.device, "port": one.port, "source": one.source, "told": one.told, "hall": one.hall}


def migration_told(view: Migration) -> dict[str, Any]:
    """Before, after, the steps in both languages, and what the inventory becomes."""
    return {
        "hall": view.hall,
        "before": bill_told(view.before),
        "after": bill_told(view.after),
        "steps": [asdict(one) for one in view.steps],
        "removed_devices": list(view.removed_devices),
        "removed_links": list(view.removed_links),
        "added_links": [
            {"name": one.name, "a": str(one.a), "b": str(one.b), "kind": one.kind} for one in view.added_links
        ],
    }


def bill_told(one: Bill) -> dict[str, Any]:
    """One design of a hall."""
    return {
        "design": one.design,
        "boxes": [{"name": name, "role": role} for name, role in one.boxes],
        "links": [{"name": name, "kind": kind} for name, kind in one.links],
        "watched": [asdict(row) for row in one.watched],
        "points": one.points,
        "unwatched": one.unwatched,
    }


def erlang_told(view: ErlangView) -> dict[str, Any]:
    """Erlang B."""
    return asdict(view)


def all_rows(halls: Sequence[HallCapacity]) -> list[tuple[HallCapacity, E1Capacity]]:
    """Every E1 of every hall."""
    return [(hall, row) for hall in halls for row in hall.e1]
