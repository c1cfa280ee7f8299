"""The writing thread: in order, the urgent first, errors to whoever waits."""

import asyncio
import threading
import time
from functools import partial

import pytest
from waiting import until

from nms.engine.writer import Writer


def test_what_is_urgent_overtakes_what_waits() -> None:
    done: list[str] = []
    gate = threading.Event()

    async def story() -> None:
        writer = Writer()
        first = asyncio.create_task(writer.run(gate.wait))
        polls = [asyncio.create_task(writer.run(partial(done.append, f"poll {n}"))) for n in range(3)]
        await asyncio.sleep(0)
        trap = asyncio.create_task(writer.run(lambda: done.append("trap"), urgent=True))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, *polls, trap)
        writer.stop()

    asyncio.run(story())
    assert done == ["trap", "poll 0", "poll 1", "poll 2"]


def test_an_error_is_raised_where_it_was_waited_for_and_the_next_job_runs() -> None:
    async def story() -> int:
        writer = Writer()
        with pytest.raises(KeyError):
            await writer.run(lambda: dict[str, int]()["nothing"])
        answer = await writer.run(lambda: 7)
        writer.stop()
        return answer

    assert asyncio.run(story()) == 7


def test_stopping_finishes_what_waits() -> None:
    done: list[int] = []

    async def story() -> None:
        writer = Writer()
        tasks = [asyncio.create_task(writer.run(partial(done.append, n))) for n in range(50)]
        await asyncio.sleep(0)
        await asyncio.to_thread(writer.stop)
        await asyncio.gather(*tasks)

    asyncio.run(story())
    assert done == list(range(50))


def test_a_thread_that_cannot_wait_is_served_before_all_that_waits() -> None:
    done: list[str] = []
    gate = threading.Event()
    writer = Writer()
    first = writer._queued(gate.wait, 2)
    until(first.running, "the first job is under way")
    poll = writer._queued(partial(done.append, "poll"), 2)
    keeping = threading.Thread(target=writer.at_once, args=(partial(done.append, "kept"),))
    keeping.start()
    until(lambda: writer.waiting == 2, "both wait")
    gate.set()
    keeping.join()
    poll.result()
    writer.stop()
    assert done == ["kept", "poll"]


def test_the_urgent_leave_a_share_of_the_time_to_what_waits() -> None:
    """A storm of urgent jobs that never ends: the polls behind it are written all the same."""
    writer = Writer()
    polls = [writer._queued(partial(time.sleep, 0.001), 2) for _ in range(5)]
    storm = [writer._queued(partial(time.sleep, 0.01), 1) for _ in range(100)]
    for poll in polls:
        poll.result(20)
    assert not storm[-1].done(), "the polls did not wait for the storm's end"
    writer.stop()
    assert all(job.done() for job in storm)


def test_storing_traps_comes_before_judging_them() -> None:
    done: list[str] = []
    gate = threading.Event()
    writer = Writer()
    first = writer._queued(gate.wait, 2)
    until(first.running, "the first job is under way")
    judged = writer._queued(partial(done.append, "judged"), 1)
    keeping = threading.Thread(target=writer.at_once, args=(partial(done.append, "kept"),))
    keeping.start()
    until(lambda: writer.waiting == 2, "both wait")
    gate.set()
    keeping.join()
    judged.result()
    writer.stop()
    assert done == ["kept", "judged"]
