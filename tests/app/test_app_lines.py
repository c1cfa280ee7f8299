"""Private lines as people handle them, over a running engine: the whole life, what is refused, what goes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lineworld import LI, WANG, Desk, desk_of

from nms.app.line_views import LineFilter, line_whole
from nms.app.order_reading import OrderError
from nms.core.account import AuditFilter
from nms.core.change import ChangeState
from nms.core.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from nms.core.line import LineState, Unit

S = LineState


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk_of(tmp_path, monkeypatch) as made:
        yield made


def held(desk: Desk, number: str = "PL-1") -> dict[str, str]:
    """Unit → state of what a line holds."""
    return {one.unit.unit: one.state for one in desk.app.parts.store.resources.of(number)[0]}


def test_a_line_lives_from_order_to_cease_and_leaves_no_trace(desk: Desk) -> None:
    line = desk.active()
    assert (line.state, set(held(desk).values())) == (S.ACTIVE, {"used"})
    assert "1001" in desk.consoles["sw1"].running.text()
    assert desk.ceased().ceased_at is not None
    assert desk.digests() == desk.before
    assert set(held(desk).values()) == {"quarantine"}
    assert desk.app.parts.store.resources.drawn() == []
    assert all(not desk.app.parts.store.references.users(name, "vlan 1001") for name in desk.consoles)


def test_every_move_is_an_event_and_an_audit_row(desk: Desk) -> None:
    desk.active()
    desk.ceased()
    view = desk.app.lines.show("PL-1")
    assert [event.state for event in view.events] == [
        "draft", "surveyed", "designed", "approved", "provisioning", "testing", "active", "ceasing", "ceased",
    ]  # fmt: skip
    actions = [row.action for row in reversed(desk.app.audit.find(AuditFilter(limit=100)).items)]
    wanted = ["line.order", "line.design", "line.approve", "line.provision", "line.follow", "line.test", "line.cease"]
    assert [action for action in actions if action in wanted][:6] == wanted[:6]
    assert desk.app.audit.verify().bad == 0


def test_nobody_approves_his_own_order_or_his_own_design(desk: Desk) -> None:
    desk.app.lines.order(desk.document(), LI)
    desk.app.lines.design("PL-1", WANG)
    for author in (LI, WANG):
        with pytest.raises(DeniedError) as refused:
            desk.app.lines.approve("PL-1", author)
        assert refused.value.code == "NMS-LINE-206"
    assert desk.state() is S.DESIGNED


def test_the_approval_of_a_line_is_not_that_of_its_change(desk: Desk) -> None:
    desk.approved()
    change = desk.planned(desk.app.lines.provision("PL-1", LI))
    with pytest.raises(ConflictError):
        desk.app.changes.push(change.id, LI)
    with pytest.raises(DeniedError):
        desk.app.changes.approve(change.id, change.plan.digest, LI)


def test_all_that_is_wrong_with_an_order_is_told_at_once(desk: Desk) -> None:
    wrong = desk.document(customer="nobody", mbps="fast", ends=[{"site": "hq", "hub": True}, {"site": "moon"}])
    with pytest.raises(OrderError) as refused:
        desk.app.lines.order(wrong, LI)
    places = {problem.where.key for problem in refused.value.problems if problem.where}
    assert {"mbps", "ends.1.site", "customer"} <= places


def test_a_circuit_number_is_used_once(desk: Desk) -> None:
    desk.app.lines.order(desk.document(), LI)
    desk.app.lines.withdraw("PL-1", LI)
    with pytest.raises(ConflictError) as refused:
        desk.app.lines.order(desk.document(), LI)
    assert refused.value.code == "NMS-LINE-201"


@pytest.mark.parametrize("verb", ["approve", "provision", "activate", "suspend", "resume", "cease"])
def test_a_verb_out_of_turn_is_refused(desk: Desk, verb: str) -> None:
    desk.app.lines.order(desk.document(), LI)
    with pytest.raises(ConflictError) as refused:
        getattr(desk.app.lines, verb)("PL-1", WANG)
    assert refused.value.code == "NMS-LINE-202"


def test_a_withdrawn_order_gives_its_resources_back_at_once(desk: Desk) -> None:
    desk.approved()
    assert set(held(desk).values()) == {"reserved"}
    desk.app.lines.withdraw("PL-1", LI)
    assert held(desk) == {}


def test_a_line_is_handed_over_only_after_a_test_that_was_passed(desk: Desk) -> None:
    desk.approved()
    desk.pushed(desk.app.lines.provision("PL-1", LI))
    desk.comes(S.TESTING)
    with pytest.raises(ConflictError) as refused:
        desk.app.lines.activate("PL-1", LI)
    assert refused.value.code == "NMS-LINE-207"
    bad = [{**one, "value": 0.0 if one["test"] == "throughput" else one["value"]} for one in desk.good()]
    assert not desk.app.lines.test("PL-1", bad, LI).passed
    with pytest.raises(ConflictError):
        desk.app.lines.activate("PL-1", LI)
    assert desk.app.lines.test("PL-1", desk.good(), LI).passed
    assert desk.app.lines.activate("PL-1", LI).state is S.ACTIVE


def test_a_failed_provisioning_goes_back_to_designed_and_keeps_the_reservation(desk: Desk) -> None:
    desk.approved()
    change = desk.planned(desk.app.lines.provision("PL-1", LI))
    desk.consoles["sw2"].running.enter(["interface GigabitEthernet1/0/4", " description by hand"])
    assert desk.pushed(desk.line()).state is ChangeState.ROLLED_BACK
    line = desk.comes(S.DESIGNED)
    assert "NMS-LINE-216" in line.reason
    assert str(change.id) in line.reason
    assert set(held(desk).values()) == {"reserved"}
    desk.consoles["sw2"].running.enter(["interface GigabitEthernet1/0/4", " undo description"])
    assert desk.digests() == desk.before
    with pytest.raises(ConflictError) as refused:
        desk.app.changes.plan(change.id, LI)
    assert refused.value.code == "NMS-LINE-204"


def test_a_withdrawn_change_takes_the_line_back(desk: Desk) -> None:
    desk.approved()
    change = desk.planned(desk.app.lines.provision("PL-1", LI))
    desk.app.changes.withdraw(change.id, LI)
    assert desk.comes(S.DESIGNED).change == 0


def test_another_bandwidth_sends_nothing_that_is_the_same(desk: Desk) -> None:
    desk.active()
    before = desk.digests()
    change = desk.pushed(desk.app.lines.modify("PL-1", {"mbps": 20}, LI))
    assert desk.comes(S.ACTIVE).order.requirement.mbps == 20
    assert (change.state, change.plan.steps) == (ChangeState.COMMITTED, ())
    assert desk.digests() == before
    assert [one.used for one in desk.app.parts.store.resources.drawn()] == [20_000]


def test_a_site_is_added_and_removed_again(desk: Desk) -> None:
    desk.active()
    first = desk.digests()
    change = desk.pushed(desk.app.lines.modify("PL-1", {"add": [{"site": "b2"}]}, LI))
    assert [step.device for step in change.plan.steps] == ["sw3"]
    assert [end.site for end in desk.comes(S.ACTIVE).order.ends] == ["hq", "b1", "b2"]
    assert held(desk)["FastEthernet0/1"] == "used"
    desk.pushed(desk.app.lines.modify("PL-1", {"remove": ["b2"]}, LI))
    desk.comes(S.ACTIVE)
    assert desk.digests() == first
    assert held(desk)["FastEthernet0/1"] == "quarantine"
    desk.ceased()
    assert desk.digests() == desk.before


def test_an_end_moves_on_its_device_and_the_rest_stays_untouched(desk: Desk) -> None:
    desk.active()
    change = desk.pushed(desk.app.lines.modify("PL-1", {"move": {"b1": "b3"}}, LI))
    desk.comes(S.ACTIVE)
    [step] = change.plan.steps
    assert (step.device, step.shared, step.drops) == ("sw2", (), ())
    desk.ceased()
    assert desk.digests() == desk.before


def test_a_failed_modification_leaves_line_order_and_resources_as_they_were(desk: Desk) -> None:
    desk.active()
    before, mine = desk.digests(), held(desk)
    desk.planned(desk.app.lines.modify("PL-1", {"mbps": 20, "add": ["b2"]}, LI))
    assert held(desk)["FastEthernet0/1"] == "reserved"
    desk.app.changes.withdraw(desk.line().change, LI)
    line = desk.comes(S.ACTIVE)
    assert (line.order.requirement.mbps, len(line.order.ends), line.previous) == (10, 2, None)
    assert (desk.digests(), held(desk)) == (before, mine)
    assert [one.used for one in desk.app.parts.store.resources.drawn()] == [10_000]


@pytest.mark.parametrize(
    ("wish", "code"),
    [({"remove": ["b9"]}, "NMS-LINE-212"), ({"mbps": 10}, "NMS-LINE-213"), ({"colour": "red"}, "NMS-LINE-211")],
)
def test_a_modification_that_means_nothing_is_refused(desk: Desk, wish: dict[str, object], code: str) -> None:
    desk.active()
    with pytest.raises(InvalidError) as refused:
        desk.app.lines.modify("PL-1", wish, LI)
    assert refused.value.code == code
    assert desk.state() is S.ACTIVE


def test_a_suspended_line_is_closed_and_comes_back(desk: Desk) -> None:
    desk.active()
    open_ = desk.digests()
    waiting = desk.app.lines.suspend("PL-1", LI)
    assert waiting.state is S.ACTIVE
    with pytest.raises(ConflictError) as refused:
        desk.app.lines.cease("PL-1", LI)
    assert refused.value.code == "NMS-LINE-205"
    desk.pushed(waiting)
    desk.comes(S.SUSPENDED)
    assert "shutdown" in desk.consoles["sw1"].running.text()
    desk.pushed(desk.app.lines.resume("PL-1", LI))
    desk.comes(S.ACTIVE)
    assert desk.digests() == open_


def test_a_suspended_line_can_be_ceased(desk: Desk) -> None:
    desk.active()
    desk.pushed(desk.app.lines.suspend("PL-1", LI))
    desk.comes(S.SUSPENDED)
    desk.ceased()
    assert desk.digests() == desk.before


def test_a_change_of_a_line_is_not_undone_by_itself(desk: Desk) -> None:
    line = desk.active()
    with pytest.raises(ConflictError) as refused:
        desk.app.changes.undo(line.change, LI)
    assert refused.value.code == "NMS-LINE-209"
    assert "undo" not in desk.app.changes.show(line.change).may


def test_a_vlan_taken_by_hand_sends_the_line_back_and_the_next_design_avoids_it(desk: Desk) -> None:
    desk.consoles["sw2"].running.enter(["vlan 1001"])
    desk.approved()
    desk.app.lines.provision("PL-1", LI)
    line = desk.comes(S.SURVEYED)
    assert "NMS-LINE-215" in line.reason
    assert "sw2" in line.reason
    [hand] = desk.app.parts.store.resources.of("by-hand:sw2")[0]
    assert hand.unit == Unit("s-vlan/yc", "1001")
    desk.app.lines.design("PL-1", LI)
    desk.app.lines.approve("PL-1", WANG)
    desk.pushed(desk.app.lines.provision("PL-1", LI))
    desk.comes(S.TESTING)
    assert "1002" in desk.consoles["sw1"].running.text()
    assert "1001" not in desk.consoles["sw1"].running.text()


def test_the_lines_of_every_device_that_serve_a_line_are_told(desk: Desk) -> None:
    desk.active()
    found = {one.device: one for one in desk.app.lines.device_lines("PL-1")}
    assert found["sw1"].apply == (
        "interface GigabitEthernet0/0/1", " port link-type access", " port default vlan 1001",
    )  # fmt: skip
    assert found["sw2"].shared == ("vlan 1001",)
    told = line_whole(desk.app.lines.show("PL-1"))
    assert {one["device"] for one in told["devices"]} == {"sw1", "sw2"}


def test_lines_are_found_by_state_customer_and_words(desk: Desk) -> None:
    desk.app.lines.order(desk.document(), LI)
    desk.app.lines.order(desk.document(number="PL-2", title="别的", customer="shop"), LI)
    rooms = desk.app.lines

    def numbers(**wanted: object) -> list[str]:
        return [line.number for line in rooms.find(LineFilter(**wanted)).items]  # type: ignore[arg-type] # any filter

    assert numbers() == ["PL-2", "PL-1"]
    assert numbers(customer="bank") == ["PL-1"]
    assert numbers(text="别的") == ["PL-2"]
    assert numbers(text="b1", solution="ETH") == ["PL-2", "PL-1"]
    assert numbers(states=("active",)) == []
    assert rooms.names() == ["PL-1", "PL-2"]


def test_customers_with_their_lines(desk: Desk) -> None:
    desk.app.lines.order(desk.document(), LI)
    views = {view.customer.name: view for view in desk.app.lines.customers()}
    assert (views["bank"].states, views["bank"].sites) == ({"draft": 1}, ("hq", "b1", "b2", "b3"))
    assert views["shop"].total == 0
    with pytest.raises(NotFoundError):
        desk.app.lines.customer("nobody")


def test_many_orders_are_taken_in_together_or_none_of_them(desk: Desk) -> None:
    good = {row: desk.document() | {"number": f"PL-{row}"} for row in (2, 3)}
    broken = good | {4: desk.document() | {"number": "PL-4", "mbps": -1}, 5: desk.document() | {"customer": "nobody"}}
    with pytest.raises(OrderError) as refused:
        desk.app.lines.order_all(broken, LI)
    assert {problem.where.line for problem in refused.value.problems if problem.where} == {4, 5}
    assert desk.app.lines.find(LineFilter()).total == 0
    assert [line.number for line in desk.app.lines.order_all(good, LI)] == ["PL-2", "PL-3"]
    with pytest.raises(OrderError) as again:
        desk.app.lines.order_all({7: good[2], 8: desk.document() | {"number": "PL-9"}}, LI)
    assert [problem.code for problem in again.value.problems] == ["NMS-LINE-201"]
    assert desk.app.lines.find(LineFilter()).total == 2
