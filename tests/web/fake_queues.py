"""The queues of a few halls behind the façade's protocol, one of each level, by the pure parts of the house."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nms.app.queue_views import Proposal, QueueDetail, QueueView
from nms.core.alarm import Actor
from nms.core.errors import NotFoundError
from nms.core.queue import Emergency, Ending, Level, QueueAction, QueueRule, QueueSample, Taken
from nms.halls.queue_actions import proposed
from nms.halls.queue_effects import Balance, effect
from nms.halls.queue_forecast import Forecast, forecast

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
FIVE = timedelta(minutes=5)


class FakeQueues:
    """Five halls: manager, level 2, level 1, normal, unknown."""

    rule = QueueRule()

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    def views(self) -> Sequence[QueueView]:
        return [self._view(place, level) for place, level in enumerate((3, 2, 1, 0, None), 1)]

    def _view(self, place: int, level: int | None) -> QueueView:
        hall = f"hall-yc-{place:02d}"
        title = HOSTILE if level == 1 else f"越城{place}号营业厅"
        view = QueueView(hall, title, "越城", "unknown" if level is None else Level(level).word)
        if level is None:
            return view
        waiting, desks = ((2, 4), (11, 4), (15, 4), (3, 0))[level]
        trend = [(NOW - step * FIVE, None if step == 7 else 1.0 + step % 5) for step in range(30, -1, -1)]
        view = replace(view, sample=QueueSample(hall, NOW - FIVE, waiting, desks), trend=trend)
        if not level:
            return view
        done = QueueAction(hall, NOW - FIVE, "self-service", HOSTILE, Level(level))
        found = [Proposal(one.code, done if one.code == done.action else None) for one in proposed(Level(level))]
        return replace(view, since=NOW - 4 * FIVE, proposals=found)

    def show(self, hall: str) -> QueueDetail:
        view = next((one for one in self.views() if one.hall == hall), None)
        if view is None:
            raise NotFoundError("hall", hall)
        samples = [
            QueueSample(hall, NOW - step * FIVE, step % 17, 4 if step != 9 else 0) for step in range(100, -1, -1)
        ]
        action = QueueAction(hall, NOW - 12 * FIVE, "reserve-desks", "li", Level.SECOND, HOSTILE)
        early = QueueAction(hall, NOW - 400 * FIVE, "manager-call", "li", Level.MANAGER)
        emergencies = [
            Emergency(hall, Level.SECOND, NOW - 4 * FIVE),
            Emergency(hall, Level.FIRST, NOW - 9 * FIVE, NOW - 4 * FIVE, Ending.WORSENED),
            Emergency(hall, Level.MANAGER, NOW - 99 * FIVE, NOW - 90 * FIVE, Ending.LOST),
        ]
        effects = [effect(one, samples) for one in (action, early)]
        return QueueDetail(view, samples, emergencies, effects, self.forecast(hall))

    def samples(self, hall: str, start: datetime, end: datetime) -> Sequence[QueueSample]:
        return [one for one in self.show(hall).samples if start <= one.at < end]

    def forecast(self, hall: str) -> Forecast:
        if hall.endswith("5"):
            return Forecast(2, {})
        hours = (NOW - timedelta(hours=step) for step in range(24 * 20))
        told = (QueueSample(hall, at, at.hour * 2 if 1 <= at.hour < 10 else 0, 4) for at in hours)
        return forecast(told, UTC)

    def balance(self) -> Sequence[Balance]:
        return [Balance("forced-diversion", 12, 9, -0.8), Balance("manager-call", 2, 1, None)]

    def add(self, hall: str, told: Mapping[str, object], actor: Actor) -> Taken:
        return Taken(1)

    def add_all(
        self,
        documents: Sequence[Mapping[str, object]],
        actor: Actor,
        *,
        only_good: bool = False,
    ) -> tuple[Taken, Sequence[dict[str, object]]]:
        return Taken(len(documents)), []

    def add_sheet(
        self,
        name: str,
        text: str,
        actor: Actor,
        *,
        only_good: bool = False,
    ) -> tuple[Taken, Sequence[dict[str, object]]]:
        return Taken(len(text.splitlines()) - 1), []

    def act(self, hall: str, action: str, note: str, actor: Actor) -> QueueAction:
        self.taken.append((hall, action))
        return QueueAction(hall, NOW, action, actor.name, Level.FIRST, note)
