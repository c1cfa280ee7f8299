"""Parameters: ranges, defaults, inheritance and the controllers' spelling all come from one table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.texts import CATALOGUE
from nms.handover.bsc.settings import TABLE, Values, put, settled, understood
from nms.handover.parameter import Parameter
from nms.handover.table import TABLE as ALL
from nms.handover.table import inherited


@pytest.mark.parametrize("parameter", TABLE.values(), ids=TABLE)
def test_a_vty_line_is_understood_as_it_is_written(parameter: Parameter) -> None:
    for value in (parameter.low, parameter.default, parameter.high):
        assert understood(parameter.vty_line(value)) == (parameter, value)
    assert understood(f"{parameter.vty} default") == (parameter, None)
    for value in (parameter.low - 1, parameter.high + 1):
        with pytest.raises(InvalidError) as refused:
            parameter.checked(value)
        assert refused.value.code == "NMS-HO-001"


some = st.frozensets(st.sampled_from(sorted(TABLE)))


@given(some, some)
def test_a_cells_own_value_goes_before_the_networks_and_that_before_the_default(
    by_network: frozenset[str], by_cell: frozenset[str]
) -> None:
    network: Values = {name: TABLE[name].high for name in by_network}
    own: Values = {name: TABLE[name].low for name in by_cell}
    settings = settled(network, own)
    for name, parameter in TABLE.items():
        assert getattr(settings, name) == own.get(name, network.get(name, parameter.default))


def test_default_takes_an_override_away() -> None:
    own: Values = {}
    put(own, "handover2 min rxlev -90")
    assert own == {"min_level_dbm": -90}
    put(own, "handover2 min rxlev default")
    assert own == {}


def test_every_parameter_has_a_name_in_both_languages() -> None:
    named = {code.removeprefix("handover.parameter.") for code in CATALOGUE if code.startswith("handover.parameter.")}
    assert named == {f"{kind}.{name}" for kind, rows in ALL.items() for name in rows}


@pytest.mark.parametrize("parameter", [row for rows in ALL.values() for row in rows.values()], ids=lambda row: row.name)
def test_a_controller_reads_what_it_was_written(parameter: Parameter) -> None:
    for value in (parameter.low, parameter.default, parameter.high):
        assert parameter.decoded(parameter.encoded(value)) == value


def test_a_power_budget_of_four_db_is_68_to_a_controller() -> None:
    assert ALL["relation"]["pbgt_threshold"].encoded(4) == "68"
    assert ALL["relation"]["quality_margin"].decoded("69") == 5


@pytest.mark.parametrize("text", ["", "x", "1.5", "fullest"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as refused:
        TABLE["tdma_measurement"].read(text)
    assert refused.value.code == "NMS-HO-001"


def test_the_last_layer_that_names_a_parameter_holds_and_says_so() -> None:
    held = inherited("cell", network={"edge_uplink": 12, "ta_threshold": 9}, bsc={}, cell={"edge_uplink": 20})
    assert held["edge_uplink"] == (20, "cell")
    assert held["ta_threshold"] == (9, "network")
    assert held["edge_downlink"] == (20, "")
    with pytest.raises(InvalidError) as refused:
        inherited("cell", network={"edge": 1})
    assert refused.value.code == "NMS-HO-008"
