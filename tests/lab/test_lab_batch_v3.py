"""Rounds as an SNMPv3 user against Debian's snmpd: the values of snmpbulkwalk, through a restart of the agent too."""

import asyncio
from collections.abc import Iterator

import pytest
from daemons import USER
from netsnmp import IF_X_TABLE, V3, bulkwalk
from smallcity import ROUTERS, SmallCity

from nms.app.clock import SystemClock
from nms.core.config import SnmpConfig
from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.snmp.batch.answers import Fate
from nms.snmp.batch.course import Round
from nms.snmp.batch.fleet import fleet_of, member_of
from nms.snmp.batch.layout import Layout, room_of
from nms.snmp.batch.poller import BatchPoller
from nms.snmp.session import PysnmpSnmp

NAMES = ((1, 3, 6, 1, 2, 1, 1, 5, 0), (1, 3, 6, 1, 2, 1, 1, 6, 0))
COLUMNS = tuple((1, 3, 6, 1, 2, 1, 31, 1, 1, 1, number) for number in (1, 15, 18))
ACCESS = SnmpAccess(
    SnmpVersion.V3, user=USER.name, auth=USER.auth, auth_key=USER.auth_key, priv=USER.priv, priv_key=USER.priv_key
)


async def laid_out(device: Device) -> Layout:
    snmp = PysnmpSnmp(SnmpConfig(), SystemClock())
    try:
        session = snmp.session(device)
        scalars = {bind.oid: bind.value for bind in await session.get(*NAMES)}
        return Layout.of(scalars, COLUMNS, await session.columns(*COLUMNS), 50, room_of(device))
    finally:
        await snmp.close()


@pytest.fixture
def poller(lab: SmallCity) -> Iterator[BatchPoller]:
    devices = [Device(name, lab.addresses[name], snmp=ACCESS) for name in ROUTERS]
    members = [member_of(one, (one.address, 161), asyncio.run(laid_out(one))) for one in devices]
    made = BatchPoller(fleet_of(members), SystemClock(), 1000.0)
    try:
        yield made
    finally:
        made.close()


def agrees(lab: SmallCity, outcome: Round) -> None:
    """Every value is what snmpbulkwalk reads."""
    assert outcome.answers.whole().all()
    assert (
        outcome.tally.fates[Fate.MALFORMED] == outcome.tally.fates[Fate.ODD] == outcome.tally.fates[Fate.FOREIGN] == 0
    )
    for number, member in enumerate(outcome.answers.fleet.members):
        said = {bind.oid: bind.value for bind in outcome.answers.variables(number)}
        assert said[NAMES[0]] == member.device.encode()
        for (column, row), text in bulkwalk(lab.addresses[member.device], IF_X_TABLE, V3).items():
            if (name := (*COLUMNS[0][:-1], column, row)) in said:
                value = said[name]
                assert text == (value.decode() if isinstance(value, bytes) else str(value))


def test_rounds_as_a_user_read_what_snmpbulkwalk_reads(lab: SmallCity, poller: BatchPoller) -> None:
    for _ in range(3):
        agrees(lab, poller.poll())


def test_a_restarted_agent_is_followed_to_its_next_boot(lab: SmallCity, poller: BatchPoller) -> None:
    agrees(lab, poller.poll())
    lab.restart_snmpd("pe2")
    outcome = poller.poll()
    agrees(lab, outcome)
    assert outcome.tally.sent - outcome.tally.resent == poller.fleet.messages
