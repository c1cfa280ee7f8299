"""Backups: in turns and on request, bounded, never beside a change, one failure its own, the oldest known."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from backingworld import NAMES, TEXT, BackingWorld, idle, world

from nms.app.config_views import BACKUP, read
from nms.core.alarm import Actor
from nms.core.device import Device
from nms.core.errors import CliError, HostKeyError
from nms.core.ports import Request
from nms.engine.backing import FAILURES, Backing

LI = Actor("li", "10.0.0.7")
DAY = 86_400


@pytest.fixture
def place(tmp_path: Path) -> Iterator[BackingWorld]:
    made = world(tmp_path)
    yield made
    made.app.close()


def run(place: BackingWorld, story: Callable[[Backing], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        async with place.backing() as backing:
            await story(backing)

    asyncio.run(whole())


def history(place: BackingWorld, name: str) -> list[str]:
    return [kept.cause for kept in place.app.parts.archive.history(name)]


def wish(place: BackingWorld, *names: str) -> Request:
    requests = place.app.parts.store.requests
    return requests.get(requests.put(BACKUP, {"devices": json.dumps(names)}, LI, place.clock.now()))  # type: ignore[return-value]  # just put


def test_everybody_is_read_once_and_then_once_a_day(place: BackingWorld) -> None:
    async def story(backing: Backing) -> None:
        await place.turn(backing)
        assert sorted(place.fleet.opened) == sorted(NAMES)
        await place.turn(backing)
        assert len(place.fleet.opened) == 3
        for _ in range(48):
            place.clock.advance(3_600)
            await place.turn(backing)
        assert sorted(place.fleet.opened) == sorted(NAMES * 3)

    run(place, story)
    assert history(place, "pe-1") == ["scheduled"], "what has not changed is not kept again"
    assert set(place.app.parts.archive.newest()) == set(NAMES)


def test_what_changed_is_kept_and_pages_hear_of_it(place: BackingWorld) -> None:
    async def story(backing: Backing) -> None:
        await place.turn(backing)
        place.fleet.says["pe-2"] = TEXT.replace("{words}", "second")
        place.clock.advance(DAY + 1)
        await place.turn(backing)

    run(place, story)
    assert history(place, "pe-2") == ["scheduled", "scheduled"]
    assert place.app.parts.archive.history("pe-2")[0].actor == Actor("nms", "engine")
    told = [subject for _, kind, subject, _ in place.app.parts.store.events.after(0) if kind == "config"]
    assert sorted(told) == ["pe-1", "pe-2", "pe-2", "pe-3"]


def test_a_new_start_goes_on_where_the_last_one_ended(place: BackingWorld) -> None:
    async def first(backing: Backing) -> None:
        await place.turn(backing)

    async def second(backing: Backing) -> None:
        place.clock.advance(60)
        await place.turn(backing)
        assert len(place.fleet.opened) == 3

    run(place, first)
    run(place, second)


def test_a_failed_device_neither_stops_nor_poisons_the_others(place: BackingWorld) -> None:
    place.fleet.says["pe-1"] = CliError("NMS-DRV-002", device="pe-1", platform="x", known="y")
    place.fleet.says["pe-3"] = ZeroDivisionError()

    async def story(backing: Backing) -> None:
        await place.turn(backing)
        assert (backing._states["pe-1"].error, backing._states["pe-1"].failures) == ("NMS-DRV-002", 1)
        assert backing._states["pe-3"].error == "NMS-CONF-013"

    run(place, story)
    assert list(place.app.parts.archive.newest()) == ["pe-2"]
    assert place.fleet.open_now == dict.fromkeys(NAMES, 0), "every session was closed"
    assert place.problems() == []


def test_failing_again_and_again_is_an_alarm_that_the_next_success_clears(place: BackingWorld) -> None:
    async def story(backing: Backing) -> None:
        place.fleet.says["pe-1"] = CliError("NMS-DRV-002", device="pe-1", platform="x", known="y")
        for turn in range(1, FAILURES + 1):
            await place.turn(backing)
            assert backing._states["pe-1"].failures == turn
            assert place.problems() == ([("pe-1", "backup-failed")] if turn == FAILURES else [])
            place.clock.advance(3_600)
        place.fleet.says["pe-1"] = TEXT
        await place.turn(backing)
        assert place.problems() == []

    run(place, story)


def test_a_host_key_that_does_not_fit_is_an_alarm_at_once_and_not_tried_again_by_itself(place: BackingWorld) -> None:
    async def story(backing: Backing) -> None:
        place.fleet.says["pe-1"] = HostKeyError("NMS-CONF-013", device="pe-1", fault="key")
        await place.turn(backing)
        assert place.problems() == [("pe-1", "backup-failed")]
        place.clock.advance(7_200)
        await place.turn(backing)
        assert place.fleet.opened.count("pe-1") == 1

    run(place, story)


@pytest.mark.parametrize("text", ["", "#\n!\n\n"])
def test_an_empty_configuration_is_a_failure_and_never_replaces_a_full_one(place: BackingWorld, text: str) -> None:
    async def story(backing: Backing) -> None:
        await place.turn(backing)
        place.fleet.says["pe-1"] = text
        done = await backing.backup("pe-1", "on request", LI)
        assert (done.state, done.code) == ("failed", "NMS-CONF-014")

    run(place, story)
    assert history(place, "pe-1") == ["scheduled"]


def test_what_a_device_says_in_its_refusal_is_scrubbed(place: BackingWorld) -> None:
    reply = "snmp-agent community read cipher Canary-77"
    place.fleet.says["pe-1"] = CliError("NMS-CONF-013", device="pe-1", fault=f"\n{reply}\n")

    async def story(backing: Backing) -> None:
        await place.turn(backing)

    run(place, story)
    assert "Canary-77" not in str(dict(place.app.parts.store.meta.under("backup/")))


# ---------------------------------------------------------------- changes under way


def test_a_device_that_is_being_changed_is_left_alone_until_the_lease_ends(place: BackingWorld) -> None:
    leases = place.app.parts.store.leases
    now = place.clock.now()
    held = leases.take("pe-2", "other", 12, now + timedelta(seconds=60), now)
    assert held is not None

    async def story(backing: Backing) -> None:
        await place.turn(backing)
        assert "pe-2" not in place.fleet.opened
        done = await backing.backup("pe-2", "on request", LI)
        assert (done.state, done.code) == ("failed", "NMS-CONF-007")
        assert "change 12" in done.reason
        assert backing._states["pe-2"].failures == 0
        place.clock.advance(61)
        await place.turn(backing)
        assert "pe-2" in place.fleet.opened

    run(place, story)


def test_what_was_read_while_a_change_began_is_not_kept(place: BackingWorld) -> None:
    def change(device: Device) -> None:
        now = place.clock.now()
        place.app.parts.store.leases.take(device.name, "other", 12, now + timedelta(seconds=60), now)

    place.fleet.meanwhile = change

    async def story(backing: Backing) -> None:
        assert (await backing.backup("pe-1", "on request", LI)).code == "NMS-CONF-007"

    run(place, story)
    assert history(place, "pe-1") == []


def test_what_was_read_while_a_whole_change_passed_does_not_hide_what_the_change_kept(place: BackingWorld) -> None:
    def change(device: Device) -> None:
        place.app.parts.archive.keep(device, "sysname changed\n", place.clock.now(), "after change 12", LI)

    place.fleet.meanwhile = change

    async def story(backing: Backing) -> None:
        assert (await backing.backup("pe-1", "on request", LI)).code == "NMS-CONF-015"
        assert backing._states["pe-1"].failures == 0

    run(place, story)
    assert history(place, "pe-1") == ["after change 12"]


# ---------------------------------------------------------------- on request


def test_a_request_ends_with_a_matrix(place: BackingWorld) -> None:
    place.fleet.says["pe-2"] = CliError("NMS-DRV-002", device="pe-2", platform="x", known="y")

    async def story(backing: Backing) -> None:
        request = wish(place, *NAMES, "odd", "mute", "nobody")
        state, result = await backing.errand(request)
        assert state == "failed"
        rows = {one.device: (one.state, one.code) for one in read(result)}
        assert rows == {
            "pe-1": ("kept", ""),
            "pe-2": ("failed", "NMS-DRV-002"),
            "pe-3": ("kept", ""),
            "odd": ("failed", "NMS-CONF-006"),
            "mute": ("failed", "NMS-CONF-006"),
            "nobody": ("failed", "NMS-CONF-006"),
        }
        progress = place.app.parts.store.requests.get(request.id)
        assert progress is not None
        assert len(read(progress.result)) == 6
        state, result = await backing.errand(wish(place, "pe-1"))
        assert (state, [one.state for one in read(result)]) == ("done", ["unchanged"])

    run(place, story)
    assert place.app.parts.archive.history("pe-1")[0].actor == LI


def test_two_who_ask_for_one_device_wait_for_one_reading(place: BackingWorld) -> None:
    gate = threading.Event()
    place.fleet.says["pe-1"] = gate

    async def story(backing: Backing) -> None:
        both = [asyncio.create_task(backing.backup("pe-1", "on request", LI)) for _ in range(2)]
        await asyncio.sleep(0)
        gate.set()
        first, second = await asyncio.gather(*both)
        assert first == second
        assert place.fleet.opened == ["pe-1"]

    run(place, story)


def test_no_more_sessions_are_open_than_there_are_workers(tmp_path: Path) -> None:
    place = world(tmp_path, cli={"workers": 1})

    async def story(backing: Backing) -> None:
        backing.tick()
        assert len(backing._running) == 1
        await idle(backing)
        await asyncio.gather(*(backing.backup(name, "on request", LI) for name in NAMES))

    run(place, story)
    place.app.close()
    assert place.fleet.most == 1


# ---------------------------------------------------------------- the oldest


def test_the_age_of_the_oldest_backup_is_a_metric_and_beyond_its_limit_an_alarm(place: BackingWorld) -> None:
    place.fleet.says["pe-3"] = CliError("NMS-DRV-002", device="pe-3", platform="x", known="y")

    async def story(backing: Backing) -> None:
        await place.turn(backing)
        place.clock.advance(100)
        await backing.measure()
        assert latest(place) == 100
        assert place.problems() == []
        place.clock.advance(2 * DAY)
        for name in ("pe-1", "pe-2"):
            await backing.backup(name, "on request", LI)
        await backing.measure()
        assert latest(place) == 2 * DAY + 100
        assert place.problems() == [("nms", "backup-overdue")]
        place.fleet.says["pe-3"] = TEXT
        await place.turn(backing)
        await backing.measure()
        assert latest(place) == 0
        assert place.problems() == []

    run(place, story)


def test_a_start_after_a_long_rest_takes_up_the_alarm_and_clears_it(place: BackingWorld) -> None:
    async def first(backing: Backing) -> None:
        place.clock.advance(3 * DAY)
        await backing.measure()

    async def second(backing: Backing) -> None:
        assert place.problems() == [("nms", "backup-overdue")]
        await place.turn(backing)
        await backing.measure()

    run(place, first)
    run(place, second)
    assert place.problems() == []


def latest(place: BackingWorld) -> float:
    return next(
        value
        for key, (_, value) in place.app.parts.store.samples.latest("nms", place.clock.now()).items()
        if key.metric == "backup_oldest_seconds"
    )
