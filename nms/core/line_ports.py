"""The seams of private lines: resources that are held once, lines and what became of them, as protocols."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from nms.core.line import Draw, Line, LineEvent, LineState, Outage, TurnUp, Unit


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a unit: state reserved (until `until`), used, or quarantine (until `until`)."""

    unit: Unit
    holder: str
    state: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """How much of a limited thing is taken: kbit/s or pieces."""

    scope: str
    capacity: int
    used: int


class ResourceStore(Protocol):
    """Every timeslot, VLAN, id and port that lines hold. Each call is one transaction; uniqueness is the database's."""

    def reserve(
        self, holder: str, units: Collection[Unit], draws: Collection[Draw], until: datetime, now: datetime
    ) -> None:
        """All or nothing; what `holder` has already it keeps. ConflictError NMS-LINE-101 names every unit that another
        holds and by whom, NMS-LINE-102 every limit that would be passed. What expired before `now` is free."""
        ...

    def confirm(self, holder: str, now: datetime) -> None:
        """What was reserved is in use from now on; ConflictError NMS-LINE-103 if any of it has expired and is gone."""
        ...

    def keep_only(self, holder: str, units: Collection[Unit], draws: Collection[Draw], until: datetime | None) -> None:
        """After a modification: all else of the holder goes to quarantine until a moment (None: free at once)."""
        ...

    def release(self, holder: str, until: datetime | None, now: datetime) -> None:
        """All that the holder has goes to quarantine until a moment; None: is free at once (a reservation given up)."""
        ...

    def held(self, scope: str, now: datetime, below: bool = False) -> Sequence[Held]:
        """What is taken in a scope at a moment (`below`: and in all scopes whose name begins with it and a slash)."""
        ...

    def of(self, holder: str) -> tuple[Sequence[Held], Sequence[Draw]]:
        """Everything a holder has."""
        ...

    def drawn(self, scope: str = "") -> Sequence[Drawn]:
        """Limits and what is taken of them, of a scope or all."""
        ...

    def adopt(
        self, holder: str, units: Collection[Unit], draws: Collection[Draw] = (), now: datetime | None = None
    ) -> Sequence[Held]:
        """What the network uses already, under a name of its own; returns what others hold of it, which is left."""
        ...

    def scopes(self, prefix: str = "") -> Sequence[str]:
        """Names that begin so, of scopes in which anything is taken and of limits, in order."""
        ...


class LineStore(Protocol):
    """Remembers lines, every move, outages and tests; each call is one transaction."""

    def add(self, line: Line, actor: str) -> Line:
        """A new line with its id; ConflictError NMS-LINE-201 for a circuit number that was ever used."""
        ...

    def add_all(self, wishes: Sequence[Line], actor: str) -> Sequence[Line]:
        """New lines, all or none."""
        ...

    def get(self, line_id: int) -> Line: ...

    def named(self, number: str) -> Line:
        """By circuit number; NotFoundError."""
        ...

    def move(
        self, line_id: int, sources: Collection[LineState], to: Line, actor: str, body: Mapping[str, Any], at: datetime
    ) -> Line:
        """Compare-and-set with its event; ConflictError NMS-LINE-202 when it stands elsewhere or may not move so."""
        ...

    def find(
        self, states: Collection[LineState] = (), customer: str = "", limit: int = 5000, offset: int = 0
    ) -> tuple[int, Sequence[Line]]: ...

    def search(self, text: str, limit: int = 50, offset: int = 0) -> tuple[int, Sequence[Line]]:
        """(how many, a page of them) whose number, title or customer contain a text, the newest first."""
        ...

    def events(self, line_id: int) -> Sequence[LineEvent]: ...

    def open_outage(self, outage: Outage) -> None:
        """Begin one unless one of its kind is open already."""
        ...

    def close_outage(self, line_id: int, kind: str, end: datetime) -> None: ...

    def excuse_outage(self, line_id: int, kind: str, start: datetime, why: str) -> None:
        """From now on the outage of a kind that began then does not count, for a reason; "" lets it count again.

        NotFoundError where there is none.
        """
        ...

    def outages(self, line_id: int, start: datetime, end: datetime) -> Sequence[Outage]:
        """Those that overlap a stretch, oldest first."""
        ...

    def add_turn_up(self, test: TurnUp) -> None: ...

    def turn_ups(self, line_id: int) -> Sequence[TurnUp]: ...
