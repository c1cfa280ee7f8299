"""The main job, told as a user meets it: a city that is polled, alarmed, watched, and that survives being killed."""

import os
import signal
import time
import urllib.request
from typing import Any

import pytest
from demo_process import Demo

pytestmark = pytest.mark.timeout(900)


def _ago(hours: float) -> int:
    return int(time.time() - hours * 3600)


PAGES = ("", "devices", "alarms", "halls", "map", "traps", "windows", "health", "devices/cpos-1", "halls/yc-h05")


def test_at_least_240_devices_answer_within_a_minute(demo: Demo) -> None:
    def mostly_up() -> Any:
        total = demo.get("devices", limit=1)["total"]
        up = demo.get("devices", state="up", limit=1)["total"]
        return total >= 240 and up >= 0.99 * total and (total, up)

    total, up = demo.wait(mostly_up, "99 % of at least 240 devices are up")
    print(f"{up} of {total} devices up")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers(demo: Demo, page: str) -> None:
    for language in ("zh", "en"):
        with urllib.request.urlopen(f"{demo.address}/{page}?lang={language}", timeout=20) as answer:
            assert answer.status == 200


def _hall_alarm(demo: Demo, hall: str) -> Any:
    boxes = set(demo.get(f"halls/{hall}")["devices"])
    return [
        alarm
        for alarm in demo.active(severity="critical")
        if alarm["device"] in boxes and alarm["problem"] == "e1-los" and alarm["root_id"] is None
    ]


def _traps(demo: Demo, device: str) -> Any:
    found = demo.get("traps", device=device, limit=100)["items"]
    return [trap for trap in found if trap["name"] == "dsx1LineStatusChange"]


def test_a_broken_hall_line_is_told_by_its_trap_and_clears_when_mended(demo: Demo) -> None:
    demo.nms("city", "fault", "e1-los", "yc-h05")
    [alarm] = demo.wait(lambda: _hall_alarm(demo, "yc-h05"), "a critical alarm through the trap")
    told = demo.wait(lambda: _traps(demo, "yc-h05-iad"), "the trap is stored")
    assert all(trap["known"] and trap["payload_hex"] for trap in told)
    demo.nms("city", "repair", "yc-h05")
    demo.wait(lambda: demo.get(f"alarms/{alarm['id']}")["state"] == "cleared", "it clears")


def test_a_broken_line_that_nobody_tells_is_found_by_the_next_status_poll(demo: Demo) -> None:
    demo.nms("city", "fault", "e1-los", "yc-h06", "--no-trap")
    [alarm] = demo.wait(lambda: _hall_alarm(demo, "yc-h06"), "a status poll finds it")
    assert demo.get(f"alarms/{alarm['id']}")["trap"] is None
    assert not _traps(demo, "yc-h06-iad"), "no trap was sent"
    demo.nms("city", "repair", "yc-h06")
    demo.wait(lambda: not _hall_alarm(demo, "yc-h06"), "the next poll clears it")


def test_an_stm1_is_one_critical_alarm_that_explains_every_e1_under_it(demo: Demo) -> None:
    before = {alarm["id"] for alarm in demo.active()}
    demo.nms("city", "fault", "stm1-los", "cpos-1")

    def fresh() -> list[dict[str, Any]]:
        return [alarm for alarm in demo.active() if alarm["id"] not in before]

    def told() -> Any:
        """The link-down trap comes first; it goes under its cause a moment after the poll has told that."""
        found = fresh()
        lines = [alarm for alarm in found if alarm["device"] == "cpos-1" and alarm["problem"].startswith("e1-")]
        roots = [a for a in found if a["severity"] == "critical" and a["root_id"] is None and not a["shelved"]]
        all_under_one = len(roots) == 1 and all(line["root_id"] for line in lines)
        return len({line["object"] for line in lines}) >= 60 and all_under_one and (roots[0], lines)

    root, lines = demo.wait(told, "the E1 lines under it are alarmed, and one critical alarm is left to explain")
    assert (root["device"], root["problem"]) == ("cpos-1", "sonet-los")
    assert {line["root_id"] for line in lines} == {root["id"]}
    demo.nms("city", "repair", "cpos-1")
    demo.wait(lambda: not [a for a in fresh() if a["severity"] == "critical"], "all clear again")


def test_a_day_of_history_is_there_from_the_start_and_says_that_it_is_simulated(demo: Demo) -> None:
    [port, *_] = [row for row in demo.get("devices/pe-1/interfaces", limit=100)["items"] if row["oper"] == "up"]
    found = demo.get("series", device="pe-1", metric="interface_in_octets", instance=port["name"], **{"from": _ago(24)})
    values = [value for _, value in found["points"] if value is not None]
    assert found["unit"] == "bit/s"
    assert len(values) > 250
    assert min(values) >= 0


def test_killed_and_started_again_it_has_everything_and_shows_a_gap(demo: Demo) -> None:
    demo.nms("city", "fault", "ap-offline", "yc-h05")
    [alarm] = demo.wait(lambda: [a for a in demo.active() if a["problem"] == "ap-fault"][:1], "an AP alarm")
    demo.nms("alarm", "ack", str(alarm["id"]), "--text", "looking at it")
    key = {"device": "yc-h05-sw", "metric": "poll_seconds", "instance": "status"}
    demo.wait(lambda: demo.get("series", **key, **{"from": _ago(1)})["points"], "samples of the running demo")
    kept = demo.get("series", **key, **{"from": _ago(1)})["points"]
    demo.stop(signal.SIGKILL)
    demo.start()
    again = demo.get(f"alarms/{alarm['id']}")
    assert again["acknowledged_by"]
    assert [event["kind"] for event in again["history"]][-1] == "acknowledged"
    after = {at for at, value in demo.get("series", **key, **{"from": _ago(1)})["points"] if value is not None}
    assert {at for at, value in kept if value is not None} <= after


def test_a_reboot_gives_no_spike(demo: Demo) -> None:
    demo.nms("city", "fault", "reboot", "yc-agg1")
    demo.wait(lambda: [a for a in demo.active(device="yc-agg1") if a["problem"] == "cold-start"], "it is told")
    rows = demo.get("devices/yc-agg1/interfaces", limit=100)["items"]
    ports = [row for row in rows if row["oper"] == "up" and row["speed_bps"] and row["type"] == "ethernetCsmacd"]
    key = {"device": "yc-agg1", "metric": "interface_in_octets", "instance": ports[0]["name"]}
    before = len(demo.get("series", **key, **{"from": _ago(1)})["points"])
    demo.wait(lambda: len(demo.get("series", **key, **{"from": _ago(1)})["points"]) >= before + 3, "three more rounds")
    values = [value for _, value in demo.get("series", **key, **{"from": _ago(1)})["points"] if value is not None]
    assert all(0 <= value <= ports[0]["speed_bps"] for value in values)


def test_most_counters_come_by_rounds_and_every_check_by_a_session_agrees(demo: Demo) -> None:
    def checked() -> Any:
        figures = demo.get("health")["figures"]
        return figures["batch_members"] >= 200 and figures["batch_checks"] >= 5 and figures

    figures = demo.wait(checked, "200 devices in rounds, five checks")
    print({name: value for name, value in figures.items() if name.startswith("batch_")})
    assert (figures["batch_mismatches"], figures["batch_suspended"], figures["batch_lost"]) == (0, 0, 0)
    assert not [alarm for alarm in demo.active() if alarm["problem"] == "batch-mismatch"]


def test_a_killed_worker_is_replaced_and_the_rounds_go_on(demo: Demo) -> None:
    def figures() -> dict[str, float]:
        found: dict[str, float] = demo.get("health")["figures"]
        return found

    before, checked = demo.workers(), figures()["batch_checks"]
    assert len(before) >= 2
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    demo.wait(lambda: len(demo.workers() - {victim}) == len(before), "another has taken its place")
    later = demo.wait(lambda: (now := figures())["batch_checks"] >= checked + 2 and now, "two more checks")
    assert later["batch_members"] >= 200
    assert later["batch_lost"] <= 1, "at most the round in which it died"
    assert (later["batch_mismatches"], later["batch_suspended"]) == (0, 0)
