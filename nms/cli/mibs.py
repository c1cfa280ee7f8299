"""`nms mib`: names out of vendors' MIB modules, for showing traps."""

from pathlib import Path
from typing import Annotated

import typer

from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import InvalidError
from nms.snmp.mib import LARGEST_FILE, text_of

app = group("MIB modules: add, list, remove / MIB 模块")


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return text_of(file.read(LARGEST_FILE + 1))
    except OSError as error:
        raise InvalidError("NMS-MIB-009", file=path, reason=error.strerror or str(error)) from error


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="MIB files; those that need each other in one call.")],
    as_json: AsJson = False,
) -> None:
    """Compile MIB files off-line and keep their names; all or nothing."""
    modules = opened_app().mibs.add({path.name: _read(path) for path in files}, acting(Right.OPERATE))
    if as_json:
        print_json({"total": len(modules), "items": modules})
    else:
        tell("mib.added", modules=len(modules), objects=sum(module.objects for module in modules))


@app.command("list")
def list_modules(as_json: AsJson = False) -> None:
    """The modules whose names are known."""
    modules = opened_app().mibs.modules()
    if as_json:
        print_json({"total": len(modules), "items": modules})
        return
    print_table(
        ("column.module", "column.names", "column.file", "column.created_by"),
        ((module.name, module.objects, module.file, module.added_by) for module in modules),
    )


@app.command()
def remove(name: str, as_json: AsJson = False) -> None:
    """Forget a module and its names."""
    opened_app().mibs.remove(name, acting(Right.OPERATE))
    if as_json:
        print_json({"removed": name})
