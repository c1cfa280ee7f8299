"""Frozen dataclasses as JSON and back, exactly: tuples, sets, enumerations and moments follow from the types."""

import dataclasses
import json
import types
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Read = Callable[[Any], Any]
_TUPLE, _SET, _MOMENT = "()", "{}", "@"
"""Keys that stand for what JSON does not know, where the type says only Any."""


def written(value: object) -> str:
    """A dataclass as JSON text: an object of its fields; TypeError for what has no place there."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def read(kind: type[T], text: str) -> T:
    """The dataclass again; fields that this version does not know are left out, missing ones have their default."""
    anything: Any = kind
    made: T = _reader(anything)(json.loads(text))
    return made


def written_freely(body: Mapping[str, Any]) -> str:
    """A mapping of anything as JSON text; tuples, sets and moments come back as such."""
    return json.dumps(_free(body), ensure_ascii=False, separators=(",", ":"))


def read_freely(text: str) -> Any:
    """The mapping again."""
    return _freed(json.loads(text))


def _plain(value: object) -> Any:
    """A value whose type is known when it is read."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kinds = _kinds(type(value))
        return {name: (_free if _is_free(kind) else _plain)(getattr(value, name)) for name, kind in kinds.items()}
    if isinstance(value, frozenset):
        return [_plain(one) for one in sorted(value)]
    if isinstance(value, tuple):
        return [(_free if isinstance(one, Mapping) else _plain)(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else _scalar(value)


def _free(value: object) -> Any:
    """A value of which only itself knows its type."""
    if isinstance(value, Mapping):
        return {_key(name): _free(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return {_TUPLE: [_free(one) for one in value]}
    if isinstance(value, set | frozenset):
        return {_SET: [_free(one) for one in sorted(value)]}
    if isinstance(value, list):
        return [_free(one) for one in value]
    return {_MOMENT: value.isoformat()} if isinstance(value, datetime) else _scalar(value)


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"the key {name!r} is no text")
    return str(name)


def _scalar(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} has no place in JSON")


_FREED: Mapping[str, Read] = {
    _TUPLE: lambda some: tuple(_freed(one) for one in some),
    _SET: lambda some: frozenset(_freed(one) for one in some),
    _MOMENT: datetime.fromisoformat,
}


def _freed(value: Any) -> Any:
    if isinstance(value, list):
        return [_freed(one) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, only),) = value.items()
        if name in _FREED:
            return _FREED[name](only)
    return {name: _freed(one) for name, one in value.items()}


@lru_cache(maxsize=64)
def _kinds(kind: type) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _is_free(kind: Any) -> bool:
    return kind is Any or get_origin(kind) is Mapping


@lru_cache(maxsize=256)
def _reader(kind: Hashable) -> Read:
    """How a value of a type is read."""
    if _is_free(kind):
        return _freed
    if dataclasses.is_dataclass(kind):
        return _object_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        one = _reader(next(part for part in inner if part is not types.NoneType))
        return lambda value: None if value is None else one(value)
    if origin in (tuple, frozenset):
        return _series_reader(origin, inner)
    if kind is datetime:
        return datetime.fromisoformat
    if hasattr(kind, "_fields"):
        return _named_reader(kind)
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else _same


def _object_reader(kind: Any) -> Read:
    readers = {name: _reader(inner) for name, inner in _kinds(kind).items()}

    def one(told: Mapping[str, Any]) -> Any:
        return kind(**{name: readers[name](value) for name, value in told.items() if name in readers})

    return one


def _named_reader(kind: Any) -> Read:
    """Named tuples stand as lists, each field read by its type."""
    readers = [_reader(inner) for name, inner in get_type_hints(kind).items() if name in kind._fields]
    return lambda some: kind(*(reader(value) for reader, value in zip(readers, some, strict=True)))


def _series_reader(origin: Any, inner: tuple[Any, ...]) -> Read:
    if origin is tuple and inner[-1] is not Ellipsis:
        each = [_reader(kind) for kind in inner]
        return lambda some: tuple(reader(value) for reader, value in zip(each, some, strict=True))
    only = _reader(inner[0])
    return lambda some: origin(only(value) for value in some)


def _same(value: Any) -> Any:
    return value
