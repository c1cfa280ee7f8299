"""Four eyes, expiry, freeze windows; rollouts in waves: decided without any store."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, Lease, OnFailure, Plan, Rollout
from nms.core.config import FreezeConfig
from nms.core.errors import ConflictError, DeniedError, InvalidError
from nms.provision.approval import check_approval, check_push, expired, frozen
from nms.provision.push import orphans
from nms.provision.push.resync import Look, Verdict, verdict
from nms.provision.push.turns import ready
from nms.provision.rollout import failed, following, matrix, waves_of

S = ChangeState
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shaoxing
ZONE = ZoneInfo("Asia/Shanghai")
LI, WANG = Actor("li", "web"), Actor("wang", "web")


def change(state: ChangeState = S.PLANNED, approver: Actor | None = None, hours: float = 1) -> Change:
    return Change(
        1, "service", "t", LI, NOW, state, plan=Plan(digest="abc"), approver=approver,
        expires_at=NOW + timedelta(hours=hours),
    )  # fmt: skip


@pytest.mark.parametrize("approver", [LI, Actor("li", "cli"), Actor("LI", "api token 3")])
def test_the_author_cannot_approve_by_whatever_way(approver: Actor) -> None:
    with pytest.raises(DeniedError) as refused:
        check_approval(change(), approver, "abc", NOW)
    assert refused.value.code == "NMS-CHG-051"


def test_another_person_approves_what_was_shown() -> None:
    check_approval(change(), WANG, "abc", NOW)
    with pytest.raises(ConflictError) as refused:
        check_approval(change(), WANG, "abd", NOW)
    assert refused.value.code == "NMS-CHG-059"


def test_an_expired_plan_is_neither_approved_nor_pushed() -> None:
    with pytest.raises(ConflictError) as refused:
        check_approval(change(hours=0), WANG, "abc", NOW)
    assert refused.value.code == "NMS-CHG-052"
    with pytest.raises(ConflictError) as refused:
        check_push(change(S.APPROVED, WANG, hours=-1), NOW, (), ZONE)
    assert refused.value.code == "NMS-CHG-052"


@pytest.mark.parametrize("state", [state for state in ChangeState if state is not S.APPROVED])
def test_nothing_but_an_approved_change_is_pushed(state: ChangeState) -> None:
    with pytest.raises(ConflictError) as refused:
        check_push(change(state, WANG), NOW, (), ZONE)
    assert refused.value.code == "NMS-CHG-050"


@pytest.mark.parametrize("approver", [None, LI])
def test_an_approval_that_cannot_be_is_not_believed(approver: Actor | None) -> None:
    with pytest.raises(DeniedError):
        check_push(change(S.APPROVED, approver), NOW, (), ZONE)


@pytest.mark.parametrize(
    ("freeze", "hour", "inside"),
    [
        (FreezeConfig(start="08:00", end="18:00"), 9, True),
        (FreezeConfig(start="08:00", end="18:00"), 18, False),
        (FreezeConfig(start="22:00", end="06:00"), 23, True),
        (FreezeConfig(start="22:00", end="06:00"), 5, True),
        (FreezeConfig(start="22:00", end="06:00"), 6, False),
        (FreezeConfig(days=("mon",), start="22:00", end="06:00"), 23, True),
        (FreezeConfig(days=("sun",), start="22:00", end="06:00"), 5, True),
        (FreezeConfig(days=("mon",), start="22:00", end="06:00"), 5, False),
        (FreezeConfig(days=("tue",), start="08:00", end="18:00"), 9, False),
        (FreezeConfig(start="00:00", end="00:00"), 12, False),
    ],
)
def test_a_freeze_holds_in_local_time_and_over_midnight(freeze: FreezeConfig, hour: int, inside: bool) -> None:
    local = datetime(2026, 3, 2, hour, 0, tzinfo=ZONE)
    assert (frozen((freeze,), local) is freeze) is inside


def test_nothing_is_pushed_in_a_freeze() -> None:
    freeze = FreezeConfig(start="08:00", end="10:00", why="高考")
    with pytest.raises(ConflictError) as refused:
        check_push(change(S.APPROVED, WANG), NOW, (freeze,), ZONE)
    assert refused.value.code == "NMS-CHG-053"
    check_push(change(S.APPROVED, WANG), NOW - timedelta(hours=2), (freeze,), ZONE)


def test_only_what_was_not_begun_expires() -> None:
    assert expired(change(hours=0), NOW)
    assert not expired(change(S.APPLYING, hours=0), NOW)


# ---------------------------------------------------------------- rollouts


def test_the_canary_goes_first_and_alone() -> None:
    assert waves_of((1, 2, 3, 4, 5), 1, 3) == ((1,), (2, 3, 4), (5,))
    assert waves_of((1, 2, 3), 0, 2) == ((1, 2), (3,))
    for wrong in ((), (1, 1)):
        with pytest.raises(InvalidError):
            waves_of(wrong, 1, 1)
    with pytest.raises(InvalidError):
        waves_of((1,), 0, 0)


def rollout(on_failure: OnFailure = OnFailure.STOP) -> Rollout:
    return Rollout(1, "t", LI, NOW, ((1,), (2, 3), (4,)), on_failure)


def states(*found: ChangeState) -> dict[int, ChangeState]:
    return dict(enumerate(found, 1))


@pytest.mark.parametrize(
    ("stand", "push", "state"),
    [
        ((S.APPROVED, S.APPROVED, S.APPROVED, S.APPROVED), (1,), S.APPLYING),
        ((S.APPLYING, S.APPROVED, S.APPROVED, S.APPROVED), (), S.APPLYING),
        ((S.COMMITTED, S.APPROVED, S.APPROVED, S.APPROVED), (2, 3), S.APPLYING),
        ((S.COMMITTED, S.PLANNED, S.APPROVED, S.APPROVED), (3,), S.APPLYING),
        ((S.COMMITTED, S.PLANNED, S.COMMITTED, S.APPROVED), (), S.APPLYING),
        ((S.COMMITTED, S.ROLLED_BACK, S.APPLYING, S.APPROVED), (), S.APPLYING),
        ((S.COMMITTED, S.ROLLED_BACK, S.APPROVED, S.APPROVED), (), S.ROLLED_BACK),
        ((S.ROLLED_BACK, S.APPROVED, S.APPROVED, S.APPROVED), (), S.ROLLED_BACK),
        ((S.COMMITTED, S.UNKNOWN, S.COMMITTED, S.APPROVED), (), S.UNKNOWN),
        ((S.COMMITTED, S.COMMITTED, S.COMMITTED, S.COMMITTED), (), S.COMMITTED),
    ],
)
def test_a_failure_stops_what_has_not_begun(
    stand: tuple[ChangeState, ...], push: tuple[int, ...], state: ChangeState
) -> None:
    step = following(rollout(), states(*stand))
    assert (step.push, step.state) == (push, state)


def test_a_rollout_may_go_on_after_a_failure() -> None:
    step = following(rollout(OnFailure.CONTINUE), states(S.ROLLED_BACK, S.APPROVED, S.UNKNOWN, S.APPROVED))
    assert (step.push, step.state) == ((2,), S.APPLYING)
    step = following(rollout(OnFailure.CONTINUE), states(S.ROLLED_BACK, S.COMMITTED, S.UNKNOWN, S.COMMITTED))
    assert (step.push, step.state) == ((), S.UNKNOWN)


def test_only_what_failed_is_tried_again() -> None:
    stand = states(S.COMMITTED, S.ROLLED_BACK, S.UNKNOWN, S.EXPIRED)
    assert failed(rollout(), stand) == (2, 4)
    assert matrix(rollout(), stand) == ({"committed": 1}, {"rolled-back": 1, "unknown": 1}, {"expired": 1})


# ---------------------------------------------------------------- turns, orphans, verdicts


def test_a_large_change_is_not_overtaken_on_its_devices() -> None:
    waiting = [frozenset("ab"), frozenset("b"), frozenset("c"), frozenset("ca")]
    assert ready(waiting, ()) == [0, 2]
    assert ready(waiting, "a") == [2]
    assert ready([frozenset()], "abc") == [0]


def test_an_orphan_is_what_is_applied_under_no_lease() -> None:
    applying = [change(S.APPLYING), change(S.UNKNOWN)]
    assert orphans(applying, ()) == applying[:1]
    assert orphans(applying, [Lease("d", "o", 1, 1, NOW)]) == []


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ((Look(intended=True), Look(intended=True)), Verdict.COMMIT),
        ((Look(intended=True), Look(intended=False)), Verdict.TAKE_BACK),
        ((Look(intended=True), Look(reached=False)), Verdict.WAIT),
        ((Look(reached=False), Look(intended=False)), Verdict.TAKE_BACK),
        ((Look(reached=False),), Verdict.WAIT),
        ((), Verdict.COMMIT),
    ],
)
def test_a_resync_decides_all_or_nothing_or_waits(looks: tuple[Look, ...], expected: Verdict) -> None:
    assert verdict(looks) is expected
