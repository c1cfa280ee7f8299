"""What happens to a stored datagram: acknowledged, guarded against storms, decoded, told to whoever listens."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.core.config import StormConfig
from nms.core.device import Device
from nms.core.ports import Clock, Trap
from nms.snmp.backlog import Waiting
from nms.snmp.ber import MalformedError
from nms.snmp.decode import RepliedError, decode, wants_reply
from nms.snmp.intake import Arrival, Stored
from nms.snmp.receiver import Receiver, Refusal
from nms.snmp.sockets import Peer
from nms.snmp.storm import StormGuard

log = logging.getLogger(__name__)

Heard = Callable[[Trap], Awaitable[object] | None]
"""Told of every decoded trap; what it returns is awaited before more traps are told than a turn holds."""


@dataclass(slots=True)
class Tally:
    """Counts of the hearing; `refused` failed USM's checks, `discoveries` only asked who we are."""

    decoded: int = 0
    malformed: int = 0
    refused: int = 0
    discoveries: int = 0
    suppressed: int = 0
    skipped: int = 0


class Hearing:
    """Interprets stored datagrams of known senders one by one; nothing in them can make it fail."""

    def __init__(
        self,
        config: StormConfig,
        devices: Mapping[str, Device],
        heard: Heard,
        report: Callable[[Report], None],
        *,
        answer: Callable[[bytes, Peer], None],
        clock: Clock,
    ) -> None:
        self._devices = devices
        self._heard = heard
        self._report = report
        self._answer = answer
        self._clock = clock
        self._guard = StormGuard(config)
        self._receiver = Receiver(clock)
        self.tally = Tally()

    def chosen(self, stored: Stored) -> Iterator[Waiting]:
        """What of a stored batch is to be interpreted, in order for each sender.

        Amid a storm its sender is only answered: who repeats an inform until it is acknowledged makes the storm worse.
        """
        for device, places in _by_device(stored.arrivals).items():
            at = stored.arrivals[places[-1]].at
            stormed = self._guard.storming(device)
            calm = self._guard.admit(device, at, len(places))
            for place in places[:calm]:
                yield _waiting(stored, place, telling=True)
            if calm == len(places):
                continue
            if not stormed:
                self._report(self._storm(device, at, Severity.MAJOR, f"trap:{stored.ids[places[calm]]}"))
            for place in places[calm:]:
                if wants_reply(stored.arrivals[place].raw.payload):
                    yield _waiting(stored, place, telling=False)
                else:
                    self.tally.suppressed += 1

    def passed_over(self, one: Waiting) -> None:
        """Count a datagram for whose interpretation there was no room."""
        if one.telling:
            self.tally.skipped += 1
        else:
            self.tally.suppressed += 1

    def hear(self, one: Waiting) -> Awaitable[object] | None:
        """Interpret one datagram, acknowledge it if it is an inform; it was stored before."""
        raw = one.raw
        device = self._devices.get(raw.address)
        if device is None:  # it left the inventory while its datagram waited
            self.tally.skipped += 1
            return None
        try:
            heard = decode(raw, device, self._receiver)
        except MalformedError:
            self.tally.malformed += 1
            return None
        except RepliedError as error:
            self._reply(error.reply, (raw.address, raw.port))
            self._count_refusal(error.refusal, error.reply)
            return None
        self._reply(heard.reply, (raw.address, raw.port))
        if one.telling:
            return self._tell(heard.trap)
        self.tally.suppressed += 1
        return None

    def settle(self) -> None:
        """Report the storms that are over."""
        now = self._clock.monotonic()
        for device in self._guard.settle(now):
            self._report(self._storm(device, now, Severity.CLEARED, ""))

    def _tell(self, trap: Trap) -> Awaitable[object] | None:
        self.tally.decoded += 1
        try:
            judging = self._heard(trap)
        except Exception:  # a faulty rule must not silence all other senders
            log.exception("trap %d of %s could not be judged", trap.raw_id, trap.device)
            return None
        return None if judging is None else _judged(trap, judging)

    def _reply(self, reply: bytes, peer: Peer) -> None:
        if reply:
            self._answer(reply, peer)

    def _count_refusal(self, refusal: Refusal, reply: bytes) -> None:
        if refusal in (Refusal.UNKNOWN_ENGINE, Refusal.NOT_IN_TIME_WINDOW) and reply:
            self.tally.discoveries += 1
        else:
            self.tally.refused += 1

    def _storm(self, device: str, at: float, severity: Severity, evidence: str) -> Report:
        now = self._clock.now()
        rate = f"{self._guard.rate(device, at):.1f}"
        key = AlarmKey(device, "device", EventType.QUALITY_OF_SERVICE, "trap-storm")
        return Report(key, severity, "congestion", now, now, "engine", evidence, {"rate_per_s": rate})


async def _judged(trap: Trap, judging: Awaitable[object]) -> None:
    try:
        await judging
    except Exception:  # as above
        log.exception("trap %d of %s could not be judged", trap.raw_id, trap.device)


def _by_device(arrivals: Sequence[Arrival]) -> dict[str, list[int]]:
    """The places of each sender's datagrams."""
    found: dict[str, list[int]] = {}
    for place, arrival in enumerate(arrivals):
        found.setdefault(arrival.raw.device, []).append(place)
    return found


def _waiting(stored: Stored, place: int, *, telling: bool) -> Waiting:
    arrival = stored.arrivals[place]
    return Waiting(replace(arrival.raw, id=stored.ids[place]), arrival.at, telling)
