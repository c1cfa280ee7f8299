"""Complaints and the network: a known outage answers at once, the clock starts with the alarm, all ends together."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from watchedcity import WatchedCity

from nms.app.ticket_watch import TicketWatch
from nms.core.account import Right, Role
from nms.core.alarm import Actor, Alarm
from nms.core.ticket import TicketChannel, TicketEventKind, TicketFilter, TicketState, TicketType, TicketWish
from nms.desk.signature import signed
from web.server import create_app

pytestmark = pytest.mark.timeout(120)
SECRET = "a secret of the app's channel"
LINK, LINE = "e1-yc-h05-1", "PL-12"
WANG = Actor("wang", "web")


class Desk:
    """The watched city with a line over hall 5's E1, its web and its ticket watch."""

    def __init__(self, city: WatchedCity) -> None:
        self.city, self.app, self.clock = city, city.app, city.clock
        link = self.app.inventory.links[LINK]
        self.ends = (link.a.device, link.b.device)
        city.line_over(LINK, LINE)
        city.watch()
        city.poll(self.ends)
        self.app.secrets.put("ticket.webhook.wechat", SECRET, WANG)
        self.web: FlaskClient = create_app(self.app).test_client()
        self.watch = TicketWatch(self.app.parts, self.app.tickets.search, self.app.tickets.book)

    def strike(self) -> Alarm:
        """Hall 5's E1 loses its signal; the root alarm once its cause was found."""
        self.city.hear(self.city.faults.fault("e1-los", LINK))
        self.city.poll(self.ends)
        self.pass_time(60)
        (root,) = [alarm for alarm in self.city.active() if alarm.root_id is None]
        return root

    def mend(self) -> None:
        self.city.faults.repair(LINK)
        self.city.poll(self.ends)
        self.pass_time(30)

    def pass_time(self, seconds: int) -> None:
        self.city.pass_time(seconds)
        self.watch.look()

    def hook(self, body: object, *, secret: str = SECRET, ahead: int = 0, channel: str = "wechat") -> Any:
        """A signed message as the app sends it."""
        return self.sent(json.dumps(body, ensure_ascii=False).encode(), secret=secret, ahead=ahead, channel=channel)

    def sent(self, octets: bytes, *, secret: str = SECRET, ahead: int = 0, channel: str = "wechat") -> Any:
        moment = str(int(self.clock.now().timestamp()) + ahead)
        headers = {"X-NMS-Timestamp": moment, "X-NMS-Signature": signed(secret, moment, octets)}
        return self.post(octets, headers, channel)

    def post(self, octets: bytes, headers: dict[str, str], channel: str = "wechat") -> Any:
        place = f"/api/v1/webhooks/{channel}"
        return self.web.post(place, data=octets, headers=headers, content_type="application/json")

    def tickets(self) -> int:
        return self.app.tickets.find(TicketFilter()).total


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    city = WatchedCity(folder)
    yield Desk(city)
    city.close()


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Nothing is wrong; shared by tests that leave nothing, or count what they leave."""
    with opened(tmp_path_factory.mktemp("quiet")) as made:
        yield made


@pytest.fixture(scope="module")
def struck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Alarm]]:
    """Hall 5's E1 has been without signal for a minute and a half; shared by tests that only report."""
    with opened(tmp_path_factory.mktemp("struck")) as made:
        root = made.strike()
        made.pass_time(30)
        yield made, root


def token(desk: Desk) -> dict[str, str]:
    """An engineer's program."""
    desk.app.accounts.add("li", Role.ENGINEER, WANG)
    _, key = desk.app.accounts.issue("li", "t", {Right.READ, Right.OPERATE}, 1, WANG)
    return {"Authorization": f"Bearer {key}"}


COMPLAINT = {"line": LINE, "title": "专线不通", "contact": {"name": "陈", "phone": "13800000000"}, "key": "wx-1"}


def test_a_signed_complaint_about_a_line_with_a_root_cause_answers_with_the_outage_and_joins_its_ticket(
    struck: tuple[Desk, Alarm],
) -> None:
    desk, root = struck
    answer = desk.hook(COMPLAINT)
    assert answer.status_code == 201, answer.json
    told = answer.json
    ticket = desk.app.tickets.show(told["number"])
    assert ticket.parent is not None
    assert (ticket.parent.channel, ticket.parent.alarm_id, ticket.ticket.alarm_id) == (
        TicketChannel.ALARM, root.id, root.id,
    )  # fmt: skip
    assert told["parent"] == ticket.parent.number
    assert (told["known_outage"], told["alarm"]) == (True, root.id)
    local = root.raised_at.astimezone(desk.app.config.site.zone)
    for language, problem in (("zh", "E1 信号丢失"), ("en", "E1 loss of signal")):
        words = told["answer"][language]
        assert problem in words
        assert f"{local:%Y-%m-%d %H:%M}" in words
        assert ticket.parent.number in words
        assert LINE in words
    assert ticket.ticket.started_at == ticket.parent.started_at == root.raised_at < ticket.ticket.opened_at
    assert ticket.ticket.due_at == root.raised_at + timedelta(hours=8)
    assert ticket.ticket.customer == "bank"
    assert ticket.ticket.contact.name == "陈"


def test_the_clock_starts_at_the_report_where_the_customer_noticed_it_before_the_alarm(desk: Desk) -> None:
    noticed = desk.clock.now()
    desk.clock.advance(120)
    root = desk.strike()
    told = desk.hook({**COMPLAINT, "reported_at": noticed.isoformat()}).json
    ticket = desk.app.tickets.show(told["number"]).ticket
    assert ticket.started_at == noticed < root.raised_at


def test_parent_and_children_are_restored_when_the_alarm_clears_and_closed_together_and_a_later_one_is_told(
    desk: Desk,
) -> None:
    desk.strike()
    first, second = (desk.hook({**COMPLAINT, "key": key}).json for key in ("a", "b"))
    assert first["parent"] == second["parent"]
    assert len(desk.app.tickets.show(first["parent"]).children) == 2
    desk.mend()
    states = {desk.app.tickets.show(number).ticket.state for number in (first["number"], first["parent"])}
    assert states == {TicketState.RESTORED}
    parent = desk.app.tickets.show(first["parent"])
    assert [one.kind for one in parent.events].count(TicketEventKind.CLEARED) == 1
    desk.app.tickets.close(first["parent"], "network", "", WANG)
    child = desk.app.tickets.show(second["number"]).ticket
    assert (child.state, child.cause_code) == (TicketState.CLOSED, "network")
    _after_it_was_mended(desk)


def _after_it_was_mended(desk: Desk) -> None:
    """A new complaint names the outage that was, and stands on its own with a clock of its own."""
    told = desk.hook({**COMPLAINT, "key": "c"}).json
    assert (told["parent"], told["known_outage"]) == (None, False)
    assert "E1 信号丢失" in told["answer"]["zh"]
    assert "已恢复" in told["answer"]["zh"]
    ticket = desk.app.tickets.show(told["number"]).ticket
    assert ticket.started_at == ticket.opened_at


def test_a_replayed_message_makes_no_second_ticket(quiet: Desk) -> None:
    before, octets = quiet.tickets(), json.dumps(COMPLAINT).encode()
    moment = str(int(quiet.clock.now().timestamp()))
    headers = {"X-NMS-Timestamp": moment, "X-NMS-Signature": signed(SECRET, moment, octets)}
    first, replayed = quiet.post(octets, headers), quiet.post(octets, headers)
    assert (first.status_code, replayed.status_code) == (201, 409)
    assert replayed.json["code"] == "NMS-TICKET-304"
    upper = {**headers, "X-NMS-Signature": "sha256=" + headers["X-NMS-Signature"][7:].upper()}
    assert quiet.post(octets, upper).status_code == 409  # the same signature in another spelling
    quiet.clock.advance(5)
    again = quiet.hook(COMPLAINT)  # an honest second try is signed anew, its key is the same
    assert again.status_code == 200
    assert {**again.json, "new": True} == first.json
    assert quiet.tickets() == before + 1


def test_messages_that_nobody_signed_are_refused_with_a_code_and_leave_nothing(quiet: Desk) -> None:
    octets = json.dumps({**COMPLAINT, "key": "unsigned"}).encode()
    before, rows = quiet.tickets(), quiet.app.audit.verify().rows
    refusals = [
        (quiet.post(octets, {}), "NMS-TICKET-301"),
        (quiet.post(octets, {"X-NMS-Timestamp": "1757818800"}), "NMS-TICKET-301"),
        (quiet.sent(octets, secret="another secret altogether"), "NMS-TICKET-302"),
        (quiet.sent(octets, channel="nobody"), "NMS-TICKET-302"),
        (quiet.sent(octets, ahead=301), "NMS-TICKET-303"),
        (quiet.sent(octets, ahead=-301), "NMS-TICKET-303"),
    ]
    assert [(answer.status_code, answer.json["code"]) for answer, _ in refusals] == [
        (401, code) for _, code in refusals
    ]
    changed = quiet.sent(octets)
    assert changed.status_code == 201
    assert quiet.tickets() == before + 1
    assert quiet.app.audit.verify().rows == rows + 1  # only the one that counted was written down


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"title": "x", "line": "nobody's"}, 404, "NMS-CORE-002"),
        ({"title": "x", "line": LINE, "customer": "pharmacy"}, 422, "NMS-TICKET-006"),
        ({"title": ""}, 422, "NMS-TICKET-001"),
        ({"title": "x", "colour": "red"}, 422, "NMS-TICKET-003"),
        ({"title": "x" * 201}, 422, "NMS-TICKET-003"),
        ({"title": "x", "contact": {"email": "a@b\r\nBcc: c@d"}}, 422, "NMS-TICKET-004"),
        ({"title": "x", "reported_at": "2027-01-01T00:00:00Z"}, 422, "NMS-TICKET-005"),
        ([1], 422, "NMS-TICKET-003"),
    ],
)
def test_a_signed_message_that_cannot_be_used_is_refused_with_its_reason(
    quiet: Desk, body: object, status: int, code: str
) -> None:
    before = quiet.tickets()
    answer = quiet.hook(body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert quiet.tickets() == before


def test_a_message_of_many_octets_is_refused_unread(quiet: Desk) -> None:
    answer = quiet.sent(b"x" * 70_000)
    assert (answer.status_code, answer.json["code"]) == (422, "NMS-TICKET-002")


def test_an_e1_alarm_of_a_hall_opens_one_ticket_and_runs_its_clock(struck: tuple[Desk, Alarm]) -> None:
    desk, root = struck
    (ticket,) = desk.app.tickets.find(TicketFilter(channels=(TicketChannel.ALARM,))).items
    assert (ticket.channel, ticket.type, ticket.alarm_id) == (TicketChannel.ALARM, TicketType.FAULT, root.id)
    assert (ticket.hall, ticket.grade, ticket.started_at) == ("yc-h05", "A", root.raised_at)
    assert ticket.due_at == root.raised_at + timedelta(hours=8)
    told = desk.hook({"hall": "yc-h05", "title": "电话都打不通", "key": "hall"}).json
    assert told["parent"] == ticket.number  # the hall's complaint joins it


def test_escalations_are_told_once_each_also_by_another_process(desk: Desk) -> None:
    desk.strike()
    told = desk.hook(COMPLAINT).json
    kinds = []
    for hours in (3.9, 0.2, 2.4, 0, 1.6, 1):
        desk.clock.advance(hours * 3600)
        TicketWatch(desk.app.parts, desk.app.tickets.search, desk.app.tickets.book).escalate()  # restarted each time
        events = desk.app.tickets.show(told["number"]).events
        kinds.append([one.body["percent"] for one in events if one.kind is TicketEventKind.ESCALATED])
    assert kinds == [[], [50], [50, 80], [50, 80], [50, 80, 100], [50, 80, 100]]


def test_a_ticket_that_an_alarm_opened_joins_the_root_that_was_found_later(desk: Desk) -> None:
    root = desk.strike()
    under = next(alarm for alarm in desk.city.active() if alarm.root_id == root.id)
    early = desk.app.tickets.book.open_for(under)
    desk.watch.look()
    assert desk.app.tickets.show(early.number).parent == desk.app.parts.store.tickets.of_alarm(root.id)


def test_hostile_text_is_shown_and_never_run(quiet: Desk) -> None:
    hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'{{7*7}}\u202e\x00"
    told = quiet.hook({"title": hostile, "text": hostile, "contact": {"name": hostile}}).json
    headers = token(quiet)
    for place in (f"/tickets/{told['number']}", "/tickets"):
        page = quiet.web.get(place, headers=headers).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "{{7*7}}" in page or "{{7*7}}" in page.replace("&#39;", "'")
        assert not re.search("[\u202e\x00]", page)


def test_a_report_by_hand_is_written_down_and_matched_by_the_number_in_its_text(struck: tuple[Desk, Alarm]) -> None:
    desk, _ = struck
    wish = TicketWish(TicketType.COMPLAINT, TicketChannel.PHONE, "不通", f"客户说 {LINE}，从早上起不通")
    found = desk.app.tickets.report(wish, WANG)
    assert (found.ticket.line, found.ticket.customer) == (LINE, "bank")
    assert found.parent is not None
