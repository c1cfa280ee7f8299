"""A round of a hall's switch judged: who is there is kept, what is confirmed becomes a case and its alarm."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nms.app.admission_register import Register
from nms.app.case_tickets import PROBLEM
from nms.app.parts import Parts
from nms.core.admission import Case, CaseState, HostSeen, Verdict
from nms.core.alarm import Severity
from nms.core.errors import ConflictError
from nms.core.observed import ArpEntry, FdbEntry, Neighbour
from nms.core.site import Hall
from nms.faults.problems import Said, cleared, raised
from nms.halls.admission.debounce import Hints, confirmed
from nms.halls.admission.macs import spelled
from nms.halls.admission.ports import kinds
from nms.halls.admission.verdict import Judged, Rules, Tables, judge, judge_kept_out

_PLACES = frozenset({Verdict.WRONG_PORT, Verdict.WRONG_VLAN})
_S = CaseState
_OPEN = (_S.OPEN, _S.APPROVAL, _S.DETAINED)


@dataclass(frozen=True, slots=True)
class _Round:
    """One reading of one switch, judged: whom it saw by MAC, and what is confirmed by port."""

    hall: Hall
    device: str
    at: datetime
    rules: Rules
    judged: Mapping[str, Judged]
    seen: Mapping[str, HostSeen]
    behind: Mapping[str, Sequence[Judged]]
    """Everybody behind each port."""

    def bad(self, port: str) -> list[Judged]:
        """Who is not where they may be, the worst first."""
        return [one for one in self.behind.get(port, ()) if not one.verdict.harmless]

    def polls(self, mac: str) -> int:
        """Rounds in a row that saw it; one where a trap alone tells of it."""
        return self.seen[mac].polls if mac in self.seen else 1


class CaseBook:
    """Keeps who is in the halls and what is the matter with them; used by the writing thread alone."""

    def __init__(self, parts: Parts, register: Register) -> None:
        self._parts, self._register = parts, register
        self._store = parts.store.admission

    def judged(self, device: str, at: datetime, hints: Hints) -> None:
        """Judge what a switch of a hall has just said; nothing where the device stands in no hall."""
        hall = self._register.hall_of(device)
        if hall is None:
            return
        found = self._round(hall, device, at, hints)
        self._store.saw(hall.name, [device], list(found.seen.values()))
        cases = {case.port: case for case in self._store.cases(hall.name, _OPEN) if case.device == device}
        for port in sorted({*found.behind, *cases}):
            self._port(found, port, cases.get(port), hints)

    # ------------------------------------------------------------ judging

    def _round(self, hall: Hall, device: str, at: datetime, hints: Hints) -> _Round:
        devices = self._parts.store.devices
        fdb, neighbours = devices.rows(device, FdbEntry), devices.rows(device, Neighbour)
        around = self._register.surroundings(device)
        before = {one.mac: one for one in self._store.seen(hall.name)}
        rules = self._register.rules(hall.name, at)
        tables = Tables(
            hall.name, device, fdb, self._addresses(hall, fdb, before), kinds(around, fdb, neighbours),
            self._register.logins(),
        )  # fmt: skip
        limits = self._register.limits(hall.name)
        judged = judge(tables, rules, limits)
        worst = {one.mac: one for one in reversed(judged)}
        seen = {mac: _seen(one, hall.name, device, at, before.get(mac)) for mac, one in worst.items()}
        behind: dict[str, list[Judged]] = defaultdict(list)
        for one in (*judged, *judge_kept_out(tables, rules, limits, hints.refused_by(device, at))):
            behind[one.port].append(one)
        return _Round(hall, device, at, rules, worst, seen, behind)

    def _addresses(self, hall: Hall, fdb: Sequence[FdbEntry], before: Mapping[str, HostSeen]) -> list[ArpEntry]:
        """What the tables of the hall say, and of a MAC that is there and in none of them its last address."""
        told = [row for name in hall.devices for row in self._parts.store.devices.rows(name, ArpEntry)]
        answered = {row.mac for row in told}
        silent = {entry.mac for entry in fdb} - answered
        known = [(one.ip, mac) for mac in sorted(silent) if (one := before.get(mac)) is not None and one.ip]
        return [*told, *(ArpEntry(ip, mac) for ip, mac in known)]

    # ------------------------------------------------------------ one port

    def _port(self, found: _Round, port: str, case: Case | None, hints: Hints) -> None:
        hinted = hints.speak_of(found.device, port, found.at)
        bad = [one for one in found.bad(port) if confirmed(found.polls(one.mac), hinted=hinted)]
        if case is None:
            fresh = [one for one in bad if not self._pardoned(found, one.mac)]
            if fresh:
                self._open(found, port, fresh)
        elif case.releasing or found.at <= case.moved_at:
            return
        elif case.state is _S.DETAINED:
            self._still_there(case, [one for one in bad if one.mac in case.macs and one.mac in found.seen])
        elif bad:
            self._again(found, case, bad)
        elif not found.bad(port):
            self._missed(case)

    def _pardoned(self, found: _Round, mac: str) -> bool:
        """Whether somebody let it go, or looked and closed the case, not long ago."""
        until = timedelta(hours=self._parts.config.admission.pardon_hours)
        over = self._store.cases(found.hall.name, (_S.RELEASED, _S.CLOSED), limit=100)
        return any(
            mac in case.macs and case.reason != GONE and found.at - case.moved_at < until and case.by for case in over
        )

    def _open(self, found: _Round, port: str, bad: Sequence[Judged]) -> None:
        case = self._store.open_case(self._told(found, port, bad, Case(
            0, found.hall.name, found.device, port, bad[0].vlan, (), bad[0].verdict, found.at, found.at,
        )))  # fmt: skip
        if case is not None:
            self._alarm(case)
            self.tell(case)

    def _told(self, found: _Round, port: str, bad: Sequence[Judged], case: Case) -> Case:
        """The case with what this round says of its port."""
        worst, others = bad[0], {one.mac for one in bad}
        admitted = [mac for mac in (one.mac for one in found.behind[port]) if mac not in others or _listed(found, mac)]
        evidence = dict.fromkeys((one.code, tuple(one.values.items())) for each in bad for one in each.evidence)
        by_key = {(one.code, tuple(one.values.items())): one for each in bad for one in each.evidence}
        return replace(
            case, vlan=worst.vlan, macs=tuple(one.mac for one in bad), verdict=worst.verdict, kind=worst.kind,
            shared=bool(admitted), evidence=tuple(by_key[key] for key in evidence), misses=0,
        )  # fmt: skip

    def _again(self, found: _Round, case: Case, bad: Sequence[Judged]) -> None:
        """Seen once more: what is known grows, a verdict may become worse; what is under way goes on as it was."""
        now = self._told(found, case.port, bad, case)
        if case.state is _S.APPROVAL:
            now = replace(now, macs=case.macs, vlan=case.vlan)
        if now != case:
            self._moved(now, (case.state,))
            if now.verdict is not case.verdict:
                self._alarm(now)

    def _missed(self, case: Case) -> None:
        """Not there any more: after some rounds a case that nobody acted on is over."""
        if case.misses + 1 < self._parts.config.admission.gone_after:
            self._moved(replace(case, misses=case.misses + 1), (case.state,))
        elif case.state is _S.OPEN and not self._store.actions(case.id):
            self.close(replace(case, state=_S.CLOSED, reason=GONE, by=""))
        else:
            self._moved(replace(case, releasing=True, reason=GONE, misses=0), (case.state,))

    def _still_there(self, case: Case, bad: Sequence[Judged]) -> None:
        """Detained, and yet seen outside of quarantine, round after round: the next rung is wanted."""
        if not bad:
            if case.misses:
                self._moved(replace(case, misses=0), (case.state,))
        elif case.misses + 1 < _ESCAPES:
            self._moved(replace(case, misses=case.misses + 1), (case.state,))
        else:
            self._moved(replace(case, state=_S.OPEN, misses=0, reason=ESCAPED), (case.state,))

    # ------------------------------------------------------------ ends and alarms

    def close(self, case: Case) -> None:
        """A case is over: its alarm ends."""
        if self._moved(replace(case, moved_at=self._parts.clock.now(), releasing=False), _OPEN):
            now = self._parts.clock.now()
            said = Said(case.device, now, now, "engine", f"case:{case.id}")
            self._parts.ledger.record(cleared(said, case.port, PROBLEM))

    def _moved(self, case: Case, sources: Sequence[CaseState]) -> bool:
        try:
            self._store.move(case, sources)
        except ConflictError:  # somebody else acted on it just now; the next round looks again
            return False
        self.tell(case)
        return True

    def _alarm(self, case: Case) -> None:
        now = self._parts.clock.now()
        said = Said(case.device, case.opened_at, now, "engine", f"case:{case.id}")
        details = {
            "verdict": str(case.verdict), "hall": case.hall, "mac": ", ".join(map(spelled, case.macs)),
            "vlan": str(case.vlan), "case": str(case.id),
        }  # fmt: skip
        severity = Severity.WARNING if case.verdict in _PLACES else Severity.MAJOR
        self._parts.ledger.record(raised(said, case.port, PROBLEM, severity, details))

    def tell(self, case: Case) -> None:
        """Pages hear of it."""
        told = {"hall": case.hall, "state": str(case.state)}
        self._parts.store.events.append("admission", str(case.id), self._parts.clock.now(), told)


GONE, ESCAPED = "admission.reason.gone", "admission.reason.escaped"
_ESCAPES = 2


def _listed(found: _Round, mac: str) -> bool:
    """Whether it is admitted in this hall, wherever it sits now."""
    return found.rules.here(mac, found.hall.name) is not None


def _seen(one: Judged, hall: str, device: str, at: datetime, before: HostSeen | None) -> HostSeen:
    """The sighting; one that goes on keeps its beginning and counts its rounds."""
    on = before is not None and before.present and (before.device, before.port) == (device, one.port)
    first, polls = (before.first_seen, before.polls + 1) if on and before is not None else (at, 1)
    ip = one.ip or (before.ip if before is not None else "")
    return HostSeen(hall, one.mac, device, one.port, one.vlan, first, at, ip, one.verdict, one.user, polls)
