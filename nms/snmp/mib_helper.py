"""Reads MIB modules and prints no more than names: a program of its own, run by the Python that has pysmi.

    python -I mib_helper.py JOB.json ANSWER.json

JOB: {files: {file: text}, known: {symbol: dotted OID}, seconds, megabytes}. ANSWER: {modules: [{name, file, objects:
[{oid, name, kind, objects, words}]}]}, or {error: {kind, …}} for the first thing that is wrong. It imports nothing of
this project, because the Python that runs it has none of it.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from importlib import import_module  # by name: the project's own checks need no pysmi
from pathlib import Path
from typing import Any, NamedTuple

LARGEST_ANSWER = 64 * 1024 * 1024
NEAR = 100  # characters of a faulty line that are repeated

NOTIFICATIONS = frozenset({"notificationTypeClause", "trapTypeClause"})
NODES = frozenset({"moduleIdentityClause", "objectIdentityClause", "valueDeclaration"})
OBJECT = "objectTypeClause"
TRAP = "trapTypeClause"
GENERIC_TRAPS = "1.3.6.1.2.1.11"  # RFC 1215: traps of "snmp" itself are those of RFC 3418
STANDARD_TRAPS = "1.3.6.1.6.3.1.1.5"


class FaultError(Exception):
    """What is wrong with the modules, as the answer tells it."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.told = {"kind": kind, **values}


class Module(NamedTuple):
    """A module as parsed: its declarations by symbol, and from where it imports which symbol."""

    name: str
    file: str
    imports: dict[str, str]
    declared: dict[str, tuple[Any, ...]]
    types: dict[str, Any]


def parse(files: dict[str, str]) -> list[Module]:
    """Every module of every file; FaultError with file and line for the first that does not parse."""
    parser = import_module("pysmi.parser").SmiV1CompatParser()
    failure = import_module("pysmi.error").PySmiError
    found = []
    for file, text in files.items():
        try:
            trees = parser.parse(text)
        except failure as error:
            line = getattr(error, "lineno", 0)
            line = line if isinstance(line, int) else 0
            raise FaultError("syntax", file=file, line=line, near=near(text, line), reason=str(error.msg)) from error
        if not trees:
            raise FaultError("empty", file=file)
        found += [module(file, tree) for tree in trees]
    return found


def near(text: str, line: int) -> str:
    """The faulty line itself."""
    lines = text.splitlines()
    return lines[line - 1].strip()[:NEAR] if 0 < line <= len(lines) else ""


def module(file: str, tree: tuple[Any, ...]) -> Module:
    """A tree of pysmi: (name, oid, {module: symbols}, declarations)."""
    name, _, imported, declarations = tree[:4]
    imports = {symbol: source for source, symbols in (imported or {}).items() for symbol in symbols}
    declared: dict[str, tuple[Any, ...]] = {}
    types: dict[str, Any] = {}
    for clause in declarations or ():
        if clause[0] == "typeDeclaration":
            types[clause[1]] = clause[2]
        elif clause[0] in NOTIFICATIONS | NODES | {OBJECT}:
            declared.setdefault(clause[1], clause)
    return Module(name, file, imports, declared, types)


def path_of(clause: tuple[Any, ...]) -> list[Any]:
    """The arcs and names of a declaration's OID."""
    [arcs] = [part[1] for part in clause if isinstance(part, tuple) and part and part[0] == "objectIdentifier"]
    return list(arcs)


class Names:
    """Resolves symbols to dotted OIDs over all modules of a job and what was known before."""

    def __init__(self, modules: list[Module], known: dict[str, str], texts: dict[str, str]) -> None:
        self._modules = {entry.name: entry for entry in modules}
        self._known = known
        self._texts = texts
        self._done: dict[tuple[str, str], str] = {}

    def oid(self, own: Module, symbol: str, under: tuple[str, ...] = ()) -> str:
        """The OID of a symbol as a module sees it; FaultError where it hangs on nothing known."""
        if symbol in under:
            raise self._lost(own, under[0], symbol)
        home = self._home(own, symbol)
        if home is None:
            if symbol in self._known:
                return self._known[symbol]
            raise self._lost(own, under[-1] if under else symbol, symbol)
        key = (home.name, symbol)
        if key not in self._done:
            self._done[key] = self._resolved(home, symbol, under)
        return self._done[key]

    def _home(self, own: Module, symbol: str) -> Module | None:
        if symbol in own.declared:
            return own
        source = self._modules.get(own.imports.get(symbol, ""))
        return source if source is not None and symbol in source.declared else None

    def _resolved(self, home: Module, symbol: str, under: tuple[str, ...]) -> str:
        clause = home.declared[symbol]
        first, *rest = path_of(clause)
        arcs = [str(arc[1] if isinstance(arc, tuple) else arc) for arc in rest]
        if isinstance(first, tuple):
            first = first[1]
        top = str(first) if isinstance(first, int) else self.oid(home, first, (*under, symbol))
        if clause[0] == TRAP:
            number = clause[-1]
            return f"{STANDARD_TRAPS}.{number + 1}" if top == GENERIC_TRAPS else f"{top}.0.{number}"
        return ".".join([top, *arcs])

    def _lost(self, own: Module, symbol: str, parent: str) -> FaultError:
        text = self._texts[own.file]
        shape = rf"^[ \t]*{re.escape(symbol)}\s+(?:OBJECT|MODULE|NOTIFICATION|TRAP)"
        place = re.search(shape, text, re.MULTILINE) or re.search(rf"\b{re.escape(parent)}\b", text)
        line = text.count("\n", 0, place.start()) + 1 if place else 0
        source = own.imports.get(parent, "")
        return FaultError("parent", file=own.file, line=line, symbol=symbol, parent=parent, module=source)


def rows(own: Module, names: Names, types: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row per symbol with an OID."""
    for symbol, clause in own.declared.items():
        row: dict[str, Any] = {"oid": names.oid(own, symbol), "name": symbol, "kind": kind(clause)}
        row |= {"objects": [], "words": []}
        if clause[0] in NOTIFICATIONS:
            row["objects"] = list(carried(own, clause, names))
        elif clause[0] == OBJECT:
            row["words"] = words(clause[2], {**types, **own.types})
        yield row


def kind(clause: tuple[Any, ...]) -> str:
    """notification, object (what has a value), or node (what only has a place: tables, rows, branches)."""
    if clause[0] in NOTIFICATIONS:
        return "notification"
    if clause[0] != OBJECT:
        return "node"
    table = isinstance(clause[2], tuple) and clause[2][0] == "conceptualTable"
    indexed = any(isinstance(part, tuple) and part and part[0] in ("INDEX", "AUGMENTS") for part in clause)
    return "node" if table or indexed else "object"


def carried(own: Module, clause: tuple[Any, ...], names: Names) -> Iterator[str]:
    """The OIDs of a notification's objects, as far as they are known."""
    lists = [part[1] for part in clause if isinstance(part, tuple) and part and part[0] in ("Objects", "VarTypes")]
    for symbol in lists[0] if lists else ():
        try:
            yield names.oid(own, symbol)
        except FaultError:
            continue


def words(syntax: Any, types: dict[str, Any], depth: int = 0) -> list[tuple[int, str]]:
    """The named numbers of an enumeration, through textual conventions."""
    if not isinstance(syntax, tuple) or depth > 8:
        return []
    for part in syntax:
        if isinstance(part, tuple) and part and part[0] == "enumSpec":
            return sorted((number, word) for word, number in part[1] if isinstance(number, int))
    if syntax[0] == "row" and syntax[1] in types:
        return words(types[syntax[1]], types, depth + 1)
    inner = [part for part in syntax if isinstance(part, tuple) and part and part[0] in ("SimpleSyntax", "row")]
    return words(inner[-1], types, depth + 1) if inner else []


def compiled(job: dict[str, Any]) -> dict[str, Any]:
    """The answer to a job."""
    modules = parse(job["files"])
    names = Names(modules, job["known"], job["files"])
    types = {symbol: syntax for entry in modules for symbol, syntax in entry.types.items()}
    return {
        "modules": [{"name": own.name, "file": own.file, "objects": list(rows(own, names, types))} for own in modules]
    }


def limited(seconds: int, megabytes: int) -> None:
    """No more time, memory and disk than the job may have."""
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_FSIZE, LARGEST_ANSWER),
    ):
        resource.setrlimit(limit, (value, value))


def main(job_file: Path, answer_file: Path) -> None:
    """Read the job, write the answer."""
    job = json.loads(job_file.read_text(encoding="utf-8"))
    limited(job["seconds"], job["megabytes"])
    try:
        answer = compiled(job)
    except FaultError as fault:
        answer = {"error": fault.told}
    except ModuleNotFoundError as error:
        answer = {"error": {"kind": "environment", "reason": str(error)}}
    except (MemoryError, RecursionError) as error:
        answer = {"error": {"kind": "limit", "reason": type(error).__name__}}
    answer_file.write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
