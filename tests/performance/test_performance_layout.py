"""Whether an element was rebuilt, and what is read again for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nms.core.observed import Layout
from nms.performance.layout import INTERFACES, PARTS, RESTARTED, Rewalks, moved, renumbered

BOOTED = datetime(2026, 3, 1, tzinfo=UTC)
WALKED = Layout(BOOTED, 28, 12.0, 7.0)
INVENTORY = frozenset({"system", "interfaces", "lldp", "entity"})
NOTHING: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, set()),
        ({"booted_at": BOOTED + timedelta(seconds=59)}, set()),
        ({"booted_at": BOOTED - timedelta(days=1)}, set()),
        ({"booted_at": BOOTED + timedelta(seconds=61)}, {RESTARTED}),
        ({"interfaces": 29}, {INTERFACES}),
        ({"interfaces_changed_s": 12.01}, {INTERFACES}),
        ({"parts_changed_s": 0.0}, {PARTS}),
        ({"interfaces": None, "interfaces_changed_s": None, "parts_changed_s": None, "booted_at": None}, set()),
        ({"booted_at": BOOTED + timedelta(hours=1), "interfaces": 0}, {RESTARTED, INTERFACES}),
    ],
)
def test_what_an_agent_tells_is_compared_and_what_it_does_not_tell_is_not(
    change: dict[str, object], found: set[str]
) -> None:
    assert moved(WALKED, replace(WALKED, **change)) == found  # type: ignore[arg-type]  # checked by the dataclass


def test_an_uptime_that_went_back_is_a_restart_even_right_after_another() -> None:
    soon = replace(WALKED, booted_at=BOOTED + timedelta(seconds=30))
    assert moved(WALKED, soon, went_back=True) == {RESTARTED}


def test_tables_never_read_under_a_known_layout_have_moved() -> None:
    assert moved(None, Layout()) == {RESTARTED, INTERFACES, PARTS}
    assert moved(Layout(), WALKED) == set()


def test_a_changed_board_renumbers_no_interface() -> None:
    assert [renumbered({reason}) for reason in (RESTARTED, INTERFACES, PARTS)] == [True, True, False]
    assert not renumbered(())


def test_changed_interfaces_read_everything_again_but_the_parts() -> None:
    assert Rewalks(INVENTORY).out_of_turn("sw", frozenset({INTERFACES}), NOTHING, 0) == INVENTORY - {"entity"}
    assert Rewalks(INVENTORY).out_of_turn("sw", frozenset({PARTS}), frozenset({"lldp"}), 0) == INVENTORY - {"lldp"}
    assert Rewalks(INVENTORY).out_of_turn("sw", NOTHING, NOTHING, 0) == set()


def test_within_the_hold_off_nothing_runs_but_nothing_is_forgotten() -> None:
    rewalks = Rewalks(INVENTORY, hold_off_s=300)
    parts = frozenset({PARTS})
    assert rewalks.out_of_turn("sw", parts, NOTHING, 0) == INVENTORY
    assert rewalks.out_of_turn("sw", parts, NOTHING, 200) == set()
    assert rewalks.out_of_turn("sw", NOTHING, NOTHING, 299) == set()
    assert rewalks.out_of_turn("other", parts, NOTHING, 299) == INVENTORY
    assert rewalks.out_of_turn("sw", NOTHING, NOTHING, 300) == INVENTORY
    assert rewalks.out_of_turn("sw", NOTHING, NOTHING, 900) == set()


def test_what_was_asked_in_the_same_visit_is_owed_no_more() -> None:
    rewalks = Rewalks(INVENTORY)
    assert rewalks.out_of_turn("sw", frozenset({PARTS}), INVENTORY | {"uptime"}, 0) == set()
    assert rewalks.out_of_turn("sw", NOTHING, NOTHING, 1000) == set()


def test_parts_are_left_alone_until_they_change_or_a_day_has_passed() -> None:
    rewalks = Rewalks(INVENTORY, trusted_s=86_400)
    assert rewalks.unneeded("sw", WALKED, 0) == set()
    rewalks.walked("sw", INVENTORY, WALKED, 0)
    assert rewalks.unneeded("sw", WALKED, 3600) == {"entity"}
    assert rewalks.unneeded("sw", replace(WALKED, parts_changed_s=8.0), 3600) == set()
    assert rewalks.unneeded("sw", None, 3600) == set()
    assert rewalks.unneeded("sw", WALKED, 86_400) == set()


def test_a_restart_ends_the_trust_in_the_parts() -> None:
    rewalks = Rewalks(INVENTORY)
    rewalks.walked("sw", INVENTORY, WALKED, 0)
    rewalks.out_of_turn("sw", frozenset({RESTARTED}), INVENTORY, 10)
    assert rewalks.unneeded("sw", WALKED, 20) == set()


def test_an_agent_without_the_object_is_always_read() -> None:
    rewalks = Rewalks(INVENTORY)
    bare = replace(WALKED, parts_changed_s=None)
    rewalks.walked("sw", INVENTORY, bare, 0)
    assert rewalks.unneeded("sw", bare, 1) == set()
