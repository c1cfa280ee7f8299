"""What the whole change path costs: 50 changes of 20 lines on 50 simulated VRP devices, beside nornir with netmiko.

Ours reads each device, keeps its configuration, compares it with the plan's, pushes, reads back, proves and saves, with
every move in a durable journal; the other one types the lines and saves.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from netmiko import ConnectHandler
from nornir.core import Nornir
from nornir.core.inventory import Host, Hosts, Inventory
from nornir.core.task import Task
from nornir.plugins.runners import ThreadedRunner
from pushing import APPROVER, ENGINEER, Provisioner, pushing

from nms.core.change import ChangeState

pytestmark = pytest.mark.bench

CROWD = Path(__file__).with_name("console_crowd.py")
DEVICES, WORKERS, PORTS = 50, 10, 10
PORT = "XGigabitEthernet0/0/{}"


@pytest.fixture(scope="module")
def crowd() -> Iterator[dict[str, Any]]:
    command = [sys.executable, str(CROWD), str(DEVICES), "huawei"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        told: dict[str, Any] = json.loads(process.stdout.readline())
        yield told
        process.stdin.close()


def wish(name: str, word: str) -> dict[str, Any]:
    """Ten descriptions: twenty lines."""
    steps = [
        {"device": name, "template": "description", "values": {"port": PORT.format(port), "text": f"{word}-{port}"}}
        for port in range(1, PORTS + 1)
    ]
    return {"title": f"{word} {name}", "service": f"{word}-{name}", "steps": steps}


def whole_path(desk: Provisioner, names: list[str], word: str) -> tuple[float, float]:
    """Wall seconds of planning and of pushing all changes."""
    drafts = [desk.app.changes.draft(wish(name, word), ENGINEER).id for name in names]
    began = time.perf_counter()
    for request in [desk.app.changes.plan(number, ENGINEER) for number in drafts]:
        state, result = desk.asked(request)
        assert state == "done", result
    planned = time.perf_counter()
    for number in drafts:
        desk.app.changes.approve(number, desk.app.changes.show(number).change.plan.digest, APPROVER)
    pushing_began = time.perf_counter()
    for request in [desk.app.changes.push(number, ENGINEER) for number in drafts]:
        desk.asked(request)
    pushed = time.perf_counter()
    for number in drafts:
        change = desk.app.changes.show(number).change
        assert change.state is ChangeState.COMMITTED, change.reason
    return planned - began, pushed - pushing_began


def stock(crowd: dict[str, Any]) -> None:
    places = {one["name"]: one for one in crowd["devices"]}
    lines = [
        line for port in range(1, PORTS + 1) for line in (f"interface {PORT.format(port)}", f" description s-{port}")
    ]

    def push(task: Task) -> None:
        one = places[task.host.name]
        host = {"host": one["address"], "port": one["port"], "username": crowd["user"], "password": crowd["password"]}
        with ConnectHandler(device_type="huawei", **host) as connection:
            connection.send_config_set(lines, error_pattern="Error:")
            connection.save_config()

    outcome = Nornir(Inventory(hosts=Hosts({name: Host(name) for name in places})), runner=ThreadedRunner(WORKERS)).run(
        push
    )
    assert not outcome.failed


def test_fifty_changes_of_twenty_lines(crowd: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = {
        one["name"]: {
            "hostname": one["address"],
            "platform": "huawei",
            "data": {"managed": False, "role": "aggregation", "cli": {"credential": "demo", "port": one["port"]}},
        }
        for one in crowd["devices"]
    }
    with pushing(tmp_path, hosts, {"demo": (crowd["user"], crowd["password"])}, monkeypatch) as desk:
        for one in crowd["devices"]:
            algorithm, key = one["key"]
            desk.app.parts.store.hostkeys.accept(one["name"], algorithm, key, "bench", desk.app.now())
        whole_path(desk, list(hosts), "warm")
        cpu = time.process_time()
        plan_s, push_s = whole_path(desk, list(hosts), "bench")
        cpu = time.process_time() - cpu
    began, began_cpu = time.perf_counter(), time.process_time()
    stock(crowd)
    stock_s, stock_cpu = time.perf_counter() - began, time.process_time() - began_cpu
    print(f"\nours: planned in {plan_s:.2f} s, pushed in {push_s:.2f} s, {cpu / DEVICES * 1000:.0f} ms CPU per device")
    print(f"stock: {stock_s:.2f} s, {stock_cpu / DEVICES * 1000:.0f} ms CPU per device")
    print(f"push {stock_s / push_s:.1f} times faster by wall, plan and push {stock_s / (plan_s + push_s):.1f} times")
