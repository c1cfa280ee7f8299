"""The request desk carries out every wish once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from nms.app.parts import Parts
from nms.core.ports import Request
from nms.engine.desk import Desk
from nms.engine.recorder import Recorder
from nms.engine.schedule import Schedule

T = TypeVar("T")
WISH = Request(7, "think", {}, cast(Any, None), cast(Any, None))


@dataclass
class Requests:
    """The desk's store: one wish, waiting until it is finished."""

    state: str = "waiting"

    def waiting(self) -> list[Request]:
        return [WISH] if self.state == "waiting" else []

    def finish(self, _: int, state: str, __: str) -> None:
        self.state = state


@dataclass
class SlowRecorder:
    """A writing thread that is busy: what it is given is done when `go` is set."""

    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, work: Callable[[], T]) -> T:
        if getattr(work, "__name__", "") != "waiting":
            await self.go.wait()
        return work()


def test_a_wish_is_carried_out_once_even_while_its_end_waits_to_be_written() -> None:
    begun: list[int] = []

    async def think(request: Request) -> tuple[str, str]:
        begun.append(request.id)
        return "done", ""

    async def day() -> None:
        requests, recorder = Requests(), SlowRecorder()
        parts = cast(Parts, SimpleNamespace(store=SimpleNamespace(requests=requests)))
        desk = Desk(parts, cast(Schedule, None), cast(Recorder, recorder), {"think": think})
        for _ in range(3):
            await desk.look()
            await asyncio.sleep(0)
        recorder.go.set()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
        await desk.look()

    asyncio.run(day())
    assert begun == [7]
