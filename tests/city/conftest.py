"""The demo city, drawn once; a fresh simulation of it for every test, with a clock that moves only when told."""

from datetime import UTC, datetime

import pytest
from cityasking import COMMUNITY

from nms.city.plan import Draft, draw, inventory_of
from nms.city.state import City
from nms.core.device import SnmpAccess, SnmpVersion
from nms.core.site import Inventory
from nms.testing import ManualClock

START = datetime(2026, 9, 14, 3, 7, 21, tzinfo=UTC)


@pytest.fixture(scope="session")
def draft() -> Draft:
    """The plan of the demo city."""
    return draw()


@pytest.fixture(scope="session")
def inventory(draft: Draft) -> Inventory:
    """What its files mean, with credentials of this test run."""
    v3 = SnmpAccess(
        SnmpVersion.V3, user="watcher", auth="sha256", auth_key="auth-key-1", priv="aes128", priv_key="priv-key-1"
    )
    return inventory_of(draft, {"demo_v2c": SnmpAccess(community=COMMUNITY), "demo_v3": v3})


@pytest.fixture
def clock() -> ManualClock:
    """A Monday morning in Shaoxing."""
    return ManualClock(START)


@pytest.fixture
def city(inventory: Inventory, clock: ManualClock) -> City:
    """The city, all well."""
    return City(inventory, clock)
