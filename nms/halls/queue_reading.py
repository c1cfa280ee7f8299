"""Reading samples of queues as they are told: documents of the API, rows of a CSV; every error at once."""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from nms.core.errors import InvalidError, NmsError, NotFoundError, Where
from nms.core.queue import MOST_OPEN, MOST_WAITING, QueueSample

AHEAD = timedelta(seconds=60)
"""So much may a ticket machine's clock be ahead of ours."""
MOST_ROWS = 50_000

_COLUMNS: Mapping[str, str] = {
    "hall": "hall",
    "营业厅": "hall",
    "at": "at",
    "time": "at",
    "时间": "at",
    "waiting": "waiting",
    "等候客户数": "waiting",
    "open": "open",
    "open_desks": "open",
    "台席开放数": "open",
}
_NEEDED = ("hall", "at", "waiting", "open")
_FORMATS = ("%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")
_BOUNDS: Mapping[str, int] = {"waiting": MOST_WAITING, "open": MOST_OPEN}


class QueueError(InvalidError):
    """Samples that cannot be kept: NMS-QUEUE-008 with every problem in `problems`."""

    def __init__(self, problems: Sequence[NmsError]) -> None:
        super().__init__("NMS-QUEUE-008", problems=len(problems))
        self.problems = tuple(problems)

    def as_dict(self) -> dict[str, object]:
        """As every error, with every problem."""
        return {**super().as_dict(), "problems": [one.as_dict() for one in self.problems]}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a sample is held against: which halls there are, the present moment, how far back things are kept, and the
    zone of times without an offset."""

    halls: Collection[str]
    now: datetime
    keep: timedelta
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read: good samples, each with where it stood, and what is wrong with the others."""

    samples: Sequence[tuple[Where, QueueSample]] = ()
    problems: Sequence[NmsError] = ()


def read_sample(told: Mapping[str, object], bounds: Bounds, where: Where | None = None) -> QueueSample:
    """A sample from a document with hall, waiting, open and at (none: now).

    NotFoundError for the hall; InvalidError NMS-QUEUE-001 for a number, -002 for a time, -003 from the future,
    -004 older than what is kept.
    """
    hall = str(told.get("hall", ""))
    if hall not in bounds.halls:
        error = NotFoundError("hall", hall[:80])
        error.where = where
        raise error
    waiting, desks = (_count(name, told.get(name), where) for name in ("waiting", "open"))
    return QueueSample(hall, _moment(told.get("at"), bounds, where), waiting, desks)


def _count(name: str, told: object, where: Where | None) -> int:
    value = told
    if isinstance(told, str) and told.strip().lstrip("-").isdecimal() and len(told) < 20:
        value = int(told)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _BOUNDS[name]:
        raise InvalidError("NMS-QUEUE-001", where, field=name, value=str(told)[:60], most=_BOUNDS[name])
    return value


def _moment(told: object, bounds: Bounds, where: Where | None) -> datetime:
    at = bounds.now if told in (None, "") else _parsed(told, bounds.zone, where)
    if at > bounds.now + AHEAD:
        seconds = (at - bounds.now).total_seconds()
        raise InvalidError("NMS-QUEUE-003", where, value=at.isoformat(), ahead=round(seconds), most=AHEAD.seconds)
    if at < bounds.now - bounds.keep:
        raise InvalidError("NMS-QUEUE-004", where, value=at.isoformat(), days=bounds.keep.days)
    return at


def _parsed(told: object, zone: tzinfo, where: Where | None) -> datetime:
    text = told.isoformat() if isinstance(told, datetime) else str(told).strip()
    for read in (datetime.fromisoformat, *(_by(form) for form in _FORMATS)):
        try:
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise InvalidError("NMS-QUEUE-002", where, value=text[:60])


def _by(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the zone is given by who calls


def read_batch(documents: Iterable[tuple[Where, Mapping[str, object]]], bounds: Bounds) -> Batch:
    """All samples and all problems; two that contradict each other are a problem (NMS-QUEUE-005), the same is not."""
    good: dict[tuple[str, datetime], tuple[Where, QueueSample]] = {}
    problems: list[NmsError] = []
    for where, told in documents:
        try:
            sample = read_sample(told, bounds, where)
        except NmsError as error:
            problems.append(error)
            continue
        _, first = good.setdefault((sample.hall, sample.at), (where, sample))
        if first != sample:
            problems.append(contradiction(sample, where))
    return Batch(tuple(good.values()), tuple(problems))


def contradiction(sample: QueueSample, where: Where | None = None) -> InvalidError:
    """NMS-QUEUE-005: of this hall and time other numbers are known."""
    told = f"{sample.waiting}/{sample.open}"
    return InvalidError("NMS-QUEUE-005", where, hall=sample.hall, at=sample.at.isoformat(), value=told)


def read_sheet(text: str, name: str) -> list[tuple[Where, Mapping[str, object]]]:
    """The rows of a CSV whose first line names the columns hall, at, waiting, open, in English or Chinese.

    InvalidError NMS-QUEUE-006 where a column is missing, unknown or there twice, -007 for too many rows.
    """
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        head = [cell.strip() for cell in next(lines, [])]
        columns = [_COLUMNS.get(cell.casefold(), "") for cell in head]
        if sorted(columns) != sorted(_NEEDED):
            raise InvalidError("NMS-QUEUE-006", Where(name, 1), found=", ".join(head)[:120] or "–")
        return _rows(lines, columns, name)
    except csv.Error as error:
        raise InvalidError("NMS-QUEUE-009", Where(name, lines.line_num), reason=error) from error


def _rows(lines: Iterable[list[str]], columns: Sequence[str], name: str) -> list[tuple[Where, Mapping[str, object]]]:
    found: list[tuple[Where, Mapping[str, object]]] = []
    for number, line in enumerate(lines, 2):
        if not any(cell.strip() for cell in line):
            continue
        if len(found) == MOST_ROWS:
            raise InvalidError("NMS-QUEUE-007", Where(name, number), most=MOST_ROWS)
        cells = [cell.strip() for cell in line] + [""] * (len(columns) - len(line))
        told: dict[str, object] = dict(zip(columns, cells, strict=False))
        told["at"] = told["at"] or "–"  # a row without a time is a mistake, not the present
        found.append((Where(name, number), told))
    return found


def decoded(data: bytes) -> str:
    """A file's text: UTF-8, else GB 18030 as spreadsheets write it here; InvalidError NMS-QUEUE-009 for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidError("NMS-QUEUE-009", reason="neither UTF-8 nor GB 18030")
