"""Lines under way: moved on by the ends of their changes, once, by whichever process looks; reservations run out."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from lineworld import DOCUMENT, LI, T0, WANG, opened

from nms.app.app import App
from nms.core.change import ChangeState
from nms.core.errors import ConflictError
from nms.core.line import Design, Line, LineState, Solution, Unit
from nms.engine.circuits import BY_HAND, Circuits, taken_by_hand
from nms.engine.recorder import Recorder
from nms.testing import ManualClock

S, C = LineState, ChangeState
WAY = {
    C.PLANNED: (C.PLANNED,),
    C.COMMITTED: (C.PLANNED, C.APPROVED, C.APPLYING, C.COMMITTED),
    C.ROLLED_BACK: (C.PLANNED, C.APPROVED, C.APPLYING, C.ROLLED_BACK),
    C.WITHDRAWN: (C.WITHDRAWN,),
    C.EXPIRED: (C.PLANNED, C.EXPIRED),
}


@dataclass
class Bench:
    """A site whose devices nobody asks; the test says what became of a change."""

    app: App
    clock: ManualClock

    def tick(self, times: int = 1) -> None:
        """A process that starts and looks at its lines."""
        recorder = Recorder(self.app.parts)
        circuits = Circuits(self.app.parts, self.app.planning, cast(Any, None), recorder)

        async def ticked() -> None:
            for _ in range(times):
                await circuits.tick()

        try:
            asyncio.run(ticked())
        finally:
            recorder.stop()

    def approved(self, number: str = "PL-1") -> Line:
        self.app.lines.order({**DOCUMENT, "number": number}, LI)
        self.app.lines.design(number, LI)
        return self.app.lines.approve(number, WANG)

    def provisioning(self, number: str = "PL-1") -> Line:
        self.approved(number)
        return self.app.lines.provision(number, LI)

    def ends(self, line: Line, state: ChangeState, reason: str = "") -> None:
        """Let a line's change go its way to a state."""
        store = self.app.parts.store.changes
        for step in WAY[state]:
            change = store.get(line.change)
            store.move(change.id, {change.state}, replace(change, state=step, reason=reason), LI, {})

    def active(self, number: str = "PL-1") -> Line:
        self.ends(self.provisioning(number), C.COMMITTED)
        self.tick()
        limits = self.app.lines.limits(number)
        results = [{"test": one.test, "frame": one.frame, "value": one.value} for one in limits]
        self.app.lines.test(number, results, LI)
        return self.app.lines.activate(number, LI)

    def state(self, number: str = "PL-1") -> LineState:
        return self.app.lines.named(number).state

    def held(self, number: str = "PL-1") -> set[str]:
        return {one.state for one in self.app.parts.store.resources.of(number)[0]}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    clock = ManualClock(T0)
    app = opened(tmp_path, clock, reservation_days=14, quarantine_days=90)
    yield Bench(app, clock)
    app.close()


def test_a_reservation_that_runs_out_takes_the_line_back_to_the_survey(bench: Bench) -> None:
    bench.approved()
    bench.clock.advance(timedelta(days=13).total_seconds())
    bench.tick()
    assert bench.state() is S.APPROVED
    bench.clock.advance(timedelta(days=2).total_seconds())
    bench.tick()
    line = bench.app.lines.named("PL-1")
    assert (line.state, line.design, bench.held()) == (S.SURVEYED, None, set())
    assert "NMS-LINE-210" in line.reason
    assert bench.app.parts.store.lines.events(line.id)[-1].actor == "nms"


def test_what_a_line_under_way_holds_does_not_run_out(bench: Bench) -> None:
    bench.provisioning()
    for _ in range(6):
        bench.clock.advance(timedelta(days=13.5).total_seconds())
        bench.tick()
    assert (bench.state(), bench.held()) == (S.PROVISIONING, {"reserved"})
    assert all(one.until and one.until > bench.clock.now() for one in bench.app.parts.store.resources.of("PL-1")[0])


@pytest.mark.parametrize("end", [C.ROLLED_BACK, C.WITHDRAWN, C.EXPIRED])
def test_a_change_that_comes_to_no_good_end_takes_the_line_back(bench: Bench, end: ChangeState) -> None:
    bench.ends(bench.provisioning(), end, "because")
    bench.tick()
    line = bench.app.lines.named("PL-1")
    assert (line.state, line.change, bench.held()) == (S.DESIGNED, 0, {"reserved"})
    assert "because" in line.reason


def test_the_next_process_goes_on_where_the_last_one_was_killed(bench: Bench) -> None:
    line = bench.provisioning()
    bench.tick()
    assert bench.state() is S.PROVISIONING
    bench.ends(line, C.COMMITTED)
    bench.app.parts.store.resources.confirm("PL-1", bench.clock.now())  # as far as the last process came
    bench.tick()
    assert (bench.state(), bench.held()) == (S.TESTING, {"used"})


def test_a_line_is_moved_on_once(bench: Bench) -> None:
    line = bench.provisioning()
    bench.ends(line, C.COMMITTED)
    bench.tick(3)
    bench.tick(3)
    states = [event.state for event in bench.app.parts.store.lines.events(line.id)]
    assert states.count("testing") == 1


def test_a_running_process_hears_of_ends_by_the_event_stream(bench: Bench) -> None:
    bench.active()
    recorder = Recorder(bench.app.parts)
    circuits = Circuits(bench.app.parts, bench.app.planning, cast(Any, None), recorder)

    async def lived() -> None:
        await circuits.tick()
        waiting = bench.app.lines.suspend("PL-1", LI)
        await circuits.tick()
        bench.ends(waiting, C.COMMITTED)
        await circuits.tick()
        assert bench.state() is S.ACTIVE, "nobody said so yet"
        body = {"device": "", "state": "committed"}
        bench.app.parts.store.events.append("change", str(waiting.change), bench.clock.now(), body)
        await circuits.tick()

    asyncio.run(lived())
    recorder.stop()
    assert bench.state() is S.SUSPENDED


def test_a_failed_suspension_is_told_and_not_looked_at_again(bench: Bench) -> None:
    bench.active()
    bench.ends(bench.app.lines.suspend("PL-1", LI), C.ROLLED_BACK, "no answer")
    bench.tick(2)
    line = bench.app.lines.named("PL-1")
    assert (line.state, line.change) == (S.ACTIVE, 0)
    assert "no answer" in line.reason
    assert bench.app.lines.suspend("PL-1", LI).change


def test_a_failed_cease_goes_back_and_holds_everything(bench: Bench) -> None:
    bench.active()
    bench.ends(bench.app.lines.cease("PL-1", LI), C.ROLLED_BACK)
    bench.tick()
    assert (bench.state(), bench.held()) == (S.ACTIVE, {"used"})


def test_a_failed_modification_brings_the_old_order_back(bench: Bench) -> None:
    before = bench.active()
    bench.ends(bench.app.lines.modify("PL-1", {"mbps": 50, "add": ["b2"]}, LI), C.ROLLED_BACK)
    bench.tick()
    line = bench.app.lines.named("PL-1")
    assert (line.order, line.design, line.previous) == (before.order, before.design, None)
    assert bench.held() == {"used"}


def test_a_ceased_lines_resources_rest_before_they_are_free(bench: Bench) -> None:
    bench.active()
    bench.ends(bench.app.lines.cease("PL-1", LI), C.COMMITTED)
    bench.tick()
    assert (bench.state(), bench.held()) == (S.CEASED, {"quarantine"})
    bench.app.lines.order({**DOCUMENT, "number": "PL-2", "ends": [{"site": "b3", "hub": True}, {"site": "b2"}]}, LI)
    first = bench.app.lines.design("PL-2", LI).design
    assert first is not None
    assert first.units[0].unit == "1002"
    bench.clock.advance(timedelta(days=91).total_seconds())
    assert not bench.app.parts.store.resources.held("s-vlan/yc", bench.clock.now())


def test_a_line_that_stands_on_what_another_holds_says_so(bench: Bench) -> None:
    line = bench.provisioning()
    store = bench.app.parts.store.resources
    store.release("PL-1", None, bench.clock.now())
    store.adopt("PL-X", [Unit("s-vlan/yc", "1001")], (), bench.clock.now())
    bench.ends(line, C.COMMITTED)
    bench.tick()
    moved = bench.app.lines.named("PL-1")
    assert moved.state is S.TESTING
    assert "NMS-LINE-218" in moved.reason
    assert "PL-X" in moved.reason


def test_what_a_refusal_speaks_of_is_found_among_the_units() -> None:
    vlan, wire = Unit("s-vlan/yc", "1001"), Unit("vc-id/pe-1/pe-2", "1001")
    port = Unit("port/acc", "GigabitEthernet0/0/7")
    design = Design(Solution.ETH, units=(vlan, wire, port, Unit("onu/olt/0/1/0", "0")))

    def found(code: str, **values: str) -> tuple[Unit, ...]:
        return taken_by_hand(design, ConflictError(code, None, **values))

    assert found("NMS-CHG-021", line="interface GigabitEthernet0/3/0.1001") == (vlan,)
    assert found("NMS-LINE-219", key="vlan 1001") == (vlan,)
    assert found("NMS-CHG-021", line="interface GigabitEthernet0/0/7 / shutdown") == (port,)
    assert found("NMS-CHG-021", line="bgp") == ()


def test_the_inventorys_own_use_is_adopted_once(bench: Bench) -> None:
    circuits = Circuits(bench.app.parts, bench.app.planning, cast(Any, None), cast(Any, None))
    circuits.adopt()
    circuits.adopt()
    assert all(not one.holder.startswith(BY_HAND) for one in bench.app.parts.store.resources.of("inventory")[0])
