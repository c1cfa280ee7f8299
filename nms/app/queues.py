"""Use cases around the queues in halls: taking samples in, what stands now, what to do, what to expect."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from nms.app.auditing import audited
from nms.app.parts import Parts
from nms.app.queue_views import UNKNOWN, Proposal, QueueDetail, QueueView
from nms.core.alarm import Actor
from nms.core.errors import ConflictError, InvalidError, NmsError, NotFoundError, Where
from nms.core.queue import Emergency, Followed, Level, QueueAction, QueueRule, QueueSample, Taken
from nms.core.site import Hall
from nms.halls.queue import follower
from nms.halls.queue_actions import ACTIONS, CODES, proposed
from nms.halls.queue_effects import HALF_HOUR, Balance, Effect, balance, effect
from nms.halls.queue_forecast import Forecast, forecast
from nms.halls.queue_reading import AHEAD, Batch, Bounds, QueueError, contradiction, read_batch, read_sample, read_sheet

TREND = timedelta(hours=4)
_DAY, _WEEK, _MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
_NOTE = 200


class Queues:
    """The queues of the inventory's halls (`nms.app.queue_views.QueueRoom`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._store = parts.store.queues
        self.rule: QueueRule = parts.config.queues.rule
        self._follow = follower(self.rule)

    # ------------------------------------------------------------ reading

    def views(self) -> Sequence[QueueView]:
        """Every hall, the worst first."""
        halls = self._parts.inventory.halls
        latest = self._store.latest(halls)
        lasting = {one.hall: one for one in self._store.lasting()}
        found = [self._view(hall, latest.get(name), lasting.get(name)) for name, hall in halls.items()]
        return sorted(found, key=_worst_first)

    def _view(self, hall: Hall, newest: Followed | None, lasting: Emergency | None) -> QueueView:
        site = self._parts.inventory.sites.get(hall.site)
        view = QueueView(hall.name, hall.title, site.district if site else "", UNKNOWN)
        if newest is None:
            return view
        now = self._now()
        trend = [(one.at, _float(one)) for one in self._store.samples(hall.name, now - TREND, now + AHEAD)]
        view = replace(view, sample=newest.sample, trend=trend)
        if now - newest.sample.at > self.rule.gap:
            return view
        level = newest.state.level
        since = lasting.start if lasting and level else None
        return replace(view, level=level.word, since=since, proposals=self._proposals(hall.name, level, since))

    def _proposals(self, hall: str, level: Level, since: datetime | None) -> Sequence[Proposal]:
        """What the level asks for, each with the last time it was taken since the hall left the normal level."""
        if since is None:
            return ()
        now = self._now()
        begun = since
        for one in reversed(self._store.emergencies(hall, now - _DAY, now + AHEAD)):
            if one.end == begun:
                begun = one.start
        done = {one.action: one for one in self._store.actions(hall, begun, now + AHEAD)}
        return tuple(Proposal(action.code, done.get(action.code)) for action in proposed(level))

    def show(self, hall: str) -> QueueDetail:
        """One hall."""
        known, now = self._hall(hall), self._now()
        lasting = next((one for one in self._store.lasting() if one.hall == hall), None)
        return QueueDetail(
            self._view(known, self._store.latest([hall]).get(hall), lasting),
            self._store.samples(hall, now - _DAY, now + AHEAD),
            self._store.emergencies(hall, now - _WEEK, now + AHEAD)[::-1],
            self._effects(self._store.actions(hall, now - _MONTH, now + AHEAD))[::-1],
            self.forecast(hall),
        )

    def samples(self, hall: str, start: datetime, end: datetime) -> Sequence[QueueSample]:
        """What was told of a hall in a stretch of time."""
        self._hall(hall)
        if end <= start:
            raise InvalidError("NMS-CORE-001", field="to", value=end.isoformat(), reason=f"> {start.isoformat()}")
        return self._store.samples(hall, start, end)

    def forecast(self, hall: str) -> Forecast:
        """The week of a hall from its past."""
        self._hall(hall)
        config, now = self._parts.config, self._now()
        past = self._store.samples(hall, now - timedelta(weeks=config.queues.forecast_weeks), now)
        return forecast(past, config.site.zone)

    def balance(self) -> Sequence[Balance]:
        """What each action did, over all halls and the last 30 days."""
        now = self._now()
        return balance(self._effects(self._store.actions("", now - _MONTH, now + AHEAD)))

    def _effects(self, actions: Iterable[QueueAction]) -> list[Effect]:
        reach = HALF_HOUR + timedelta(microseconds=1)
        return [effect(one, self._store.samples(one.hall, one.at - reach, one.at + reach)) for one in actions]

    def _hall(self, name: str) -> Hall:
        hall = self._parts.inventory.halls.get(name)
        if hall is None:
            raise NotFoundError("hall", name)
        return hall

    def _now(self) -> datetime:
        return self._parts.clock.now()

    # ------------------------------------------------------------ acting

    @audited("queue.add")
    def add(self, hall: str, told: Mapping[str, object], actor: Actor) -> Taken:  # noqa: ARG002 - audited
        """One sample."""
        sample = read_sample({**told, "hall": hall}, self._bounds())
        taken = self._store.add([sample], self._follow)
        if taken.refused:
            error = contradiction(sample)
            raise ConflictError(error.code, None, **error.values)
        return taken

    @audited("queue.add_all")
    def add_all(
        self,
        documents: Sequence[Mapping[str, object]],
        actor: Actor,  # noqa: ARG002 - audited
        *,
        only_good: bool = False,
    ) -> tuple[Taken, Sequence[dict[str, object]]]:
        """Many samples, all or none unless only the good ones are wanted."""
        placed = [(Where("samples", number), told) for number, told in enumerate(documents, 1)]
        return self._take(read_batch(placed, self._bounds()), only_good)

    @audited("queue.import")
    def add_sheet(
        self,
        name: str,
        text: str,
        actor: Actor,  # noqa: ARG002 - audited
        *,
        only_good: bool = False,
    ) -> tuple[Taken, Sequence[dict[str, object]]]:
        """The rows of a CSV."""
        return self._take(read_batch(read_sheet(text, name), self._bounds()), only_good)

    def _take(self, batch: Batch, only_good: bool) -> tuple[Taken, Sequence[dict[str, object]]]:
        problems: list[NmsError] = list(batch.problems)
        taken = Taken()
        if only_good or not problems:
            taken = self._store.add([sample for _, sample in batch.samples], self._follow, whole=not only_good)
            places = {(sample.hall, sample.at): where for where, sample in batch.samples}
            problems += [contradiction(one, places.get((one.hall, one.at))) for one in taken.refused]
        if problems and not only_good:
            raise QueueError(sorted(problems, key=lambda one: one.where.line if one.where else 0))
        return taken, [one.as_dict() for one in problems]

    def _bounds(self) -> Bounds:
        config = self._parts.config
        keep = timedelta(days=config.store.retention.alarm_days)
        return Bounds(self._parts.inventory.halls, self._now(), keep, config.site.zone)

    @audited("queue.act")
    def act(self, hall: str, action: str, note: str, actor: Actor) -> QueueAction:
        """Note that an action is taken."""
        self._hall(hall)
        if action not in CODES:
            known = ", ".join(one.code for one in ACTIONS)
            raise InvalidError("NMS-QUEUE-011", value=action[:60], known=known)
        newest = self._store.latest([hall]).get(hall)
        level = newest.state.level if newest else Level.NORMAL
        made = QueueAction(hall, self._now(), action, actor.name, level, note[:_NOTE])
        self._store.act(made)
        return made


def _float(sample: QueueSample) -> float | None:
    ratio = sample.ratio
    return None if ratio is None else float(ratio)


_ORDER = {level.word: -int(level) for level in Level}


def _worst_first(view: QueueView) -> tuple[int, float, str]:
    """By level, then by ratio; halls of which nothing is known come last."""
    return (_ORDER.get(view.level, 1), -1e9 if view.deskless else -(view.ratio or 0.0), view.hall)
