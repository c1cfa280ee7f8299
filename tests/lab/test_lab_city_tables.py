"""The simulated city is read by net-snmp with published MIBs: its DS1 and FDB tables print as tables."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from namespaces import run
from needs import demand
from serving import ROOT, answer, free_udp_port
from waiting import until

pytestmark = [pytest.mark.lab, pytest.mark.timeout(180)]
MODULES = "DS1-MIB:BRIDGE-MIB:Q-BRIDGE-MIB"
HALL = "yc-h05"
KEYS = {f"NMS__SNMP__CREDENTIALS__DEMO_V3__{key}": "key-of-this-test" for key in ("AUTH_KEY", "PRIV_KEY")}


class City(NamedTuple):
    """The running city and where its MIB files are."""

    port: int
    mibs: Path

    def table(self, device: str, name: str) -> list[dict[str, str]]:
        """Rows of a table as snmptable prints them, by column."""
        where = f"{_hosts()[device]}:{self.port}"
        mibs = ("-M", str(self.mibs), "-m", MODULES)
        # -Ob: net-snmp compares indexes as printed, and MAC addresses print alike unless as numbers
        output = run("snmptable", "-v2c", "-c", "public", *mibs, "-Ob", "-Cf", "|", where, name)
        lines = [line.split("|") for line in output.splitlines() if "|" in line]
        return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def _hosts() -> dict[str, str]:
    return {name: host["hostname"] for name, host in _inventory("hosts").items()}


def _inventory(stem: str) -> dict[str, dict[str, Any]]:
    text = (ROOT / "inventory" / f"{stem}.yaml").read_text(encoding="utf-8")
    read: dict[str, dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return read


@pytest.fixture(scope="module")
def city(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """`nms city run` on a free port, with the published MIBs unpacked beside it."""
    demand()
    folder = tmp_path_factory.mktemp("city")
    with tarfile.open(test_data / "mibs" / "ietf-ieee-netdisco.tar.gz") as archive:
        archive.extractall(folder / "mibs", filter="data")
    port = free_udp_port()
    around = {**os.environ, **KEYS, "NMS_VAR": str(folder / "var"), "NMS__CITY__PORT": str(port)}
    (folder / "var").mkdir()
    with (folder / "city.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "nms", "city", "run"], cwd=ROOT, env=around, stdout=log, stderr=log
        )
    try:
        until(lambda: (folder / "var" / "city.json").exists() or process.poll() is not None, "the city runs", 60)
        assert process.poll() is None, (folder / "city.log").read_text()
        yield City(port, next((folder / "mibs").rglob("DS1-MIB.txt")).parent)
    finally:
        process.terminate()
        process.wait(20)


def _of_hall(role: str) -> str:
    hosts = _inventory("hosts")
    devices: list[str] = _inventory("halls")[HALL]["devices"]
    return next(name for name in devices if role in hosts[name]["groups"])


def test_snmptable_prints_the_e1_lines_that_poll_finds(city: City) -> None:
    converter = _of_hall("converter")
    rows = city.table(converter, "DS1-MIB::dsx1ConfigTable")
    polled = answer("poll", f"{_hosts()[converter]}:{city.port}", "--community", "public")["e1"]
    assert [(int(row["dsx1LineIndex"]), row["dsx1CircuitIdentifier"]) for row in rows] == [
        (line["index"], line["circuit"]) for line in polled
    ]
    assert {row["dsx1LineType"] for row in rows} == {"dsx1E1CRCMF"}
    assert rows


def test_snmptable_prints_the_closed_intervals_of_every_line(city: City) -> None:
    converter = _of_hall("converter")
    lines = city.table(converter, "DS1-MIB::dsx1ConfigTable")
    rows = city.table(converter, "DS1-MIB::dsx1IntervalTable")
    assert len(rows) == sum(int(line["dsx1ValidIntervals"]) for line in lines) > 0
    assert {row["dsx1IntervalValidData"] for row in rows} <= {"true", "false"}


def test_snmptable_prints_the_pcs_of_a_hall_from_the_forwarding_table(city: City) -> None:
    rows = city.table(_of_hall("hall-switch"), "BRIDGE-MIB::dot1dTpFdbTable")
    seen = {_mac(row["dot1dTpFdbAddress"]) for row in rows}
    assert {row["dot1dTpFdbStatus"] for row in rows} <= {"learned", "self", "mgmt"}
    assert {_mac(str(pc["mac"])) for pc in _inventory("halls")[HALL]["pcs"]} & seen


def _mac(text: str) -> str:
    """Twelve hex digits of net-snmp's `0:1b:fc:...` and of any other writing."""
    parts = text.split(":")
    return "".join(part.zfill(2) for part in parts).lower() if len(parts) == 6 else text.replace("-", "").lower()
