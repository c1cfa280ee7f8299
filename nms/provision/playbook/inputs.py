"""The typed inputs of a playbook: what was given, checked against what is declared; every error at once."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from nms.core.errors import InvalidError
from nms.provision.playbook.schema import InputEntry

_TRUE, _FALSE = ("true", "yes", "on", "1", "是"), ("false", "no", "off", "0", "否")


def taken(
    declared: Mapping[str, InputEntry], given: Mapping[str, Any], known: Callable[[str, str], bool]
) -> dict[str, Any]:
    """Typed values of all inputs; InputsError with everything that is wrong.

    `known(kind, name)` tells whether a device or a secret of that name exists.
    """
    problems = list(_unknown(declared, given))
    values: dict[str, Any] = {}
    for name, entry in declared.items():
        try:
            values[name] = _value(name, entry, given.get(name, entry.default), known)
        except InvalidError as problem:
            problems.append(problem)
    if problems:
        raise InputsError(problems)
    return values


class InputsError(InvalidError):
    """Inputs that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: list[InvalidError]) -> None:
        first = problems[0]
        super().__init__(first.code, first.where, **first.values)
        self.problems = tuple(problems)


def _unknown(declared: Mapping[str, InputEntry], given: Mapping[str, Any]) -> Iterator[InvalidError]:
    for name in given.keys() - declared.keys():
        near = get_close_matches(name, declared, n=1)
        yield InvalidError("NMS-PLAY-034", None, field=name, near=near[0] if near else ", ".join(declared) or "–")


def _value(name: str, entry: InputEntry, value: Any, known: Callable[[str, str], bool]) -> Any:
    if value is None or value == "":
        if entry.required and entry.default is None:
            raise InvalidError("NMS-PLAY-035", None, field=name)
        return entry.default
    made = _TYPES[entry.type](name, value)
    _bounds(name, entry, made)
    if entry.type in ("device", "secret") and not known(entry.type, made):
        raise InvalidError("NMS-PLAY-038", None, field=name, value=made, kind=entry.type)
    return made


def _bounds(name: str, entry: InputEntry, value: Any) -> None:
    if entry.choices and value not in entry.choices:
        raise InvalidError("NMS-PLAY-037", None, field=name, value=value, limit=", ".join(entry.choices))
    if entry.pattern and not re.fullmatch(entry.pattern, str(value)):
        raise InvalidError("NMS-PLAY-037", None, field=name, value=value, limit=entry.pattern)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and not (_at_least(value, entry.least) and _at_least(entry.most, value)):
        limit = f"{entry.least if entry.least is not None else '–∞'} … {entry.most if entry.most is not None else '∞'}"
        raise InvalidError("NMS-PLAY-037", None, field=name, value=value, limit=limit)


def _at_least(value: float | None, limit: float | None) -> bool:
    return value is None or limit is None or value >= limit


def _refused(name: str, value: Any, kind: str) -> InvalidError:
    return InvalidError("NMS-PLAY-036", None, field=name, value=value, kind=kind)


def _text(name: str, value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise _refused(name, value, "text")
    return str(value)


def _number(kind: type[int] | type[float]) -> Callable[[str, Any], float]:
    def made(name: str, value: Any) -> float:
        try:
            return kind(str(value))
        except ValueError as error:
            raise _refused(name, value, kind.__name__) from error

    return made


def _truth(name: str, value: Any) -> bool:
    word = str(value).lower()
    if word not in _TRUE + _FALSE:
        raise _refused(name, value, "bool")
    return word in _TRUE


def _list(name: str, value: Any) -> list[Any]:  # noqa: ARG001 - one signature for all
    return value if isinstance(value, list) else [part.strip() for part in str(value).split(",") if part.strip()]


_TYPES: Mapping[str, Callable[[str, Any], Any]] = {
    "text": _text,
    "choice": _text,
    "device": _text,
    "secret": _text,
    "int": _number(int),
    "number": _number(float),
    "bool": _truth,
    "list": _list,
}
