"""Hostile datagrams by the batch: read by our readers, and what they accept held against pysnmp."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import hostile_oracle as oracle
import hostile_packets as packets
import numpy as np
from damage import I64, U8, Corpus
from hostile_oracle import Notice, Pdu, Refused, Told
from hostile_verdicts import Outcome, Verdicts, kind

from nms.core.device import Device
from nms.core.ports import RawTrap, VarBind
from nms.snmp import messages
from nms.snmp.ber import MalformedError
from nms.snmp.decode import RepliedError, decode
from nms.snmp.receiver import Receiver
from nms.testing import ManualClock

AT_ONCE = 2048
MOMENT = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Drawing:
    """How many datagrams a run takes, and how many of them are compared: drawn by seed, and of the accepted."""

    count: int
    compared: int
    seed: int
    at_once: int = AT_ONCE

    @property
    def batches(self) -> int:
        return -(-self.count // self.at_once)

    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def share(self, batch: int) -> int:
        """How many of this batch are compared, so that all together are as many as wanted."""
        return self.compared * (batch + 1) // self.batches - self.compared * batch // self.batches


def chosen(drawn: Drawing, batch: int, accepted: Sequence[int], rng: np.random.Generator) -> set[int]:
    """Which of a batch are held against pysnmp: some of all, and some of those that we accepted."""
    share = drawn.share(batch)
    some = rng.choice(drawn.at_once, min(share, drawn.at_once), replace=False).tolist()
    return {*some, *rng.permutation(np.array(accepted, np.int64))[:share].tolist()}


@dataclass
class Reading:
    """One of our readers of single datagrams: what it is given, and what the same is to pysnmp."""

    sources: Sequence[tuple[bytes, Device]]
    ours: Callable[[bytes, Device], Outcome]
    theirs: Callable[[bytes, Device], Pdu | Notice | Refused]


def run(reading: Reading, drawn: Drawing) -> Verdicts:
    """Damage the sources, read every mutant, and hold some against pysnmp."""
    rng, verdicts = drawn.rng(), Verdicts()
    corpus = Corpus.of([data for data, _ in reading.sources])
    devices = [device for _, device in reading.sources]
    for batch in range(drawn.batches):
        which = rng.integers(len(devices), size=drawn.at_once)
        found = _read(reading, list(zip(datagrams(*corpus.damaged(which, rng)), which.tolist(), strict=True)), devices)
        verdicts.fates.update(kind(one[2]) if isinstance(one[2], str) else "read" for one in found)
        accepted = [place for place, one in enumerate(found) if not isinstance(one[2], str)]
        for place in chosen(drawn, batch, accepted, rng):
            data, device, ours = found[place]
            verdicts.judge(data, ours, reading.theirs(data, device))
    return verdicts


def _read(
    reading: Reading, mutants: Sequence[tuple[bytes, int]], devices: Sequence[Device]
) -> list[tuple[bytes, Device, Outcome]]:
    return [(data, devices[one], reading.ours(data, devices[one])) for data, one in mutants]


def datagrams(rows: U8, sizes: I64) -> list[bytes]:
    """The rows as octets."""
    whole, width = rows.tobytes(), rows.shape[1]
    return [whole[row * width : row * width + size] for row, size in enumerate(sizes.tolist())]


def responses(captures: Sequence[bytes]) -> Reading:
    """What sessions read."""

    def ours(data: bytes, _: Device) -> Outcome:
        try:
            number = messages.request_id(data)
            status, position, binds = messages.read_answer(data)
        except MalformedError as error:
            return str(error)
        return Pdu(messages.RESPONSE, (number, status, position), told(binds))

    def theirs(data: bytes, _: Device) -> Pdu | Refused:
        found = oracle.read(data)
        return Refused("no response") if isinstance(found, Pdu) and found.kind != messages.RESPONSE else found

    return Reading([(one, packets.OF_COMMUNITIES) for one in [*packets.responses(), *captures]], ours, theirs)


def notifications(captures: Sequence[bytes]) -> Reading:
    """What the trap intake decodes: of all versions, v3 with proof and without."""
    receiver = Receiver(ManualClock())
    inside = packets.scoped()
    informs = [packets.sealed(one, packets.OPEN, 4, receiver.engine) for one in inside]
    sources = [(one, packets.OF_COMMUNITIES) for one in [*packets.traps(), *captures[::8]]]
    sources += [(one, packets.OF_OPENNESS) for one in [*(packets.sealed(i, packets.OPEN, 0) for i in inside), *informs]]
    sources += [(packets.sealed(one, packets.STRONG, packets.SEALED), packets.OF_SECRETS) for one in inside]
    return Reading(sources, lambda data, device: heard(receiver, data, device), _theirs)


def _theirs(data: bytes, _: Device) -> Notice | Refused:
    found = oracle.read(data)
    return oracle.notice(found) if isinstance(found, Pdu) else found


def secrets() -> Reading:
    """What the trap intake decodes of proven senders that say anything: the scoped PDU is damaged, then sealed."""
    receiver = Receiver(ManualClock())

    def ours(data: bytes, device: Device) -> Outcome:
        return heard(receiver, packets.sealed(data, packets.STRONG, packets.SEALED), device)

    def theirs(data: bytes, _: Device) -> Notice | Refused:
        found = oracle.read_scoped(data)
        return oracle.notice(found) if isinstance(found, Pdu) else found

    return Reading([(one, packets.OF_SECRETS) for one in packets.scoped()], ours, theirs)


def told(binds: Iterable[VarBind]) -> list[Told]:
    """Variables as the oracle has them."""
    return [(bind.oid, bind.tag, bind.value) for bind in binds]


def heard(receiver: Receiver, data: bytes, device: Device) -> Outcome:
    """What the decoder of notifications makes of a datagram."""
    try:
        trap = decode(RawTrap(1, MOMENT, packets.ADDRESS, 4711, device.name, data), device, receiver).trap
    except MalformedError as error:
        return str(error)
    except RepliedError as error:
        return error.refusal.value
    ticks = None if trap.uptime_s is None else round(trap.uptime_s * 100)
    return Notice(trap.oid, ticks, told(trap.binds))
