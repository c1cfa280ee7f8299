"""The rooms of discovery, rules by hand and MIB modules beside the believable city, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from nms.app.rooms import (
    OnboardingView,
    Preview,
    ProposalView,
    QueueView,
    RuleDraft,
    RuleView,
    SearchView,
    WouldSay,
)
from nms.core.alarm import Actor, Severity
from nms.core.discovery import Evidence, Found, Onboarding, Proposal, Step, Sweep
from nms.core.errors import InvalidError, NmsError, NotFoundError
from nms.core.hand_rules import HandRule, MibModule
from nms.core.ports import Request

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
OID = "1.3.6.1.4.1.99999.1.7"
BOX = Found(
    "10.0.0.1", 161, "plain", "800007db03c0ffee000001", "210235K1", frozenset({"c0ffee000001"}), HOSTILE,
    "1.3.6.1.4.1.2011.2.23.95", "S5700", "Huawei", "huawei", "access-switch", "S5735", state="accepted",
)  # fmt: skip


def _proposals() -> list[Proposal]:
    twin = replace(BOX, address="10.0.0.2")
    shared = (Evidence("serial", "210235k1", ("10.0.0.1:161", "10.0.0.2:161")),)
    clone = (Evidence("engine_id", "80001f88", ("10.0.0.8:161", "10.0.0.9:161")),)
    hint = (Evidence("sys_name", "sw", ("10.0.0.9:161",)),)
    return [
        Proposal("10.0.0.8:161", (Found("10.0.0.8", engine_id="80001f88"),), (), clone, hint, (), "low"),
        Proposal("10.0.0.1:161", (BOX, twin), shared, (), (), (), "high"),
        Proposal("10.0.0.5:161", (Found("10.0.0.5"),), (), (), (), ("p1",), "medium"),
        Proposal("10.0.0.6:161", (Found("10.0.0.6", state="dismissed"),), (), (), (), (), "low"),
    ]


def _report() -> Onboarding:
    steps = [
        Step("ping", "skipped", error=NmsError("NMS-DISC-011").as_dict()),
        Step(
            "snmp", "failed", seconds=2.1, error=NmsError("NMS-SNMP-001", address="10.0.0.1").as_dict(), credential="v3"
        ),
        Step("snmp", "ok", HOSTILE, 0.01, credential="plain"),
        Step("identify", "ok", "Huawei · S5735", 0.2),
        Step("collect", "running", tables={"Interface": 28, "NewRowType": 1}),
    ]
    return Onboarding("10.0.0.1", 161, steps, BOX, "", "sw:\n  hostname: 10.0.0.1\n")


@dataclass
class FakeDiscovery:
    """Proposals in every state, one running onboarding and one running search."""

    requests: dict[int, Request] = field(default_factory=dict)
    actors: list[Actor] = field(default_factory=list)
    rows: list[Proposal] = field(default_factory=_proposals)

    def credentials(self) -> Sequence[str]:
        return ["plain", "v3"]

    def proposals(self) -> Sequence[ProposalView]:
        return [
            ProposalView(row, row.known[0] if row.known else "sw", "" if row.known else "sw: {}\n", NOW, NOW)
            for row in self.rows
        ]

    def decide(self, key: str, state: str, actor: Actor) -> ProposalView:
        self.actors.append(actor)
        for place, row in enumerate(self.rows):
            if row.key == key:
                self.rows[place] = replace(row, members=tuple(replace(one, state=state) for one in row.members))
                return self.proposals()[place]
        raise InvalidError("NMS-DISC-008", place=key)

    def _put(self, kind: str, body: Mapping[str, str], actor: Actor) -> int:
        number = len(self.requests) + 1
        self.requests[number] = Request(number, kind, body, actor, NOW)
        return number

    def onboard(self, address: str, port: int, credentials: Sequence[str], actor: Actor) -> int:
        if not address[0].isdigit():
            raise InvalidError("NMS-DISC-009", address=address)
        return self._put(
            "onboard", {"address": address, "port": str(port), "credentials": ",".join(credentials)}, actor
        )

    def _named(self, request_id: int, kind: str) -> Request:
        if request_id not in self.requests or self.requests[request_id].kind != kind:
            raise NotFoundError("request", str(request_id))
        return self.requests[request_id]

    def onboarding(self, request_id: int) -> OnboardingView:
        return OnboardingView(self._named(request_id, "onboard"), _report())

    def search(self, wanted: str, rate: float, port: int, credentials: Sequence[str], actor: Actor) -> int:
        return self._put("discover", {"range": wanted, "rate": f"{rate:g}", "addresses": "254"}, actor)

    def search_of(self, request_id: int) -> SearchView:
        return SearchView(self._named(request_id, "discover"), Sweep(254, 40, 3, 8.5, {"NMS-SNMP-001": 37}))

    def last_search(self) -> SearchView | None:
        numbers = [number for number, request in self.requests.items() if request.kind == "discover"]
        return self.search_of(max(numbers)) if numbers else None

    def stop(self, request_id: int, actor: Actor) -> None:
        self.requests[request_id] = replace(self._named(request_id, "discover"), state="stopped")


@dataclass
class FakeRules:
    """One line in the queue, two rules."""

    kept: dict[int, HandRule] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kept[1] = HandRule(OID, "custom-door", "pe-sy", "port", severity=Severity.MAJOR, zh="门", en="door", id=1)
        self.kept[2] = HandRule(f"{OID}.1", "link-down", "", f"{OID}.2", clears=True, id=2, created_at=NOW)

    def queue(self) -> Sequence[QueueView]:
        return [QueueView(OID, "", "pe-sy", 12, NOW - timedelta(hours=3), NOW, 4)]

    def rules(self) -> Sequence[RuleView]:
        return [RuleView(rule, HOSTILE if rule.id == 1 else "", 3) for rule in self.kept.values()]

    def draft(self, oid: str, device: str = "") -> RuleDraft:
        rule = HandRule(oid or OID, "custom-door", device, "", severity=Severity.MINOR, zh="doorOpen", en="doorOpen")
        return RuleDraft(rule, "doorOpen", {f"{OID}.1": ("doorName.3", HOSTILE)}, {f"{OID}.9": "doorState"}, 4)

    def preview(self, rule: HandRule) -> Preview:
        if not rule.problem:
            raise InvalidError("NMS-TRAP-012", problem=rule.problem)
        severity = Severity.CLEARED if rule.clears else rule.severity or Severity.MINOR
        return Preview(7, [WouldSay(4, NOW, "pe-sy", HOSTILE, rule.problem, severity)])

    def save(self, rule: HandRule, actor: Actor) -> HandRule:
        number = max(self.kept, default=0) + 1
        self.kept[number] = replace(rule, id=number, created_by=actor.name, created_at=NOW)
        return self.kept[number]

    def remove(self, rule_id: int, actor: Actor) -> None:
        if self.kept.pop(rule_id, None) is None:
            raise NotFoundError("rule", str(rule_id))

    def reinterpret(self, rule_id: int, actor: Actor) -> int:
        return 77


@dataclass
class FakeMibs:
    """One module; adding takes the file's name for the module's."""

    kept: dict[str, MibModule] = field(default_factory=lambda: {"ACME-MIB": MibModule("ACME-MIB", "acme.txt", 12)})

    def modules(self) -> Sequence[MibModule]:
        return list(self.kept.values())

    def add(self, files: Mapping[str, str], actor: Actor) -> Sequence[MibModule]:
        bad = next((name for name, text in files.items() if "BEGIN" not in text), None)
        if bad:
            raise InvalidError("NMS-MIB-006", file=bad, line=3, near="STATUSS", reason="grammar")
        added = [MibModule(name, name, 1, actor.name, NOW) for name in files]
        self.kept |= {module.name: module for module in added}
        return added

    def remove(self, name: str, actor: Actor) -> None:
        if self.kept.pop(name, None) is None:
            raise NotFoundError("mib", name)
