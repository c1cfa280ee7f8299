"""Counters of a BSC by cell, relation, cause and hour; what was not counted is None, never 0."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from nms.handover.engine.decision import HandoverCause


def _mean(weight: str) -> Any:
    """A field that holds a mean, to be weighted by a counter of the same row."""
    return field(default=None, metadata={"weight": weight})


@dataclass(frozen=True, slots=True)
class HandoverCounters:
    """Handovers of one relation in one hour, for one cause or (None) for all of them.

    `requests` wanted the target, `commands` went to phones, `successes` completed; of the failures `returned` came back
    to the old channel and `lost` did not (T3103 or T8 expired). `back_soon` are successes that were followed by a
    handover to the source within ten seconds. `no_channel`: the target had none; `unanswered`: the target's side never
    took the request up (T7 expired); `incompatible`: ciphering or channel mode not supported. Levels are mean RXLEV of
    source and target when the command went out.
    """

    source: str
    target: str
    hour: datetime | None = None
    cause: HandoverCause | None = None
    requests: int | None = None
    commands: int | None = None
    successes: int | None = None
    returned: int | None = None
    lost: int | None = None
    back_soon: int | None = None
    no_channel: int | None = None
    unanswered: int | None = None
    incompatible: int | None = None
    source_level: float | None = _mean("commands")
    target_level: float | None = _mean("commands")


@dataclass(frozen=True, slots=True)
class CellCounters:
    """One cell in one hour. `tch_seizures` are those of new calls, without incoming handovers.

    Of the measurement `reports`, `low_level` were below the edge threshold, `far` had a timing advance beyond what the
    cell is planned for, and `far_strong` of these a good level. `load` is the busy share of traffic channels (percent),
    `power_reduction_db` what power control took off the downlink.
    """

    cell: str
    hour: datetime | None = None
    tch_seizures: int | None = None
    tch_drops: int | None = None
    tch_attempts: int | None = None
    tch_blocked: int | None = None
    sdcch_attempts: int | None = None
    sdcch_blocked: int | None = None
    handovers_out: int | None = None
    handovers_in: int | None = None
    reports: int | None = None
    low_level: int | None = None
    far: int | None = None
    far_strong: int | None = None
    load: float | None = _mean("")
    power_reduction_db: float | None = _mean("reports")


@dataclass(frozen=True, slots=True)
class TrxCounters:
    """One transceiver in one hour: incoming handovers onto it, and mean RXLEV of both directions."""

    cell: str
    trx: str
    hour: datetime | None = None
    commands: int | None = None
    successes: int | None = None
    reports: int | None = None
    uplink_level: float | None = _mean("reports")
    downlink_level: float | None = _mean("reports")


@dataclass(frozen=True, slots=True)
class HeardCounters:
    """A carrier and colour that phones of a cell reported in one hour: in how many reports, and how strong (RXLEV)."""

    cell: str
    arfcn: int
    bsic: int
    hour: datetime | None = None
    reports: int | None = None
    level: float | None = _mean("reports")


Row = HandoverCounters | CellCounters | TrxCounters | HeardCounters

KINDS: Final[dict[str, type[Row]]] = {
    "relation": HandoverCounters,
    "cell": CellCounters,
    "trx": TrxCounters,
    "heard": HeardCounters,
}
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "relation": ("source", "target"),
    "cell": ("cell",),
    "trx": ("cell", "trx"),
    "heard": ("cell", "arfcn", "bsic"),
}
"""What names a row beside its hour and cause, by kind; without it a row is nothing."""


def counters(kind: str) -> tuple[str, ...]:
    """The names of what a kind counts or averages."""
    return tuple(one.name for one in fields(KINDS[kind]) if one.name not in (*KEYS[kind], "hour", "cause"))


def weights(kind: type[Row]) -> dict[str, str]:
    """The means among the fields: name → the counter that weights them ("": all hours alike)."""
    return {one.name: one.metadata["weight"] for one in fields(kind) if "weight" in one.metadata}


@dataclass(frozen=True, slots=True)
class Counters:
    """Everything that was counted."""

    relations: tuple[HandoverCounters, ...] = ()
    cells: tuple[CellCounters, ...] = ()
    trxs: tuple[TrxCounters, ...] = ()
    heard: tuple[HeardCounters, ...] = ()

    def __add__(self, other: "Counters") -> "Counters":
        return Counters(
            self.relations + other.relations,
            self.cells + other.cells,
            self.trxs + other.trxs,
            self.heard + other.heard,
        )
