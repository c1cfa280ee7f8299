"""The listener of RADIUS accounting over real sockets: stored, answered, never counted twice, strangers dropped."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from systems import system

from nms.app.app import App
from nms.core.admission import PcLogin
from nms.core.alarm import Actor
from nms.core.config import AdmissionConfig, Config
from nms.core.config.radius import RadiusConfig
from nms.core.device import Device
from nms.core.errors import InvalidError
from nms.core.observed import Harvest, Interface
from nms.core.site import Inventory
from nms.engine.radius import Radius
from nms.engine.recorder import Recorder
from nms.halls import radius
from nms.halls.radius import Attribute, Status
from nms.testing import ManualClock

SWITCH, SERVER, STRANGER = "127.0.0.31", "127.0.0.32", "127.0.0.33"
SECRET, OWN = b"quartz-of-the-hall", b"own-secret-of-the-switch"
MAC, USER, PORT = "00e0fc123456", "wang", "GigabitEthernet0/0/7"
LI = Actor("li", "cli")
Attributes = list[tuple[int, bytes]]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def app(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    settings = RadiusConfig(listen="127.0.0.1", port=0, proxies=(SERVER,))
    config = Config(admission=AdmissionConfig(radius=settings))
    with system(tmp_path, clock, config, Inventory({"sw": Device("sw", SWITCH)})) as opened:
        opened.secrets.put("admission.radius", SECRET.decode(), LI)
        rows = [Interface(7, PORT), Interface(8, "GigabitEthernet0/0/8")]
        opened.parts.store.devices.answered("sw", clock.now(), [Harvest(rows=rows, covers=(Interface,))])
        yield opened


class Nas:
    """A sender at an address of its own."""

    def __init__(self, heard: Radius, address: str) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 0))
        self._socket.setblocking(False)
        self._to = ("127.0.0.1", heard.port)

    async def send(self, datagram: bytes) -> None:
        await asyncio.get_running_loop().sock_sendto(self._socket, datagram, self._to)

    async def asked(self, datagram: bytes) -> bytes:
        await self.send(datagram)
        async with asyncio.timeout(10):
            return await asyncio.get_running_loop().sock_recv(self._socket, 4096)

    def close(self) -> None:
        self._socket.close()


def said(status: Status, *more: tuple[int, bytes]) -> Attributes:
    return [
        (Attribute.STATUS_TYPE, struct.pack(">I", status)),
        (Attribute.SESSION_ID, b"5A3C01"),
        (Attribute.USER_NAME, USER.encode()),
        (Attribute.CALLING_STATION_ID, b"00-E0-FC-12-34-56"),
        (Attribute.NAS_PORT, struct.pack(">I", 7)),
        *more,
    ]


def hears(app: App, then: Callable[[Radius, Callable[[str], Nas]], Awaitable[None]]) -> Radius:
    """Let it listen for as long as `then` takes."""

    async def all_of_it() -> Radius:
        recorder, senders = Recorder(app.parts), list[Nas]()
        heard = Radius(app.parts, app.secrets, recorder)
        await heard.start()

        def at(address: str) -> Nas:
            senders.append(Nas(heard, address))
            return senders[-1]

        try:
            await then(heard, at)
        finally:
            await heard.stop()
            recorder.stop()
            for sender in senders:
                sender.close()
        return heard

    return asyncio.run(all_of_it())


def logins(app: App) -> list[PcLogin]:
    return list(app.parts.store.admission.logins())


def test_who_logged_in_is_known_before_the_switch_has_its_answer(app: App, clock: ManualClock) -> None:
    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        datagram = radius.request(1, said(Status.START, (Attribute.DELAY_TIME, struct.pack(">I", 4))), SECRET)
        answer = await at(SWITCH).asked(datagram)
        assert answer == radius.answer(radius.verified(datagram, SECRET), SECRET)
        assert logins(app) == [PcLogin(MAC, USER, "sw", PORT, clock.now() - timedelta(seconds=4))]

    assert hears(app, then).counts == {"received": 1, "answered": 1}


def test_a_session_that_ends_is_noted(app: App, clock: ManualClock) -> None:
    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        switch = at(SWITCH)
        await switch.asked(radius.request(1, said(Status.START), SECRET))
        clock.advance(60)
        await switch.asked(radius.request(2, said(Status.STOP), SECRET))

    hears(app, then)
    assert [login.ended_at for login in logins(app)] == [clock.now()]


def test_with_the_start_of_a_switch_all_its_sessions_are_over(app: App, clock: ManualClock) -> None:
    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        switch = at(SWITCH)
        await switch.asked(radius.request(1, said(Status.INTERIM), SECRET))
        clock.advance(60)
        await switch.asked(radius.request(2, said(Status.ON)[:1], SECRET))

    hears(app, then)
    assert [login.ended_at for login in logins(app)] == [clock.now()]


def test_the_start_of_another_port_ends_nobodys_session(app: App) -> None:
    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        switch = at(SWITCH)
        await switch.asked(radius.request(1, said(Status.START), SECRET))
        other = (Attribute.NAS_PORT_ID, b"GigabitEthernet0/0/8")
        await switch.asked(radius.request(2, [*said(Status.ON)[:1], other], SECRET))

    hears(app, then)
    assert [login.ended_at for login in logins(app)] == [None]


def test_a_repeated_request_is_answered_again_and_counted_once(app: App, clock: ManualClock) -> None:
    datagram = radius.request(1, said(Status.START), SECRET)

    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        switch = at(SWITCH)
        first = await switch.asked(datagram)
        began = clock.now()
        clock.advance(5)
        assert await switch.asked(datagram) == first
        assert [login.at for login in logins(app)] == [began]

    assert hears(app, then).counts == {"received": 2, "answered": 1, "duplicates": 1}


def test_strangers_and_wrong_secrets_are_dropped_and_counted(app: App) -> None:
    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        await at(STRANGER).send(radius.request(1, said(Status.START), SECRET))
        switch = at(SWITCH)
        await switch.send(radius.request(2, said(Status.START), b"another"))
        await switch.send(b"\x04\x01")
        await switch.asked(radius.request(3, said(Status.STOP), SECRET))  # heard after those

    counts = hears(app, then).counts
    assert (counts["strangers"], counts["wrong_secret"], counts["malformed"]) == (1, 1, 1)
    assert (counts["received"], counts["answered"], logins(app)) == (4, 1, [])


def test_a_switch_may_have_a_secret_of_its_own(app: App) -> None:
    app.secrets.put("admission.radius.sw", OWN.decode(), LI)

    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        switch = at(SWITCH)
        await switch.send(radius.request(1, said(Status.START), SECRET))
        await switch.asked(radius.request(2, said(Status.START), OWN))

    assert hears(app, then).counts["wrong_secret"] == 1
    assert len(logins(app)) == 1


@pytest.mark.parametrize(
    ("names", "device"),
    [
        ([(Attribute.NAS_IP_ADDRESS, bytes((127, 0, 0, 31)))], "sw"),
        ([(Attribute.NAS_IDENTIFIER, b"sw")], "sw"),
        ([(Attribute.NAS_IP_ADDRESS, bytes((192, 0, 2, 1)))], ""),
    ],
)
def test_a_server_speaks_for_the_switch_that_it_names(app: App, names: Attributes, device: str) -> None:
    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        text = (Attribute.NAS_PORT_ID, b"GigabitEthernet0/0/8")
        await at(SERVER).asked(radius.request(1, said(Status.START, text, *names), SECRET))

    hears(app, then)
    (login,) = logins(app)
    assert (login.device, login.port) == (device, "GigabitEthernet0/0/8")


def test_a_switch_cannot_speak_for_another(app: App) -> None:
    async def then(_: Radius, at: Callable[[str], Nas]) -> None:
        foreign = (Attribute.NAS_IP_ADDRESS, bytes((192, 0, 2, 1)))
        await at(SWITCH).asked(radius.request(1, said(Status.START, foreign), SECRET))

    hears(app, then)
    assert [login.device for login in logins(app)] == ["sw"]


def test_without_a_secret_it_does_not_start(app: App) -> None:
    app.secrets.remove("admission.radius", LI)
    with pytest.raises(InvalidError) as told:
        hears(app, _nothing)
    assert told.value.code == "NMS-SERVE-020"


def test_a_port_that_is_taken_is_told_with_its_setting(app: App, tmp_path: Path, clock: ManualClock) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        settings = RadiusConfig(listen="127.0.0.1", port=holder.getsockname()[1], secret=SecretStr("quartz"))
        config = Config(admission=AdmissionConfig(radius=settings))
        with system(tmp_path / "other", clock, config) as other, pytest.raises(InvalidError) as told:
            hears(other, _nothing)
    assert (told.value.code, told.value.values["port"]) == ("NMS-SERVE-021", settings.port)


def test_it_stays_silent_unless_it_is_switched_on(tmp_path: Path, clock: ManualClock) -> None:
    with system(tmp_path, clock) as quiet:
        assert hears(quiet, _nothing).port == 0


async def _nothing(_: Radius, __: Callable[[str], Nas]) -> None:
    return None
