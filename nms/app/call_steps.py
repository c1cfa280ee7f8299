"""A recorded call gone through: each report with what it means, each handover with what came of it."""

from collections.abc import Iterator, Mapping, Sequence

from nms.app.call_views import CallHead, CallMove, CallStep, Retold
from nms.handover.engine.network import RadioNetwork
from nms.handover.reports import PERIOD_S, key_of
from nms.handover.retelling import Told, retell
from nms.handover.trace import Trace, loops

Names = Mapping[int, str]


def retold(head: CallHead, trace: Trace) -> Retold:
    """The call with every decision explained."""
    radio = trace.radio()
    names = {cell.number: cell.name or str(cell.number) for cell in trace.cells}
    told = enumerate(retell(trace, radio))
    steps = tuple(_step(trace, radio, at, one, names) for at, one in told)
    return Retold(head, steps, tuple(_moves(steps, names)), names, tuple(loops(radio)), trace.dropped)


def _step(trace: Trace, radio: RadioNetwork, at: int, told: Told, names: Names) -> CallStep:
    record = trace.reports[at]
    relations = radio.cell(told.cell).relations
    heard = [
        (one.level, names[relations[key].target.number])
        for one in record.neighbours
        if (key := key_of(one.arfcn, one.bsic)) in relations
    ]
    level, name = max(heard, default=(0, ""))
    best = (name, level) if heard else None
    return CallStep(at + 1, round(at * PERIOD_S, 2), record, told, names[told.cell], best)


def _moves(steps: Sequence[CallStep], names: Names) -> Iterator[CallMove]:
    """What the engine wanted, and where the record went without it."""
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        decision = step.told.decision
        gone = following is not None and following.told.cell != step.told.cell
        if decision.kind == "none" and not gone:
            continue
        goes_along = gone and following is not None and following.told.cell == decision.target
        outcome = step.record.outcome or ("done" if goes_along else "unknown")
        target = following.told.cell if gone and following is not None else decision.target
        cause = decision.cause.value if decision.cause and not (gone and not goes_along) else ""
        kind = decision.kind if decision.kind != "none" else "inter"
        yield CallMove(step.number, step.cell, "" if target is None else names[target], kind, cause, outcome)
