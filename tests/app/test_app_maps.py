"""The map beyond positions and the stocks of resources, over a small inventory and a real store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nms.app.app import App
from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.errors import NotFoundError
from nms.core.line import Draw, Line, LineEnd, LineService, LineState, Order, Requirement, Unit
from nms.core.site import Access, Inventory, Link, LinkEnd, Site
from nms.site.loading import CHECKOUT
from nms.site.loading import Site as Opened
from nms.testing import ManualClock

NOW = datetime(2026, 3, 11, tzinfo=UTC)
RING = {"ring": "yc", "level": "STM-4"}


def sdh(name: str, a: str, b: str, *ducts: str) -> Link:
    return Link(name, LinkEnd(a, "STM4-1"), LinkEnd(b, "STM4-2"), "sdh", srlg=ducts, labels=RING)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    devices = {name: Device(name, "", "mstp", Role.MSTP, "core") for name in "abc"}
    devices["olt1"] = Device("olt1", "127.0.0.9", "huawei_smartax", Role.OLT, "core")
    links = {one.name: one for one in (sdh("ab", "a", "b", "d1"), sdh("bc", "b", "c", "d1"), sdh("ca", "c", "a", "d2"))}
    accesses = {
        "near": (Access("pon", "olt1", "0/1/0", 1.0, (32,)),),
        "far": (Access("pon", "olt1", "0/1/0", 20.0, (64,)),),
        "odd": (Access("pon", "olt1", "0/1/0", 1.0, (5,)),),
    }
    sites = {name: Site(name, "customer", customer="bank") for name in ("near", "far", "odd")}
    inventory = Inventory(devices, sites, links, accesses=accesses)
    made = App.open(Opened(CHECKOUT, tmp_path, Config(), inventory), ManualClock(NOW))
    yield made
    made.close()


def reserve(app: App, number: str, *units: Unit, draws: tuple[Draw, ...] = ()) -> None:
    """A line ordered ten days ago that holds units."""
    order = Order(number, "bank", "", LineService.EPL, Requirement(2), (LineEnd("near", hub=True), LineEnd("far")))
    begun = NOW - timedelta(days=10)
    app.parts.store.lines.add(Line(0, order, LineState.DRAFT, begun, begun, "li"), "li")
    app.parts.store.resources.reserve(number, units, draws, NOW + timedelta(days=3), NOW)


def test_rings_ducts_and_trees_are_told_from_the_inventory(app: App) -> None:
    groups = {(group.kind, group.name): group for group in app.maps.groups()}
    assert groups["ring", "yc"].links == ("ab", "bc", "ca")
    assert groups["duct", "d1"].devices == ("a", "b", "c")
    assert ("duct", "d2") not in groups  # one link alone is no group
    assert groups["tree", "olt1 0/1/0"].devices == ("olt1", "far", "near", "odd")


def test_a_link_is_as_bad_as_the_worst_alarm_on_its_ends(app: App) -> None:
    assert app.maps.links() == {}
    for device, port, severity in (
        ("a", "stm4-1", Severity.MINOR),
        ("b", "STM4-2", Severity.MAJOR),
        ("c", "x", Severity.CRITICAL),
    ):
        key = AlarmKey(device, port, EventType.COMMUNICATIONS, "sonet-los")
        app.parts.ledger.record(Report(key, severity, "lossOfSignal", NOW, NOW, "trap"))
    assert app.maps.links() == {"ab": "major"}


def test_a_span_counts_what_is_taken_and_foretells_its_end(app: App) -> None:
    reserve(app, "PL-1", *(Unit("span/ab/vc4/1", f"1-{tug}-1") for tug in range(1, 8)))
    stock = app.resources.spans()[0]
    assert (stock.stock.name, stock.stock.taken, stock.stock.total) == ("ab", 7, 252)
    assert (stock.free_vc4, stock.free_vc3) == (3, 11)
    assert stock.stock.grown == 7
    assert stock.stock.runs_out == NOW + timedelta(days=245 * 90 / 7)
    assert app.resources.spans()[1].stock.runs_out is None


def test_the_matrix_of_a_span_names_its_holders(app: App) -> None:
    reserve(app, "PL-1", Unit("span/ab/vc4/2", "3-7-3"))
    view = app.resources.span("ab")
    assert view.holders == {"PL-1": 1}
    assert [vc4.taken for vc4 in view.vc4s] == [0, 1, 0, 0]
    assert view.vc4s[1].rows[8][6].held is not None
    with pytest.raises(NotFoundError):
        app.resources.span("nothing")


def test_a_tree_tells_rates_onus_and_the_margin_of_every_branch(app: App) -> None:
    draws = (Draw("pon/olt1/0/1/0", 4_000, 1_100_000),)
    reserve(app, "PL-1", Unit("onu/olt1/0/1/0", "5"), draws=draws)
    (tree,) = app.resources.trees()
    assert (tree.onus.taken, tree.assured.taken, tree.assured.total) == (1, 4_000, 1_100_000)
    margins = {branch.site: branch.margin_db for branch in tree.branches}
    assert margins["near"] == pytest.approx(28 - (0.4 + 17.4 + 2.0 + 0.4) - 1.0)
    assert margins["far"] == pytest.approx(28 - (8.0 + 20.8 + 2.0 + 0.4) - 1.0)
    assert margins["odd"] is None
    assert tree.worst_margin == margins["far"]


def test_pools_are_named_by_their_domain_the_fullest_first(app: App) -> None:
    vlans = [Unit("s-vlan/yc", str(number)) for number in range(1000, 1010)]
    reserve(app, "PL-1", *vlans, Unit("rd", "65000:1001"))
    pools = [(one.kind, one.name, one.taken, one.total) for one in app.resources.pools()]
    assert pools == [("s-vlan", "yc", 10, 2000), ("rd", "rd", 1, 8999)]
