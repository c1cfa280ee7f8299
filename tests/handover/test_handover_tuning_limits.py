"""Whatever the tuner draws: nothing leaves its limits, nothing contradicts, no cycle takes more than a step."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.handover.engine.network import RadioCell, RadioNetwork, relate
from nms.handover.engine.parameters import CellParameters, RelationParameters, contradictions
from nms.handover.recommendation import LIMITS, Phrase
from nms.handover.table import TABLE
from nms.handover.tuning.change import Change, cells_of, changed, relations_of, usual
from nms.handover.tuning.cycle import first_cycle, recommended
from nms.handover.tuning.grid import AXES, points
from nms.handover.tuning.variables import (
    HYSTERESIS,
    MARGIN,
    PAIR_SUM,
    PBGT,
    PBGT_P,
    VARIABLES,
    checked,
    drawn,
    settled,
    span,
)

WHY = Phrase("tune.nothing", {})


def triangle(**relation: int) -> RadioNetwork:
    """Three cells that all know each other, with default parameters."""
    network = RadioNetwork({number: RadioCell(number, number << 6) for number in (1, 2, 3)})
    for cell in network.cells.values():
        others = [other for other in network.cells.values() if other is not cell]
        relate(cell, [(other, RelationParameters(**relation)) for other in others])
    return network


@st.composite
def draws(draw: st.DrawFn) -> dict[tuple[str, str], int]:
    """What a search may draw."""
    return {one.key: draw(st.integers(0, (one.high - one.low) // one.step)) * one.step + one.low for one in VARIABLES}


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """For the whole network, cells and relations at once."""
    step = st.integers(-9, 9)
    cells = draw(st.dictionaries(st.tuples(st.integers(1, 3), st.sampled_from(["pbgt_p", "edge_n"])), step))
    pairs = st.permutations([1, 2, 3]).map(lambda order: (order[0], order[1]))
    relations = draw(st.dictionaries(st.tuples(pairs, st.just("pbgt_threshold")), step))
    return Change(settled(draw(draws()), VARIABLES), cells, relations)


def held(network: RadioNetwork) -> list[tuple[tuple[str, str], int]]:
    """Every value that may be recommended a change."""
    kinds = {"cell": cells_of(network).values(), "relation": relations_of(network).values()}
    return [(key, getattr(one, key[1])) for key in LIMITS if key[0] in kinds for one in kinds[key[0]]]


def test_there_are_twelve_variables_and_each_begins_at_its_default() -> None:
    assert len(VARIABLES) == 12
    defaults = {one.key: TABLE[one.key[0]][one.key[1]].default for one in VARIABLES}
    assert settled(drawn(defaults, VARIABLES), VARIABLES) == defaults


@given(draws())
def test_what_is_drawn_lies_inside_limits_and_table_and_p_is_not_above_n(raw: dict[tuple[str, str], int]) -> None:
    found = settled(raw, VARIABLES)
    for key, value in found.items():
        row, limit = TABLE[key[0]][key[1]], LIMITS[key]
        assert max(row.low, limit.low) <= value <= min(row.high, limit.high)
    for kind in ("pbgt", "edge"):
        assert found["cell", f"{kind}_p"] <= found["cell", f"{kind}_n"]
    assert 2 * found[PBGT] >= PAIR_SUM


@settings(max_examples=60)
@given(changes())
def test_a_changed_network_keeps_limits_pairs_and_sense(change: Change) -> None:
    network = changed(triangle(), change)
    for key, value in held(network):
        low, high = LIMITS[key].low, LIMITS[key].high
        default = TABLE[key[0]][key[1]].default
        assert low <= value <= high or value == default, key
    thresholds = {pair: one.pbgt_threshold for pair, one in relations_of(network).items()}
    assert all(value + thresholds[pair[::-1]] >= PAIR_SUM for pair, value in thresholds.items())
    assert [error for cell in cells_of(network).values() for error in contradictions(cell)] == []


@settings(max_examples=60)
@given(changes())
def test_one_cycle_moves_no_value_by_more_than_its_step(change: Change) -> None:
    network = triangle()
    after = first_cycle(network, change)
    for (key, old), (_, new) in zip(held(network), held(after), strict=True):
        assert abs(new - old) <= LIMITS[key].step
    assert [error for cell in cells_of(after).values() for error in contradictions(cell)] == []
    thresholds = {pair: one.pbgt_threshold for pair, one in relations_of(after).items()}
    assert all(value + thresholds[pair[::-1]] >= PAIR_SUM for pair, value in thresholds.items())


@settings(max_examples=40)
@given(changes())
def test_recommendations_are_exactly_the_first_cycle(change: Change) -> None:
    network = triangle()
    names = {number: f"cell-{number}" for number in network.cells}
    cells, relations = cells_of(network), relations_of(network)
    for one in recommended(network, change, names, WHY, WHY):
        source = int(one.cell.removeprefix("cell-"))
        if one.kind == "cell":
            cells[source] = replace(cells[source], **{one.parameter: one.new})
        else:
            pair = source, int(one.towards.removeprefix("cell-"))
            relations[pair] = replace(relations[pair], **{one.parameter: one.new})
    after = first_cycle(network, change)
    assert (cells_of(after), relations_of(after)) == (cells, relations)


def test_cells_that_differ_keep_their_difference_as_far_as_limits_let_them() -> None:
    network = triangle()
    network.cells[2].tune(CellParameters(edge_downlink=25))
    network.cells[3].tune(CellParameters(edge_downlink=29))
    after = changed(network, Change({("cell", "edge_downlink"): 24}))
    assert [cell.edge_downlink for cell in cells_of(after).values()] == [19, 24, 28]
    assert usual(network)["cell", "edge_downlink"] == 25


def test_the_network_as_it_is_stays_as_it_is() -> None:
    network = triangle()
    before = cells_of(network), relations_of(network)
    changed(network, Change({PBGT: 12}, {(1, "pbgt_p"): 1}, {((1, 2), "pbgt_threshold"): 2}))
    assert (cells_of(network), relations_of(network)) == before


def test_a_pair_too_near_is_not_brought_nearer() -> None:
    loose = triangle(pbgt_threshold=1)
    after = changed(loose, Change({}, {}, {((1, 2), "pbgt_threshold"): -2, ((2, 1), "pbgt_threshold"): 1}))
    assert relations_of(after)[1, 2].pbgt_threshold == 1
    assert relations_of(after)[2, 1].pbgt_threshold == 2


def test_the_grid_has_a_thousand_points_of_four_parameters_inside_their_limits() -> None:
    assert set(AXES) == {PBGT, MARGIN, HYSTERESIS, PBGT_P}
    assert points(checked(AXES)) == 1008


@pytest.mark.parametrize(
    ("axes", "code"),
    [({PBGT: (4, 17)}, "NMS-TUNE-004"), ({PBGT: (1,)}, "NMS-TUNE-004"), ({("cell", "layer"): (1,)}, "NMS-TUNE-003")],
)
def test_a_grid_outside_the_limits_is_refused(axes: dict[tuple[str, str], tuple[int, ...]], code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        checked(axes)
    assert refused.value.code == code
    assert span(PBGT) == (2, 16)
