"""Numbers, moments and states as people read them: every number with its unit, unknown as "–"."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from nms.core.alarm import Alarm, Severity
from nms.core.texts import CATALOGUE, Language, say

UNKNOWN = "–"
SHAPES: Mapping[str, str] = {
    "critical": "◆",
    "major": "▲",
    "minor": "●",
    "warning": "■",
    "indeterminate": "?",
    "cleared": "✓",
    "clear": "✓",
    "up": "✓",
    "down": "◆",
    "degraded": "▲",
    "unknown": "?",
}
# dsx1LineStatus (RFC 4805): bit value → condition
E1_STATUS: Mapping[int, str] = {
    1: "ok",
    2: "rai",
    4: "rai-sent",
    8: "ais",
    16: "ais-sent",
    32: "lof",
    64: "los",
    128: "loopback",
    256: "ts16-ais",
    512: "far-lomf",
    1024: "lomf",
    2048: "test-code",
    4096: "other",
    8192: "unavailable",
    16384: "netequip-oos",
    32768: "rcvpayload",
    65536: "rcvperformance",
}
_PREFIXES = ("", "k", "M", "G", "T")
_AGES = ((86_400, "age.days"), (3_600, "age.hours"), (60, "age.minutes"), (0, "age.seconds"))


def scaled(value: float | None, unit: str) -> str:
    """A value with a decimal prefix and three significant digits: 12300000 bit/s → "12.3 Mbit/s"."""
    if value is None:
        return UNKNOWN
    size, step = float(value), 0
    while abs(size) >= 999.5 and step < len(_PREFIXES) - 1:
        size, step = size / 1000, step + 1
    return f"{_digits(size)} {_PREFIXES[step]}{unit}"


def number(value: float | None, unit: str = "") -> str:
    """A value as it is, with its unit: scaled where the unit is a rate of bits, plain elsewhere."""
    if value is None:
        return UNKNOWN
    if unit == "bit/s":
        return scaled(value, unit)
    text = f"{int(value):,}" if float(value).is_integer() else _digits(float(value))
    return f"{text} {unit}".rstrip()


def speed(bps: int | None) -> str:
    """A line's speed: 2048000 → "2.048 Mbit/s", 1000000000 → "1 Gbit/s"."""
    if not bps:
        return UNKNOWN
    size, step = float(bps), 0
    while size >= 1000 and step < len(_PREFIXES) - 1:
        size, step = size / 1000, step + 1
    return f"{size:.5g} {_PREFIXES[step]}bit/s"


def mac(hexadecimal: str) -> str:
    """Twelve hex digits as the trade writes them; anything else unchanged."""
    if len(hexadecimal) != 12:
        return hexadecimal or UNKNOWN
    return ":".join(hexadecimal[place : place + 2] for place in range(0, 12, 2))


def age(moment: datetime | None, now: datetime, language: Language) -> str:
    """How long ago, in the largest fitting unit."""
    if moment is None:
        return UNKNOWN
    return span(max((now - moment).total_seconds(), 0), language, "ago")


def duration(seconds: float | None, language: Language) -> str:
    """A length of time in its largest fitting unit."""
    return UNKNOWN if seconds is None else span(max(seconds, 0), language, "long")


def exact(seconds: float | None) -> str:
    """A length of time to the second in SI symbols, alike in both languages: 3723 → "1 h 02 min 03 s"."""
    if seconds is None:
        return UNKNOWN
    whole = round(seconds)
    if not whole:
        return f"{seconds:.1f} s" if seconds else "0 s"
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours} h {minutes:02d} min {rest:02d} s"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def span(seconds: float, language: Language, form: str) -> str:
    """Seconds in words; form is ago ("12 min ago") or long ("12 min")."""
    for size, code in _AGES:
        if seconds >= size:
            return say(f"{code}.{form}", language, n=int(seconds // (size or 1)))
    return UNKNOWN


def e1_words(status: int) -> Sequence[str]:
    """The conditions in a dsx1LineStatus bitmap, most telling first; () when the agent gave none."""
    return tuple(word for bit, word in sorted(E1_STATUS.items(), reverse=True) if status & bit)


def is_shelved(alarm: Alarm, now: datetime) -> bool:
    """Whether an alarm is shelved at this moment."""
    return alarm.shelved_until is not None and alarm.shelved_until > now


def problem_text(alarm: Alarm, language: Language) -> str:
    """The alarm's sentence: by the catalogue with its details, by the rule that named it, else the bare problem."""
    problem = alarm.key.problem
    values = {"device": alarm.key.device, "object": alarm.key.object, **alarm.details}
    if f"problem.{problem}" in CATALOGUE:
        return say(f"problem.{problem}", language, **values)
    return alarm.details.get(f"name_{language}") or problem


def severity_word(severity: Severity | None) -> str:
    """The X.733 word; "clear" where nothing is wrong."""
    return severity.word if severity is not None else "clear"


def _digits(size: float) -> str:
    if size == 0:
        return "0"
    if abs(size) >= 100:
        return f"{size:.0f}"
    if abs(size) < 0.1:
        return f"{size:.2g}"
    return f"{size:.1f}" if abs(size) >= 10 else f"{size:.2f}"
