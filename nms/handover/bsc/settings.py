"""The handover settings of the BSC and of its cells: one table of VTY parameters, network values inherited by cells."""

from dataclasses import dataclass
from typing import Final

from nms.core.errors import InvalidError
from nms.handover.parameter import Parameter, choice, row, switch, table_of

MIN_DBM: Final = -110  # RXLEV 0


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for one cell. Windows count reports, intervals SACCH periods, penalty times are seconds."""

    handover: int = switch(0, vty="handover")
    algorithm: int = row(1, 2, 1, vty="handover algorithm")

    h1_level_window: int = row(1, 10, 10, "MR", vty="handover1 window rxlev averaging")
    h1_quality_window: int = row(1, 10, 1, "MR", vty="handover1 window rxqual averaging")
    h1_neighbour_window: int = row(1, 10, 10, "MR", vty="handover1 window rxlev neighbor averaging")
    h1_interval: int = row(1, 99, 6, "SACCH", vty="handover1 power budget interval")
    h1_hysteresis: int = row(0, 999, 3, "dB", vty="handover1 power budget hysteresis")
    h1_max_distance: int = row(0, 9999, 9999, "TA", vty="handover1 maximum distance")

    level_window: int = row(1, 10, 10, "MR", vty="handover2 window rxlev averaging")
    quality_window: int = row(1, 10, 1, "MR", vty="handover2 window rxqual averaging")
    neighbour_window: int = row(1, 10, 10, "MR", vty="handover2 window rxlev neighbor averaging")
    interval: int = row(1, 99, 6, "SACCH", vty="handover2 power budget interval")
    hysteresis: int = row(0, 999, 3, "dB", vty="handover2 power budget hysteresis")
    max_distance: int = row(0, 9999, 9999, "TA", vty="handover2 maximum distance")
    assignment: int = switch(0, vty="handover2 assignment")
    tdma_measurement: int = choice("auto", "full", "subset", default="subset", vty="handover2 tdma-measurement")
    min_level_dbm: int = row(-110, -50, -100, "dBm", vty="handover2 min rxlev")
    min_quality: int = row(0, 7, 5, "RXQUAL", vty="handover2 min rxqual")
    afs_level_bias: int = row(0, 20, 0, "dB", vty="handover2 afs-bias rxlev")
    afs_quality_bias: int = row(0, 7, 0, "RXQUAL", vty="handover2 afs-bias rxqual")
    min_free_f: int = row(0, 9999, 0, "lchan", vty="handover2 min-free-slots tch/f")
    min_free_h: int = row(0, 9999, 0, "lchan", vty="handover2 min-free-slots tch/h")
    max_handovers: int = row(1, 9999, 9999, "handover", vty="handover2 max-handovers")
    retries: int = row(0, 9, 0, "handover", vty="handover2 retries")
    penalty_max_distance: int = row(0, 99999, 300, "s", vty="handover2 penalty-time max-distance")
    penalty_failed_handover: int = row(0, 99999, 60, "s", vty="handover2 penalty-time failed-ho")
    penalty_failed_assignment: int = row(0, 99999, 60, "s", vty="handover2 penalty-time failed-assignment")
    penalty_quality_handover: int = row(0, 99999, 60, "s", vty="handover2 penalty-time low-rxqual-ho")
    penalty_quality_assignment: int = row(0, 99999, 60, "s", vty="handover2 penalty-time low-rxqual-assignment")

    @property
    def min_level(self) -> int:
        """The lowest level of a serving cell and of a target, as RXLEV."""
        return self.min_level_dbm - MIN_DBM


TABLE: Final[dict[str, Parameter]] = table_of(Settings)
_BY_WORDS: Final = {tuple(parameter.vty.split()): parameter for parameter in TABLE.values()}

Values = dict[str, int]


def understood(line: str) -> tuple[Parameter, int | None]:
    """The parameter that a VTY line sets and its value, None for `default` (the override is taken away).

    InvalidError: NMS-HO-002 for a line that is none of the table, NMS-HO-001 for a value out of its range.
    """
    *words, value = line.split() or [""]
    parameter = _BY_WORDS.get(tuple(words))
    if parameter is None:
        raise InvalidError("NMS-HO-002", line=line.strip())
    return parameter, None if value == "default" else parameter.read(value)


def put(values: Values, line: str) -> None:
    """Let a VTY line act on the explicit values of the network or of a cell."""
    parameter, value = understood(line)
    if value is None:
        values.pop(parameter.name, None)
    else:
        values[parameter.name] = value


def settled(network: Values, cell: Values) -> Settings:
    """What holds for a cell: its own values, else those of the network, else the table's defaults."""
    return Settings(**{**network, **cell})
