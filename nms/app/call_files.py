"""Uploaded calls: JSON below the site's variable data, each with a small file that says whose it is."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from nms.app.call_views import CallHead
from nms.core.errors import ConflictError, InvalidError, NotFoundError, Where
from nms.handover.retelling import retell
from nms.handover.trace import Trace, parse_trace

MOST_BYTES: Final = 800_000
MOST_REPORTS: Final = 3_000
MOST_CELLS: Final = 500
MOST_FILES: Final = 200
FOLDER: Final = "calls"
_ID: Final = re.compile(r"[0-9a-f]{16}")


def checked(name: str, text: str) -> Trace:
    """A recorded call that can be gone through.

    InvalidError: NMS-CALL-001 too large, -002 too many or no reports, -003 too many cells; NMS-HO-016 for another
    shape, and what the engine refuses (unknown cells, values out of range).
    """
    content = text.encode()
    if len(content) > MOST_BYTES:
        raise InvalidError("NMS-CALL-001", Where(name), size=len(content), most=MOST_BYTES)
    trace = parse_trace(content, name)
    if not 0 < len(trace.reports) <= MOST_REPORTS:
        raise InvalidError("NMS-CALL-002", Where(name), count=len(trace.reports), most=MOST_REPORTS)
    if len(trace.cells) > MOST_CELLS:
        raise InvalidError("NMS-CALL-003", Where(name), count=len(trace.cells), most=MOST_CELLS)
    for _ in retell(trace, trace.radio(), explain=False):
        pass
    return trace


class CallFiles:
    """A call's id is the beginning of its digest: the same call twice is one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> Sequence[CallHead]:
        """The newest first."""
        found = [self._head(file) for file in self._folder.glob("*.head.json")] if self._folder.is_dir() else []
        return sorted(found, key=lambda one: (one.at is None, one.at, one.id), reverse=True)

    def add(self, name: str, text: str, author: str, at: datetime) -> CallHead:
        """Keep a call; ConflictError NMS-CALL-004 where there is no room."""
        trace = checked(name, text)
        call = sha256(text.encode()).hexdigest()[:16]
        if not (self._folder / f"{call}.json").exists() and len(self.all()) >= MOST_FILES:
            raise ConflictError("NMS-CALL-004", most=MOST_FILES)
        head = CallHead(call, name[:120] or call, len(trace.reports), at, author)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write(f"{call}.json", text)
        self._write(f"{call}.head.json", json.dumps({**asdict(head), "at": at.isoformat()}, ensure_ascii=False))
        return head

    def remove(self, call: str) -> None:
        """Forget a call; NotFoundError."""
        file = self._file(call)
        file.with_name(f"{call}.head.json").unlink(missing_ok=True)
        file.unlink(missing_ok=True)

    def get(self, call: str) -> tuple[CallHead, Trace]:
        """A call with its record; NotFoundError."""
        file = self._file(call)
        return self._head(file.with_name(f"{call}.head.json")), checked(file.name, file.read_text(encoding="utf-8"))

    def _file(self, call: str) -> Path:
        file = self._folder / f"{call}.json"
        if not _ID.fullmatch(call) or not file.is_file():
            raise NotFoundError("call", call)
        return file

    def _head(self, file: Path) -> CallHead:
        facts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return CallHead(**{**facts, "at": datetime.fromisoformat(facts["at"])})

    def _write(self, name: str, text: str) -> None:
        """Whole or not at all."""
        fresh = self._folder / f".{name}.new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self._folder / name)
