"""The fault corpus: what to break where, drawn by dice, and how well the causes that were found hit it."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fault_city import CorpusCity

from nms.city.faults import KINDS
from nms.city.products import GPON
from nms.city.targets import resolve
from nms.core.alarm import Alarm
from nms.core.device import Role
from nms.faults.causes import Cause
from nms.faults.elements import Element, ElementKind

SEEN_AFTER_S, EARLY_S = 200.0, 12.0
CLEAR_AFTER_S, RESTARTED_S, SETTLED_S = 240.0, 1000.0, 760.0
LARGE, FOLDED = 30, 20
EVENTS = frozenset({"cold-start"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what strikes where, and the element that it is."""

    kind: str
    target: str
    element: Element


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one or two faults at once."""

    faults: tuple[Fault, ...]
    touched: int
    alarms: int
    visible: int
    folded: int
    first: tuple[bool, ...]
    early: tuple[bool, ...]
    found: tuple[bool, ...]
    suppressed: tuple[bool, ...]
    causes: int
    wrong: int
    left: tuple[str, ...]


class Draw:
    """Draws faults at random places of one city."""

    def __init__(self, world: CorpusCity, dice: random.Random, without: frozenset[str] = frozenset()) -> None:
        self._world, self._dice = world, dice
        self.places: Mapping[str, Sequence[Fault]] = {
            kind: places(world) for kind, places in PLACES.items() if kind not in without
        }
        self._turn: list[str] = []

    def next(self) -> tuple[Fault, ...]:
        """One fault, of all kinds in turn; every sixth time two at once."""
        if not self._turn:
            self._turn = [*(kind for kind in self.places if self.places[kind]), "two", "two"]
            self._dice.shuffle(self._turn)
        kind = self._turn.pop()
        return self._two() if kind == "two" else (self._dice.choice(self.places[kind]),)

    def _two(self) -> tuple[Fault, ...]:
        kinds = [kind for kind in self.places if self.places[kind]]
        while True:
            pair = [self._dice.choice(self.places[kind]) for kind in self._dice.sample(kinds, 2)]
            if self._apart(pair[0], pair[1]) and self._apart(pair[1], pair[0]):
                return tuple(pair)

    def _apart(self, one: Fault, other: Fault) -> bool:
        """Whether at least half of what one fault changes can still be seen beside the other."""
        mine, others = self.effects(one), self.effects(other)
        dead = {device for device, thing in others if not thing} | self._world.elements.lost(other.element)
        seen = {place for place in mine if place not in others and place[0] not in dead}
        return 2 * len(seen) >= len(mine)

    def effects(self, fault: Fault) -> set[tuple[str, str]]:
        """(device, object) of everything that a fault changes in the city; the object of a whole device is ""."""
        row, city = KINDS[fault.kind], self._world.city
        place = resolve(city, fault.kind, fault.target, row.sorts)
        struck = {(effect.device, effect.object) for effect in row.effects(city, place)}
        return {(device, thing) for device, thing in struck if not self._idle(device, thing)}

    def _idle(self, device: str, thing: str) -> bool:
        """Whether nobody notices that a port is gone: it was down before."""
        port = self._world.city.boxes[device].by_name.get(thing)
        return port is not None and port.idle


# ---------------------------------------------------------------- what can be struck where


def _links(world: CorpusCity, kind: str, kinds: frozenset[str]) -> list[Fault]:
    boxes = world.city.boxes
    return [
        Fault(kind, link.name, world.elements.of_link(link.name))
        for link in world.inventory.links.values()
        if link.kind in kinds and link.a.device in boxes and link.b.device in boxes
    ]


def _ducts(world: CorpusCity) -> list[Fault]:
    """Every duct; those with many links as often as all those with one, which are the same as their link."""
    within: dict[str, list[str]] = {}
    for link in world.inventory.links.values():
        for duct in link.srlg if link.kind != "sdh" else ():
            within.setdefault(duct, []).append(link.name)
    alone = {duct: world.elements.of_link(links[0]) for duct, links in within.items() if len(links) == 1}
    found = [Fault("fibre-cut", duct, alone.get(duct, Element(ElementKind.DUCT, duct))) for duct in sorted(within)]
    many = [fault for fault in found if fault.element.kind is ElementKind.DUCT]
    return found + many * (len(found) // max(len(many), 1))


def _cards(world: CorpusCity) -> list[Fault]:
    """Slots with two cabled ports or more, or with PON ports: with one port a card and its link look alike. Not those
    whose failure cuts off their own box: then nobody sees more than of the box."""
    found = []
    for box in world.city.boxes.values():
        slots = {slot for port in box.ports if (slot := _slot(port.name))}
        for slot in sorted(slots) if box.device.role in (Role.P, Role.PE, Role.CPOS_ROUTER, Role.OLT) else ():
            element = Element(ElementKind.CARD, f"{box.device.name}:{slot}")
            trees = any(port.type == GPON and _slot(port.name) == slot for port in box.ports)
            cabled = len(world.elements.links(element)) > 1 and box.device.name not in world.elements.unheard(element)
            if trees or cabled:
                found.append(Fault("card-failure", element.name, element))
    return found


def _slot(name: str) -> str:
    numbers = "".join(letter if letter.isdigit() or letter == "/" else " " for letter in name).split()
    parts = numbers[-1].split("/") if numbers else []
    return "/".join(parts[:2]) if len(parts) >= 3 else ""


def _devices(kind: str, *roles: Role) -> Callable[[CorpusCity], list[Fault]]:
    def places(world: CorpusCity) -> list[Fault]:
        boxes = [box for box in world.city.boxes.values() if not roles or box.device.role in roles]
        return [Fault(kind, box.device.name, Element(ElementKind.DEVICE, box.device.name)) for box in boxes]

    return places


def _lines(world: CorpusCity) -> list[Fault]:
    return [
        Fault("e1-los", link.name, Element(ElementKind.E1, link.name))
        for link in world.inventory.links.values()
        if link.kind == "e1"
    ]


def _trunks(world: CorpusCity) -> list[Fault]:
    routers = [box.device.name for box in world.city.boxes.values() if box.device.role is Role.CPOS_ROUTER]
    return [Fault("stm1-los", name, Element(ElementKind.STM1, f"{name}:cpos0/1/0")) for name in routers]


def _trees(world: CorpusCity) -> list[Fault]:
    return [
        Fault("pon-cut", f"{box.device.name}:{port.name}", Element(ElementKind.PON, _pon(box.device.name, port.name)))
        for box in world.city.boxes.values()
        for port in box.ports
        if port.type == GPON
    ]


def _pon(device: str, port: str) -> str:
    return f"{device}:{port.replace(' ', '').lower()}"


def _access_points(world: CorpusCity) -> list[Fault]:
    names = [ap.name for box in world.city.boxes.values() for ap in box.aps]
    return [Fault("ap-offline", f"AP {name}", Element(ElementKind.AP, name)) for name in names]


_CABLES = frozenset({"fibre", "ethernet"})
PLACES: Mapping[str, Callable[[CorpusCity], list[Fault]]] = {
    "link-cut": lambda world: _links(world, "link-cut", _CABLES | {"e1"}),
    "fibre-cut": _ducts,
    "card-failure": _cards,
    "power-loss": _devices("power-loss"),
    "converter-failure": _devices("converter-failure", Role.CONVERTER),
    "olt-failure": _devices("olt-failure", Role.OLT),
    "pon-cut": _trees,
    "e1-los": _lines,
    "stm1-los": _trunks,
    "link-flap": lambda world: _links(world, "link-flap", _CABLES | {"e1"}),
    "ap-offline": _access_points,
}

# ---------------------------------------------------------------- one after the other


def play(world: CorpusCity, draw: Draw, faults: Sequence[Fault]) -> Outcome:
    """Strike, look, mend; the city is whole again when it returns."""
    for fault in faults:
        world.strike(fault.kind, fault.target)
    world.pass_time(EARLY_S)
    early = _of_network(world)
    world.pass_time(SEEN_AFTER_S - EARLY_S)
    active, causes = world.ledger.active(), _of_network(world)
    for fault in faults:
        world.mend(fault.target)
    world.pass_time(max(_rest(fault) for fault in faults))
    return _judged(faults, draw, active, (early, causes), tuple(str(alarm.key) for alarm in world.ledger.active()))


def _rest(fault: Fault) -> float:
    if fault.kind == "link-flap":
        return SETTLED_S
    return RESTARTED_S if fault.element.kind is ElementKind.DEVICE else CLEAR_AFTER_S


def _of_network(world: CorpusCity) -> list[Cause]:
    """The open causes but for events, which end by themselves."""
    return [cause for cause in world.attribution.causes if cause.element.name.rpartition(":")[2] not in EVENTS]


def _judged(
    faults: Sequence[Fault],
    draw: Draw,
    active: Sequence[Alarm],
    looks: tuple[list[Cause], list[Cause]],
    left: tuple[str, ...],
) -> Outcome:
    early, causes = looks
    troubles = [alarm for alarm in active if alarm.key.problem not in EVENTS]
    below = Counter(alarm.root_id for alarm in troubles if alarm.root_id is not None)
    ranked, soon = [cause.element for cause in causes], [cause.element for cause in early]
    wanted = [fault.element for fault in faults]
    return Outcome(
        tuple(faults),
        len(set[tuple[str, str]]().union(*map(draw.effects, faults))),
        len(troubles),
        sum(alarm.root_id is None for alarm in troubles),
        max(below.values(), default=0),
        tuple(element in ranked[: len(faults)] for element in wanted),
        tuple(element in soon[: len(faults)] for element in wanted),
        tuple(element in ranked for element in wanted),
        tuple(_suppressed(element, causes, troubles) for element in wanted),
        len(causes),
        sum(element not in wanted for element in ranked),
        left,
    )


def _suppressed(element: Element, causes: Sequence[Cause], troubles: Sequence[Alarm]) -> bool:
    """Whether no alarm that tells of the element is seen at the top: all are under alarms of something else."""
    own = {each for cause in causes if cause.element == element for each in cause.alarms}
    own |= {alarm.id for alarm in troubles if alarm.details.get("element") == str(element)}
    return not any(alarm.id in own and alarm.root_id is None for alarm in troubles)


# ---------------------------------------------------------------- the sum of it


@dataclass(slots=True)
class Score:
    """All outcomes; every figure is printed with its formula."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def injected(self) -> int:
        """Faults that struck, those of pairs each counted."""
        return sum(len(one.faults) for one in self.outcomes)

    def share(self, what: str) -> float:
        """Of the injected elements the share for which `first`, `early`, `found` or `suppressed` holds."""
        return sum(sum(getattr(one, what)) for one in self.outcomes) / self.injected

    @property
    def precision(self) -> float:
        """Causes that were injected / causes found."""
        found = sum(one.causes for one in self.outcomes)
        return (found - sum(one.wrong for one in self.outcomes)) / found

    @property
    def compression(self) -> float:
        """Active alarms / alarms at the top."""
        return sum(one.alarms for one in self.outcomes) / sum(one.visible for one in self.outcomes)

    @property
    def large(self) -> list[Outcome]:
        """Faults that touch many elements."""
        return [one for one in self.outcomes if one.touched >= LARGE]

    def told(self, seed: int, world: CorpusCity) -> str:
        """The figures with their formulas, and a line per kind."""
        figures = {
            "ranked first = injected element among the first n causes, n faults at once / injected": "first",
            f"the same after {EARLY_S:.0f} s already": "early",
            "recall = injected elements among the causes found / injected": "found",
            "suppressed = injected elements without an alarm at the top / injected": "suppressed",
        }
        return "\n".join(
            [
                f"fault corpus, seed {seed}: {len(self.outcomes)} injections, {self.injected} faults",
                self._traps(world),
                *(f"  {formula} = {self.share(what):.1%}" for formula, what in figures.items()),
                f"  precision = causes that were injected / causes found = {self.precision:.1%}",
                f"  compression = active alarms / alarms at the top = {self.compression:.2f}",
                self._folding(),
                *self._by_kind(),
            ]
        )

    def _traps(self, world: CorpusCity) -> str:
        lost, doubled = world.lost / world.sent, world.doubled / world.sent
        pairs = sum(len(one.faults) > 1 for one in self.outcomes)
        return f"  {pairs} pairs at once; {world.sent} traps, lost {lost:.1%}, doubled {doubled:.1%}, clocks 10 s apart"

    def _folding(self) -> str:
        folded = [one.folded for one in self.large]
        least = min(folded, default=0)
        return f"  {len(folded)} that touch {LARGE} elements or more: at least {least} alarms folded into one"

    def _by_kind(self) -> list[str]:
        table: dict[str, list[bool]] = defaultdict(list)
        for one in self.outcomes:
            for fault, first in zip(one.faults, one.first, strict=True):
                table[f"{fault.kind} → {fault.element.kind}"].append(first)
        return [f"    {kind:32} {sum(hits):4} of {len(hits):4} first" for kind, hits in sorted(table.items())]


def run(world: CorpusCity, seed: int, injections: int, without: frozenset[str] = frozenset()) -> Score:
    """Play so many injections, drawn by a seed, of all kinds but those left out."""
    draw, score = Draw(world, random.Random(seed), without), Score()
    for _ in range(injections):
        score.outcomes.append(play(world, draw, draw.next()))
    return score
