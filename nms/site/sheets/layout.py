"""The columns of every sheet: what a cell holds and where it stands in the entry of an inventory file or an order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nms.core.texts import LANGUAGES, say

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its word in files, the keys that lead to its value in an entry, and how text becomes that value.

    `read` raises ValueError for text that cannot be one; `write` makes the text that `read` understands.
    """

    key: str
    path: Path
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = str
    required: bool = False

    @property
    def heads(self) -> frozenset[str]:
        """What may stand above it: its key, or its name in either language."""
        names = (self.key, *(say(f"sheet.{self.key}", language) for language in LANGUAGES))
        return frozenset(name.casefold() for name in names)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and the file of the inventory that it mirrors; the first column names the row."""

    stem: str
    columns: tuple[Column, ...]

    @property
    def titles(self) -> frozenset[str]:
        """Names that a sheet of this kind may have in a workbook."""
        return frozenset({self.stem, *(say(f"sheet.{self.stem}", language).casefold() for language in LANGUAGES)})


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value == int(value) else value


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]


def _joined(values: Any) -> str:
    return "; ".join(map(str, values))


def _pairs(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in _list(text)]
    if not all(equals and name.strip() for name, equals, _ in pairs):
        raise ValueError(text)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _paired(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}={value}" for name, value in values.items())


_YES, _NO = frozenset({"yes", "true", "1", "是"}), frozenset({"no", "false", "0", "否"})


def _truth(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueError(text)
    return word in _YES


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _plain(key: str, *path: str, required: bool = False) -> Column:
    return Column(key, path or (key,), required=required)


def _numeric(key: str, required: bool = False) -> Column:
    return Column(key, (key,), _number, lambda value: f"{value:.12g}", required)


def _listed(key: str, *path: str) -> Column:
    return Column(key, path or (key,), _list, _joined)


_NAME = Column("name", (), required=True)

INVENTORY: Mapping[str, Sheet] = {
    sheet.stem: sheet
    for sheet in (
        Sheet("customers", (_NAME, _plain("title"), _plain("grade"))),
        Sheet(
            "sites",
            (
                _NAME, _plain("kind", required=True), _plain("district"), _plain("title"), _numeric("lon"),
                _numeric("lat"), _plain("customer"),
            ),
        ),
        Sheet(
            "hosts",
            (
                _NAME, _plain("address", "hostname", required=True), _listed("groups"), _plain("platform"),
                _plain("role", "data", "role"), _plain("site", "data", "site"),
                Column("managed", ("data", "managed"), _truth, _yes),
                Column("labels", ("data", "labels"), _pairs, _paired),
            ),
        ),
        Sheet(
            "links",
            (
                _NAME, _plain("a", required=True), _plain("b", required=True), _plain("kind"), _numeric("km"),
                _listed("srlg"), Column("labels", ("labels",), _pairs, _paired),
            ),
        ),
    )
}  # fmt: skip
"""In the order in which they are imported: whatever a row refers to stands in an earlier sheet or in its own."""

ORDERS = Sheet(
    "lines",
    (
        Column("number", (), required=True),
        _plain("customer", required=True),
        _plain("title"),
        _plain("service"),
        _plain("grade"),
        _plain("solution"),
        _plain("iface"),
        _numeric("mbps", required=True),
        _numeric("reliability", required=True),
        _plain("topology", required=True),
        _numeric("security"),
        _numeric("growth"),
        _numeric("budget"),
        Column("encrypt", ("encrypt",), _truth, _yes),
        _plain("hub"),
        _listed("branches"),
    ),
)
"""One order a row: the hub's site and the branches' sites, of a point-to-point line the two ends."""


def value_at(entry: Mapping[str, Any], path: Path) -> Any:
    """The value at a path of an entry, None where it ends early."""
    here: Any = entry
    for key in path:
        here = here.get(key) if isinstance(here, Mapping) else None
    return here


def with_value(entry: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The entry with a value put at a path, or, for None, taken away there; what then is empty goes too."""
    key, *rest = path
    changed = dict(entry)
    below = with_value(changed.get(key) or {}, tuple(rest), value) if rest else value
    if below is None or (rest and not below):
        changed.pop(key, None)
    else:
        changed[key] = below
    return changed
