"""A hall's light, its trends and the place of its fault, from simulated agents through the engine to the room."""

import asyncio
from datetime import timedelta

from engineworld import World

from nms.app.app import App
from nms.app.hall_quality import WORSENING
from nms.app.views import AlarmFilter
from nms.city.line import QUARTER_S
from nms.core.sample import Sample
from nms.engine.hall_quality import HallWatch
from nms.engine.recorder import Recorder
from nms.halls.health import Light
from nms.halls.place import Place
from nms.performance.crossings import METRICS

HALL, HERE = "yc-h01", ("yc-h01-iad", "E1-1/1")
QUARTER = timedelta(seconds=QUARTER_S)


def test_counts_of_a_quarter_and_of_the_day_are_those_of_the_device(world: World) -> None:
    """Errors, an outage and what is well, in several quarters: what we keep is what dsx1IntervalTable says."""
    line = next(line for line in world.city.boxes[HERE[0]].lines if line.name == HERE[1])
    world.unwatched(480)
    world.faults.fault("e1-errors", HALL)
    world.unwatched(1200)
    world.faults.repair(HALL)
    world.faults.fault("e1-los", HALL)
    world.unwatched(300)
    world.faults.repair(HALL)
    world.unwatched(1620)
    quality = world.watched(180, lambda app: app.e1_quality(*HERE))
    at = world.city.now()
    known = [slot.counts for slot in quality.strip if slot.counts is not None]
    device = {row.ended_at: line.counts(int(row.ended_at.timestamp() // QUARTER_S) - 1, at) for row in known}
    assert len(known) >= 4
    assert [(row.es, row.ses, row.uas, row.pcv) for row in known] == [
        (count.es, count.ses, count.uas, count.pcv) for count in device.values()
    ]
    total = line.total(at)
    assert (quality.day.es, quality.day.ses, quality.day.uas) == (total.es, total.ses, total.uas)
    assert total.es > 400
    assert total.uas == 300


def test_a_lost_line_makes_the_light_red_and_its_place_is_told(world: World) -> None:
    health = world.watched(60, lambda app: app.hall_quality.health(HALL))
    assert (health.health.light, list(health.health.reasons), list(health.faults)) == (Light.GREEN, [], [])
    world.faults.fault("e1-los", HALL)
    health = world.watched(60, lambda app: app.hall_quality.health(HALL))
    assert health.light == "red"
    assert health.health.reasons[0].code == "line-lost"
    assert health.health.reasons[0].at.kind == "e1"
    [fault] = health.faults
    assert (fault.verdict.place, fault.verdict.fault) == (Place.LINE, "line-cut")
    world.faults.repair(HALL)
    world.faults.fault("e1-channel-failure", HALL)
    [fault] = world.watched(60, lambda app: app.hall_quality.faults(HALL))
    assert fault.verdict.place is Place.CENTRE
    world.faults.repair(HALL)
    world.faults.fault("converter-failure", HALL)
    worst = world.watched(90, lambda app: app.hall_quality.all())[0]
    assert (worst.hall, worst.light, worst.faults[0].verdict.place) == (HALL, "red", Place.HALL)


def remember(app: App, world: World, errored: list[int]) -> None:
    """Closed intervals up to now, oldest first."""
    newest = world.clock.now() - timedelta(seconds=world.clock.now().timestamp() % QUARTER_S)
    values = [{"es": es, "ses": 0, "uas": 0, "css": 0, "pcv": 37 * es} for es in errored]
    app.parts.store.samples.append_round(
        [
            Sample(HERE[0], METRICS[counter][0], HERE[1], newest - QUARTER * back, count)
            for back, counts in zip(reversed(range(len(values))), values, strict=True)
            for counter, count in counts.items()
        ]
    )


def test_a_line_that_gets_worse_is_told_once_with_its_evidence_and_clears_when_it_is_well(world: World) -> None:
    app = App.open(world.site, world.clock)
    remember(app, world, [0] * 12 + list(range(36)))
    look(app)
    look(app)
    assert worsening(app) == [1], "raised once"
    reasons = app.hall_quality.health(HALL).health.reasons
    assert [(reason.code, reason.at.kind) for reason in reasons if reason.code == "worsening"] == [
        ("worsening", "alarm")
    ]
    [alarm] = app.alarms(AlarmFilter(state="active", problem=WORSENING)).items
    assert float(alarm.details["chance"]) <= 1e-6
    assert alarm.details["now"] == "31.5 s"
    world.clock.advance(4 * QUARTER_S)
    remember(app, world, [2] * 4)
    look(app)
    assert worsening(app) == [1], "four intervals are not the median of eight"
    world.clock.advance(4 * QUARTER_S)
    remember(app, world, [0] * 4)
    look(app)
    assert (worsening(app), worsening(app, "all")) == ([], [1])
    app.close()


def worsening(app: App, state: str = "active") -> list[int]:
    found = app.alarms(AlarmFilter(state=state, device=HERE[0], problem=WORSENING)).items
    return [alarm.count for alarm in found]


def look(app: App) -> None:
    """One look of the watch over halls, as the engine's tick makes it."""

    async def looked() -> None:
        recorder = Recorder(app.parts)
        await HallWatch(app.parts, recorder).tick()
        recorder.stop()

    asyncio.run(looked())
