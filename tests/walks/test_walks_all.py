"""Recorded agents, polled by every collector: nothing may break, and what fits its type must come out as recorded.

What a walk holds is read here a second time and simply, so that the collectors cannot merely agree with themselves.
"""

import asyncio
import bz2
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from collectors import ALL, harvest_all
from collectors.iana import IF_TYPES
from nms.core.device import Device, SnmpAccess
from nms.core.observed import Harvest, Interface, InterfaceState
from nms.core.ports import Visit
from nms.testing import RecordedSnmp
from nms.testing.recording import ROWS

pytestmark = pytest.mark.walks

IF = "1.3.6.1.2.1.2.2.1"
IFX = "1.3.6.1.2.1.31.1.1.1"
CHOOSY = {"access_points", "path_tests", "queue", "routing", "pseudowires", "vrfs", "ups"}  # not for every system
STATES = {1: "up", 2: "down", 3: "testing", 4: "unknown", 5: "dormant", 6: "notPresent", 7: "lowerLayerDown"}
NUMBER_TAGS = {"2", "65", "66", "67", "70"}
TEXT_TAGS = {"4", "4x", "4e"}
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def poll(path):
    device = Device("recorded", "127.0.0.1", snmp=SnmpAccess())
    session = RecordedSnmp(lambda _device: path).session(device)
    return asyncio.run(harvest_all(Visit(device, datetime(2026, 3, 1, tzinfo=UTC), session)))


class Held:
    """The lines of a walk by OID, as text."""

    def __init__(self, path):
        self.lines: dict[str, tuple[str, str]] = {}
        opener = bz2.open if path.suffix == ".bz2" else open
        count = 0
        with opener(path, "rb") as file:
            for line in file:
                oid, bar, rest = line.rstrip(b"\r\n").decode("latin-1").partition("|")
                tag, second, value = rest.partition("|")
                if not bar or not second or count == ROWS:
                    continue
                count += 1
                self.lines.setdefault(oid, (tag, value))

    def number(self, oid):
        """The number at an OID, None if there is none that fits."""
        tag, value = self.lines.get(oid, ("", ""))
        return int(value) if tag in NUMBER_TAGS and re.fullmatch(r"-?\d+", value) else None

    def text(self, oid):
        """The UTF-8 text at an OID without its control characters and with single spaces, None if there is none."""
        tag, value = self.lines.get(oid, ("", ""))
        if tag not in TEXT_TAGS:
            return None
        try:
            octets = bytes.fromhex(value) if tag == "4x" else value.encode("latin-1")
            text = octets.decode("unicode_escape").encode("latin-1").decode() if tag == "4e" else octets.decode()
        except ValueError:
            return None
        return plain(text)

    def indexes(self, *columns):
        found = set()
        for oid in self.lines:
            for column in columns:
                if oid.startswith(f"{column}.") and oid[len(column) + 1 :].isdecimal():
                    found.add(int(oid[len(column) + 1 :]))
        return found


def plain(text):
    return " ".join(CONTROLS.sub("", re.sub(r"[\t\r\n\v\f]", " ", text)).split())


def speed_held(held, index):
    """By RFC 2863: ifHighSpeed where ifSpeed is full (or overflowed), else the finer ifSpeed; 0 says nothing."""
    speed, high = held.number(f"{IF}.5.{index}") or 0, held.number(f"{IFX}.15.{index}") or 0
    if high > 4294:
        return high * 1_000_000
    if 0 < speed < 4_294_967_295:
        return speed
    return high * 1_000_000 or None


def check_system(facts, held):
    for oid, told in (
        ("1", facts.sys_descr),
        ("4", facts.sys_contact),
        ("5", facts.sys_name),
        ("6", facts.sys_location),
    ):
        text = held.text(f"1.3.6.1.2.1.1.{oid}.0")
        if text is not None:
            assert plain(told) == text
    tag, value = held.lines.get("1.3.6.1.2.1.1.2.0", ("", ""))
    if tag == "6":
        assert facts.sys_object_id == value.strip(".")
    ticks = held.number("1.3.6.1.2.1.1.3.0")
    if ticks is not None:
        assert facts.uptime_s == ticks / 100


def check_names(rows, held):
    wanted = {index: held.text(f"{IFX}.1.{index}") or held.text(f"{IF}.2.{index}") or str(index) for index in rows}
    times = Counter(wanted.values())
    for index, row in rows.items():
        known = held.text(f"{IFX}.1.{index}") is not None or held.text(f"{IF}.2.{index}") is not None
        if known:
            unshared = times[wanted[index]] == 1
            assert plain(row.name) == (wanted[index] if unshared else f"{wanted[index]}#{index}")
    assert len({row.name for row in rows.values()}) == len(rows)


def check_interface(row, held):
    kind = held.number(f"{IF}.3.{row.index}")
    assert row.type == ("" if kind is None else IF_TYPES.get(kind, str(kind)))
    assert row.speed_bps == speed_held(held, row.index)
    assert row.admin == STATES.get(held.number(f"{IF}.7.{row.index}"), "")
    assert row.oper == STATES.get(held.number(f"{IF}.8.{row.index}"), "")
    alias = held.text(f"{IFX}.18.{row.index}")
    assert alias is None or plain(row.alias) == alias


def check_interfaces(harvests, held):
    columns = [f"{IF}.{number}" for number in (2, 3, 5, 6, 7, 8)] + [f"{IFX}.{number}" for number in (1, 15, 18)]
    rows = {row.index: row for row in harvests["interfaces"].rows if isinstance(row, Interface)}
    assert rows.keys() == held.indexes(*columns)
    check_names(rows, held)
    for row in rows.values():
        check_interface(row, held)
    states = {row.name: row for row in harvests["interface_states"].rows if isinstance(row, InterfaceState)}
    for index in held.indexes(f"{IF}.7", f"{IF}.8"):
        state = states[rows[index].name]
        assert (state.admin, state.oper) == (rows[index].admin, rows[index].oper)


def check_octets(harvests, held):
    names = {row.index: row.name for row in harvests["interfaces"].rows if isinstance(row, Interface)}
    told = {
        sample.instance: sample.value
        for sample in harvests["interface_counters"].samples
        if sample.metric == "interface_in_octets"
    }
    for index, name in names.items():
        octets = held.number(f"{IFX}.6.{index}")
        octets = held.number(f"{IF}.10.{index}") if octets is None and f"{IFX}.6.{index}" not in held.lines else octets
        if octets is not None:
            assert told[name] == octets


def test_a_recorded_agent_comes_out_as_recorded(walk, test_data, tally):
    gathered = poll(walk)
    harvests = {name: harvest for name, harvest in gathered if isinstance(harvest, Harvest)}
    assert len(harvests) == len(gathered), "no collector may fail"
    assert not any(harvest.partial for harvest in harvests.values())
    assert harvests.keys() >= {collector.name for collector in ALL} - CHOOSY
    held = Held(walk)
    check_system(harvests["system"].facts, held)
    check_interfaces(harvests, held)
    check_octets(harvests, held)
    tally("walks", 1)
    tally("rows read", len(held.lines))
    tally("interfaces", len(harvests["interfaces"].rows))
