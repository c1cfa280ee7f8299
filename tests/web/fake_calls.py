"""Calls of a small honeycomb behind the façade's protocol: the real room over a plan and a store of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

from nms.app.call_worlds import Worlds
from nms.app.calls import Calls
from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.simulation.plan import SimCell, hexagonal
from nms.handover.simulation.world import World, world

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
CELLS = hexagonal(rings=1, distance_m=900)
CELL = "b001-1"


def name(cell: SimCell) -> str:
    return f"b{cell.site + 1:03d}-{(cell.number - 1) % 3 + 1}"


@cache
def small_plan() -> RadioPlan:
    """Seven sites with all relations to the next cells; one cell hands over too late."""
    late = CellParameters(pbgt_n=8, pbgt_p=8, edge_downlink=10)
    cells = {
        name(one): PlannedCell(
            name(one), one.arfcn, one.bsic, site=f"b{one.site + 1:03d}", bsc="bsc-1",
            position=(120.58 + one.x / 96_000, 30.0 + one.y / 111_000),
            parameters=late if name(one) == CELL else CellParameters(),
        )
        for one in CELLS
    }  # fmt: skip
    near = {(a, b): RelationParameters() for a in cells for b in list(cells)[:9] if a != b}
    return RadioPlan(cells, near)


@cache
def _world(cells: tuple[SimCell, ...], seed: int) -> World:
    return world(cells, 120, 36, seed)


WORLDS = Worlds(_world)


class _Silent:
    """An audit that is kept nowhere."""

    @contextmanager
    def doing(self, *_: object, **__: object) -> Iterator[None]:
        yield

    def record(self, *_: object, **__: object) -> None:
        return


def fake_calls(folder: Path | None = None) -> Calls:
    """The room; uploaded calls go to a folder that nobody else has."""
    var = folder or Path(tempfile.gettempdir()) / f"calls-{uuid4().hex}"
    clock = SimpleNamespace(now=lambda: NOW)
    parts = SimpleNamespace(site=SimpleNamespace(var=var), clock=clock, audit=_Silent())
    return Calls(parts, small_plan, WORLDS)  # type: ignore[arg-type]  # only what the room uses


def other_plan() -> RadioPlan:
    """The same, of which no controller has told its relations."""
    return replace(small_plan(), relations={})
