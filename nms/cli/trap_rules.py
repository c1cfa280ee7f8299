"""`nms trap rule`: rules by hand for traps that nobody understands."""

import time
from typing import Annotated

import typer

from nms.app.rooms import Preview
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.alarm import Severity
from nms.core.errors import InvalidError, NmsError
from nms.core.hand_rules import HandRule
from nms.core.texts import CATALOGUE

app = group("Trap rules by hand: add, list, preview, apply, remove / 手工陷阱规则")

_SEVERITIES = tuple(word.word for word in Severity if word is not Severity.CLEARED)
Oid = Annotated[str, typer.Argument(help="The notification, in dotted numbers.")]
Problem = Annotated[str, typer.Option(help="A problem of the catalogue, or custom-…")]
Device = Annotated[str, typer.Option(help="Only of this device.")]
Object = Annotated[str, typer.Option("--object", help="port, or the OID of the variable that names the object.")]
Grade = Annotated[str, typer.Option("--severity", help=", ".join(_SEVERITIES))]
Clears = Annotated[bool, typer.Option("--clears", help="The trap says that the problem is gone.")]
Ttl = Annotated[float, typer.Option("--ttl", min=0, help="Minutes after which the alarm clears by itself; 0: never.")]
Zh = Annotated[str, typer.Option("--zh", help="Name of a custom problem in Chinese.")]
En = Annotated[str, typer.Option("--en", help="Name of a custom problem in English.")]


def _rule(
    oid: str, problem: str, device: str, thing: str, severity: str, clears: bool, ttl: float, zh: str, en: str
) -> HandRule:
    if severity and severity not in _SEVERITIES:
        raise InvalidError("NMS-CORE-001", field="severity", value=severity, reason=", ".join(_SEVERITIES))
    grade = Severity.of(severity) if severity else None
    return HandRule(oid.lstrip("."), problem, device, thing, clears, grade, ttl * 60, zh, en)


@app.command()
def add(
    oid: Oid, problem: Problem, device: Device = "", thing: Object = "", severity: Grade = "", clears: Clears = False,
    ttl: Ttl = 0, zh: Zh = "", en: En = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Make a rule; the running engine uses it from the next trap on."""
    rule = opened_app().rules.save(
        _rule(oid, problem, device, thing, severity, clears, ttl, zh, en), acting(Right.OPERATE)
    )
    print_json(rule) if as_json else tell("cli.ruled", oid=rule.oid, problem=rule.problem)


@app.command()
def preview(
    oid: Oid, problem: Problem, device: Device = "", thing: Object = "", severity: Grade = "", clears: Clears = False,
    ttl: Ttl = 0, zh: Zh = "", en: En = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Try a rule on stored traps without making it."""
    found = opened_app().rules.preview(_rule(oid, problem, device, thing, severity, clears, ttl, zh, en))
    print_json(found) if as_json else _print_preview(found)


def _print_preview(found: Preview) -> None:
    tell("rule.matching", n=found.matching)
    print_table(
        ("column.id", "column.time", "column.device", "column.object", "column.effect", "column.problem"),
        (
            (said.trap_id, said.received_at.astimezone().strftime("%m-%d %H:%M:%S"), said.device, said.object,
             _effect(said.severity), _problem(said.problem))
            for said in found.says
        ),
    )  # fmt: skip


def _effect(severity: Severity) -> str:
    if severity is Severity.CLEARED:
        return say("rule.effect.clears")
    return say("rule.effect.raises", severity=say(f"severity.{severity.word}"))


def _problem(code: str) -> str:
    return say(f"problem.{code}") if f"problem.{code}" in CATALOGUE else code


@app.command("list")
def list_rules(as_json: AsJson = False) -> None:
    """The rules, and how many stored traps each could still interpret."""
    views = opened_app().rules.rules()
    if as_json:
        print_json({"total": len(views), "items": [_flat(view.rule, view.name, view.waiting) for view in views]})
        return
    print_table(
        ("column.id", "column.trap", "column.device", "column.object", "column.problem", "column.effect"),
        (
            (view.rule.id, view.name or view.rule.oid, view.rule.device, view.rule.object, _problem(view.rule.problem),
             _effect(Severity.CLEARED) if view.rule.clears else view.rule.severity and _effect(view.rule.severity))
            for view in views
        ),
    )  # fmt: skip


def _flat(rule: HandRule, name: str, waiting: int) -> dict[str, object]:
    own = {field: getattr(rule, field) for field in HandRule.__slots__}
    return {**own, "name": name, "waiting": waiting}


@app.command()
def remove(number: int, as_json: AsJson = False) -> None:
    """Forget a rule; what it raised stays until it clears."""
    opened_app().rules.remove(number, acting(Right.OPERATE))
    if as_json:
        print_json({"removed": number})


@app.command()
def apply(
    number: int,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the engine.")] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Have the running engine interpret the stored traps of a rule again."""
    system = opened_app()
    request_id = system.rules.reinterpret(number, acting(Right.OPERATE))
    end = time.monotonic() + wait
    while (request := system.request(request_id)).state == "waiting":
        if time.monotonic() > end:
            raise NmsError("NMS-DISC-010", seconds=f"{wait:g}", id=request_id)
        time.sleep(0.2)
    print_json(request) if as_json else typer.echo(request.result)
