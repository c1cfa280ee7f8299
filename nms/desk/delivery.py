"""What becomes of a message after a try: sent, tried again after a growing while, or given up."""

from dataclasses import replace
from datetime import datetime, timedelta

from nms.core.errors import NmsError
from nms.core.outbound import Message, MessageState

WAITS = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3_600, 14_400, 43_200))
"""How long until the next try, by how many there were; the last one repeats."""

_DETAIL = 300


class SendError(NmsError):
    """A message was not taken; `final` if another try would not help. `said` are the next hop's own words."""

    def __init__(self, code: str, *, final: bool = False, said: str = "", **values: object) -> None:
        super().__init__(code, None, **values)
        self.final, self.said = final, said


def taken(message: Message, now: datetime) -> Message:
    """The next hop has it; the secret of its link is no longer needed."""
    return replace(
        message, state=MessageState.SENT, tries=message.tries + 1, sent_at=now, sealed=None, error="", detail=""
    )  # fmt: skip


def refused(message: Message, error: SendError, now: datetime, most: int) -> Message:
    """It was not taken: again later, unless that is of no use or was tried `most` times."""
    tries = message.tries + 1
    told = replace(message, tries=tries, error=error.code, detail=detail(error))
    if error.final or tries >= most:
        return replace(told, state=MessageState.FAILED)
    return replace(told, next_at=now + WAITS[min(tries, len(WAITS)) - 1])


def detail(error: SendError) -> str:
    """What happened, with the next hop's own words, no longer than can be read."""
    words = f"{error.message('en')} {error.said}"
    shown = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(shown.split())[:_DETAIL]
