"""The desk's tick and the playbook module `ticket`: a watched folder, alarms that flap, actions done once."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from nms.app.app import App
from nms.core.alarm import Actor, Alarm, AlarmKey, EventType, Report, Severity
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.playbook import Did, Run
from nms.core.site import Hall, Inventory
from nms.core.site import Site as Place
from nms.core.ticket import Ticket, TicketChannel, TicketEventKind, TicketFilter, TicketState
from nms.engine.desk_clock import DeskClock
from nms.engine.ticket_deed import TicketDeed
from nms.provision.playbook.walk import Call
from nms.provision.playbook.walk import Place as Where
from nms.site.loading import CHECKOUT
from nms.site.loading import Site as Folder
from nms.testing import ManualClock

START = datetime(2026, 4, 10, tzinfo=UTC)
LI = Actor("li", "test")
T = TypeVar("T")
S = TicketState


class AtOnce:
    """Stands for the writing thread: does it here."""

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        del urgent
        return act()


class World:
    """A hall with one box, the desk's tick, a clock that moves when told."""

    def __init__(self, folder: Path, **desk: Any) -> None:
        self.clock = ManualClock(START)
        inventory = Inventory(
            devices={"sw": Device("sw", "127.0.0.1", role=Role.HALL_SWITCH, site="s1")},
            sites={"s1": Place("s1", "hall", "越城", "迪荡")},
            halls={"h1": Hall("h1", "s1", devices=("sw",))},
        )
        (folder / "templates").symlink_to(CHECKOUT / "templates")
        config = Config.model_validate({"desk": desk})
        self.app = App.open(Folder(folder, folder, config, inventory), self.clock)
        at_once: Any = AtOnce()
        self.desk = DeskClock(self.app.parts, self.app.tickets, at_once)

    def alarm(self, severity: Severity = Severity.CRITICAL, problem: str = "e1-los") -> Alarm:
        key = AlarmKey("sw", "E1 0/0/1", EventType.COMMUNICATIONS, problem)
        now = self.clock.now()
        self.app.parts.ledger.record(Report(key, severity, "lossOfSignal", now, now, "trap"))
        found = self.app.parts.store.alarms.active(key)
        assert found is not None
        return found

    def tick(self, seconds: float = 0) -> None:
        self.clock.advance(seconds)
        self.app.parts.ledger.expire()
        asyncio.run(self.desk.look())

    def tickets(self) -> list[Ticket]:
        return list(self.app.tickets.find(TicketFilter()).items)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.app.close()


def test_a_lasting_alarm_opens_a_ticket_that_is_restored_when_it_clears_and_opened_again_when_it_flaps(
    world: World,
) -> None:
    alarm = world.alarm()
    world.tick(29)
    assert world.tickets() == []
    world.tick(1)
    (ticket,) = world.tickets()
    assert (ticket.state, ticket.alarm_id, ticket.hall, ticket.started_at) == (S.NEW, alarm.id, "h1", START)
    world.alarm(Severity.CLEARED)
    for _ in range(2):
        world.tick(5)
    assert world.tickets()[0].state is S.RESTORED
    cleared = [one for one in world.app.tickets.show(ticket.number).events if one.kind is TicketEventKind.CLEARED]
    assert len(cleared) == 1
    stored = world.app.parts.store.alarms
    back = replace(stored.get(alarm.id) or alarm, cleared_at=None, flapping=True, changed_at=world.clock.now())
    stored.save(back, [])  # as flapping does: the old alarm is active again
    world.tick(5)
    (again,) = world.tickets()
    assert (again.state, again.restored_at) == (S.IN_PROGRESS, None)


def test_what_a_person_restored_is_not_opened_again_while_the_alarm_lasts(world: World) -> None:
    world.alarm()
    world.tick(30)
    (ticket,) = world.tickets()
    world.app.tickets.restore(ticket.number, "umgangen", LI)
    world.tick(60)
    assert [one.state for one in world.tickets()] == [S.RESTORED]


@pytest.mark.parametrize(
    ("severity", "problem", "opens"),
    [(Severity.CRITICAL, "e1-los", 1), (Severity.MAJOR, "e1-lof", 0), (Severity.MAJOR, "link-down", 1)],
)
def test_only_alarms_that_the_settings_name_open_tickets(
    tmp_path: Path, severity: Severity, problem: str, opens: int
) -> None:
    world = World(tmp_path, alarm_after_s=0, alarm_problems=["link-down"])
    world.alarm(severity, problem)
    world.tick()
    assert len(world.tickets()) == opens
    world.app.close()


def test_announced_work_opens_no_ticket(world: World) -> None:
    world.app.open_window("device", "sw", START - timedelta(hours=1), START + timedelta(hours=1), "work", LI)
    assert world.alarm().maintenance
    world.tick(120)
    assert world.tickets() == []


def test_without_restoring_the_clearing_is_only_noted_once(tmp_path: Path) -> None:
    world = World(tmp_path, restore_with_alarm=False)
    world.alarm()
    world.tick(30)
    world.alarm(Severity.CLEARED)
    for _ in range(3):
        world.tick(10)
    (ticket,) = world.tickets()
    events = world.app.tickets.show(ticket.number).events
    assert (ticket.state, [one.kind for one in events].count(TicketEventKind.CLEARED)) == (S.NEW, 1)
    world.app.close()


def test_a_watched_folder_becomes_tickets_and_a_wrong_one_is_only_told(tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    (tmp_path / "mail" / "new" / "1").write_bytes(b"From: a@b.example\r\nSubject: h1 offline\r\n\r\nhelp")
    (tmp_path / "mail" / "new" / "2").write_bytes(b"nothing")
    site = tmp_path / "site"
    site.mkdir()
    world = World(site, maildir=str(tmp_path / "mail"))
    world.tick()
    (ticket,) = world.tickets()
    assert (ticket.channel, ticket.hall, ticket.grade) == (TicketChannel.EMAIL, "h1", "A")
    (tmp_path / "mail" / "cur").rename(tmp_path / "mail" / "gone")
    (tmp_path / "mail" / "new").rename(tmp_path / "mail" / "cur")
    world.tick(31)
    assert len(world.tickets()) == 1
    world.app.close()


# ---------------------------------------------------------------- the playbook module


def call(world: World, *, check: bool = False, task: int = 0, **arguments: Any) -> tuple[Did, dict[str, Any]]:
    run = Run(7, "p", (), LI, START, check=check)
    nothing: Any = None
    one = Call(run, Where(0, task), nothing, {"sw": arguments}, {}, lambda _: None)
    (outcome,) = TicketDeed(world.app.tickets).do(nothing, one).values()
    return outcome.did, dict(outcome.body)


def test_a_playbook_opens_a_ticket_once_and_moves_it_on(world: World) -> None:
    did, told = call(world, action="open", title="验收", hall="h1")
    assert (did, told["state"]) == (Did.CHANGED, "new")
    assert call(world, action="open", title="验收", hall="h1") == (did, told)  # taken up again: the same ticket
    number = told["ticket"]
    steps: list[dict[str, Any]] = [
        {"action": "assign", "assignee": "wang"},
        {"action": "start"},
        {"action": "wait", "text": "w"},
        {"action": "resume"},
        {"action": "restore", "text": "done"},
        {"action": "close", "cause": "network"},
    ]
    for step in steps:
        assert call(world, check=True, number=number, **step)[0] is Did.CHANGED
        assert call(world, number=number, **step)[0] is Did.CHANGED
        assert call(world, number=number, **step)[0] is Did.OK
    assert call(world, number=number, action="comment", text="x")[0] is Did.CHANGED
    assert len(world.tickets()) == 1
    assert call(world, check=True, task=1, action="open", title="y")[0] is Did.CHANGED
    assert len(world.tickets()) == 1
