"""Which agents are one device: joined by what only one device can say, never by a name alone (promise T13).

Evidence ranks: a serial number (of one maker) before a chassis' MAC before snmpEngineID. A value is not believed where
two of those who say it differ in evidence of a higher rank: that is how cloned engine IDs and copied configurations
look. Who believably says the same is one device, and so is who does so with either of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from nms.core.discovery import Confidence, Evidence, Found, Proposal

ADDRESS, SERIAL, MAC, ENGINE_ID = "address", "serial", "mac", "engine_id"
RANKED = (ADDRESS, SERIAL, MAC, ENGINE_ID)
"""Strong evidence, the most trusted first; one address and port is one agent."""
SYS_NAME = "sys_name"

_ENTERPRISES = "1.3.6.1.4.1."
_VIRTUAL_MACS = ("00005e0001", "00005e0002", "00000c07ac", "00000c9ff", "0007b400")  # VRRP, HSRP, GLBP (RFC 5798 7.3)
_NO_SERIALS = frozenset(
    {"none", "unknown", "notspecified", "tobefilledbyo.e.m.", "serialnumber", "n/a", "null", "default"}
)
_ENGINE_OCTETS = range(5, 33)  # RFC 3411 section 5, SnmpEngineID
_SHORTEST_SERIAL = 4
_HINTS = 20  # places named at most: a factory's sysName is no news


class Claim(NamedTuple):
    """A value of one kind of evidence that an agent claims for itself."""

    kind: str
    value: str


def serial_of(found: Found) -> str:
    """A serial number that can tell devices apart, with its maker; "" for placeholders."""
    bare = "".join(found.serial.split()).lower()
    if len(bare) < _SHORTEST_SERIAL or bare in _NO_SERIALS or len(set(bare)) < 2 or bare in "0123456789abcdef":
        return ""
    inside = found.sys_object_id.startswith(_ENTERPRISES)
    maker = found.sys_object_id.removeprefix(_ENTERPRISES).partition(".")[0] if inside else ""
    return f"{maker}:{bare}"


def macs_of(found: Found) -> frozenset[str]:
    """The MACs that can tell devices apart: no group addresses, no zeros, none that routers share."""
    return frozenset(mac for mac in found.macs if _own_mac(mac))


def _own_mac(mac: str) -> bool:
    if len(mac) != 12 or mac.startswith(_VIRTUAL_MACS):
        return False
    return bool(int(mac, 16)) and not int(mac[:2], 16) & 1


def engine_id_of(found: Found) -> str:
    """An snmpEngineID that can tell devices apart."""
    octets = len(found.engine_id) // 2
    return found.engine_id if octets in _ENGINE_OCTETS and len(set(found.engine_id)) > 1 else ""


def claims(found: Found) -> frozenset[Claim]:
    """Everything strong that an agent says of itself."""
    said = {Claim(ADDRESS, found.place)}
    said |= {Claim(MAC, mac) for mac in macs_of(found)}
    if serial := serial_of(found):
        said.add(Claim(SERIAL, serial))
    if engine_id := engine_id_of(found):
        said.add(Claim(ENGINE_ID, engine_id))
    return frozenset(said)


def merge(found: Iterable[Found], known: Iterable[Found] = ()) -> tuple[Proposal, ...]:
    """The devices behind found agents, by place; `known` are the agents of the inventory (with `device`), which are
    recognised but never proposed. The order of what comes in changes nothing."""
    nodes = sorted({*found, *known}, key=_order)
    said = {node: claims(node) for node in nodes}
    holders: dict[Claim, list[Found]] = defaultdict(list)
    for node in nodes:
        for claim in said[node]:
            holders[claim].append(node)
    shared = {claim: group for claim, group in holders.items() if len(group) > 1}
    believed = {claim: group for claim, group in shared.items() if not _contradicted(claim, group, said)}
    doubted = {claim: group for claim, group in shared.items() if claim not in believed}
    groups = [group for group in _joined(nodes, believed) if any(not node.device for node in group)]
    return tuple(_with_hints([_proposal(group, said, believed, doubted) for group in groups]))


def _order(node: Found) -> tuple[object, ...]:
    """By place, numerically; the rest only so that equal sets come in equal order."""
    arcs = tuple(int(part) if part.isdigit() else 0 for part in node.address.split("."))
    return len(arcs), arcs, node.address, node.port, node.device, repr(node)


def _contradicted(claim: Claim, group: Sequence[Found], said: Mapping[Found, frozenset[Claim]]) -> bool:
    """Whether two who share a claim differ in more trusted evidence that both have."""
    higher = RANKED[1 : RANKED.index(claim.kind)] if claim.kind != ADDRESS else ()
    return any(_differ(kind, group, said) for kind in higher)


def _differ(kind: str, group: Sequence[Found], said: Mapping[Found, frozenset[Claim]]) -> bool:
    """Whether two of a group have values of a kind and none in common."""
    values = {own for node in group if (own := frozenset(claim for claim in said[node] if claim.kind == kind))}
    return any(first.isdisjoint(second) for first, second in combinations(values, 2))


def _joined(nodes: Sequence[Found], believed: Mapping[Claim, Sequence[Found]]) -> Iterator[tuple[Found, ...]]:
    """Connected components over believed claims, each in the order of its nodes."""
    leader = {node: node for node in nodes}

    def lead(node: Found) -> Found:
        while leader[node] is not node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for group in believed.values():
        for node in group[1:]:
            first, second = lead(group[0]), lead(node)
            if first is not second:
                leader[second] = first
    members: dict[Found, list[Found]] = defaultdict(list)
    for node in nodes:
        members[lead(node)].append(node)
    yield from (tuple(group) for group in members.values())


def _proposal(
    group: tuple[Found, ...],
    said: Mapping[Found, frozenset[Claim]],
    believed: Mapping[Claim, Sequence[Found]],
    doubted: Mapping[Claim, Sequence[Found]],
) -> Proposal:
    inside = set(group)
    members = tuple(node for node in group if not node.device)
    shared = [_evidence(claim, holders) for claim, holders in believed.items() if inside.issuperset(holders)]
    against = [_evidence(claim, holders) for claim, holders in doubted.items() if not inside.isdisjoint(holders)]
    conflicts = sorted([*against, *_disagreements(group, said)], key=_evidence_order)
    known = tuple(sorted({node.device for node in group if node.device}))
    ordered = tuple(sorted(shared, key=_evidence_order))
    confidence = _confidence(group, said, ordered, conflicts)
    return Proposal(members[0].place, members, ordered, tuple(conflicts), (), known, confidence)


def _disagreements(group: Sequence[Found], said: Mapping[Found, frozenset[Claim]]) -> Iterator[Evidence]:
    """Within one proposal: every value of a kind of which two members have different ones."""
    for kind in RANKED[1:]:
        if _differ(kind, group, said):
            values = sorted({claim for node in group for claim in said[node] if claim.kind == kind})
            for claim in values:
                yield _evidence(claim, [node for node in group if claim in said[node]])


def _confidence(
    group: Sequence[Found],
    said: Mapping[Found, frozenset[Claim]],
    shared: Sequence[Evidence],
    conflicts: Sequence[Evidence],
) -> Confidence:
    """high: two kinds of evidence agree, or an agent alone says who it is; low: something speaks against it."""
    if conflicts:
        return "low"
    kinds = {evidence.kind for evidence in shared}
    if len(group) > 1:
        return "high" if len(kinds) > 1 or ADDRESS in kinds else "medium"
    return "high" if len({claim.kind for claim in said[group[0]]}) > 1 else "low"


def _with_hints(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Add what proves nothing: the same sysName in other proposals."""
    named: dict[str, list[str]] = defaultdict(list)
    for proposal in proposals:
        for name in _names(proposal):
            named[name].append(proposal.key)
    for proposal in proposals:
        sharing = {name: named[name] for name in sorted(_names(proposal)) if len(named[name]) > 1}
        yield replace(proposal, hints=tuple(_hint(name, keys, proposal.key) for name, keys in sharing.items()))


def _names(proposal: Proposal) -> frozenset[str]:
    return frozenset(member.sys_name.casefold() for member in proposal.members if member.sys_name)


def _hint(name: str, keys: Sequence[str], own: str) -> Evidence:
    return Evidence(SYS_NAME, name, tuple(key for key in keys if key != own)[:_HINTS])


def _evidence(claim: Claim, holders: Iterable[Found]) -> Evidence:
    value = claim.value.partition(":")[2] if claim.kind == SERIAL else claim.value
    return Evidence(claim.kind, value, tuple(node.device or node.place for node in holders))


def _evidence_order(evidence: Evidence) -> tuple[int, str, tuple[str, ...]]:
    return RANKED.index(evidence.kind), evidence.value, evidence.places
