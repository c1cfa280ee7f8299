"""Kept configurations of two devices, one of them with hostile words in every field, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from nms.app.config_views import (
    BACKUP,
    BackupResult,
    BackupView,
    BlameView,
    Difference,
    DiffRow,
    Done,
    HitsView,
    HitView,
    SearchWish,
    Shown,
    TouchView,
)
from nms.app.drift_views import DriftDetail, DriftView, FindingView
from nms.core.alarm import Actor, Severity
from nms.core.change import Change, Kept
from nms.core.errors import InvalidError, NotFoundError
from nms.core.ports import Request

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
SAVED = ("sysname p1", "interface GE0/1/0", " description to p2", "return")
NEW = ("sysname p1", "interface GE0/1/0", f" description {HOSTILE}", " mtu 9000", "return")


def version(number: int, cause: str, actor: str) -> Kept:
    return Kept(f"{number:x}" * 40, "p1", NOW - timedelta(hours=9 - number), "secret digest", cause, Actor(actor))


@dataclass
class FakeConfigs:
    """Three versions of p1; pe-yc failed; nobody speaks fw1's language."""

    kept: list[Kept] = field(
        default_factory=lambda: [
            version(3, HOSTILE, HOSTILE),
            version(2, "after change 12", "li"),
            version(1, "scheduled", "nms"),
        ]
    )
    requests: dict[int, BackupResult] = field(default_factory=dict)
    drafts: list[Change] = field(default_factory=list)
    wishes: list[SearchWish] = field(default_factory=list)

    def overview(self) -> Sequence[BackupView]:
        return [
            BackupView("pe-yc", "huawei_vrpv8", None, None, None, 4, "NMS-DRV-002", HOSTILE),
            BackupView("p1", "huawei_vrpv8", self.kept[0], NOW, 12.0, changing=12),
            BackupView("p2", "huawei_vrpv8", self.kept[1], NOW, 12.0),
            BackupView("cpos1", "huawei_vrpv8", None, None, None),
            BackupView("fw1", HOSTILE, None, None, None, spoken=False),
        ]

    def _one(self, device: str, kept_id: str) -> Kept:
        if device == "cpos1":
            raise InvalidError("NMS-CONF-008", device=device)
        found = [kept for kept in self.kept if device == "p1" and kept.id.startswith(kept_id)]
        if not found:
            raise NotFoundError("configuration", f"{device} {kept_id}")
        return found[0]

    def history(self, device: str, limit: int = 50) -> Sequence[Kept]:
        if device not in ("p1", "p2", "cpos1", "pe-yc"):
            raise NotFoundError("device", device)
        return self.kept[:limit] if device == "p1" else []

    def shown(self, device: str, kept_id: str = "") -> Shown:
        return Shown(self._one(device, kept_id), "\n".join(NEW))

    def at(self, device: str, moment: datetime) -> Kept:
        return next(kept for kept in self.kept if kept.at <= moment)

    def diff(self, device: str, old: str, new: str = "", around: int | None = 3) -> Difference:
        left, right = self._one(device, old or "2"), self._one(device, new)
        if left.id == right.id:
            return Difference(left, right, [DiffRow("gap", 1, 1, skipped=5)], "")
        rows = [
            DiffRow("gap", 1, 1, skipped=1) if around is not None else DiffRow("same", 1, 1, SAVED[0], NEW[0]),
            DiffRow("same", 2, 2, SAVED[1], NEW[1]),
            DiffRow("changed", 3, 3, SAVED[2], NEW[2]),
            DiffRow("added", 0, 4, "", NEW[3]),
            DiffRow("removed", 4, 0, SAVED[3], ""),
        ]
        return Difference(left, right, rows, "--- a\n+++ b\n")

    def search(self, wish: SearchWish) -> HitsView:
        self.wishes.append(wish)
        if wish.text == "(":
            raise InvalidError("NMS-CONF-004", value=wish.text, reason="missing ), unterminated subpattern")
        hits = [HitView(self.kept[0], 3, NEW[2])] if wish.text == "description" else []
        return HitsView(hits, wish.text != "slow", 0.1)

    def blame(self, device: str, kept_id: str = "") -> Sequence[BlameView]:
        self._one(device, kept_id)
        origins = (2, 2, 0, 1, 2)
        return [
            BlameView(n, text, self.kept[at], at == 2) for n, (text, at) in enumerate(zip(NEW, origins, strict=True), 1)
        ]

    def touches(self, device: str, text: str) -> Sequence[TouchView]:
        return [TouchView(self.kept[0], (NEW[2],), (SAVED[2],))] if text == "description" else []

    def backup(self, devices: Sequence[str], actor: Actor) -> int:
        names = devices or ["p1", "pe-yc"]
        if "fw1" in names:
            raise InvalidError("NMS-CONF-006", device="fw1")
        number = len(self.requests) + 1
        request = Request(number, BACKUP, {"devices": str(names)}, actor, NOW)
        done = [
            Done(name, "kept", "3" * 40) if name == "p1" else Done(name, "failed", "", "NMS-DRV-002", HOSTILE)
            for name in names
        ]
        self.requests[number] = BackupResult(request, done)
        return number

    def backed(self, request_id: int) -> BackupResult:
        if request_id not in self.requests:
            raise NotFoundError("request", str(request_id))
        return self.requests[request_id]

    def restore(self, device: str, kept_id: str, actor: Actor) -> Change:
        kept = self._one(device, kept_id)
        change = Change(len(self.drafts) + 1, "restore", device, actor, NOW, body={"device": device, "kept": kept.id})
        self.drafts.append(change)
        return change


@dataclass
class FakeDrifts:
    """p1 drifted; two rules are broken, one by hostile words."""

    configs: FakeConfigs
    drafts: list[Change] = field(default_factory=list)

    def overview(self) -> Sequence[DriftView]:
        newest, left, _ = self.configs.kept
        return [
            DriftView("p1", "huawei_vrpv8", newest, left, True),
            DriftView("p2", "huawei_vrpv8", left, left, False),
            DriftView("pe-yc", "huawei_vrpv8", None, None, False),
        ]

    def show(self, device: str) -> DriftDetail:
        for view in self.overview():
            if view.device == device:
                lost = {HOSTILE: ["vlan 100"]} if view.drifted else {}
                return DriftDetail(view, SAVED[1:3], (HOSTILE,) if view.drifted else (), lost)
        raise NotFoundError("device", device)

    def findings(self, device: str = "") -> Sequence[FindingView]:
        found = [
            FindingView("p1", "no-telnet", "不得开启", "no telnet", Severity.MAJOR, "", HOSTILE, False, ("undo x",)),
            FindingView("p2", "port", "端口安全", "port security", Severity.MINOR, "interface E1", "x", True, ()),
        ]
        return [one for one in found if device in ("", one.device)]

    def remediate(self, device: str, actor: Actor) -> Change:
        if device != "p1":
            raise InvalidError("NMS-CONF-011", device=device)
        return self._draft(device, {"kept": "2" * 40}, actor)

    def mend(self, device: str, rules: Sequence[str], actor: Actor) -> Change:
        return self._draft(device, {"rules": list(rules)}, actor)

    def _draft(self, device: str, body: Mapping[str, object], actor: Actor) -> Change:
        self.drafts.append(
            Change(len(self.drafts) + 1, "remediate", device, actor, NOW, body={"device": device, **body})
        )
        return self.drafts[-1]
