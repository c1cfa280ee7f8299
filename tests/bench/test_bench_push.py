"""What speaking CLI costs: 20 lines to 50 simulated VRP devices with 10 workers, ours beside nornir with netmiko."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from netmiko import ConnectHandler
from nornir.core import Nornir
from nornir.core.inventory import Host, Hosts, Inventory
from nornir.core.task import Task
from nornir.plugins.runners import ThreadedRunner

from nms.core.change_ports import Login
from nms.core.device import CliAccess, Device
from nms.drivers.fleet import NornirFleet
from nms.testing.hostkeys import MemoryHostKeys

pytestmark = pytest.mark.bench

SERVER = Path(__file__).parents[1] / "drivers" / "vrpserver.py"
DEVICES, WORKERS = 50, 10
LOGIN = Login("ops", "canary-password")
LINES = [
    line
    for port in range(5)
    for line in (
        f"interface GigabitEthernet0/0/{port}.{100 + port}",
        f" description private-line-{port:04}",
        f" vlan-type dot1q {100 + port}",
        f" ip address 10.0.{port}.1 255.255.255.252",
    )
]


class Devices:
    """Many devices behind one port, in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._asks, self._says = process.stdin, process.stdout
        port, self.algorithm, self.key = self._says.readline().split()
        self.port = int(port)

    def configured(self) -> list[int]:
        """How many lines each session since the last call configured."""
        self._asks.write("\n")
        self._asks.flush()
        return [int(count) for count in self._says.readline().split()]


@pytest.fixture
def devices() -> Iterator[Devices]:
    command = [sys.executable, str(SERVER)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        yield Devices(process)
        assert process.stdin is not None
        process.stdin.close()


class OneLogin:
    def of(self, device: Device) -> Login:
        return LOGIN


def ours(devices: Devices) -> None:
    keys = MemoryHostKeys()
    names = [f"r{number}" for number in range(DEVICES)]
    for name in names:
        keys.accept(name, devices.algorithm, devices.key, "bench", datetime(2026, 1, 1, tzinfo=UTC))
    access = CliAccess(devices.port)
    fleet = NornirFleet(OneLogin(), keys, workers=WORKERS)
    targets = [Device(name, "127.0.0.1", "huawei_vrp", cli=access) for name in names]
    outcome = fleet.each(targets, lambda session: len(session.apply(LINES)))
    assert list(outcome.values()) == [len(LINES)] * DEVICES


def stock(devices: Devices) -> None:
    def push(task: Task) -> None:
        host = {"host": "127.0.0.1", "port": devices.port, "username": LOGIN.username, "password": LOGIN.password}
        with ConnectHandler(device_type="huawei", **host) as connection:
            connection.send_config_set(LINES, error_pattern="Error:")

    hosts = Hosts({f"r{number}": Host(f"r{number}") for number in range(DEVICES)})
    outcome = Nornir(Inventory(hosts=hosts), runner=ThreadedRunner(WORKERS)).run(push)
    assert not outcome.failed


def measured(push: Callable[[Devices], None], devices: Devices) -> tuple[float, float]:
    """Wall and CPU seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    push(devices)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert devices.configured() == [len(LINES)] * DEVICES
    print(f"\n{push.__name__}: {wall:.2f} s wall, {cpu / DEVICES * 1000:.1f} ms CPU per device")
    return wall, cpu


def test_twenty_lines_to_fifty_devices(devices: Devices) -> None:
    measured(ours, devices)  # the first use of the libraries is nobody's to pay
    our_wall, our_cpu = measured(ours, devices)
    wall, cpu = measured(stock, devices)
    print(f"ours is {wall / our_wall:.0f} times faster by wall and takes {our_cpu / cpu:.2f} of the CPU")
