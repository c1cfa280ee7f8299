"""The console of a base station controller: man-machine commands (ITU-T Z.315), each answered by a report."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from nms.city.console.element import Element
from nms.city.console.mml_tables import IGNORED, TABLES, MmlTable, defaults
from nms.city.console.shell import Said, Shell
from nms.city.console.shows.facts import date
from nms.city.console.slots import natural
from nms.city.console.tree import Node
from nms.city.console.trips import Trip

_COMMAND = re.compile(r"\s*([A-Z]{3})\s+([A-Z0-9_]+)\s*(?::\s*(.*))?$", re.DOTALL)
_FIELD = re.compile(r'([A-Z0-9_]+)\s*=\s*("[^"]*"|[^,\s]+)')
_WRITING = frozenset(("SET", "ADD", "MOD", "RMV"))
END = "---    END"
UNKNOWN, WRONG, ABSENT, PRESENT, DENIED = 1, 2, 3, 4, 5
SENTENCES = {
    0: "Operation succeeded.",
    UNKNOWN: "Unknown command",
    WRONG: "Parameter error: {what}",
    ABSENT: "The record does not exist",
    PRESENT: "The record already exists",
    DENIED: "Failed: {what}",
}


class MmlError(Exception):
    """A command that is answered with a return code."""

    def __init__(self, code: int, what: str = "") -> None:
        super().__init__(what)
        self.code, self.what = code, what


class MmlShell(Shell):
    """One session; a command may be spread over lines and ends with a semicolon."""

    _held: str

    def __post_init__(self) -> None:
        Shell.__post_init__(self)
        self._held = ""
        self.page_lines = 0

    @property
    def prompt(self) -> str:
        """None: a report ends with a line of its own."""
        return ""

    def obey(self, line: str) -> Said:
        """Answer a command once it is whole."""
        self._held = f"{self._held} {line}".strip()
        if not self._held.endswith(";"):
            return Said()
        command, self._held = self._held.rstrip("; "), ""
        writes = command[:3].upper() in _WRITING
        element = self.element
        trip = next((trip for trip in element.trips if trip.strikes(command, configures=writes)), None)
        said = self._struck_mml(trip, command) if trip is not None else self._run(command)
        element.note(self.number, self.user, "refused" if said.refused else "line", "mml", _discreet(command))
        return said

    def _struck_mml(self, trip: Trip, command: str) -> Said:
        if trip.kind == "reject":
            return self._report(command, DENIED, trip.text or "The operation is rejected")
        said = self._run(command) if trip.after or trip.kind == "slow" else Said()
        if trip.kind == "slow":
            said.delay = trip.seconds
        elif trip.kind == "hang":
            return Said(silent=True)
        elif trip.kind == "disconnect":
            return Said(said.text, dropped=True)
        elif trip.kind in ("reboot", "unreachable"):
            (self.element.reboot if trip.kind == "reboot" else self.element.lock_out)(trip.seconds)
            return Said(dropped=True)
        return said

    def _run(self, command: str) -> Said:
        try:
            return self._report(command, 0, "", list(self._done(command)))
        except MmlError as error:
            return self._report(command, error.code, error.what)

    def _done(self, command: str) -> Iterator[str]:
        found = _COMMAND.match(command.upper() if '"' not in command else command)
        if found is None:
            raise MmlError(UNKNOWN)
        verb, name, fields = found[1], found[2], dict(_FIELD.findall(found[3] or ""))
        table = TABLES.get(name)
        if table is None or verb not in table.verbs:
            raise MmlError(UNKNOWN)
        given = {key: value.strip('"') for key, value in fields.items() if key not in IGNORED}
        _check(table, given)
        yield from VERBS[verb](self.element, name, table, given)
        if verb in _WRITING:
            self.element.settle()
            self.element.save()

    def _report(self, command: str, code: int, what: str = "", lines: list[str] | None = None) -> Said:
        element = self.element
        head = [f"+++    {element.name:<20}{date(element.world.now())}", f"O&M    #{len(element.log) + 1}"]
        head += [f"%%{_discreet(command)};%%", f"RETCODE = {code}  {SENTENCES[code].format(what=what)}", ""]
        return Said("\n".join((*head, *(lines or ()), END)), refused=code != 0)


def greeting(element: Element) -> str:
    """What stands on the screen after login: a report like any other."""
    return "\n".join(
        (
            f"+++    {element.name:<20}{date(element.world.now())}",
            "O&M    #0",
            "%%LGI: ;%%",
            "RETCODE = 0  Success",
            "",
            END,
        )
    )


def refusal(element: Element) -> str:
    """The report on a failed login."""
    return "\n".join(
        (
            f"+++    {element.name:<20}{date(element.world.now())}",
            "O&M    #0",
            "%%LGI: ;%%",
            "RETCODE = 5  Failed: login",
            "",
            END,
        )
    )


def _discreet(command: str) -> str:
    return re.sub(r'(PWD=)"[^"]*"', r'\1"*****"', command)


def _check(table: MmlTable, given: Mapping[str, str]) -> None:
    for name, value in given.items():
        if name not in table.fields:
            raise MmlError(WRONG, name)
        if not table.fields[name].takes(value):
            raise MmlError(WRONG, f"{name}={value}")


def _key(name: str, table: MmlTable, given: Mapping[str, str]) -> str:
    missing = [key for key in table.keys if key not in given]
    if missing:
        raise MmlError(WRONG, missing[0])
    return f"{name} " + ",".join(given[key] for key in table.keys)


def _values(node: Node) -> dict[str, str]:
    return dict(part.split("=", 1) for part in node.line.partition(": ")[2].split(", "))


def rows_of(element: Element, name: str) -> list[dict[str, str]]:
    """The rows of a table as they are now, by parameter, in the order in which they are listed."""
    return [_values(node) for node in element.running.sorted() if node.line[4:].startswith(f"{name}:")]


def put(element: Element, name: str, values: Mapping[str, str]) -> None:
    """Write a row: the parameters in the order of the table."""
    table = TABLES[name]
    key = _key(name, table, values)
    verb = "ADD" if "ADD" in table.verbs else "SET"
    text = ", ".join(f"{field}={values[field]}" for field in table.fields if field in values)
    rank = list(TABLES).index(name)
    element.running.below[key] = Node(f"{verb} {name}: {text}", (rank, natural(key)))


def _list(element: Element, name: str, table: MmlTable, given: Mapping[str, str]) -> Iterator[str]:
    rows = [row for row in rows_of(element, name) if all(row.get(key) == value for key, value in given.items())]
    yield table.title
    yield "-" * len(table.title)
    names = [field for field in table.fields if any(field in row for row in rows)]
    yield from _shown(names, rows) if rows else ("No matching result is found",)
    yield f"(Number of results = {len(rows)})"
    yield ""


def _shown(names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Several rows as a table, a single one with a parameter on each line."""
    if len(rows) == 1:
        width = max(map(len, names))
        yield from (f"{name:>{width}}  =  {rows[0][name]}" for name in names if name in rows[0])
        return
    widths = [max(len(field), *(len(row.get(field, "")) for row in rows)) + 2 for field in names]
    yield "".join(f"{field:<{width}}" for field, width in zip(names, widths, strict=True)).rstrip()
    for row in rows:
        yield "".join(f"{row.get(field, ''):<{width}}" for field, width in zip(names, widths, strict=True)).rstrip()


def _set(element: Element, name: str, table: MmlTable, given: Mapping[str, str]) -> Iterator[str]:
    node = element.running.below.get(_key(name, table, given))
    if node is None:
        raise MmlError(ABSENT)
    put(element, name, _values(node) | dict(given))
    yield from ()


def _add(element: Element, name: str, table: MmlTable, given: Mapping[str, str]) -> Iterator[str]:
    if _key(name, table, given) in element.running.below:
        raise MmlError(PRESENT)
    cells = [given[key] for key in table.keys]
    if len(set(cells)) < len(cells):
        raise MmlError(WRONG, "NBR2GNCELLID")
    if any(f"GCELL {cell}" not in element.running.below for cell in cells):
        raise MmlError(ABSENT)
    put(element, name, defaults(name) | dict(given))
    yield from ()


def _remove(element: Element, name: str, table: MmlTable, given: Mapping[str, str]) -> Iterator[str]:
    if element.running.below.pop(_key(name, table, given), None) is None:
        raise MmlError(ABSENT)
    yield from ()


Verb = Callable[[Element, str, MmlTable, Mapping[str, str]], Iterator[str]]
VERBS: Mapping[str, Verb] = {"LST": _list, "SET": _set, "MOD": _set, "ADD": _add, "RMV": _remove}
