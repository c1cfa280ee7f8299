"""Whether a trial's values still hold, and nothing beside them changed, by what its controllers were read to say."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from nms.core.radio import ControllerReading, HeldValue, WantedValue
from nms.core.trial import Remark, Trial, TrialWave
from nms.handover.trial.safety import Place, place

_MARK: Final = 16


def around(readings: Iterable[ControllerReading], cells: Collection[str], wanted: Collection[Place]) -> dict[str, str]:
    """By cell, a digest of all that was read of it but for what the trial itself changes."""
    values: dict[str, list[HeldValue]] = {cell: [] for cell in cells}
    for reading in readings:
        for one in reading.values:
            if one.cell in values and place(one) not in wanted:
                values[one.cell].append(one)
    return {cell: _digest(found) for cell, found in values.items()}


def _digest(values: Sequence[HeldValue]) -> str:
    return hashlib.sha256(json.dumps(sorted(values)).encode()).hexdigest()[:_MARK]


def altered(trial: Trial, readings: Mapping[str, ControllerReading]) -> dict[int, Remark]:
    """The waves whose values somebody else changed, with the first such value; by the number of the wave.

    A wave that is in force must read as wanted, one that is still to come as it was when the trial was proposed.
    """
    held = {place(one): (one, reading) for reading in readings.values() for one in reading.values}
    found: dict[int, Remark] = {}
    for number, wave in enumerate(trial.waves):
        if wave.undone_at is None and (remark := next(_others(wave, held), None)) is not None:
            found[number] = remark
    return found


def _others(wave: TrialWave, held: Mapping[Place, tuple[HeldValue, ControllerReading]]) -> Iterator[Remark]:
    for one in wave.wanted if wave.stands else wave.former:
        known = held.get(place(one))
        if known is None or (wave.pushed_at is not None and known[1].at <= wave.pushed_at):
            continue  # not read since: nothing is known yet
        if not _holds(one, known[0]):
            values = {"cell": one.cell, "parameter": one.parameter, "value": known[0].value}
            yield Remark("trials.why.altered", {**values, "wanted": "–" if one.value is None else one.value})


def _holds(wanted: WantedValue, held: HeldValue) -> bool:
    return held.origin != "cell" if wanted.value is None else held.value == wanted.value


def disturbed(trial: Trial, now: Mapping[str, str]) -> list[str]:
    """The cells of which something else changed since the trial started, changed and control cells alike."""
    return sorted(cell for cell, mark in trial.around if cell in now and now[cell] != mark)
