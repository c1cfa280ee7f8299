"""What the tuner did and found, as sentences and tables."""

from collections.abc import Iterator, Sequence
from typing import Final

from nms.core import texts
from nms.handover.recommendation import Recommendation
from nms.handover.tuning.document import Block, Heading, Paragraph, Table
from nms.handover.tuning.facts import Report, by_seed, calibration_words, grouped, parameters, single
from nms.handover.tuning.statistics import Comparison, Difference

Language = texts.Language


_SHOWN: Final = 8
"""Places named in a row, before it says that there are more."""


def blocks(report: Report, language: Language) -> list[Block]:
    """The report in a language."""
    return list(_Said(report, language).blocks())


class _Said:
    """The report in one language."""

    def __init__(self, report: Report, language: Language) -> None:
        self.report, self.tuned, self.basis, self.language = report, report.tuned, report.basis, language

    def say(self, name: str, **values: object) -> str:
        return texts.say(f"tune.{name}", self.language, **values)

    def columns(self, *names: str) -> list[str]:
        return [self.say(name) for name in names]

    def blocks(self) -> Iterator[Block]:
        """Verdict first, then what it rests on."""
        yield Heading(self.say("title"), 1)
        yield Paragraph(self.say(f"verdict.{self.tuned.verdict}"))
        yield from self._worlds()
        yield Heading(self.say("results"))
        for name in ("training", "unseen"):
            yield from self._results(name)
        yield self._seeds()
        yield from self._drops()
        yield from self._parameters()
        yield from self._grid()
        yield from changes(self.tuned.recommendations, self.language)
        yield from (Heading(self.say("cost")), Paragraph(self.say("cost.text")), Paragraph(self.say("not_measured")))
        yield from (Heading(self.say("repeat")), Paragraph(self.basis.command, literal=True))

    def _worlds(self) -> Iterator[Block]:
        basis = self.basis
        facts = {
            "cells": str(basis.cells),
            "calls": str(basis.calls),
            "seconds": f"{basis.seconds:g}",
            "training": ", ".join(map(str, basis.training)),
            "unseen": ", ".join(map(str, basis.unseen)),
            "city": self.say("city.own") if basis.city is None else str(basis.city),
            "version": basis.version,
            "tried": ", ".join(f"{self.say(f'tried.{name}')} {n}" for name, n in self.tuned.evaluations.items()),
        }
        yield Heading(self.say("worlds"))
        yield Table(self.columns("figure", "now"), [[self.say(name), value] for name, value in facts.items()])
        if basis.calibration is not None:
            yield Paragraph(self.say("calibrated", **calibration_words(basis.calibration)))

    def _results(self, name: str) -> Iterator[Block]:
        yield Paragraph(self.say(f"results.{name}"))
        if name == "training":
            rows = [self._row(one) for one in self.report.trained.differences]
            yield Table(self.columns("figure", "now", "found", "difference", "interval"), rows)
            return
        pairs = zip(self.report.proved.differences, self.report.first.differences, strict=True)
        rows = [[*self._row(one), f"{step.after:.2f}", _interval(step)] for one, step in pairs]
        names = ("figure", "now", "found", "difference", "interval", "first", "interval")
        yield Table(self.columns(*names), rows)

    def _row(self, one: Difference) -> list[str]:
        figure = self.say(f"figure.{one.figure}")
        return [figure, f"{one.before:.2f}", f"{one.after:.2f}", f"{one.value:+.2f}", _interval(one)]

    def _seeds(self) -> Block:
        rows = []
        for seed, *trials in by_seed(self.tuned, self.basis.unseen):
            told = [(f"{cost:.2f}", str(drops)) for cost, drops in trials]
            rows.append([str(seed), *(cost for cost, _ in told), *(drops for _, drops in told)])
        sides = self.columns("now", "found", "first")
        heads = [f"{self.say(f'figure.{name}')}: {side}" for name in ("cost", "drops") for side in sides]
        return Table([self.say("seed"), *heads], rows)

    def _drops(self) -> Iterator[Block]:
        yield Heading(self.say("drop_test"))
        rows = []
        for name in ("proved", "first", "wide"):
            comparison: Comparison = getattr(self.report, name)
            drops, cost = comparison.drops, comparison.cost
            numbers = [str(drops.new), str(drops.spared), f"{drops.chance_below:.2g}"]
            rows.append([self.say(name), *numbers, f"{cost.after:.2f}", f"{cost.value:+.2f}", _interval(cost)])
        names = ("drop_new", "drop_spared", "drop_chance", "figure.cost", "difference", "interval")
        yield Table(self.columns("figure", *names), rows)

    def _parameters(self) -> Iterator[Block]:
        yield Heading(self.say("parameters"))
        rows = []
        for one in parameters(self.report):
            meaning = texts.say(f"handover.parameter.{one['kind']}.{one['parameter']}", self.language)
            limits = f"{one['low']}…{one['high']} {one['unit']}".strip()
            rows.append([one["parameter"], meaning, str(one["old"]), str(one["new"]), limits])
        yield Table(self.columns("parameter", "meaning", "now", "found", "limits"), rows)
        yield Heading(self.say("worst"))
        singles = [[one["where"], one["parameter"], f"{one['by']:+d}"] for one in single(self.tuned.found)]
        yield Table(self.columns("where", "parameter", "by"), singles) if singles else Paragraph(self.say("nothing"))

    def _grid(self) -> Iterator[Block]:
        measured = self.tuned.yardstick
        if measured is None:
            return
        spent, (low, high) = sum(self.tuned.evaluations.values()), measured.interval
        best = ", ".join(f"{name} {value}" for (_, name), value in measured.held.change.wide.items())
        yield Heading(self.say("grid"))
        rows = [
            [self.say("grid.points"), str(measured.points)],
            [self.say("grid.share"), f"{100 * measured.share:.1f} % ({100 * low:.1f}…{100 * high:.1f} %)"],
            [self.say("grid.effort"), f"{100 * spent / measured.points:.1f} %"],
            [self.say("grid.best"), best],
            [self.say("figure.cost"), f"{measured.held.cost:.2f}"],
            [self.say("figure.drops"), str(measured.held.tally.drops)],
        ]
        yield Table(self.columns("figure", "found"), rows)


def changes(found: Sequence[Recommendation], language: Language) -> Iterator[Block]:
    """Recommendations as a table; what is alike for many cells is one row."""

    def say(name: str) -> str:
        return texts.say(f"tune.{name}", language)

    yield Heading(say("changes"))
    if not found:
        yield Paragraph(say("nothing"))
        return
    rows = [
        [one["parameter"], f"{one['old']} → {one['new']}", str(one["count"]), _places(one["where"])]
        for one in grouped(found)
    ]
    yield Table([say(name) for name in ("parameter", "difference", "count", "where")], rows)
    for part in ("because", "expected"):
        sentences = dict.fromkeys(getattr(one, part).said(language) for one in found)
        yield from (Paragraph(sentence) for sentence in sentences)


def _places(places: Sequence[Sequence[str]]) -> str:
    named = [" → ".join(place) for place in places[:_SHOWN]]
    return ", ".join(named) + (" …" if len(places) > _SHOWN else "")


def _interval(one: Difference) -> str:
    return f"{one.interval[0]:+.2f}…{one.interval[1]:+.2f}"
