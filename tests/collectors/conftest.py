"""Visits of agents that answer from a few lines of MIB."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from moments import AT

from nms.core.device import Device, Role, SnmpAccess, SnmpVersion
from nms.core.observed import Facts, Harvest, Row
from nms.core.ports import Collector, Oid, Visit
from nms.testing import MibSession, ScriptedSnmp

Mib = Mapping[str, int | str | bytes | Oid]
RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True)
class Polled:
    """What one collector brought from one agent, and the session that it used."""

    harvest: Harvest
    session: MibSession

    def rows(self, kind: type[RowT]) -> list[RowT]:
        return [row for row in self.harvest.rows if isinstance(row, kind)]

    def samples(self, metric: str) -> dict[str, int | float]:
        return {sample.instance: sample.value for sample in self.harvest.samples if sample.metric == metric}


Poll = Callable[..., Polled]


def visit(
    mib: Mib,
    *,
    role: Role = Role.OTHER,
    platform: str = "",
    names: Mapping[int, str] | None = None,
    facts: Facts | None = None,
    version: SnmpVersion = SnmpVersion.V2C,
    breaks_after: int | None = None,
) -> Visit:
    device = Device("box", "127.0.0.1", platform, role, snmp=SnmpAccess(version))
    session = ScriptedSnmp({"box": mib}, breaks_after).session(device)
    return Visit(device, AT, session, names or {}, facts or Facts())


@pytest.fixture
def poll() -> Poll:
    def run(collector: Collector, mib: Mib, **settings: Any) -> Polled:
        call = visit(mib, **settings)
        session = call.snmp
        assert isinstance(session, MibSession)
        assert collector.wants(call)
        return Polled(asyncio.run(collector.collect(call)), session)

    return run


@pytest.fixture
def visiting() -> Callable[..., Visit]:
    return visit
