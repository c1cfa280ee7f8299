"""What can go wrong with one device, said without secrets."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from nms.core.dialect import Dialect, meaning, scrubbed
from nms.core.errors import CliError, ConflictError, NmsError, RejectedError

MOST_REPLY = 2000
"""Characters of a device's words that are kept."""


class ChangedError(ConflictError):
    """The device is not as it was when the plan was made (promise T1); `diffs` are what to look at."""

    def __init__(self, device: str, diffs: Mapping[str, list[str]]) -> None:
        super().__init__("NMS-CHG-056", None, device=device, lines=len(diffs["meanwhile"]))
        self.diffs = diffs


class UnprovenError(CliError):
    """What was sent is not shown to be there, or more than that is (promise T3)."""


def difference(dialect: Dialect, before: str, after: str) -> list[str]:
    """What counts and differs between two configurations, as a unified diff without secrets."""
    old, new = (list(meaning(dialect, scrubbed(dialect, text))) for text in (before, after))
    return list(difflib.unified_diff(old, new, "planned", "running", n=2, lineterm=""))


def clean(dialect: Dialect, error: NmsError) -> NmsError:
    """The error with every secret masked in what it quotes."""
    if isinstance(error, ChangedError):
        return error
    values: dict[str, Any] = {
        name: scrubbed(dialect, value)[:MOST_REPLY] if isinstance(value, str) else value
        for name, value in error.values.items()
    }
    return NmsError(error.code, error.where, **values)


def noted(dialect: Dialect, error: NmsError) -> dict[str, str]:
    """What the outcome of a device keeps of an error: code, refused line, reply."""
    if not isinstance(error, RejectedError):
        return {"code": error.code}
    line, reply = (scrubbed(dialect, text)[:MOST_REPLY] for text in (error.line, error.reply))
    return {"code": error.code, "line": line.strip(), "reply": reply.strip()}


def told(dialect: Dialect, error: NmsError) -> dict[str, Any]:
    """What the journal keeps of an error."""
    diffs = dict(error.diffs) if isinstance(error, ChangedError) else {}
    return {"error": clean(dialect, error).as_dict(), **diffs}


def quoted(lines: Iterable[str], most: int = 5) -> str:
    """A few lines for a sentence."""
    shown = list(lines)
    more = f" … (+{len(shown) - most})" if len(shown) > most else ""
    return "; ".join(line.strip() for line in shown[:most]) + more
