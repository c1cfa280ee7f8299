"""What stands in a cell of an export, as a number, a name or a time."""

import re
from datetime import UTC, datetime, timedelta, timezone
from math import isfinite
from typing import Final
from unicodedata import normalize

from nms.handover.imports.mapping import Time

_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
MOST: Final = 10**15
BOUNDS: Final[dict[str, tuple[int, int]]] = {
    "arfcn": (0, 1023),
    "bsic": (0, 63),
    "load": (0, 100),
    "power_reduction_db": (0, 40),
}
_LEVEL: Final = (0, 63)


def plain(text: str) -> str:
    """Full-width letters, digits and brackets as their plain forms, without blanks around."""
    return normalize("NFKC", text).strip().strip("\ufeff")


def number(text: str) -> float:
    """A finite number; commas may part thousands and a percent sign may follow. ValueError for anything else."""
    bare = text.removesuffix("%").strip()
    value = float(bare.replace(",", "") if _THOUSANDS.fullmatch(bare) else bare)
    if not isfinite(value) or "_" in bare:
        raise ValueError(text)
    return value


def count(text: str) -> int:
    """A whole number, not negative."""
    value = number(text)
    if value != int(value) or not 0 <= value <= MOST:
        raise ValueError(text)
    return int(value)


def bounded(name: str, value: float) -> float:
    """A mean within what it can be: RXLEV 0…63, a percentage."""
    low, high = BOUNDS.get(name, _LEVEL)
    if not low <= value <= high:
        raise ValueError(name)
    return value


def colour(text: str) -> int:
    """A BSIC as OMCs write it: NCC and BCC as two octal digits (with or without a dash between), so 17 is 15."""
    digits = text.replace("-", "")
    if not re.fullmatch(r"[0-7]{1,2}", digits):
        raise ValueError(text)
    return int(digits, 8)


def hour(text: str, time: Time) -> datetime:
    """The beginning of the period in which a moment lies, in UTC."""
    moment = datetime.strptime(text, time.format)  # noqa: DTZ007 - the zone follows
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone(timedelta(hours=time.zone)))
    return datetime.fromtimestamp(int(moment.timestamp()) // time.seconds * time.seconds, UTC)
