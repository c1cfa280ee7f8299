"""The city as a process on the wire: who is answered, who is not, v3 by pysnmp's client, orders, its end."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from cityasking import COMMUNITY, Answer, read, request
from pysnmp.hlapi.v3arch.asyncio import (
    USM_AUTH_HMAC192_SHA256,
    USM_PRIV_CFB128_AES,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    UsmUserData,
    bulk_cmd,
    get_cmd,
)
from waiting import until

from nms.city import remote
from nms.city.process import run
from nms.city.responder import Responder
from nms.city.state import City
from nms.core.config import Config
from nms.core.errors import NmsError
from nms.core.site import Inventory

SYS_NAME, SYS_UP_TIME = (1, 3, 6, 1, 2, 1, 1, 5, 0), (1, 3, 6, 1, 2, 1, 1, 3, 0)
IF_NAME = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)
HALL, CORE = "127.20.1.1", "127.1.1.1"


class Running:
    """A city in a thread of its own, and where its control file is."""

    def __init__(self, inventory: Inventory, folder: Path, trap_port: int) -> None:
        self.control = folder / "city.json"
        target = ("127.0.0.1", trap_port)
        live = run(inventory, Config(), trap_target=target, control_file=self.control, port=0)
        self._thread = threading.Thread(target=asyncio.run, args=(live,))
        self._thread.start()
        until(self.control.exists, "the city takes orders")
        self.port = int(json.loads(self.control.read_text())["snmp_port"])

    def stop(self) -> None:
        remote.order(self.control, "quit")
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def traps() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.settimeout(10)
        yield opened


@pytest.fixture
def running(inventory: Inventory, tmp_path: Path, traps: socket.socket) -> Iterator[Running]:
    city = Running(inventory, tmp_path, traps.getsockname()[1])
    yield city
    city.stop()


@contextlib.contextmanager
def asker(address: str, port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.connect((address, port))
        opened.settimeout(10)
        yield opened


def _ask(address: str, port: int, *oids: tuple[int, ...], kind: str = "get") -> Answer:
    with asker(address, port) as opened:
        opened.send(request(kind, oids, COMMUNITY))
        return read(opened.recv(65_535))


def test_every_address_is_a_box_of_its_own(running: Running, inventory: Inventory) -> None:
    polled = [device for device in inventory.devices.values() if device.snmp and device.snmp.version == "2c"]
    for device in polled[::9]:
        assert _ask(device.address, running.port, SYS_NAME).binds[0][2] == device.name.encode()


def test_a_wrong_community_a_stranger_and_garbage_meet_silence(running: Running) -> None:
    with asker(HALL, running.port) as hall, asker("127.88.88.88", running.port) as nobody:
        hall.send(request("get", [SYS_NAME], "guess"))
        hall.send(b"\x30\x82\xff\xff garbage")
        hall.send(b"")
        nobody.send(request("get", [SYS_NAME], COMMUNITY))
        hall.send(request("get", [SYS_UP_TIME], COMMUNITY))
        assert read(hall.recv(65_535)).binds[0][0] == SYS_UP_TIME
        status = remote.order(running.control, "status")
    assert (status["refused"], status["malformed"], status["answers"], status["failures"]) == (2, 2, 1, 0)


@contextlib.asynccontextmanager
async def _engine() -> AsyncIterator[SnmpEngine]:
    engine = SnmpEngine()
    try:
        yield engine
    finally:
        engine.close_dispatcher()


def _user(auth: str = "auth-key-1") -> UsmUserData:
    return UsmUserData(
        "watcher", auth, "priv-key-1", authProtocol=USM_AUTH_HMAC192_SHA256, privProtocol=USM_PRIV_CFB128_AES
    )


async def _by_v3(port: int, user: UsmUserData) -> tuple[str, list[tuple[str, str]], list[str]]:
    async with _engine() as engine:
        target = await UdpTransportTarget.create((CORE, port), timeout=5, retries=0)
        name = ObjectType(ObjectIdentity(SYS_NAME))
        error, _, _, binds = await get_cmd(engine, user, target, ContextData(), name, lookupMib=False)
        if error:
            return str(error), [], []
        columns = ObjectType(ObjectIdentity(IF_NAME))
        *_, table = await bulk_cmd(engine, user, target, ContextData(), 0, 20, columns, lookupMib=False)
        return "", [(str(oid), str(value)) for oid, value in binds], [str(value) for _, value in table]


def test_v3_with_sha256_and_aes_answers_pysnmp(running: Running, inventory: Inventory) -> None:
    error, [(_, name)], table = asyncio.run(_by_v3(running.port, _user()))
    assert (error, name) == ("", "p-1")
    assert {"100GE0/1/0", "GigabitEthernet0/2/0"} <= set(table)


def test_v3_with_a_wrong_key_is_refused(running: Running) -> None:
    error, binds, _ = asyncio.run(_by_v3(running.port, _user("another-key")))
    assert error
    assert not binds


def test_a_box_with_v3_does_not_answer_v2c(running: Running) -> None:
    with asker(CORE, running.port) as opened:
        opened.send(request("get", [SYS_NAME], ""))
        until(lambda: remote.order(running.control, "status")["refused"] == 1, "one is refused")


def test_orders_strike_repair_and_are_listed(running: Running, traps: socket.socket) -> None:
    assert remote.order(running.control, "fault", kind="e1-los", target="yc-h05") == {"traps": 3}
    assert {traps.recvfrom(65_535)[1][0] for _ in range(3)} >= {"127.20.5.1"}
    answer = remote.order(running.control, "list")
    assert answer["active"] == [{"kind": "e1-los", "target": "yc-h05"}]
    assert "e1-los" in answer["kinds"]
    assert remote.order(running.control, "repair", target="yc-h05", trap=False) == {"traps": 0}
    assert remote.order(running.control, "list")["active"] == []


def test_a_silent_box_answers_again_after_repair(running: Running) -> None:
    remote.order(running.control, "fault", kind="power-loss", target="yc-h01-iad", trap=False)
    with asker(HALL, running.port) as opened:
        opened.send(request("get", [SYS_NAME], COMMUNITY))
        until(lambda: remote.order(running.control, "status")["refused"] == 1, "one is refused")
    remote.order(running.control, "repair", target="yc-h01-iad")
    assert int(_ask(HALL, running.port, SYS_UP_TIME).binds[0][2]) < 6_000


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"verb": "fault", "kind": "e1-loss", "target": "yc-h05"}, "NMS-CITY-001"),
        ({"verb": "fault", "kind": "e1-los", "target": "nowhere"}, "NMS-CITY-002"),
        ({"verb": "repair", "target": "yc-h05"}, "NMS-CITY-003"),
        ({"verb": "dance"}, "NMS-CITY-006"),
    ],
)
def test_a_refused_order_tells_why(running: Running, fields: dict[str, str], code: str) -> None:
    with pytest.raises(NmsError) as refused:
        remote.order(running.control, fields.pop("verb"), **fields)
    assert refused.value.code == code


def test_orders_need_the_token_and_json(running: Running) -> None:
    place = json.loads(running.control.read_text())
    with socket.create_connection(("127.0.0.1", place["port"]), 10) as connection:
        connection.sendall(b'{"verb": "quit", "token": "guess"}\nno json\n[]\n')
        lines = connection.makefile("rb")
        answers = [json.loads(lines.readline()) for _ in range(3)]
    assert {answer["code"] for answer in answers} == {"NMS-CITY-006"}
    assert remote.order(running.control, "status")["agents"] > 200


def test_the_control_file_is_for_its_owner_and_goes_with_the_city(inventory: Inventory, tmp_path: Path) -> None:
    city = Running(inventory, tmp_path, 9)
    assert city.control.stat().st_mode & 0o777 == 0o600
    city.stop()
    assert not city.control.exists()
    with pytest.raises(NmsError, match="NMS-CITY-004"):
        remote.order(city.control, "status")


def test_a_port_in_use_is_named(city: City) -> None:
    with contextlib.closing(Responder(city, 0)) as first:
        with pytest.raises(NmsError, match="NMS-CITY-005") as refused:
            Responder(city, first.port)
        assert refused.value.values["value"] == first.port


ORPHANED = """
import asyncio, os, sys, time
from pathlib import Path
from nms.city.process import run
from nms.core.config import Config
from nms.core.site import Inventory
if os.fork():
    while not Path(sys.argv[1]).exists():
        time.sleep(0.02)
    os._exit(0)
asyncio.run(run(Inventory(), Config(), trap_target=("127.0.0.1", 9), control_file=Path(sys.argv[1]), port=0))
"""


def test_a_city_ends_with_its_parent(tmp_path: Path) -> None:
    control = tmp_path / "city.json"
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", ORPHANED, str(control)], cwd=root, env=os.environ | {"PYTHONPATH": "."}
    ):
        until(control.exists, "the city takes orders")
        pid = int(json.loads(control.read_text())["pid"])
    until(lambda: not control.exists(), "the city is gone")
    until(
        lambda: not Path(f"/proc/{pid}").exists() or "State:\tZ" in Path(f"/proc/{pid}/status").read_text(),
        "its process has ended",
    )
