"""Threshold crossings from the polls to the alarm list, over the boxes of the simulated city."""

from engineworld import World

from nms.app.app import App
from nms.app.views import AlarmFilter
from nms.core.alarm import Severity

HERE = ("yc-h01-iad", "E1-1/1")


def problems(app: App, state: str = "active") -> dict[str, Severity]:
    found = app.alarms(AlarmFilter(state=state, device=HERE[0], object=HERE[1], limit=100)).items
    return {alarm.key.problem: alarm.severity for alarm in found if alarm.key.problem.startswith("e1-")}


def test_an_errored_line_crosses_and_is_well_again_with_its_first_good_interval(world: World) -> None:
    world.watched(480)  # an interval begins
    world.faults.fault("e1-errors", "yc-h01")  # 0.4 errored seconds a second
    assert world.watched(90, problems) == {}
    assert world.watched(90, problems) == {"e1-es-15min": Severity.MINOR, "e1-pcv-15min": Severity.MINOR}
    assert world.watched(180, problems)["e1-es-15min"] is Severity.MAJOR, "the engine started anew meanwhile"
    world.faults.repair("yc-h01")
    assert "e1-es-15min" in world.watched(900, problems)
    after = world.watched(900, problems)
    assert "e1-es-15min" not in after
    assert "e1-ses-15min" not in after
    history = world.watched(0, lambda app: app.alarms(AlarmFilter(state="all", device=HERE[0], problem="e1-es-15min")))
    [alarm] = history.items
    assert alarm.cleared_at is not None
    assert (alarm.cleared_at.timestamp() % 900, alarm.count) == (0, 1)


def test_a_lost_line_is_one_alarm_and_no_crossing(world: World) -> None:
    world.watched(60)
    world.faults.fault("e1-los", "yc-h01")
    assert world.watched(300, problems) == {"e1-los": Severity.CRITICAL}
    world.faults.repair("yc-h01")
    assert world.watched(1800, problems) == {}
    assert set(world.watched(0, lambda app: problems(app, "all"))) == {"e1-los"}
    day = world.watched(0, lambda app: app.e1_quality(*HERE).day)
    assert day.uas == 300
    assert day.availability is not None
    assert round(day.availability, 6) == round(1 - 300 / 86_400, 6)


def test_an_outage_that_nobody_saw_is_told_by_the_days_unavailable_seconds(world: World) -> None:
    world.watched(60)
    world.unwatched(1800)
    world.faults.fault("e1-los", "yc-h01")
    world.unwatched(120)
    world.faults.repair("yc-h01")
    world.unwatched(3600)
    assert world.watched(60, problems) == {"e1-uas-24h": Severity.MAJOR}


def test_a_line_that_nobody_uses_crosses_nothing(world: World) -> None:
    spare = next(port for port in world.city.boxes["yc-h01-iad"].ports if port.line is not None and port.peer is None)
    assert spare.line is not None
    world.watched(60)
    spare.line.follow_errors(1.0, world.city.now())
    world.watched(600)
    shown = world.watched(0, lambda app: app.alarms(AlarmFilter(state="all", device=HERE[0], object=spare.name)))
    assert [alarm.key.problem for alarm in shown.items] == []
