"""What is taken already as a frozen snapshot, and the ledger into which one design writes what it takes besides."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from nms.core.errors import ConflictError, NmsError
from nms.core.line import Design, Draw, Unit
from nms.core.line_ports import Drawn, Held


@dataclass(frozen=True, slots=True)
class Taken:
    """Scope → unit → who holds it (circuit number, or where on a device it stands), and scope → amount drawn."""

    units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    drawn: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, held: Iterable[Held], drawn: Iterable[Drawn] = (), own: str = "") -> "Taken":
        """The store's answer as a snapshot, without what `own` (a circuit number) holds itself."""
        units: dict[str, dict[str, str]] = {}
        for one in held:
            if one.holder != own or not own:
                units.setdefault(one.unit.scope, {})[one.unit.unit] = one.holder
        return cls(units, {one.scope: one.used for one in drawn})

    def holder(self, unit: Unit) -> str:
        """Who has it; "" nobody."""
        return self.units.get(unit.scope, {}).get(unit.unit, "")

    def of_scope(self, scope: str) -> Mapping[str, str]:
        """Everything taken in a scope."""
        return self.units.get(scope, {})

    def plus(self, units: Iterable[Unit], holder: str, draws: Iterable[Draw] = ()) -> "Taken":
        """With more taken; what somebody has already stays theirs."""
        more = {scope: dict(known) for scope, known in self.units.items()}
        for unit in units:
            more.setdefault(unit.scope, {}).setdefault(unit.unit, holder)
        drawn = dict(self.drawn)
        for draw in draws:
            drawn[draw.scope] = drawn.get(draw.scope, 0) + draw.amount
        return Taken(more, drawn)

    def less(self, design: Design) -> "Taken":
        """Without what a standing design has: for designing that line anew."""
        gone = set(design.units)
        kept = {
            scope: {unit: holder for unit, holder in known.items() if Unit(scope, unit) not in gone}
            for scope, known in self.units.items()
        }
        drawn = dict(self.drawn)
        for draw in design.draws:
            drawn[draw.scope] = max(0, drawn.get(draw.scope, 0) - draw.amount)
        return Taken(kept, drawn)


@dataclass(slots=True)
class Ledger:
    """What one design takes, in order; asks `taken` and itself, gathers every reason why something cannot be had.

    `before` is what the line chose last time for each purpose, `pinned` what an engineer insists on.
    """

    taken: Taken
    before: Mapping[str, str] = field(default_factory=dict)
    pinned: Collection[Unit] = ()
    units: dict[Unit, None] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    capacities: dict[str, int] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    problems: list[NmsError] = field(default_factory=list)
    mine: dict[str, set[str]] = field(default_factory=dict)
    """The units of this design by scope."""

    def free(self, unit: Unit) -> bool:
        """Whether nobody has it, this design included."""
        return unit not in self.units and not self.taken.holder(unit)

    def take(self, *units: Unit) -> None:
        """Take what is known to be free."""
        self.units.update(dict.fromkeys(units))
        for unit in units:
            self.mine.setdefault(unit.scope, set()).add(unit.unit)

    def claim(self, unit: Unit, purpose: str = "") -> None:
        """Take exactly this one; NMS-LINE-407 with its holder among the problems where another has it."""
        holder = self.taken.holder(unit) or ("–" if unit in self.units else "")
        if holder:
            self.problems.append(ConflictError("NMS-LINE-407", scope=unit.scope, unit=unit.unit, holder=holder))
        self.take(unit)
        if purpose:
            self.choices[purpose] = unit.unit

    def first(self, scope: str, candidates: Iterable[str], purpose: str) -> str:
        """The first free of a scope: what is pinned, else what was chosen before, else in order.

        "" and NMS-LINE-408 among the problems where none is left.
        """
        pinned = next((one.unit for one in self.pinned if one.scope == scope and one not in self.units), "")
        if pinned:
            self.claim(Unit(scope, pinned), purpose)
            return pinned
        held, mine, earlier = self.taken.of_scope(scope), self.mine.get(scope, ()), self.before.get(purpose, "")
        for unit in chain((earlier,) if earlier else (), candidates):
            if unit not in held and unit not in mine:
                self.take(Unit(scope, unit))
                self.choices[purpose] = unit
                return unit
        self.problems.append(ConflictError("NMS-LINE-408", scope=scope, count=len(held)))
        return ""

    def again(self, scope: str, candidates: Iterable[str], purpose: str) -> str:
        """As `first`, but one choice for all who ask for the same purpose."""
        chosen = self.choices.get(purpose, "")
        return chosen or self.first(scope, candidates, purpose)

    def draw(self, scope: str, amount: int, capacity: int) -> None:
        """A share of something limited; NMS-LINE-409 among the problems where it is too much."""
        self.amounts[scope] = self.amounts.get(scope, 0) + amount
        self.capacities[scope] = capacity
        if not self.fits(scope, 0, capacity):
            used = self.taken.drawn.get(scope, 0)
            self.problems.append(
                ConflictError("NMS-LINE-409", scope=scope, wanted=self.amounts[scope], used=used, capacity=capacity)
            )

    def fits(self, scope: str, amount: int, capacity: int) -> bool:
        """Whether so much more is left."""
        return self.taken.drawn.get(scope, 0) + self.amounts.get(scope, 0) + amount <= capacity

    @property
    def draws(self) -> tuple[Draw, ...]:
        """All shares, one per scope."""
        return tuple(Draw(scope, amount, self.capacities[scope]) for scope, amount in self.amounts.items())
