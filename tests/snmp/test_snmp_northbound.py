"""The lane to one monitor: in order, patient, bounded, and alarmed about a monitor that is away."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest
from northbound_examples import notice, tell

from nms.core.alarm import Report, Severity
from nms.core.config import MonitorConfig
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.northbound import MonitorState
from nms.core.ports import Oid, VarBind
from nms.snmp import alarm_mib
from nms.snmp.alarm_mib import HEARTBEAT, SENT_SEQUENCE
from nms.snmp.northbound import Lane
from nms.snmp.post import NotTakenError
from nms.snmp.receiver import Receiver
from nms.testing import ManualClock

AWAY = NoAnswerError("NMS-SNMP-001", device="noc")
REFUSED = NotTakenError("NMS-SNMP-043", None, device="noc", status="genErr")


class FakePost:
    """Writes down what it is given, by number (a heartbeat as "♥n"); `trouble` is raised instead while it is set."""

    def __init__(self) -> None:
        self.sent: list[int | str] = []
        self.tried = 0
        self.trouble: SnmpError | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, oid: Oid, binds: Sequence[VarBind], uptime_s: float) -> None:
        self.tried += 1
        await self.gate.wait()
        if self.trouble is not None:
            raise self.trouble
        values = {bind.oid: bind.value for bind in binds}
        if oid == HEARTBEAT:
            self.sent.append(f"♥{values[SENT_SEQUENCE]!r}")
        else:
            self.sent.append(next(value for oid, value in values.items() if oid[-2] == 2 and isinstance(value, int)))

    @property
    def numbers(self) -> list[int]:
        return [each for each in self.sent if isinstance(each, int)]


class Bench:
    """A running lane over a fake post and a clock that a test moves."""

    def __init__(self, **settings: object) -> None:
        values = {"address": "192.0.2.1", "credential": "noc", "timeout_s": 1, "heartbeat_s": 60, **settings}
        self.clock = ManualClock()
        self.post = FakePost()
        self.reports: list[Report] = []
        engine = Receiver(self.clock, boots=7)
        state = MonitorState("noc")
        self.lane = Lane(MonitorConfig.model_validate(values), self.post, engine, state, self.reports.append)
        self.task = asyncio.create_task(self.lane.run())

    def put(self, *numbers: int) -> None:
        self.lane.put([tell(notice(number, number)) for number in numbers])

    async def settle(self) -> None:
        """Let the lane do what it can without time passing."""
        for _ in range(60):
            await asyncio.sleep(0)

    async def passes(self, seconds: float) -> None:
        """Time passes; the lane looks at once instead of sleeping in real time."""
        self.clock.advance(seconds)
        self.lane.put(())
        await self.settle()

    @property
    def severities(self) -> list[Severity]:
        return [report.severity for report in self.reports]


def bench(test: Callable[[Bench], Coroutine[Any, Any, None]], **settings: object) -> None:
    async def live() -> None:
        one = Bench(**settings)
        await one.settle()
        try:
            await test(one)
        finally:
            one.task.cancel()
            await asyncio.gather(one.task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(live(), 20))


def test_changes_go_out_in_order_after_a_first_heartbeat() -> None:
    async def story(one: Bench) -> None:
        one.put(1, 2, 3)
        await one.settle()
        assert one.post.sent == ["♥0", 1, 2, 3]
        state = one.lane.state
        assert (state.last, state.sent, state.delivered, state.acknowledged) == (3, 3, 3, 4)
        assert state.reachable is True
        assert state.waiting == 0

    bench(story)


def test_heartbeats_come_at_a_steady_pace_with_the_number_sent_so_far() -> None:
    async def story(one: Bench) -> None:
        one.put(1)
        await one.settle()
        for _ in range(3):
            await one.passes(60)
        await one.passes(30)
        assert one.post.sent == ["♥0", 1, "♥1", "♥1", "♥1"]

    bench(story)


def test_what_is_not_confirmed_stays_at_the_head_and_nothing_overtakes_it() -> None:
    async def story(one: Bench) -> None:
        one.post.trouble = AWAY
        one.put(1, 2, 3)
        await one.settle()
        assert one.post.tried == 2  # the heartbeat, then the head
        assert one.lane.state.sent == 0
        assert one.lane.state.error == "NMS-SNMP-001"
        assert one.lane.state.values == {"device": "noc"}
        one.post.trouble = None
        await one.passes(1)
        assert one.post.sent == ["♥0", 1, 2, 3]
        assert one.lane.state.error == ""

    bench(story)


def test_patience_grows_up_to_the_heartbeat() -> None:
    async def story(one: Bench) -> None:
        one.post.trouble = AWAY
        one.put(1)
        await one.settle()
        tries = []
        for _ in range(80):
            before = one.post.tried
            await one.passes(0.5)
            tries.append(one.post.tried > before)
        gaps = [later - earlier for earlier, later in zip(*(places(tries), places(tries)[1:]), strict=False)]
        assert gaps == sorted(gaps)
        assert gaps[-1] == 2 * 10  # half seconds
        assert one.lane.state.sent == 0

    bench(story, heartbeat_s=10)


def places(tries: list[bool]) -> list[int]:
    return [place for place, tried in enumerate(tries) if tried]


def test_beyond_the_queue_the_oldest_are_dropped_and_counted() -> None:
    async def story(one: Bench) -> None:
        one.post.trouble = AWAY
        one.put(*range(1, 11))
        await one.settle()
        assert (one.lane.state.dropped, one.lane.state.sent, one.lane.state.waiting) == (7, 7, 3)
        one.post.trouble = None
        await one.passes(5)
        assert one.post.numbers == [8, 9, 10]
        assert one.lane.state.waiting == 0

    bench(story, queue=3)


def test_the_head_may_be_dropped_while_it_is_on_its_way() -> None:
    async def story(one: Bench) -> None:
        one.post.gate.clear()
        one.put(1, 2)
        await one.settle()
        one.put(3, 4, 5)
        assert one.lane.state.sent == 3
        one.post.gate.set()
        await one.settle()
        assert one.post.numbers == [1, 4, 5]
        assert (one.lane.state.sent, one.lane.state.dropped) == (5, 3)

    async def warm(one: Bench) -> None:
        await one.settle()  # the first heartbeat is through
        await story(one)

    bench(warm, queue=2)


def test_what_a_monitor_refuses_is_given_up_and_the_next_is_sent() -> None:
    async def story(one: Bench) -> None:
        one.post.trouble = REFUSED
        one.put(1, 2)
        await one.settle()
        assert (one.lane.state.refused, one.lane.state.sent, one.lane.state.error) == (2, 2, "NMS-SNMP-043")
        one.post.trouble = None
        one.put(3)
        await one.settle()
        assert one.post.numbers == [3]
        assert one.lane.state.delivered == 1

    bench(story)


def test_an_absent_monitor_is_one_alarm_that_clears_by_itself() -> None:
    async def story(one: Bench) -> None:
        assert one.severities == [Severity.CLEARED]  # the first word after a start
        one.post.trouble = AWAY
        one.put(1, 2)
        for _ in range(5):
            await one.passes(30)
        assert one.severities == [Severity.CLEARED, Severity.MAJOR]
        assert (str(one.reports[-1].key), one.reports[-1].details) == (
            "nms|noc|communications|monitor-unreachable",
            {"error": "NMS-SNMP-001"},
        )
        one.post.trouble = None
        await one.passes(60)
        assert one.severities == [Severity.CLEARED, Severity.MAJOR, Severity.CLEARED]

    bench(story)


def test_a_trap_is_sent_and_forgotten() -> None:
    async def story(one: Bench) -> None:
        one.put(1, 2)
        await one.settle()
        state = one.lane.state
        assert (state.delivered, state.acknowledged, state.reachable) == (2, 0, None)
        assert one.reports == []
        one.post.trouble = SnmpError("NMS-SNMP-004", device="noc", reason="Network is unreachable")
        one.put(3)
        await one.settle()
        one.post.trouble = None
        await one.passes(5)
        assert one.severities == [Severity.MAJOR, Severity.CLEARED]
        assert one.post.numbers == [1, 2, 3]

    bench(story, inform=False)


def test_what_is_repeated_keeps_its_numbers_and_the_cursor_stays() -> None:
    async def story(one: Bench) -> None:
        one.put(1, 2, 3)
        await one.settle()
        one.lane.repeat([tell(notice(number, number)) for number in (1, 2)])
        one.put(4)
        await one.settle()
        assert one.post.numbers == [1, 2, 3, 1, 2, 4]
        assert one.lane.state.sent == 4

    bench(story)


def test_a_heartbeat_on_demand_tells_how_it_went() -> None:
    async def story(one: Bench) -> None:
        await one.lane.beat()
        assert one.post.sent == ["♥0", "♥0"]
        one.post.trouble = AWAY
        with pytest.raises(NoAnswerError):
            await one.lane.beat()
        assert one.lane.state.reachable is False

    bench(story)


def test_a_fault_of_our_own_does_not_end_the_lane() -> None:
    async def story(one: Bench) -> None:
        broken = tell(notice(1, 1))
        one.lane.put([broken])
        one.post.trouble = ValueError("not foreseen")  # type: ignore[assignment]  # what no post should raise
        await one.settle()
        one.post.trouble = None
        await one.passes(5)
        assert one.post.numbers == [1]

    bench(story)


def test_the_heartbeat_names_its_interval_in_whole_seconds() -> None:
    assert [alarm_mib.whole_seconds(seconds) for seconds in (0.1, 1, 1.5, 60)] == [1, 1, 2, 60]
