"""The list of collectors as a whole."""

import asyncio
from dataclasses import fields, replace

import pytest

from collectors import ALL, harvest_all
from nms.core.config import CadencesConfig
from nms.core.device import Device, Role
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.observed import Facts, Harvest, Interface, InterfaceState
from nms.core.ports import Visit
from nms.core.sample import METRICS

MIB = {
    "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 2011, 2, 23),
    "1.3.6.1.2.1.31.1.1.1.1.5": "GE0/0/1",
    "1.3.6.1.2.1.2.2.1.7.5": 1,
    "1.3.6.1.2.1.2.2.1.8.5": 1,
}


def test_names_are_given_once_and_cadences_exist():
    names = [collector.name for collector in ALL]
    assert len(set(names)) == len(names)
    assert {collector.cadence for collector in ALL} <= set(CadencesConfig.model_fields)


def test_a_row_type_has_one_collector_that_covers_it(visiting):
    """Two would delete each other's rows."""
    covered = [kind for collector in ALL for kind in asyncio.run(collector.collect(visiting({}))).covers]
    assert len(set(covered)) == len(covered)


@pytest.mark.parametrize("collector", ALL, ids=lambda collector: collector.name)
def test_every_collector_survives_an_agent_without_objects(collector, visiting):
    harvest = asyncio.run(collector.collect(visiting({})))
    assert not harvest.partial
    assert all(sample.metric in METRICS for sample in harvest.samples)


@pytest.mark.parametrize("collector", ALL, ids=lambda collector: collector.name)
def test_every_docstring_says_source_unit_and_pace(collector):
    text = type(collector).__doc__
    assert text is not None
    assert "Cadence" in text
    assert "Yield" in text
    assert f"{collector.cadence}" in text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_polled_for_life_interfaces_and_neighbours(role, visiting):
    wanted = {collector.name for collector in ALL if collector.wants(visiting({}, role=role))}
    assert {"system", "uptime", "interfaces", "interface_states", "interface_counters", "lldp"} <= wanted


def test_what_no_snmp_reaches_is_not_asked(visiting):
    visit = visiting({})
    mute = replace(visit, device=Device("mstp-1", "10.0.0.1", role=Role.MSTP))
    assert not any(collector.wants(mute) for collector in ALL)


def test_later_collectors_know_what_earlier_ones_learned(visiting):
    visit = visiting(MIB)
    gathered = dict(asyncio.run(harvest_all(visit)))
    states = gathered["interface_states"]
    assert isinstance(states, Harvest)
    assert list(states.rows) == [InterfaceState("GE0/0/1", "up", "up")]
    assert not any(root[:8] == (1, 3, 6, 1, 4, 1, 9, 9) for root in visit.snmp.roots), "it said that it is a Huawei"
    uptime = gathered["uptime"]
    assert isinstance(uptime, Harvest)
    assert uptime.facts is not None
    assert uptime.facts.vendor == "Huawei"
    assert len(fields(Facts)) == 12, "a new fact must be kept by Uptime too"


class _Refusing:
    name = "refusing"
    cadence = "status"

    def __init__(self, error):
        self.error = error

    def wants(self, visit: Visit) -> bool:
        return True

    async def collect(self, visit: Visit) -> Harvest:
        raise self.error


def test_one_refusal_does_not_stop_the_others(visiting):
    refusal = SnmpError("NMS-CORE-001")
    gathered = asyncio.run(harvest_all(visiting(MIB), [_Refusing(refusal), *ALL]))
    assert gathered[0] == ("refusing", refusal)
    assert len(gathered) > len(ALL) / 2
    harvests = [harvest for _, harvest in gathered[1:] if isinstance(harvest, Harvest)]
    assert len(harvests) == len(gathered) - 1
    assert any(isinstance(row, Interface) for harvest in harvests for row in harvest.rows)


def test_silence_ends_the_visit(visiting):
    silence = NoAnswerError("NMS-CORE-001")
    assert asyncio.run(harvest_all(visiting(MIB), [_Refusing(silence), *ALL])) == [("refusing", silence)]
