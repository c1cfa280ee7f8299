"""The 3-7-3 matrix: what covers what, what is free, how scattered."""

from hypothesis import given
from hypothesis import strategies as st

from nms.app.timeslots import TU12S, fragmentation, free_whole, vc4_view
from nms.core.line import Unit
from nms.core.line_ports import Held


def held(units: list[str], holder: str = "PL-1", state: str = "used") -> list[Held]:
    return [Held(Unit("span/s/vc4/1", unit), holder, state) for unit in units]


def test_all_63_of_one_holder_are_one_vc4() -> None:
    (cell,) = vc4_view(1, held(list(TU12S))).rows[0]
    assert (cell.container, cell.rows, cell.columns) == ("VC-4", 9, 7)


def test_all_21_of_a_tug3_of_one_holder_are_one_vc3() -> None:
    rows = vc4_view(1, held([unit for unit in TU12S if unit.startswith("2-")])).rows
    assert [len(row) for row in rows] == [7, 7, 7, 1, 0, 0, 7, 7, 7]
    assert rows[3][0].container == "VC-3"


def test_21_of_two_holders_stay_apart() -> None:
    first, *others = [unit for unit in TU12S if unit.startswith("2-")]
    rows = vc4_view(1, [*held([first]), *held(others, "PL-2")]).rows
    assert [len(row) for row in rows] == [7] * 9
    assert [one.held.holder for one in rows[3] if one.held] == ["PL-1", *["PL-2"] * 6]


def test_a_vc12_stands_in_its_row_and_column() -> None:
    rows = vc4_view(1, held(["3-5-2"])).rows
    taken = [(row, column) for row in range(9) for column in range(7) if rows[row][column].held]
    assert taken == [(2 * 3 + 1, 4)]


@given(st.lists(st.sets(st.sampled_from(TU12S)), min_size=1, max_size=4))
def test_what_is_free_altogether_is_never_begun(taken: list[set[str]]) -> None:
    vc4, vc3 = free_whole(taken)
    assert vc4 == sum(not some for some in taken)
    assert vc4 * 3 <= vc3 <= len(taken) * 3
    assert 0 <= fragmentation(taken) <= 1
    assert fragmentation([set() for _ in taken]) == 0


def test_a_span_of_begun_vc4_is_wholly_scattered() -> None:
    assert fragmentation([{"1-1-1"}, {"2-2-2"}]) == 1
    assert fragmentation([set(TU12S)]) == 0
