"""The simulated city as the system sees its halls: polled with noise, nothing taken from the fault itself."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fault_city import POLICY, CorpusCity

from nms.app.hall_evidence import Gathering, Surroundings
from nms.core.alarm import Alarm
from nms.core.device import Role
from nms.core.observed import E1Line, SonetLayer
from nms.core.site import Hall, Inventory, Link
from nms.faults.ledger import Ledger
from nms.faults.notify import Notifiers
from nms.halls.place import Place, Verdict, located
from nms.topology.dependency import dependency

LOST_TRAPS, LOST_POLLS, MISSING_END, UNRELATED = 0.3, 0.15, 0.1, 3
SEEN_AFTER_S, CLEAR_AFTER_S = 190.0, 130.0

TRUTH: Mapping[str, Place] = {
    "hall-power-loss": Place.HALL,
    "converter-failure": Place.HALL,
    "e1-card-failure": Place.HALL,
    "e1-loop-hall": Place.HALL,
    "e1-los": Place.LINE,
    "e1-cut-to-hall": Place.LINE,
    "e1-cut-to-centre": Place.LINE,
    "e1-path-failure": Place.LINE,
    "e1-errors": Place.LINE,
    "e1-errors-to-hall": Place.LINE,
    "e1-errors-to-centre": Place.LINE,
    "fibre-cut": Place.LINE,
    "e1-channel-failure": Place.CENTRE,
    "e1-loop-centre": Place.CENTRE,
    "stm1-los": Place.CENTRE,
    "card-failure": Place.CENTRE,
    "power-loss": Place.CENTRE,
}
_OF_ROUTER = {"stm1-los": "{router}", "card-failure": "{router}:0/1", "power-loss": "{router}"}


@dataclass(frozen=True, slots=True)
class Case:
    """One injected fault: what, where, which line is asked about, and where the truth lies."""

    kind: str
    target: str
    hall: Hall
    link: Link
    missing: str
    truth: Place


class HallWorld(CorpusCity):
    """As the corpus of faults, but what devices said last is kept, and polls get lost too."""

    def __init__(self, inventory: Inventory, seed: int) -> None:
        self.noise = random.Random(seed + 1)
        self.around = Surroundings.of(inventory, dependency(inventory))
        self.missing: str = ""
        self._read: dict[str, tuple[Sequence[object], datetime]] = {}
        self._answering: dict[str, bool] = {}
        super().__init__(inventory, seed, LOST_TRAPS)
        self.ledger = Ledger(self.store, Notifiers(), self.clock, policy=POLICY)  # no root causes: they are not asked
        self._watched = frozenset(
            name
            for name, box in self.city.boxes.items()
            if box.device.role in (Role.CONVERTER, Role.CPOS_ROUTER, Role.HALL_SWITCH, Role.HALL_ROUTER, Role.AP)
        )

    def _look(self) -> None:
        if self.ledger.active():
            self.ledger.expire()
        self._at(5.0, self._look)

    def _poll(self, name: str) -> None:
        if name == self.missing or self.noise.random() < LOST_POLLS:
            return
        super()._poll(name)
        if name not in self._watched:
            return
        box, now = self.city.boxes[name], self.clock.now()
        self._answering[name] = not box.silent
        if not box.silent and box.lines:
            errored = any(line.errors for line in box.lines)
            self._read[name] = (self._fresh_rows(box) if errored else self._rows(box), now)

    # ------------------------------------------------------------ what the system has seen

    def lines(self, device: str) -> Mapping[str, tuple[E1Line, datetime]]:
        """E1 lines as last read."""
        rows, at = self._read.get(device, ((), self.clock.now()))
        return {row.name: (row, at) for row in rows if isinstance(row, E1Line)}

    def sections(self, device: str) -> Mapping[str, tuple[SonetLayer, datetime]]:
        """STM-1 sections as last read."""
        rows, at = self._read.get(device, ((), self.clock.now()))
        return {row.name: (row, at) for row in rows if isinstance(row, SonetLayer) and row.layer == "section"}

    def answers(self, device: str) -> bool | None:
        """Whether a device answered when it was last asked."""
        return None if device == self.missing else self._answering.get(device)

    def alarms(self) -> Sequence[Alarm]:
        """Active alarms."""
        return self.store.all_active()

    # ------------------------------------------------------------ cases

    def drawn(self) -> Case:
        """A fault of any kind at a random hall's line."""
        kind = self.noise.choice(sorted(TRUTH))
        hall = self.noise.choice(sorted(self.inventory.halls.values(), key=lambda one: one.name))
        lines = self.around.lines(hall)
        at = self.noise.randrange(len(lines))
        link, ends = lines[at], (lines[at].a.device, lines[at].b.device)
        target = {"fibre-cut": link.srlg[0], "converter-failure": hall.name, "e1-card-failure": hall.name,
                  "hall-power-loss": hall.name}.get(kind, link.name)  # fmt: skip
        target = _OF_ROUTER.get(kind, target).format(router=link.b.device)
        missing = self.noise.choice(ends) if self.noise.random() < MISSING_END else ""
        return Case(kind, target, hall, link, missing, TRUTH[kind])

    def judged(self, case: Case) -> Verdict:
        """Let the fault strike among others, wait, ask where it lies, and mend everything."""
        struck = self._unrelated(case)
        if case.missing:
            self.missing = case.missing
            self._read.pop(case.missing, None)
        for kind, target in [*struck, (case.kind, case.target)]:
            self.strike(kind, target)
        self.pass_time(SEEN_AFTER_S)
        verdict = self.asked(case)
        self.missing = ""
        for _, target in [*struck, (case.kind, case.target)]:
            self.mend(target)
        self.pass_time(CLEAR_AFTER_S)
        return verdict

    def asked(self, case: Case) -> Verdict:
        """Where the system says that it lies."""
        return located(Gathering(self.around, self).evidence(case.hall, case.link))

    def _unrelated(self, case: Case) -> list[tuple[str, str]]:
        """Troubles elsewhere at the same time: other halls' lines, a full processor, an access point."""
        halls = [hall for hall in sorted(self.inventory.halls) if hall != case.hall.name]
        places = self.noise.sample(halls, UNRELATED)
        kinds = self.noise.sample(["e1-los", "ap-offline", "cpu-high", "rogue-pc"], UNRELATED)
        return [
            (kind, f"{place}-iad" if kind == "cpu-high" else place)
            for kind, place in zip(kinds, places, strict=True)
            if case.target != place
        ]
