"""The consoles of a whole city: opened with it, ordered about through its control channel, known by their keys."""

import asyncio
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import paramiko
import pytest
from pydantic import SecretStr
from waiting import until

from nms.app.demo import demo_keys
from nms.city import remote
from nms.city.console.consoles import Consoles
from nms.city.console.keys import FILE, host_keys, public
from nms.city.console.world import CityWorld
from nms.city.process import run
from nms.city.state import City
from nms.core.config import CityConfig, CliConfig, Config, LoginConfig
from nms.core.errors import InvalidError
from nms.core.site import Inventory
from nms.testing import ManualClock

PASSWORD = "made-by-this-test"


def free_port() -> int:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture(scope="module")
def config() -> Config:
    """Free ports, and a login for the consoles."""
    cli = CliConfig(credentials={"demo": LoginConfig(username="demo", password=SecretStr(PASSWORD))})
    return Config(city=CityConfig(ssh_port=free_port(), telnet_port=free_port()), cli=cli)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's folder for variable data."""
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="module")
def ordering(inventory: Inventory, config: Config, folder: Path) -> Iterator[Callable[..., dict[str, Any]]]:
    """A running city, by orders to it."""
    control = folder / "city.json"
    loop = asyncio.new_event_loop()
    living = run(inventory, config, trap_target=("127.0.0.1", free_port()), control_file=control, port=0)
    task = asyncio.run_coroutine_threadsafe(living, loop)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    until(control.exists, "the city runs")
    yield lambda verb, **fields: remote.order(control, verb, **fields)
    remote.order(control, "quit")
    task.result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)
    loop.close()


def connected(address: str, port: int) -> paramiko.Transport:
    transport = paramiko.Transport(socket.create_connection((address, port), 20))
    transport.start_client(timeout=20)
    return transport


def test_a_city_opens_a_console_for_every_device_that_has_one(
    ordering: Callable[..., dict[str, Any]], inventory: Inventory
) -> None:
    wanted = sum(1 for device in inventory.devices.values() if device.cli is not None)
    assert ordering("status")["consoles"] == wanted > 250


def test_each_console_shows_the_key_kept_for_it(
    ordering: Callable[..., dict[str, Any]], inventory: Inventory, config: Config, folder: Path
) -> None:
    keys = host_keys(folder, ())
    assert ordering("status")["pid"]
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    for name in ("pe-1", "pe-2"):
        transport = connected(inventory.devices[name].address, config.city.ssh_port)
        shown = transport.get_remote_server_key()
        transport.close()
        assert (shown.get_name(), shown.get_base64()) == public(keys[name])


def test_nobody_listens_beyond_the_devices_own_addresses(
    ordering: Callable[..., dict[str, Any]], config: Config
) -> None:
    assert ordering("status")["consoles"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", config.city.ssh_port), 5)


def test_faults_are_planted_and_taken_away_by_order(
    ordering: Callable[..., dict[str, Any]], inventory: Inventory, config: Config
) -> None:
    ordering("console-fault", device="yc-agg1", kind="reject", on="^display clock", text="no time")
    transport = connected(inventory.devices["yc-agg1"].address, config.city.ssh_port)
    transport.auth_password("demo", PASSWORD)
    channel = transport.open_session()
    channel.get_pty()
    channel.invoke_shell()
    channel.sendall(b"display clock\n")
    until(lambda: b"no time" in channel.recv(65_536), "the refusal")
    transport.close()
    assert ordering("console-repair", device="yc-agg1") == {"count": 1}
    log = ordering("console-log", device="yc-agg1")["log"]
    assert [entry["kind"] for entry in log][:2] == ["login", "refused"]


def test_orders_that_make_no_sense_are_refused(ordering: Callable[..., dict[str, Any]]) -> None:
    with pytest.raises(InvalidError, match="NMS-CON-001"):
        ordering("console-fault", device="pe-1", kind="gremlin")
    with pytest.raises(InvalidError, match="NMS-CON-005"):
        ordering("console-fault", device="nobody", kind="hang")
    with pytest.raises(InvalidError, match="NMS-CON-002"):
        ordering("console-fault", device="pe-1", kind="hang", at=-1)


def test_without_a_password_there_are_no_consoles(inventory: Inventory, tmp_path: Path, clock: ManualClock) -> None:
    city = City(inventory, clock)
    consoles = Consoles(city, Config(), tmp_path, CityWorld(city, lambda _notice: None))
    assert consoles.open() == 0
    assert not consoles.elements


def test_the_demos_secrets_are_made_once_and_completed(tmp_path: Path) -> None:
    (tmp_path / "demo-keys.json").write_text('{"NMS__SNMP__CREDENTIALS__DEMO_V3__AUTH_KEY": "old"}')
    first = demo_keys(tmp_path)
    assert first["NMS__SNMP__CREDENTIALS__DEMO_V3__AUTH_KEY"] == "old"
    assert len(first["NMS__CLI__CREDENTIALS__DEMO__PASSWORD"]) > 20
    assert demo_keys(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "demo-keys.json").stat().st_mode) == 0o600


def test_host_keys_are_made_once(tmp_path: Path) -> None:
    first = host_keys(tmp_path, ["a", "b"])
    assert host_keys(tmp_path, ["a", "b", "c"]).items() > first.items()
    assert public(first["a"])[0] == "ssh-ed25519"
