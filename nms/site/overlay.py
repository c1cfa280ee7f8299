"""The environment laid over the settings: NMS__SNMP__PORT=1161 is `snmp.port: 1161`, in any case of letters."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_origin

from pydantic import BaseModel

from nms.core.errors import InvalidError, NmsError, Where
from nms.site.complaints import Keys, below, is_section
from nms.site.yamlfile import parse_text

PREFIX = "NMS__"


@dataclass(slots=True)
class Overlaid:
    """The settings with the environment on top; `origins` says which variable a key path came from."""

    file: Mapping[str, Any]
    value: dict[str, Any]
    origins: dict[Keys, str] = field(default_factory=dict)
    problems: list[NmsError] = field(default_factory=list)

    def origin(self, keys: Keys) -> str:
        """The variable that set this path or something above it, or below it where the file has nothing; else ""."""
        above = (self.origins[keys[:end]] for end in range(len(keys), 0, -1) if keys[:end] in self.origins)
        inside = (
            name for path, name in self.origins.items() if path[: len(keys)] == keys and not _holds(self.file, keys)
        )
        return next(above, "") or next(inside, "")


def variables(environ: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(name, path, value) of each variable that means a setting, in a stable order."""
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and len(name) > len(PREFIX):
            yield name, tuple(name[len(PREFIX) :].lower().split("__")), environ[name]


def overlay(settings: Mapping[str, Any], environ: Mapping[str, str], model: type[BaseModel]) -> Overlaid:
    """A copy of the settings with every variable laid over it; a list, mapping or section is given as YAML text."""
    result = Overlaid(settings, copied(settings))
    for name, path, text in variables(environ):
        keys, annotation = _resolved(result.value, path, model)
        try:
            compound = is_section(annotation) or get_origin(annotation) in (dict, list, tuple)
            _put(result.value, keys, parse_text(text) if compound else text)
            result.origins[keys] = name
        except ValueError as error:
            where = Where("environment", 0, name)
            result.problems.append(InvalidError("NMS-CFG-033", where, key=".".join(map(str, keys)), reason=error))
    return result


def copied(value: Any) -> Any:
    """A deep copy of plain dicts and lists."""
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def _resolved(settings: object, path: tuple[str, ...], model: type[BaseModel]) -> tuple[Keys, object]:
    """The path in the words of model and file, and the type it leads to (None if unknown)."""
    keys: Keys = ()
    annotation: object = model
    for part in path:
        known = annotation.model_fields if is_section(annotation) else settings
        key = _same(part, known)
        annotation = below(annotation, key)
        settings = _item(settings, key)
        keys = (*keys, key)
    return keys, annotation


def _same(part: str, known: object) -> str | int:
    """The known key that a variable can only write in one case and without hyphens; an index into a list."""
    if isinstance(known, list):
        return int(part) if part.isdecimal() else part
    names = known if isinstance(known, Mapping) else ()
    return next((name for name in names if name.casefold().replace("-", "_") == part), part)


def _item(settings: object, key: Hashable) -> object:
    if isinstance(settings, dict):
        return settings.get(key)
    if isinstance(settings, list) and isinstance(key, int) and key < len(settings):
        return settings[key]
    return None


def _holds(settings: object, keys: Keys) -> bool:
    for key in keys:
        settings = _item(settings, key)
    return settings is not None


def _put(settings: Any, keys: Keys, value: object) -> None:
    """Set a value deep inside; raises ValueError where the way leads through something that is no mapping."""
    for key in keys[:-1]:
        if isinstance(settings, dict) and settings.get(key) is None:
            settings[key] = {}
        settings = _item(settings, key)
    last = keys[-1]
    indexed = isinstance(settings, list) and isinstance(last, int) and last < len(settings)
    if not indexed and not isinstance(settings, dict):
        raise ValueError(f"nothing to set at {last}")
    settings[last] = value
