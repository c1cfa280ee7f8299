"""What pydantic refuses, said in our words: error type → number of the code, with the values its sentence needs."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeGuard, get_args, get_origin

from pydantic import BaseModel, RootModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from nms.core.errors import InvalidError, NmsError
from nms.site.yamlfile import Family

Keys = tuple[Hashable, ...]


class CautionError(NmsError):
    """Worth mending, but nothing is left out because of it."""


class Complaint(NamedTuple):
    """A value that cannot stay, by its key path inside the file; not yet placed on a line."""

    code: str
    keys: Keys
    values: Mapping[str, object]

    def error(self) -> InvalidError:
        """As an error that a user can be told."""
        return InvalidError(self.code, None, **self.values)


# pydantic's error type → (number within the family, name of the limit in pydantic's context)
_NUMBERS: dict[str, tuple[str, str]] = {
    "missing": ("012", ""),
    "int_type": ("013", ""),
    "int_parsing": ("013", ""),
    "int_from_float": ("013", ""),
    "float_type": ("014", ""),
    "float_parsing": ("014", ""),
    "finite_number": ("014", ""),
    "bool_type": ("015", ""),
    "bool_parsing": ("015", ""),
    "string_type": ("016", ""),
    "greater_than_equal": ("017", "ge"),
    "less_than_equal": ("018", "le"),
    "greater_than": ("019", "gt"),
    "less_than": ("020", "lt"),
    "literal_error": ("021", "expected"),
    "enum": ("021", "expected"),
    "tuple_type": ("022", ""),
    "list_type": ("022", ""),
    "model_type": ("023", ""),
    "model_attributes_type": ("023", ""),
    "dict_type": ("023", ""),
    "too_short": ("017", "min_length"),
    "too_long": ("018", "max_length"),
}
_MANY = 200
_SECRET_NAMES = frozenset({"community", "auth_key", "priv_key", "password", "enable"})


def complaints(error: ValidationError, model: type[BaseModel], family: Family, above: Keys = ()) -> list[Complaint]:
    """Each error of a refused model; `above` are the keys that lead to the model in its file.

    An error type that starts with "NMS-" is raised by our own validators and is the code itself.
    """
    return [_complaint(found, model, family, above) for found in error.errors(include_url=False)]


def _complaint(found: Mapping[str, Any], model: type[BaseModel], family: Family, above: Keys) -> Complaint:
    kind, keys, context = found["type"], tuple(found["loc"]), dict(found.get("ctx", {}))
    key = str(keys[-1]) if keys else ""
    values: dict[str, object] = {"key": key, "value": shown(key, found["input"])}
    if kind.startswith("NMS-"):
        return Complaint(kind, above + keys, values | context)
    if kind == "extra_forbidden":
        return unknown_key(family, above + keys, known_keys(model, keys[:-1]))
    number, limit = _NUMBERS.get(kind, ("024", ""))
    if number == "021" and (near := nearest(str(found["input"]), _quoted(context["expected"]))):
        return Complaint(f"NMS-{family}-025", above + keys, {**values, "nearest": near, "limit": context["expected"]})
    return Complaint(
        f"NMS-{family}-{number}", above + keys, {**values, "limit": context.get(limit), "reason": found["msg"]}
    )


def unknown_key(family: Family, keys: Keys, allowed: Sequence[str]) -> Complaint:
    """A key nobody knows, with the one that was probably meant."""
    key = str(keys[-1])
    near = nearest(key, allowed)
    number = "010" if near else "011"
    return Complaint(f"NMS-{family}-{number}", keys, {"key": key, "nearest": near, "allowed": ", ".join(allowed)})


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant ("" if none comes near).

    Among thousands of names only those that begin alike are compared: a comparison costs some 10 µs.
    """
    words = list(known)
    if len(words) > _MANY:
        words = [candidate for candidate in words if candidate[:2] == word[:2]][:_MANY]
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    return close[0] if close else ""


def shown(key: str, value: object) -> str:
    """A value as a message may quote it: short, and never a secret."""
    if key in _SECRET_NAMES or isinstance(value, SecretStr):
        return "•••"
    text = "…" if isinstance(value, (dict, list)) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _quoted(expected: str) -> list[str]:
    return expected.split("'")[1::2]


def is_section(annotation: object) -> TypeGuard[type[BaseModel]]:
    """Whether a type is a model of its own."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def below(annotation: object, key: Hashable) -> object:
    """The type that one more key leads to (None where the model knows no such key)."""
    if is_section(annotation):
        field = _fields(annotation).get(str(key))
        return _unwrapped(field.annotation) if field else None
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        return _unwrapped(arguments[1])
    return _unwrapped(arguments[0]) if get_origin(annotation) in (list, tuple) else None


def known_keys(model: type[BaseModel], keys: Iterable[Hashable]) -> list[str]:
    """The keys that may stand at a path of a model ([] where any may)."""
    here: object = _unrooted(model)
    for key in keys:
        here = below(here, key)
    return list(_fields(here)) if is_section(here) else []


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields by the names that a file uses."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _unrooted(model: type[BaseModel]) -> object:
    """What a file of this model holds: itself, or the list or mapping that a root model wraps."""
    return model.model_fields["root"].annotation if issubclass(model, RootModel) else model


def _unwrapped(annotation: object) -> object:
    """`X | None` is X here."""
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 and type(None) in get_args(annotation) else annotation
