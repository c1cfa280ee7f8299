"""Changes under way: planned, pushed and resolved by a bounded number of threads, never two on one device."""

import asyncio
import logging
import os
import secrets
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

from nms.app.change_views import PLAN, PUSH, RESYNC
from nms.app.impacts import Impacts
from nms.app.parts import Parts
from nms.app.planning import Planning, planned
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, Kept, Rollout
from nms.core.change_ports import Fleet
from nms.core.device import Device
from nms.core.errors import ConflictError, NmsError
from nms.core.ports import Request
from nms.drivers.dialects import DIALECTS
from nms.engine.background import Background
from nms.engine.backing import Reader
from nms.engine.desk import Errand
from nms.engine.recorder import Recorder
from nms.engine.turns import Turns
from nms.provision.approval import check_push, check_state, expired
from nms.provision.push import Means, Pace, Pusher, Resyncer, orphans
from nms.provision.push.holding import heartbeat
from nms.provision.push.means import Renewable
from nms.provision.rollout import following

log = logging.getLogger(__name__)

ENGINE = Actor("nms", "engine")
_S = ChangeState
_PLANNABLE = (_S.DRAFT, _S.PLANNED, _S.APPROVED, _S.ROLLED_BACK, _S.EXPIRED)
_READS = 3


class Pushing:
    """The engine's part in changes: what people ask for, what a dead process left behind, what a rollout does next."""

    def __init__(self, parts: Parts, planning: Planning, impacts: Impacts, recorder: Recorder, fleet: Fleet) -> None:
        self._parts, self._planning, self._impacts, self._recorder = parts, planning, impacts, recorder
        self._ending = threading.Event()
        self._means = self._wired(fleet)
        config = parts.config
        self._turns = Turns(config.cli.workers, config.push.lease_s, parts.clock.now)
        self._readers = ThreadPoolExecutor(config.cli.workers, thread_name_prefix="plan")
        self._reader = Reader(fleet, parts.store.leases, parts.archive, DIALECTS, parts.clock)
        self._background = Background(log)
        self._resolving: set[int] = set()

    def _wired(self, fleet: Fleet) -> Means:
        parts, push = self._parts, self._parts.config.push
        return Means(
            fleet=fleet,
            devices=parts.inventory.devices,
            dialects=DIALECTS,
            leases=parts.store.leases,
            changes=parts.store.changes,
            references=parts.store.references,
            archive=parts.archive,
            clock=parts.clock,
            owner=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
            pace=Pace(push.lease_s, push.revert_s),
            tell=self._tell,
            pause=self._pause,
            allowed=self._allowed,
            attended=self._attended,
            alike=self._planning.alike,
        )

    @property
    def errands(self) -> Mapping[str, Errand]:
        """Kind of request → who carries it out."""
        return {PLAN: self.plan, PUSH: self.push, RESYNC: self.resync}

    # ------------------------------------------------------------ what people ask for

    async def plan(self, request: Request) -> tuple[str, str]:
        """Read the devices and make the plan."""
        change = self._parts.store.changes.get(int(request.body["change"]))
        check_state(change, *_PLANNABLE)
        names = self._planning.devices(change)
        devices = [self._means.device(name) for name in names]
        cause = f"plan of change {change.id}"
        loop = asyncio.get_running_loop()
        reads = [loop.run_in_executor(self._readers, self._read, device, cause, request.actor) for device in devices]
        kept = dict(zip(names, await asyncio.gather(*reads), strict=True))
        running = {name: text for name, (_, text) in kept.items()}
        snapshots = {name: kept_id for name, (kept_id, _) in kept.items()}
        done = await loop.run_in_executor(self._readers, self._made, change, running, snapshots, request.actor)
        return "done", str(done.state)

    def _read(self, device: Device, cause: str, actor: Actor) -> tuple[str, str]:
        """Id and text of the configuration as it is now."""
        kept = self._fresh(device, cause, actor)
        return kept.id, self._parts.archive.full(kept.id, device.name)

    def _fresh(self, device: Device, cause: str, actor: Actor) -> Kept:
        """Read the device; once more where a backup of its own was kept in the same moment."""
        for _ in range(_READS):
            try:
                return self._reader.read(device, cause, actor)[0]
            except ConflictError as error:
                if error.code != "NMS-CONF-015":
                    raise
        return self._reader.read(device, cause, actor)[0]

    def _made(self, change: Change, running: Mapping[str, str], snapshots: Mapping[str, str], actor: Actor) -> Change:
        now = self._parts.clock.now()
        plan = self._planning.plan(change, running, now)
        body = {
            "snapshots": dict(snapshots),
            "lines": self._planning.lines(change, plan, running),
            "impact": self._impacts.of_plan(change, plan, running),
        }
        expires_at = now + timedelta(hours=self._parts.config.push.plan_hours)
        to = planned(change, plan, now, expires_at)
        moved = self._parts.store.changes.move(change.id, (change.state,), to, actor, body)
        self._tell(change.id, "", moved.state)
        return moved

    async def push(self, request: Request) -> tuple[str, str]:
        """Push an approved change."""
        ended = await self._pushed(int(request.body["change"]), request.actor)
        return _told(ended)

    async def _pushed(self, number: int, actor: Actor) -> Change:
        change = self._parts.store.changes.get(number)
        return await self._turns.run(change, lambda: Pusher(self._means).push(number, actor))

    async def resync(self, request: Request) -> tuple[str, str]:
        """Find out what became of an unknown change."""
        return _told(await self._resynced(int(request.body["change"]), request.actor))

    async def _resynced(self, number: int, actor: Actor) -> Change:
        change = self._parts.store.changes.get(number)
        return await self._turns.run(change, lambda: Resyncer(self._means).resync(number, actor))

    # ------------------------------------------------------------ what nobody asks for

    async def restore(self) -> None:
        """At the start: what is unknown is looked at once more."""
        for change in await self._recorder.run(lambda: self._parts.store.changes.in_state((_S.UNKNOWN,))):
            self._background.run(self._recovered(change))

    async def tick(self) -> None:
        """Resolve what a dead process left behind, let old plans expire, go on with rollouts."""
        applying = self._parts.store.changes.in_state((_S.APPLYING,))
        running = self._parts.store.leases.running(self._parts.clock.now())
        for change in orphans(applying, running):
            if not self._turns.busy(change.id) and change.id not in self._resolving:
                self._background.run(self._recovered(change))
        await self._recorder.run(self._expire)
        for rollout in self._parts.store.rollouts.all():
            if rollout.state is _S.APPLYING:
                self._go_on(rollout)

    async def _recovered(self, change: Change) -> None:
        self._resolving.add(change.id)
        try:
            with self._parts.audit.doing(ENGINE, "change.resync", str(change.id)):
                await self._resynced(change.id, ENGINE)
        except ConflictError as error:
            log.info("change %d: %s", change.id, error.code)
        finally:
            self._resolving.discard(change.id)

    def _expire(self) -> None:
        now = self._parts.clock.now()
        for change in self._parts.store.changes.in_state((_S.PLANNED, _S.APPROVED)):
            if expired(change, now) and not self._turns.busy(change.id):
                to = replace(change, state=_S.EXPIRED, moved_at=now)
                self._parts.store.changes.move(change.id, (change.state,), to, ENGINE, {})
                self._tell(change.id, "", to.state)

    def _go_on(self, rollout: Rollout) -> None:
        changes = self._parts.store.changes
        states = {number: changes.get(number).state for wave in rollout.waves for number in wave}
        going = {number: _S.APPLYING for number in states if self._turns.busy(number)}
        step = following(rollout, {**states, **going})
        if step.state is not _S.APPLYING:
            self._parts.store.rollouts.move(rollout.id, (_S.APPLYING,), step.state)
            return
        for number in filter(self._may, step.push):
            self._background.run(self._rolled(rollout, number))

    def _may(self, number: int) -> bool:
        """Whether a change of a rollout may begin; in a freeze the rollout waits."""
        try:
            self._allowed(self._parts.store.changes.get(number), self._parts.clock.now())
        except NmsError as error:
            log.info("change %d waits: %s", number, error.code)
            return False
        return True

    async def _rolled(self, rollout: Rollout, number: int) -> None:
        with self._parts.audit.doing(rollout.author, "change.push", str(number), rollout=rollout.id):
            try:
                await self._pushed(number, rollout.author)
            except NmsError as error:
                log.warning("rollout %d, change %d: %s", rollout.id, number, error)

    async def stop(self) -> None:
        """Let what is being pushed come to its end."""
        await self._turns.stop()
        self._ending.set()
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._background.cancel()

    # ------------------------------------------------------------ what a push asks back

    def _tell(self, change: int, device: str, state: str) -> None:
        body = {"device": device, "state": str(state)}
        self._parts.store.events.append("change", str(change), self._parts.clock.now(), body)

    def _pause(self, seconds: float) -> None:
        self._ending.wait(seconds)

    def _allowed(self, change: Change, now: datetime) -> None:
        config = self._parts.config
        freezes = () if self._planning.takes_back_trial(change) else config.push.freeze
        check_push(change, now, freezes, config.site.zone)
        self._planning.check_awaited(change)

    def _attended(self, leases: Renewable) -> AbstractContextManager[None]:
        return heartbeat(leases, self._parts.config.push.lease_s / 6)


def _told(change: Change) -> tuple[str, str]:
    done = change.state is _S.COMMITTED
    return "done" if done else "failed", f"{change.state} {change.reason}".strip()
