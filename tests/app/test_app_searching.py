"""Searching a range: paced, bounded, stoppable; what answers is kept as it is found."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from agents import SWITCH, Neighbourhood

from nms.app import searching
from nms.app.searching import Search, Searcher
from nms.core.config import Config, SnmpConfig
from nms.core.discovery import Found, Sweep
from nms.core.errors import StoreError
from nms.testing import ManualClock

CONFIG = SnmpConfig.model_validate({"credentials": {"wrong": {"community": "nope"}, "right": {"community": "yes"}}})
RANGE = [f"10.0.0.{number}" for number in range(1, 21)]


class Hunt:
    """A search with a clock that moves while it waits."""

    def __init__(self, snmp: Neighbourhood, until: int = 10**9) -> None:
        self.clock = ManualClock()
        self.snmp = snmp
        self.found: list[Found] = []
        self.told: list[Sweep] = []
        self.until = until
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.advance(seconds)
        await asyncio.sleep(0)

    async def keep(self, found: Found) -> None:
        self.found.append(found)

    async def tell(self, sweep: Sweep) -> bool:
        self.told.append(sweep)
        return sweep.asked < self.until

    def run(self, rate: float = 10, credentials: Sequence[str] = ("wrong", "right"), keep: Any = None) -> Sweep:
        searcher = Searcher(self.snmp, self.clock, CONFIG, keep or self.keep, self.tell, self.sleep)
        return asyncio.run(searcher.run(Search(RANGE, 161, credentials, rate)))


def test_what_answers_is_found_with_its_identity() -> None:
    hunt = Hunt(Neighbourhood({("10.0.0.7", "yes"): SWITCH, ("10.0.0.9", "nope"): SWITCH}))
    sweep = hunt.run()
    assert {(agent.address, agent.credential, agent.serial) for agent in hunt.found} == {
        ("10.0.0.7", "right", "2102359575DMJ9000001"),
        ("10.0.0.9", "wrong", "2102359575DMJ9000001"),
    }
    assert (sweep.addresses, sweep.asked, sweep.answered) == (20, 20, 2)
    assert sweep.failures == {"NMS-SNMP-001": 37}


def test_every_address_is_asked_once_with_each_credential_in_order_until_one_fits() -> None:
    hunt = Hunt(Neighbourhood({("10.0.0.2", "nope"): SWITCH}))
    hunt.run()
    assert [community for address, community in hunt.snmp.asked if address == "10.0.0.1"] == ["nope", "yes"]
    assert {community for address, community in hunt.snmp.asked if address == "10.0.0.2"} == {"nope"}


def test_the_search_is_no_faster_than_asked() -> None:
    hunt = Hunt(Neighbourhood({}))
    sweep = hunt.run(rate=4)
    assert sum(hunt.waits) == pytest.approx(19 / 4)
    assert max(hunt.waits) <= 0.25 + 1e-9
    assert sweep.seconds >= 4.7
    assert len(hunt.told) >= 4


def test_a_search_that_is_stopped_asks_no_further() -> None:
    hunt = Hunt(Neighbourhood({}), until=5)
    sweep = hunt.run(rate=1)
    assert 5 <= sweep.asked <= 7
    assert len({address for address, _ in hunt.snmp.asked}) <= 8


def test_an_agent_that_falls_silent_half_way_is_found_all_the_same() -> None:
    hunt = Hunt(Neighbourhood({("10.0.0.7", "yes"): SWITCH}, {"10.0.0.7": 1}))
    hunt.run()
    assert hunt.found == [Found("10.0.0.7", 161, "right", sys_name="yc-sw9.net.example")]


def test_a_store_that_fails_ends_the_search() -> None:
    async def full(_found: Found) -> None:
        raise StoreError("NMS-STORE-003", path="x", reason="full")

    hunt = Hunt(Neighbourhood({("10.0.0.1", "yes"): SWITCH}))
    with pytest.raises(StoreError):
        hunt.run(rate=1, keep=full)
    assert len({address for address, _ in hunt.snmp.asked}) < 20


def test_a_search_is_patient_for_a_short_time_only() -> None:
    config = Config.model_validate({"snmp": {"timeout_s": 9, "retries": 5}, "discovery": {"timeout_s": 0.7}})
    short = searching.snmp_config(config)
    assert (short.timeout_s, short.retries, short.in_flight) == (0.7, 1, searching.AT_ONCE)


def test_how_far_it_is_survives_the_desk() -> None:
    sweep = Sweep(254, 40, 3, 8.5, {"NMS-SNMP-001": 37})
    assert searching.read(searching.written(sweep)) == sweep
    assert searching.read("") is None
    assert searching.read("broken") is None
