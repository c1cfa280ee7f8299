"""The drivers on the simulated city's own consoles: every platform, over SSH and telnet."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from nms.city.console.standalone import ROLES, ConsoleYard, YardConsole
from nms.core.change_ports import CliSession, Login
from nms.core.device import Device
from nms.core.dialect import digest
from nms.core.errors import RejectedError
from nms.drivers.dialects import DIALECTS
from nms.drivers.fleet import NornirFleet
from nms.drivers.terminal import Limits
from nms.testing.hostkeys import MemoryHostKeys

PLATFORMS = sorted(ROLES)
CHANGES = {
    "huawei": ["vlan 77", " description a b", "sysname NEW-NAME", "vlan 78", "mpls", "vlan 79"],
    "huawei_vrpv8": [
        "ip vpn-instance X-HX",
        " ipv4-family",
        "  route-distinguisher 65000:1001",
        "sysname NEW-NAME",
        "ip vpn-instance X-YC",
    ],
    "hp_comware": ["vlan 77", " description a b", "sysname NEW-NAME", "vlan 78"],
    "cisco_ios": ["vlan 77", " name ab", "hostname NEW-NAME", "interface GigabitEthernet0/1", " description y"],
    "huawei_smartax": ["vlan 2345 smart", "vlan attrib 2345 stacking"],
    "raisecom_roap": ["hostname NEW-NAME"],
    "huawei_bsc_mml": ["SET GCELLHOBASIC: CELLID=1, LAYER=2;"],
}


@pytest.fixture(scope="module", params=["ssh", "telnet"])
def yard(request: pytest.FixtureRequest) -> Iterator[ConsoleYard]:
    with ConsoleYard([(name.replace("_", "-"), name) for name in PLATFORMS], transport=request.param) as consoles:
        yield consoles


class YardLogin:
    def __init__(self, console: YardConsole) -> None:
        self._console = console

    def of(self, device: Device) -> Login:
        return Login(self._console.username, self._console.password, self._console.password)


@pytest.fixture(params=PLATFORMS)
def console(yard: ConsoleYard, request: pytest.FixtureRequest) -> YardConsole:
    return yard[request.param.replace("_", "-")]


@pytest.fixture
def session(console: YardConsole) -> Iterator[CliSession]:
    keys = MemoryHostKeys()
    keys.accept(console.name, *console.host_key, "test", datetime(2026, 3, 1, tzinfo=UTC))
    opened = NornirFleet(YardLogin(console), keys, Limits(connect_s=5, reply_s=5)).open(console.device)
    yield opened
    opened.close()


def test_what_is_read_is_what_the_device_holds(console: YardConsole, session: CliSession) -> None:
    dialect = DIALECTS[console.device.platform]
    first = session.running()
    assert digest(dialect, first) == digest(dialect, session.running())
    if not dialect.mml:
        assert digest(dialect, first) == digest(dialect, console.running())


def test_lines_land_and_a_bogus_one_is_refused(console: YardConsole, session: CliSession) -> None:
    dialect = DIALECTS[console.device.platform]
    lines = CHANGES[console.device.platform]
    before = session.running()
    assert [reply.line for reply in session.apply(lines)] == lines
    after = session.running()
    session.keep()
    if not dialect.mml:
        assert digest(dialect, console.saved()) == digest(dialect, after)
    with pytest.raises(RejectedError) as caught:
        session.apply(["no such line at all"])
    assert caught.value.accepted == 0
    assert digest(dialect, session.running()) == digest(dialect, after) != digest(dialect, before)
