"""Scenarios of handovers as text: what is created, measured and expected, one step a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nms.core.errors import InvalidError, Where
from nms.handover.bsc.words import Words

MAX_BYTES: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """A line: its number in the scenario, how far it is indented (configuration lies deeper) and its words."""

    line: int
    indent: int
    words: Words

    def __str__(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps from a file: a script of its own (line 0), or one line of a `.jsonl` file."""

    file: str
    line: int
    steps: tuple[Step, ...]
    causes: tuple[str | None, ...] = ()  # why the BSC acted, for each step that could make it act, where recorded


def steps_of(lines: list[str]) -> tuple[Step, ...]:
    """The lines that say something: neither empty nor a comment."""
    return tuple(
        Step(number, len(line) - len(line.lstrip()), words)
        for number, line in enumerate(lines, 1)
        if (words := tuple(line.partition("#")[0].split()))
    )


def scenarios(file: Path) -> Iterator[Scenario]:
    """All scenarios of a file: one a line in `.jsonl`, else one script; InvalidError for what cannot be read."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise _unreadable(str(file), 0, f"> {MAX_BYTES} bytes")
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(str(file), 0, str(error)) from error
    if file.suffix != ".jsonl":
        yield Scenario(str(file), 0, steps_of(lines))
        return
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _recorded(str(file), number, line)


def _recorded(file: str, number: int, line: str) -> Scenario:
    try:
        document = json.loads(line)
        script = [str(one) for one in document["script"]]
        events = document.get("events") or ()
        causes = tuple(event and str(event["why"]) for event in events)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(file, number, repr(error)) from error
    return Scenario(file, number, steps_of(script), causes)


def _unreadable(file: str, line: int, reason: str) -> InvalidError:
    return InvalidError("NMS-HO-003", Where(file, line), reason=reason)
