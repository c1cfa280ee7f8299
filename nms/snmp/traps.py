"""The trap listener: one UDP socket, every datagram of a known sender stored before anybody interprets it (T8)."""

import asyncio
import errno
import socket
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.core.config import TrapsConfig
from nms.core.device import Device
from nms.core.errors import NmsError
from nms.core.ports import Clock, RawTrap
from nms.snmp import sockets
from nms.snmp.collecting import Collecting
from nms.snmp.datagrams import Datagram
from nms.snmp.drops import LossWatch, kernel_drops
from nms.snmp.hearing import Heard, Hearing
from nms.snmp.intake import Arrival, Intake, Keep
from nms.snmp.lane import Lane
from nms.snmp.sockets import Peer

HOUSEKEEPING_S = 1.0
LAST_TURNS_S = 10.0
"""How long stopping waits for what was stored and not yet interpreted; what is left then is counted as skipped."""

OURSELVES = "nms"
BIND_CODES = {errno.EADDRINUSE: "NMS-TRAP-001", errno.EACCES: "NMS-TRAP-002", errno.EPERM: "NMS-TRAP-002"}


@dataclass(frozen=True, slots=True)
class TrapStats:
    """Datagrams by fate since the start.

    received = strangers + stored + queue_drops + waiting. Of the stored ones: `decoded`, `malformed`, `suppressed` by
    the storm guard, `refused` by SNMPv3 security, `discoveries` of informing agents, `skipped` where too many waited
    for interpretation (or their sender left the inventory), and `backlog`, which wait for it now, the oldest for
    `backlog_s` seconds. `receive_buffer`: octets that the kernel granted.
    """

    received: int = 0
    stored: int = 0
    decoded: int = 0
    malformed: int = 0
    strangers: int = 0
    stranger_drops: int = 0
    queue_drops: int = 0
    kernel_drops: int = 0
    suppressed: int = 0
    refused: int = 0
    discoveries: int = 0
    store_refusals: int = 0
    skipped: int = 0
    waiting: int = 0
    waiting_peak: int = 0
    backlog: int = 0
    backlog_peak: int = 0
    backlog_s: float = 0.0
    receive_buffer: int = 0


class TrapListener:
    """Hears agents on `config.listen`; `devices` maps addresses to known senders and may change at any time.

    A thread of its own empties the socket (`collecting`); `keep` stores a batch and returns its ids (in another one);
    `heard` gets every decoded trap and may return what is to be awaited, `report` the listener's own troubles
    (trap-storm, trap-drops), both on the event loop.
    """

    def __init__(
        self,
        config: TrapsConfig,
        devices: Mapping[str, Device],
        keep: Keep,
        heard: Heard,
        report: Callable[[Report], None],
        clock: Clock,
    ) -> None:
        self._config = config
        self._devices = devices
        self._report = report
        self._clock = clock
        self._intake = Intake(keep, config.queue)
        self._hearing = Hearing(config.storm, devices, heard, report, answer=self._answer, clock=clock)
        self._lane = Lane(config.queue)
        self._strangers: deque[RawTrap] = deque(maxlen=config.strangers)
        self._received = self._stranger_count = self._stranger_drops = self._kernel_drops = 0
        self._losses = LossWatch()
        self._buffer = 0
        self._socket: socket.socket | None = None
        self._collecting: Collecting | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> int:
        """Listen; the port bound. NmsError (NMS-TRAP-…) if that cannot be."""
        self._socket = self._bound()
        self._buffer = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        self._intake.open()
        self._collecting = Collecting(self._socket, self._take)
        self._collecting.start()
        parts = (self._choose(), self._lane.serve(self._hearing.hear), self._keep_house())
        self._tasks = [asyncio.create_task(part) for part in parts]
        return int(self._socket.getsockname()[1])

    async def stop(self) -> None:
        """Close the socket, store and interpret what was already received."""
        if self._socket is None or self._collecting is None:
            return
        choosing, interpreting, housekeeping = self._tasks
        await asyncio.to_thread(self._collecting.stop)
        self._intake.close()
        await choosing
        self._lane.close()
        await asyncio.wait((interpreting,), timeout=LAST_TURNS_S)
        for task in (interpreting, housekeeping):
            task.cancel()
        await asyncio.wait((interpreting, housekeeping))
        while self._lane.backlog:
            self._hearing.passed_over(self._lane.backlog.pop())
        self._socket.close()
        self._socket = None

    def stats(self) -> TrapStats:
        """The counts as of now."""
        tally, held, backlog = self._hearing.tally, self._intake.held, self._lane.backlog
        oldest = backlog.oldest()
        return TrapStats(
            received=self._received,
            stored=held.stored,
            decoded=tally.decoded,
            malformed=tally.malformed,
            strangers=self._stranger_count,
            stranger_drops=self._stranger_drops,
            queue_drops=held.dropped,
            kernel_drops=self._kernel_drops,
            suppressed=tally.suppressed,
            refused=tally.refused,
            discoveries=tally.discoveries,
            store_refusals=held.refused,
            skipped=tally.skipped,
            waiting=self._intake.waiting,
            waiting_peak=held.peak,
            backlog=len(backlog),
            backlog_peak=backlog.peak,
            backlog_s=0.0 if oldest is None else self._clock.monotonic() - oldest,
            receive_buffer=self._buffer,
        )

    def strangers(self) -> tuple[RawTrap, ...]:
        """The latest datagrams from addresses outside the inventory, oldest first; interpreted by nobody."""
        return tuple(self._strangers.copy())  # another thread adds to them

    def _bound(self) -> socket.socket:
        address, port = self._config.listen, self._config.port
        sock = None
        try:
            sock = sockets.udp(sockets.family_of(address), self._config.receive_buffer)
            sock.bind((address, port))
        except OSError as error:
            if sock is not None:
                sock.close()
            code = BIND_CODES.get(error.errno or 0, "NMS-TRAP-003")
            raise NmsError(code, address=address, port=port, reason=error.strerror or str(error)) from error
        return sock

    def _take(self, batch: Sequence[Datagram]) -> None:
        """Called in the collecting thread: known senders' datagrams go to the store, the others' to the strangers."""
        now, at = self._clock.now(), self._clock.monotonic()
        arrivals = []
        for payload, (address, port) in batch:
            device = self._devices.get(address)
            if device is None:
                self._admit_stranger(RawTrap(0, now, address, port, "", payload))
            else:
                arrivals.append(Arrival(RawTrap(0, now, address, port, device.name, payload), at))
        if arrivals:
            self._intake.put(arrivals)
        self._received += len(batch)

    def _admit_stranger(self, raw: RawTrap) -> None:
        self._stranger_count += 1
        self._stranger_drops += len(self._strangers) == self._strangers.maxlen
        self._strangers.append(raw)

    def _answer(self, reply: bytes, peer: Peer) -> None:
        if self._socket is None:
            return
        spelled = (sockets.MAPPED + peer[0], peer[1]) if self._mapped(peer) else peer
        try:
            self._socket.sendto(reply, spelled)
        except OSError:
            return  # the sender will repeat its inform

    def _mapped(self, peer: Peer) -> bool:
        return self._socket is not None and self._socket.family == socket.AF_INET6 and ":" not in peer[0]

    async def _choose(self) -> None:
        while (stored := await self._intake.stored()) is not None:
            for one in self._hearing.chosen(stored):
                if not self._lane.put(one):
                    self._hearing.passed_over(one)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            self._hearing.settle()
            self._watch_losses()

    def _watch_losses(self) -> None:
        if self._socket is None:
            return
        self._kernel_drops = kernel_drops(self._socket)
        lost = self._kernel_drops + self._intake.held.dropped + self._hearing.tally.skipped
        grown = self._losses.observe(lost, self._clock.monotonic())
        if grown is not None:
            self._report(self._loss(Severity.MAJOR if grown else Severity.CLEARED))

    def _loss(self, severity: Severity) -> Report:
        now = self._clock.now()
        key = AlarmKey(OURSELVES, "device", EventType.QUALITY_OF_SERVICE, "trap-drops")
        counts = {
            "kernel_drops": str(self._kernel_drops),
            "queue_drops": str(self._intake.held.dropped),
            "not_interpreted": str(self._hearing.tally.skipped),
        }
        return Report(key, severity, "queueSizeExceeded", now, now, "engine", details=counts)
