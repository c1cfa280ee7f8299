"""Recordings replayed through every collector, and live agents made into recordings."""

import asyncio
import json
from typing import Any

import pytest
from typer.testing import CliRunner

from nms.app.walks import Wish, record, replay
from nms.cli import app
from nms.core.device import Device, SnmpAccess
from nms.core.errors import NoAnswerError
from nms.core.ports import Oid
from nms.snmp.snmprec import Bounds
from nms.testing import ManualClock, ScriptedSnmp

BOX = Device("10.0.0.5", "10.0.0.5", snmp=SnmpAccess(community="wheel-99"))
MIB: dict[str, int | str | bytes | Oid] = {
    "1.3.6.1.2.1.1.1.0": "S5720-36C Huawei Versatile Routing Platform Version 5.170 (S5720 V200R011C10)",
    "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 2011, 2, 23, 291),
    "1.3.6.1.2.1.1.5.0": "hall-05",
    "1.3.6.1.2.1.2.2.1.3.5": 6,
    "1.3.6.1.2.1.2.2.1.7.5": 1,
    "1.3.6.1.2.1.2.2.1.8.5": 2,
    "1.3.6.1.2.1.31.1.1.1.1.5": "GE0/0/5",
    "1.3.6.1.2.1.31.1.1.1.15.5": 1000,
    "1.3.6.1.2.1.31.1.1.1.18.5": "to the bank",
    "1.3.6.1.2.1.47.1.1.1.1.7.9": "MPU 0",
    "1.3.6.1.4.1.2011.5.25.31.1.1.1.1.5.9": 44,
    "1.3.6.1.4.1.2011.5.25.31.1.1.1.1.7.9": 25,
    "1.3.6.1.4.1.2011.5.25.31.1.1.1.1.9.9": 4000,
    "1.3.6.1.4.1.2011.5.25.31.1.1.1.1.11.9": 41,
    "1.3.6.1.4.1.2011.5.25.188.1.1.0": "2102359576DM",
    "1.3.6.1.6.3.18.1.1.1.2.1": "wheel-99",
}
KEYS = ["file", "platform", "os", "vendor", "hardware", "version", "serial", "sys_name", "interfaces", "sensors", "cpu"]
KEYS += ["memory", "e1", "optics", "wireless", "neighbours", "errors"]


@pytest.fixture
def recorded(tmp_path):
    snmp = ScriptedSnmp({BOX.name: MIB})
    path = tmp_path / "box.snmprec"
    return asyncio.run(record(BOX, snmp, Wish(path))), path


def test_a_recorded_agent_replays_as_it_was_but_for_its_names(recorded):
    done, path = recorded
    told: dict[str, Any] = asyncio.run(replay(path, ManualClock())).as_dict()
    assert list(told)[: len(KEYS[:8])] == KEYS[:8]
    assert set(KEYS) <= set(told)
    assert (told["os"], told["platform"], told["vendor"], told["hardware"]) == ("vrp", "huawei", "Huawei", "S5720-36C")
    assert told["sys_name"] == "name-1"
    assert told["serial"] not in ("", "2102359576DM")
    (port,) = told["interfaces"]
    assert (port["name"], port["type"], port["speed_bps"], port["admin"], port["oper"], port["alias"]) == (
        "GE0/0/5",
        "ethernetCsmacd",
        1_000_000_000,
        "up",
        "down",
        "alias-1",
    )
    assert told["cpu"] == [{"name": "MPU 0", "percent": 44}]
    assert told["memory"] == [{"name": "MPU 0", "used_bytes": 1000, "total_bytes": 4000, "percent": 25}]
    assert [(row["class"], row["value"], row["unit"]) for row in told["sensors"]] == [("temperature", 41.0, "°C")]
    assert told["errors"] == []
    assert done.rows == len(MIB) - 1, "the community table is left out"
    assert b"wheel-99" not in path.read_bytes()


def test_a_silent_agent_is_no_recording(tmp_path):
    with pytest.raises(NoAnswerError):
        asyncio.run(record(BOX, ScriptedSnmp({}), Wish(tmp_path / "box.snmprec")))
    assert not (tmp_path / "box.snmprec").exists()


def test_a_bounded_recording_says_where_it_stopped(tmp_path):
    done = asyncio.run(record(BOX, ScriptedSnmp({BOX.name: MIB}), Wish(tmp_path / "box.snmprec", rows=5)))
    assert done.rows == 5
    assert done.broke is not None
    assert done.broke.code == "NMS-WALK-003"


def test_an_unreadable_file_is_an_object_with_an_error(tmp_path):
    told: dict[str, Any] = asyncio.run(replay(tmp_path / "absent.snmprec", ManualClock())).as_dict()
    assert told["os"] == ""
    assert told["interfaces"] == []
    assert [error["code"] for error in told["errors"]] == ["NMS-WALK-001"]


def test_a_recording_beyond_the_bound_is_told_and_used(recorded):
    told: dict[str, Any] = asyncio.run(replay(recorded[1], ManualClock(), Bounds(rows=4))).as_dict()
    assert told["os"] == "vrp"
    assert [error["code"] for error in told["errors"]] == ["NMS-WALK-003"]


def test_the_command_prints_one_object_a_line(recorded, tmp_path):
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"\x00\x01")
    answer = CliRunner().invoke(app, ["walk", "replay", str(recorded[1]), str(rubbish), "--json"])
    assert answer.exit_code == 0
    first, second = map(json.loads, answer.stdout.splitlines())
    assert (first["os"], second["os"]) == ("vrp", "")
    assert second["errors"][0]["code"] == "NMS-WALK-002"


def test_the_command_tells_people_in_a_line(recorded):
    answer = CliRunner().invoke(app, ["--lang", "en", "walk", "replay", str(recorded[1])])
    assert answer.exit_code == 0
    assert "vrp Huawei S5720-36C" in answer.stdout
