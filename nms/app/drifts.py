"""Use cases around drift and compliance: what devices run against what changes left and what rules ask for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nms.app import rulebook
from nms.app.auditing import audited
from nms.app.config_views import change_of
from nms.app.drift_views import DriftDetail, DriftView, FindingView
from nms.app.parts import Parts
from nms.app.planning import REMEDIATE, SERVICE
from nms.app.speaking import speaking, speaks
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, Kept, Step
from nms.core.device import Device
from nms.core.dialect import scrubbed
from nms.core.errors import InvalidError
from nms.drivers.dialects import DIALECTS
from nms.provision.compliance import Finding, Rule, findings
from nms.provision.drift import device_drift, service_drift

_REMEMBERED = 20_000
_ALL = 100_000


class Drifts:
    """The room of drift and compliance (`nms.app.drift_views.DriftRoom`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._archive = parts.archive
        self._intended: dict[str, Kept | None] = {}
        self._findings: dict[tuple[str, int], Sequence[Finding]] = {}

    # ------------------------------------------------------------ drift

    def overview(self) -> Sequence[DriftView]:
        """Every device with a command line, those that drifted first."""
        newest = self._archive.newest()
        views = [self._view(device, newest.get(device.name)) for device in self._speaking()]
        return sorted(views, key=lambda view: (not view.drifted, view.intended is None, view.device))

    def show(self, device: str) -> DriftDetail:
        """What differs on one device, line by line."""
        view = self._drift_of(device)
        dialect = DIALECTS[view.platform]
        newest = _there(view.newest)
        running = self._archive.full(newest.id, device)
        services = service_drift(dialect, running, self._services(device))
        if not view.drifted or view.intended is None:
            return DriftDetail(view, services=services)
        found = device_drift(dialect, running, self._archive.full(view.intended.id, device))
        return DriftDetail(view, found.lacking, found.foreign, services)

    @audited("drift.remediate")
    def remediate(self, device: str, actor: Actor) -> Change:
        """Draft the way back to what was intended; NMS-CONF-011 where nothing drifted."""
        view = self._drift_of(device)
        if not view.drifted or view.intended is None:
            raise InvalidError("NMS-CONF-011", device=device)
        return self._draft(device, {"kept": view.intended.id}, f"after change {change_of(view.intended)}", actor)

    def _drift_of(self, device: str) -> DriftView:
        view = self._view(self._named(device), next(iter(self._archive.history(device, 1)), None))
        if view.newest is None:
            raise InvalidError("NMS-CONF-008", device=device)
        return view

    def _view(self, device: Device, newest: Kept | None) -> DriftView:
        intended = None if newest is None else self._meant(newest)
        drifted = newest is not None and intended is not None and newest.digest != intended.digest
        return DriftView(device.name, device.platform, newest, intended, drifted)

    def _meant(self, newest: Kept) -> Kept | None:
        """What the last committed change left; that never changes for a newest version."""
        if newest.id not in self._intended:
            self._intended = self._intended if len(self._intended) < _REMEMBERED else {}
            history = self._archive.history(newest.device, _ALL)
            left = (kept for kept in history if kept.cause.startswith("after ") and change_of(kept))
            self._intended[newest.id] = next(left, None)
        return self._intended[newest.id]

    def _services(self, device: str) -> Mapping[str, Sequence[str]]:
        """Service → the lines that its newest committed change gave the device."""
        lines: dict[str, Sequence[str]] = {}
        for change in self._standing():
            for step in change.plan.steps:
                if step.device == device:
                    lines[change.service or f"#{change.id}"] = _lines(step)
        return lines

    def _standing(self) -> Iterator[Change]:
        """Committed service changes that were not taken back, the oldest first."""
        committed = self._parts.store.changes.in_state({ChangeState.COMMITTED})
        undone = {change.undoes for change in committed if change.undoes}
        return (change for change in committed if change.kind == SERVICE and change.id not in undone)

    # ------------------------------------------------------------ compliance

    def findings(self, device: str = "") -> Sequence[FindingView]:
        """What breaks the rules of the site, the worst first; nothing of devices of which nothing was kept."""
        wanted = [self._named(device)] if device else self._speaking()
        newest = self._archive.newest()
        rules = rulebook.rules(self._parts.site.folder)
        found = [
            finding
            for one in wanted
            if one.name in newest
            for finding in self._judged(one, newest[one.name], rules)
        ]  # fmt: skip
        shown = [_shown(one, self._named(one.device)) for one in found]
        return sorted(shown, key=lambda view: (view.severity, view.rule, view.device))

    @audited("drift.mend")
    def mend(self, device: str, rules: Sequence[str], actor: Actor) -> Change:
        """Draft what mends findings of a device; NMS-CONF-016 where there are none."""
        known, newest = self._named(device), _there(self._drift_of(device).newest)
        book, dialect = rulebook.rules(self._parts.site.folder), DIALECTS[known.platform]
        rulebook.mending_lines(book, known, dialect, self._archive.full(newest.id, device), rules)
        found = rulebook.broken(self._judged(known, newest, book), rules)
        names = list(dict.fromkeys(one.rule.name for one in found))
        return self._draft(device, {"rules": names}, ", ".join(names), actor)

    def _judged(self, device: Device, kept: Kept, rules: Sequence[Rule]) -> Sequence[Finding]:
        key = kept.id, hash(tuple(rule.model_dump_json() for rule in rules))
        if key not in self._findings:
            self._findings = self._findings if len(self._findings) < _REMEMBERED else {}
            text = self._archive.full(kept.id, device.name)
            self._findings[key] = findings(rules, device, DIALECTS[device.platform], text)
        return self._findings[key]

    # ------------------------------------------------------------ both

    def _draft(self, device: str, body: Mapping[str, Any], why: str, actor: Actor) -> Change:
        now = self._parts.clock.now()
        change = Change(0, REMEDIATE, f"{device} ← {why}"[:200], actor, now, body={"device": device, **body})
        added = self._parts.store.changes.add(change)
        told = {"device": "", "state": str(added.state)}
        self._parts.store.events.append("change", str(added.id), now, told)
        return added

    def _speaking(self) -> list[Device]:
        return [device for device in self._parts.inventory.devices.values() if speaks(device)]

    def _named(self, name: str) -> Device:
        return speaking(self._parts.inventory, name)


def _there(kept: Kept | None) -> Kept:
    assert kept is not None
    return kept


def _lines(step: Step) -> list[str]:
    return [*(line for shared in step.shared for line in shared.apply), *step.apply]


def _shown(found: Finding, device: Device) -> FindingView:
    rule, dialect = found.rule, DIALECTS[device.platform]
    return FindingView(
        device=found.device,
        rule=rule.name,
        zh=rule.zh,
        en=rule.en,
        severity=rule.severity,
        place=scrubbed(dialect, " / ".join(found.view)),
        line=found.line,
        lacking=found.lacking,
        remedy=[scrubbed(dialect, line) for line in found.remedy],
    )
