"""Use cases around messages to people outside: what an event makes, what is due, how a try ended, trying again."""

from collections.abc import Sequence
from dataclasses import replace

from nms.app.auditing import audited
from nms.app.parts import Parts
from nms.app.secrets import Secrets
from nms.app.surveys import Surveys
from nms.core.alarm import Actor
from nms.core.config import NoticesConfig
from nms.core.errors import ConflictError, NmsError
from nms.core.outbound import LINK, Message, MessageState
from nms.core.queries import Page
from nms.core.ticket import TicketEvent, TicketEventKind
from nms.desk.delivery import SendError, refused, taken
from nms.desk.notices import messages
from nms.desk.outgoing.senders import Senders

SEEN = "notices.seen"
"""Where the store notes the newest event that was told of."""


class Notices:
    """The room of messages (`nms.app.knowledge_views.NoticeRoom`), and what the engine does with them."""

    def __init__(self, parts: Parts, secrets: Secrets, surveys: Surveys) -> None:
        self._parts, self._secrets, self._surveys = parts, secrets, surveys
        self._senders = Senders(self._settings, self._secret)

    @property
    def _settings(self) -> NoticesConfig:
        return self._parts.config.desk.notices

    # ------------------------------------------------------------ asking

    def find(
        self, state: MessageState | None = None, ticket: int | None = None, limit: int = 100, offset: int = 0
    ) -> Page[Message]:
        """The newest first."""
        return Page(*self._parts.store.messages.find(state, ticket, limit, offset))

    @audited("notice.resend")
    def resend(self, message_id: int, actor: Actor) -> Message:  # noqa: ARG002 - audited
        """Try one again that was given up, with all its tries."""
        held = self._parts.store.messages.get(message_id)
        if held.state is not MessageState.FAILED or (LINK in held.body and held.sealed is None):
            raise ConflictError("NMS-KB-031", id=message_id, state=held.state)
        again = replace(held, state=MessageState.WAITING, tries=0, next_at=self._parts.clock.now())
        self._parts.store.messages.note(again)
        return again

    # ------------------------------------------------------------ what the engine does

    def begin(self) -> None:
        """What happened before the first start ever is nobody's news."""
        meta = self._parts.store.meta
        if meta.get(SEEN) is None:
            meta.put(SEEN, str(self._parts.store.tickets.last_event()))

    def gather(self) -> int:
        """Make the messages of all events since the last look; returns how many are new.

        Their keys make them unique: an event that is looked at twice, after a kill in between, tells nobody twice.
        """
        meta, made = self._parts.store.meta, 0
        events = self._parts.store.tickets.events_after(int(meta.get(SEEN) or 0))
        for event in events:
            made += self._parts.store.messages.put(self._of(event))
        if events:
            meta.put(SEEN, str(events[-1].id))
        return made

    def _of(self, event: TicketEvent) -> Sequence[Message]:
        ticket = self._parts.store.tickets.get(event.ticket)
        site, now = self._parts.config.site, self._parts.clock.now()
        made = list(messages(event, ticket, self._settings, site.zone, site.language, now))
        if event.kind is TicketEventKind.CLOSED and (invitation := self._surveys.invite(ticket)):
            made.append(invitation)
        return made

    def due(self) -> Sequence[Message]:
        """What is to be sent now."""
        return self._parts.store.messages.due(self._parts.clock.now())

    def send(self, message: Message) -> Message:
        """Try one; returns how it stands then. Blocks until the next hop has answered, writes nothing."""
        now = self._parts.clock.now()
        try:
            self._senders.send(message, self._link(message), now)
        except SendError as error:
            return refused(message, error, self._parts.clock.now(), self._settings.tries)
        except (NmsError, ValueError) as error:  # a key that no longer unseals; an address no letter can bear
            final = SendError("NMS-KB-030", final=True, said=str(error), medium=message.medium, target=message.target)
            return refused(message, final, now, self._settings.tries)
        return taken(message, self._parts.clock.now())

    def note(self, message: Message) -> None:
        """Keep how it stands."""
        self._parts.store.messages.note(message)

    def _link(self, message: Message) -> str:
        return "" if message.sealed is None else self._parts.vault.unseal(message.sealed).decode()

    def _secret(self, name: str) -> str:
        """Out of the environment, else of the sealed secrets: mail.password, sms.token, webhook.NAME."""
        settings, (kind, _, rest) = self._settings, name.partition(".")
        hook = settings.webhooks.get(rest)
        given = {"mail": settings.mail.password, "sms": settings.sms.token}.get(kind) or (hook.secret if hook else None)
        clear = given.get_secret_value() if given else ""
        return clear or self._secrets.value(f"desk.{name}") or ""
