"""osmo-bsc as a controller: what its running configuration means, and what a wanted parameter becomes there."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.radio import CellRelation, ControllerReading, WantedValue
from nms.handover.bsc.settings import Settings
from nms.handover.control.kinds import CONTROLLERS
from nms.handover.control.osmo import COMMAND, OSMO, entries, read
from nms.handover.control.translation import translated
from nms.handover.table import TABLE

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
NAMES = {(9362, 10011): "east", (9362, 10012): "west", (9400, 77): "beyond"}
ROWS = TABLE["osmo-bsc"]
BTS = """\
 bts {bts}
  type osmo-bts
  cell_identity {ci}
  location_area_code 9362
  base_station_id_code {bsic}
  neighbor-list mode automatic
{own}  bs-power-control
   mode static
  trx 0
   arfcn {arfcn}
   timeslot 0
    phys_chan_config CCCH+SDCCH4
   timeslot 1
    phys_chan_config TCH/F
   timeslot 2
    phys_chan_config TCH/F
   timeslot 3
    phys_chan_config TCH/H
   timeslot 4
    phys_chan_config TCH/F_TCH/H_SDCCH8_PDCH
"""


def text(network: str = "", **own: str) -> str:
    """A configuration of three cells; `bts0`… are lines of a cell."""
    cells = "".join(
        BTS.format(bts=bts, ci=10011 + bts, arfcn=60 + 4 * bts, bsic=9 + bts, own=own.get(f"bts{bts}", ""))
        for bts in range(3)
    )
    head = "Current configuration:\n!\nline vty\n no login\n!\ne1_input\n e1_line 0 driver ipa\nnetwork\n"
    plain = " network country code 460\n mobile network code 00\n handover 1\n handover2 congestion-check disabled\n"
    return f"{head}{plain}{network}{cells}bsc\n mid-call-timeout 0\nend\n"


def reading(network: str = "", names: Mapping[tuple[int, int], str] = NAMES, **own: str) -> ControllerReading:
    return read("bsc-1", AT, {COMMAND: text(network, **own).replace("\n", "\r\n")}, names)


def want(cell: str, parameter: str, value: int | None, kind: str = "osmo-bsc", towards: str = "") -> WantedValue:
    return WantedValue(kind, cell, towards, parameter, value)


def held(one: ControllerReading, cell: str, parameter: str) -> tuple[int, str]:
    found = next(value for value in one.values if (value.cell, value.parameter) == (cell, parameter))
    return found.value, found.origin


def targets(one: ControllerReading, cell: str) -> list[str]:
    return [relation.target for relation in one.relations if relation.source == cell]


def refusal(one: ControllerReading, *wanted: WantedValue) -> str:
    with pytest.raises(InvalidError) as caught:
        entries(one, wanted)
    assert caught.value.message("zh") != caught.value.message("en")
    return caught.value.code


def test_the_platform_finds_its_controller() -> None:
    assert CONTROLLERS["osmo_vty_telnet"] is OSMO
    assert OSMO.commands == ("show running-config",)


def test_cells_carry_the_names_of_the_inventory_where_it_knows_their_identity() -> None:
    cells = reading().cells
    assert [(one.name, one.index, one.lac, one.ci, one.arfcn, one.bsic) for one in cells] == [
        ("east", "0", 9362, 10011, 60, 9),
        ("west", "1", 9362, 10012, 64, 10),
        ("bsc-1:2", "2", 9362, 10013, 68, 11),
    ]


def test_a_timeslot_that_can_be_either_counts_as_one_full_and_two_half_rate_channels() -> None:
    assert {(one.full_rate, one.half_rate) for one in reading().cells} == {(3, 4)}


def test_two_cells_of_one_identity_do_not_share_a_name() -> None:
    doubled = text().replace("cell_identity 10012", "cell_identity 10011")
    cells = read("bsc-1", AT, {COMMAND: doubled}, NAMES).cells
    assert [one.name for one in cells] == ["east", "bsc-1:1", "bsc-1:2"]


def test_a_station_without_a_trx_is_no_cell_yet() -> None:
    bare = text().replace("   arfcn 68\n", "")
    assert [one.name for one in read("bsc-1", AT, {COMMAND: bare}, NAMES).cells] == ["east", "west"]


def test_a_parameter_says_who_set_it() -> None:
    one = reading(" handover2 min rxlev -97\n", bts1="  handover2 min rxlev -94\n  handover2 retries 2\n")
    assert held(one, "west", "min_level_dbm") == (-94, "cell")
    assert held(one, "east", "min_level_dbm") == (-97, "network")
    assert held(one, "", "min_level_dbm") == (-97, "network")
    assert held(one, "west", "retries") == (2, "cell")
    assert held(one, "east", "retries") == (0, "")
    assert held(one, "east", "handover") == (1, "network")


def test_every_row_of_the_table_is_read_for_every_cell_and_the_network() -> None:
    one = reading()
    for cell in ("", "east", "west", "bsc-1:2"):
        assert {value.parameter for value in one.values if value.cell == cell} == ROWS.keys()


def test_a_line_of_one_cell_says_nothing_of_the_next_one() -> None:
    one = reading(bts0="  handover2 max-handovers 5\n")
    assert held(one, "east", "max_handovers") == (5, "cell")
    assert held(one, "west", "max_handovers") == (9999, "")


@pytest.mark.parametrize(
    "said", ["", "% Unknown command.\r\n", "network-like\n bts 0\n", "\0\xff network\n handover 1"]
)
def test_what_is_no_configuration_is_refused_by_name(said: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read("bsc-1", AT, {COMMAND: said}, NAMES)
    assert caught.value.code == "NMS-RADIO-001"


def test_a_value_that_no_controller_can_hold_is_refused() -> None:
    with pytest.raises(InvalidError) as caught:
        reading(" handover2 min rxlev -20\n")
    assert caught.value.code == "NMS-HO-001"


@given(st.text(alphabet="network bts0123handover\n -xé!\t", max_size=400))
def test_any_text_is_read_or_refused_in_our_words(said: str) -> None:
    with suppress(InvalidError):
        assert read("bsc-1", AT, {COMMAND: f"network\n{said}"}, NAMES).controller == "bsc-1"


class TestNeighbours:
    """Who may hand calls to whom."""

    def test_without_a_line_every_other_cell_is_one(self) -> None:
        one = reading()
        assert targets(one, "east") == ["west", "bsc-1:2"]
        assert len(one.relations) == 6

    def test_with_a_line_only_those_named_are(self) -> None:
        one = reading(bts0="  neighbor bts 2\n")
        assert targets(one, "east") == ["bsc-1:2"]
        assert targets(one, "west") == ["east", "bsc-1:2"]

    def test_a_cell_is_found_by_area_and_identity_here_in_the_inventory_or_nowhere(self) -> None:
        lines = (
            "  neighbor lac-ci 9362 10012 arfcn 64 bsic 10\n"
            "  neighbor cgi 460 00 9400 77 arfcn 99 bsic any\n"
            "  neighbor lac-ci 9400 78 arfcn 101 bsic 3\n"
            "  neighbor cgi 460 01 9362 10012 arfcn 102 bsic 4\n"
            "  neighbor bts 1\n"
        )
        assert targets(reading(bts0=lines), "east") == ["west", "beyond", "9400-78", "460-01-9362-10012"]

    def test_an_area_means_its_cells_here_of_that_carrier_and_colour(self) -> None:
        assert targets(reading(bts0="  neighbor lac 9362 arfcn 68 bsic 11\n"), "east") == ["bsc-1:2"]
        assert targets(reading(bts0="  neighbor lac 9362\n"), "east") == ["west", "bsc-1:2"]
        assert targets(reading(bts0="  neighbor lac 1234 arfcn 70 bsic 12\n"), "east") == []

    def test_a_manual_list_leaves_the_carriers_it_holds(self) -> None:
        manual = "  neighbor-list mode manual\n  neighbor-list add arfcn 64\n  neighbor-list add arfcn 99\n"
        one = read("bsc-1", AT, {COMMAND: text(bts0=manual).replace("  neighbor-list mode automatic\n", "", 1)}, NAMES)
        assert targets(one, "east") == ["west"]

    def test_in_manual_si5_the_list_during_calls_counts(self) -> None:
        manual = "  neighbor-list mode manual-si5\n  neighbor-list add arfcn 64\n  si5 neighbor-list add arfcn 68\n"
        one = read("bsc-1", AT, {COMMAND: text(bts0=manual).replace("  neighbor-list mode automatic\n", "", 1)}, NAMES)
        assert targets(one, "east") == ["bsc-1:2"]


class TestEntries:
    """What is written, and what is not."""

    def test_the_network_comes_first_then_the_cells_by_number(self) -> None:
        made = entries(
            reading(), [want("west", "retries", 2), want("", "hysteresis", 5), want("east", "tdma_measurement", 1)]
        )
        assert made == [
            {"device": "bsc-1", "template": "handover", "values": {"handover2_power_budget_hysteresis": 5}},
            {"device": "bsc-1", "template": "handover", "values": {"bts": 0, "handover2_tdma_measurement": "full"}},
            {"device": "bsc-1", "template": "handover", "values": {"bts": 1, "handover2_retries": 2}},
        ]

    def test_what_holds_already_is_left_out(self) -> None:
        one = reading(" handover2 retries 2\n", bts1="  handover2 power budget hysteresis 7\n")
        assert (
            entries(one, [want("west", "hysteresis", 7), want("", "retries", 2), want("east", "retries", None)]) == []
        )

    def test_a_value_that_only_comes_from_above_is_written(self) -> None:
        (entry,) = entries(reading(" handover2 retries 2\n"), [want("east", "retries", 2)])
        assert entry["values"] == {"bts": 0, "handover2_retries": 2}

    def test_taking_an_override_away_is_the_word_default(self) -> None:
        one = reading(bts1="  handover2 power budget hysteresis 7\n")
        (entry,) = entries(one, [want("west", "hysteresis", None)])
        assert entry["values"] == {"bts": 1, "handover2_power_budget_hysteresis": "default"}

    def test_unknown_cells_and_parameters_and_values_out_of_range_are_refused(self) -> None:
        assert refusal(reading(), want("nowhere", "retries", 1)) == "NMS-RADIO-003"
        assert refusal(reading(), want("east", "nothing", 1)) == "NMS-HO-008"
        assert refusal(reading(), want("east", "retries", 10)) == "NMS-HO-001"

    def test_two_values_for_one_line_are_refused(self) -> None:
        assert refusal(reading(), want("east", "retries", 1), want("east", "retries", 2)) == "NMS-RADIO-005"
        twice = [want("east", "retries", 1)] * 2
        assert len(entries(reading(), twice)) == 1

    @given(st.sampled_from(sorted(ROWS)), st.data())
    def test_whatever_was_written_reads_back_and_is_not_written_again(self, name: str, data: st.DataObject) -> None:
        row = ROWS[name]
        value = data.draw(st.integers(row.low, row.high))
        wish = [want("west", name, value)]
        (entry,) = entries(reading(), wish)
        after = reading(bts1=f"  {row.vty_line(value)}\n")
        assert held(after, "west", name) == (value, "cell")
        assert entries(after, wish) == []
        assert len(entry["values"]) == 2


class TestTranslation:
    """Recommendations of the article's engine at a controller that decides by its own algorithms."""

    ALG2 = " handover algorithm 2\n"

    def one(self, cell: str, parameter: str, value: int | None) -> dict[str, int | None]:
        made = translated(reading(self.ALG2), [want(cell, parameter, value, "cell")])
        assert {row.kind for row in made} == {"osmo-bsc"}
        assert {row.cell for row in made} == {cell}
        return {row.parameter: row.value for row in made}

    def test_filters_levels_and_penalties_have_their_lines(self) -> None:
        assert self.one("east", "level_filter", 8) == {"level_window": 8}
        assert self.one("east", "edge_downlink", 12) == {"min_level_dbm": -98}
        assert self.one("east", "ta_penalty_time", 40) == {"penalty_max_distance": 40}
        assert self.one("", "neighbour_filter", None) == {"neighbour_window": None}

    @pytest.mark.parametrize(("seconds", "reports"), [(3, 7), (1, 3), (12, 25)])
    def test_seconds_become_reports(self, seconds: int, reports: int) -> None:
        assert self.one("east", "pbgt_n", seconds) == {"interval": reports}

    @pytest.mark.parametrize("tenths", range(10, 71))
    def test_both_controllers_find_the_same_whole_qualities_bad(self, tenths: int) -> None:
        worst = self.one("east", "quality_downlink", tenths)["min_quality"]
        assert worst is not None
        assert [quality * 10 >= tenths for quality in range(8)] == [quality > worst for quality in range(8)]

    @pytest.mark.parametrize("threshold", [1, 2, 30, 63, 254, 255])
    def test_both_controllers_find_the_same_distances_too_far(self, threshold: int) -> None:
        most = self.one("east", "ta_threshold", threshold)["max_distance"]
        assert most is not None
        far = [advance for advance in range(64) if advance >= threshold and threshold != 255]
        assert far == [advance for advance in range(64) if advance > most]

    @pytest.mark.parametrize("load", range(60, 101))
    def test_both_controllers_start_at_the_same_load(self, load: int) -> None:
        made = self.one("east", "load_start", load)
        for name, channels in (("min_free_f", 3), ("min_free_h", 4)):
            least = made[name]
            assert least is not None
            for used in range(channels + 1):
                assert (100 * used >= load * channels) == (channels - used < least)

    def test_a_load_of_unknown_channels_is_refused(self) -> None:
        assert refusal(reading(self.ALG2), want("", "load_start", 80, "cell")) == "NMS-RADIO-007"

    def test_thresholds_of_relations_are_taken_when_all_of_the_cell_agree(self) -> None:
        one = reading(self.ALG2)
        wish = [want("east", "pbgt_threshold", 6, "relation", target) for target in targets(one, "east")]
        (entry,) = entries(one, wish)
        assert entry["values"] == {"bts": 0, "handover2_power_budget_hysteresis": 6}
        assert refusal(one, wish[0]) == "NMS-RADIO-006"
        other = want("east", "pbgt_threshold", 5, "relation", wish[1].towards)
        assert refusal(one, wish[0], other) == "NMS-RADIO-006"

    def test_hysteresis_and_margin_share_one_line(self) -> None:
        one = reading(self.ALG2)
        both = [
            want("east", parameter, value, "relation", target)
            for parameter, value in (("pbgt_threshold", 6), ("hysteresis", 5))
            for target in targets(one, "east")
        ]
        assert refusal(one, *both) == "NMS-RADIO-005"

    def test_the_line_is_that_of_the_algorithm_the_cell_uses(self) -> None:
        one = reading(self.ALG2, bts1="  handover algorithm 1\n")
        wish = [want(cell, "quality_filter", 4, "cell") for cell in ("east", "west")]
        assert [row.parameter for row in translated(one, wish)] == ["quality_window", "h1_quality_window"]
        assert refusal(one, want("west", "edge_downlink", 12, "cell")) == "NMS-RADIO-004"

    @pytest.mark.parametrize(
        ("kind", "parameter"), [("cell", "enable_pbgt"), ("cell", "edge_uplink"), ("timers", "ny1"), ("cell", "layer")]
    )
    def test_what_the_controller_has_no_line_for_is_refused_by_name(self, kind: str, parameter: str) -> None:
        with pytest.raises(InvalidError) as caught:
            entries(reading(self.ALG2), [want("east", parameter, 1, kind)])
        assert caught.value.code == "NMS-RADIO-004"
        assert parameter in caught.value.message("en")

    def test_a_negative_margin_is_more_than_the_controller_can_do(self) -> None:
        one = reading(self.ALG2)
        wish = [want("east", "pbgt_threshold", -2, "relation", target) for target in targets(one, "east")]
        assert refusal(one, *wish) == "NMS-HO-001"


def test_relations_are_pairs_of_names() -> None:
    assert reading().relations[0] == CellRelation("east", "west")


def test_the_rows_of_the_table_are_the_fields_of_the_settings() -> None:
    assert set(ROWS) == set(Settings.__dataclass_fields__)
