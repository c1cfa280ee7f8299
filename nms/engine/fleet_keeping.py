"""What rounds over a fleet bring goes into the store as grids and before the judge; in the writing thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nms.app.parts import Parts
from nms.engine.fleet_shapes import Plan
from nms.performance.grid_judge import GridJudge
from nms.performance.thresholds import Thresholds
from nms.snmp.batch.arrays import U8, U64


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A grid: devices that are asked the same, by what the store knows it, and who judges it."""

    devices: Sequence[str]
    grid: int
    judge: GridJudge


class FleetKeeping:
    """The grids of the present fleets; a device is in one of them at most."""

    def __init__(self, parts: Parts, thresholds: Thresholds) -> None:
        self._parts = parts
        self._thresholds = thresholds
        self._places: dict[str, tuple[Kept, int]] = {}
        self._spoke: dict[str, datetime] = {}

    def enrol(self, plans: Sequence[Plan]) -> Kept:
        """Make a grid of devices of one layout."""
        devices, columns = [plan.device for plan in plans], [plan.columns for plan in plans]
        grid = self._parts.store.samples.enrol(devices, columns)
        kept = Kept(devices, grid, GridJudge(self._thresholds, devices, columns))
        self._places |= {name: (kept, place) for place, name in enumerate(devices)}
        return kept

    def retire(self, kept: Kept) -> None:
        """Nothing comes for this grid any more: the last readings go back to the judge of samples."""
        kept.judge.release_all()
        self._parts.store.samples.dismiss(kept.grid)
        for name in kept.devices:
            if self._places.get(name, (None, 0))[0] is kept:
                del self._places[name]

    def spoke(self, device: str, at: datetime) -> None:
        """A session is about to bring counters of a device: it goes on from the grid's last readings."""
        if device in self._places:
            kept, place = self._places[device]
            kept.judge.release(place)
            self._spoke[device] = at

    def keep(self, kept: Kept, at: datetime, bits: U64, kinds: U8) -> None:
        """Store and judge one round; raises StoreError.

        What a session said meanwhile is newer, and the round has nothing to add to it.
        """
        for name in self._spoke.keys() & set(kept.devices):
            if self._spoke.pop(name) >= at:
                kinds[self._places[name][1]] = 0
        self._parts.store.samples.append_grid(kept.grid, at, bits.data, kinds.data)
        self._parts.ledger.record_all(kept.judge.step(at, bits, kinds, self._parts.clock.now()))
