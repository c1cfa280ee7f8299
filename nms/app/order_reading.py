"""Reading orders of lines from files, forms and the API: one schema, every error at once with its place."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from nms.core.errors import InvalidError, NmsError, Where
from nms.lines.contradictions import problems
from nms.lines.order import OrderDocument
from nms.site.positions import Positions
from nms.site.records import checked
from nms.site.yamlfile import load_text, read_text

_MAX_BYTES: Final = 32 * 1024 * 1024
Keys = tuple[str | int, ...]


class OrderError(InvalidError):
    """An order that cannot be used; `problems` holds every reason."""

    def __init__(self, found: Sequence[NmsError]) -> None:
        first = f"{found[0].code} {found[0].where}: {found[0].message('en')}"
        super().__init__("NMS-LINE-060", found[0].where, count=len(found), first=first)
        self.problems = tuple(found)

    def as_dict(self) -> dict[str, object]:
        """With every problem beside the summary."""
        return {**super().as_dict(), "problems": [problem.as_dict() for problem in self.problems]}


class Source(NamedTuple):
    """Where a document comes from: the name of file or form, and the lines of its keys where it has any."""

    name: str
    positions: Positions | None = None

    def where(self, keys: Keys) -> Where:
        """The place of a key."""
        line, column = self.positions.place(keys) if self.positions else (0, 0)
        return Where(self.name, line, ".".join(map(str, keys)), column)


def read_order(value: object, source: Source, above: Keys = (), *, whole: bool = False) -> OrderDocument:
    """The checked document; `above` leads to it in its file. OrderError with everything that is wrong with it.

    A requirement may stand below `requirement` or beside the order's own fields. `whole`: it is to be built, so it
    needs number, customer and ends as well.
    """
    if not isinstance(value, Mapping):
        raise OrderError([InvalidError("NMS-LINE-009", source.where(above))])
    flat, origin, found = _flat(value, source, above)
    document, refused = _checked(flat)
    for keys, error in refused:
        error.where = source.where((*above, *origin.get(keys[0], keys[:1]), *keys[1:]))
    found += [error for _, error in refused]
    for problem in problems(document, whole=whole, unread={str(keys[0]) for keys, _ in refused}):
        error = problem.error()
        error.where = source.where((*above, *origin.get(problem.keys[0], problem.keys[:1]), *problem.keys[1:]))
        found.append(error)
    if found:
        raise OrderError(found)
    return document


def _flat(
    value: Mapping[Any, Any], source: Source, above: Keys
) -> tuple[dict[str, Any], dict[str | int, Keys], list[NmsError]]:
    """Order and requirement side by side, with the keys that lead to each, and what stands there twice."""
    outer = {str(key): item for key, item in value.items() if key != "requirement"}
    inner = value.get("requirement")
    origin: dict[str | int, Keys] = {key: (key,) for key in outer}
    found: list[NmsError] = []
    if "order" in outer and "name" not in outer:
        outer["name"], origin["name"] = outer.pop("order"), ("order",)
    if inner is not None and not isinstance(inner, Mapping):
        found.append(InvalidError("NMS-LINE-023", source.where((*above, "requirement")), key="requirement"))
    for key, item in inner.items() if isinstance(inner, Mapping) else ():
        keys: Keys = ("requirement", str(key))
        if key in outer:
            found.append(InvalidError("NMS-LINE-033", source.where((*above, *keys)), key=key, value=item))
        else:
            outer[str(key)], origin[str(key)] = item, keys
    return outer, origin, found


def _checked(flat: Mapping[str, Any]) -> tuple[OrderDocument, list[tuple[Keys, InvalidError]]]:
    """The document of the fields that are right by themselves, and what is wrong with the others."""
    document, found = checked(flat, OrderDocument, "LINE")
    if document is not None:
        return document, []
    wrong = {str(complaint.keys[0]) for complaint in found}
    rest, more = _checked({name: item for name, item in flat.items() if name not in wrong})
    keyed = [(tuple(map(_key, complaint.keys)), complaint.error()) for complaint in found]
    return rest, [*keyed, *more]


def _key(key: object) -> str | int:
    return key if isinstance(key, int) else str(key)


def load_order(path: Path, *, whole: bool = False) -> OrderDocument:
    """The order of a YAML or JSON file; OrderError."""
    value, source = _loaded(path)
    return read_order(value, source, whole=whole)


def load_orders(path: Path) -> list[OrderDocument | OrderError]:
    """The orders of a file that holds a list (or {orders: […]}), each read or refused by itself."""
    value, source = _loaded(path)
    above: Keys = ()
    if isinstance(value, Mapping) and "orders" in value:
        value, above = value["orders"], ("orders",)
    if not isinstance(value, list):
        raise OrderError([InvalidError("NMS-LINE-022", source.where(above), key=above[-1] if above else path.name)])
    return [_read_or_refused(one, source, (*above, at)) for at, one in enumerate(value)]


def _read_or_refused(value: object, source: Source, above: Keys) -> OrderDocument | OrderError:
    try:
        return read_order(value, source, above)
    except OrderError as refused:
        return refused


def _loaded(path: Path) -> tuple[object, Source]:
    try:
        text = load_text(path, "LINE", _MAX_BYTES)
    except NmsError as problem:
        raise OrderError([problem]) from problem
    document = read_text(text, path, "LINE")
    if document.problems:
        raise OrderError(document.problems)
    if document.value is None:
        raise OrderError([InvalidError("NMS-LINE-051", Where(str(path)))])
    return document.value, Source(str(path), Positions.of_text(text))
