"""Consoles that misbehave on request, and a fleet that knows their keys."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from vrpserver import LOGIN, Consoles, consoles

from nms.core.change_ports import CliSession, Login
from nms.core.device import Device
from nms.drivers.fleet import NornirFleet
from nms.drivers.terminal import Limits
from nms.testing.hostkeys import MemoryHostKeys

T0 = datetime(2026, 3, 1, tzinfo=UTC)


class OneLogin:
    """Every device has the same account."""

    login = LOGIN

    def of(self, device: Device) -> Login:
        return self.login


@pytest.fixture(scope="module")
def served() -> Iterator[Consoles]:
    with consoles() as running:
        yield running


@pytest.fixture
def keys(served: Consoles) -> MemoryHostKeys:
    known = MemoryHostKeys()
    for name in ("r1", "r2", "r3", "r4"):
        known.accept(name, *served.public, "test", T0)
    return known


@pytest.fixture
def fleet(keys: MemoryHostKeys) -> NornirFleet:
    return NornirFleet(OneLogin(), keys, Limits(connect_s=5, reply_s=5, most_bytes=200_000), workers=3)


@pytest.fixture
def impatient(keys: MemoryHostKeys) -> NornirFleet:
    """Waits a fifth of a second for an answer: for devices that never give one."""
    return NornirFleet(OneLogin(), keys, Limits(connect_s=5, reply_s=0.2, most_bytes=20_000))


@pytest.fixture
def opened() -> Iterator[Callable[[NornirFleet, Device], CliSession]]:
    sessions: list[CliSession] = []

    def open_one(fleet: NornirFleet, device: Device) -> CliSession:
        sessions.append(fleet.open(device))
        return sessions[-1]

    yield open_one
    for session in sessions:
        session.close()
