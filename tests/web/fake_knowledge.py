"""The rooms of knowledge, messages, surveys, secret links and figures beside the believable city, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from nms.app.knowledge_views import CustomerStatus, Fault, Imported, OwnLine, OwnTicket, SurveyView
from nms.core.alarm import Actor, Alarm
from nms.core.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from nms.core.knowledge import Article, Hit, Wording, check
from nms.core.outbound import CustomerLink, Medium, Message, MessageState, Occasion, Survey
from nms.core.queries import Page
from nms.core.ticket import Ticket
from nms.desk.kpi import GroupBy, Kpi
from nms.desk.suggestion import Suggestion

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
SECRET = "k" * 43
USED_UP = "u" * 43
BODY = "## 现象\n1. 看指示灯\n2. 换跳线\n\n- `display e1`\n- **不要重启**\n\n```\nraw\n```\n"


def _articles() -> dict[str, Article]:
    rows = [
        Article(1, "e1-los", Wording("E1 无信号", BODY), Wording("E1 loss of signal", "Look at the lamp."),
                ("problem:e1-los", "e1"), False, False, 2, "engineer", NOW),
        Article(2, "slow-line", Wording("专线变慢", BODY), Wording("A slow line", "Measure first."), (), True, False, 1,
                "engineer", NOW),
        Article(3, "hostile", Wording(HOSTILE, f"{HOSTILE}\n- {HOSTILE}\n`{HOSTILE}`"), Wording(HOSTILE, HOSTILE),
                (), True, False, 1, "engineer", NOW),
        Article(4, "only-zh", Wording("只有中文", "正文"), Wording(), (), False, True, 1, "engineer", NOW),
    ]  # fmt: skip
    return {row.name: row for row in rows}


@dataclass
class FakeKnowledge:
    """Four articles; a search finds what contains the whole text."""

    rows: dict[str, Article] = field(default_factory=_articles)
    actors: list[Actor] = field(default_factory=list)

    def find(self, *, retired: bool = False, public: bool | None = None) -> Sequence[Article]:
        return [one for one in self.rows.values() if one.retired == retired and public in (None, one.public)]

    def search(self, text: str, *, public: bool = False, limit: int = 50) -> Sequence[Hit]:
        found = self.find(public=True if public else None)
        return [Hit(one, 1.0) for one in found if text in one.zh.title + one.zh.body + one.en.title]

    def show(self, name: str) -> Article:
        if name not in self.rows:
            raise NotFoundError("article", name)
        return self.rows[name]

    def versions(self, name: str) -> Sequence[Article]:
        newest = self.show(name)
        return [replace(newest, version=number) for number in range(newest.version, 0, -1)]

    def for_alarm(self, alarm: Alarm) -> Sequence[Suggestion]:
        return [Suggestion(one, 4.0, (f"problem:{alarm.key.problem}",)) for one in list(self.rows.values())[:2]]

    def for_ticket(self, ticket: Ticket) -> Sequence[Suggestion]:
        return [Suggestion(one, 2.0) for one in list(self.rows.values())[:1]]

    def for_words(self, text: str) -> Sequence[Suggestion]:
        return [Suggestion(one, 2.0) for one in self.find(public=True)]

    def save(self, name: str, article: Article, expected: int, actor: Actor) -> Article:
        held = self.rows.get(name)
        if (held.version if held else 0) != expected:
            raise ConflictError("NMS-KB-006", name=name, version=held.version if held else 0)
        made = replace(article, name=name, version=expected + 1, author=actor.name, changed_at=NOW)
        check(made)
        self.actors.append(actor)
        self.rows[name] = made
        return made

    def retire(self, name: str, retired: bool, actor: Actor) -> Article:
        self.rows[name] = replace(self.show(name), retired=retired)
        return self.rows[name]

    def bring_in(self, names: Sequence[str], articles: Sequence[Article], actor: Actor) -> Imported:
        return Imported(tuple(names))


@dataclass
class FakeNotices:
    """One message that failed."""

    rows: list[Message] = field(
        default_factory=lambda: [
            Message(1, "7:sms:1", Medium.SMS, "+8613800000000", 7, Occasion.CREATED, "zh", "s", HOSTILE, NOW, NOW,
                    b"sealed", MessageState.FAILED, 6, None, "NMS-KB-026", "no answer")
        ]
    )  # fmt: skip

    def find(
        self, state: MessageState | None = None, ticket: int | None = None, limit: int = 100, offset: int = 0
    ) -> Page[Message]:
        rows = [one for one in self.rows if state in (None, one.state) and ticket in (None, one.ticket)]
        return Page(len(rows), rows)

    def resend(self, message_id: int, actor: Actor) -> Message:
        if not 0 < message_id <= len(self.rows):
            raise NotFoundError("message", str(message_id))
        return replace(self.rows[message_id - 1], state=MessageState.WAITING, tries=0)


@dataclass
class FakeSurveys:
    """One open survey, one that was answered."""

    answers: dict[str, tuple[int, str]] = field(default_factory=lambda: {USED_UP: (4, "")})

    def show(self, secret: str, address: str) -> SurveyView:
        if secret not in (SECRET, USED_UP):
            raise InvalidError("NMS-KB-040")
        score, comment = self.answers.get(secret, (None, ""))
        survey = Survey(7, NOW, NOW + timedelta(days=14), score, comment, NOW if score else None)
        return SurveyView(survey, "T-20260301-0007", HOSTILE)

    def answer(self, secret: str, score: str, comment: str, address: str) -> SurveyView:
        if not self.show(secret, address).survey.open(NOW):
            raise ConflictError("NMS-KB-041")
        if score not in {"1", "2", "3", "4", "5"}:
            raise InvalidError("NMS-KB-042", value=score)
        self.answers[secret] = (int(score), comment)
        return self.show(secret, address)


@dataclass
class FakeStatus:
    """One customer with lines in every state."""

    knowledge: FakeKnowledge
    reported: list[Fault] = field(default_factory=list)
    kept: list[CustomerLink] = field(default_factory=list)
    busy: bool = False

    def links(self, customer: str) -> Sequence[CustomerLink]:
        return [one for one in self.kept if one.customer == customer]

    def make(self, customer: str, label: str, actor: Actor) -> tuple[CustomerLink, str]:
        made = CustomerLink(len(self.kept) + 1, customer, label, actor.name, NOW)
        self.kept.insert(0, made)
        return made, SECRET

    def revoke(self, customer: str, link_id: int, actor: Actor) -> CustomerLink:
        place = next((n for n, one in enumerate(self.links(customer)) if one.id == link_id), None)
        if place is None:
            raise NotFoundError("link", str(link_id))
        self.kept[place] = replace(self.kept[place], revoked_at=NOW)
        return self.kept[place]

    def show(self, secret: str, address: str) -> CustomerStatus:
        if self.busy:
            raise DeniedError("NMS-KB-043")
        if secret != SECRET:
            raise InvalidError("NMS-KB-040")
        lines = [
            OwnLine("PL-0001", HOSTILE, "down", NOW - timedelta(minutes=9)),
            OwnLine("PL-0002", "", "degraded", NOW - timedelta(hours=3)),
            OwnLine("PL-0003", "分行", "unknown"),
            OwnLine("PL-0004", "总部", "up"),
            OwnLine("PL-0005", "新址", "idle"),
        ]
        states = ("new", "assigned", "in_progress", "waiting_customer", "restored", "closed")
        tickets = [
            OwnTicket(f"T-20260301-{n:04d}", HOSTILE, word, "PL-0001", NOW, NOW, NOW if word == "closed" else None)
            for n, word in enumerate(states, 1)
        ]
        return CustomerStatus("某银行", NOW, lines, tickets)

    def search(self, secret: str, text: str, address: str) -> Sequence[Article]:
        self.show(secret, address)
        return [one for one in self.knowledge.find(public=True) if text in one.zh.title or text in one.en.title]

    def article(self, secret: str, name: str, address: str) -> Article:
        self.show(secret, address)
        found = self.knowledge.show(name)
        if not found.public:
            raise NotFoundError("article", name)
        return found

    def report(self, secret: str, fault: Fault, address: str) -> str:
        self.show(secret, address)
        if not fault.text.strip():
            raise InvalidError("NMS-KB-044")
        self.reported.append(fault)
        return "T-20260301-0001"


def _row(month: str, group: str, opened: int) -> Kpi:
    types, channels = {"fault": opened, "complaint": 1}, {"phone": opened, "alarm": 1, "web": 0}
    return Kpi(
        month, group, opened, opened, opened, types, channels, 95.0, 600.0, 7_200.0, 14_400.0, 0.9, 0.1, 4, 2, 4.5
    )


class FakeKpis:
    """Six months of the same, and an empty one."""

    def month(self, month: str = "") -> str:
        return month or "2026-03"

    def rows(self, month: str, by: GroupBy, customer: str = "", hall: str = "") -> Sequence[Kpi]:
        groups = {"month": [""], "type": ["fault", "complaint"], "channel": ["phone", "web"], "customer": ["bank"],
                  "hall": ["hall-yc-05"]}  # fmt: skip
        return [] if month == "2020-01" else [_row(self.month(month), group, 9) for group in groups[by]]

    def trend(self, month: str, months: int = 6, customer: str = "", hall: str = "") -> Sequence[Kpi]:
        empty = Kpi("2025-10", "", 0, 0, 0, {}, {}, None, None, None, None, None, None, 0, 0, None)
        return [empty, *(_row(f"2026-{n:02d}", "", 3 * n) for n in range(1, 4))]
