"""Use cases around surveys: inviting after a ticket was closed, showing, answering once."""

from datetime import timedelta

from nms.accounts.keys import digest
from nms.app.doors import Doors, secret
from nms.app.knowledge_views import SurveyView
from nms.app.parts import Parts
from nms.core.alarm import Actor
from nms.core.errors import ConflictError, InvalidError
from nms.core.outbound import Message, Survey
from nms.core.ticket import Ticket
from nms.desk.notices import asks, customer_receiver, survey_message
from nms.desk.words import cleaned, shortened

SCORES = ("1", "2", "3", "4", "5")
_MOST_COMMENT = 2_000


class Surveys:
    """The room of surveys (`nms.app.knowledge_views.SurveyRoom`)."""

    def __init__(self, parts: Parts, doors: Doors) -> None:
        self._parts, self._doors = parts, doors

    def show(self, secret: str, address: str) -> SurveyView:
        """The survey behind a secret."""
        found = self._parts.store.surveys.find(self._doors.key(secret, address))
        if found is None:
            raise self._doors.miss(address)
        return self._view(found)

    def answer(self, secret: str, score: str, comment: str, address: str) -> SurveyView:
        """Keep the answer, once and in time."""
        view = self.show(secret, address)
        if score not in SCORES:
            raise InvalidError("NMS-KB-042", value=score[:20] or "–")
        now = self._parts.clock.now()
        if not view.survey.open(now):
            raise ConflictError("NMS-KB-041")
        who = Actor(f"survey {view.number}", address)
        with self._parts.audit.doing(who, "survey.answer", view.number, score=int(score)):
            words = shortened(cleaned(comment), _MOST_COMMENT)
            kept = self._parts.store.surveys.answer(digest(secret), int(score), words, now)
        if kept is None:  # another answer was faster
            raise ConflictError("NMS-KB-041")
        return self._view(kept)

    def _view(self, survey: Survey) -> SurveyView:
        ticket = self._parts.store.tickets.get(survey.ticket)
        return SurveyView(survey, ticket.number, ticket.title)

    def invite(self, ticket: Ticket) -> Message | None:
        """The invitation to a ticket's survey, which is opened with it; None where there is none, or was one.

        Called by the engine when a ticket was closed. Nobody is asked where no link could be opened.
        """
        config, now = self._parts.config, self._parts.clock.now()
        settings = config.desk.notices
        if not (settings.public_url and asks(ticket) and customer_receiver(ticket, settings)):
            return None
        key, expires = secret(), now + timedelta(days=settings.survey_days)
        if not self._parts.store.surveys.open(Survey(ticket.id, now, expires), digest(key)):
            return None
        sealed = self._parts.vault.seal(f"{settings.public_url.rstrip('/')}/s/{key}".encode())
        return survey_message(ticket, settings, config.site.zone, expires, sealed, now)
