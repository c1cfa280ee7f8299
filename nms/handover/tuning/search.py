"""The first stage: parameters of a whole network, tried where a surrogate and a Parzen estimator promise most."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from nms.handover.tuning.change import Change, usual
from nms.handover.tuning.problem import Problem, Trial
from nms.handover.tuning.surrogate import Floats, Surrogate, expected_improvement, fitted
from nms.handover.tuning.variables import VARIABLES, Key, Variable, drawn, settled

if TYPE_CHECKING:
    import optuna

SWEPT: Final = 4
"""So many of the variables are first turned one by one, up and down."""
STRIDE: Final = 3
"""… by this part of their range."""
PARZEN_EACH: Final = 4
"""Every so many sets one is proposed by the Parzen estimator, the others by the surrogate."""
_CANDIDATES, _NEAR, _TURNED = 1_500, 1_500, 0.25
_REPEATS: Final = 4

Raw = Mapping[Key, int]


class Search:
    """The sets tried so far, a study (J. Bergstra's tree-structured Parzen estimator, 2011) and a surrogate of them.

    What is modelled is the gain over the baseline, call by call on the same calls, with its standard error: a set that
    was lucky is not believed more than its calls allow.
    """

    def __init__(self, problem: Problem, baseline: Trial, variables: Sequence[Variable], seed: int) -> None:
        self.problem, self.baseline, self.variables = problem, baseline, variables
        self.study, self.dice = _study(seed), np.random.default_rng(seed)
        self.low = np.array([one.low for one in variables])
        self.steps = np.array([one.step for one in variables])
        self.most = np.array([(one.high - one.low) // one.step for one in variables])
        self.known: dict[tuple[int, ...], Trial] = {}
        self.places: list[Floats] = []
        self.trials: list[Trial] = []
        held = usual(problem.cases[0].network)
        self.start = drawn(held, variables)
        start = settled(self.start, variables)
        if all(held[key] == value for key, value in start.items()):
            self.known[tuple(start.values())] = baseline
            self.step(self.start)

    def step(self, raw: Raw | None = None) -> None:
        """Try what is given, or what the study proposes."""
        if raw is not None:
            self.study.enqueue_trial({one.name: raw[one.key] for one in self.variables})
        point = self.study.ask()
        found = {one.key: point.suggest_int(one.name, one.low, one.high, step=one.step) for one in self.variables}
        setting = settled(found, self.variables)
        key = tuple(setting.values())
        if key not in self.known:
            self.known[key] = self.problem.tried(Change(setting))
        trial = self.known[key]
        point.set_constraint("drops", trial.tally.drops - self.baseline.tally.drops)
        self.study.tell(point, trial.cost)
        self.places.append(self._place(found))
        self.trials.append(trial)

    def _place(self, raw: Raw) -> Floats:
        values = np.array([raw[one.key] for one in self.variables])
        place: Floats = (values - self.low) / self.steps / np.maximum(self.most, 1)
        return place

    def _raw(self, place: Floats) -> Raw:
        values = self.low + np.rint(place * self.most).astype(int) * self.steps
        return {one.key: int(value) for one, value in zip(self.variables, values, strict=True)}

    def sweep(self) -> Iterator[Raw]:
        """The start with one variable after the other moved up and down by a good part of its range."""
        for one in self.variables[:SWEPT]:
            steps = max(1, (one.high - one.low) // STRIDE // one.step) * one.step
            for value in (self.start[one.key] + steps, self.start[one.key] - steps):
                if one.low <= value <= one.high:
                    yield {**self.start, one.key: value}

    def surrogate(self) -> Surrogate:
        """Fitted to all sets tried."""
        before = self.baseline.tally.costs
        saved = [before - trial.tally.costs for trial in self.trials]
        gains = np.array([100 * one.mean() for one in saved])
        errors = np.array([100 * one.std() / one.size**0.5 for one in saved])
        return fitted(np.array(self.places), gains, errors)

    def proposed(self) -> Raw:
        """The set that is expected to be better than the best by most: anywhere, or near the best ones."""
        model = self.surrogate()
        gains, _ = model.predicted(np.array(self.places))
        best = np.array(self.places)[np.argsort(-gains)[:3]]
        near = best[self.dice.integers(len(best), size=_NEAR)]
        anywhere = self._random(_CANDIDATES)
        turned = np.where(self.dice.random(near.shape) < _TURNED, self._random(_NEAR), near)
        candidates = np.concatenate((anywhere, turned))
        promise = expected_improvement(*model.predicted(candidates), float(gains.max()))
        ranked = (self._raw(candidates[at]) for at in np.argsort(-promise).tolist())
        return next((raw for raw in ranked if self._key(raw) not in self.known), self.start)

    def _key(self, raw: Raw) -> tuple[int, ...]:
        return tuple(settled(raw, self.variables).values())

    def _random(self, count: int) -> Floats:
        found: Floats = self.dice.integers(self.most + 1, size=(count, len(self.most))) / np.maximum(self.most, 1)
        return found

    def best(self) -> Trial:
        """The set believed to be the cheapest, of those without more drops than the baseline."""
        gains, _ = self.surrogate().predicted(np.array(self.places))
        for at in np.argsort(-gains).tolist():
            trial: Trial = self.trials[at]
            if trial.tally.drops <= self.baseline.tally.drops and trial.cost < self.baseline.cost:
                return trial
        return self.baseline


def search(
    problem: Problem,
    trials: int,
    seed: int,
    baseline: Trial,
    variables: Sequence[Variable] = VARIABLES,
) -> Trial:
    """The best of so many parameter sets without more drops than the baseline; the baseline if there is none.

    A set that is proposed again is not tried again and does not count.
    """
    found, last = Search(problem, baseline, variables, seed), problem.evaluations + trials
    for raw in found.sweep():
        if problem.evaluations < last:
            found.step(raw)
    for turn in range(_REPEATS * trials):
        if problem.evaluations >= last:
            break
        found.step(None if turn % PARZEN_EACH == PARZEN_EACH - 1 else found.proposed())
    return found.best()


def _study(seed: int) -> "optuna.Study":
    import optuna  # noqa: PLC0415 - long to import, and few commands tune

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.create_study(sampler=optuna.samplers.TPESampler(multivariate=True, seed=seed))
