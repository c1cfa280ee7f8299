"""Everything the city serves and sends, checked against the published MIBs: that it cannot merely agree with our
collectors. The MIBs are compiled by `tests/mibs/compile.py` in the environment that holds pysmi."""

import json
import os
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cityasking import everything
from suites import unavailable

from nms.city import ber
from nms.city.faults import Faults
from nms.city.mib import FAMILIES
from nms.city.mib.queue import QUEUE
from nms.city.mib.table import Place, View
from nms.city.state import City
from nms.core.ports import Oid, Value

ROOT = Path(__file__).resolve().parents[2]
COMPILER = ROOT / "tests" / "mibs" / "compile.py"
TAGS = {
    ber.INTEGER: "Integer32",
    ber.OCTETS: "OctetString",
    ber.OBJECT_ID: "ObjectIdentifier",
    ber.IP_ADDRESS: "IpAddress",
    ber.COUNTER32: "Counter32",
    ber.GAUGE32: "Unsigned32",
    ber.TIME_TICKS: "TimeTicks",
    ber.COUNTER64: "Counter64",
}
ARCS = {"MacAddress": 6, "IpAddress": 4}  # any other index column here is one arc
BOXES = (
    "yc-h01-iad",
    "yc-h01-sw",
    "zj-h12-rt",
    "pe-1",
    "p-1",
    "yc-agg1",
    "yc-acc01",
    "yc-olt1",
    "ac-1",
    "fw-1",
    "dcn-1",
    "radius-1",
    "yc-h01-ap",
)
Mib = dict[str, dict[str, Any]]


def helper_python() -> Path:
    """The interpreter of the environment with pysmi: $NMS_HELPER_PYTHON, else .venv-helper beside the checkout."""
    named = os.environ.get("NMS_HELPER_PYTHON")
    python = Path(named) if named else ROOT / ".venv-helper" / "bin" / "python"
    if not python.exists():
        unavailable("data", f"no interpreter with pysmi at {python} (make .venv-helper, or set NMS_HELPER_PYTHON)")
    return python


@pytest.fixture(scope="session")
def mib(test_data: Path) -> Mib:
    """Objects by OID; compiled once per version of the archives and of the compiler script."""
    python, archives = helper_python(), test_data / "mibs"
    digest = sha256(COMPILER.read_bytes())
    for archive in sorted(archives.glob("*.tar.gz")):
        digest.update(f"{archive.name}{archive.stat().st_size}".encode())
    cache = Path(tempfile.gettempdir()) / f"citynms-mibs-{os.getuid()}-{digest.hexdigest()[:16]}"
    done = subprocess.run([python, COMPILER, archives, cache], capture_output=True, check=True, timeout=110)
    assert not done.stderr, done.stderr.decode()
    objects: Mib = json.loads(done.stdout)
    return objects


def _text(oid: Oid) -> str:
    return ".".join(map(str, oid))


def _type(row: dict[str, Any]) -> str:
    return "OctetString" if row["type"] == "MacAddress" else str(row["type"])


UNRECORDED = QUEUE
"""NET-SNMP-EXTEND-MIB is not among the recorded modules; tests/city/test_city_waiting.py looks at what it serves."""
RECORDED = [table for family in FAMILIES.values() for table in family if table not in UNRECORDED]
PLACES = sorted(View(RECORDED).places, key=lambda place: place.prefix)


def test_every_object_has_the_oid_type_and_access_of_its_mib(mib: Mib) -> None:
    wrong = []
    for place in PLACES:
        row = mib.get(_text(place.prefix), {})
        fit = row.get("node") in ("column", "scalar") and _type(row) == TAGS[place.column.tag]
        if not fit or row["access"] == "not-accessible":
            wrong.append((_text(place.prefix), TAGS[place.column.tag], row))
    assert not wrong
    assert len(PLACES) > 200


def _width(mib: Mib, place: Place) -> int:
    """Arcs of an instance: those of the row's index, or the 0 of a scalar."""
    row = mib[_text(place.prefix[:-1])] if mib[_text(place.prefix)]["node"] == "column" else None
    return sum(ARCS.get(part["type"], 1) for part in row["index"]) if row else 1


@pytest.mark.parametrize("name", BOXES)
def test_every_instance_has_the_index_of_its_table_and_a_value_in_range(mib: Mib, city: City, name: str) -> None:
    box, at = city.boxes[name], city.now()
    by_prefix = {place.prefix: place for place in PLACES}
    wrong, seen = [], 0
    for oid, _, value in everything(box, at):
        place = next((by_prefix[oid[:size]] for size in range(len(oid) - 1, 0, -1) if oid[:size] in by_prefix), None)
        if place is None:
            assert any(oid[: len(table.entry)] == table.entry for table in UNRECORDED), oid
            continue
        suffix, row = oid[len(place.prefix) :], mib[_text(place.prefix)]
        negative = row["name"] == "ifIndex" and name == "yc-olt1"  # as on real OLTs, which number beyond 2**31
        if len(suffix) != _width(mib, place) or not (_fits(value, row) or negative):
            wrong.append((_text(oid), value, row["name"], row["range"], row["size"]))
        seen += 1
    assert not wrong
    assert seen > 100


def _fits(value: Value, row: dict[str, Any]) -> bool:
    """Whether a value keeps the size or range that its syntax allows."""
    if isinstance(value, bytes):
        sizes = row["size"] or ([{"min": 6, "max": 6}] if row["type"] == "MacAddress" else [])
        return not sizes or any(part["min"] <= len(value) <= part["max"] for part in sizes)
    if isinstance(value, int):
        return not row["range"] or any(part["min"] <= value <= part["max"] for part in row["range"])
    return True


def test_every_notification_carries_the_objects_of_its_mib_in_order(mib: Mib, city: City) -> None:
    faults, sent = Faults(city), []
    struck = {"e1-los": "yc-h05", "stm1-los": "cpos-2", "ap-offline": "yc-h07-ap1", "optics-degraded": "pe-2"}
    struck |= {"rogue-pc": "yc-h09", "power-loss": "yc-h11-iad", "link-cut": "yc-agg1--pe-1"}
    for kind, target in struck.items():
        sent += faults.fault(kind, target) + faults.repair(target)
    for target in ("pe-1", "dcn-1", "yc-h01-iad"):
        sent += faults.fault("cpu-high", target) + faults.repair(target)
    told = {notice.oid: notice for notice in sent}
    assert len(told) >= 15
    for oid, notice in told.items():
        row = mib[_text(oid)]
        assert row["class"] == "notificationtype"
        found = [_object(mib, bind.oid) for bind in notice.binds]
        assert [one["name"] for one in found] == [mib[wanted]["name"] for wanted in row.get("objects", [])]
        assert [_type(one) for one in found] == [TAGS[bind.tag] for bind in notice.binds]


def _object(mib: Mib, oid: Oid) -> dict[str, Any]:
    """The object that a binding is an instance of."""
    rows = (mib.get(_text(oid[:size]), {}) for size in range(len(oid) - 1, 0, -1))
    return next(row for row in rows if row.get("node") in ("column", "scalar"))
