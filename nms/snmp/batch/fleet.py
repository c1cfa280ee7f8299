"""Who is asked in a round, and every message of it, as arrays that are built once."""

import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nms.core.device import Device, SnmpVersion
from nms.snmp import ber, messages
from nms.snmp.batch.arrays import F64, I32, I64, U8, U64
from nms.snmp.batch.expectation import Expectation
from nms.snmp.batch.layout import Layout, Question
from nms.snmp.failures import Target
from nms.snmp.sockets import Peer, family_of
from nms.snmp.users import Credential, credential_of

ADDRESS_WORDS = 4
"""Eight octets each: room for the socket address of either family."""

SEALED = 1 << 16
"""Added to the address family: the way of those that are asked as an SNMPv3 user."""


@dataclass(frozen=True, slots=True)
class Member:
    """One agent: where it listens, its community or its user, how patiently it is asked, and what."""

    device: str
    peer: Peer
    community: str
    layout: Layout
    timeout_s: float = 2.0
    retries: int = 1
    user: Credential | None = None
    context: str = ""

    @property
    def way(self) -> int:
        """The kind of wire that reaches it."""
        return int(family_of(self.peer[0])) + (SEALED if self.user else 0)


def member_of(device: Device, peer: Peer, layout: Layout) -> Member:
    """A device as its SNMPv2c or SNMPv3 access says; SnmpError where the access or a part of the user is missing."""
    target = Target.of(device)
    access, user = target.access, None
    if access.version is SnmpVersion.V3:
        user = credential_of(target)
    community = "" if user else access.community
    return Member(device.name, peer, community, layout, access.timeout_s, access.retries, user, access.context)


@dataclass(frozen=True, slots=True)
class Group:
    """Agents of one layout, side by side: `agents` of the fleet, `values` of its arrays."""

    layout: Layout
    agents: slice
    values: slice


@dataclass(frozen=True, slots=True)
class Template:
    """A request without its request-id: what comes before and after those four octets."""

    head: bytes
    tail: bytes

    @classmethod
    def of(cls, community: str, question: Question) -> "Template":
        """As pysnmp encodes it."""
        data = messages.encode(SnmpVersion.V2C, community, question.request, messages.FIRST_ID)
        at = ber.header(data, messages.open_envelope(data).start, len(data))[1]
        return cls(data[:at], data[at + 4 :])


@dataclass(frozen=True, slots=True)
class Fleet:
    """Agents × questions. A message is one question to one agent; arrays are by agent or by message.

    `members` stand group by group, those asked as an SNMPv3 user last: messages below `clear` go as SNMPv2c. By agent
    are `addresses` (socket addresses as words) and `ways` (kinds of wires); `agent_of`, `question_of`, `place_of` (of
    its first value), `text_of` (its slot for texts or -1), `template_of` and `ordinals` (its number among its agent's)
    are by message; `gets` by question.
    """

    members: Sequence[Member]
    groups: Sequence[Group]
    addresses: U64
    ways: I32
    timeouts: F64
    tries: U8
    agent_of: I32
    question_of: I32
    place_of: I64
    text_of: I32
    template_of: I32
    ordinals: I32
    gets: U8
    expectation: Expectation
    templates: Sequence[Template]
    clear: int

    @property
    def values(self) -> int:
        """How many values a round has."""
        return self.groups[-1].values.stop if self.groups else 0

    @property
    def texts(self) -> int:
        """How many messages may bring texts."""
        return int(self.text_of.max(initial=-1)) + 1

    @property
    def messages(self) -> int:
        """How many messages a round has."""
        return self.agent_of.size


def fleet_of(members: Sequence[Member]) -> Fleet:
    """Everything a round over these agents needs; ValueError if there is nothing to ask."""
    ordered, groups = _grouped(members)
    numbering = _Numbering()
    rows = [row for agent, member in enumerate(ordered) for row in numbering.rows(agent, member)]
    if not rows:
        raise ValueError("a fleet needs an agent with a question")
    agents, questions, templates, ordinals, places, texts = np.array(rows, np.int64).T
    starts = np.concatenate([[0], np.cumsum([member.layout.width for member in ordered])])
    asked = list(numbering.questions)
    return Fleet(
        ordered,
        groups,
        np.array([address_words(member.peer) for member in ordered], np.uint64),
        np.array([member.way for member in ordered], np.int32),
        np.array([member.timeout_s for member in ordered], np.float64),
        np.array([member.retries + 1 for member in ordered], np.uint8),
        agents.astype(np.int32),
        questions.astype(np.int32),
        starts[agents] + places,
        np.where(texts, np.cumsum(texts) - 1, -1).astype(np.int32),
        templates.astype(np.int32),
        ordinals.astype(np.int32),
        np.array([question.request.kind == messages.GET for question in asked], np.uint8),
        Expectation.of([question.oids for question in asked]),
        list(numbering.templates),
        sum(ordered[agent].user is None for agent in agents.tolist()),
    )


class _Numbering:
    """Numbers for distinct questions and templates, in the order of their first use."""

    def __init__(self) -> None:
        self.questions: dict[Question, int] = {}
        self.templates: dict[Template, int] = {}
        self._of: dict[tuple[Layout, str], list[tuple[int, int, int, int, bool]]] = {}

    def rows(self, agent: int, member: Member) -> list[tuple[int, int, int, int, int, bool]]:
        """(agent, question, template, ordinal, place, texts) of every message to one agent."""
        key = (member.layout, member.community)
        if key not in self._of:
            self._of[key] = [self._row(number, one, member) for number, one in enumerate(member.layout.questions())]
        return [(agent, *row) for row in self._of[key]]

    def _row(self, ordinal: int, question: Question, member: Member) -> tuple[int, int, int, int, bool]:
        template = Template.of(member.community, question)
        return (
            self.questions.setdefault(question, len(self.questions)),
            self.templates.setdefault(template, len(self.templates)),
            ordinal,
            question.first,
            question.texts,
        )


def _grouped(members: Sequence[Member]) -> tuple[list[Member], list[Group]]:
    by_layout: dict[tuple[bool, Layout], list[Member]] = {}
    for member in sorted(members, key=lambda member: member.user is not None):
        by_layout.setdefault((member.user is not None, member.layout), []).append(member)
    ordered: list[Member] = []
    groups, values = [], 0
    for (_, layout), found in by_layout.items():
        end = values + layout.width * len(found)
        groups.append(Group(layout, slice(len(ordered), len(ordered) + len(found)), slice(values, end)))
        ordered += found
        values = end
    return ordered, groups


def address_words(peer: Peer) -> tuple[int, ...]:
    """A socket address as the kernel spells it, in words of this machine."""
    return tuple(np.frombuffer(sockaddr(peer), np.uint64).tolist())


def sockaddr(peer: Peer) -> bytes:
    """`struct sockaddr_in` or `sockaddr_in6` (RFC 3493), padded to four words."""
    family = family_of(peer[0])
    start = int(family).to_bytes(2, sys.byteorder) + peer[1].to_bytes(2, "big")
    packed = socket.inet_pton(family, peer[0].partition("%")[0])
    flow = bytes(4) if family == socket.AF_INET6 else b""
    return (start + flow + packed).ljust(ADDRESS_WORDS * 8, b"\0")


def by_device(fleet: Fleet) -> Mapping[str, int]:
    """The number of each agent."""
    return {member.device: number for number, member in enumerate(fleet.members)}
