"""Answers for the batch engine's walks: built by pysnmp, put into a ring, read by either walk and by pysnmp again."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pysnmp.proto.api import v2c
from pysnmp.proto.error import ProtocolError

import hatch_build
from nms.core.ports import Oid, Value, VarBind
from nms.snmp import ber
from nms.snmp.batch import native
from nms.snmp.batch.answers import Answers, State
from nms.snmp.batch.fleet import Fleet, Member, fleet_of
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.ring import MARGIN, SLOT, Ring
from nms.snmp.batch.vectorised import VectorWalk
from nms.snmp.batch.walking import Walk
from nms.snmp.messages import typed

REPOSITORY = Path(__file__).resolve().parents[1]
FIRST_ID = 0x0200_0000
COLUMNS: tuple[Oid, ...] = ((1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18))
SCALARS: tuple[Oid, ...] = (
    (1, 3, 6, 1, 2, 1, 1, 3, 0),
    (1, 3, 6, 1, 2, 1, 1, 1, 0),
    (1, 3, 6, 1, 4, 1, 2011, 5, 25, 0),
)
NUMBERS = {
    ber.INTEGER: (-(2**31), 2**31 - 1),
    ber.COUNTER32: (0, 2**32 - 1),
    0x42: (0, 2**32 - 1),
    ber.TIME_TICKS: (0, 2**32 - 1),
    ber.COUNTER64: (0, 2**64 - 1),
}


def native_walk(folder: Path) -> Walk:
    """The compiled walk, built afresh; skips where there is no compiler."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    library = folder / "walk.so"
    assert hatch_build.compiled(REPOSITORY / "nms/snmp/batch/walk.c", library) == ""
    loaded = native.load(library)
    assert loaded is not None
    return native.NativeWalk(loaded)


def walks(folder: Path) -> list[Walk]:
    """Both."""
    return [VectorWalk(), native_walk(folder)]


def layout_of(rows: int) -> Layout:
    """Three scalars and two columns at rows 1, 130, 259 …, the second column and a scalar of texts."""
    indexes = tuple((1 + 129 * row,) for row in range(rows))
    texts = frozenset({SCALARS[1], COLUMNS[1]})
    return Layout(SCALARS, COLUMNS, indexes, texts, ((rows,), (rows,)))


def fleet(agents: int, rows: int = 5) -> Fleet:
    """Agents at 10.0.0.1, 10.0.0.2 …"""
    layout = layout_of(rows)
    return fleet_of(
        [Member(f"d{n}", (f"10.0.{(n + 1) >> 8}.{(n + 1) & 255}", 161), "public", layout) for n in range(agents)]
    )


def value_for(rng: random.Random, texts: bool) -> tuple[int, Value]:
    """A tag and a value that may stand in a layout's place."""
    if texts and rng.random() < 0.7:
        if rng.random() < 0.2:
            return ber.OBJECT_ID, (1, 3, 6, *(rng.choice((0, 127, 128, 70_000)) for _ in range(rng.randrange(6))))
        return ber.OCTETS, rng.randbytes(rng.choice((0, 1, 12, 127, 128, 200)))
    tag = rng.choice(list(NUMBERS))
    low, high = NUMBERS[tag]
    return tag, rng.choice((low, high, 0, 1, 127, 128, 255, 256, rng.randint(low, high)))


def answer(fleet_: Fleet, message: int, rng: random.Random, status: int = 0) -> bytes:
    """What an honest agent answers to a message, as pysnmp encodes it."""
    question = int(fleet_.question_of[message])
    get = bool(fleet_.gets[question])
    layout = fleet_.members[int(fleet_.agent_of[message])].layout
    asked = list(layout.questions())[int(fleet_.ordinals[message])]
    binds = []
    for oid in asked.oids:
        tag, value = value_for(rng, asked.texts)
        binds.append(VarBind(oid, tag, value))
    exception = rng.choice((v2c.NoSuchInstance(""), v2c.NoSuchObject("")))
    pairs: list[tuple[Any, Any]] = [(bind.oid, typed(bind)) for bind in binds]
    if get and rng.random() < 0.3:
        pairs[rng.randrange(len(pairs))] = (binds[0].oid, exception)
        pairs = [(bind.oid, value) for bind, (_, value) in zip(binds, pairs, strict=True)]
    pdu = v2c.ResponsePDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_request_id(pdu, FIRST_ID + message)
    v2c.apiPDU.set_error_status(pdu, status)
    v2c.apiPDU.set_varbinds(pdu, pairs)
    whole = v2c.Message()
    v2c.apiMessage.set_defaults(whole)
    v2c.apiMessage.set_community(whole, "public")
    v2c.apiMessage.set_pdu(whole, pdu)
    return bytes(encoder.encode(whole))


@dataclass(frozen=True)
class Read:
    """What a walk made of a batch."""

    answers: Answers
    heard: list[int]
    fates: list[int]


def ring_of(fleet_: Fleet, datagrams: list[tuple[int, bytes]]) -> Ring:
    """Datagrams as (agent that sent it, octets)."""
    ring = Ring.of(max(len(datagrams), 1))
    for slot, (agent, octets) in enumerate(datagrams):
        kept = octets[: SLOT - 2 * MARGIN]
        start = slot * SLOT + MARGIN
        ring.octets[start : start + len(kept)] = np.frombuffer(kept, np.uint8)
        ring.sizes[slot] = len(octets)
        ring.senders[slot] = fleet_.addresses[agent]
    return ring


def read(walk: Walk, fleet_: Fleet, datagrams: list[tuple[int, bytes]]) -> Read:
    """Have a walk read datagrams, every message being asked."""
    answers = Answers.empty(fleet_)
    answers.states[:] = State.ASKED
    heard, fates = walk(ring_of(fleet_, datagrams), len(datagrams), FIRST_ID, answers)
    return Read(answers, heard.tolist(), fates.tolist())


def as_pysnmp_reads(datagram: bytes) -> list[tuple[Oid, int, Value]] | None:
    """(name, tag, value) of every variable of a response, None where pysnmp refuses it."""
    try:
        message, _ = decoder.decode(datagram, asn1Spec=v2c.Message())
        pdu = v2c.apiMessage.get_pdu(message)
        return [(tuple(oid), *_plain(value)) for oid, value in v2c.apiPDU.get_varbinds(pdu)]
    except (PyAsn1Error, ProtocolError):
        return None


def _plain(value: Any) -> tuple[int, Value]:
    tag = int(encoder.encode(value)[0])
    if tag in ber.EXCEPTIONS:
        return tag, None
    if tag == ber.OBJECT_ID:
        return tag, tuple(value)
    return (tag, bytes(value)) if tag in (ber.OCTETS, ber.IP_ADDRESS, 0x44) else (tag, int(value))
