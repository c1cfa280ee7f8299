"""Use cases around kept configurations: history, comparing, searching, origins of lines, backing up, restoring."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import datetime
from itertools import islice

from nms.app.auditing import audited
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
    read,
)
from nms.app.parts import Parts
from nms.app.planning import RESTORE
from nms.app.speaking import speaking
from nms.core.alarm import Actor
from nms.core.change import Change, Kept
from nms.core.device import Device
from nms.core.errors import InvalidError, NotFoundError
from nms.drivers.dialects import DIALECTS
from nms.provision.archive.blame import blame, touches
from nms.provision.archive.comparing import AROUND, side_by_side, unified
from nms.provision.archive.rounds import Backed
from nms.provision.archive.search import Wanted, search

STATES = "backup/"
"""What names in the store's notes begin with that say how the backups of a device go."""

_MOST_TOUCHES = 200


class Configs:
    """The room of configurations (`nms.app.config_views.ConfigRoom`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._archive = parts.archive

    # ------------------------------------------------------------ reading

    def overview(self) -> Sequence[BackupView]:
        """Every device with a command line, those in trouble first, then the oldest."""
        now = self._parts.clock.now()
        newest = self._archive.newest()
        states = {name: Backed.of(text) for name, text in self._parts.store.meta.under(STATES).items()}
        changing = {lease.device: lease.change for lease in self._parts.store.leases.running(now)}
        views = [
            _view(device, states.get(device.name), newest.get(device.name), changing.get(device.name, 0), now)
            for device in self._parts.inventory.devices.values()
            if device.cli is not None
        ]
        return sorted(views, key=lambda view: (-view.failures, view.spoken, -(view.age_s or 0.0), view.device))

    def history(self, device: str, limit: int = 50) -> Sequence[Kept]:
        """Newest first; NotFoundError for an unknown device."""
        return self._archive.history(self._known(device), limit)

    def shown(self, device: str, kept_id: str = "") -> Shown:
        """A version without its secrets; NMS-CONF-008 when nothing was kept yet."""
        kept = self._version(device, kept_id)
        return Shown(kept, self._archive.shown(kept.id, device))

    def at(self, device: str, moment: datetime) -> Kept:
        """What was the newest at a moment; NotFoundError for one before all that was kept."""
        found = self._archive.at(self._known(device), moment)
        if found is None:
            raise NotFoundError("configuration", f"{device} {moment.isoformat()}")
        return found

    def diff(self, device: str, old: str, new: str = "", around: int | None = AROUND) -> Difference:
        """Two versions compared; `new` "" is the newest, `old` "" the one before `new` (the first: itself)."""
        right = self._version(device, new)
        left = self._version(device, old) if old else self._before(right)
        before, after = (self._archive.shown(kept.id, device) for kept in (left, right))
        return Difference(
            old=left,
            new=right,
            rows=[DiffRow(*astuple(row)) for row in side_by_side(before, after, around)],
            unified=unified(before, after, (_name(left), _name(right))),
            hidden=before == after and left.digest != right.digest,
        )

    def search(self, wish: SearchWish) -> HitsView:
        """Lines of the newest or of all versions; NMS-CONF-004 for what cannot be searched for."""
        devices = (self._known(wish.device),) if wish.device else ()
        found = search(self._archive, Wanted(wish.text, wish.regex, wish.everything, devices, wish.limit))
        return HitsView([HitView(hit.kept, hit.number, hit.line) for hit in found.hits], found.complete, found.seconds)

    def blame(self, device: str, kept_id: str = "") -> Sequence[BlameView]:
        """Since when every line of a version stands there."""
        newest = self._version(device, kept_id)
        lines = blame(self._since(newest))
        return [BlameView(line.number, line.text, line.since, line.oldest) for line in lines]

    def touches(self, device: str, text: str) -> Sequence[TouchView]:
        """Versions in which lines that contain a text came or went, newest first."""
        found = touches(self._archive.versions(self._known(device)), text)
        return [TouchView(touch.kept, touch.added, touch.removed) for touch in islice(found, _MOST_TOUCHES)]

    # ------------------------------------------------------------ acting

    @audited("config.backup")
    def backup(self, devices: Sequence[str], actor: Actor) -> int:
        """Lay the wish upon the desk; NMS-CONF-006 for a device without a command line."""
        names = list(dict.fromkeys(devices)) or [view.device for view in self.overview() if view.spoken]
        for name in names:
            speaking(self._parts.inventory, name)
        body = {"devices": json.dumps(names, ensure_ascii=False)}
        return self._parts.store.requests.put(BACKUP, body, actor, self._parts.clock.now())

    def backed(self, request_id: int) -> BackupResult:
        """A request for backups and how far it is."""
        request = self._parts.store.requests.get(request_id)
        if request is None or request.kind != BACKUP:
            raise NotFoundError("request", str(request_id))
        named: Sequence[str] = json.loads(request.body["devices"])
        return BackupResult(request, read(request.result) or [Done(name) for name in named])

    @audited("config.restore")
    def restore(self, device: str, kept_id: str, actor: Actor) -> Change:
        """A change (draft) that brings a version back; NMS-CONF-010 when it is what the device has."""
        kept, newest = self._version(device, kept_id), self._version(device, "")
        speaking(self._parts.inventory, device)
        if kept.digest == newest.digest:
            raise InvalidError("NMS-CONF-010", device=device, id=kept.id[:10])
        body = {"device": device, "kept": kept.id}
        title = f"{device} ← {_name(kept)}"
        change = Change(0, RESTORE, title, actor, self._parts.clock.now(), body=body)
        added = self._parts.store.changes.add(change)
        told = {"device": "", "state": str(added.state)}
        self._parts.store.events.append("change", str(added.id), change.created_at, told)
        return added

    # ------------------------------------------------------------ names

    def _known(self, device: str) -> str:
        """Also devices that left the inventory: their past stays readable."""
        if device not in self._parts.inventory.devices and not self._archive.history(device, 1):
            raise NotFoundError("device", device)
        return device

    def _version(self, device: str, kept_id: str) -> Kept:
        if kept_id:
            return self._archive.one(kept_id, self._known(device))
        newest = next(iter(self.history(device, 1)), None)
        if newest is None:
            raise InvalidError("NMS-CONF-008", device=device)
        return newest

    def _before(self, kept: Kept) -> Kept:
        """The version before one; itself if it is the first."""
        following = (one for one, _ in self._since(kept))
        next(following, None)
        return next(following, kept)

    def _since(self, kept: Kept) -> Iterator[tuple[Kept, str]]:
        """A version and all before it, newest first."""
        begun = False
        for one, text in self._archive.versions(kept.device):
            begun = begun or one.id == kept.id
            if begun:
                yield one, text


def _view(device: Device, state: Backed | None, kept: Kept | None, changing: int, now: datetime) -> BackupView:
    return BackupView(
        device=device.name,
        platform=device.platform,
        kept=kept,
        checked_at=state.checked_at if state else None,
        age_s=state.age_s(now) if state and state.checked_at else None,
        failures=state.failures if state else 0,
        error=state.error if state else "",
        reason=state.reason if state else "",
        changing=changing,
        spoken=device.platform in DIALECTS,
    )


def _name(kept: Kept) -> str:
    """A version in few words: when, why, and the beginning of its id."""
    return f"{kept.at:%Y-%m-%d %H:%M:%S}Z {kept.cause} ({kept.id[:10]})"
