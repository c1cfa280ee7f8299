"""Use cases of calls: recorded ones and those of a simulated world, explained; what other parameters would do."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from nms.app.auditing import audited
from nms.app.call_files import FOLDER, CallFiles
from nms.app.call_steps import retold
from nms.app.call_views import SEED, CallHead, Drawn, Knob, Place, Prediction, Retold
from nms.app.call_wishes import compared, held, holdings_of, refusals, wishes_of
from nms.app.call_worlds import MOST_WORLDS, Around, Worlds, around
from nms.app.parts import Parts
from nms.app.radio_plan import within
from nms.core.alarm import Actor
from nms.core.errors import InvalidError, NotFoundError
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.recommendation import LIMITS
from nms.handover.reports import PERIOD_S
from nms.handover.simulation.choosing import KINDS
from nms.handover.simulation.course import Course
from nms.handover.simulation.planned import Planned, cluster_of, planned
from nms.handover.simulation.telling import tell_call
from nms.handover.table import TABLE
from nms.handover.trace import Trace
from nms.handover.trial.safety import after

MOST_SEED: Final = 2**31 - 1
_SIMULATED: Final = "sim~"
_DIGITS: Final = 10

Plans = Callable[[], RadioPlan]


class Calls:
    """Calls and what-if (`nms.app.call_views.CallsRoom`); safe from many threads."""

    def __init__(self, parts: Parts, plan: Plans, worlds: Worlds | None = None) -> None:
        self._parts, self._plan = parts, plan
        self._worlds = worlds or Worlds()
        self._files = CallFiles(parts.site.var / FOLDER)
        self._lock = threading.RLock()
        self._seen: RadioPlan | None = None
        self._grounds: dict[str, tuple[RadioPlan, Planned]] = {}
        self._arounds: dict[tuple[tuple[str, ...], int], tuple[Around, Course]] = {}

    # ------------------------------------------------------------ reading

    def calls(self) -> Sequence[CallHead]:
        """Uploaded calls, the newest first."""
        return self._files.all()

    def plan(self) -> RadioPlan:
        """Cells and relations, as read."""
        return self._plan()

    def ready(self, cell: str, seed: int = SEED, wait_s: float = 0.0) -> bool:
        """Whether the world around a cell stands; its building is begun if not."""
        return self._worlds.get(self._ground(cell)[1].cells, _seeded(seed), wait_s) is not None

    def draw(self, cell: str, kind: str, seed: int = SEED, position: int = 1) -> Drawn | None:
        """A call that something happened to in a cell."""
        if kind not in KINDS:
            raise InvalidError("NMS-CALL-010", value=kind, allowed=", ".join(KINDS))
        seen, course = self._surroundings(cell, seed)
        found = KINDS[kind](seen.world, course, seen.ground.names.index(cell))
        if not found:
            return None
        at = (position - 1) % len(found)
        return Drawn(f"{_SIMULATED}{seed}~{found[at]}~{cell}", at + 1, len(found))

    def told(self, call: str) -> Retold:
        """A call as the engine decides on it."""
        head, trace = self._simulated(call) if call.startswith(_SIMULATED) else self._files.get(call)
        return retold(head, trace)

    def knobs(self, cell: str, towards: str = "") -> Sequence[Knob]:
        """What may be tried of a cell, and towards a neighbour."""
        plan = self._surroundings(cell, SEED)[0].plan if towards else self._ground(cell)[0]
        found = []
        for (kind, name), limit in LIMITS.items():
            if kind == "cell" or (kind == "relation" and towards):
                where = (kind, towards if kind == "relation" else "", name)
                found.append(Knob(where, TABLE[kind][name], limit, held(plan, cell, where)))
        return found

    def neighbours(self, cell: str, seed: int = SEED) -> Sequence[str]:
        """To which cells a cell hands over, by the plan, else by the simulated ground."""
        relations = self._ground(cell)[0].relations or self._surroundings(cell, seed)[0].plan.relations
        return sorted(target for source, target in relations if source == cell)

    def predict(self, cell: str, wanted: Mapping[Place, int], seed: int = SEED) -> Prediction:
        """What changed values would do in the cell's surroundings."""
        seen, course = self._surroundings(cell, seed)
        wishes = wishes_of(seen.plan, cell, wanted)
        standing = holdings_of(seen.plan, wishes)
        blank = Prediction(
            cell, seed, seen.world.calls, seen.world.ticks * PERIOD_S, len(seen.ground.names), wishes,
            refusals(seen.plan, standing, wishes), assumed=seen.assumed, scale=seen.ground.scale,
        )  # fmt: skip
        if not wishes:
            return compared(blank, seen, course, course)
        try:
            return compared(blank, seen, course, seen.course(after(seen.plan, standing, wishes)))
        except InvalidError as error:  # values that contradict each other: nothing can be simulated
            return replace(blank, problems=(*blank.problems, error))

    # ------------------------------------------------------------ acting

    @audited("call.add")
    def add(self, name: str, text: str, actor: Actor) -> CallHead:
        """Keep a recorded call."""
        return self._files.add(name, text, actor.name, self._parts.clock.now())

    @audited("call.remove")
    def remove(self, call: str, actor: Actor) -> None:  # noqa: ARG002 - audited
        """Forget an uploaded call."""
        self._files.remove(call)

    # ------------------------------------------------------------ inside

    def _ground(self, cell: str) -> tuple[RadioPlan, Planned]:
        """The plan of a cell's surroundings, and where they stand."""
        plan = self._plan()
        if cell not in plan.cells:
            raise NotFoundError("cell", cell)
        with self._lock:
            if self._seen is not plan:
                self._seen = plan
                self._grounds.clear()
                self._arounds.clear()
            if cell not in self._grounds:
                part = within(plan, frozenset(cluster_of(plan, cell)))
                self._grounds |= dict.fromkeys(part.cells, (part, planned(part)))
            return self._grounds[cell]

    def _surroundings(self, cell: str, seed: int) -> tuple[Around, Course]:
        """With what becomes of the calls as things are."""
        plan, ground = self._ground(cell)
        key = ground.names, _seeded(seed)
        if (found := self._arounds.get(key)) is None:
            seen = self._worlds.get(ground.cells, seed, None)
            assert seen is not None
            here = around(plan, ground, seen, seed)
            found = here, here.course(here.plan)
            with self._lock:
                if len(self._arounds) >= MOST_WORLDS:
                    self._arounds.clear()
                self._arounds[key] = found
        return found

    def _simulated(self, call: str) -> tuple[CallHead, Trace]:
        """A call by its id: seed, number, cell."""
        _, seed, number, cell = (*call.split("~", 3), "", "")[:4]
        if not (seed.isdecimal() and number.isdecimal()) or len(seed) > _DIGITS or len(number) > _DIGITS:
            raise NotFoundError("call", call)
        seen, course = self._surroundings(cell, int(seed))
        if int(number) >= seen.world.calls:
            raise NotFoundError("call", call)
        names = dict(enumerate(seen.ground.names, 1))
        trace = tell_call(seen.world, seen.radio(seen.plan), course, int(number), names)
        return CallHead(call, f"#{number}", len(trace.reports), cell=cell, seed=int(seed)), trace


def _seeded(seed: int) -> int:
    if not 0 <= seed <= MOST_SEED:
        raise InvalidError("NMS-CALL-011", value=seed, most=MOST_SEED)
    return seed
