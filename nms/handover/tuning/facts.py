"""What the tuner did and found, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nms.handover.recommendation import Recommendation
from nms.handover.simulation.calibration import Calibration
from nms.handover.table import TABLE
from nms.handover.tuning.problem import Trial
from nms.handover.tuning.statistics import Comparison, compared
from nms.handover.tuning.tuning import Tuned
from nms.handover.tuning.variables import Setting, span


@dataclass(frozen=True, slots=True)
class Basis:
    """On what it was done, and how to do it again. `city` is None where each world has shadows of its own."""

    cells: int
    calls: int
    seconds: float
    training: Sequence[int]
    unseen: Sequence[int]
    city: int | None
    version: str
    command: str
    calibration: Calibration | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A run of the tuner, ready to be told."""

    basis: Basis
    tuned: Tuned
    held: Setting
    """What is usual in the network as it is now."""

    @property
    def trained(self) -> Comparison:
        """The set found against the baseline on the worlds it was chosen on."""
        return compared(self.tuned.baseline.tally, self.tuned.found.tally)

    @property
    def proved(self) -> Comparison:
        """The same on unseen worlds."""
        return compared(self.tuned.proof.baseline.tally, self.tuned.proof.found.tally)

    @property
    def wide(self) -> Comparison:
        """What the first stage alone had found, on unseen worlds."""
        return compared(self.tuned.proof.baseline.tally, self.tuned.proof.wide.tally)

    @property
    def first(self) -> Comparison:
        """The first cycle towards it on unseen worlds."""
        return compared(self.tuned.proof.baseline.tally, self.tuned.proof.first.tally)


def grouped(found: Sequence[Recommendation]) -> list[dict[str, Any]]:
    """Recommendations, those alike together: parameter, old and new value, and where."""
    groups: dict[tuple[str, str, int, int], list[list[str]]] = {}
    for one in found:
        place = [one.cell, one.towards] if one.towards else [one.cell]
        groups.setdefault((one.kind, one.parameter, one.old, one.new), []).append(place)
    return [
        {"kind": kind, "parameter": name, "old": old, "new": new, **_written(kind, name, old, new), "count": len(where),
         "where": where}
        for (kind, name, old, new), where in groups.items()
    ]  # fmt: skip


def _written(kind: str, name: str, old: int, new: int) -> dict[str, str]:
    encoded = TABLE[kind][name].encoded
    return {"old_written": encoded(old), "new_written": encoded(new)}


def parameters(report: Report) -> list[dict[str, Any]]:
    """What was turned for the whole network: usual value, value found, limits, unit."""
    rows = []
    for key, new in report.tuned.found.change.wide.items():
        low, high = span(key)
        unit = TABLE[key[0]][key[1]].unit
        rows.append(
            {"kind": key[0], "parameter": key[1], "old": report.held[key], "new": new, "low": low, "high": high,
             "unit": unit}
        )  # fmt: skip
    return rows


def single(found: Trial) -> Iterator[dict[str, Any]]:
    """Relations and cells that were turned by themselves, on top of that."""
    for (pair, name), step in found.change.relations.items():
        yield {"where": f"{pair[0]} → {pair[1]}", "parameter": name, "by": step}
    for (cell, name), step in found.change.cells.items():
        yield {"where": str(cell), "parameter": name, "by": step}


def by_seed(tuned: Tuned, seeds: Sequence[int]) -> Iterator[tuple[int, *tuple[tuple[float, int], ...]]]:
    """Each unseen seed with cost and drops of the baseline, of the set found, and of its first cycle."""
    proof = tuned.proof
    sides = [one.tally.split() for one in (proof.baseline, proof.found, proof.first)]
    for at, seed in enumerate(seeds):
        yield seed, *((side[at].cost, side[at].drops) for side in sides)


def told(report: Report) -> dict[str, Any]:
    """The report as data; intervals are of 95 %, figures per 100 calls."""
    tuned, basis = report.tuned, report.basis
    return {
        "verdict": str(tuned.verdict),
        "worlds": {name: getattr(basis, name) for name in basis.__slots__ if name != "calibration"},
        "calibration": calibrated(basis.calibration),
        "evaluations": {**tuned.evaluations, "total": sum(tuned.evaluations.values())},
        "training": _compared(report.trained),
        "unseen": {
            "found": _compared(report.proved),
            "first": _compared(report.first),
            "wide": _compared(report.wide),
            "seeds": _seeds(report),
        },
        "parameters": parameters(report),
        "single": list(single(tuned.found)),
        "grid": _yardstick(tuned),
        "changes": [
            {**group, "because": one.because.as_dict(), "expected": one.expected.as_dict()}
            for group, one in zip(grouped(tuned.recommendations), _firsts(tuned.recommendations), strict=True)
        ],
    }


def calibrated(found: Calibration | None) -> dict[str, Any] | None:
    """To what the simulation was fitted, and what is left; None where it was not."""
    if found is None:
        return None
    fitted = {"offsets_db": dict(found.offsets), "sigma_db": found.air.shadowing.sigma_db, "traffic": found.air.traffic}
    return {**fitted, "before": found.before._asdict(), "after": found.after._asdict()}


def calibration_words(found: Calibration) -> dict[str, str]:
    """The values of the sentence "tune.calibrated"."""
    left = {name: f"{value:.2f}" for name, value in found.after._asdict().items()}
    former = {f"{name}_before": f"{value:.2f}" for name, value in found.before._asdict().items()}
    return {"sigma": f"{found.air.shadowing.sigma_db:g}", "traffic": f"{found.air.traffic:.0%}", **left, **former}


def _seeds(report: Report) -> list[dict[str, Any]]:
    rows = []
    for seed, *sides in by_seed(report.tuned, report.basis.unseen):
        said = [{"cost": cost, "drops": drops} for cost, drops in sides]
        rows.append({"seed": seed, **dict(zip(("baseline", "found", "first"), said, strict=True))})
    return rows


def _firsts(found: Sequence[Recommendation]) -> list[Recommendation]:
    firsts: dict[tuple[str, str, int, int], Recommendation] = {}
    for one in found:
        firsts.setdefault((one.kind, one.parameter, one.old, one.new), one)
    return list(firsts.values())


def _compared(comparison: Comparison) -> dict[str, Any]:
    figures = {
        one.figure: {"before": one.before, "after": one.after, "difference": one.value, "interval": one.interval}
        for one in comparison.differences
    }
    drops = comparison.drops
    test = {"new": drops.new, "spared": drops.spared, "above": drops.chance_above, "below": drops.chance_below}
    return {"calls": comparison.calls, **figures, "drop_test": {**test, "proved": drops.proved}}


def _yardstick(tuned: Tuned) -> dict[str, Any] | None:
    measured = tuned.yardstick
    if measured is None:
        return None
    best = {".".join(key): value for key, value in measured.held.change.wide.items()}
    spent = sum(tuned.evaluations.values())
    return {
        "points": measured.points,
        "evaluations_share": spent / measured.points,
        "gain_share": measured.share,
        "interval": measured.interval,
        "best": best,
        "trained_cost": measured.trained.cost,
        "cost": measured.held.cost,
        "drops": measured.held.tally.drops,
    }
