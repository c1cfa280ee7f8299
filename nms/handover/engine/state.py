"""What the engine remembers of a call: filters, neighbours, penalties, timers; time counts in report periods."""

from typing import Final, NamedTuple

from nms.handover.engine.network import RadioCell, Relation

_MASK: Final = 63  # rings of 64 running sums: the longest filter has 31 reports
LONG_AGO: Final = -(10**6)
PENALTIES: Final = 4  # cells a call can have penalties on at once; the oldest gives way


class Filter:
    """Mean of the last reports by running sums."""

    __slots__ = ("count", "last", "sums")

    def __init__(self) -> None:
        self.count = 0
        self.last = 0
        self.sums = [0] * (_MASK + 1)

    def push(self, value: int) -> None:
        """One more value."""
        count = self.count
        sums = self.sums
        total = sums[count & _MASK] + value
        self.count = count = count + 1
        sums[count & _MASK] = total
        self.last = value

    def mean(self, window: int) -> float:
        """Mean of the last `window` values, which must be there."""
        count = self.count
        return (self.sums[count & _MASK] - self.sums[(count - window) & _MASK]) / window

    def ago(self, reports: int) -> int:
        """The value of so many reports ago (0: the last)."""
        at = self.count - reports
        return self.sums[at & _MASK] - self.sums[(at - 1) & _MASK]


class Track(Filter):
    """A neighbour being heard: its levels, how long it is silent, where its conditions held (newest report lowest)."""

    __slots__ = ("better_bits", "edge_bits", "level", "relation", "silent")

    def __init__(self, relation: Relation) -> None:
        super().__init__()
        self.relation = relation
        self.silent = 0
        self.level = -1.0  # mean less penalty; meant only when the filter is full
        self.edge_bits = 0
        self.better_bits = 0


class Penalty(NamedTuple):
    """So many dB off a cell's level until a tick."""

    cell: int
    level: int
    until: int


class CallState:
    """One call. `codec`: 0 plain, 1 AMR full rate, 2 AMR half rate; `overlaid`: its part of a concentric cell."""

    __slots__ = (
        "assigned", "cell", "codec", "concentric_bits", "downlink", "downlink_quality", "dwell_bits", "edge_bits",
        "entered", "intra_ban", "intra_count", "intra_last", "last_emergency", "last_handover", "level",
        "micro_penalty", "micro_until", "no_downlink", "nr", "overlaid", "penalties", "ta", "tick", "tracks",
        "uplink", "uplink_level", "uplink_quality",
    )  # fmt: skip

    def __init__(self, cell: RadioCell, *, codec: int = 0, overlaid: bool = False) -> None:
        self.codec = codec
        self.tick = 0
        self.penalties: list[Penalty] = []
        self.micro_penalty = 0
        self.micro_until = LONG_AGO
        self.intra_count = 0
        self.intra_last = self.intra_ban = LONG_AGO
        self.last_emergency = self.last_handover = LONG_AGO
        self.dwell_bits = 0  # cells left, the newest lowest: 1 where it was left soon
        self.enter(cell, overlaid=overlaid)

    def enter(self, cell: RadioCell, *, overlaid: bool = False) -> None:
        """A cell, with nothing measured there yet."""
        self.cell = cell
        self.entered = self.tick
        self.take_channel(overlaid=overlaid)

    def take_channel(self, *, overlaid: bool = False) -> None:
        """Another channel, with nothing measured on it yet; min intervals count from here."""
        self.overlaid = overlaid
        self.assigned = self.tick
        self.nr = -1
        self.restart()

    def restart(self) -> None:
        """Forget what was measured."""
        self.downlink, self.uplink = Filter(), Filter()
        self.downlink_quality, self.uplink_quality, self.ta = Filter(), Filter(), Filter()
        self.tracks: dict[int, Track] = {}
        self.level = self.uplink_level = -1.0  # means, −1 until the filter is full
        self.edge_bits = self.concentric_bits = 0
        self.no_downlink = 0

    def penalise(self, cell: int, level: int, until: int) -> None:
        """Count a cell weaker for a while; a later penalty on the same cell replaces the earlier."""
        kept = [one for one in self.penalties if one.cell != cell]
        self.penalties = [*kept[-(PENALTIES - 1) :], Penalty(cell, level, until)]

    def penalty(self, cell: RadioCell) -> int:
        """What is taken off a cell's level now."""
        level = 0
        for one in self.penalties:
            if one.cell == cell.number and self.tick < one.until:
                level = one.level
        if self.tick < self.micro_until and cell.parameters.layer != 4 and self.micro_penalty > level:
            level = self.micro_penalty
        return level
