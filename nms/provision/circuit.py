"""A line's new design into a plan against what stands of the old one: what is equal stays untouched."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from nms.core.change import Change, Part, Plan, Shared, Step, WorkOrder
from nms.core.device import Device
from nms.core.dialect import Dialect, digest
from nms.core.errors import ConflictError, InvalidError, NmsError, NotFoundError
from nms.provision.guard import guarded
from nms.provision.plan import (
    Catalogue,
    Wanted,
    completed,
    every_line,
    refuse_for_good,
    refuse_other,
    touched,
    wanted,
    work_order,
)
from nms.provision.predict import predicted
from nms.provision.services import WORK_ORDER, evidence
from nms.provision.standing import Standing
from nms.provision.tree import parse, text_of

LINE = "line"
"""The kind of a change that brings a line's design onto the network, alters it or takes it away."""

HALL = "hall"
"""The kind of a change that does the same with the bundle of a business hall."""

UsersOf = Callable[[str, str], frozenset[str]]
"""Who uses a shared thing: device and key → services."""


def entry_of(step: Mapping[str, Any]) -> str:
    """One entry of a design as text; equal entries give equal texts."""
    told = {name: step.get(name) for name in ("device", "template", "values")}
    return json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True)
class Circuit:
    """What the plan of a line is made from: the new entries as they were understood, and what stands of the old."""

    catalogue: Catalogue
    known: Mapping[str, Device]
    service: str
    entries: Mapping[str, Wanted]
    parts: tuple[Part, ...]
    users: UsersOf
    own: frozenset[str] = frozenset()
    """Keys of shared things that must be this line's alone when it comes to a device ("vlan 1001")."""

    @classmethod
    def of(
        cls, change: Change, catalogue: Catalogue, devices: Mapping[str, Device], parts: Sequence[Part], users: UsersOf
    ) -> "Circuit":
        """Read a change's body; RefusedError with everything that is wrong with its new design.

        ConflictError NMS-LINE-203 if its old design is not what stands.
        """
        old, new = ([*change.body.get(name, ())] for name in ("old", "new"))
        if {entry_of(step) for step in old} != {part.entry for part in parts}:
            raise ConflictError("NMS-LINE-203", number=change.service, change=change.id)
        found = wanted(catalogue, replace(change, body={"steps": new}), devices) if new else ()
        entries = {entry_of(step): one for step, one in zip(new, found, strict=True)}
        own = frozenset(change.body.get("own", ()))
        return cls(catalogue, devices, change.service, entries, tuple(parts), users, own)

    @property
    def devices(self) -> tuple[str, ...]:
        """The devices that get lines: those with something new first."""
        stands = {part.entry for part in self.parts}
        fresh = (one.device.name for key, one in self.entries.items() if key not in stands and not _by_hand(one))
        gone = (part.device for part in self.parts if part.entry not in self.entries and not part.title)
        return tuple(dict.fromkeys([*fresh, *gone]))

    def dialect(self, name: str) -> Dialect:
        """The command line of a device; NotFoundError for one that is in the inventory no more."""
        if name not in self.known:
            raise NotFoundError("device", name)
        return self.catalogue.dialects[self.known[name].platform]

    def plan(self, running: Mapping[str, str], at: datetime) -> Plan:
        """The plan from the running configurations of `devices`; ConflictError where a device does not allow it."""
        made = [_DeviceWork(self, name, running).done() for name in self.devices]
        orders, ordered = self._orders()
        changed = {name for name, _, _ in made}
        stays = [part for part in self.parts if not part.title and part.device not in changed]
        parts = (*stays, *chain.from_iterable(parts for _, _, parts in made), *ordered)
        return replace(completed([step for _, step, _ in made], orders, at), parts=parts)

    def alike(self, step: Step, running: str) -> bool:
        """Whether a device that runs `running` by now would get exactly the lines of a step that was planned before."""
        if step.device not in self.devices:
            return False
        _, anew, _ = _DeviceWork(self, step.device, {step.device: running}).done()
        return replace(anew, before=step.before) == step

    def _orders(self) -> tuple[list[WorkOrder], list[Part]]:
        """Work orders: of new entries as rendered, of old ones their undo; and which stand afterwards."""
        stand = {part.entry: part for part in self.parts if part.title}
        orders: list[WorkOrder] = []
        for key, one in self.entries.items():
            if _by_hand(one) and key not in stand:
                orders.append(made := work_order(self.catalogue, one))
                stand[key] = Part(key, made.element, one.service.name, made.lines, made.undo, title=made.title)
        gone = [part for key, part in stand.items() if key not in self.entries]
        orders += [WorkOrder(part.device, part.title, part.undo, part.apply) for part in reversed(gone)]
        return orders, [part for key, part in stand.items() if key in self.entries]


def _by_hand(one: Wanted) -> bool:
    return one.platform == WORK_ORDER


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to the new design on a device: the step's lines, what stands afterwards, the text it becomes."""

    apply: tuple[str, ...]
    undo: tuple[str, ...]
    shared: tuple[Shared, ...]
    drops: tuple[Shared, ...]
    parts: tuple[Part, ...]
    fresh: tuple[Part, ...]
    text: str


class _DeviceWork:
    """One device of a line's plan."""

    def __init__(self, circuit: Circuit, name: str, running: Mapping[str, str]) -> None:
        if name not in running:
            raise InvalidError("NMS-CHG-023", device=name)
        self._circuit, self._name, self._running = circuit, name, running[name]
        self._entries = {
            key: one for key, one in circuit.entries.items() if one.device.name == name and not _by_hand(one)
        }
        self._old = [part for part in circuit.parts if part.device == name and not part.title]
        self._dialect = circuit.dialect(name)

    def done(self) -> tuple[str, Step, tuple[Part, ...]]:
        """The device's name, its step, and what of the line stands on it afterwards."""
        way, parts = self._best()
        step = Step(
            device=self._name,
            platform=self._dialect.platform,
            template="+".join(dict.fromkeys(part.template for part in way.fresh or self._old)),
            apply=way.apply,
            undo=way.undo,
            verify=tuple(chain.from_iterable(part.verify for part in way.fresh)),
            shared=way.shared,
            before=digest(self._dialect, self._running),
            objects=tuple(dict.fromkeys([*_objects(way.fresh or self._old), *touched(self._dialect, way.apply)])),
            verified=all(part.verified for part in way.fresh or self._old),
            drops=way.drops,
        )
        refuse_for_good(self._name, self._dialect, self._running, way.apply)
        return self._name, replace(step, guarded=guarded(self._dialect, every_line(step))), parts

    def _best(self) -> tuple[_Way, tuple[Part, ...]]:
        """Only the difference, where that leads to the same configuration as building all anew; else all anew.

        The undo of what stays is rendered anew in either case: with a neighbour gone it may have more to take away.
        """
        kept = {part.entry: part for part in self._old if part.entry in self._entries}
        sparing = self._way(kept)
        if not kept or self._dialect.shell or self._dialect.mml:
            return sparing, sparing.parts
        try:
            whole = self._way({})
        except NmsError:  # what stays could not be built anew today, and need not be
            return sparing, sparing.parts
        same = parse(self._dialect, sparing.text) == parse(self._dialect, whole.text)
        return (sparing if same else whole), whole.parts

    def _way(self, kept: Mapping[str, Part]) -> _Way:
        gone = [part for part in self._old if part.entry not in kept]
        staying = _once(kept.values())
        loose = {key: one for key, one in _once(gone).items() if key not in staying}
        base = predicted(self._dialect, self._running, _undone(gone))
        base = predicted(self._dialect, base, _removed(one for key, one in loose.items() if self._lone(key)))
        parts, text = self._rendered(kept, base)
        fresh = [part for part in parts if part.entry not in kept]
        brought = _once(fresh)
        changed = [(loose[key], one) for key, one in brought.items() if loose.get(key, one) != one]
        old, new = [one for one, _ in changed], [one for _, one in changed]
        return _Way(
            apply=(*_undone(gone), *_removed(old), *_brought(new), *chain.from_iterable(one.apply for one in fresh)),
            undo=(*_undone(fresh), *_removed(new), *_brought(old), *chain.from_iterable(one.apply for one in gone)),
            shared=tuple(one for key, one in brought.items() if key not in loose and key not in staying),
            drops=tuple(one for key, one in loose.items() if key not in brought),
            parts=tuple(parts),
            fresh=tuple(fresh),
            text=text,
        )

    def _lone(self, key: str) -> bool:
        return self._circuit.users(self._name, key) == {self._circuit.service}

    def _rendered(self, kept: Mapping[str, Part], text: str) -> tuple[list[Part], str]:
        """The parts that stand afterwards, those not kept rendered one upon the other; and the text they make."""
        parts: list[Part] = []
        ours: set[str] = set()
        for key, entry in self._entries.items():
            if key in kept:
                parts.append(kept[key])
                continue
            part = self._part(key, entry, text, ours)
            ours |= {one.key for one in part.shared}
            text = predicted(self._dialect, text, [*_brought(part.shared), *part.apply])
            parts.append(part)
        return parts, text

    def _part(self, key: str, entry: Wanted, text: str, ours: Collection[str]) -> Part:
        standing = Standing.of(self._dialect, self._name, text)
        done = self._circuit.catalogue.templates.render(entry.platform, entry.service.name, entry.values, standing)
        for one in done.shared:
            refuse_other(self._dialect, standing, one)
            if one.key not in ours:
                self._refuse_strange(standing, one)
        return Part(
            entry=key,
            device=self._name,
            template=entry.service.name,
            apply=done.apply,
            undo=done.undo,
            shared=done.shared,
            verify=done.verify,
            objects=entry.objects,
            verified=evidence(entry.service, entry.platform).verified,
        )

    def _refuse_strange(self, standing: Standing, one: Shared) -> None:
        """ConflictError NMS-LINE-219 where what must be the line's alone stands without a user that we know of."""
        if one.key not in self._circuit.own or self._circuit.users(self._name, one.key):
            return
        if predicted(self._dialect, text := text_of(self._dialect, standing.view), one.apply) == text:
            raise ConflictError("NMS-LINE-219", device=self._name, key=one.key, number=self._circuit.service)


def _once(parts: Iterable[Part]) -> dict[str, Shared]:
    return {one.key: one for part in parts for one in part.shared}


def _undone(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(part.undo for part in reversed(parts)))


def _brought(shared: Iterable[Shared]) -> tuple[str, ...]:
    return tuple(line for one in shared for line in one.apply)


def _removed(shared: Iterable[Shared]) -> tuple[str, ...]:
    return tuple(line for one in reversed(list(shared)) for line in one.undo)


def _objects(parts: Iterable[Part]) -> Iterable[str]:
    return chain.from_iterable(part.objects for part in parts)
