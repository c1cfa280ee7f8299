"""What became of hostile datagrams: how many were held against pysnmp, why only one of both reads one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hostile_oracle import Notice, Pdu, Refused, Told

from nms.core.ports import Value
from nms.snmp import ber, usm
from nms.snmp.messages import VALUE_TYPES

Outcome = Pdu | Notice | str
"""What we read, or why nothing."""

TYPES = {*VALUE_TYPES, *ber.EXCEPTIONS}
NOT_IN_V1 = {ber.COUNTER64, *ber.EXCEPTIONS}
V1 = 0

UNKNOWN_TYPE, TYPE_OF_V2 = "a type that SNMP has not: its octets are kept", "in a v1 message a type of v2"
OURS = (
    ("Excessive components", "more behind the last field: not looked at"),
    ("Unexpected -octet substrate for Null", "octets in a null: not looked at"),
    ("ProtocolError: Bad IP address", "an address of another length than four"),
    ("Empty substrate", "an empty object identifier is 0.0, an empty number 0"),
    ("Short substrate for sub-OID", "an object identifier that breaks off: no value"),
    ("Invalid octet x in OID encoding", "an object identifier with padding: no value"),
    ("ValueConstraintError", "a number beyond the range of its type, or without its leading zero"),
    ("Component not chosen", "octets of v3 that pysnmp takes for ciphertext"),
)
OF_NOTICES = tuple(
    (said, "sysUpTime of a type that SNMP has not, or that v1 has not")
    for said in (
        "not in asnSpec",
        "Simple tag format",
        "BER length field size",
        "EndOfStream",
        "Short substrate on input",
        "Read bytes instead",
    )
)
"""What pysnmp says when it refuses what we read, and why we do: of a known sender half a trap is better than none."""

THEIRS = (
    *((f"tag {tag:#04x}", "a tag in the long form") for tag in range(ber.LONG_TAG, 256, 32)),
    ("length", "indefinite, or in more than four octets"),
    ("tag 0x24", "a string in pieces"),
    ("sub-identifier too large", "an arc of more than 32 bits in a name"),
    ("object identifier too long", "a name of 128 arcs and more"),
    ("integer too long", "a number of more than 64 bits in a field"),
    ("no snmpTrapOID", "a trap's name with an arc of more than 32 bits"),
    ("decryptionErrors", "a scope that is no scope after all: a string in pieces, a length in many octets"),
)
"""Why we refuse what pysnmp reads (RFC 3417 section 8, X.690 section 8.1.2, RFC 2578 section 7.1.3)."""

ASKED_AGAIN = {
    "odd": "an answer of another shape than expected: asked again by the session",
    "malformed": "no v2c response, or in forms that no agent uses: asked again by the session",
    "late": "an answer to nothing that is asked",
    "foreign": "an answer of somebody who was not asked",
}
"""What the walks of the batch engine leave alone, and what becomes of it."""

SECURITY = "v3: what security refuses, which pysnmp's reader of messages does not look at"


@dataclass
class Verdicts:
    """What became of a run: datagrams by fate, how many were held against pysnmp, where both read and differ, and why
    one of both reads what the other refuses."""

    fates: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    alike: int = 0
    wrong: list[tuple[str, object, object]] = field(default_factory=list)
    ours_alone: Counter[str] = field(default_factory=Counter)
    theirs_alone: Counter[str] = field(default_factory=Counter)
    unexplained: list[tuple[str, object, object]] = field(default_factory=list)

    def judge(self, data: bytes, ours: Outcome, theirs: Pdu | Notice | Refused) -> None:
        """Hold one reading against pysnmp's."""
        self.compared += 1
        if isinstance(ours, str) and isinstance(theirs, Refused):
            self.alike += 1
        elif isinstance(ours, str):
            self._alone(self.theirs_alone, _why_theirs(data, ours), (data.hex(), ours, theirs))
        elif isinstance(theirs, Refused):
            self._alone(self.ours_alone, _why_ours(data, ours, theirs), (data.hex(), ours, theirs))
        elif _same(ours, theirs):
            self.alike += 1
        else:
            self.wrong.append((data.hex(), ours, theirs))

    def _alone(self, counts: Counter[str], why: str, case: tuple[str, object, object]) -> None:
        counts[why or "unexplained"] += 1
        if not why:
            self.unexplained.append(case)

    def sound(self) -> None:
        """AssertionError if a value differs from pysnmp's, or only one of both reads and nobody knows why."""
        assert self.wrong == []
        assert self.unexplained == []

    def told(self) -> str:
        """In words."""
        lines = [_listed(self.fates), f"{self.compared:,} held against pysnmp, {self.alike:,} alike"]
        lines += [f"read by us alone: {_listed(self.ours_alone)}", f"by pysnmp alone: {_listed(self.theirs_alone)}"]
        return "\n  ".join(lines)


def _listed(counts: Counter[str]) -> str:
    return "; ".join(f"{number:,} {name}" for name, number in counts.most_common())


def _why_ours(data: bytes, ours: Pdu | Notice, theirs: Refused) -> str:
    tags = {tag for _, tag, _ in ours.binds}
    if tags - TYPES:
        return UNKNOWN_TYPE
    if tags & NOT_IN_V1 and version_of(data) == V1:
        return TYPE_OF_V2
    known = OURS if isinstance(ours, Pdu) else (*OURS, *OF_NOTICES)
    return next((why for said, why in known if said in theirs.reason), "")


def _why_theirs(data: bytes, ours: str) -> str:
    if ours in ASKED_AGAIN:
        return ASKED_AGAIN[ours]
    if version_of(data) == usm.USM_MODEL:  # both are three
        return SECURITY
    return next((why for said, why in THEIRS if ours.startswith(said)), "")


def version_of(data: bytes) -> int:
    """Of a message; -1 for a PDU without one."""
    try:
        return ber.read_integer(data, *ber.expect(data, 0, len(data), ber.SEQUENCE))[0]
    except ber.MalformedError:
        return -1


def kind(reason: str) -> str:
    """A reason of ours without its particulars."""
    return reason.partition(" 0x")[0].rstrip("-0123456789 ")


def _same(ours: Any, theirs: Any) -> bool:
    told: Sequence[Told] = theirs.binds
    return ours[:-1] == theirs[:-1] and len(told) == len(ours.binds) and all(map(same_value, told, ours.binds))


def same_value(told: Told, ours: Told) -> bool:
    """The same, or a value that no agent may send and that we therefore leave out."""
    if told == ours:
        return True
    left_out = ours[2] is None and told[0] == ours[0]
    return left_out and (strange(ours[1]) or (told[1] == ours[1] and beyond(told[2])))


def strange(tag: int) -> bool:
    """Of a value in pieces, or in the long form that no type of SNMP needs (X.690 section 8.1.2)."""
    return bool(tag & ber.CONSTRUCTED) or tag & ber.LONG_TAG == ber.LONG_TAG


def beyond(value: Value) -> bool:
    """An OBJECT IDENTIFIER of 128 arcs and more, or with an arc of more than 32 bits (RFC 2578 section 7.1.3); a number
    of more than 64 bits."""
    if isinstance(value, tuple):
        return len(value) >= ber.LONGEST_OID or max(value) > ber.WIDEST_ARC
    return isinstance(value, int) and not -(2**63) <= value < 2**64
