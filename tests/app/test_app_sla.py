"""The month of a line as the store tells it: what E1 ends counted beside what alarms say, worst first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nms.app.app import App
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Outage, Requirement, Solution, Way
from nms.core.sample import Sample
from nms.core.site import Customer, Inventory
from nms.performance.crossings import METRICS
from nms.site.loading import CHECKOUT, Site
from nms.testing import ManualClock

NOW = datetime(2026, 3, 11, tzinfo=UTC)
PORTS = (("iad", "E1-1/1"), ("cpos", "E1-0/1/0/5"))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    roles = {"iad": Role.CONVERTER, "cpos": Role.CPOS_ROUTER}
    devices = {name: Device(name, "127.0.0.1", "huawei_vrpv8", role) for name, role in roles.items()}
    config = Config.model_validate({"site": {"timezone": "UTC"}})
    inventory = Inventory(devices, customers={"bank": Customer("bank")})
    made = App.open(Site(CHECKOUT, tmp_path, config, inventory), ManualClock(NOW))
    yield made
    made.close()


def line(app: App, number: str, service: LineService, lost: timedelta, grade: str = "A") -> Line:
    """A line in service for long, down once this month."""
    begun = NOW - timedelta(days=90)
    order = Order(number, "bank", "", service, Requirement(2), (LineEnd("a", hub=True), LineEnd("b")), grade)
    design = Design(Solution.SDH, ways=(Way("b", "work", ("iad", "cpos"), (), ports=PORTS),))
    added = app.parts.store.lines.add(
        Line(0, order, LineState.ACTIVE, begun, begun, "li", design, active_at=begun), "li"
    )
    if lost:
        app.parts.store.lines.open_outage(Outage(added.id, NOW - timedelta(days=1), None))
        app.parts.store.lines.close_outage(added.id, "down", NOW - timedelta(days=1) + lost)
    return added


def counted(app: App, device: str, port: str, seconds: list[int]) -> None:
    """Closed 15-minute intervals of an E1 end, one after the other, with so many unavailable seconds each."""
    metric = METRICS["uas"][0]
    for number, value in enumerate(seconds):
        ended = NOW - timedelta(days=1) + timedelta(minutes=15 * number)
        app.parts.store.samples.append_round([Sample(device, metric, port, ended, value)])


def test_what_the_e1_ends_counted_stands_beside_the_clock(app: App) -> None:
    line(app, "L-1", LineService.TDM, timedelta(seconds=610))
    counted(app, *PORTS[0], [0, 600, 0])
    counted(app, *PORTS[1], [0, 610, 0])
    [told] = app.sla.clocks()
    assert (told.clock.down_s, told.uas_s) == (610, 610)


def test_where_no_end_counts_nothing_is_made_up(app: App) -> None:
    line(app, "L-1", LineService.TDM, timedelta())
    line(app, "L-2", LineService.EPL, timedelta())
    assert [one.uas_s for one in app.sla.clocks()] == [None, None]


def test_lines_stand_in_the_order_of_what_they_have_left(app: App) -> None:
    for number, minutes in (("L-1", 1), ("L-2", 50), ("L-3", 10)):
        line(app, number, LineService.EPL, timedelta(minutes=minutes))
    line(app, "L-0", LineService.EPL, timedelta(minutes=50), "normal")
    assert [one.line.number for one in app.sla.clocks()] == ["L-2", "L-3", "L-1", "L-0"]
    assert [one.line.number for one in app.sla.report("bank").lines] == ["L-0", "L-1", "L-2", "L-3"]


def test_a_site_without_a_file_of_its_own_has_ours(app: App, tmp_path: Path) -> None:
    assert app.sla.grades.of("AAA").availability == 99.99
    folder = tmp_path / "other"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "sla.yaml").write_text("grades: {gold: {availability: 99.999}}")
    other = App.open(Site(folder, tmp_path / "var2", app.config, app.inventory), ManualClock(NOW))
    assert other.sla.grades.of("AAA").availability == 99.999
    other.close()
