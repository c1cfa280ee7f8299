"""Who is visited when: the rota's turns and what was asked out of turn go to the rounds, one visit per device."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from nms.app.parts import Parts
from nms.core.alarm import Report
from nms.core.device import Device
from nms.core.ports import Collector
from nms.engine.recorder import PULSE_OF
from nms.engine.rounds import Rounds, Visited
from nms.performance.health import Health
from nms.performance.layout import Rewalks
from nms.performance.poller import Overruns
from nms.performance.rota import Missed, Rota, Turn

_PROBE = frozenset({PULSE_OF})
_FIRST = "inventory"
_LAYOUT = "layout"


class Schedule:
    """Drives the rounds by the rota; counts what came too late.

    `relieved` names the collectors whose work on a device others do at present: they have no turns, and run only when
    asked for.
    """

    def __init__(
        self,
        parts: Parts,
        rounds: Rounds,
        collectors: Sequence[Collector],
        health: Health,
        relieved: Callable[[str], frozenset[str]] = lambda _: frozenset(),
    ) -> None:
        self._relieved = relieved
        self._late: list[Missed] = []
        self._clock = parts.clock
        self._rounds = rounds
        self._health = health
        self._devices = {device.name: device for device in parts.inventory.devices.values() if device.polled}
        self._names = _by_cadence(collectors)
        periods = {name: float(getattr(parts.config.cadences, name)) for name in self._names}
        names = list(self._devices)
        self._rota = Rota(names, periods, parts.clock.monotonic(), parts.config.poll.down_after)
        self._overruns = Overruns(periods, len(names))
        self._rewalks = Rewalks(self._names[_FIRST])
        self._missed: list[Report] = []

    def tick(self) -> None:
        """Begin the visits that are due."""
        for turn in self._rota.due(self._clock.monotonic()):
            self._begin(turn)
        missed, self._late = [*self._rota.take_missed(), *self._late], []
        if missed:
            self._health.count("polls_late", len(missed))
        self._missed += self._overruns.judge(missed, self._clock.now(), self._clock.monotonic())

    def take_overruns(self) -> list[Report]:
        """Reports of rounds that did not keep pace, since the last call."""
        missed, self._missed = self._missed, []
        return missed

    def missed(self, late: Iterable[Missed]) -> None:
        """Slots that were not kept by others, who poll beside the visits."""
        self._late += late

    def dead(self, device: str) -> bool:
        """Whether a device is thought dead and only probed."""
        return self._rota.dead(device)

    def ask(self, device: Device, names: Iterable[str], instead: Sequence[Collector] = ()) -> None:
        """Have collectors run out of turn, as soon as the device is free; `instead` as in `Rounds.ask`."""
        self._rota.begin(device.name)
        self._rounds.ask(device, _with_a_look(frozenset(names)), instead=instead)

    def ask_all(self, device: Device) -> None:
        """Have everything run out of turn."""
        self._rota.begin(device.name)
        self._rounds.ask_all(device)

    def visited(self, visited: Visited) -> None:
        """Free the device for its next turn."""
        if not visited.answered:
            self._health.count("polls_failed")
        if not visited.more:
            self._rota.finished(visited.device.name, answered=visited.answered, now=self._clock.monotonic())
        if visited.answered:
            self._rewalk(visited)

    def _rewalk(self, visited: Visited) -> None:
        """Have the inventory read again, out of turn, where the element was rebuilt.

        Not after a probe: whoever is back from the dead is due for everything anyway.
        """
        if visited.asked == _PROBE:
            return
        device, now = visited.device, self._clock.monotonic()
        known = self._rounds.known_of(device.name)
        wanted = self._rewalks.out_of_turn(device.name, visited.moved, visited.asked | visited.harvested, now)
        self._rewalks.walked(device.name, visited.harvested, known.layout, now)
        if wanted:
            self.ask(self._devices[device.name], wanted)

    def restore(self, silent: Iterable[str]) -> None:
        """Begin with what is known to be silent."""
        self._rota.restore(silent)

    def _begin(self, turn: Turn) -> None:
        device = self._devices[turn.device]
        if turn.probe:
            self._rounds.ask(device, _PROBE, probe=True)
            return
        known = self._rounds.known_of(device.name)
        cadences = set(turn.cadences)
        if known.walked is None:
            cadences.add(_FIRST)  # whoever was never visited is asked for the names of its ports first
        names = frozenset[str]().union(*(self._names[cadence] for cadence in cadences))
        unneeded = self._rewalks.unneeded(device.name, known.layout, self._clock.monotonic())
        elsewhere = self._relieved(device.name) & names
        names -= unneeded | elsewhere
        if elsewhere and not self._rounds.wanted(device, names - {_LAYOUT}):
            self._rota.skipped(device.name)
            return
        self._rounds.ask(device, _with_a_look(names))


def _with_a_look(names: frozenset[str]) -> frozenset[str]:
    """Whatever is read by ifIndex is read after one look at whether the indexes still mean what they meant."""
    return names - {_LAYOUT} if PULSE_OF in names else names | {_LAYOUT}


def _by_cadence(collectors: Sequence[Collector]) -> Mapping[str, frozenset[str]]:
    cadences = {collector.cadence for collector in collectors}
    return {
        cadence: frozenset(collector.name for collector in collectors if collector.cadence == cadence)
        for cadence in sorted(cadences)
    }
