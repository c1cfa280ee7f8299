"""From an order document to a design: read, surveyed, compared and designed against what the network has free now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nms.app.grades import grades
from nms.app.line_advice import Advised, advised_on, policy_of
from nms.app.order_reading import OrderError, Source, read_order
from nms.app.parts import Parts
from nms.core.device import Role
from nms.core.errors import InvalidError, NmsError, NotFoundError
from nms.core.line import Design, Line, Order, Solution, Unit
from nms.lines.design import Taken, design, observed, redesign
from nms.lines.design.standing import BY_HAND
from nms.lines.order import SERVICE, OrderDocument, suited
from nms.lines.survey import survey

SOURCE = Source("order")
_WISHES = ("mbps", "assured_mbps", "add", "remove", "move", "serials")
_RATES = ("mbps", "assured_mbps")
_CARRIERS = frozenset({Role.ACCESS_SWITCH, Role.AGGREGATION, Role.PE, Role.OLT, Role.CPOS_ROUTER})
"""Whose configurations tell what a line could collide with."""


class Designing:
    """What the verbs of a line need of the trade of designing."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._read: dict[str, tuple[str, tuple[Unit, ...]]] = {}

    # ------------------------------------------------------------ documents

    def read(self, document: Mapping[str, Any]) -> Order:
        """The order of a document; OrderError with every problem, sites and customers that nobody knows among them."""
        found: list[NmsError] = []
        try:
            read = read_order(document, SOURCE, whole=True)
        except OrderError as refused:
            found += refused.problems
        found += self._strangers(document)
        if found:
            raise OrderError(found)
        customers = {name: one.grade for name, one in self._parts.inventory.customers.items()}
        return read.order(customers, grades(self._parts.site.folder))

    def _strangers(self, document: Mapping[str, Any]) -> list[NmsError]:
        """Sites and customers that the inventory does not know."""
        inventory, ends = self._parts.inventory, document.get("ends")
        sites = [str(end.get("site") if isinstance(end, Mapping) else end) for end in ends or ()] if _many(ends) else []
        strange: list[NmsError] = []
        for at, site in enumerate(sites):
            if site not in inventory.sites:
                strange.append(_placed(NotFoundError("site", site), f"ends.{at}.site"))
        customer = document.get("customer")
        if customer and str(customer) not in inventory.customers:
            strange.append(_placed(NotFoundError("customer", str(customer)), "customer"))
        return strange

    def surveyed(self, order: Order) -> Order:
        """The order with what it does not say itself as the network has it now."""
        held, drawn = self._parts.store.resources.of(order.number)
        mine = Design(Solution.SDH, units=tuple(one.unit for one in held), draws=tuple(drawn))
        return replace(order, requirement=survey(order, self._parts.inventory, self._taken().less(mine)))

    def compared(self, order: Order) -> Advised:
        """The three solutions side by side, with what the survey found."""
        return advised_on(order.requirement, policy_of(self._parts.site.folder))

    def design(self, order: Order, solution: str = "") -> Design:
        """The design of a surveyed order over a solution: the given one, else as ordered, else as recommended.

        ImpossibleError with every reason and the nearest thing that can be built; InvalidError NMS-LINE-214 where no
        solution is possible at all.
        """
        chosen = self._chosen(order, solution)
        held, drawn = self._parts.store.resources.of(order.number)
        mine = Design(chosen, units=tuple(one.unit for one in held), draws=tuple(drawn))
        free = self._taken().less(mine)
        return design(suited(order, chosen), chosen, self._parts.inventory, free, self._parts.config.lines)

    def _chosen(self, order: Order, solution: str) -> Solution:
        if solution and solution.upper() not in set(Solution):
            raise InvalidError("NMS-LINE-211", field="solution", reason=f"{solution}: {', '.join(Solution)}")
        if wanted := solution.upper() or order.solution:
            return Solution(wanted)
        found = self.compared(order)
        chosen = found.advice.recommended or found.nearest
        if chosen is None:
            raise InvalidError("NMS-LINE-214", number=order.number)
        return chosen

    def redesign(self, line: Line, order: Order) -> Design:
        """The design of a changed order; what need not change stays as it stands. ImpossibleError."""
        assert line.design is not None, "a line that is modified has a design"
        wanted, taken = suited(order, line.design.solution), self._taken()
        return redesign(wanted, line.design, self._parts.inventory, taken, self._parts.config.lines)

    def _taken(self) -> Taken:
        """What anybody holds now, and what stands on devices without a holder as they were last read."""
        resources, now = self._parts.store.resources, self._parts.clock.now()
        resources.expire(now)
        kinds = sorted({scope.partition("/")[0] for scope in resources.scopes()})
        held = [one for kind in kinds for one in resources.held(kind, now, below=True)]
        return Taken.of(held, resources.drawn()).plus(self._standing(), BY_HAND)

    def _standing(self) -> list[Unit]:
        """What the newest kept configurations show, each read once."""
        archive, inventory = self._parts.archive, self._parts.inventory
        found: list[Unit] = []
        for name, kept in archive.newest().items():
            device = inventory.devices.get(name)
            if device is None or device.role not in _CARRIERS:
                continue
            if self._read.get(name, ("", ()))[0] != kept.id:
                text = archive.shown(kept.id, name)
                self._read[name] = kept.id, observed(inventory, {name: text}, self._parts.config.lines.link_nets)
            found += self._read[name][1]
        return found

    def modified(self, order: Order, wish: Mapping[str, Any]) -> Order:
        """The order with another bandwidth, sites added, removed or moved, ONTs bound; OrderError, InvalidError 211 to
        213."""
        for name in wish:
            if name not in _WISHES:
                raise InvalidError("NMS-LINE-211", field=name, reason=", ".join(_WISHES))
        document = OrderDocument.spelling(order)
        document |= {name: wish[name] for name in _RATES if wish.get(name) is not None}
        document["ends"] = _ends(order.number, document["ends"], wish)
        if any(wish.get(name) for name in ("add", "remove")):
            document.pop("sites", None)
        made = self._reread(order, document)
        if made == self._reread(order, OrderDocument.spelling(order)):
            raise InvalidError("NMS-LINE-213", number=order.number)
        return self.surveyed(made)

    def _reread(self, order: Order, document: Mapping[str, Any]) -> Order:
        """A document that was written of an order; a service that it never named is still not named."""
        made = self.read(document)
        return made if SERVICE in order.surveyed else replace(made, surveyed=made.surveyed - {SERVICE})


def _ends(number: str, ends: Sequence[Mapping[str, Any]], wish: Mapping[str, Any]) -> list[Any]:
    known = {str(end["site"]): end for end in ends}
    moved, serials = wish.get("move") or {}, wish.get("serials") or {}
    for site in (*moved, *serials, *(wish.get("remove") or ())):
        if site not in known:
            raise InvalidError("NMS-LINE-212", number=number, site=site, known=", ".join(known))
    removed = set(wish.get("remove") or ())
    bound = {site: {**end, "serial": serials.get(site, end.get("serial", ""))} for site, end in known.items()}
    stay = [_moved(end, moved[site]) if site in moved else end for site, end in bound.items() if site not in removed]
    return [*stay, *(wish.get("add") or ())]


def _moved(end: Mapping[str, Any], to: Any) -> Mapping[str, Any]:
    """The end at another site; what the new one does not say stays as it was."""
    return {**end, **(to if isinstance(to, Mapping) else {"site": to})}


def _many(ends: object) -> bool:
    return isinstance(ends, Sequence) and not isinstance(ends, str)


def _placed(error: NmsError, key: str) -> NmsError:
    error.where = SOURCE.where(tuple(key.split(".")))
    return error
