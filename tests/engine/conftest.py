"""The demo city's plan, and a small world cut out of it for every test."""

from dataclasses import replace
from pathlib import Path

import pytest
from citysnmp import CitySnmp
from engineworld import BOXES, START, NoTicks, World
from fleetcrew import without_network

from nms.city.faults import Faults
from nms.city.plan import draw, inventory_of
from nms.city.state import City
from nms.core.config import Config
from nms.core.device import SnmpAccess
from nms.core.site import Inventory
from nms.engine import engine
from nms.site.loading import Site
from nms.testing import ManualClock


@pytest.fixture(scope="session")
def whole_inventory() -> Inventory:
    access = SnmpAccess(community="c")
    return inventory_of(draw(), {"demo_v2c": access, "demo_v3": access})


@pytest.fixture
def world(whole_inventory: Inventory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    clock = ManualClock(START)
    devices = {name: whole_inventory.devices[name] for name in BOXES}
    links = {
        name: link
        for name, link in whole_inventory.links.items()
        if link.a.device in devices and link.b.device in devices
    }
    halls = {
        name: replace(hall, devices=tuple(box for box in hall.devices if box in devices))
        for name, hall in whole_inventory.halls.items()
        if devices.keys() & set(hall.devices)
    }
    inventory = replace(whole_inventory, devices=devices, links=links, halls=halls, cells={})
    city = City(inventory, clock)
    snmp = CitySnmp(city)
    config = Config.model_validate({"traps": {"port": 0}})
    monkeypatch.setattr(engine, "Ticks", NoTicks)
    without_network(monkeypatch)
    monkeypatch.setattr(engine, "PysnmpSnmp", lambda *_: snmp)
    return World(city, snmp, Faults(city), clock, Site(tmp_path, tmp_path, config, inventory))
