"""The agent's protocol: order, exceptions, GETBULK, sizes, SET, version 1."""

from itertools import pairwise

import pytest
from cityasking import ask, ask_v1, everything
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.city.agent import NO_CREATION, NO_SUCH_NAME, NOT_WRITABLE, TOO_BIG
from nms.city.plan import draw, inventory_of
from nms.city.state import City
from nms.core.device import SnmpAccess
from nms.core.ports import Oid
from nms.testing import ManualClock

SYS_NAME, SYS_DESCR = (1, 3, 6, 1, 2, 1, 1, 5, 0), (1, 3, 6, 1, 2, 1, 1, 1, 0)
IF_NAME, HC_IN = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6)
BOXES = (
    "yc-h01-iad",
    "yc-h01-sw",
    "zj-h12-rt",
    "pe-1",
    "p-1",
    "yc-agg1",
    "yc-acc01",
    "yc-olt1",
    "ac-1",
    "fw-1",
    "dcn-1",
    "radius-1",
    "yc-h01-ap",
    "bsc-1",
)
END = "EndOfMibView"
CITY = City(inventory_of(draw(), dict.fromkeys(("demo_v2c", "demo_v3"), SnmpAccess(community="c"))), ManualClock())
AT = CITY.now()


@pytest.mark.parametrize("name", BOXES)
def test_everything_is_served_in_strict_order_and_gettable(name: str) -> None:
    box = CITY.boxes[name]
    oids = [oid for oid, _, _ in everything(box, AT)]
    assert len(oids) > 40
    assert all(a < b for a, b in pairwise(oids))
    for start in range(0, len(oids), 97):
        [(oid, kind, _)] = ask(box, AT, "get", oids[start]).binds
        assert oid == oids[start]
        assert not kind.startswith("NoSuch")


@pytest.mark.parametrize("name", ["yc-h01-iad", "dcn-1", "yc-h01-ap"])
def test_a_walk_by_bulk_sees_what_a_walk_by_next_sees(name: str) -> None:
    box, by_next, by_bulk = CITY.boxes[name], [], []
    oid: Oid = (1, 3, 6, 1, 2, 1, 31)
    while oid[:7] == (1, 3, 6, 1, 2, 1, 31):
        [(oid, _, value)] = ask(box, AT, "next", oid).binds
        by_next.append((oid, value))
    oid = (1, 3, 6, 1, 2, 1, 31)
    while oid[:7] == (1, 3, 6, 1, 2, 1, 31):
        binds = ask(box, AT, "bulk", oid, most=13).binds
        by_bulk += [(name, value) for name, _, value in binds]
        oid = binds[-1][0]
    assert by_bulk[: len(by_next)] == by_next


INSTANCES = [oid for oid, _, _ in everything(CITY.boxes["yc-h01-sw"], AT)]


@settings(max_examples=150)
@given(st.sampled_from(INSTANCES), st.integers(0, 20), st.lists(st.integers(0, 300), max_size=3))
def test_next_of_anything_is_the_first_instance_behind_it(near: Oid, kept: int, more: list[int]) -> None:
    asked = (*(near[: max(2, len(near) - kept)]), *more)
    [(oid, kind, _)] = ask(CITY.boxes["yc-h01-sw"], AT, "next", asked).binds
    behind = min((other for other in INSTANCES if other > asked), default=None)
    assert (oid, kind == END) == ((behind, False) if behind else (asked, True))


@given(st.integers(0, 3), st.integers(0, 9))
def test_bulk_gives_the_single_ones_once_and_the_rest_row_by_row(single: int, most: int) -> None:
    columns = [SYS_NAME[:-1], IF_NAME, HC_IN]
    binds = ask(CITY.boxes["yc-h01-iad"], AT, "bulk", *columns, single=single, most=most).binds
    assert len(binds) == single + (3 - single) * most
    for row in range(most if single < 3 else 0):
        names = [name for name, _, _ in binds[single + row * (3 - single) :][: 3 - single]]
        assert names == sorted(names)


def test_bulk_beyond_the_end_says_so_and_stops() -> None:
    box = CITY.boxes["yc-h01-iad"]
    last = max(oid for oid, _, _ in everything(box, AT))
    answer = ask(box, AT, "bulk", last[:-1], last, most=50)
    assert {kind for _, kind, _ in answer.binds[-2:]} == {END}
    assert len(answer.binds) < 100


def test_bulk_is_cut_to_what_the_box_can_send() -> None:
    box = CITY.boxes["yc-h01-iad"]
    answer = ask(box, AT, "bulk", IF_NAME, HC_IN, SYS_DESCR, most=2000)
    assert answer.status == 0
    assert answer.binds
    assert answer.size <= box.product.message_size


def test_get_of_too_much_is_too_big() -> None:
    box = CITY.boxes["yc-h01-iad"]
    assert ask(box, AT, "get", *[SYS_DESCR] * 30).status == TOO_BIG


def test_absent_objects_and_absent_instances_differ() -> None:
    binds = ask(CITY.boxes["yc-h01-iad"], AT, "get", SYS_NAME, (*IF_NAME, 9999), (1, 3, 6, 1, 2, 1, 99, 99, 0)).binds
    assert [kind for _, kind, _ in binds] == ["OctetString", "NoSuchInstance", "NoSuchObject"]


def test_nothing_can_be_written() -> None:
    box = CITY.boxes["yc-h01-iad"]
    assert ask(box, AT, "set", SYS_NAME).status == NOT_WRITABLE
    assert ask(box, AT, "set", (1, 3, 6, 1, 99, 0)).status == NO_CREATION
    assert ask_v1(box, AT, "set", SYS_NAME).status == NO_SUCH_NAME


def test_version_1_knows_no_64_bit_counters() -> None:
    box = CITY.boxes["yc-h01-iad"]
    assert ask_v1(box, AT, "get", SYS_NAME).binds[0][2] == b"yc-h01-iad"
    assert ask_v1(box, AT, "get", (*HC_IN, 1)).status == NO_SUCH_NAME
    assert ask_v1(box, AT, "next", HC_IN).binds[0][0][:11] == (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 14)
    assert ask_v1(box, AT, "next", (2, 99)).status == NO_SUCH_NAME
