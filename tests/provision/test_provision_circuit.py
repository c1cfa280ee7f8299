"""A line's change: only the difference is sent, shared lines are counted, and taking all away leaves no trace."""

import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pushworld import APPROVER, AUTHOR, MAKES, World

from nms.app.catalogue import catalogue
from nms.core.change import Change, ChangeState, Plan
from nms.core.device import Device, Role
from nms.core.dialect import digest
from nms.core.errors import ConflictError, NmsError
from nms.drivers.dialects import DIALECTS
from nms.provision.circuit import LINE, Circuit, entry_of
from nms.provision.push import Pusher
from nms.testing import KilledError, Kind, Trouble

REPOSITORY = Path(__file__).resolve().parents[2]
CATALOGUE = catalogue(REPOSITORY)
NUMBERS = itertools.count(1)
Steps = Sequence[Mapping[str, Any]]


def port(device: str, n: int, vlan: int) -> Mapping[str, Any]:
    shape = {"d1": "GigabitEthernet0/0/{n}", "d2": "GigabitEthernet0/1/{n}", "d3": "GigabitEthernet1/0/{n}"}
    name = shape.get(device, "FastEthernet0/{n}").format(n=n)
    return {"device": device, "template": "vlan-port", "values": {"port": name, "vlan": vlan}}


def order(circuit: str) -> Mapping[str, Any]:
    values = {"element": "mstp-1", "from_port": "2-1", "line_port": "1-1", "vc4": 1, "slots": [1], "frame": "D1"}
    return {"device": "mstp-1", "template": "sdh-circuit", "values": {**values, "circuit": circuit}}


class Lines:
    """Lines in a world, each by its service name, and what the newest committed change left of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.devices = {**world.devices, "mstp-1": Device("mstp-1", "127.0.0.9", "", role=Role.MSTP)}
        self.parts: dict[str, Any] = {}
        self.design: dict[str, Steps] = {}

    def planned(self, service: str, new: Steps, own: Sequence[str] = ()) -> tuple[Change, Plan]:
        body = {"old": list(self.design.get(service, ())), "new": list(new), "own": list(own)}
        wish = Change(0, LINE, service, AUTHOR, self.world.clock.now(), body=body, service=service)
        change = self.world.store.changes.add(wish)
        users = self.world.store.references.users
        circuit = Circuit.of(change, CATALOGUE, self.devices, self.parts.get(service, ()), users)
        running = {name: self.world.text(name) for name in circuit.devices}
        return change, circuit.plan(running, self.world.clock.now())

    def pushed(self, service: str, new: Steps, own: Sequence[str] = ()) -> Plan:
        done = Pusher(self.world.process()).push(self.approved(service, new, own).id, AUTHOR)
        assert done.state is ChangeState.COMMITTED, done.reason
        self.parts[service], self.design[service] = done.plan.parts, new
        return done.plan

    def approved(self, service: str, new: Steps, own: Sequence[str] = ()) -> Change:
        change, plan = self.planned(service, new, own)
        store, now = self.world.store.changes, self.world.clock.now()
        to = replace(change, state=ChangeState.PLANNED, plan=silent(plan), moved_at=now)
        planned = store.move(change.id, {ChangeState.DRAFT}, to, AUTHOR, {})
        approved = replace(planned, state=ChangeState.APPROVED, approver=APPROVER)
        return store.move(change.id, {ChangeState.PLANNED}, approved, APPROVER, {})

    def state(self) -> tuple[object, ...]:
        """Running and saved configurations, and who uses which VLAN."""
        keys = [(name, f"vlan {vlan}") for name in self.world.devices for vlan in (1001, 1002)]
        return self.world.configs(), {key: self.world.store.references.users(*key) for key in keys}

    def configurations(self) -> dict[str, str]:
        return {name: digest(DIALECTS[box.platform], self.world.text(name)) for name, box in self.world.devices.items()}


def silent(plan: Plan) -> Plan:
    """Without show commands, which a console in memory does not know."""
    return replace(plan, steps=tuple(replace(step, verify=()) for step in plan.steps))


@pytest.fixture
def lines(world: World) -> Lines:
    return Lines(world)


def applied(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {step.device: step.apply for step in plan.steps}


def test_a_new_line_is_rendered_from_its_templates(lines: Lines) -> None:
    plan = lines.pushed("L1", [port("d1", 1, 1001), order("L1")])
    [step] = plan.steps
    assert step.apply == ("interface GigabitEthernet0/0/1", " port link-type access", " port default vlan 1001")
    assert [one.key for one in step.shared] == ["vlan 1001"]
    assert plan.work_orders[0].element == "mstp-1"
    assert {part.entry for part in plan.parts} == {entry_of(port("d1", 1, 1001)), entry_of(order("L1"))}


def test_what_is_equal_in_both_designs_is_not_sent(lines: Lines) -> None:
    lines.pushed("L1", [port("d1", 1, 1001), port("d3", 1, 1001)])
    plan = lines.pushed("L1", [port("d1", 1, 1001), port("d3", 2, 1001)])
    assert [step.device for step in plan.steps] == ["d3"]
    assert not plan.steps[0].shared
    assert not plan.steps[0].drops
    assert "interface GigabitEthernet1/0/2" in plan.steps[0].apply
    assert len(plan.parts) == 2


def test_a_neighbour_on_the_same_device_stays_untouched(lines: Lines) -> None:
    lines.pushed("L1", [port("d1", 1, 1001), port("d1", 2, 1001)])
    plan = lines.pushed("L1", [port("d1", 1, 1001), port("d1", 3, 1002)])
    [step] = plan.steps
    assert "interface GigabitEthernet0/0/1" not in step.apply
    assert ([one.key for one in step.shared], step.drops) == (["vlan 1002"], ())


def test_a_vlan_that_nobody_needs_any_more_goes_with_the_change(lines: Lines) -> None:
    lines.pushed("L1", [port("d1", 1, 1001)])
    lines.pushed("L1", [port("d1", 1, 1002)])
    text = lines.world.text("d1")
    assert "1002" in text
    assert "1001" not in text
    assert lines.world.store.references.users("d1", "vlan 1001") == frozenset()


def test_a_vlan_of_two_lines_stays_for_the_other(lines: Lines) -> None:
    lines.pushed("L1", [port("d1", 1, 1001)])
    lines.pushed("L2", [port("d1", 2, 1001)])
    lines.pushed("L1", [])
    assert lines.world.store.references.users("d1", "vlan 1001") == {"L2"}
    assert "vlan batch 1001" in lines.world.text("d1")


def test_work_orders_are_taken_back_by_work_orders(lines: Lines) -> None:
    brought = lines.pushed("L1", [order("L1")]).work_orders[0]
    taken = lines.pushed("L1", []).work_orders[0]
    assert (taken.lines, taken.undo) == (brought.undo, brought.lines)


def tunnel(s_vlan: int, first: int, last: int) -> Mapping[str, Any]:
    values = {"port": "GigabitEthernet0/0/1", "s_vlan": s_vlan, "c_from": first, "c_to": last}
    return {"device": "d1", "template": "qinq", "values": values}


def test_what_a_neighbour_would_miss_is_built_anew(lines: Lines) -> None:
    """The first entry of a port turns translation on, and its undo off: with it gone, the second must bring it."""
    before = lines.configurations()
    one, other = tunnel(1001, 10, 20), tunnel(1002, 30, 40)
    lines.pushed("L1", [other])
    alone = lines.configurations()
    lines.pushed("L1", [])
    lines.pushed("L1", [one, other])
    lines.pushed("L1", [other])
    assert lines.configurations() == alone
    lines.pushed("L1", [])
    assert lines.configurations() == before


def test_a_failed_change_leaves_the_old_design(lines: Lines) -> None:
    lines.pushed("L1", [port("d1", 1, 1001), port("d3", 1, 1001)])
    before = lines.configurations()
    change = lines.approved("L1", [port("d1", 1, 1002), port("d3", 1, 1002)])
    lines.world.consoles["d3"].running.enter(["interface GigabitEthernet1/0/4", " description by hand"])
    assert Pusher(lines.world.process()).push(change.id, AUTHOR).state is ChangeState.ROLLED_BACK
    assert lines.configurations()["d1"] == before["d1"]
    assert lines.world.store.references.users("d1", "vlan 1001") == {"L1"}


def test_a_vlan_by_hand_is_refused_where_the_line_needs_it_alone(lines: Lines) -> None:
    lines.world.consoles["d1"].running.enter(["vlan batch 1001"])
    with pytest.raises(ConflictError) as refused:
        lines.planned("L1", [port("d1", 1, 1001)], own=["vlan 1001"])
    assert (refused.value.code, refused.value.values["key"]) == ("NMS-LINE-219", "vlan 1001")
    lines.planned("L1", [port("d1", 1, 1001)])


def test_another_old_design_than_what_stands_is_refused(lines: Lines) -> None:
    lines.pushed("L1", [port("d1", 1, 1001)])
    lines.design["L1"] = [port("d1", 1, 1002)]
    with pytest.raises(ConflictError) as refused:
        lines.planned("L1", [])
    assert refused.value.code == "NMS-LINE-203"


PORTS = st.lists(
    st.tuples(st.sampled_from(["d1", "d2", "d3", "d4"]), st.integers(1, 4), st.integers(1001, 1003)),
    max_size=5,
    unique_by=lambda one: one[:2],
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(designs=st.lists(PORTS, min_size=1, max_size=4))
def test_any_life_of_a_line_ends_where_it_began(tmp_path: Path, designs: list[list[tuple[str, int, int]]]) -> None:
    lines = Lines(World(tmp_path / f"w{next(NUMBERS)}", {f"d{n}": make for n, make in enumerate(MAKES, 1)}))
    try:
        before = lines.configurations()
        for design in [*designs, []]:
            lines.pushed("L1", [port(*one) for one in design])
            for device, number, vlan in design:
                assert str(vlan) in lines.world.text(device), (device, number)
        assert lines.configurations() == before
        assert all(not lines.world.store.references.users(name, f"vlan {n}")
                   for name in lines.world.devices for n in (1001, 1002, 1003))  # fmt: skip
    finally:
        lines.world.close()


def modification(folder: Path) -> tuple[Lines, Change]:
    """One line moves to another VLAN and leaves a device on which a neighbour keeps the old one."""
    lines = Lines(World(folder, {f"d{n}": make for n, make in enumerate(MAKES, 1)}))
    lines.pushed("L2", [port("d4", 2, 1001)])
    lines.pushed("L1", [port("d1", 1, 1001), port("d3", 1, 1001), port("d4", 1, 1001)])
    return lines, lines.approved("L1", [port("d1", 1, 1002), port("d2", 1, 1002), port("d3", 1, 1002)])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", Kind)
def test_whatever_goes_wrong_a_modification_is_whole_or_not_at_all(tmp_path: Path, kind: Kind) -> None:
    lines, change = modification(tmp_path / "calm")
    old, calm = lines.state(), Trouble()
    assert Pusher(lines.world.process(calm)).push(change.id, AUTHOR).state is ChangeState.COMMITTED
    new = lines.state()
    lines.world.close()
    assert new != old
    chances = calm.chances(kind)
    seen: set[str] = set()
    for at in chances[:: max(1, len(chances) // 4)]:
        lines, change = modification(tmp_path / f"at-{at}")
        trouble = Trouble(at, kind)
        with suppress(KilledError, NmsError):
            Pusher(lines.world.process(trouble)).push(change.id, AUTHOR)
        assert trouble.struck
        trouble.over()
        for _ in range(4):
            lines.world.repair()
            with suppress(NmsError):
                lines.world.recover(lines.world.process())
        lines.world.settle()
        ended = lines.world.state(change)
        assert ended in (ChangeState.COMMITTED, ChangeState.ROLLED_BACK, ChangeState.APPROVED), (
            kind,
            at,
            trouble.where,
        )
        assert lines.state() == (new if ended is ChangeState.COMMITTED else old), (kind, at, trouble.where, ended)
        seen.add(str(ended))
        lines.world.close()
    assert seen
