"""Use cases around impact: of elements that fail, of a plan before it is approved, and what really went down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from nms.app.grades import grades
from nms.app.impact_views import ImpactView, names_told, told
from nms.app.parts import Parts
from nms.app.planning import Planning, Running
from nms.app.troubles import BREAKING
from nms.core.alarm import Alarm
from nms.core.change import Change, ChangeState, JournalEntry, Plan
from nms.core.line import Line, LineState
from nms.core.queries import AlarmQuery
from nms.faults.signs import sign_of
from nms.lines.design.evpn import SHELL
from nms.lines.grades import Grades
from nms.lines.report import line_clock
from nms.lines.sla import Risk, month, risk
from nms.provision.grammars import grammar_of
from nms.provision.losses import Losses, bears, losses
from nms.provision.push.lines import UNDO
from nms.provision.tree import Path, commands
from nms.topology.carried import Carried, CarriedLine, carried
from nms.topology.fabric import Fabric, Failed, fabric
from nms.topology.impact import Impact, LineHit, elements, impact, part_failed

STANDING = frozenset({LineState.TESTING, LineState.ACTIVE, LineState.MODIFYING, LineState.CEASING})
"""States in which a line is carried by the network."""
SETTLE = timedelta(seconds=120)
"""What goes down so soon after a push belongs to it: a round of polls tells what no trap told."""
_MOST = 100_000
_S = ChangeState
_ENDED = frozenset({_S.COMMITTED, _S.ROLLED_BACK, _S.UNKNOWN})


class Impacts:
    """The room of impact (`nms.app.impact_views.ImpactRoom`)."""

    def __init__(self, parts: Parts, planning: Planning) -> None:
        self._parts, self._planning = parts, planning

    # ------------------------------------------------------------ what there is

    @cached_property
    def net(self) -> Fabric:
        """The cables of the inventory."""
        return fabric(self._parts.inventory)

    @cached_property
    def grades(self) -> Grades:
        """What is promised."""
        return grades(self._parts.site.folder)

    def lines(self) -> Sequence[Line]:
        """Lines that the network carries now."""
        return self._parts.store.lines.find(STANDING, limit=_MOST)[1]

    def carried(self, lines: Iterable[Line]) -> Carried:
        """Halls, cells and these lines, each over the design that stands in the network."""
        return carried(self._parts.inventory, (standing(line) for line in lines))

    def failed_now(self) -> Failed:
        """What is down already, as active alarms tell."""
        return _failed(self._parts.store.alarms.all_active())

    # ------------------------------------------------------------ asking

    def of_elements(self, names: Sequence[str], minutes: float | None = None) -> ImpactView:
        """What goes down when elements fail; each line for as long as its grade allows a repair, or so many minutes."""
        lines = self.lines()
        found = impact(self.net, self.carried(lines), elements(self.net, names), self.failed_now())
        return self._view(found, lines, minutes)

    def affected(self, failed: Failed) -> Impact:
        """What hangs on elements, whatever is down already."""
        return impact(self.net, self.carried(self.lines()), failed)

    def of_plan(self, change: Change, plan: Plan, running: Running) -> dict[str, Any]:
        """What a plan takes down, as the journal keeps it (`nms.app.impact_views.told`)."""
        lost = {step.device: self._losses(change, plan, step.device, running[step.device]) for step in plan.steps}
        lines = self.lines()
        over = self.carried(lines)
        served, unclaimed = self._claimed(change, over, lost)
        found = impact(self.net, over, self._shut(lost) | Failed(served=served), self.failed_now())
        cells = [name for device, one in lost.items() for name in self._cells(device, one)]
        found = replace(found, cells=tuple(dict.fromkeys((*found.cells, *cells))))
        closed = tuple(f"{device}:{port}" for device, one in lost.items() for port in one.ports)
        untold = tuple(device for device, one in lost.items() if not one.told)
        view = self._view(found, lines, self.grades.change_minutes)
        return told(replace(view, closed=closed, unclaimed=unclaimed, untold=untold))

    def _losses(self, change: Change, plan: Plan, device: str, text: str) -> Losses:
        step = next(step for step in plan.steps if step.device == device)
        return losses(self._planning.catalogue.dialects[step.platform], text, self._planning.sent(change, step, text))

    def _shut(self, lost: Mapping[str, Losses]) -> Failed:
        failed = Failed()
        for device, one in lost.items():
            for port in one.ports:
                failed |= part_failed(self._routers.get(device, device), port)
        return failed

    @cached_property
    def _routers(self) -> Mapping[str, str]:
        """Shell of a router → the router: a port that is shut in one is shut in the other."""
        devices = self._parts.inventory.devices.values()
        return {device.labels[SHELL]: device.name for device in devices if SHELL in device.labels}

    def _cells(self, device: str, one: Losses) -> Iterable[str]:
        """Cells that a controller switches off, by their place among its own (as its commands number them)."""
        own = [cell.name for cell in self._parts.inventory.cells.values() if cell.bsc == device]
        return (own[int(number)] for number in one.cells if int(number) < len(own))

    def _claimed(
        self, change: Change, over: Carried, lost: Mapping[str, Losses]
    ) -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
        """(line, device) where the device loses what the line needs there; lines of configuration nobody needs."""
        served: set[tuple[str, str]] = set()
        unclaimed: list[str] = []
        for device, one in lost.items():
            claimed: set[Path] = set()
            for number in over.by_device.get(device, ()) if one.lines or one.ports else ():
                line = over.lines[number]
                mine = {path for path in self._needed(line, device, change) if path in one.lines or one.shut(path)}
                claimed |= mine
                if mine:
                    served.add((line.number, device))
            rest = (path for path in one.lines - claimed if not one.shut(path))
            unclaimed += [f"{device}: {' / '.join(path)}" for path in sorted(rest)]
        return frozenset(served), tuple(unclaimed)

    def _needed(self, line: CarriedLine, device: str, but: Change) -> frozenset[Path]:
        """The lines that changes of a line have put on a device."""
        found = self._parts.store.changes.find((_S.COMMITTED,), device, line.number, limit=_MOST)[1]
        steps = [step for one in found if one.kind != UNDO and one.id != but.id for step in one.plan.steps]
        needed: set[Path] = set()
        for step in steps:
            if step.device == device:
                shared = [line for one in step.shared for line in one.apply]
                grammar = grammar_of(step.platform)
                needed |= {*commands(grammar, step.apply), *commands(grammar, shared)}
        return frozenset(path for path in needed if bears(path))

    def _view(self, found: Impact, lines: Sequence[Line], minutes: float | None) -> ImpactView:
        by_number = {line.number: line for line in lines}
        risks = [self._risk(hit, by_number[hit.line], minutes) for hit in found.lines if hit.down]
        return ImpactView(found, minutes or 0.0, tuple(risks))

    def _risk(self, hit: LineHit, line: Line, minutes: float | None) -> Risk:
        now = self._parts.clock.now()
        period = month(now, self._parts.config.site.zone)
        outages = self._parts.store.lines.outages(line.id, period.start, period.end)
        grade = self.grades.of(hit.grade)
        clock = line_clock(line, outages, self.grades, period, now)
        return risk(hit.line, hit.customer, clock, grade, grade.mttr_h * 60 if minutes is None else minutes)

    # ------------------------------------------------------------ afterwards

    def of_change(self, number: int) -> Mapping[str, Any]:
        """What was predicted for a change, and under "really" what went down when it was pushed."""
        return self.of_journal(self._parts.store.changes.journal(number))

    def of_journal(self, journal: Sequence[JournalEntry]) -> Mapping[str, Any]:
        """`of_change`, from the rows of its journal."""
        moves = [entry for entry in journal if not entry.device]
        predicted = next((one.body["impact"] for one in reversed(moves) if "impact" in one.body), None)
        if predicted is None:
            return {}
        pushed = next((one.at for one in reversed(moves) if one.state == _S.APPLYING), None)
        if pushed is None:
            return dict(predicted)
        ended = next((one.at for one in reversed(moves) if one.state in _ENDED and one.at >= pushed), None)
        return {**predicted, "really": self._really(pushed, ended, predicted)}

    def _really(self, pushed: datetime, ended: datetime | None, predicted: Mapping[str, Any]) -> dict[str, Any]:
        """What went down from the beginning of a push to a little after its end, and how that differs."""
        until = min((ended or self._parts.clock.now()) + SETTLE, self._parts.clock.now())
        query = AlarmQuery(since=pushed, until=until, sort="raised_at", limit=_MOST)
        there = self._parts.store.alarms.find(query).items
        new = [alarm for alarm in there if alarm.raised_at >= pushed]
        before = [alarm for alarm in there if alarm.raised_at < pushed]
        lines = self.lines()
        found = impact(self.net, self.carried(lines), _failed(new), _failed(before))
        found = _with(found, self._out_of_service(lines, pushed, until, found))
        really = names_told(found)
        done = ended is not None and until >= ended + SETTLE
        return {**really, "since": pushed, "until": until, "settled": done, **_compared(predicted, really)}

    def _out_of_service(self, lines: Sequence[Line], pushed: datetime, until: datetime, found: Impact) -> list[LineHit]:
        """Lines with an outage that began then and that alarms do not tell of (a probe did)."""
        known = {hit.line for hit in found.lines}
        hits = []
        for line in lines:
            began = [one for one in self._parts.store.lines.outages(line.id, pushed, until) if one.start >= pushed]
            if began and line.number not in known:
                down = tuple(end.site for end in line.order.ends if any(one.kind == "down" for one in began))
                hits.append(LineHit(line.number, line.order.customer, line.order.grade, down))
        return hits


def _compared(predicted: Mapping[str, Any], really: Mapping[str, Any]) -> dict[str, Any]:
    sorts = ("devices", "ports", "halls", "cells", "lines")
    surprises = {name: sorted({*really[name]} - {*predicted[name]}) for name in sorts}
    spared = {name: sorted({*predicted[name]} - {*really[name]}) for name in sorts}
    return {
        "surprises": {name: found for name, found in surprises.items() if found},
        "spared": {name: found for name, found in spared.items() if found},
    }


def standing(line: Line) -> Line:
    """The line over the design that stands in the network: the one before, while a modification is under way."""
    changing = line.state is LineState.MODIFYING and line.previous is not None
    return replace(line, design=line.previous) if changing else line


def _failed(alarms: Iterable[Alarm]) -> Failed:
    failed = Failed()
    for alarm in alarms:
        sign = sign_of(alarm.key)
        if sign is not None and sign.state in BREAKING:
            failed |= part_failed(sign.device, sign.object)
    return failed


def _joined(one: LineHit | None, other: LineHit) -> LineHit:
    if one is None:
        return other
    down = tuple(dict.fromkeys((*one.down, *other.down)))
    return replace(one, down=down, degraded=tuple(end for end in (*one.degraded, *other.degraded) if end not in down))


def _with(found: Impact, hits: Iterable[LineHit]) -> Impact:
    lines = {hit.line: hit for hit in found.lines}
    for hit in hits:
        lines[hit.line] = _joined(lines.get(hit.line), hit)
    return replace(found, lines=tuple(lines.values()))
