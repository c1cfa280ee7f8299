"""`nms line`: private lines; here the comparison of the three solutions."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from nms.app.grades import grades
from nms.app.line_advice import (
    Advised,
    Grades,
    OrderDocument,
    OrderError,
    Policy,
    Solution,
    advised,
    answer,
    load_order,
    load_orders,
    policy_of,
    spelled,
)
from nms.cli.output import AsJson, Options, group, print_json, print_table, say, tell
from nms.core.errors import InvalidError
from nms.site.loading import find_site

app = group("Private lines: compare, design, provision, supervise, cease / 集团客户专线")


@app.command("compare")
def compare_solutions(
    order: Annotated[Path | None, typer.Argument(help="An order or a bare requirement (YAML or JSON).")] = None,
    batch: Annotated[Path | None, typer.Option(help="A list of orders (JSON or YAML); answers a JSON list.")] = None,
    as_json: AsJson = False,
) -> None:
    """SDH, PON or Ethernet: scores, every reason against a solution, and what would have to change for it to win.

    What the order does not say is assumed as templates/lines.yaml says, and named in the answer. With --batch an order
    that cannot be read has its errors in its place, and the command ends with code 2.
    """
    if (order is None) == (batch is None):
        raise InvalidError("NMS-LINE-054")
    site = find_site(Options.site)
    policy, promises = policy_of(site), grades(site)
    if batch is not None:
        _compare_all(load_orders(batch), policy, promises)
    elif order is not None:
        document = load_order(order)
        found = advised(document, policy, promises)
        if as_json:
            print_json(_labelled(document, answer(found, Options.language)))
        else:
            _show(document, found, policy)


def _compare_all(documents: list[OrderDocument | OrderError], policy: Policy, promises: Grades) -> None:
    print_json([_one(document, policy, promises) for document in documents])
    if any(isinstance(document, OrderError) for document in documents):
        sys.exit(2)


def _one(document: OrderDocument | OrderError, policy: Policy, promises: Grades) -> dict[str, object]:
    if isinstance(document, OrderError):
        return {"recommended": None, "errors": [problem.as_dict() for problem in document.problems]}
    return _labelled(document, answer(advised(document, policy, promises), Options.language))


def _labelled(document: OrderDocument, said: dict[str, object]) -> dict[str, object]:
    labels = {name: getattr(document, name) for name in ("number", "name", "title")}
    return {**{name: label for name, label in labels.items() if label}, **said}


def _show(document: OrderDocument, found: Advised, policy: Policy) -> None:
    """People read the matrix first, then the advice and its reasons."""
    if document.label:
        tell("compare.order", order=document.label)
    names = list(found.advice.solutions)
    heads = ["compare.criterion", "compare.weight", *(f"compare.{name}" for name in names)]
    print_table(heads, [*_criteria(found, policy), _totals(found)])
    _show_advice(found)
    _show_reasons(found)
    _show_outlooks(found)


def _criteria(found: Advised, policy: Policy) -> list[tuple[str, ...]]:
    judged = found.advice.solutions.values()
    rows = []
    for criterion in policy.criteria:
        parts = [one.parts[criterion.name] for one in judged]
        cells = [f"{part.score:g} → {part.contribution:.4f}" for part in parts]
        title = criterion.zh if Options.language == "zh" else criterion.en
        rows.append((title, f"{parts[0].weight:g}", *cells))
    return rows


def _totals(found: Advised) -> tuple[str, ...]:
    marks = [f"{one.score:.4f}{'' if one.possible else ' ✗'}" for one in found.advice.solutions.values()]
    return say("compare.total"), "", *marks


def _titled(solution: Solution) -> str:
    return say(f"compare.{solution}")


def _show_advice(found: Advised) -> None:
    advice = found.advice
    if advice.recommended is None:
        tell("compare.none")
    else:
        score = f"{advice.solutions[advice.recommended].score:.4f}"
        tell("compare.recommended", solution=_titled(advice.recommended), score=score)
    if advice.close_to is not None:
        score = f"{advice.solutions[advice.close_to].score:.4f}"
        tell("compare.close", solution=_titled(advice.close_to), score=score)


def _show_reasons(found: Advised) -> None:
    for judged in found.advice.solutions.values():
        for reason in judged.rejected:
            tell("compare.rejected", solution=_titled(judged.solution), reason=reason.said(Options.language))


def _show_outlooks(found: Advised) -> None:
    near = found.nearest
    for solution, outlook in found.outlooks.items():
        words = "wins" if outlook.wins else "possible" if outlook.moves else "hopeless"
        code = "compare.nearest" if solution is near else f"compare.{words}"
        changes = ", ".join(f"{move.field}: {spelled(move.value)}" for move in outlook.moves)
        tell(code, solution=_titled(solution), changes=changes)
    if found.assumed:
        asked = found.advice.requirement
        fields = ", ".join(f"{name}: {spelled(getattr(asked, name))}" for name in found.assumed)
        tell("compare.assumed", fields=fields)
