"""Knowledge, messages, surveys and a customer's page over a real store: what is told, to whom, and what never is."""

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nms.app.app import App
from nms.app.article_files import bring_along, read_folder, write_folder
from nms.app.doors import LOOKS, MISSES
from nms.app.knowledge_views import Fault
from nms.core.alarm import Actor, Alarm, AlarmKey, EventType, Severity
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Requirement, Solution, Way
from nms.core.outbound import Medium, MessageState
from nms.core.site import Customer, Inventory
from nms.core.ticket import Contact, Ticket, TicketChannel, TicketEvent, TicketEventKind, TicketState, TicketType
from nms.desk.delivery import SendError
from nms.site.loading import CHECKOUT, Site
from nms.testing import ManualClock

NOW = datetime(2026, 3, 11, 2, tzinfo=UTC)
ME = Actor("li", "test")
SETTINGS = {
    "allow": ["127.0.0.1", "hook.example.cn"],
    "public_url": "https://status.example.cn/",
    "sms": {"url": "http://127.0.0.1:9/sms", "body": "{number} {text}", "encode": "plain"},
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def app(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    devices = {
        name: Device(name, f"10.99.0.{n}", "huawei_smartax", Role.OLT) for n, name in enumerate(("olt-a", "olt-b"), 1)
    }
    customers = {"bank": Customer("bank", "某银行"), "rival": Customer("rival", "别家")}
    config = Config.model_validate({"desk": {"notices": SETTINGS}})
    made = App.open(Site(CHECKOUT, tmp_path, config, Inventory(devices, customers=customers)), clock)
    yield made
    made.close()


def line(app: App, number: str, customer: str) -> None:
    begun = NOW - timedelta(days=9)
    order = Order(number, customer, f"{customer} 专线", LineService.EPL, Requirement(2), (LineEnd("a"), LineEnd("b")))
    design = Design(Solution.PON, ways=(Way("b", "work", ("olt-a", "olt-b"), ()),))
    app.parts.store.lines.add(Line(0, order, LineState.ACTIVE, begun, begun, "li", design, active_at=begun), "li")


def ticket(
    app: App, customer: str = "bank", channel: TicketChannel = TicketChannel.PHONE, title: str = "断网"
) -> Ticket:
    now = app.now()
    contact = Contact("王", "+8613800000000", "")
    alarm = 9 if channel is TicketChannel.ALARM else None
    due = now + timedelta(hours=4)
    wish = Ticket(
        0, "", TicketType.FAULT, channel, title, "", now, now, due, 14_400, customer=customer, contact=contact,
        alarm_id=alarm,
    )  # fmt: skip
    opened = TicketEvent(0, 0, now, "li", TicketEventKind.OPENED)
    return app.parts.store.tickets.add(wish, [opened], "20260311")[0]


def close(app: App, held: Ticket, cause: str = "network") -> None:
    now = app.now()
    done = replace(held, state=TicketState.CLOSED, restored_at=now, closed_at=now, cause_code=cause)
    event = TicketEvent(0, held.id, now, "li", TicketEventKind.CLOSED)
    app.parts.store.tickets.change(held.id, lambda _: (done, [event]))


# ---------------------------------------------------------------- articles


def test_our_own_articles_come_along_once_and_survive_a_round_trip(app: App, tmp_path: Path) -> None:
    assert len(bring_along(app.knowledge, CHECKOUT, ME).new) >= 12
    assert bring_along(app.knowledge, CHECKOUT, ME).new == ()
    write_folder(tmp_path / "out", app.knowledge.find())
    again = read_folder(tmp_path / "out")
    assert len(app.knowledge.bring_in([one.name for one in again], again, ME).same) == len(again)
    assert {one.name for one in app.knowledge.find() if not (one.zh and one.en)} == set()


def test_our_own_articles_name_no_problem_that_is_not_there(app: App) -> None:
    bring_along(app.knowledge, CHECKOUT, ME)
    from nms.core.texts import CATALOGUE  # noqa: PLC0415 - one test's

    known = [code.removeprefix("problem.") for code in CATALOGUE if code.startswith("problem.")]
    named = {tag.removeprefix("problem:") for one in app.knowledge.find() for tag in one.tags if "problem:" in tag}
    assert [name for name in named if not any(re.fullmatch(name.replace("*", ".*"), word) for word in known)] == []


def test_an_alarm_a_ticket_and_a_customer_are_each_told_what_helps(app: App) -> None:
    bring_along(app.knowledge, CHECKOUT, ME)
    key = AlarmKey("olt-a", "ONT 1", EventType.EQUIPMENT, "power-loss")
    alarm = Alarm(0, key, Severity.MAJOR, "powerProblem", NOW, NOW, NOW)
    assert app.knowledge.for_alarm(alarm)[0].article.name == "ont-dying-gasp"
    named = [one.article.name for one in app.knowledge.for_ticket(ticket(app, title="无线信道拥塞，重传率高"))]
    assert "hall-wlan-channel" in named
    public = app.knowledge.for_words("专线变慢了")
    assert public[0].article.name == "slow-line"
    assert all(one.article.public for one in public)


# ---------------------------------------------------------------- messages and surveys


def test_a_closed_ticket_tells_its_customer_and_asks_once_whatever_is_killed(app: App) -> None:
    app.notices.begin()
    held = ticket(app)
    close(app, held)
    assert app.notices.gather() == 3  # received, closed, survey
    app.parts.store.meta.put("notices.seen", "0")  # as if killed before it was noted
    assert app.notices.gather() == 0
    found = app.notices.find(ticket=held.id).items
    assert {one.medium for one in found} == {Medium.SMS}


def test_nobody_is_asked_about_a_duplicate(app: App) -> None:
    app.notices.begin()
    close(app, ticket(app), "duplicate")
    app.notices.gather()
    assert "survey" not in {str(one.occasion) for one in app.notices.find().items}


def survey_secret(app: App) -> str:
    (one,) = [one for one in app.notices.find().items if one.sealed]
    link = app.parts.vault.unseal(one.sealed or b"").decode()
    assert link.startswith("https://status.example.cn/s/")
    return link.rpartition("/")[2]


def test_a_survey_is_answered_once_in_time_and_its_secret_stands_nowhere(app: App, clock: ManualClock) -> None:
    app.notices.begin()
    held = ticket(app)
    close(app, held)
    app.notices.gather()
    secret = survey_secret(app)
    with app.parts.store.database.read() as connection:
        raw = "".join(map(str, connection.exec_driver_sql("SELECT * FROM survey").all()))
        raw += "".join(map(str, connection.exec_driver_sql("SELECT * FROM outbound").all()))
    assert secret not in raw
    assert app.surveys.show(secret, "a").number == held.number
    with pytest.raises(InvalidError, match="NMS-KB-042"):
        app.surveys.answer(secret, "6", "", "a")
    assert app.surveys.answer(secret, "5", "好\x00", "a").survey.comment == "好"
    with pytest.raises(ConflictError, match="NMS-KB-041"):
        app.surveys.answer(secret, "1", "", "a")
    (row,) = app.kpis.rows("2026-03", "month")
    assert (row.asked, row.answered, row.score) == (1, 1, 5.0)
    clock.advance(timedelta(days=20).total_seconds())
    assert app.surveys.show(secret, "a").survey.score == 5


def test_a_message_that_is_refused_says_why_and_can_be_sent_again(app: App) -> None:
    app.notices.begin()
    ticket(app)
    app.notices.gather()
    (one,) = app.notices.due()
    tried = app.notices.send(one)  # nothing listens on port 9 here
    app.notices.note(tried)
    assert (tried.state, tried.error, tried.tries) == (MessageState.WAITING, "NMS-KB-026", 1)
    assert app.notices.due() == []
    app.notices.note(replace(tried, state=MessageState.FAILED))
    assert app.notices.resend(one.id, ME).state is MessageState.WAITING
    with pytest.raises(ConflictError, match="NMS-KB-031"):
        app.notices.resend(one.id, ME)
    assert isinstance(SendError("NMS-KB-026"), Exception)


# ---------------------------------------------------------------- a customer's own page


def test_a_customers_page_holds_that_customer_and_nothing_of_the_network(app: App) -> None:
    line(app, "PL-1", "bank")
    line(app, "PL-2", "rival")
    mine, other = ticket(app, "bank"), ticket(app, "rival", title="别家的事")
    outage = ticket(app, "bank", TicketChannel.ALARM, "olt-a device-unreachable 10.99.0.1")
    _, secret = app.status_pages.make("bank", "x", ME)
    view = app.status_pages.show(secret, "a")
    told = str(asdict(view))
    assert [one.number for one in view.lines] == ["PL-1"]
    assert [one.number for one in view.tickets] == [mine.number]
    for hidden in ("olt-a", "olt-b", "10.99.0", "rival", "别家", other.number, outage.number, "13800000000", "li'"):
        assert hidden not in told, hidden


def test_a_fault_from_the_page_becomes_a_ticket_of_that_customer(app: App) -> None:
    line(app, "PL-1", "bank")
    line(app, "PL-2", "rival")
    _, secret = app.status_pages.make("bank", "", ME)
    number = app.status_pages.report(secret, Fault("打不开网页\n从早上开始", "PL-1", "王", "138"), "a")
    made = app.parts.store.tickets.numbered(number)
    assert (made.customer, made.line, made.channel) == ("bank", "PL-1", TicketChannel.WEB)
    with pytest.raises(NotFoundError):
        app.status_pages.report(secret, Fault("x", "PL-2"), "a")
    with pytest.raises(InvalidError, match="NMS-KB-044"):
        app.status_pages.report(secret, Fault(" \x00"), "a")
    for n in range(5):
        app.status_pages.report(secret, Fault(f"第 {n} 次"), "a")
    with pytest.raises(DeniedError, match="NMS-KB-043"):
        app.status_pages.report(secret, Fault("太多"), "b")


def test_a_link_is_shown_once_revoked_for_good_and_audited(app: App) -> None:
    link, secret = app.status_pages.make("bank", "x", ME)
    assert len(secret) >= 43
    assert app.status_pages.show(secret, "a").title == "某银行"
    app.status_pages.revoke("bank", link.id, ME)
    with pytest.raises(InvalidError, match="NMS-KB-040"):
        app.status_pages.show(secret, "a")
    actions = app.audit.actions()
    assert {"customer.link", "customer.unlink"} <= set(actions)
    with app.parts.store.database.read() as connection:
        rows = [connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in ("audit", "customer_link")]
    assert secret not in str(rows)


def test_who_guesses_is_not_heard_for_a_while_and_others_are(app: App, clock: ManualClock) -> None:
    _, secret = app.status_pages.make("bank", "", ME)
    for n in range(MISSES):
        with pytest.raises(InvalidError):
            app.status_pages.show(f"{n:043d}", "guesser")
    with pytest.raises(DeniedError):
        app.status_pages.show(secret, "guesser")
    assert app.status_pages.show(secret, "other").title == "某银行"
    clock.advance(600)
    assert app.status_pages.show(secret, "guesser").title == "某银行"
    for _ in range(LOOKS - 1):
        app.status_pages.search(secret, "", "guesser")
    with pytest.raises(DeniedError):
        app.status_pages.search(secret, "", "guesser")
