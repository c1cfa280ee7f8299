"""A change into a plan: values checked, lines and their undo rendered against what stands, digests of both."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from nms.core.change import Change, Plan, Shared, Step, WorkOrder
from nms.core.device import Device, Role
from nms.core.dialect import Dialect, digest
from nms.core.errors import ConflictError, InvalidError, NmsError, NotFoundError
from nms.provision.grammars import grammar_of
from nms.provision.guard import for_good, guarded
from nms.provision.predict import enter, predicted
from nms.provision.remediate import remedy
from nms.provision.render import Rendered, Templates
from nms.provision.services import WORK_ORDER, Service, check, evidence, find
from nms.provision.standing import Standing
from nms.provision.tree import commands, paths


class RefusedError(InvalidError):
    """A change that cannot be planned: everything that is wrong with it."""

    def __init__(self, problems: Sequence[NmsError]) -> None:
        super().__init__("NMS-CHG-005", count=len(problems), first=problems[0].message("en") if problems else "–")
        self.problems = tuple(problems)

    def as_dict(self) -> dict[str, object]:
        """With every problem beside the summary."""
        return {**super().as_dict(), "problems": [problem.as_dict() for problem in self.problems]}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What can be provisioned: services by name, their templates, command lines by platform key."""

    services: Mapping[str, Service]
    templates: Templates
    dialects: Mapping[str, Dialect]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One entry of a change's `steps`, understood."""

    device: Device
    platform: str
    service: Service
    values: Mapping[str, Any]

    @property
    def objects(self) -> tuple[str, ...]:
        """What its values say is touched."""
        named = (self.values.get(name) for name, one in self.service.fields.items() if one.touched)
        return tuple(str(value) for value in named if value is not None)


def wanted(catalogue: Catalogue, change: Change, devices: Mapping[str, Device]) -> tuple[Wanted, ...]:
    """The steps of a change's body; RefusedError with every problem of all of them."""
    found: list[Wanted] = []
    problems: list[NmsError] = []
    steps = change.body.get("steps")
    if not isinstance(steps, (list, tuple)) or not steps:
        raise RefusedError([InvalidError("NMS-CHG-010")])
    for number, step in enumerate(steps, 1):
        try:
            found.append(_understood(catalogue, step if isinstance(step, Mapping) else {}, devices, number))
        except RefusedError as refused:
            problems.extend(refused.problems)
        except NmsError as problem:
            problems.append(problem)
    if problems:
        raise RefusedError(problems)
    return tuple(found)


def _understood(catalogue: Catalogue, step: Mapping[str, Any], devices: Mapping[str, Device], number: int) -> Wanted:
    name, template, values = (step.get(key) for key in ("device", "template", "values"))
    if not isinstance(name, str) or not isinstance(template, str) or not isinstance(values, Mapping):
        raise InvalidError("NMS-CHG-022", number=number)
    if name not in devices:
        raise NotFoundError("device", name)
    device = devices[name]
    service = find(catalogue.services, template)
    platform = platform_of(catalogue, device, service)
    evidence(service, platform)
    checked = check(service, platform, values)
    if checked.problems:
        raise RefusedError(checked.problems)
    return Wanted(device, platform, service, checked.values)


def platform_of(catalogue: Catalogue, device: Device, service: Service) -> str:
    """The platform whose template serves a device: its dialect's, or work orders where no command line reaches it."""
    dialect = catalogue.dialects.get(device.platform)
    if device.role is Role.MSTP or (dialect is None and WORK_ORDER in service.platforms):
        return WORK_ORDER
    return dialect.platform if dialect is not None else device.platform


def make_plan(
    change: Change,
    catalogue: Catalogue,
    devices: Mapping[str, Device],
    running: Mapping[str, str],
    at: datetime,
) -> Plan:
    """The plan of a "service" change from the running configurations of its devices (none needed for work orders).

    Several entries for one device become one step; a later one sees what the earlier ones will have done. RefusedError
    with every problem; ConflictError where a device does not allow a service.
    """
    entries = wanted(catalogue, change, devices)
    orders = tuple(work_order(catalogue, one) for one in entries if one.platform == WORK_ORDER)
    names = list(dict.fromkeys(one.device.name for one in entries if one.platform != WORK_ORDER))
    steps = tuple(
        _step(catalogue, [one for one in entries if one.device.name == name and one.platform != WORK_ORDER], running)
        for name in names
    )
    return completed(steps, orders, at)


def _step(catalogue: Catalogue, entries: Sequence[Wanted], running: Mapping[str, str]) -> Step:
    device = entries[0].device
    if device.name not in running:
        raise InvalidError("NMS-CHG-023", device=device.name)
    dialect = catalogue.dialects[device.platform]
    text = running[device.name]
    parts: list[Rendered] = []
    for entry in entries:
        standing = Standing.of(dialect, device.name, text)
        done = catalogue.templates.render(entry.platform, entry.service.name, entry.values, standing)
        for one in done.shared:
            refuse_other(dialect, standing, one)
        text = predicted(dialect, text, [*chain.from_iterable(one.apply for one in done.shared), *done.apply])
        parts.append(done)
    return _joined(dialect, running[device.name], entries, parts)


def refuse_other(dialect: Dialect, standing: Standing, one: Shared) -> None:
    """ConflictError NMS-CHG-025 where a shared thing of that name stands already, but made otherwise."""
    with_it, without_it = standing.view.copy(), standing.view.copy()
    enter(dialect, with_it, one.apply)
    enter(dialect, without_it, one.undo)
    stood = set(paths(standing.view))
    lacking = [path for path in paths(with_it) if path not in stood]
    if lacking and stood - set(paths(without_it)):
        raise ConflictError("NMS-CHG-025", device=standing.device, key=one.key, line=" / ".join(lacking[0]))


def _joined(dialect: Dialect, running: str, entries: Sequence[Wanted], parts: Sequence[Rendered]) -> Step:
    apply = tuple(chain.from_iterable(part.apply for part in parts))
    named = chain.from_iterable(entry.objects for entry in entries)
    step = Step(
        device=entries[0].device.name,
        platform=dialect.platform,
        template="+".join(dict.fromkeys(entry.service.name for entry in entries)),
        apply=apply,
        undo=tuple(chain.from_iterable(part.undo for part in reversed(parts))),
        verify=tuple(chain.from_iterable(part.verify for part in parts)),
        shared=_once(parts),
        before=digest(dialect, running),
        objects=tuple(dict.fromkeys([*named, *touched(dialect, apply)])),
        verified=all(evidence(entry.service, entry.platform).verified for entry in entries),
    )
    refuse_for_good(step.device, dialect, running, apply)
    return replace(step, guarded=guarded(dialect, every_line(step)))


def refuse_for_good(device: str, dialect: Dialect, running: str, lines: Sequence[str]) -> None:
    """ConflictError NMS-CHG-020 for lines that would make what no undo takes away."""
    if made := for_good(dialect, running, lines):
        raise ConflictError("NMS-CHG-020", device=device, line=" / ".join(made[0]))


def _once(parts: Sequence[Rendered]) -> tuple[Shared, ...]:
    by_key: dict[str, Shared] = {}
    for part in parts:
        for one in part.shared:
            by_key.setdefault(one.key, one)
    return tuple(by_key.values())


def every_line(step: Step) -> tuple[str, ...]:
    """All lines that a step may send, shared ones and undo included."""
    shared = chain.from_iterable((*one.apply, *one.undo) for one in (*step.shared, *step.drops))
    return (*shared, *step.apply, *step.undo)


def touched(dialect: Dialect, lines: Sequence[str]) -> tuple[str, ...]:
    """The views and single lines of the top level that lines reach into; a port by its name alone."""
    if dialect.shell or dialect.mml:
        return ()
    tops = dict.fromkeys(path[0] for path in commands(grammar_of(dialect.platform), lines))
    return tuple(top.removeprefix("interface ") for top in tops)


def work_order(catalogue: Catalogue, entry: Wanted) -> WorkOrder:
    done = catalogue.templates.render(WORK_ORDER, entry.service.name, entry.values)
    title = f"{entry.service.zh} / {entry.service.en}: {entry.device.name}"
    return WorkOrder(entry.device.name, title, done.apply, done.undo)


def completed(steps: Sequence[Step], work_orders: Sequence[WorkOrder], at: datetime) -> Plan:
    """A plan with its digest: SHA-256 (hex) of its steps and work orders, not of the moment it was made."""
    body = json.dumps([[asdict(one) for one in steps], [asdict(one) for one in work_orders]], sort_keys=True)
    return Plan(tuple(steps), tuple(work_orders), at, hashlib.sha256(body.encode()).hexdigest())


def towards(device: str, dialect: Dialect, running: str, intended: str, kind: str = "config") -> Step:
    """A step that turns a device's configuration into another one (restore), its undo the way back."""
    return by_lines(device, dialect, running, remedy(dialect, running, intended), kind)


def by_lines(device: str, dialect: Dialect, running: str, lines: Sequence[str], kind: str = "config") -> Step:
    """A step of lines that no template made (a remediation), its undo the way back to the running configuration."""
    apply = tuple(lines)
    refuse_for_good(device, dialect, running, apply)
    undo = remedy(dialect, predicted(dialect, running, apply), running)
    step = Step(
        device, dialect.platform, kind, apply, undo, before=digest(dialect, running), objects=touched(dialect, apply)
    )
    return replace(step, guarded=guarded(dialect, every_line(step)))
