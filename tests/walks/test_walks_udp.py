"""Recorded agents on the wire: polled by the real session over UDP, they yield what the stand-in without one yields.

Twenty are served by the light responder of the simulated city, each at an address of its own, and three by snmpsim,
which shares no line with us: it runs as a process of its own from the environment of `tests/helper.in`.
"""

import asyncio
import bz2
import os
import subprocess
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from serving import free_udp_port
from suites import unavailable

from collectors import harvest_all
from nms.app.clock import SystemClock
from nms.city.responder import Responder
from nms.city.served import Recorded
from nms.city.state import City
from nms.core.config import SnmpConfig
from nms.core.device import Device, SnmpAccess
from nms.core.errors import NoAnswerError
from nms.core.observed import Harvest
from nms.core.ports import Visit
from nms.core.site import Inventory
from nms.snmp.session import PysnmpSnmp
from nms.testing import MibSession, read_recording

pytestmark = pytest.mark.walks

BY_RESPONDER = (
    "librenms/vrp_5720",
    "librenms/vrp_ac6605-26",
    "librenms/vrp_power",
    "librenms/smartax",
    "snmpsim-data/huawei-gse200m",
    "librenms/comware_hpe5900",
    "snmpsim-data/h3c-e528-2",
    "librenms/ios_2960x",
    "librenms/iosxe_asr920",
    "librenms/iosxr_asr9904",
    "librenms/zxa10_c320",
    "librenms/zxr10_5928",
    "librenms/ruijie",
    "librenms/raisecom-ros",
    "librenms/rad-rici",
    "librenms/timos_7705-pmc",
    "librenms/junos_mx5t-isis",
    "librenms/apc_smtl1000-nmc3",
    "librenms/linux_raspberrypi-gpiomonitor",
    "librenms/routeros_rb750gr3",
)
BY_SNMPSIM = ("librenms/vrp_ce12804-withvrf", "librenms/rad-rici", "librenms/zxr10_5928")
AT = datetime(2026, 3, 1, tzinfo=UTC)
COMMUNITY = "recorded"
SYS_DESCR = (1, 3, 6, 1, 2, 1, 1, 1, 0)
UNPOLICED = SnmpConfig(requests_per_second=1_000_000)
READY_TRIES = 100  # snmpsim is silent until it has indexed its files
ROOT = Path(__file__).parents[2]


def recording_of(test_data, name):
    return read_recording(test_data / "snmp" / f"{name}.snmprec.bz2")


def gathered(device, session):
    """What every collector brings home from one agent."""
    return asyncio.run(_harvest(device, session))


async def _harvest(device, session):
    return await harvest_all(Visit(device, AT, session))


@asynccontextmanager
async def real_session(device):
    """The session of the product, on a socket of its own."""
    snmp = PysnmpSnmp(UNPOLICED, SystemClock())
    try:
        yield snmp.session(device)
    finally:
        await snmp.close()


def same(device, told, recording):
    """Facts, rows, samples and notes are those of the stand-in; nothing failed, nothing broke off."""
    assert all(isinstance(harvest, Harvest) and not harvest.partial for _, harvest in told)
    wanted = gathered(device, MibSession(recording))
    assert [name for name, _ in told] == [name for name, _ in wanted]
    for (name, harvest), (_, expected) in zip(told, wanted, strict=True):
        assert harvest == expected, name
    assert any(harvest.rows for _, harvest in told)


@pytest.fixture(scope="module")
def served(test_data):
    """All twenty as agents, by name: 127.77.0.1 and on."""
    agents = {}
    for number, name in enumerate(BY_RESPONDER, 1):
        access = SnmpAccess(community=COMMUNITY, timeout_s=20)
        device = Device(name, f"127.77.0.{number}", snmp=access)
        recording = recording_of(test_data, name)
        agents[name] = Recorded(device, (recording.rows[oid] for oid in recording.oids))
    return agents


async def polled_at_the_responder(device, agents):
    responder = Responder(City(Inventory(), SystemClock()), 0, agents)
    responder.start()
    there = Device(device.name, device.address, snmp=SnmpAccess(port=responder.port, community=COMMUNITY, timeout_s=20))
    try:
        async with real_session(there) as session:
            told = await _harvest(device, session)
    finally:
        responder.close()
    assert not responder.tally.failures
    assert responder.tally.answers == responder.tally.requests > 0
    return told


@pytest.mark.parametrize("name", BY_RESPONDER)
def test_a_recorded_agent_says_the_same_over_udp(name, served, test_data, tally):
    device = served[name].device
    told = asyncio.run(polled_at_the_responder(device, served.values()))
    same(device, told, recording_of(test_data, name))
    tally("over UDP", 1)


def test_recorded_agents_are_told_apart_by_their_addresses_alone(served):
    descriptions = asyncio.run(_descriptions(served.values()))
    assert descriptions == [agent.get(SYS_DESCR, 0.0)[1] for agent in served.values()]
    assert len(set(descriptions)) > len(descriptions) / 2


async def _descriptions(agents):
    responder = Responder(City(Inventory(), SystemClock()), 0, agents)
    responder.start()
    snmp = PysnmpSnmp(UNPOLICED, SystemClock())
    access = SnmpAccess(port=responder.port, community=COMMUNITY, timeout_s=20)
    try:
        devices = [Device(agent.device.name, agent.device.address, snmp=access) for agent in agents]
        found = await asyncio.gather(*(snmp.session(device).get(SYS_DESCR) for device in devices))
    finally:
        await snmp.close()
        responder.close()
    return [bind.value for (bind,) in found]


def snmpsim_command():
    """snmpsim's responder beside the interpreter of the helper environment."""
    named = os.environ.get("NMS_HELPER_PYTHON")
    python = Path(named) if named else ROOT / ".venv-helper" / "bin" / "python"
    command = python.with_name("snmpsim-command-responder")
    if not command.exists():
        unavailable("data", f"no snmpsim at {command} (make .venv-helper/.ready, or set NMS_HELPER_PYTHON)")
    return command


@contextmanager
def snmpsim(folder, port):
    """snmpsim on 127.0.0.1 over the recordings of a folder: a file's base name is its community."""
    arguments = [snmpsim_command(), f"--data-dir={folder / 'data'}", f"--cache-dir={folder / 'cache'}"]
    arguments.append(f"--agent-udpv4-endpoint=127.0.0.1:{port}")
    if os.getuid() == 0:
        arguments += ["--process-user=root", "--process-group=root"]
    with (folder / "snmpsim.log").open("wb") as log:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def answering(process, device):
    """Once the agent answers: ask until it does, as long as its process lives."""
    async with real_session(device) as session:
        for _ in range(READY_TRIES):
            assert process.poll() is None, "snmpsim ended"
            try:
                await session.get(SYS_DESCR)
            except NoAnswerError:
                continue
            return
    raise AssertionError(f"snmpsim does not answer for {device.name}")


@pytest.fixture(scope="module")
def foreign(test_data, tmp_path_factory):
    """A running snmpsim over three recordings, and its devices by name."""
    folder = tmp_path_factory.mktemp("snmpsim")
    (folder / "data").mkdir()
    port = free_udp_port()
    devices = {}
    for number, name in enumerate(BY_SNMPSIM):
        packed = (test_data / "snmp" / f"{name}.snmprec.bz2").read_bytes()
        (folder / "data" / f"agent{number}.snmprec").write_bytes(bz2.decompress(packed))
        access = SnmpAccess(port=port, community=f"agent{number}", timeout_s=1, retries=0)
        devices[name] = Device(name, "127.0.0.1", snmp=access)
    with snmpsim(folder, port) as process:
        for device in devices.values():
            asyncio.run(answering(process, device))
        yield devices


@pytest.mark.parametrize("name", BY_SNMPSIM)
def test_a_recorded_agent_says_the_same_by_snmpsim(name, foreign, test_data, tally):
    device = foreign[name]
    patient = SnmpAccess(port=device.snmp.port, community=device.snmp.community, timeout_s=20)
    told = asyncio.run(polled_by_the_session(Device(name, device.address, snmp=patient)))
    same(device, told, recording_of(test_data, name))
    tally("by snmpsim", 1)


async def polled_by_the_session(device):
    async with real_session(device) as session:
        return await _harvest(device, session)
