"""What happens to a stored datagram: acknowledged, guarded against storms, decoded, told to whoever listens."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.core.config import StormConfig
from nms.core.device import Device
from nms.core.ports import Clock, Trap
from nms.snmp.ber import MalformedError
from nms.snmp.decode import RepliedError, decode
from nms.snmp.intake import Arrival
from nms.snmp.receiver import Receiver, Refusal
from nms.snmp.sockets import Peer
from nms.snmp.storm import StormGuard

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """Counts of the hearing; `refused` failed USM's checks, `discoveries` only asked who we are."""

    decoded: int = 0
    malformed: int = 0
    refused: int = 0
    discoveries: int = 0
    suppressed: int = 0


class Hearing:
    """Interprets stored datagrams of known senders one by one; nothing in them can make it fail."""

    def __init__(
        self,
        config: StormConfig,
        devices: Mapping[str, Device],
        heard: Callable[[Trap], None],
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

    def hear(self, arrival: Arrival) -> None:
        """Interpret one datagram; its sender's informs are acknowledged even amid a storm, for they are stored."""
        raw = arrival.raw
        device = self._devices.get(raw.address)
        if device is None:  # it left the inventory while its datagram waited
            return
        if self._guard.hear(device.name, arrival.at):
            self._report(self._storm(device.name, arrival.at, Severity.MAJOR, f"trap:{raw.id}"))
        try:
            heard = decode(raw, device, self._receiver)
        except MalformedError:
            self.tally.malformed += 1
            return
        except RepliedError as error:
            self._reply(error.reply, (raw.address, raw.port))
            self._count_refusal(error.refusal, error.reply)
            return
        self._reply(heard.reply, (raw.address, raw.port))
        self._tell(heard.trap)

    def settle(self) -> None:
        """Report the storms that are over."""
        now = self._clock.monotonic()
        for device in self._guard.settle(now):
            self._report(self._storm(device, now, Severity.CLEARED, ""))

    def _tell(self, trap: Trap) -> None:
        self.tally.decoded += 1
        if self._guard.storming(trap.device):
            self.tally.suppressed += 1
            return
        try:
            self._heard(trap)
        except Exception:  # a faulty rule must not silence all other senders
            log.exception("trap %d of %s could not be judged", trap.raw_id, trap.device)

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
