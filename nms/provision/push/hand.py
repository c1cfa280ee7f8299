"""One device of a push: looked at, changed, proven, kept."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from nms.core.alarm import Actor
from nms.core.change import Change, Check, Step, StepState
from nms.core.change_ports import CliSession
from nms.core.dialect import digest, scrubbed
from nms.core.errors import CliError, ConflictError, NmsError, RejectedError
from nms.provision.push.diary import Diary
from nms.provision.push.failures import ChangedError, UnprovenError, difference, quoted
from nms.provision.push.holding import Holding
from nms.provision.push.lines import UNDO, Decided, check_guard, decide, standing, user_of
from nms.provision.push.means import Means
from nms.provision.readback import holds, judge
from nms.provision.shared import NATIVE, Users

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What all hands of one push share."""

    means: Means
    change: Change
    actor: Actor
    holding: Holding
    diary: Diary
    planned: Mapping[str, str]
    """Device → the kept configuration that the plan was made from."""


class Hand:
    """The hand on one device while its lease is held; `touched` from the moment that a line may have reached it."""

    def __init__(self, desk: Desk, step: Step) -> None:
        self.desk, self.step = desk, step
        self.device = desk.means.device(step.device)
        self.dialect = desk.means.dialect(step.device)
        self.before = self.after = ""
        self.decided = Decided((), ())
        self.touched = self.saved = self.counted = False
        self.armed_until: datetime | None = None
        self._session: CliSession | None = None

    @property
    def name(self) -> str:
        """The device's name."""
        return self.device.name

    def session(self) -> CliSession:
        """The open command line, opened if there is none."""
        if self._session is None:
            self._session = self.desk.means.fleet.open(self.device)
        return self._session

    def close(self) -> None:
        """Hang up; a line that is dead already is dead."""
        session, self._session = self._session, None
        if session is not None:
            try:
                session.close()
            except CliError as error:
                log.info("%s: hung up: %s", self.name, error)

    def note(self, state: StepState, body: Mapping[str, object] | None = None, **found: str) -> None:
        """Write down that the device moves on."""
        self.desk.diary.step(self.name, state, body, **found)

    def same(self, text: str, other: str) -> bool:
        """Whether two configurations of the device are the same in all that counts."""
        return digest(self.dialect, text) == digest(self.dialect, other)

    # ------------------------------------------------------------ before anything is sent

    def check(self) -> None:
        """Reachable, as it was when planned, kept, and nothing among the lines that is never sent."""
        self._alone()
        self.before = self.session().running()
        now, cause = self.desk.means.clock.now(), f"before change {self.desk.change.id}"
        kept = self.desk.means.archive.keep(self.device, self.before, now, cause, self.desk.actor)
        self._unchanged()
        self.decided = self._decide()
        for lines in (self.decided.send, self.decided.back):
            check_guard(self.dialect, self.step, lines)
        self.note(StepState.CHECKED, self._told(), snapshot=kept.id)

    def _alone(self) -> None:
        """ConflictError while the end of another change is open on this device."""
        for other in self.desk.means.changes.unresolved(self.name):
            if other.id != self.desk.change.id:
                raise ConflictError("NMS-CHG-055", device=self.name, other=other.id, state=other.state)

    def _unchanged(self) -> None:
        if digest(self.dialect, self.before) == self.step.before:
            return
        if self.desk.means.alike(self.desk.change, self.step, self.before):
            return  # what others did meanwhile changes no line of this plan, nor of its undo
        kept = self.desk.planned.get(self.name)
        planned = "" if kept is None else self.desk.means.archive.shown(kept, self.name)
        meanwhile = difference(self.dialect, planned, self.before)
        dry_run = [scrubbed(self.dialect, line) for line in self.step.apply]
        raise ChangedError(self.name, {"meanwhile": meanwhile, "planned": dry_run})

    def _decide(self) -> Decided:
        named = (*self.step.shared, *self.step.drops)
        stored = {one.key: self.desk.means.references.users(self.name, one.key) for one in named}
        users = standing(self.dialect, self.before, self.desk.change, self.step, stored)
        me = user_of(self.desk.change)
        return decide(
            self.desk.change, self.step, users, frozenset(key for key, names in stored.items() if me in names)
        )

    def _told(self) -> dict[str, object]:
        decided = self.decided
        return {
            "lines": [scrubbed(self.dialect, line) for line in decided.send],
            "undo": [scrubbed(self.dialect, line) for line in decided.back],
            "users": {key: sorted(names) for key, names in decided.users.items()},
            "members": sorted(decided.members),
        }

    def recall(self, before: str, users: Users, members: frozenset[str], armed_until: datetime | None) -> None:
        """Take up what an earlier push decided for this device, and may have done."""
        self.before, self.armed_until = before, armed_until
        self.decided = decide(self.desk.change, self.step, users, members)
        self.touched = self.saved = self.counted = True

    # ------------------------------------------------------------ sending and proving

    def apply(self) -> None:
        """Send the lines and read back: what is meant is there, and nothing else changed."""
        session, timer_s = self.session(), self._timer()
        self.desk.holding.check()
        until = None if timer_s is None else self.desk.means.clock.now() + timedelta(seconds=timer_s)
        self.note(StepState.APPLYING, {} if until is None else {"revert_at": until.isoformat()})
        self.touched, self.armed_until = True, until
        self.desk.holding.check()
        if self.decided.send:
            session.apply(self.decided.send, timer_s)
        self.after = session.running()
        self._prove(self.after)
        self.note(StepState.APPLIED)

    def _timer(self) -> float | None:
        has_one = self.session().revert_timer and bool(self.decided.send)
        return self.desk.means.pace.revert_s if has_one else None

    def _prove(self, text: str) -> None:
        found = judge(self.dialect, self.before, text, self.decided.send)
        if found.missing or found.unexpected:
            missing, unexpected = (
                quoted(scrubbed(self.dialect, line) for line in lines) for lines in (found.missing, found.unexpected)
            )
            raise UnprovenError("NMS-CHG-057", device=self.name, missing=missing, unexpected=unexpected)

    def intended(self, text: str) -> bool:
        """Whether a configuration holds what was meant and nothing else new."""
        found = judge(self.dialect, self.before, text, self.decided.send)
        return not found.missing and not found.unexpected

    def verify(self) -> None:
        """The plan's show commands say what they must; protocols are given a few attempts."""
        for check in self.step.verify:
            self._verify(check)

    def _verify(self, check: Check) -> None:
        pace = self.desk.means.pace
        for attempt in range(1, pace.attempts + 1):
            self.desk.holding.check()
            reply = self._shown(check)
            if holds(check, reply, self.dialect):
                return
            if attempt < pace.attempts:
                self.desk.means.pause(pace.gap_s)
        raise UnprovenError("NMS-CHG-058", device=self.name, command=check.command, expect=check.expect)

    def _shown(self, check: Check) -> str:
        """What a command shows; a device that knows no such thing shows nothing of it."""
        try:
            return self.session().show(check.command)
        except RejectedError as error:
            if not check.absent:
                raise
            return error.reply

    # ------------------------------------------------------------ for good

    def keep(self) -> None:
        """Confirm and save, then count who uses what is shared."""
        self.desk.holding.check()
        self._in_time()
        self.note(StepState.APPLIED, {"saving": True})
        self.saved = True
        self.desk.holding.check()
        session = self.session()
        session.keep()
        if self.armed_until is not None and not self.same(session.running(), self.after):
            raise UnprovenError("NMS-CHG-069", device=self.name)
        self.armed_until = None
        self.count()
        self.note(StepState.COMMITTED)
        self._archive()

    def _in_time(self) -> None:
        if self.armed_until is not None and self.desk.means.clock.now() >= self.armed_until:
            raise UnprovenError("NMS-CHG-069", device=self.name)

    def count(self) -> None:
        """This change's service uses its shared things (its undo: no more)."""
        self.counted = True
        references, me = self.desk.means.references, user_of(self.desk.change)
        gone = {one.key for one in self.step.drops}
        for key, users in self.decided.users.items():
            if self.desk.change.kind == UNDO or key in gone:
                references.drop(self.name, key, me)
                continue
            # what we bring was not there before us, whatever was noted once
            (references.use if NATIVE in users else references.drop)(self.name, key, NATIVE)
            references.use(self.name, key, me)

    def uncount(self) -> None:
        """Shared things are used by whom they were used before."""
        if not self.counted:
            return
        references, me = self.desk.means.references, user_of(self.desk.change)
        for key in self.decided.users:
            (references.use if key in self.decided.members else references.drop)(self.name, key, me)

    def _archive(self) -> None:
        """The new configuration among the backups; without it the change stands all the same."""
        now, cause = self.desk.means.clock.now(), f"after change {self.desk.change.id}"
        try:
            self.desk.means.archive.keep(self.device, self.after, now, cause, self.desk.actor)
        except NmsError as error:
            log.warning("%s: configuration %s not kept: %s", self.name, cause, error)
