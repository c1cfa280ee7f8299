"""What a report is about: the line, the hall, and the trouble behind it, best match first and with its reason."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nms.core.alarm import Severity
from nms.core.ticket import TicketWish

WITHIN = timedelta(hours=24)
"""So long after it was over a trouble may still be what a customer complains of."""

TICKET_NUMBER = re.compile(r"\bT-\d{8}-\d{4,8}\b")
_WORD = re.compile(r"[^\s,;:!?()\[\]<>\"'，。；：！？（）【】《》、]+")
_MOST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Suspect:
    """A trouble that may be behind a report: of a line or of a hall, due to a root alarm, until None while it lasts.

    `alarm` is the id of the root alarm, None where nobody knows one (an end that answers no probe).
    """

    since: datetime
    until: datetime | None = None
    line: str = ""
    hall: str = ""
    alarm: int | None = None
    severity: Severity = Severity.MINOR
    breaks: bool = True
    """Whether nothing passes: the line is down, the hall's box or E1 is."""

    @property
    def active(self) -> bool:
        """Whether it lasts."""
        return self.until is None


@dataclass(frozen=True, slots=True)
class Match:
    """The trouble that a report is taken to be about, and why: a text code with its values."""

    suspect: Suspect
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def match(wish: TicketWish, suspects: Iterable[Suspect]) -> Match | None:
    """The best of the troubles: what lasts before what is over, the line named before the hall, the worse, the older.

    A customer who names neither line nor hall is believed to speak of what lasts on one of their lines; what is over
    already is only taken for what was named.
    """
    found = [one for one in suspects if one.active or _named(wish, one)]
    best = min(found, key=lambda one: _rank(wish, one), default=None)
    if best is None:
        return None
    return Match(best, _reason(wish, best), {"line": best.line, "hall": best.hall, "customer": wish.customer})


def _named(wish: TicketWish, one: Suspect) -> bool:
    return bool((one.line and one.line == wish.line) or (one.hall and one.hall == wish.hall))


def _rank(wish: TicketWish, one: Suspect) -> tuple[object, ...]:
    named_line = bool(one.line) and one.line == wish.line
    over = -one.until.timestamp() if one.until is not None else 0.0
    since = one.since.timestamp()
    return (not one.active, not one.breaks, not named_line, not _named(wish, one), over, one.severity, since, one.line)


def _reason(wish: TicketWish, one: Suspect) -> str:
    time = "now" if one.active else "past"
    if one.line:
        return f"ticket.why.line.{time}" if one.line == wish.line else f"ticket.why.customer.{time}"
    return f"ticket.why.hall.{time}"


def mentioned(text: str, known: Collection[str]) -> str:
    """The one known name (a circuit number, a hall) that stands in a text as a word; "" for none, and for several."""
    by_folded = {name.casefold(): name for name in known}
    words = (word[0].casefold().strip(".。") for _, word in zip(range(_MOST_WORDS), _WORD.finditer(text), strict=False))
    found = {by_folded[word] for word in words if word in by_folded}
    return found.pop() if len(found) == 1 else ""


def answered_ticket(*texts: str) -> str:
    """The number of a ticket that a subject or a reference names, "" for none."""
    return next((found[0] for text in texts if (found := TICKET_NUMBER.search(text))), "")


def overlapping(suspects: Sequence[Suspect], now: datetime) -> list[Suspect]:
    """Those that last or were over less than a day ago."""
    return [one for one in suspects if one.until is None or now - one.until <= WITHIN]
