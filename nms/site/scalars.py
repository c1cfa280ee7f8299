"""How a plain word of a site file becomes a value: the core schema of YAML 1.2 (section 10.3.2)."""

import re
from collections.abc import Callable

from yaml.nodes import MappingNode, Node, ScalarNode

_NULL, _BOOL, _INT, _FLOAT, _STR = (f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str"))
MERGE = "tag:yaml.org,2002:merge"

_WORDS = dict.fromkeys(("", "~", "null", "Null", "NULL"), _NULL)
_WORDS |= dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), _BOOL)
_WORDS |= dict.fromkeys((".inf", ".Inf", ".INF", "-.inf", "+.inf", ".nan", ".NaN", ".NAN"), _FLOAT)
_WORDS["<<"] = MERGE

_NUMBER_STARTS = frozenset("-+.0123456789")
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

_BASES = {"0x": 16, "0o": 8}


class RefusedNodeError(Exception):
    """A node that a site file may not hold: `number` is the code's number within its family."""

    def __init__(self, number: str, node: Node | None, **values: object) -> None:
        super().__init__(number)
        self.number = number
        self.line = node.start_mark.line + 1 if node is not None else 0
        self.values = values


def tag_of(kind: type[Node], value: str, *, plain: bool) -> str:
    """The tag of a node that names none itself."""
    if kind is not ScalarNode:
        return "tag:yaml.org,2002:map" if kind is MappingNode else "tag:yaml.org,2002:seq"
    if not plain:
        return _STR
    if value[:1] in _NUMBER_STARTS and value:
        if _WHOLE.fullmatch(value):
            return _INT
        if _REAL.fullmatch(value):
            return _FLOAT
    return _WORDS.get(value, _STR)


def _whole(text: str) -> int:
    if len(text) > 40:
        raise ValueError("no number of a site is that long")
    base = _BASES.get(text[:2], 10)
    return int(text[2:] if base != 10 else text, base)


def _real(text: str) -> float:
    return float(
        text.replace(".inf", "inf").replace(".nan", "nan") if text.lower().endswith((".inf", ".nan")) else text
    )


SCALARS: dict[str, Callable[[str], object]] = {
    _STR: str,
    _NULL: lambda _text: None,
    _BOOL: lambda text: text.lower() == "true",
    _INT: _whole,
    _FLOAT: _real,
}
