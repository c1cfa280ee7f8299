"""A hall form between its document and what people type: a row of words for each PC and AP, YAML for the rest."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nms.core.errors import InvalidError
from nms.site.yamlfile import read_text

_PLAIN = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_NUMBERS = ("number", "channel_2g", "channel_5g", "power_2g", "power_5g")
_MOST = 200_000


def read_rest(text: str) -> dict[str, Any]:
    """The mapping that a YAML text holds, {} for none; InvalidError with its line, NMS-HALL-202 for no mapping."""
    if len(text) > _MOST:
        raise InvalidError("NMS-HALL-202", field="rest", value=len(text), reason=f"<= {_MOST}")
    found = read_text(text.replace("\r\n", "\n"), Path("form"), "CFG")
    for problem in found.problems:
        raise problem
    if found.value is None:
        return {}
    if not isinstance(found.value, dict):
        raise InvalidError("NMS-HALL-202", field="rest", value=type(found.value).__name__, reason="name: value")
    return found.value


def write_rest(document: Mapping[str, Any]) -> str:
    """The document as YAML that `read_rest` reads back: one line a field, one line an item of a list."""
    return "".join(_entry(name, value) for name, value in document.items())


def _entry(name: str, value: object) -> str:
    if isinstance(value, list | tuple) and value:
        return f"{name}:\n" + "".join(f"  - {_flow(item)}\n" for item in value)
    return f"{name}: {_flow(value)}\n"


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _WORDS_OF_YAML:
        return value
    return json.dumps(value, ensure_ascii=False)


# ---------------------------------------------------------------- PCs and APs, a line each


def read_pcs(text: str) -> list[dict[str, Any]]:
    """`MAC port owner`, a line each; - for no port. What is wrong with them the form says."""
    return [_pc(words) for words in _rows(text)]


def _pc(words: Sequence[str]) -> dict[str, Any]:
    port = words[1] if len(words) > 1 and words[1] != "-" else ""
    return {"mac": words[0], "port": port, "owner": " ".join(words[2:])}


def write_pcs(pcs: Sequence[Mapping[str, Any]]) -> str:
    """As `read_pcs` reads them."""
    return "\n".join(f"{pc['mac']} {pc['port'] or '-'} {pc['owner']}".strip() for pc in pcs)


def read_aps(text: str) -> list[dict[str, Any]]:
    """`name port MAC`, a line each, then number=3 channel_2g=6 … where the plan shall not choose; - for none."""
    return [_ap(words) for words in _rows(text)]


def _ap(words: Sequence[str]) -> dict[str, Any]:
    plain = [word for word in words if "=" not in word]
    said = dict(word.split("=", 1) for word in words if "=" in word)
    named = zip(("name", "port", "mac"), plain, strict=False)
    return {**{name: word for name, word in named if word != "-"}, **said}


def write_aps(aps: Sequence[Mapping[str, Any]]) -> str:
    """As `read_aps` reads them."""
    return "\n".join(" ".join((*_places(ap), *_chosen(ap))) for ap in aps)


def _places(ap: Mapping[str, Any]) -> list[str]:
    return [str(ap.get(name) or "-") for name in ("name", "port", "mac")]


def _chosen(ap: Mapping[str, Any]) -> list[str]:
    return [f"{name}={ap[name]}" for name in _NUMBERS if ap.get(name)]


def _rows(text: str) -> list[list[str]]:
    lines = (line.split("#", 1)[0].split() for line in text[:_MOST].splitlines())
    return [words for words in lines if words]
