"""The room of configurations over the real archive and store."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from configsite import LI, START, TEXT, WANG, keep, system

from nms.app.app import App
from nms.app.config_views import BACKUP, Done, SearchWish, change_of, written
from nms.app.configs import STATES
from nms.core.account import AuditFilter
from nms.core.change import ChangeState, Kept
from nms.core.errors import InvalidError, NotFoundError
from nms.provision.archive.rounds import Backed
from nms.testing import ManualClock

SECOND = TEXT.replace("to p1", "to p2")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[App, ManualClock]]:
    app, clock = system(tmp_path)
    yield app, clock
    app.close()


@pytest.fixture
def app(place: tuple[App, ManualClock]) -> App:
    return place[0]


def two(place: tuple[App, ManualClock]) -> tuple[Kept, Kept]:
    app, clock = place
    first = keep(app, TEXT)
    clock.advance(60)
    return first, keep(app, SECOND, "after change 12", WANG)


def test_the_overview_joins_archive_states_and_leases(place: tuple[App, ManualClock]) -> None:
    app, clock = place
    _, newest = two(place)
    meta = app.parts.store.meta
    meta.put(f"{STATES}pe-1", Backed(START).read(clock.now()).written())
    meta.put(f"{STATES}pe-2", Backed(START).failed(START, "NMS-DRV-001", "no answer").written())
    app.parts.store.leases.take("pe-1", "other", 12, clock.now() + timedelta(seconds=60), clock.now())
    clock.advance(30)
    views = {view.device: view for view in app.configs.overview()}
    assert list(views) == ["pe-2", "odd", "pe-1"], "in trouble first; without a command line not at all"
    assert (views["pe-1"].kept, views["pe-1"].age_s, views["pe-1"].changing) == (newest, 30.0, 12)
    assert (views["pe-2"].failures, views["pe-2"].error, views["pe-2"].kept) == (1, "NMS-DRV-001", None)
    assert not views["odd"].spoken


def test_versions_are_named_by_id_by_moment_or_not_at_all(place: tuple[App, ManualClock]) -> None:
    app, _ = place
    first, newest = two(place)
    room = app.configs
    assert room.shown("pe-1").kept == newest
    assert room.shown("pe-1", first.id[:8]).kept == first
    assert room.at("pe-1", START + timedelta(seconds=59)) == first
    assert "Canary" not in room.shown("pe-1").text
    with pytest.raises(NotFoundError):
        room.at("pe-1", START - timedelta(seconds=1))
    with pytest.raises(NotFoundError):
        room.history("nobody")
    with pytest.raises(InvalidError) as refused:
        room.shown("pe-2")
    assert refused.value.code == "NMS-CONF-008"


def test_a_difference_without_names_is_that_of_the_last_step(place: tuple[App, ManualClock]) -> None:
    app, _ = place
    first, newest = two(place)
    found = app.configs.diff("pe-1", "")
    assert (found.old, found.new, found.hidden) == (first, newest, False)
    assert [(row.old, row.new) for row in found.rows if row.kind == "changed"] == [
        (" description to p1", " description to p2")
    ]
    assert "- description to p1" in found.unified
    assert app.configs.diff("pe-1", "", first.id).unified == "", "the first one has nothing before it"
    hidden = keep(app, SECOND.replace("Canary-1", "Canary-2"))
    found = app.configs.diff("pe-1", newest.id, hidden.id)
    assert (found.unified, found.hidden) == ("", True)


def test_who_changed_a_line_and_when(place: tuple[App, ManualClock]) -> None:
    app, _ = place
    first, newest = two(place)
    lines = {line.text: line for line in app.configs.blame("pe-1")}
    assert (lines[" description to p2"].since, lines[" description to p2"].oldest) == (newest, False)
    assert (lines["sysname pe-1"].since, lines["sysname pe-1"].oldest) == (first, True)
    assert {line.since.id for line in app.configs.blame("pe-1", first.id)} == {first.id}
    [touch, begin] = app.configs.touches("pe-1", "description")
    assert (touch.kept.actor, change_of(touch.kept), touch.removed) == (WANG, 12, (" description to p1",))
    assert begin.kept == first


def test_a_search_finds_lines_with_their_versions(place: tuple[App, ManualClock]) -> None:
    app, _ = place
    first, _ = two(place)
    hits = app.configs.search(SearchWish("to p1", everything=True, device="pe-1")).hits
    assert [(hit.kept, hit.line) for hit in hits] == [(first, " description to p1")]
    with pytest.raises(NotFoundError):
        app.configs.search(SearchWish("x", device="nobody"))


def test_a_backup_is_a_request_for_known_devices(app: App) -> None:
    request = app.request(app.configs.backup(["pe-2", "pe-2"], LI))
    assert (request.kind, json.loads(request.body["devices"]), request.actor) == (BACKUP, ["pe-2"], LI)
    assert [one.state for one in app.configs.backed(request.id).devices] == ["waiting"]
    app.parts.store.requests.finish(request.id, "failed", written([Done("pe-2", "failed", code="NMS-DRV-001")]))
    assert app.configs.backed(request.id).devices[0].code == "NMS-DRV-001"
    everybody = app.request(app.configs.backup([], LI))
    assert sorted(json.loads(everybody.body["devices"])) == ["pe-1", "pe-2"]
    for name, error in (("mute", InvalidError), ("odd", InvalidError), ("nobody", NotFoundError)):
        with pytest.raises(error):
            app.configs.backup([name], LI)
    with pytest.raises(NotFoundError):
        app.configs.backed(app.parts.store.requests.put("poll", {}, LI, START))


def test_restoring_is_a_draft_that_names_the_version(place: tuple[App, ManualClock]) -> None:
    app, _ = place
    first, newest = two(place)
    change = app.configs.restore("pe-1", first.id[:10], LI)
    assert (change.kind, change.state, change.author) == ("restore", ChangeState.DRAFT, LI)
    assert change.body == {"device": "pe-1", "kept": first.id}
    assert app.planning.devices(change) == ("pe-1",)
    plan = app.planning.plan(change, {"pe-1": SECOND}, app.now())
    assert plan.steps[0].apply == ("interface GigabitEthernet0/0/1", " description to p1")
    assert plan.steps[0].undo == ("interface GigabitEthernet0/0/1", " description to p2")
    with pytest.raises(InvalidError) as refused:
        app.configs.restore("pe-1", newest.id, LI)
    assert refused.value.code == "NMS-CONF-010"


def test_what_is_done_is_audited_before_it_is_done(app: App) -> None:
    app.configs.backup(["pe-2"], LI)
    [entry] = app.audit.find(AuditFilter()).items
    assert (entry.action, entry.subject, entry.actor) == ("config.backup", "pe-2", "li")
