"""The line of interpretation: takes what waits in turns of a few, so that other work of the loop gets its turn."""

import asyncio
from collections.abc import Awaitable, Callable

from nms.snmp.backlog import Backlog, Waiting
from nms.snmp.decode import is_costly

TURN = 50
COSTLY = 10
"""How many plain traps a turn takes, and for how many of them one of SNMPv3, an inform or an overlong one counts."""

REST_S = 0.01
"""After a turn with a costly one: at most TURN / COSTLY / REST_S of them a second, whoever sends them."""

REPLIES_HELD = 1000
"""Of storming senders that only wait for an answer; more would be answered when they have long sent again."""


class Lane:
    """A backlog and who works it off; senders take turns, each sender's datagrams stay in order."""

    def __init__(self, limit: int) -> None:
        self._some = asyncio.Event()
        self._closing = False
        self.backlog = Backlog(limit)

    def put(self, one: Waiting) -> bool:
        """Whether there was room for it."""
        self._some.set()
        return (one.telling or len(self.backlog) < REPLIES_HELD) and self.backlog.put(one)

    def close(self) -> None:
        """Nothing more will come: `serve` ends once nothing waits."""
        self._closing = True
        self._some.set()

    async def serve(self, hear: Callable[[Waiting], Awaitable[object] | None]) -> None:
        """Interpret what comes until closed; what `hear` returns is awaited at the end of the turn."""
        while True:
            while not self.backlog:
                if self._closing:
                    return
                self._some.clear()
                await self._some.wait()
            await self._turn(hear)

    async def _turn(self, hear: Callable[[Waiting], Awaitable[object] | None]) -> None:
        left, rest, judging = TURN, 0.0, []
        while left > 0 and self.backlog:
            one = self.backlog.pop()
            costly = is_costly(one.raw.payload)
            left -= COSTLY if costly else 1
            rest = REST_S if costly else rest
            if (told := hear(one)) is not None:
                judging.append(told)
        await asyncio.gather(*judging)
        await asyncio.sleep(rest)
