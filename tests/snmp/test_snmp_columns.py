"""The pure walk: whatever table an agent has and however it cuts its answers, the walk finds exactly the table."""

import bisect
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.ports import Oid, VarBind
from nms.snmp import ber, failures
from nms.snmp.columns import UNKNOWN, ColumnWalk, Step, Trouble
from nms.snmp.messages import Answer

ENTRY: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
INDEX = st.lists(st.integers(0, 300), min_size=1, max_size=3).map(tuple)
COLUMN = st.lists(INDEX, max_size=12, unique=True)


def told(order: Sequence[Oid], step: Step) -> list[VarBind]:
    """What a sound agent with the instances `order` tells."""
    binds: list[VarBind] = []
    cursors = list(step.cursors)
    for _ in range(step.repetitions):
        places = [bisect.bisect_right(order, cursor) for cursor in cursors]
        line = [
            VarBind(order[p], ber.INTEGER, 1) if p < len(order) else VarBind(c, ber.END_OF_MIB_VIEW, None)
            for p, c in zip(places, cursors, strict=True)
        ]
        cursors = [bind.oid for bind in line]
        binds += line
    return binds


@settings(max_examples=300, deadline=None)
@given(
    columns=st.lists(COLUMN, min_size=1, max_size=4),
    beyond=COLUMN,
    most=st.integers(1, 30),
    expected=st.integers(UNKNOWN, 15),
    cuts=st.lists(st.integers(1, 40), min_size=1),
)
def test_any_table_cut_anyhow_is_found_exactly(
    columns: list[list[Oid]], beyond: list[Oid], most: int, expected: int, cuts: list[int]
) -> None:
    roots = tuple((*ENTRY, column) for column in range(1, len(columns) + 1))
    cells = {(*root, *index) for root, indices in zip(roots, columns, strict=True) for index in indices}
    order = sorted(cells | {(*ENTRY, 77, *index) for index in beyond})
    walk = ColumnWalk(roots, most, expected)
    found: list[Oid] = []
    questions = 0
    while step := walk.step():
        cut = cuts[questions % len(cuts)]
        found += [bind.oid for _, bind in walk.hear(step, Answer(0, 0, told(order, step)[:cut]))]
        questions += 1
        assert questions <= 2 * len(cells) + 20
    assert sorted(found) == sorted(cells)
    assert not walk.partial


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 19),
            st.integers(-1, 5),
            st.lists(
                st.tuples(st.lists(st.integers(0, 5), min_size=2, max_size=4).map(tuple), st.sampled_from([2, 0x82]))
            ),
        ),
        max_size=40,
    )
)
def test_no_answers_whatever_make_a_walk_fail_or_tell_anything_out_of_order(
    answers: list[tuple[int, int, list[tuple[Oid, int]]]],
) -> None:
    walk = ColumnWalk(((1, 1), (1, 2), (1, 3)), 10)
    last: dict[int, Oid] = {}
    for status, index, binds in answers:
        if (step := walk.step()) is None:
            return
        for column, bind in walk.hear(step, Answer(status, index, [VarBind(oid, tag, 1) for oid, tag in binds])):
            assert bind.oid[:2] == walk.roots[column]
            assert bind.oid > last.get(column, ())
            last[column] = bind.oid


def test_a_walk_whose_agent_answers_nothing_shrinks_and_gives_up() -> None:
    walk = ColumnWalk(((1, 1), (1, 2)), 10)
    sizes = []
    while step := walk.step():
        sizes.append((len(step.columns), step.repetitions))
        walk.hear(step, Answer(0, 0, []))
    assert sizes[:6] == [(2, 10), (2, 5), (2, 2), (2, 1), (1, 1), (1, 1)]
    assert [trouble.code for trouble in walk.troubles] == [failures.MISMATCH] * 2


def test_wide_tables_are_asked_in_fewer_rows() -> None:
    step = ColumnWalk(tuple((1, 3, column) for column in range(1, 41)), 25).step()
    assert step is not None
    assert len(step.columns) * step.repetitions <= 200


def test_a_stopped_walk_asks_nothing_more() -> None:
    walk = ColumnWalk(((1, 1),), 10)
    walk.stop(Trouble((1, 1), failures.TOO_MANY))
    assert walk.step() is None
    assert walk.partial
