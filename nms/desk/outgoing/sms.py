"""A message as the call that an SMS gateway wants: url, headers and body are templates of the settings."""

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from nms.core.config import SmsConfig
from nms.desk.outgoing.http import Call

_NAME = re.compile(r"\{(number|text|token)\}")
_KINDS: Mapping[str, str] = {
    "json": "application/json; charset=utf-8",
    "form": "application/x-www-form-urlencoded",
    "xml": "application/xml; charset=utf-8",
    "plain": "text/plain; charset=utf-8",
}
_ENCODERS: Mapping[str, Callable[[str], str]] = {
    "json": lambda word: json.dumps(word, ensure_ascii=False)[1:-1],
    "form": quote_plus,
    "xml": lambda word: escape(
        "".join(one for one in word if one.isprintable() or one == "\n"), {'"': "&quot;", "'": "&apos;"}
    ),
    "plain": lambda word: word,
}


def sms(settings: SmsConfig, number: str, text: str, token: str) -> Call:
    """The call of a message; a value is encoded for where it stands and is never a template itself."""
    values = {"number": number, "text": text, "token": token}
    url = filled(settings.url, values, lambda word: quote(word, safe=""))
    headers = {name: filled(value, values, _one_line) for name, value in settings.headers.items()}
    body = filled(settings.body, values, _ENCODERS[settings.encode]).encode()
    if settings.method == "GET":
        return Call("GET", url, {"User-Agent": "citynms", **headers})
    return Call(
        settings.method, url, {"User-Agent": "citynms", "Content-Type": _KINDS[settings.encode], **headers}, body
    )


def filled(template: str, values: Mapping[str, str], encode: Callable[[str], str]) -> str:
    """A template with its {names} filled in one pass; other braces stay (JSON is full of them)."""
    return _NAME.sub(lambda match: encode(values[match[1]]), template)


def _one_line(word: str) -> str:
    """As a header's value: Latin-1 letters that can be seen."""
    return "".join(one if one.isprintable() and ord(one) < 256 else "?" for one in word)
