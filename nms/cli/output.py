"""How the command line speaks: language, tables, JSON and errors."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from nms.core import texts
from nms.core.errors import NmsError
from nms.site.loading import Site, load_site

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON on standard output.")]


def group(help_text: str) -> typer.Typer:
    """A command group as all nouns of this tool are: help on no arguments, plain help, no completion noise."""
    return typer.Typer(help=help_text, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


class Options:
    """What stands before the verb: which site, which language."""

    site: Path | None = None
    language: texts.Language = "zh" if os.environ.get("LANG", "").lower().startswith("zh") else "en"

    @classmethod
    def remember(
        cls,
        site: Annotated[Path | None, typer.Option(help="Folder with config.yaml, inventory/ and templates/.")] = None,
        lang: Annotated[str, typer.Option(help="zh or en; from the environment if not given.")] = "",
    ) -> None:
        """Keep the options for the verb that follows."""
        cls.site = site
        if lang:
            if lang not in texts.LANGUAGES:
                raise NmsError("NMS-CLI-002", value=lang, known=", ".join(texts.LANGUAGES))
            cls.language = "zh" if lang == "zh" else "en"


@cache
def opened_site() -> Site:
    """The site of this call, read once."""
    return load_site(Options.site)


def say(code: str, **values: object) -> str:
    """A sentence of the catalogue in the user's language."""
    return texts.say(code, Options.language, **values)


def console() -> Console:
    """Standard output as rich draws it: plain when piped, as wide as the terminal."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def plain(value: object) -> object:
    """JSON's own types for our dataclasses, times (ISO 8601) and enumerations."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.name.lower() if isinstance(value.value, int) else value.value
    return value


def print_json(value: object) -> None:
    """One JSON document, Chinese readable."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table with unknown shown as a dash; columns are text codes."""
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(say(column), overflow="fold")
    for row in rows:
        table.add_row(*("–" if cell is None or cell == "" else str(cell) for cell in row))
    console().print(table)


def tell(code: str, **values: object) -> None:
    """Print a sentence of the catalogue."""
    console().print(say(code, **values), markup=False)


def complain(error: NmsError) -> None:
    """An error as two lines on standard error: what, and what to do."""
    place = f"{error.where}: " if error.where else ""
    sys.stderr.write(f"{error.code} {place}{error.message(Options.language)}\n")
    if hint := error.remedy(Options.language):
        sys.stderr.write(f"    → {hint}\n")


def refuse(problems: Sequence[NmsError], summary: NmsError, as_json: bool) -> NoReturn:
    """Everything that is wrong with a file at once, then one sentence on the whole; code 2, nothing was written."""
    if as_json:
        print_json({"total": len(problems), "items": [problem.as_dict() for problem in problems], "written": False})
        sys.exit(2)
    for problem in problems:
        complain(problem)
    fail(summary)


def fail(error: NmsError) -> NoReturn:
    """Say what is wrong, all of it, and end with code 2."""
    for problem in getattr(error, "problems", ()) or (error,):
        complain(problem)
    sys.exit(2)
