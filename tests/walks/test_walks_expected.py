"""What the collectors bring of recorded agents, beside what another system stored of the same.

The rules of the comparison. Interfaces: a row counts if the walk holds its ifTable or ifXTable row; a field counts if
the walk holds a value for it that fits its type; 0 and a full ifSpeed say no speed; a name shared by several rows
carries the index; where there is no alias the other system repeats the name; speeds agree in Mbit/s, as ifHighSpeed
rounds; the state of airFiber's Ethernet port the other system has from elsewhere.

Sensors: within one device, one MIB and one class each expected value takes the nearest of ours, and agrees within
0.6 % or 0.006; values below absolute zero are none. Processors and memory pools likewise, in percent, within 1.
States and counts are not compared.
"""

import asyncio
import gzip
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

import pytest

from collectors import harvest_all
from nms.app.walks import CLASSES
from nms.core.device import Device, SnmpAccess
from nms.core.observed import Harvest, Interface, MemoryPool, Processor, Row, Sensor
from nms.core.ports import Visit
from nms.testing import RecordedSnmp, read_recording

pytestmark = pytest.mark.walks

IF, IFX = (1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
MIBS = {"entity-sensor": "ENTITY-SENSOR-MIB", "cisco-entity-sensor": "CISCO-ENTITY-SENSOR-MIB", "rfc1628": "UPS-MIB"}
NOT_MEASURED = {"state", "count"}
ABSOLUTE_ZERO = -273.15


@pytest.fixture(scope="module")
def agents(request):
    """name → (rows of every collector, what was expected, the recording)."""
    root = request.getfixturevalue("test_data") / "snmp"
    found = {}
    for path in sorted((root / "librenms-expected").glob("*.json.gz")):
        walk = root / "librenms" / f"{path.name.removesuffix('.json.gz')}.snmprec.bz2"
        if walk.exists():
            expected = json.loads(gzip.decompress(path.read_bytes()))
            found[path.name.removesuffix(".json.gz")] = (rows_of(walk), expected, read_recording(walk))
    assert len(found) > 100
    return found


def rows_of(walk):
    device = Device("recorded", "127.0.0.1", snmp=SnmpAccess())
    session = RecordedSnmp(lambda _device: walk).session(device)
    gathered = asyncio.run(harvest_all(Visit(device, datetime(2026, 3, 1, tzinfo=UTC), session)))
    rows: list[Row] = []
    for _, harvest in gathered:
        assert isinstance(harvest, Harvest)
        rows += harvest.rows
    return rows


def listed(expected, part, name):
    """A list of what was stored: as the poller left it, else as discovery did."""
    told = expected.get(part, {})
    polled = told.get("poller")
    polled = polled.get(name) if isinstance(polled, dict) else None
    return polled or told.get("discovery", {}).get(name, [])


# ---------------------------------------------------------------- interfaces


def numbers(recording, column, index, base=IF):
    row = recording.rows.get((*base, column, index))
    return row.value if row is not None and isinstance(row.value, int) else None


def speed_tells(recording, index):
    speed, high = numbers(recording, 5, index), numbers(recording, 15, index, IFX)
    return bool(high) or (bool(speed) and speed < 2**32 - 1)


def compared(port, row, recording, told_elsewhere):
    """(field, ours, theirs) of what can be compared."""
    index = row.index
    if numbers(recording, 3, index) is not None:
        yield "type", row.type, port["ifType"]
    if numbers(recording, 7, index) is not None and port["ifAdminStatus"]:
        yield "admin", row.admin, port["ifAdminStatus"]
    if numbers(recording, 8, index) is not None and not told_elsewhere:
        yield "oper", row.oper, port["ifOperStatus"]
    if speed_tells(recording, index) and port["ifSpeed"]:
        yield "speed", round(row.speed_bps / 1e6), round(port["ifSpeed"] / 1e6)
    if port["ifName"]:
        yield "name", row.name.removesuffix(f"#{index}"), port["ifName"]
    alias = recording.rows.get((*IFX, 18, index))
    if alias is not None and alias.value:
        yield "alias", row.alias.strip("\\ "), port["ifAlias"].strip("\\ ")


def test_interfaces_are_those_that_another_system_stored(agents, shown):
    counted: Counter[str] = Counter()
    wrong: list[tuple[Any, ...]] = []
    for name, (rows, expected, recording) in agents.items():
        ours = {row.index: row for row in rows if isinstance(row, Interface)}
        for port in listed(expected, "ports", "ports"):
            index = port["ifIndex"]
            held = any((*base, column, index) in recording.rows for base, column in ((IF, 2), (IF, 3), (IFX, 1)))
            if port["deleted"] or not held:
                continue
            counted["rows"] += 1
            if index not in ours:
                wrong.append((name, index))
                continue
            for field, mine, theirs in compared(port, ours[index], recording, name.startswith("airos-af")):
                counted[field] += 1
                if mine != theirs:
                    wrong.append((name, index, field, mine, theirs))
    shown("interfaces as expected: " + ", ".join(f"{number} {what}" for what, number in counted.items()))
    assert wrong == [], "\n".join(map(str, wrong))


# ---------------------------------------------------------------- sensors


def nearest(ours, value):
    return min(ours, key=lambda mine: abs(mine - value), default=None)


def taken(ours, value, tolerance):
    """Whether one of ours stands for the value; it then stands for no other."""
    mine = nearest(ours, value)
    if mine is None or abs(mine - value) > tolerance:
        return False
    ours.remove(mine)
    return True


def sensors(agents):
    """(device, MIB, OID, whether it is ours) of every expected value."""
    for name, (rows, expected, _) in agents.items():
        groups = defaultdict(list)
        for sensor in listed(expected, "sensors", "sensors"):
            value = sensor["sensor_current"]
            measured = sensor["sensor_class"] not in NOT_MEASURED and not sensor["sensor_deleted"]
            if measured and value is not None and value > ABSOLUTE_ZERO:
                groups[sensor["sensor_type"], sensor["sensor_class"]].append(sensor)
        for (mib, kind), several in groups.items():
            ours = [
                row.value
                for row in rows
                if isinstance(row, Sensor) and row.value is not None and CLASSES.get(row.type, row.type) == kind
            ]
            for sensor in several:
                value = sensor["sensor_current"]
                yield name, mib, sensor["sensor_oid"], taken(ours, value, max(0.006, abs(value) * 0.006))


def test_standard_sensors_have_the_values_that_another_system_read(agents, shown):
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    missing: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, mib, _, ours in sensors(agents):
        total[mib] += 1
        good[mib] += ours
        missing[mib][name] += not ours
    for mib, number in total.most_common():
        absent = " ".join(f"{name}:{count}" for name, count in missing[mib].items() if count)
        share = 100 * good[mib] / number
        shown(f"sensors of {MIBS.get(mib, mib):<26} {good[mib]:>4} of {number:>4}  {share:6.1f} %  {absent}")
    assert {mib: good[mib] / total[mib] >= 0.9 for mib in MIBS} == dict.fromkeys(MIBS, True)


# ---------------------------------------------------------------- processors and memory


@pytest.mark.parametrize(
    ("part", "name", "value", "kind", "row_type"),
    [
        ("processors", "processors", "processor_usage", "processor_type", Processor),
        ("mempools", "mempools", "mempool_perc", "mempool_type", MemoryPool),
    ],
)
def test_processors_and_memory_have_the_values_that_another_system_read(
    part, name, value, kind, row_type, agents, shown
):
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    missing: list[str] = []
    for agent, (rows, expected, _) in agents.items():
        ours = [row.percent for row in rows if isinstance(row, row_type) and row.percent is not None]
        for theirs in expected.get(part, {}).get("discovery", {}).get(name, []):
            total[theirs[kind]] += 1
            covered = taken(ours, theirs[value], 1.0)
            good[theirs[kind]] += covered
            missing += [] if covered else [f"{agent}:{theirs[kind]}"]
    share = sum(good.values()) / sum(total.values())
    shown(
        f"{part}: {sum(good.values())} of {sum(total.values())} ({100 * share:.1f} %): "
        + ", ".join(f"{mib} {good[mib]}/{number}" for mib, number in total.items())
        + (f"; not covered: {' '.join(missing)}" if missing else "")
    )
    assert share >= 0.9
