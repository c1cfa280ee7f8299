"""The engine's hand at the outbox: what a ticket makes is sent beside everything else, and never twice at once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from nms.core.errors import StoreError
from nms.core.outbound import Medium, Message, MessageState, Occasion
from nms.engine.notices_desk import NoticeDesk

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def message(number: int) -> Message:
    return Message(
        number, str(number), Medium.SMS, "+861", 7, Occasion.CREATED, "zh", "s", "b", created_at=NOW, next_at=NOW
    )


@dataclass
class Outbox:
    """Messages that are due until they are noted."""

    waiting: dict[int, Message]
    noted: list[Message] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    broken: bool = False

    def begin(self) -> None: ...

    def gather(self) -> int:
        if self.broken:
            raise StoreError("NMS-STORE-003", path="x", reason="full")
        return 0

    def due(self) -> Sequence[Message]:
        return list(self.waiting.values())[:2]

    def send(self, one: Message) -> Message:
        self.sent.append(one.id)
        state = MessageState.FAILED if one.id == 2 else MessageState.SENT
        return replace(one, state=state, error="NMS-KB-027" if one.id == 2 else "")

    def note(self, one: Message) -> None:
        self.noted.append(one)
        del self.waiting[one.id]


class Straight:
    """A writing thread that is this one."""

    async def run(self, act: Callable[[], Any], *, urgent: bool = False) -> Any:
        return act()


async def looked(outbox: Any, times: int = 1) -> NoticeDesk:
    recorder: Any = Straight()
    desk = NoticeDesk(outbox, recorder)
    for _ in range(times):
        desk.tick()
    if desk._looking is not None:
        await desk._looking
    await desk.stop()
    return desk


def test_everything_that_is_due_is_sent_once_and_noted_with_what_came_of_it() -> None:
    outbox = Outbox({number: message(number) for number in range(1, 6)})
    asyncio.run(looked(outbox, times=3))
    assert sorted(outbox.sent) == [1, 2, 3, 4, 5]
    assert {one.id: one.state for one in outbox.noted}[2] is MessageState.FAILED
    assert outbox.waiting == {}


def test_a_store_that_fails_ends_the_look_and_not_the_engine() -> None:
    outbox = Outbox({1: message(1)}, broken=True)
    asyncio.run(looked(outbox))
    assert outbox.sent == []
