"""Whatever octets come from a known sender or agent, reading them ends at once, in what pysnmp reads or in an error."""

from pathlib import Path

import hostile
import hostile_packets
import pytest
from hostile import Drawing, Reading, run
from snmp_captures import payloads

from nms.snmp import messages
from nms.snmp.ber import MalformedError
from nms.snmp.receiver import Receiver
from nms.testing import ManualClock

SEED = 2006


@pytest.mark.parametrize(("name", "part"), [("responses", 1), ("notifications", 1), ("secrets", 20)])
def test_twenty_thousand_mutants_are_read_as_pysnmp_reads_them_or_not_at_all(
    mutants: tuple[int, int], name: str, part: int
) -> None:
    """`secrets`: the damage is done before v3 encrypts and signs, which costs more."""
    made = {"responses": hostile.responses, "notifications": hostile.notifications}
    reading: Reading = made[name]([]) if name in made else hostile.secrets()
    drawn = Drawing(mutants[0] // part, mutants[1], SEED)
    verdicts = run(reading, drawn)
    verdicts.sound()
    assert verdicts.fates.total() >= drawn.count
    assert verdicts.fates["read"] > drawn.count // 50
    assert verdicts.alike > drawn.compared


@pytest.mark.walks
def test_captured_packets_and_their_mutants_are_read_as_pysnmp_reads_them_or_not_at_all(
    test_data: Path, mutants: tuple[int, int]
) -> None:
    captures = hostile_packets.captured(test_data)
    assert len(captures) >= 30
    device, receiver = hostile_packets.OF_COMMUNITIES, Receiver(ManualClock())
    assert sum(not isinstance(hostile.heard(receiver, one, device), str) for one in captures) >= 1, "one is a trap"
    run(hostile.responses(captures), Drawing(mutants[0] // 4, mutants[1] // 3, SEED)).sound()
    run(hostile.notifications(captures), Drawing(mutants[0] // 4, mutants[1] // 3, SEED)).sound()


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
