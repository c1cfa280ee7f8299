"""The controller: takes reports, lets the algorithms decide, gives and frees channels, keeps penalties and time."""

from dataclasses import dataclass, field

from nms.handover.bsc import algorithm1, algorithm2, congestion
from nms.handover.bsc.algorithm2 import POOR_RADIO
from nms.handover.bsc.call import Call, Cause, Choice, Handover
from nms.handover.bsc.channels import X3111_S, Cell, F, H, Lchan, Rate, State, release, spoil, take
from nms.handover.bsc.levels import Levels
from nms.handover.bsc.settings import Values, put, settled
from nms.handover.reports import MAX_LEVEL, Report


@dataclass(slots=True)
class Bsc:
    """Cells, calls and a clock that only `wait` moves; handovers it starts wait in `pending` until they end."""

    now: float = 0.0
    cells: list[Cell] = field(default_factory=list)
    calls: dict[Lchan, Call] = field(default_factory=dict)
    network: Values = field(default_factory=dict)
    pending: list[Handover] = field(default_factory=list)
    x3111_s: float = X3111_S
    by_key: dict[int, Cell] = field(default_factory=dict)

    # ------------------------------------------------------------ configuration

    def add(self, cell: Cell) -> Cell:
        """A new cell, with the settings of the network."""
        self.cells.append(cell)
        self.configured()
        return cell

    def configure(self, line: str, cell: Cell | None = None) -> None:
        """A VTY line for the network or for one cell; InvalidError for one that is not in the table."""
        put(self.network if cell is None else cell.own, line)
        self.configured()

    def configured(self) -> None:
        """Settings and names of the cells anew."""
        for cell in self.cells:
            cell.settings = settled(self.network, cell.own)
        self.by_key = {cell.key: cell for cell in self.cells}

    # ------------------------------------------------------------ calls

    def connect(self, lchan: Lchan, rate: Rate, codec: str, *, connected: bool = True) -> Call:
        """A call on a channel."""
        take(lchan, rate, State.USED)
        self.calls[lchan] = call = Call(lchan, rate, codec, connected)
        return call

    def disconnect(self, lchan: Lchan) -> None:
        """Whatever is on the channel is gone, and so is a handover from or to it."""
        self.calls.pop(lchan, None)
        for handover in [one for one in self.pending if lchan in (one.source, one.target)]:
            self._close(handover)
            release(handover.target)
        release(lchan)

    # ------------------------------------------------------------ decisions

    def report(self, call: Call, report: Report) -> Handover | None:
        """Take a measurement report; the handover it starts, if any."""
        settings = call.cell.settings
        sub = report.dtx if settings.algorithm == 1 else _sub(settings.tdma_measurement, report)
        raw, quality = report.downlink(sub=sub)
        level = min(raw + report.bs_power_db, MAX_LEVEL)
        call.levels.push(report.nr, level, quality, report.neighbours)
        if call.handover or not call.connected:
            return None
        choice = self._first(call, report, raw) if settings.algorithm == 1 else self._second(call, report)
        return self.start(choice) if choice else None

    def _first(self, call: Call, report: Report, raw: int) -> Choice | None:
        if not call.cell.settings.handover:
            return None
        cause = algorithm1.trigger(call, report)
        return algorithm1.choose(call, raw, cause, self.by_key.get) if cause else None

    def _second(self, call: Call, report: Report) -> Choice | None:
        cause = algorithm2.trigger(call, report)
        if cause is None:
            return None
        if cause is Cause.DISTANCE:
            call.penalise(call.cell, self.now + call.cell.settings.penalty_max_distance)
        return algorithm2.choose(call, cause, self.by_key.get, self.now)

    def check_congestion(self) -> None:
        """Let every cell that is short of channels shed one call."""
        for cell in self.cells:
            choice = congestion.check(cell, self.calls, self.by_key.get, self.now)
            if choice:
                self.start(choice)

    # ------------------------------------------------------------ execution

    def start(self, choice: Choice) -> Handover | None:
        """Activate the new channel; None if none could be had, which counts as a failure."""
        call = choice.call
        if choice.algorithm == 2 and not choice.intra_cell and choice.cause in (Cause.QUALITY, Cause.INTERFERENCE):
            call.penalise(call.cell, self.now + call.cell.settings.penalty_quality_handover)
        lchan = choice.target.next_lchan(choice.rate, self.now)
        if lchan is None:
            self._failed(choice)
            return None
        handover = Handover(choice, call.lchan, lchan)
        take(lchan, choice.rate, State.PENDING)
        self.pending.append(handover)
        call.handover = handover
        self._count(handover, 1)
        return handover

    def detect(self, handover: Handover) -> None:
        """The phone was heard on the new channel."""
        handover.detected = True
        take(handover.target, handover.choice.rate, State.USED)

    def complete(self, handover: Handover) -> None:
        """The phone settled on the new channel: the call is there, the old channel free. Nothing if never detected."""
        if not handover.detected:
            return
        choice, call = handover.choice, handover.choice.call
        self._close(handover)
        if choice.intra_cell and choice.cause in POOR_RADIO and (call.rate, choice.rate) == (H, F):
            call.penalise(call.cell, self.now + call.cell.settings.penalty_quality_assignment)
        self.calls.pop(handover.source)
        release(handover.source)
        call.lchan, call.rate, call.levels = handover.target, choice.rate, Levels()
        self.calls[handover.target] = call

    def fail(self, handover: Handover) -> None:
        """The phone came back to its old channel."""
        self._close(handover)
        spoil(handover.target, self.now + self.x3111_s)
        self._failed(handover.choice)

    def _close(self, handover: Handover) -> None:
        self._count(handover, -1)
        self.pending.remove(handover)
        handover.choice.call.handover = None

    @staticmethod
    def _count(handover: Handover, step: int) -> None:
        choice = handover.choice
        if not choice.intra_cell:
            choice.target.handovers += step
            handover.source.slot.cell.handovers += step

    def _failed(self, choice: Choice) -> None:
        """After more failures than `retries` the target is barred for a while."""
        call, settings = choice.call, choice.call.cell.settings
        if choice.algorithm == 1:
            return
        call.failures += 1
        if call.failures > settings.retries:
            call.failures = 0
            time = settings.penalty_failed_assignment if choice.intra_cell else settings.penalty_failed_handover
            call.penalise(choice.target, self.now + time)


def _sub(tdma_measurement: int, report: Report) -> bool:
    """Whether the SUB values count: 0 auto (by DTX), 1 full, 2 subset."""
    return report.dtx if tdma_measurement == 0 else tdma_measurement == 2
