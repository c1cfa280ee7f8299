"""The reference pages: rendered from the tables that the code runs on, and equal to what is committed.

`python tests/test_docs.py` writes them anew after a table has changed.
"""

import importlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from docs_markdown import code, page, table
from docs_provision import platforms, playbooks, services
from docs_settings import settings

from nms.cli import app as cli
from nms.core.ports import Oid, Trap, VarBind
from nms.core.sample import METRICS, Kind
from nms.core.texts import CATALOGUE
from nms.faults.effects import TrapRule
from nms.faults.problems import PROBLEMS, Problem
from nms.faults.trap_rules import RULES
from nms.topology.roles import PortRole
from web.server import create_app

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
ERROR = re.compile(r"NMS-[A-Z]+-\d{3}")
TAGS = {"i": 0x02, "s": 0x04, "x": 0x04, "a": 0x40, "u": 0x42, "g": 0x42, "t": 0x43, "c": 0x41}
VALUES = (*range(33), *(1 << bit for bit in range(6, 32)))  # every enumeration and every bit of a bitmap
AT = datetime(2026, 3, 1, tzinfo=UTC)


# ---------------------------------------------------------------- errors, metrics, problems


def errors() -> str:
    """Every code with sentence and remedy, by prefix."""
    found: dict[str, list[str]] = {}
    for name in sorted(filter(ERROR.fullmatch, CATALOGUE)):
        found.setdefault(name.rsplit("-", 1)[0], []).append(name)
    parts = [[f"## {prefix}", "", *table(("code", "message", "remedy", "中文"), map(error_row, names))]
             for prefix, names in found.items()]  # fmt: skip
    return page(
        "Errors", "What each code means and what to do. Words in braces are filled in where it happens.", *parts
    )


def error_row(name: str) -> tuple[str, ...]:
    text = CATALOGUE[name]
    return f"`{name}`", text.en, text.remedy_en, f"{text.zh}。{text.remedy_zh}".replace("。。", "。")


def metrics() -> str:
    """The metric catalogue."""
    rows = (
        (
            f"`{name}`",
            metric.kind.value,
            metric.unit,
            metric.rate_unit if metric.kind is Kind.COUNTER else "",
            CATALOGUE[f"metric.{name}"].en,
            CATALOGUE[f"metric.{name}"].zh,
        )
        for name, metric in METRICS.items()
    )
    about = "Every number is a sample of one of these. A counter is kept as it was read; charts show its rate."
    return page("Metrics", about, table(("metric", "kind", "unit", "rate", "meaning", "中文"), rows))


def problems() -> str:
    """The alarm problems in X.733 terms."""
    about = (
        "The specific problem of an alarm, with type and probable cause of ITU-T X.733 (security: X.736). A severity is"
        " that of the problem unless a trap rule, a threshold or the role of the port says otherwise. A problem with a"
        " lifetime is an event: it clears by itself."
    )
    head = ("problem", "meaning", "中文", "type", "probable cause", "severity", "lifetime")
    return page("Alarm problems", about, table(head, map(problem_row, PROBLEMS.values())))


def problem_row(row: Problem) -> tuple[str, ...]:
    text = CATALOGUE[f"problem.{row.code}"]
    lasting = f"{row.ttl_s / 60:g} min" if row.ttl_s else ""
    return f"`{row.code}`", text.en, text.zh, row.type.value, row.cause, severity_of(row), lasting


def severity_of(row: Problem) -> str:
    """The severity in words, by the port's role where that decides."""
    said = row.severity.word
    if row.by_port:
        by_role = {role: row.severity_at(role) for role in PortRole}
        said = ", ".join(f"{role.value}: {word.word if word else 'none'}" for role, word in by_role.items())
    if row.line:
        said += "; none where no line is connected"
    if row.escalation:
        more = row.escalation
        said += f"; {more.severity.word} from {more.count} times in {more.window_s / 60:g} min"
    return said


# ---------------------------------------------------------------- trap rules


def trap_rules() -> str:
    """Every notification that is understood."""
    about = (
        "What a trap raises and clears, and which collectors run at once to confirm it. A notification without a row"
        " lands in the queue of unknown traps. Where a value decides, a problem stands on both sides."
    )
    rows = sorted(RULES.values(), key=lambda rule: (rule.oid, rule.name))
    head = ("notification", "OID", "raises", "clears", "polls")
    return page("Trap rules", about, table(head, map(rule_row, rows)))


def rule_row(rule: TrapRule) -> tuple[str, ...]:
    raised, cleared = outcomes(rule)
    oid = ".".join(map(str, rule.oid))
    return f"`{rule.name}`", oid, ", ".join(raised), ", ".join(cleared), ", ".join(rule.poll)


def outcomes(rule: TrapRule) -> tuple[list[str], list[str]]:
    """What a rule can raise and clear: its own example, with its numbers varied over all that an enumeration holds."""
    effects = [effect for trap in variants(rule) for effect in rule.effects(trap)]
    raised = dict.fromkeys(effect.problem for effect in effects if effect.there)
    return list(raised), list(dict.fromkeys(effect.problem for effect in effects if not effect.there))


def variants(rule: TrapRule) -> Iterator[Trap]:
    words = rule.example.split()
    fields = list(zip(words[::3], words[1::3], words[2::3], strict=True))
    yield spoken(rule.oid, fields)
    if any(tag == "i" for _, tag, _ in fields):
        for number in VALUES:
            yield spoken(rule.oid, [(oid, tag, str(number) if tag == "i" else text) for oid, tag, text in fields])


def spoken(oid: Oid, fields: Sequence[tuple[str, str, str]]) -> Trap:
    binds = [VarBind(tuple(map(int, name.split("."))), TAGS[tag], value_of(tag, text)) for name, tag, text in fields]
    return Trap(0, AT, "192.0.2.1", "device", "2c", oid, 1.0, binds)


def value_of(tag: str, text: str) -> int | bytes:
    if tag == "x":
        return bytes.fromhex(text)
    if tag == "a":
        return bytes(map(int, text.split(".")))
    return text.encode() if tag == "s" else int(text)


# ---------------------------------------------------------------- commands


def commands() -> str:
    """Every verb with its arguments and options."""
    root = typer.main.get_command(cli)
    about = "`nms [--site FOLDER] [--lang zh|en] COMMAND …`; `--help` works everywhere."
    before = ["## nms", "", *table(("option", "default", "meaning"), map(parameter_row, visible(root)))]
    return page("Commands", about, before, *(verb(words, command) for words, command in verbs(root, ("nms",))))


def verbs(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield (*words, name), inner
            yield from verbs(inner, (*words, name))


def verb(words: tuple[str, ...], command: Any) -> Iterator[str]:
    arguments = "".join(f" {parameter.name.upper()}" for parameter in visible(command) if is_argument(parameter))
    yield from (f"## {' '.join(words)}{arguments}", "", " ".join((command.help or "").split()), "")
    if not hasattr(command, "commands") and visible(command):
        yield from table(("parameter", "default", "meaning"), map(parameter_row, visible(command)))


def visible(command: Any) -> list[Any]:
    return [one for one in command.params if not getattr(one, "hidden", False) and one.name != "help"]


def is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def parameter_row(parameter: Any) -> tuple[str, str, str]:
    names = [parameter.name.upper()] if is_argument(parameter) else [*parameter.opts, *parameter.secondary_opts]
    default = parameter.default
    shown = "required" if parameter.required else "" if default in (None, "", (), False) else code(default)
    return ", ".join(map(code, names)), shown, getattr(parameter, "help", None) or ""


# ---------------------------------------------------------------- API


def api() -> str:
    """Every path of the API, by subject."""
    document = openapi()
    about = (
        'Below `/api/v1`; the document itself is at `/api/v1/openapi.json`. Lists answer `{"total", "items"}` and'
        " take `limit` and `offset`; errors answer with code, message and remedy in both languages"
        " ([errors](errors.md))."
    )
    parts = [
        [
            f"## {tag['name']}",
            "",
            tag["description"] + ".",
            "",
            *table(HEAD, operations(document["paths"], tag["name"])),
        ]
        for tag in document["tags"]
    ]
    return page("API", about, *parts)


HEAD = ("method", "path", "what it does", "parameters")


def openapi() -> Any:
    """The document, as the application gives it over a city that stands still."""
    folder = str(ROOT / "tests" / "web")
    sys.path.append(folder)
    try:
        city = importlib.import_module("fake_facade").FakeCity()
    finally:
        sys.path.remove(folder)
    return create_app(city).api_doc


def operations(paths: Mapping[str, Any], tag: str) -> Iterator[tuple[str, str, str, str]]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
                shown = ", ".join(code(name) for name in names if name != "lang")
                yield method.upper(), f"`{path.removeprefix('/api/v1')}`", operation["summary"], shown


# ---------------------------------------------------------------- what must hold


PAGES: Mapping[str, Callable[[], str]] = {
    "errors": errors,
    "metrics": metrics,
    "problems": problems,
    "trap-rules": trap_rules,
    "commands": commands,
    "settings": settings,
    "api": api,
    "platforms": platforms,
    "services": services,
    "playbooks": playbooks,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_says_what_the_tables_say(name: str) -> None:
    assert (REFERENCE / f"{name}.md").read_text(encoding="utf-8") == PAGES[name](), "run: python tests/test_docs.py"


def test_no_reference_page_is_left_over() -> None:
    assert {path.stem for path in REFERENCE.glob("*.md")} == PAGES.keys()


def test_every_trap_rule_does_something() -> None:
    assert [rule.name for rule in RULES.values() if not any(outcomes(rule)) and not rule.poll] == []


def test_every_setting_is_explained_in_the_file_or_by_its_section() -> None:
    lines = settings().splitlines()
    heads = {line: lines[at + 2] for at, line in enumerate(lines) if line.startswith("## ")}
    assert [head for head, about in heads.items() if not about] == []


def links(path: Path) -> Iterator[Path]:
    for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            yield (path.parent / target).resolve()


def test_no_page_links_to_nowhere() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "ARCHITECTURE.md"]
    assert [(page.name, str(to)) for page in pages for to in links(page) if not to.exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    assert {path.resolve() for path in (ROOT / "docs").rglob("*.md")} - {*links(index), index.resolve()} == set()


if __name__ == "__main__":
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for title, render in PAGES.items():
        (REFERENCE / f"{title}.md").write_text(render(), encoding="utf-8")
