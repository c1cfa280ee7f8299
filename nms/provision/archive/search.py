"""Searching kept configurations within a time limit, whatever expression is asked for."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nms.core.change import Kept
from nms.core.errors import InvalidError, NmsError
from nms.provision.archive.git_archive import GitArchive

LONGEST = 200
MEGABYTES = 1_024
_PROGRAM = "nms.provision.archive.grep"
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: plain text without regard to capitals, or a regular expression, line by line.

    `everything` searches all versions, else only the newest of each device; no `devices` means all.
    """

    text: str
    regex: bool = False
    everything: bool = False
    devices: tuple[str, ...] = ()
    limit: int = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A line and the version it stands in; of all versions the newest that has it."""

    kept: Kept
    number: int
    line: str


@dataclass(frozen=True, slots=True)
class Found:
    """Hits; `complete` is False when the time was up or there are more than were asked for."""

    hits: tuple[Hit, ...]
    complete: bool
    seconds: float


def search(archive: GitArchive, wanted: Wanted, seconds: int = 5) -> Found:
    """Look for lines for at most so many seconds; what was found until then is there.

    InvalidError NMS-CONF-004 for what cannot be searched for, NmsError NMS-CONF-005 if the search itself broke.
    """
    if not 0 < len(wanted.text) <= LONGEST:
        raise InvalidError("NMS-CONF-004", value=wanted.text[:LONGEST], reason=f"1–{LONGEST}")
    start = time.monotonic()
    if not archive.path.exists():
        return Found((), complete=True, seconds=0.0)
    lines, ended = _run(archive.path, wanted, seconds)
    told = [json.loads(line) for line in lines]
    if told and isinstance(told[0], dict):
        raise InvalidError("NMS-CONF-004", value=wanted.text, reason=told[0]["error"])
    versions = {key: archive.one(key, device) for key, device in {(key, device) for device, key, *_ in told}}
    hits = tuple(Hit(versions[key], number, line) for _, key, number, line in told[: wanted.limit])
    return Found(hits, ended and len(told) <= wanted.limit, time.monotonic() - start)


def _run(path: Path, wanted: Wanted, seconds: int) -> tuple[Sequence[str], bool]:
    job = json.dumps(
        {
            "path": str(path),
            "text": wanted.text,
            "regex": wanted.regex,
            "everything": wanted.everything,
            "devices": wanted.devices,
            "limit": wanted.limit + 1,
            "seconds": seconds,
            "megabytes": MEGABYTES,
        }
    )
    with subprocess.Popen(  # noqa: S603 - our own program; what is looked for goes by standard input
        [sys.executable, "-m", _PROGRAM], cwd=_ROOT, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as program:  # fmt: skip
        try:
            output, complaint = program.communicate(job, timeout=seconds)
        except subprocess.TimeoutExpired:
            program.kill()
            output, _ = program.communicate()
            return _whole_lines(output), False
    if program.returncode > 0:
        raise NmsError("NMS-CONF-005", reason=(complaint.strip().splitlines() or ["?"])[-1])
    return _whole_lines(output), program.returncode == 0


def _whole_lines(output: str) -> Sequence[str]:
    """What a killed program had written to its end."""
    return output[: output.rfind("\n") + 1].splitlines()
