"""A workbook into the files of an inventory: everything is checked before anything is written."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nms.core.config import Config
from nms.core.errors import InvalidError, NmsError, Where
from nms.core.texts import Language
from nms.site.complaints import CautionError
from nms.site.inventory import read_inventory
from nms.site.sheets.book import Grid, read_book
from nms.site.sheets.layout import INVENTORY, Sheet
from nms.site.sheets.rows import Rows, grid_of, merged, read_rows
from nms.site.yamlfile import read

Entries = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Import:
    """What an import would do: per file the names added and changed, the new text of each file, and all problems."""

    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[NmsError, ...] = ()


def exported(folder: Path, language: Language, stems: Iterable[str] = tuple(INVENTORY)) -> list[Grid]:
    """The inventory as sheets."""
    return [grid_of(INVENTORY[stem], _entries(folder / f"{stem}.yaml"), language) for stem in stems]


def prepare(folder: Path, file: Path, config: Config) -> Import:
    """Check a workbook against an inventory; rows not in it are left alone, nothing is ever deleted."""
    problems: list[NmsError] = []
    read_in: dict[str, Rows] = {}
    for grid in read_book(file):
        sheet = _sheet_of(grid)
        if sheet is None:
            known = ", ".join(INVENTORY)
            problems.append(InvalidError("NMS-SHEET-012", Where(str(file)), sheet=grid.title[:40], known=known))
        elif grid.head:
            read_in[sheet.stem] = read_rows(file, grid, sheet)
            problems += read_in[sheet.stem].problems
    if problems:
        return Import(problems=tuple(problems))
    return _checked(folder, file, config, read_in)


def _sheet_of(grid: Grid) -> Sheet | None:
    title = grid.title.casefold()
    return next((sheet for sheet in INVENTORY.values() if title in sheet.titles), None)


def _entries(path: Path) -> Entries:
    value = read(path, "INV").value if path.exists() else {}
    return {name: entry or {} for name, entry in value.items()} if isinstance(value, dict) else {}


def _checked(folder: Path, file: Path, config: Config, read_in: Mapping[str, Rows]) -> Import:
    added, changed, texts = {}, {}, {}
    for stem, rows in read_in.items():
        before = _entries(folder / f"{stem}.yaml")
        after = {name: merged(before.get(name, {}), told) for name, told in rows.values.items()}
        added[stem] = tuple(name for name in after if name not in before)
        changed[stem] = tuple(name for name, entry in after.items() if name in before and entry != before[name])
        if added[stem] or changed[stem]:
            texts[stem] = _text(folder / f"{stem}.yaml", {**before, **after})
    return Import(added, changed, texts, tuple(_new_problems(folder, file, config, read_in, texts)))


def _text(path: Path, entries: Entries) -> str:
    """The file anew; its leading comment stays."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    head = "".join(line for line in old.splitlines(keepends=True)[:20] if line.startswith("#"))
    return head + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, default_flow_style=None, width=160)


def _new_problems(
    folder: Path, file: Path, config: Config, read_in: Mapping[str, Rows], texts: Mapping[str, str]
) -> Iterable[NmsError]:
    """What the whole inventory would complain of that it does not complain of now, at the row that causes it."""
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / "inventory"
        shutil.copytree(folder, trial)
        known = {_told(problem) for problem in read_inventory(trial, config.snmp, config.cli).problems}
        for stem, text in texts.items():
            (trial / f"{stem}.yaml").write_text(text, encoding="utf-8")
        problems = read_inventory(trial, config.snmp, config.cli).problems
    for problem in problems:
        if not isinstance(problem, CautionError) and _told(problem) not in known:
            _place(problem, file, read_in)
            yield problem


def _told(problem: NmsError) -> tuple[str, str, str]:
    return problem.code, problem.where.key if problem.where else "", str(problem.values)


def _place(problem: NmsError, file: Path, read_in: Mapping[str, Rows]) -> None:
    """Point at the row of the workbook; names may hold dots, so the longest one that fits counts."""
    if problem.where is None:
        return
    rows = read_in.get(Path(problem.where.file).stem)
    key = problem.where.key
    names = [name for name in rows.numbers if key == name or key.startswith(f"{name}.")] if rows else []
    if rows and names:
        problem.where = Where(str(file), rows.numbers[max(names, key=len)], key)


def carry_out(folder: Path, prepared: Import) -> None:
    """Write the files, each in one step, in the order in which they refer to each other: a process that dies between
    two leaves a sound inventory, and the same import again finishes it."""
    for stem in INVENTORY:
        if stem in prepared.texts:
            _replace(folder / f"{stem}.yaml", prepared.texts[stem])


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    if path.exists():
        shutil.copymode(path, name)
    Path(name).replace(path)
