"""`nms handover what-if`: what other parameters of a cell would do to the calls of its simulated surroundings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import typer

from nms.app.call_views import SEED, Compared, Place, predicted_told
from nms.app.handover import TABLE
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, complain, print_json, print_table, say, tell
from nms.core.errors import InvalidError


def what_if(
    cell: Annotated[str, typer.Argument(help="A cell of the inventory.")],
    values: Annotated[
        list[str] | None, typer.Argument(help="NAME=VALUE, towards one neighbour NAME@NEIGHBOUR=VALUE.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The dice: another number, another ground and other ways.")] = SEED,
    as_json: AsJson = False,
) -> None:
    """What other parameters would do: the same simulated calls before and after, with 95 % intervals."""
    answer = opened_app().calls.predict(cell, wanted(values or ()), seed)
    if as_json:
        print_json(predicted_told(answer))
        return
    for problem in answer.problems:
        complain(problem)
    columns = ("calls.cell", "whatif.figure", "whatif.before", "whatif.after", "whatif.change")
    whose = {cell: answer.cell, say("whatif.around"): answer.around}
    print_table(columns, (row for name, figures in whose.items() for row in _rows(name, figures)))
    tell(
        "whatif.world", cells=answer.cells, calls=answer.calls, seconds=f"{answer.seconds:.0f}", seed=answer.seed
    )  # fmt: skip


def _rows(name: str, figures: Sequence[Compared]) -> Iterable[tuple[object, ...]]:
    for one in figures:
        change = f"{one.change.value:+.1f} ({one.change.low:+.1f} … {one.change.high:+.1f})"
        yield name, say(f"whatif.figure.{one.name}"), f"{one.before.value:.1f}", f"{one.after.value:.1f}", change


def wanted(words: Iterable[str]) -> Mapping[Place, int]:
    """Values by parameter; a name without a neighbour is the cell's. InvalidError NMS-CALL-013, NMS-HO-001, -008."""
    found: dict[Place, int] = {}
    for word in words:
        name, equals, value = word.partition("=")
        name, _, towards = name.partition("@")
        if not equals or not name:
            raise InvalidError("NMS-CALL-013", text=word)
        kind = "relation" if towards else "cell"
        if name not in TABLE[kind]:
            raise InvalidError("NMS-HO-008", name=name)
        found[kind, towards, name] = TABLE[kind][name].read(value)
    return found


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("what-if")(what_if)
