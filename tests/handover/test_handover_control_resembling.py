"""Osmo-bsc's parameters as the engine's: what one asked for comes back, and what has no like stays in its range."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.radio import CellRelation, ControlledCell, ControllerReading, HeldValue, WantedValue
from nms.handover.control.resembling import resembling
from nms.handover.control.translation import translated
from nms.handover.engine.parameters import CellParameters, contradictions
from nms.handover.table import TABLE

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
CELLS = tuple(ControlledCell(name, str(bts), 1, bts, 60 + bts, 9) for bts, name in enumerate(("east", "west", "south")))
RELATIONS = tuple(CellRelation(a.name, b.name) for a in CELLS for b in CELLS if a is not b)


def reading(**held: int) -> ControllerReading:
    """What a controller holds: in the cell "east" the values given, else defaults."""
    values = [
        HeldValue(
            "osmo-bsc", cell.name, "", name, held.get(name, row.default) if cell.name == "east" else row.default, ""
        )
        for cell in CELLS
        for name, row in TABLE["osmo-bsc"].items()
    ]
    return ControllerReading("bsc-1", AT, CELLS, RELATIONS, tuple(values))


def of(found: ControllerReading, cell: str = "east", kind: str = "cell") -> dict[str, int]:
    return {one.parameter: one.value for one in resembling(found) if (one.kind, one.cell) == (kind, cell)}


@given(algorithm=st.sampled_from((1, 2)), data=st.data())
def test_what_was_translated_reads_as_it_was_wanted(algorithm: int, data: st.DataObject) -> None:
    limits = {"level_filter": (1, 10), "neighbour_filter": (1, 10), "pbgt_n": (1, 16), "ta_threshold": (2, 255)}
    if algorithm == 2:
        limits |= {"edge_downlink": (0, 60), "quality_downlink": (10, 70), "intra_cell": (0, 1)}
    name = data.draw(st.sampled_from(sorted(limits)))
    value = data.draw(st.integers(*limits[name]))
    value = value // 10 * 10 if name == "quality_downlink" else value  # the BSC knows whole qualities
    before = reading(algorithm=algorithm, handover=1)
    turned = {one.parameter: one.value for one in translated(before, [WantedValue("cell", "east", "", name, value)])}
    after = of(reading(algorithm=algorithm, handover=1, **{key: one for key, one in turned.items() if one is not None}))
    assert after[name] == value


@given(st.fixed_dictionaries({name: st.integers(row.low, row.high) for name, row in TABLE["osmo-bsc"].items()}))
def test_whatever_a_controller_holds_is_a_cell_of_the_engine(held: dict[str, int]) -> None:
    parameters = CellParameters(**of(reading(**held)))
    assert not list(contradictions(parameters))
    for name, value in of(reading(**held)).items():
        TABLE["cell"][name].checked(value)


@pytest.mark.parametrize(("algorithm", "theirs"), [(1, "h1_hysteresis"), (2, "hysteresis")])
def test_the_hysteresis_of_a_cell_is_that_of_all_its_relations(algorithm: int, theirs: str) -> None:
    found = [one for one in resembling(reading(algorithm=algorithm, **{theirs: 7})) if one.kind == "relation"]
    assert {(one.cell, one.towards): one.value for one in found if one.parameter == "pbgt_threshold"} == {
        (source, target): 7 if source == "east" else 3 for source, target in RELATIONS
    }


def test_a_cell_with_handover_off_has_every_class_off() -> None:
    parameters = CellParameters(**of(reading(handover=0)))
    assert not any(getattr(parameters, name) for name in TABLE["cell"] if name.startswith("enable_"))
    assert CellParameters(**of(reading(handover=1))).enable_pbgt == 1


def test_a_controller_that_speaks_the_engines_words_is_left_alone() -> None:
    own = HeldValue("cell", "east", "", "edge_downlink", 22, "cell")
    assert not list(resembling(ControllerReading("bsc-1", AT, CELLS, RELATIONS, (own,))))
