"""Use cases around knowledge articles: finding, suggesting, writing, bringing in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nms.app.auditing import audited
from nms.app.knowledge_views import Imported
from nms.app.parts import Parts
from nms.core.alarm import Actor, Alarm
from nms.core.errors import InvalidError
from nms.core.knowledge import Article, Hit, check, tidy
from nms.core.ticket import Ticket
from nms.desk.suggestion import Subject, Suggestion, suggest

_WORDS = 400
"""Characters of a report that are looked for; articles share its first sentences if anything."""


class Knowledge:
    """The room of articles (`nms.app.knowledge_views.KnowledgeRoom`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._articles = parts.store.articles

    # ------------------------------------------------------------ finding

    def find(self, *, retired: bool = False, public: bool | None = None) -> Sequence[Article]:
        """All articles by name."""
        return self._articles.find(public=public, retired=retired)

    def search(self, text: str, *, public: bool = False, limit: int = 50) -> Sequence[Hit]:
        """Those that contain the words, best first."""
        return self._articles.search(text, public=public, limit=limit)

    def show(self, name: str) -> Article:
        """The newest version."""
        return self._articles.named(name)

    def versions(self, name: str) -> Sequence[Article]:
        """Every version, the newest first."""
        return self._articles.versions(name)

    # ------------------------------------------------------------ suggesting

    def for_alarm(self, alarm: Alarm) -> Sequence[Suggestion]:
        """By the problem and the device's platform."""
        return self._suggest(Subject((alarm.key.problem,), self._platforms([alarm.key.device])))

    def for_ticket(self, ticket: Ticket) -> Sequence[Suggestion]:
        """By all that the ticket hangs on, and by its words."""
        alarm = self._parts.store.alarms.get(ticket.alarm_id) if ticket.alarm_id else None
        hall = self._parts.inventory.halls.get(ticket.hall)
        devices = [ticket.device, *(hall.devices if hall else ()), *([alarm.key.device] if alarm else [])]
        words = f"{ticket.title}\n{ticket.text}"[:_WORDS]
        problems = (alarm.key.problem,) if alarm else ()
        return self._suggest(
            Subject(problems, self._platforms(devices), str(ticket.type), ticket.cause_code, words)
        )  # fmt: skip

    def for_words(self, text: str) -> Sequence[Suggestion]:
        """By a customer's own words, of public articles."""
        return self._suggest(Subject(text=text[:_WORDS]), public=True)

    def _suggest(self, subject: Subject, *, public: bool = False) -> Sequence[Suggestion]:
        known = self._articles.find(public=True if public else None)
        hits = self._articles.search(subject.text, public=public, every=False) if subject.text else ()
        return suggest(subject, known, hits)

    def _platforms(self, devices: Iterable[str]) -> tuple[str, ...]:
        known = self._parts.inventory.devices
        return tuple(dict.fromkeys(known[name].platform for name in devices if name in known))

    # ------------------------------------------------------------ writing

    @audited("article.save")
    def save(self, name: str, article: Article, expected: int, actor: Actor) -> Article:
        """The next version."""
        return self._kept(replace(article, name=name), expected, actor)

    @audited("article.retire")
    def retire(self, name: str, retired: bool, actor: Actor) -> Article:
        """Nobody finds it any more, or everybody again."""
        held = self._articles.named(name)
        return held if held.retired == retired else self._kept(replace(held, retired=retired), held.version, actor)

    @audited("article.import")
    def bring_in(self, names: Sequence[str], articles: Sequence[Article], actor: Actor) -> Imported:
        """Articles of files; `names` are theirs, for the audit."""
        twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if twice is not None:
            raise InvalidError("NMS-KB-001", name=twice)
        for article in articles:
            check(article)
        known = {one.name: one for retired in (False, True) for one in self._articles.find(retired=retired)}
        new = [one for one in articles if one.name not in known]
        changed = [one for one in articles if one.name in known and _differs(one, known[one.name])]
        for one in (*new, *changed):
            self._kept(one, known[one.name].version if one.name in known else 0, actor)
        touched = {one.name for one in (*new, *changed)}
        return Imported(
            tuple(one.name for one in new),
            tuple(one.name for one in changed),
            tuple(one.name for one in articles if one.name not in touched),
        )

    def _kept(self, article: Article, expected: int, actor: Actor) -> Article:
        made = replace(article, tags=tidy(article.tags), author=actor.name, changed_at=self._parts.clock.now())
        check(made)
        return self._articles.save(made, expected)


def _differs(one: Article, other: Article) -> bool:
    return (one.zh, one.en, one.tags, one.public) != (other.zh, other.en, other.tags, other.public) or other.retired
