"""Whatever octets come from a known sender, decoding them ends at once, in a trap or in one of two errors."""

import random
from pathlib import Path

import pytest
from snmp_captures import payloads
from test_snmp_traps import inform, trap
from test_snmp_usm import FLAGS, STRONG, hear, sealed

from nms.core.device import SnmpVersion
from nms.snmp import messages, usm
from nms.snmp.ber import MalformedError
from nms.snmp.decode import RepliedError
from nms.snmp.receiver import Receiver
from nms.testing import ManualClock

MUTANTS = 20_000


def mutant(rng: random.Random, packet: bytes) -> bytes:
    """The packet with some octets changed, inserted, removed, doubled or cut off."""
    octets = bytearray(packet)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(octets) + 1)
        match rng.randrange(5):
            case 0 if place < len(octets):
                octets[place] ^= 1 << rng.randrange(8)
            case 1 if place < len(octets):
                octets[place] = rng.choice((0, 0x7F, 0x80, 0x81, 0x84, 0xFF, 0x30, 0x02, 0x06))
            case 2:
                octets[place:place] = rng.randbytes(rng.randint(1, 6))
            case 3:
                del octets[place : place + rng.randint(1, 8)]
            case _:
                octets[place:] = octets[: rng.randrange(len(octets) + 1)]
    return bytes(octets)


def outcome(receiver: Receiver, packet: bytes) -> str:
    try:
        hear(receiver, packet, access=STRONG)
    except MalformedError:
        return "malformed"
    except RepliedError:
        return "refused"
    return "trap"


def test_twenty_thousand_mutants_never_make_decoding_fail() -> None:
    rng = random.Random(2006)
    receiver = Receiver(ManualClock())
    informing = sealed(1, 0, receiver.engine, FLAGS | usm.REPORTABLE, messages.INFORM)
    corpus = [trap(), trap(SnmpVersion.V1), inform(), sealed(), sealed(flags=0), informing]
    counts = {"malformed": 0, "refused": 0, "trap": 0}
    for number in range(MUTANTS):
        counts[outcome(receiver, mutant(rng, corpus[number % len(corpus)]))] += 1
    assert sum(counts.values()) == MUTANTS
    assert all(count > MUTANTS // 100 for count in counts.values()), counts


@pytest.mark.walks
def test_captured_packets_and_their_mutants_never_make_decoding_fail(test_data: Path) -> None:
    files = sorted((test_data / "pcap").rglob("*.pcap*"))
    corpus = [payload for file in files for payload in payloads(file.read_bytes())]
    assert len(files) >= 10
    assert len(corpus) >= 30
    receiver = Receiver(ManualClock())
    outcomes = [outcome(receiver, payload) for payload in corpus]
    assert outcomes.count("trap") >= 1, "the capture with a trap"
    rng = random.Random(64)
    for number in range(5000):
        outcome(receiver, mutant(rng, corpus[number % len(corpus)]))


@pytest.mark.walks
def test_captured_messages_are_read_as_what_they_are(test_data: Path) -> None:
    folder = test_data / "pcap" / "zeek"
    (question, *_) = payloads((folder / "snmpv2_get_bulk.pcap").read_bytes())
    assert messages.open_envelope(question).pdu == messages.GET_BULK
    (told, *_) = payloads((folder / "snmpv1_trap.pcap").read_bytes())
    assert messages.open_envelope(told).pdu == messages.TRAP_V1
    (padded, *_) = payloads((folder / "snmp-oid-subidentifier-too-long.pcap").read_bytes())
    with pytest.raises(MalformedError):
        messages.read_answer(padded)
