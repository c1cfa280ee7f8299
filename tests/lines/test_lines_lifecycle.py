"""What may be done with a line in which state, and where its change leads: every state, every verb, every end."""

from datetime import UTC, datetime

import pytest

from nms.core.change import ChangeState
from nms.core.errors import ConflictError
from nms.core.line import LINE_MOVES, Line, LineEnd, LineService, LineState, Order, Requirement
from nms.lines.lifecycle import BETWEEN, ENDED, PURPOSES, VERBS, after, awaited, check, may, waits

S, C = LineState, ChangeState
T0 = datetime(2026, 3, 1, tzinfo=UTC)
ORDER = Order("PL-1", "bank", "", LineService.EPL, Requirement(10), (LineEnd("a"), LineEnd("b")))


def line(state: LineState, change: int = 0) -> Line:
    return Line(1, ORDER, state, T0, T0, change=change)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_allowed_exactly_where_the_table_says(verb: str, state: LineState) -> None:
    allowed = state in VERBS[verb]
    assert (verb in may(line(state), None)) is allowed
    if allowed:
        check(line(state), verb, None)
        return
    with pytest.raises(ConflictError) as refused:
        check(line(state), verb, None)
    assert (refused.value.code, refused.value.values["state"]) == ("NMS-LINE-202", state)


def test_what_is_over_allows_nothing() -> None:
    assert may(line(S.CEASED), None) == may(line(S.WITHDRAWN), None) == ()


@pytest.mark.parametrize("change", C)
def test_a_line_waits_while_its_change_is_open(change: ChangeState) -> None:
    active = line(S.ACTIVE, 7)
    assert waits(active, change) is (change not in ENDED)
    assert may(active, change) == (("test", "modify", "suspend", "cease") if change in ENDED else ("test",))
    if change not in ENDED:
        with pytest.raises(ConflictError) as refused:
            check(active, "cease", change)
        assert refused.value.code == "NMS-LINE-205"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_end_of_a_change_is_a_move_that_exists(purpose: str) -> None:
    for during in PURPOSES[purpose].during:
        came = [state for state in (S.TESTING, S.ACTIVE, S.SUSPENDED) if purpose != "cease" or state in VERBS["cease"]]
        for change in ENDED:
            for origin in came:
                to = after(purpose, change, str(origin))
                assert to in LINE_MOVES[during], (purpose, change, origin)
    assert all(after(purpose, change, "active") is None for change in C if change not in ENDED)


def test_a_failed_cease_goes_back_to_where_it_came_from() -> None:
    assert after("cease", C.ROLLED_BACK, "suspended") is S.SUSPENDED
    assert after("cease", C.WITHDRAWN, "active") is S.ACTIVE
    assert after("cease", C.COMMITTED, "active") is S.CEASED


def test_a_failed_provisioning_goes_back_to_designed_and_a_failed_modification_stays_active() -> None:
    for change in ENDED - {C.COMMITTED}:
        assert after("provision", change, "approved") is S.DESIGNED
        assert after("modify", change, "active") is S.ACTIVE


def test_only_the_change_that_a_line_names_is_awaited() -> None:
    assert awaited(line(S.PROVISIONING, 7), 7, "provision")
    assert not awaited(line(S.PROVISIONING, 7), 6, "provision")
    assert not awaited(line(S.DESIGNED, 7), 7, "provision")
    assert not awaited(line(S.PROVISIONING, 7), 7, "nonsense")
    assert {state for purpose in PURPOSES.values() for state in purpose.during} >= BETWEEN
