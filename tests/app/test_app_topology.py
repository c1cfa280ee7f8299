"""The graph of a running system: what LLDP, address tables and descriptions add to the inventory, and its history."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from systems import system

from nms.app.app import App
from nms.core.device import Device
from nms.core.observed import ArpEntry, FdbEntry, Harvest, Identifiers, Interface, LocalLldp, Neighbour, Row
from nms.core.site import Inventory, Link, LinkEnd
from nms.testing import ManualClock

MACS = {name: f"0000000000{number:02x}" for number, name in enumerate(("core", "left", "right", "far"), 1)}
CITY = Inventory(
    devices={name: Device(name, f"10.0.0.{number}") for number, name in enumerate(MACS, 1)},
    links={"core-left": Link("core-left", LinkEnd("core", "GE1"), LinkEnd("left", "GE1"), "fibre", 3.0)},
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def app(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    with system(tmp_path, clock, inventory=CITY) as opened:
        yield opened


def tell(app: App, device: str, *rows: Row) -> None:
    kinds = tuple({type(row) for row in rows})
    app.parts.store.devices.answered(device, app.now(), [Harvest(rows=rows, covers=kinds)])


def told_by_all(app: App) -> None:
    """LLDP between core and left; right seen in left's address table; far named in right's description."""
    tell(app, "core", LocalLldp("c0", "core", {"GE1": "1"}), Neighbour("GE1", "c1", "1"))
    tell(
        app,
        "left",
        LocalLldp("c1", "left", {"GE1": "1"}),
        FdbEntry(MACS["right"], "GE2"),
        ArpEntry("10.0.0.3", MACS["right"]),
    )
    tell(app, "right", FdbEntry(MACS["left"], "GE7"), Interface(1, "GE7"), Interface(2, "GE8", alias="to far GE9"))
    tell(app, "left", Identifiers(chassis_mac=MACS["left"]))
    tell(app, "far", Interface(1, "GE9"))


def test_every_source_adds_its_links_with_its_weight(app: App) -> None:
    told_by_all(app)
    links = {link.name: link for link in app.topology.links()}
    assert {name: (link.source, link.confidence) for name, link in links.items()} == {
        "core-left": ("both", 0.99),
        "left:GE2--right:GE7": ("fdb", 0.6),
        "far:GE9--right:GE8": ("configuration", 0.4),
    }
    assert {view.name: view.confidence for view in app.links().items} == {
        name: link.confidence for name, link in links.items()
    }


def test_paths_are_not_planned_over_hearsay(app: App) -> None:
    told_by_all(app)
    assert app.topology.network().links == ("core-left", "left:GE2--right:GE7")


def test_the_history_tells_when_a_link_came_and_fell_silent(app: App, clock: ManualClock) -> None:
    assert [change.link for change in app.topology.record()] == ["core-left"]
    begun = clock.now()
    clock.advance(600)
    told_by_all(app)
    assert {change.change for change in app.topology.record()} == {"added", "changed"}
    clock.advance(7 * 86_400)
    silent = app.topology.record()
    assert {change.link for change in silent if change.body["stale"]} == {change.link for change in silent}
    assert len(silent) == 3
    assert [link.name for link in app.topology.links(begun)] == ["core-left"]
    assert len(app.topology.links(begun + timedelta(seconds=600))) == 3
    assert app.topology.changes(begun, clock.now(), "core-left")[-1].change == "added"
