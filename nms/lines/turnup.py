"""The turn-up test (开通测试): what is measured before a line is handed over, what a test set said, the verdict."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nms.core.errors import InvalidError
from nms.core.line import LineService, Order, Solution
from nms.lines.grades import Grade

FRAMES = (64, 128, 256, 512, 1024, 1280, 1518)
"""Sizes in octets that RFC 2544 asks for on Ethernet."""
ES_PER_DAY, SES_PER_DAY = 3456.0, 172.8
"""End-to-end objective of G.826 at 2,048 kbit/s for 24 h: ESR 0.04, SESR 0.002 of 86,400 s; a path gets its share."""
BER_HOURS = 24.0
TESTS = ("throughput", "latency", "jitter", "loss", "es", "ses", "hours")
_AT_LEAST = frozenset({"throughput", "hours"})
_UNITS = {"throughput": "Mbit/s", "latency": "ms", "jitter": "ms", "loss": "", "es": "s", "ses": "s", "hours": "h"}
_MOST_CELLS = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """What a measurement must keep: `frame` octets (0: no frames), at least (throughput, hours) or at most `value`."""

    test: str
    frame: int
    value: float

    def kept(self, measured: float) -> bool:
        """Whether a measured value keeps it."""
        return measured >= self.value if self.test in _AT_LEAST else measured <= self.value

    def __str__(self) -> str:
        size = f" {self.frame}" if self.frame else ""
        return f"{self.test}{size} {'≥' if self.test in _AT_LEAST else '≤'} {self.value:g} {_UNITS[self.test]}".rstrip()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Results with their limits (`limit`, `passed`), and the limits for which nothing was measured."""

    results: tuple[Mapping[str, Any], ...]
    missing: tuple[Limit, ...]

    @property
    def passed(self) -> bool:
        """Everything that had to be measured was, and nothing failed."""
        return not self.missing and all(one["passed"] for one in self.results)


def limits(order: Order, solution: Solution, grade: Grade, allocation: float) -> tuple[Limit, ...]:
    """What the turn-up test of a line must keep; `allocation` is the path's share of the objective of G.826.

    TDM: a bit error test of 24 h, counted in errored and severely errored seconds. Packets: throughput, one-way
    latency and loss at every frame size (RFC 2544, Y.1564), and jitter, as far as the grade promises them.
    """
    if order.service is LineService.TDM:
        errors = (Limit("es", 0, int(ES_PER_DAY * allocation)), Limit("ses", 0, int(SES_PER_DAY * allocation)))
        return (Limit("hours", 0, BER_HOURS), *errors)
    return tuple(limit for frame in FRAMES for limit in _at_frame(order, solution, grade, frame))


def _at_frame(order: Order, solution: Solution, grade: Grade, frame: int) -> Iterator[Limit]:
    yield Limit("throughput", frame, order.requirement.mbps)
    promised = {"latency": grade.delay_ms.get(solution), "jitter": grade.jitter_ms, "loss": grade.loss}
    yield from (Limit(test, frame, value) for test, value in promised.items() if value is not None)


def judge(results: Sequence[Mapping[str, Any]], wanted: Sequence[Limit]) -> Verdict:
    """The verdict over measurements ({test, frame, value}); InvalidError NMS-LINE-302 for what is none.

    A measurement without a limit of its own (a frame size nobody asked for) is kept and passes.
    """
    kept = {(limit.test, limit.frame): limit for limit in wanted}
    measured = [_measured(one) for one in results]
    judged = tuple(_judged(one, kept.get((one["test"], one["frame"]))) for one in measured)
    there = {(one["test"], one["frame"]) for one in measured}
    return Verdict(judged, tuple(limit for key, limit in kept.items() if key not in there))


def _measured(one: Mapping[str, Any]) -> dict[str, Any]:
    test, frame, value = one.get("test"), one.get("frame", 0), one.get("value")
    if test not in TESTS:
        raise InvalidError("NMS-LINE-302", field="test", value=str(test), reason=", ".join(TESTS))
    if not isinstance(frame, int) or not 0 <= frame <= 10_000:
        raise InvalidError("NMS-LINE-302", field=f"{test} frame", value=str(frame), reason="0 … 10000")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise InvalidError("NMS-LINE-302", field=f"{test} {frame or ''}".strip(), value=str(value), reason="≥ 0")
    return {"test": test, "frame": frame, "value": float(value), "unit": _UNITS[str(test)]}


def _judged(one: Mapping[str, Any], limit: Limit | None) -> dict[str, Any]:
    if limit is None:
        return {**one, "limit": None, "passed": True}
    return {**one, "limit": limit.value, "passed": limit.kept(one["value"])}


# ---------------------------------------------------------------- what a test set exports

_SCALES: Sequence[tuple[str, str, float]] = (
    (r"throughput.*\(?(?:gbps|gbit/s)\)?", "throughput", 1e3),
    (r"(?:throughput|information rate|吞吐[量率]).*\(?(?:kbps|kbit/s)\)?", "throughput", 1e-3),
    (r"(?:throughput|information rate|ir|吞吐[量率]).*", "throughput", 1.0),
    (r"(?:latency|delay|frame transfer delay|时延|延时).*\(?(?:us|µs|μs|微秒)\)?", "latency", 1e-3),
    (r"(?:latency|delay|frame transfer delay|时延|延时).*", "latency", 1.0),
    (r"(?:jitter|delay variation|抖动).*\(?(?:us|µs|μs|微秒)\)?", "jitter", 1e-3),
    (r"(?:jitter|delay variation|抖动).*", "jitter", 1.0),
    (r"(?:frame )?(?:loss|丢包).*%.*", "loss", 1e-2),
    (r"(?:frame )?(?:loss|丢包).*", "loss", 1.0),
    (r"es|errored seconds|误码秒", "es", 1.0),
    (r"ses|severely errored seconds|严重误码秒", "ses", 1.0),
    (r"(?:hours|duration|测试时长).*", "hours", 1.0),
)
"""Column heads of test sets → test and what turns its unit into ours."""
_FRAME = r"(?:frame|packet)?\s*(?:size|length).*|frame|帧长.*"


def from_csv(text: str) -> list[dict[str, Any]]:
    """Measurements of a test set's export: a column per test with a row per frame size, or test, frame, value.

    InvalidError NMS-LINE-303 with everything that is wrong, row and column.
    """
    rows = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if any(cell.strip() for cell in row)]
    if len(rows) < 2 or sum(map(len, rows)) > _MOST_CELLS:
        raise InvalidError("NMS-LINE-303", problems=f"{len(rows)} rows")
    head = [cell.strip().lower() for cell in rows[0]]
    if {"test", "value"} <= set(head):
        return _checked(list(_long(head, rows[1:])))
    columns = {at: found for at, name in enumerate(head) if (found := _column(name))}
    if not columns:
        raise InvalidError("NMS-LINE-303", problems=f"row 1: {', '.join(head)}")
    return _checked(list(_wide(head, columns, rows[1:])))


def _column(name: str) -> tuple[str, float] | None:
    return next(((test, scale) for pattern, test, scale in _SCALES if re.fullmatch(pattern, name)), None)


Found = dict[str, Any] | str
"""A measurement, or what is wrong with its cell."""


def _long(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Found]:
    for number, row in enumerate(rows, 2):
        cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
        value, frame = _number(cells.get("value", "")), _number(cells.get("frame", "") or "0")
        if cells.get("test") not in TESTS or value is None or frame is None:
            yield f"row {number}: {','.join(row)}"
        else:
            yield {"test": cells["test"], "frame": int(frame), "value": value}


def _wide(
    head: Sequence[str], columns: Mapping[int, tuple[str, float]], rows: Sequence[Sequence[str]]
) -> Iterator[Found]:
    sizes = next((at for at, name in enumerate(head) if re.fullmatch(_FRAME, name)), None)
    for number, row in enumerate(rows, 2):
        frame = 0.0 if sizes is None else _number(row[sizes] if sizes < len(row) else "")
        if frame is None:
            yield f"row {number}: {head[sizes or 0]}"
            continue
        for at, (test, scale) in columns.items():
            value = _number(row[at] if at < len(row) else "")
            yield f"row {number}: {head[at]}" if value is None else _scaled(test, int(frame), value, scale)


def _scaled(test: str, frame: int, value: float, scale: float) -> dict[str, Any]:
    return {"test": test, "frame": frame, "value": round(value * scale, 9)}


def _checked(found: Sequence[Found]) -> list[dict[str, Any]]:
    wrong = [one for one in found if isinstance(one, str)]
    if wrong:
        raise InvalidError("NMS-LINE-303", problems="; ".join(wrong))
    return [one for one in found if not isinstance(one, str)]


def _number(text: str) -> float | None:
    """A number as test sets write it ("99.8", "1,000.5", "0.001 %")."""
    bare = text.strip().rstrip("%").strip().replace(",", "")
    try:
        value = float(bare)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None
