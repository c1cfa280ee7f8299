"""A resource store in memory: the same answers as the real one, gone with the process."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nms.core.errors import ConflictError
from nms.core.line import Draw, Unit
from nms.core.line_ports import Drawn, Held


@dataclass(frozen=True, slots=True)
class _Share:
    """What a holder draws of a limit: `firm` is in use, the rest reserved until `until`."""

    amount: int
    firm: int
    until: datetime | None


class MemoryResources:
    """The ResourceStore as plain dictionaries; it does not judge how units are written."""

    def __init__(self) -> None:
        self._units: dict[Unit, Held] = {}
        self._shares: dict[tuple[str, str], _Share] = {}
        self._capacities: dict[str, int] = {}
        self._lapsed: set[str] = set()

    def reserve(
        self, holder: str, units: Collection[Unit], draws: Collection[Draw], until: datetime, now: datetime
    ) -> None:
        """All or nothing; ConflictError NMS-LINE-101 or -102."""
        self._expire(now)
        self._refuse(self._taken(holder, units), self._over(holder, draws, firm=False))
        self._lapsed.discard(holder)
        for unit, held in self._units.items():
            if held.holder == holder and held.state == "reserved":
                self._units[unit] = replace(held, until=until)
        for key, share in self._shares.items():
            if key[1] == holder and share.until is not None:
                self._shares[key] = replace(share, until=until)
        for unit in units:
            if unit not in self._units or self._units[unit].state != "used":
                self._units[unit] = Held(unit, holder, "reserved", until)
        for draw in _added(draws):
            firm = self._firm(draw.scope, holder)
            self._draw(holder, draw, _Share(max(firm, draw.amount), firm, until if draw.amount > firm else None))

    def confirm(self, holder: str, now: datetime) -> None:
        """ConflictError NMS-LINE-103 when the reservation has expired."""
        self._expire(now)
        if holder in self._lapsed:
            raise ConflictError("NMS-LINE-103", holder=holder)
        for unit, held in self._units.items():
            if held.holder == holder and held.state == "reserved":
                self._units[unit] = replace(held, state="used", until=None)
        for key, share in self._shares.items():
            if key[1] == holder:
                self._shares[key] = _Share(share.amount, share.amount, None)

    def keep_only(self, holder: str, units: Collection[Unit], draws: Collection[Draw], until: datetime | None) -> None:
        """All else of the holder rests until a moment, or is free."""
        kept = set(units)
        for unit in [unit for unit, held in self._units.items() if held.holder == holder and unit not in kept]:
            self._put_away(unit, until)
        amounts = {draw.scope: draw.amount for draw in _added(draws)}
        for scope, owner in list(self._shares):
            if owner == holder:
                self._lower(scope, holder, amounts.get(scope, 0))

    def release(self, holder: str, until: datetime | None, now: datetime) -> None:
        """All of the holder rests until a moment, or is free."""
        self._expire(now)
        self.keep_only(holder, (), (), None if until is None or until <= now else until)
        self._lapsed.discard(holder)

    def adopt(
        self, holder: str, units: Collection[Unit], draws: Collection[Draw] = (), now: datetime | None = None
    ) -> Sequence[Held]:
        """In use already; returns what others hold of it."""
        if now is not None:
            self._expire(now)
        self._refuse((), self._over(holder, draws, firm=True))
        others = self._taken(holder, units)
        mine = {unit for unit, held in self._units.items() if held.holder == holder}
        for unit in {*units, *mine} - {held.unit for held in others}:
            self._units[unit] = Held(unit, holder, "used")
        for draw in _added(draws):
            self._draw(holder, draw, _Share(draw.amount, draw.amount, None))
        return others

    def everything(self) -> Sequence[Held]:
        """All that is known, over or not."""
        return sorted(self._units.values(), key=lambda held: held.unit)

    def held(self, scope: str, now: datetime, below: bool = False) -> Sequence[Held]:
        """What is taken at a moment."""
        alive = [held for held in self._units.values() if held.until is None or held.until > now]
        inside = [
            held for held in alive
            if held.unit.scope == scope or (below and held.unit.scope.startswith(f"{scope}/"))
        ]  # fmt: skip
        return sorted(inside, key=lambda held: held.unit)

    def of(self, holder: str) -> tuple[Sequence[Held], Sequence[Draw]]:
        """Everything a holder has."""
        units = sorted((held for held in self._units.values() if held.holder == holder), key=lambda held: held.unit)
        mine = sorted((scope, share) for (scope, owner), share in self._shares.items() if owner == holder)
        return units, [Draw(scope, share.amount, self._capacities[scope]) for scope, share in mine]

    def drawn(self, scope: str = "") -> Sequence[Drawn]:
        """Limits of which anything is taken."""
        scopes = sorted({one for one, _ in self._shares if scope in ("", one)})
        return [Drawn(one, self._capacities[one], self._used(one)) for one in scopes]

    def scopes(self, prefix: str = "") -> Sequence[str]:
        """Names of scopes and limits in use that begin so."""
        names = {unit.scope for unit in self._units} | {scope for scope, _ in self._shares}
        return sorted(name for name in names if name.startswith(prefix))

    def _expire(self, now: datetime) -> None:
        for unit, held in list(self._units.items()):
            if held.until is not None and held.until <= now:
                del self._units[unit]
                self._lapsed |= {held.holder} if held.state == "reserved" else set()
        for (scope, holder), share in list(self._shares.items()):
            if share.until is not None and share.until <= now:
                self._lapsed.add(holder)
                self._lower(scope, holder, share.firm)

    def _taken(self, holder: str, units: Collection[Unit]) -> Sequence[Held]:
        found = [self._units[unit] for unit in sorted(set(units)) if unit in self._units]
        return [held for held in found if held.holder != holder]

    def _over(self, holder: str, draws: Collection[Draw], firm: bool) -> Sequence[str]:
        over: list[str] = []
        for draw in _added(draws):
            others = self._used(draw.scope) - self._amount(draw.scope, holder)
            amount = draw.amount if firm else max(draw.amount, self._firm(draw.scope, holder))
            if others + amount > draw.capacity:
                over.append(f"{draw.scope}: {others} + {amount} > {draw.capacity}")
        return over

    def _refuse(self, taken: Sequence[Held], over: Sequence[str]) -> None:
        if taken:
            said = [f"{held.unit.scope} {held.unit.unit} ({held.holder}, {held.state})" for held in taken]
            raise ConflictError("NMS-LINE-101", taken="; ".join([*said, *over]))
        if over:
            raise ConflictError("NMS-LINE-102", over="; ".join(over))

    def _put_away(self, unit: Unit, until: datetime | None) -> None:
        held = self._units[unit]
        if held.state == "quarantine":
            return
        if until is None:
            del self._units[unit]
        else:
            self._units[unit] = replace(held, state="quarantine", until=until)

    def _draw(self, holder: str, draw: Draw, share: _Share) -> None:
        self._shares.pop((draw.scope, holder), None)
        if share.amount:
            self._capacities[draw.scope] = draw.capacity
            self._shares[draw.scope, holder] = share

    def _lower(self, scope: str, holder: str, most: int) -> None:
        share = self._shares[scope, holder]
        amount, firm = min(share.amount, most), min(share.firm, most)
        self._shares[scope, holder] = _Share(amount, firm, share.until if amount > firm else None)
        if not amount:
            del self._shares[scope, holder]

    def _used(self, scope: str) -> int:
        return sum(share.amount for (one, _), share in self._shares.items() if one == scope)

    def _amount(self, scope: str, holder: str) -> int:
        share = self._shares.get((scope, holder))
        return 0 if share is None else share.amount

    def _firm(self, scope: str, holder: str) -> int:
        share = self._shares.get((scope, holder))
        return 0 if share is None else share.firm


def _added(draws: Collection[Draw]) -> Sequence[Draw]:
    sums: dict[str, Draw] = {}
    for draw in draws:
        before = sums.get(draw.scope)
        sums[draw.scope] = draw if before is None else replace(draw, amount=before.amount + draw.amount)
    return list(sums.values())
