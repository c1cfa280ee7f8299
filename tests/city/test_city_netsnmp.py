"""net-snmp walks the city: its tools insist on rising OIDs and well-formed answers."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cityasking import COMMUNITY
from suites import unavailable
from test_city_responder import Running

from nms.core.site import Inventory

DS1, FDB = "1.3.6.1.2.1.10.18", "1.3.6.1.2.1.17.7.1.2.2"


@pytest.fixture(scope="module")
def running(inventory: Inventory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    if not shutil.which("snmpbulkwalk"):
        unavailable("snmp", "no snmpbulkwalk (Debian package snmp)")
    city = Running(inventory, tmp_path_factory.mktemp("city"), 9)
    yield city
    city.stop()


def _walk(running: Running, address: str, root: str) -> list[str]:
    command = ["snmpbulkwalk", "-v2c", "-c", COMMUNITY, "-On", "-t", "5", f"{address}:{running.port}", root]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert not done.stderr
    return done.stdout.splitlines()


def test_a_whole_converter_is_walked(running: Running) -> None:
    lines = _walk(running, "127.20.1.1", ".1")
    assert len(lines) > 5_000
    assert any("yc-h01-iad" in line for line in lines)


def test_the_ds1_tables_hold_four_lines_and_96_intervals(running: Running) -> None:
    lines = _walk(running, "127.20.1.1", DS1)
    assert sum(line.startswith(f".{DS1}.6.1.10.") for line in lines) == 4
    assert sum(line.startswith(f".{DS1}.8.1.3.") for line in lines) == 4 * 96


def test_the_forwarding_table_holds_the_admitted_pcs(running: Running, inventory: Inventory) -> None:
    lines = _walk(running, "127.20.1.2", f"{FDB}.1.2")
    learned = {bytes(map(int, line.split(" ")[0].split(".")[-6:])).hex() for line in lines}
    assert {pc.mac for pc in inventory.halls["yc-h01"].pcs} <= learned


def test_the_agents_failed_at_nothing(running: Running) -> None:
    place = json.loads(running.control.read_text())
    assert place["snmp_port"] == running.port
    assert Path(f"/proc/{place['pid']}").exists()
