"""Replays scenario files and counts where the BSC decides as expected."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nms.core.errors import InvalidError, Where
from nms.handover.bsc.player import play
from nms.handover.bsc.scenario import Scenario, Step, scenarios
from nms.handover.bsc.stage import Mismatch, Stage


@dataclass(frozen=True, slots=True)
class Difference:
    """The first step of a scenario that differs: file, line in it, step within the scenario, and both sides."""

    file: str
    line: int
    step: int
    command: str
    expected: str
    got: str


@dataclass(slots=True)
class Replayed:
    """How many scenarios and expectations were played, how many scenarios were identical to the last step."""

    scenarios: int = 0
    steps: int = 0
    identical: int = 0
    differences: list[Difference] = field(default_factory=list)


def replay(files: Iterable[Path]) -> Replayed:
    """Play every scenario; InvalidError, with file and line, for a step that means nothing."""
    result = Replayed()
    for file in files:
        for scenario in scenarios(file):
            _play(scenario, result)
    return result


def _play(scenario: Scenario, result: Replayed) -> None:
    stage = Stage()
    result.scenarios += 1
    for step in scenario.steps:
        result.steps += step.words[0].startswith("expect-")
        mismatch = _played(stage, scenario, step)
        if mismatch:  # what follows would start from another state: one difference a scenario
            line = scenario.line or step.line
            result.differences.append(
                Difference(scenario.file, line, step.line, str(step), mismatch.expected, mismatch.got)
            )
            return
    result.identical += 1


def _played(stage: Stage, scenario: Scenario, step: Step) -> Mismatch | None:
    try:
        return play(stage, step)
    except InvalidError as error:
        error.where = Where(scenario.file, scenario.line or step.line)
        raise
    except IndexError:
        raise InvalidError("NMS-HO-004", Where(scenario.file, scenario.line or step.line), step=str(step)) from None
