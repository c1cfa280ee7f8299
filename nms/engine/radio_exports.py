"""The folder of an OMC's exports: files that stand still are read once, what cannot be read is told once."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from os import stat_result
from pathlib import Path
from typing import Final

from nms.app.parts import Parts
from nms.app.radio_imports import Exports, changed_at
from nms.core.alarm import Report
from nms.core.errors import NmsError
from nms.core.radio_ports import ExportFile
from nms.engine.recorder import Recorder
from nms.faults.problems import Said, cleared, raised
from nms.performance.health import NMS

log = logging.getLogger(__name__)

UNREADABLE: Final = "radio-export-unreadable"
OBJECT: Final = "radio exports"
_UNFINISHED: Final = (".tmp", ".part", ".filepart", ".swp", ".writing")
_MOST_DETAILS: Final = 5

Seen = tuple[int, datetime]
"""Size and time of the last change."""


class ExportWatch:
    """Looks into the folder; a file that changes is looked at again, one that does not is never read twice."""

    def __init__(self, parts: Parts, recorder: Recorder) -> None:
        self._parts, self._recorder = parts, recorder
        self._exports = Exports(parts)
        self._last: dict[str, Seen] = {}
        self._known: dict[str, ExportFile] = {}
        self._trouble: str | None = None
        self._looking = False

    async def look(self) -> None:
        """One look; never two at once. Files are read in a thread, oldest first."""
        if self._looking:
            return
        self._looking = True
        try:
            for file in await asyncio.to_thread(self._ready):
                taken = await asyncio.to_thread(self._take, file)
                if taken is not None:
                    await self._recorder.run(lambda: self._told(taken))  # noqa: B023 - run at once
            report = await asyncio.to_thread(self._judged)
            if report is not None:
                await self._recorder.run(lambda: self._parts.ledger.record(report))
        finally:
            self._looking = False

    # ------------------------------------------------------------ files

    def _ready(self) -> list[Path]:
        """Files that stood still since the last look and were not read as they are."""
        seen = {file: (facts.st_size, changed_at(facts)) for file, facts in _files(self._exports.folder)}
        known = self._register({file.name for file in seen})
        still = [file for file, facts in seen.items() if self._last.get(file.name) == facts]
        self._last = {file.name: facts for file, facts in seen.items()}
        oldest = self._parts.clock.now() - timedelta(days=self._parts.config.radio.keep_days)
        fresh = [file for file in still if _noted(known.get(file.name)) != seen[file] and seen[file][1] > oldest]
        return sorted(fresh, key=lambda file: (seen[file][1], file.name))

    def _register(self, names: AbstractSet[str]) -> dict[str, ExportFile]:
        """What is known of the files that lie there; of those that are new it is asked of the store once."""
        asked = names - self._last.keys() - self._known.keys()
        found = {name: one for name, one in self._known.items() if name in names}
        self._known = {**found, **self._parts.store.radio.noted(asked)}
        return self._known

    def _take(self, file: Path) -> ExportFile | None:
        """Read it; a mapping that cannot be used is the trouble of all files, not of this one."""
        try:
            mapping = self._exports.mapping()
        except NmsError:
            return None  # told by `_judged`; the file is read once the mapping is good
        try:
            taken = self._exports.take(file, mapping)
        except OSError as error:  # gone or unreadable since it was seen: the next look tells
            log.warning("%s: %s", file.name, error.strerror)
            return None
        self._known[file.name] = taken
        log.info("%s: %s, %d rows", taken.name, taken.state, taken.rows)
        return taken

    def _told(self, taken: ExportFile) -> None:
        body = {"export": taken.state, "rows": str(taken.rows)}
        self._parts.store.events.append("radio", taken.name, taken.read_at, body)

    # ------------------------------------------------------------ the alarm

    def _judged(self) -> Report | None:
        """One alarm for all that cannot be read, told again only when that has changed."""
        details = self._details()
        marks = repr(sorted(details.items()))
        if marks == self._trouble:
            return None
        first, self._trouble = self._trouble is None, marks
        now = self._parts.clock.now()
        said = Said(NMS, now, now, "engine", "radio exports")
        if details:
            return raised(said, OBJECT, UNREADABLE, details=details)
        active = first and not any(one.problem == UNREADABLE for one in self._parts.ledger.active_keys(NMS))
        return None if active else cleared(said, OBJECT, UNREADABLE)

    def _details(self) -> Mapping[str, str]:
        """What is wrong: the mapping where there are files to read, and bad files that are still there."""
        bad = [one for name, one in self._known.items() if one.state == "bad" and name in self._last]
        bad.sort(key=lambda one: one.read_at, reverse=True)
        told = {one.name: _sentence(one) for one in bad[:_MOST_DETAILS]}
        if len(bad) > _MOST_DETAILS:
            told["…"] = f"+{len(bad) - _MOST_DETAILS}"
        if self._last:
            try:
                self._exports.mapping()
            except NmsError as error:
                told[self._exports.map_file.name] = f"{error.code} {error.message('en')}"
        return told


def _files(folder: Path) -> Iterator[tuple[Path, stat_result]]:
    """What lies in the folder, without hidden files and such that are still being written by their name."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return  # no folder is no trouble: an OMC may never have put anything there
    for file in found:
        if file.name.startswith((".", "~")) or file.suffix.lower() in _UNFINISHED:
            continue
        try:
            if file.is_file():
                yield file, file.stat()
        except OSError:
            continue  # gone again


def _noted(file: ExportFile | None) -> Seen | None:
    return None if file is None else (file.size, file.changed_at)


def _sentence(file: ExportFile) -> str:
    """The first problem with its place; the page says them all."""
    if not file.problems:
        return file.values.get("count", "")
    first = file.problems[0]
    return f"{first['code']} {first['where']} ({file.values.get('count', '1')})"
