"""What people wrote, made fit to be kept: no control characters, no tricks of direction, no more than agreed."""

import re
import unicodedata

from nms.core.errors import InvalidError

MOST_TITLE, MOST_TEXT, MOST_NAME = 200, 20_000, 200
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_KEPT = "\n\t"
_BLANKS = re.compile(r"\n{4,}")


def cleaned(text: str) -> str:
    """Without control characters (new lines stay), marks of direction (text looks like another by them), surrogates."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.encode("utf-8", "replace").decode()
    plain = _DIRECTION.sub("", plain)
    plain = "".join(one for one in plain if one in _KEPT or unicodedata.category(one) not in ("Cc", "Cs"))
    return _BLANKS.sub("\n\n\n", plain).strip()


def one_line(text: str) -> str:
    """Cleaned, and in one line."""
    return " ".join(cleaned(text).split())


def within(field: str, text: str, most: int) -> str:
    """The text; InvalidError NMS-TICKET-002 where it is too long."""
    if len(text) > most:
        raise InvalidError("NMS-TICKET-002", field=field, length=len(text), most=most)
    return text


def shortened(text: str, most: int) -> str:
    """At most so many characters, the last an ellipsis where some are left out."""
    return text if len(text) <= most else text[: most - 1] + "…"
