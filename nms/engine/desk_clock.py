"""The desk's tick: alarms open and restore tickets, clocks that run out are told of, a watched folder is read."""

import logging
from datetime import datetime, timedelta

from nms.app.parts import Parts
from nms.app.ticket_watch import TicketWatch
from nms.app.tickets import Tickets
from nms.core.alarm import Actor
from nms.core.errors import NmsError
from nms.engine.recorder import Recorder

log = logging.getLogger(__name__)

_MAIL_EVERY = timedelta(seconds=30)
ACTOR = Actor("engine", "maildir")


class DeskClock:
    """Runs in the writing thread."""

    def __init__(self, parts: Parts, tickets: Tickets, recorder: Recorder) -> None:
        self._parts, self._tickets, self._recorder = parts, tickets, recorder
        self._watch = TicketWatch(parts, tickets.search, tickets.book)
        self._read_at: datetime | None = None

    async def look(self) -> None:
        """One tick."""
        await self._recorder.run(self._watch.look)
        now, folder = self._parts.clock.now(), self._parts.config.desk.maildir
        if folder and (self._read_at is None or now - self._read_at >= _MAIL_EVERY):
            self._read_at = now
            await self._recorder.run(lambda: self._mails(folder))

    def _mails(self, folder: str) -> None:
        try:
            found = self._tickets.mails(folder, ACTOR)
        except NmsError as error:
            log.warning("e-mails are not read: %s", error)
            return
        for name, code in found.refused.items():
            log.warning("e-mail %s refused: %s", name, code)
