"""A change over several devices: all of it, none of it, and refused when the devices are not as they were."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pushworld import AUTHOR, ENGINE, World

from nms.core.change import Change, ChangeState, Check, Step
from nms.core.errors import ConflictError, StoreError
from nms.provision.push import Pusher
from nms.provision.push.holding import BusyError, LostLeaseError
from nms.testing import Kind, Trouble

ALL = ("d1", "d2", "d3", "d4")


def steps(world: World, service: str = "PL-1", port: int = 1, vlan: int = 100) -> list[Step]:
    return [world.step(name, service, port, vlan) for name in world.makes]


def test_a_change_is_committed_on_every_device_and_saved(world: World) -> None:
    change = world.push(world.approved(steps(world)))
    assert change.state is ChangeState.COMMITTED
    assert world.states(change) == dict.fromkeys(ALL, "committed")
    for running, saved in world.configs().values():
        assert "description PL-1" in running
        assert running == saved


def test_every_move_stands_in_the_journal_before_the_next_one_begins(world: World) -> None:
    change = world.push(world.approved(steps(world)))
    journal = [(entry.device, entry.state) for entry in world.store.changes.journal(change.id)]
    assert journal[:4] == [("", "draft"), ("", "planned"), ("", "approved"), ("", "applying")]
    assert journal[4:8] == [(name, "checked") for name in ALL]
    assert journal[-1] == ("", "committed")
    assert [(device, state) for device, state in journal if device == "d1"] == [
        ("d1", state) for state in ("checked", "applying", "applied", "applied", "committed")
    ]


def test_the_secret_of_a_device_is_in_no_row_of_the_store(world: World) -> None:
    change = world.approved(steps(world))
    world.consoles["d1"].running.enter(["snmp-agent community read cipher CANARY-changed"])
    world.push(change)
    raw = b"".join(path.read_bytes() for path in world.folder.iterdir())
    assert b"nmp-agent community read cipher ******" in raw
    assert b"CANARY" not in raw


def test_a_rejected_line_takes_back_what_the_others_got(world: World) -> None:
    before = world.configs()
    wanted = steps(world)
    wanted[2] = replace(wanted[2], apply=(*wanted[2].apply, " bad line"))
    change = world.push(world.approved(wanted))
    assert change.state is ChangeState.ROLLED_BACK
    assert world.configs() == before
    outcome = world.store.changes.outcomes(change.id)["d3"]
    assert (outcome.line, outcome.reply) == ("bad line", "Error: refused")
    assert world.states(change) == {"d1": "rolled-back", "d2": "rolled-back", "d3": "rolled-back", "d4": "untouched"}
    assert change.reason.startswith("NMS-CHG-073")


def test_undoing_goes_in_reverse(world: World) -> None:
    wanted = steps(world)
    wanted[3] = replace(wanted[3], apply=(*wanted[3].apply, " bad line"))
    change = world.push(world.approved(wanted))
    undone = [entry.device for entry in world.store.changes.journal(change.id) if entry.state == "undoing"]
    assert undone == ["d4", "d3", "d2", "d1"]


def test_a_device_changed_since_the_plan_refuses_with_both_diffs(world: World) -> None:
    change = world.approved(steps(world))
    world.consoles["d2"].running.enter(["interface GigabitEthernet0/1/4", " description edited by hand"])
    before = world.configs()
    change = world.push(change)
    assert change.state is ChangeState.ROLLED_BACK
    assert change.reason.startswith("NMS-CHG-056")
    assert world.configs() == before
    [entry] = [one for one in world.store.changes.journal(change.id) if one.device == "d2"]
    assert "+ description edited by hand" in entry.body["meanwhile"]
    assert "- description spare 4" in entry.body["meanwhile"]
    assert " description PL-1" in entry.body["planned"]
    assert set(world.states(change).values()) == {"untouched"}


def test_what_changes_besides_is_seen_at_the_read_back(world: World) -> None:
    wanted = steps(world)
    before = world.configs()

    def meddle(change: int, device: str, state: str) -> None:
        if (device, state) == ("d1", "applying"):
            world.consoles["d1"].running.enter(["interface GigabitEthernet0/0/3", " mtu 9000"])

    means = replace(world.process(), tell=meddle)
    change = Pusher(means).push(world.approved(wanted[:1]).id, ENGINE)
    assert change.state is ChangeState.ROLLED_BACK
    assert change.reason.startswith("NMS-CHG-057")
    assert "mtu 9000" in change.reason
    assert world.configs()["d1"] == before["d1"]


def test_a_check_that_does_not_hold_takes_everything_back(world: World) -> None:
    before = world.configs()
    wanted = steps(world)
    wanted[0] = replace(wanted[0], verify=(Check("show description", "no such customer"),))
    change = world.push(world.approved(wanted))
    assert change.state is ChangeState.ROLLED_BACK
    assert change.reason.startswith("NMS-CHG-058")
    assert world.configs() == before


def test_checks_run_only_when_every_device_has_its_lines(world: World) -> None:
    seen: list[tuple[str, str]] = []
    wanted = steps(world)
    change = world.approved(wanted)
    world.push(change)
    for name in ALL:
        seen += [(name, what) for _, what in world.consoles[name].log if what == "show description"]
    journal = world.store.changes.journal(change.id)
    applied = [at for at, entry in enumerate(journal) if entry.state == "applied"]
    committed = [at for at, entry in enumerate(journal) if entry.state == "committed"]
    assert len(seen) == len(ALL)
    assert max(applied[: len(ALL)]) < min(committed)


def test_guarded_lines_that_the_plan_does_not_name_are_never_sent(world: World) -> None:
    before = world.configs()
    wanted = steps(world)[:1]
    wanted[0] = replace(wanted[0], apply=("undo interface GigabitEthernet0/0/4",), guarded=())
    change = world.push(world.approved(wanted))
    assert change.reason.startswith("NMS-CHG-065")
    assert world.configs() == before


def test_unknown_devices_and_platforms_touch_nothing(world: World) -> None:
    wanted = steps(world)[:2]
    wanted[1] = replace(wanted[1], device="nowhere")
    change = world.approved(wanted[:1])
    plan = replace(change.plan, steps=(*change.plan.steps, wanted[1]))
    world.store.changes.move(
        change.id, {ChangeState.APPROVED}, replace(change, state=ChangeState.PLANNED, plan=plan), AUTHOR, {}
    )
    world.store.changes.move(
        change.id, {ChangeState.PLANNED}, replace(change, state=ChangeState.APPROVED, plan=plan), AUTHOR, {}
    )
    ended = world.push(change)
    assert ended.reason.startswith("NMS-CHG-066")
    assert world.states(ended) == {"d1": "untouched", "nowhere": "untouched"}


# ---------------------------------------------------------------- leases


def test_a_device_held_by_another_change_refuses_and_nothing_happens(world: World) -> None:
    change = world.approved(steps(world))
    now = world.clock.now()
    world.store.leases.take("d3", "somebody", 99, now.replace(year=2027), now)
    with pytest.raises(BusyError) as refused:
        world.push(change)
    assert refused.value.code == "NMS-CHG-054"
    assert world.state(change) is ChangeState.APPROVED
    assert [lease.device for lease in world.store.leases.running(world.clock.now())] == ["d3"]


def test_every_lease_is_given_back(world: World) -> None:
    world.push(world.approved(steps(world)))
    assert world.store.leases.running(world.clock.now()) == []


def test_a_lost_lease_stops_everything_at_once(world: World) -> None:
    change = world.approved(steps(world))

    def sleep(_change: int, device: str, state: str) -> None:
        if (device, state) == ("d2", "applying"):
            world.clock.advance(5)

    with pytest.raises(LostLeaseError):
        Pusher(replace(world.process(), tell=sleep)).push(change.id, ENGINE)
    assert "mtu 1501" not in world.text("d2")
    assert world.state(change) is ChangeState.APPLYING
    world.recover(world.process())
    assert world.state(change) is ChangeState.ROLLED_BACK


def test_whoever_was_fenced_off_writes_no_row(world: World) -> None:
    change = world.approved(steps(world))

    def overtake(_change: int, device: str, state: str) -> None:
        if (device, state) == ("d1", "applied"):
            now = world.clock.now()
            world.clock.advance(3)
            world.store.leases.take("d1", "another", change.id, now.replace(year=2027), world.clock.now())

    with pytest.raises(ConflictError):
        Pusher(replace(world.process(), tell=overtake)).push(change.id, ENGINE)
    rows = len(world.store.changes.journal(change.id))
    assert world.state(change) is ChangeState.APPLYING
    assert rows == len(world.store.changes.journal(change.id))


def test_a_device_whose_last_change_is_unknown_takes_no_other(world: World) -> None:
    first = world.approved(steps(world, vlan=100))
    trouble = Trouble()
    means = world.process(trouble)

    def lose(_change: int, device: str, state: str) -> None:
        if (device, state) == ("d2", "applying"):
            world.consoles["d2"].gone = True

    ended = Pusher(replace(means, tell=lose)).push(first.id, ENGINE)
    assert ended.state is ChangeState.UNKNOWN
    world.consoles["d2"].gone = False
    second = world.push(world.approved([world.step("d2", "PL-2", 2)], "PL-2"))
    assert second.reason.startswith("NMS-CHG-055")
    world.recover(world.process())
    assert world.state(ended) is ChangeState.ROLLED_BACK


# ---------------------------------------------------------------- shared lines, undo


def test_the_first_user_brings_shared_lines_and_the_last_one_removes_them(world: World) -> None:
    start = world.configs()
    first = world.push(world.approved(steps(world, "PL-1", 1), "PL-1"))
    second = world.push(world.approved(steps(world, "PL-2", 2), "PL-2"))
    assert world.users()["d1", "vlan 100"] == {"PL-1", "PL-2"}
    assert world.push(world.undoing(first)).state is ChangeState.COMMITTED
    assert "vlan 100" in world.text("d1")
    assert world.push(world.undoing(second)).state is ChangeState.COMMITTED
    assert world.configs() == start
    assert set(world.users().values()) == {frozenset()}


def test_shared_lines_that_were_there_before_us_stay(world: World) -> None:
    console = world.consoles["d1"]
    console.running.enter(["vlan 100", " description shared-100"])
    console.confirm()
    start = world.configs()
    first = world.push(world.approved([world.step("d1")]))
    assert world.push(world.undoing(first)).state is ChangeState.COMMITTED
    assert world.configs() == start


def test_what_somebody_removed_is_ours_when_we_bring_it_back(world: World) -> None:
    console = world.consoles["d1"]
    console.running.enter(["vlan 100", " description shared-100"])
    console.confirm()
    world.push(world.approved([world.step("d1", "PL-1", 1)], "PL-1"))
    console.running.enter(["undo vlan 100"])
    console.confirm()
    start = console.running.text()
    second = world.push(world.approved([world.step("d1", "PL-2", 2)], "PL-2"))
    assert "vlan 100" in console.running.text()
    assert "" not in world.users()["d1", "vlan 100"]
    world.push(world.undoing(second))
    assert console.running.text() == f"{start}\nvlan 100\n description shared-100"  # PL-1 still needs it


def test_an_undo_that_fails_leaves_the_service_on(world: World) -> None:
    done = world.push(world.approved(steps(world)))
    on = world.configs()
    undoing = world.undoing(done)
    ended = world.push(undoing, trouble=Trouble(40, Kind.REJECT))
    assert ended.state is ChangeState.ROLLED_BACK
    assert world.configs() == on
    assert world.users()["d1", "vlan 100"] == {"PL-1"}


def test_a_change_is_undone_once(world: World) -> None:
    done = world.push(world.approved(steps(world)))
    world.undoing(done)
    with pytest.raises(ConflictError) as refused:
        world.undoing(done)
    assert refused.value.code == "NMS-CHG-064"


# ---------------------------------------------------------------- the store fails, timers run out


def test_a_full_disk_in_the_middle_sends_nothing_more_and_undoes(world: World) -> None:
    before = world.configs()
    change = world.approved(steps(world))
    counted = Trouble()
    dry = world.process(counted)
    full = replace(dry, tell=lambda _c, device, state: fill(counted, device, state))
    with pytest.raises(StoreError):
        Pusher(full).push(change.id, ENGINE)
    assert world.configs() == before
    assert world.state(change) is ChangeState.APPLYING
    world.repair()
    world.recover(world.process())
    assert world.state(change) is ChangeState.ROLLED_BACK


def fill(trouble: Trouble, device: str, state: str) -> None:
    if (device, state) == ("d2", "applied"):
        trouble.at, trouble.kind = trouble.count + 1, Kind.FULL_DISK


def test_a_timer_that_runs_out_before_the_change_is_kept_takes_everything_back(
    world_of: Callable[..., World],
) -> None:
    world = world_of(None, revert_s=1.0)
    before = world.configs()
    change = world.approved(steps(world))

    def dawdle(_change: int, device: str, state: str) -> None:
        if (device, state) == ("d4", "applied"):
            world.clock.advance(1.2)

    ended = Pusher(replace(world.process(), tell=dawdle)).push(change.id, ENGINE)
    assert ended.state is ChangeState.ROLLED_BACK
    assert world.configs() == before


def test_a_fault_of_ours_takes_back_as_well(world: World) -> None:
    before = world.configs()
    wanted = steps(world)
    wanted[1] = replace(wanted[1], verify=(Check("show description", "(unclosed"),))
    change = world.push(world.approved(wanted))
    assert change.state is ChangeState.ROLLED_BACK
    assert change.reason.startswith("NMS-CHG-067")
    assert world.configs() == before


def test_a_change_of_work_orders_alone_is_committed(world: World) -> None:
    change = world.push(world.approved([]))
    assert change.state is ChangeState.COMMITTED


def test_only_an_approved_change_is_pushed(world: World) -> None:
    planned: Change = world.planned(steps(world))
    with pytest.raises(ConflictError) as refused:
        world.push(planned)
    assert refused.value.code == "NMS-CHG-050"
    assert world.store.leases.running(world.clock.now()) == []
