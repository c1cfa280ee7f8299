"""The trap listener: one UDP socket, every datagram of a known sender stored before anybody interprets it (T8)."""

import asyncio
import errno
import socket
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.core.config import TrapsConfig
from nms.core.device import Device
from nms.core.errors import NmsError
from nms.core.ports import Clock, RawTrap, Trap
from nms.snmp import sockets
from nms.snmp.drops import LossWatch, kernel_drops
from nms.snmp.hearing import Hearing
from nms.snmp.intake import Arrival, Intake, Keep
from nms.snmp.sockets import LARGEST_DATAGRAM, Peer

DATAGRAMS_PER_WAKE = 256
TRAPS_PER_TURN = 50  # then other tasks of the loop get their turn
HOUSEKEEPING_S = 1.0
OURSELVES = "nms"
BIND_CODES = {errno.EADDRINUSE: "NMS-TRAP-001", errno.EACCES: "NMS-TRAP-002", errno.EPERM: "NMS-TRAP-002"}


@dataclass(frozen=True, slots=True)
class TrapStats:
    """Datagrams by fate since the start.

    received = strangers + stored + queue_drops + those that wait. Of the stored ones: `decoded` (of which `suppressed`
    by the storm guard), `malformed`, `refused` by SNMPv3 security, `discoveries` of informing agents.
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


class TrapListener:
    """Hears agents on `config.listen`; `devices` maps addresses to known senders and may change at any time.

    `keep` stores a batch and returns its ids (called in a thread); `heard` gets every decoded trap, `report` the
    listener's own troubles (trap-storm, trap-drops), both on the event loop.
    """

    def __init__(
        self,
        config: TrapsConfig,
        devices: Mapping[str, Device],
        keep: Keep,
        heard: Callable[[Trap], None],
        report: Callable[[Report], None],
        clock: Clock,
    ) -> None:
        self._config = config
        self._devices = devices
        self._report = report
        self._clock = clock
        self._intake = Intake(keep, config.queue)
        self._hearing = Hearing(config.storm, devices, heard, report, answer=self._answer, clock=clock)
        self._strangers: deque[RawTrap] = deque(maxlen=config.strangers)
        self._received = self._stranger_count = self._stranger_drops = self._kernel_drops = 0
        self._losses = LossWatch()
        self._socket: socket.socket | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> int:
        """Listen; the port bound. NmsError (NMS-TRAP-…) if that cannot be."""
        self._socket = self._bound()
        asyncio.get_running_loop().add_reader(self._socket, self._drain, self._socket)
        self._tasks = [asyncio.create_task(self._interpret()), asyncio.create_task(self._keep_house())]
        return int(self._socket.getsockname()[1])

    async def stop(self) -> None:
        """Close the socket, store and interpret what was already received."""
        if self._socket is None:
            return
        interpreting, housekeeping = self._tasks
        asyncio.get_running_loop().remove_reader(self._socket)
        self._drain(self._socket)
        self._intake.close()
        await interpreting
        housekeeping.cancel()
        await asyncio.wait((housekeeping,))
        self._socket.close()
        self._socket = None

    def stats(self) -> TrapStats:
        """The counts as of now."""
        tally, held = self._hearing.tally, self._intake.held
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
        )

    def strangers(self) -> tuple[RawTrap, ...]:
        """The latest datagrams from addresses outside the inventory, oldest first; interpreted by nobody."""
        return tuple(self._strangers)

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

    def _drain(self, sock: socket.socket) -> None:
        now, at = self._clock.now(), self._clock.monotonic()
        for _ in range(DATAGRAMS_PER_WAKE):
            try:
                data, sender = sock.recvfrom(LARGEST_DATAGRAM)
            except OSError:  # nothing more to read, or an ICMP error on behalf of a reply of ours
                return
            self._received += 1
            address = sockets.plain(sender[0])
            device = self._devices.get(address)
            raw = RawTrap(0, now, address, sender[1], device.name if device else "", data)
            if device is None:
                self._admit_stranger(raw)
            else:
                self._intake.put(Arrival(raw, at))

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

    async def _interpret(self) -> None:
        while (batch := await self._intake.stored()) is not None:
            for place, arrival in enumerate(batch, start=1):
                self._hearing.hear(arrival)
                if place % TRAPS_PER_TURN == 0:
                    await asyncio.sleep(0)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            self._hearing.settle()
            self._watch_losses()

    def _watch_losses(self) -> None:
        if self._socket is None:
            return
        self._kernel_drops = kernel_drops(self._socket)
        lost = self._kernel_drops + self._intake.held.dropped
        grown = self._losses.observe(lost, self._clock.monotonic())
        if grown is not None:
            self._report(self._loss(Severity.MAJOR if grown else Severity.CLEARED))

    def _loss(self, severity: Severity) -> Report:
        now = self._clock.now()
        key = AlarmKey(OURSELVES, "device", EventType.QUALITY_OF_SERVICE, "trap-drops")
        counts = {"kernel_drops": str(self._kernel_drops), "queue_drops": str(self._intake.held.dropped)}
        return Report(key, severity, "queueSizeExceeded", now, now, "engine", details=counts)
