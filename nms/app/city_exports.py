"""Counters of the simulated city as an OMC's files in a folder: each whole at once, old ones taken away."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Final

from nms.app.radio_counters import FIELDS
from nms.core.errors import NmsError
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.imports.mapping import CounterMap, Table
from nms.handover.imports.writing import written
from nms.handover.kpi.counters import Counters, HandoverCounters, Row

KEEP: Final = timedelta(hours=1)
"""How long an export stays in the folder: somebody has read it by then, or nobody does."""


class CityExports:
    """Exports into `folder`, in the form that a mapping of columns describes."""

    def __init__(self, folder: Path, mapping: CounterMap) -> None:
        self._folder, self._mapping = folder, mapping

    def put(self, counters: Counters, plan: RadioPlan, start: datetime) -> list[Path]:
        """A file for each kind and controller; NmsError NMS-RADIO-050 if it cannot be written."""
        found = [
            self._put(table, bsc, start, rows)
            for table in self._mapping.tables
            for bsc, rows in _by_bsc(getattr(counters, FIELDS[table.kind]), plan).items()
        ]
        self._tidy_up(plan, start)
        return found

    def _named(self, table: Table, bsc: str, start: datetime) -> Path:
        return self._folder / table.files.replace("*", f"{bsc}-{start:%Y%m%d%H%M%S}", 1)

    def _put(self, table: Table, bsc: str, start: datetime, rows: Iterable[Row]) -> Path:
        path = self._named(table, bsc, start)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(written(rows, table, self._mapping))
            fresh.replace(path)
        except OSError as error:
            raise NmsError("NMS-RADIO-050", file=path, reason=error.strerror or str(error)) from error
        return path

    def _tidy_up(self, plan: RadioPlan, start: datetime) -> None:
        """Remove exports of old periods; nothing but what has the name of an export of these controllers."""
        for table, bsc in product(self._mapping.tables, {cell.bsc for cell in plan.cells.values()}):
            oldest = self._named(table, bsc, start - KEEP).name
            for path in list(self._folder.glob(table.files.replace("*", f"{bsc}-{'[0-9]' * 14}", 1))):
                if path.name < oldest:
                    path.unlink(missing_ok=True)


def _by_bsc(rows: Iterable[Row], plan: RadioPlan) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        name = row.source if isinstance(row, HandoverCounters) else row.cell
        found.setdefault(plan.cells[name].bsc, []).append(row)
    return found
