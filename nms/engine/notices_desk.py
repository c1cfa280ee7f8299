"""The engine's hand at the outbox: events of tickets become messages, what is due is sent beside all else."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from nms.app.notices import Notices
from nms.core.errors import StoreError
from nms.core.outbound import Message, MessageState
from nms.engine.recorder import Recorder

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Messages that are under way at the same time: a gateway that hangs delays a few, nobody else."""


class NoticeDesk:
    """Sends in threads of its own; the writing thread only notes what came of it. Never two looks at once."""

    def __init__(self, notices: Notices, recorder: Recorder) -> None:
        self._notices, self._recorder = notices, recorder
        self._threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="notices")
        self._looking: asyncio.Task[None] | None = None

    def restore(self) -> None:
        """Where the story of tickets is taken up; in the writing thread."""
        self._notices.begin()

    def tick(self) -> None:
        """Look, unless the last look is still under way."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """What is under way is finished or given up with its timeout; what was not noted is sent again."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _look(self) -> None:
        try:
            await self._recorder.run(self._notices.gather)
            while due := await self._recorder.run(self._notices.due):
                await self._send(due)
        except StoreError as error:
            log.error("notices: %s", error)  # noqa: TRY400 - said in one line, tried again at the next tick

    async def _send(self, due: Sequence[Message]) -> None:
        await asyncio.gather(*(self._one(message) for message in due))

    async def _one(self, message: Message) -> None:
        tried = await asyncio.get_running_loop().run_in_executor(self._threads, self._notices.send, message)
        await self._recorder.run(lambda: self._notices.note(tried))
        if tried.state is MessageState.FAILED:
            log.warning("message %d to %s given up: %s", tried.id, tried.medium, tried.detail)
