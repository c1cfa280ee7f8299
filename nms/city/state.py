"""The simulated city: all boxes, the clock they share and the faults' effects on them."""

from collections import defaultdict
from collections.abc import Iterable

from nms.city.box import Box, Change, Effect, What
from nms.city.build import address_of, build
from nms.core.ports import Clock
from nms.core.site import Inventory
from nms.topology.reach import reach

KINDS = {What.AP: "ap", What.OPTICS: "optics", What.CPU: "cpu", What.HOST: "host", What.SILENT: "silent"}
_CUTTING = frozenset({What.PORT_DOWN, What.SILENT})


class City:
    """Every element that answers SNMP, by name and by address.

    All values follow from (inventory, seed, time, effects): two cities built alike agree at every moment.
    """

    def __init__(self, inventory: Inventory, clock: Clock, seed: int = 2006) -> None:
        self.inventory, self.clock, self.seed = inventory, clock, seed
        self.boxes: dict[str, Box] = build(inventory, clock.now().timestamp(), seed)
        self.by_address: dict[bytes, Box] = {address_of(box.device): box for box in self.boxes.values()}
        self._reach = reach(inventory)

    def now(self) -> float:
        """The moment in epoch seconds."""
        return self.clock.now().timestamp()

    def apply(self, added: Iterable[Effect] = (), removed: Iterable[Effect] = ()) -> list[Change]:
        """Let effects begin and end at this moment; returns every change of state that follows, in order."""
        steps = [*((effect, 0) for effect in removed), *((effect, 1) for effect in added)]
        by_device: dict[str, list[tuple[Effect, int]]] = defaultdict(list)
        for effect, begins in steps:
            self._start(effect) if begins else self._end(effect)
            by_device[effect.device].append((effect, begins))
        if any(effect.what in _CUTTING for effect, _ in steps):
            self._cut_off()
        at = self.now()
        return [change for name, own in by_device.items() for change in _changes(self.boxes[name], own, at)]

    def _cut_off(self) -> None:
        """Boxes that are managed in band fall silent once no link leads to them; they go on working and say nothing."""
        struck = [box for box in self.boxes.values() if box.effects]
        links = {box.by_name[name].link for box in struck for what, name in box.effects if what is What.PORT_DOWN}
        lost = self._reach.lost({box.device.name for box in struck if box.dead}, links) & self._reach.in_band
        for name, box in self.boxes.items():
            box.cut = name in lost

    def _start(self, effect: Effect) -> None:
        self.boxes[effect.device].effects.setdefault((effect.what, effect.object), []).append(effect.value)

    def _end(self, effect: Effect) -> None:
        effects = self.boxes[effect.device].effects
        effects[effect.what, effect.object].remove(effect.value)
        if not effects[effect.what, effect.object]:
            del effects[effect.what, effect.object]


def _changes(box: Box, steps: list[tuple[Effect, int]], at: float) -> list[Change]:
    """States that follow; those of objects that no loud effect names (children, far ends) are quiet."""
    loud = {effect.object for effect, _ in steps if not effect.quiet}
    changes = [
        change._replace(quiet=not isinstance(change.object, Effect) and change.object.name not in loud)
        for change in box.refresh(at)
    ]
    changes += [
        Change(box, KINDS[effect.what], effect, 1 - begins, begins, effect.quiet)
        for effect, begins in steps
        if effect.what in KINDS
    ]
    return changes
