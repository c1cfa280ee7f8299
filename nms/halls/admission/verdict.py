"""The verdict function of B.6: forwarding, ARP, LLDP and 802.1X tables of a hall's switch against who is admitted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nms.core.admission import KEPT_OUT, Evidence, PcLogin, PortKind, Verdict
from nms.core.hall import QUARANTINE_VLAN, VLANS
from nms.core.observed import ArpEntry, FdbEntry
from nms.halls.admission.macs import network_maker, randomised
from nms.halls.admission.ports import LEARNED, Kinds


@dataclass(frozen=True, slots=True)
class Rule:
    """A MAC that is admitted somewhere; `port` "" is any port of that hall."""

    hall: str
    mac: str
    port: str = ""
    vlan: int = 10
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is admitted: all rules of a MAC, in whichever hall; who was refused here; whose time is over."""

    by_mac: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    expired: Mapping[str, datetime] = field(default_factory=dict)

    def here(self, mac: str, hall: str) -> Rule | None:
        """The rule of a MAC in a hall."""
        return next((rule for rule in self.by_mac.get(mac, ()) if rule.hall == hall), None)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a hall allows: `max_macs` PCs behind an office port, VLANs by use, more OUIs of routers."""

    max_macs: int = 1
    vlans: Mapping[str, int] = field(default_factory=lambda: dict(VLANS))
    quarantine: int = QUARANTINE_VLAN
    network_makers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tables:
    """What one switch of a hall says, and what is known beside it: `logins` by MAC, `kinds` of its ports."""

    hall: str
    device: str
    fdb: Sequence[FdbEntry]
    arp: Sequence[ArpEntry] = ()
    kinds: Kinds = field(default_factory=Kinds)
    logins: Mapping[str, PcLogin] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """One MAC behind one port, what it is, and why."""

    mac: str
    port: str
    vlan: int
    verdict: Verdict
    ip: str = ""
    kind: PortKind = PortKind.EDGE
    user: str = ""
    evidence: tuple[Evidence, ...] = ()


def judge(tables: Tables, rules: Rules, limits: Limits) -> tuple[Judged, ...]:
    """A verdict for every MAC learned behind a port that is no uplink; phones and APs themselves are left out.

    Behind an AP only guests are named: whoever else is there, the WLAN has let in. One MAC in several VLANs of a port
    is judged in the worst one.
    """
    spoofed = _spoofed(tables.arp)
    crowded = _crowded(tables, limits)
    addresses = {entry.mac: entry.ip for entry in tables.arp}
    found: dict[tuple[str, str], Judged] = {}
    for entry in tables.fdb:
        kind = tables.kinds(entry.port)
        if entry.status != LEARNED or not _judgeable(entry, kind, limits):
            continue
        judged = _judged(entry, tables, rules, limits)
        judged = _with_tables(judged, spoofed.get(entry.mac, ()), crowded.get(entry.port, ()))
        place = entry.mac, entry.port
        if place not in found or judged.verdict.rank > found[place].verdict.rank:
            found[place] = _filled(judged, addresses.get(entry.mac, ""), kind, tables.logins.get(entry.mac))
    return tuple(sorted(found.values(), key=lambda one: (-one.verdict.rank, one.port, one.mac)))


def judge_kept_out(
    tables: Tables, rules: Rules, limits: Limits, refused: Iterable[tuple[str, str]]
) -> tuple[Judged, ...]:
    """A verdict for every (port, MAC) that port security let through no frame of, where none of the tables shows it.

    Such a switch learns nothing of who it refuses (protect action restrict): its trap is all there is.
    """
    learned = {entry.mac for entry in tables.fdb}
    fits = [one for one in refused if one[1] not in learned and tables.kinds(one[0]) not in _OF_NETWORK]
    found = (_kept_out(port, mac, tables, rules, limits) for port, mac in fits)
    return tuple(one for one in found if not one.verdict.harmless)


def _kept_out(port: str, mac: str, tables: Tables, rules: Rules, limits: Limits) -> Judged:
    verdict, evidence = _alone(FdbEntry(mac, port, 0), tables, rules, limits)
    why = tuple(one for one in evidence if one.code != "admission.evidence.rogue")
    said = Evidence(KEPT_OUT, {"mac": mac, "port": port})
    return Judged(mac, port, 0, verdict, kind=tables.kinds(port), evidence=(said, *why))


def _judgeable(entry: FdbEntry, kind: PortKind, limits: Limits) -> bool:
    if kind is PortKind.UPLINK or entry.vlan == limits.vlans["voice"]:
        return False
    return kind is not PortKind.AP or entry.vlan == limits.vlans["wlan-public"]


# ---------------------------------------------------------------- one MAC by itself


def _judged(entry: FdbEntry, tables: Tables, rules: Rules, limits: Limits) -> Judged:
    verdict, evidence = _alone(entry, tables, rules, limits)
    return Judged(entry.mac, entry.port, entry.vlan, verdict, evidence=evidence)


def _alone(entry: FdbEntry, tables: Tables, rules: Rules, limits: Limits) -> tuple[Verdict, tuple[Evidence, ...]]:
    if entry.vlan == limits.vlans["wlan-public"]:
        return Verdict.GUEST, ()
    if entry.vlan == limits.quarantine:
        return Verdict.QUARANTINED, ()
    rule = rules.here(entry.mac, tables.hall)
    if rule is not None and entry.mac not in rules.refused:
        return _against(rule, entry)
    login = tables.logins.get(entry.mac)
    if login and _let_in(login, tables.device, entry) and entry.mac not in rules.refused:
        return Verdict.OK, ()
    return _stranger(entry, tables.hall, rules, limits, login)


def _let_in(login: PcLogin, device: str, entry: FdbEntry) -> bool:
    """Whether 802.1X let it in just here; a server that does not tell the port is believed."""
    here = login.device == device and login.port in ("", entry.port)
    return login.accepted and login.ended_at is None and here


def _against(rule: Rule, entry: FdbEntry) -> tuple[Verdict, tuple[Evidence, ...]]:
    if rule.port not in ("", entry.port):
        return Verdict.WRONG_PORT, (_said("wrong-port", owner=rule.owner, port=entry.port, listed=rule.port),)
    if entry.vlan not in (0, rule.vlan):  # 0: the switch does not say
        return Verdict.WRONG_VLAN, (_said("wrong-vlan", owner=rule.owner, vlan=entry.vlan, listed=rule.vlan),)
    return Verdict.OK, ()


def _stranger(
    entry: FdbEntry, hall: str, rules: Rules, limits: Limits, login: PcLogin | None
) -> tuple[Verdict, tuple[Evidence, ...]]:
    why = _why_not(entry, rules, login)
    elsewhere = next((rule for rule in rules.by_mac.get(entry.mac, ()) if rule.hall != hall), None)
    if elsewhere is not None and entry.mac not in rules.refused:
        return Verdict.WRONG_HALL, (_said("wrong-hall", owner=elsewhere.owner, listed=elsewhere.hall), *why)
    if randomised(entry.mac):
        return Verdict.RANDOMISED, (_said("randomised", mac=entry.mac), *why)
    if network_maker(entry.mac, limits.network_makers):
        return Verdict.NETWORK_BOX, (_said("network-box", mac=entry.mac, oui=entry.mac[:6]), *why)
    return Verdict.ROGUE, (_said("rogue", mac=entry.mac, port=entry.port, vlan=entry.vlan), *why)


def _why_not(entry: FdbEntry, rules: Rules, login: PcLogin | None) -> tuple[Evidence, ...]:
    found = []
    if entry.mac in rules.refused:
        found.append(_said("refused", mac=entry.mac))
    if (over := rules.expired.get(entry.mac)) is not None:
        found.append(_said("expired", mac=entry.mac, at=f"{over:%Y-%m-%d %H:%M} UTC"))
    if login is not None and not login.accepted:
        found.append(_said("turned-away", mac=entry.mac, user=login.user))
    return tuple(found)


# ---------------------------------------------------------------- several together


def _spoofed(arp: Sequence[ArpEntry]) -> Mapping[str, tuple[str, ...]]:
    """MAC → addresses that another MAC answers for as well.

    One table holds an address once (RFC 4293): two MACs show between the tables of a hall, or between two rounds.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in arp:
        owners[entry.ip].add(entry.mac)
    found: dict[str, list[str]] = defaultdict(list)
    for ip, macs in sorted(owners.items()):
        for mac in macs if len(macs) > 1 else ():
            found[mac].append(ip)
    return {mac: tuple(ips) for mac, ips in found.items()}


def _crowded(tables: Tables, limits: Limits) -> Mapping[str, tuple[str, ...]]:
    """Edge port → its MACs, where there are more PCs than a port may have."""
    behind: dict[str, set[str]] = defaultdict(set)
    apart = {limits.vlans["voice"], limits.vlans["wlan-public"], limits.quarantine}
    for entry in tables.fdb:
        if entry.status == LEARNED and entry.vlan not in apart and tables.kinds(entry.port) not in _OF_NETWORK:
            behind[entry.port].add(entry.mac)
    return {port: tuple(sorted(macs)) for port, macs in behind.items() if len(macs) > limits.max_macs}


_OF_NETWORK = frozenset({PortKind.UPLINK, PortKind.AP})


def _with_tables(judged: Judged, shared_ips: tuple[str, ...], crowd: tuple[str, ...]) -> Judged:
    """A verdict over what one MAC shows by itself: one address with two MACs, too many MACs on a port."""
    verdict, evidence = judged.verdict, judged.evidence
    if verdict in (Verdict.GUEST, Verdict.QUARANTINED):
        return judged
    if crowd:
        verdict, evidence = Verdict.HUB_OR_NAT, (_said("hub-or-nat", port=judged.port, count=len(crowd)), *evidence)
    if shared_ips:
        verdict, evidence = Verdict.ARP_SPOOF, (_said("arp-spoof", mac=judged.mac, ip=", ".join(shared_ips)), *evidence)
    return Judged(judged.mac, judged.port, judged.vlan, verdict, evidence=evidence)


def _filled(judged: Judged, ip: str, kind: PortKind, login: PcLogin | None) -> Judged:
    user = login.user if login and login.accepted and login.ended_at is None else ""
    return Judged(judged.mac, judged.port, judged.vlan, judged.verdict, ip, kind, user, judged.evidence)


def _said(reason: str, **values: object) -> Evidence:
    return Evidence(f"admission.evidence.{reason}", {name: str(value) for name, value in values.items()})
