"""E1 lines, their closed intervals, and STM-1 layers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.e1 import E1Intervals, E1Lines, interval_end
from collectors.sonet import Sonet
from nms.core.device import Role
from nms.core.observed import E1Interval, E1Line, SonetLayer

CONFIG = "1.3.6.1.2.1.10.18.6.1"
CURRENT = "1.3.6.1.2.1.10.18.7.1"
INTERVAL = "1.3.6.1.2.1.10.18.8.1"


def line(index: int, status: int = 1, elapsed: int = 450, valid: int = 96) -> dict[str, int | str]:
    return {
        f"{CONFIG}.2.{index}": index,
        f"{CONFIG}.3.{index}": elapsed,
        f"{CONFIG}.4.{index}": valid,
        f"{CONFIG}.5.{index}": 5,
        f"{CONFIG}.8.{index}": f"SX-E1-{index}",
        f"{CONFIG}.10.{index}": status,
        f"{CURRENT}.2.{index}": 11,
        f"{CURRENT}.3.{index}": 12,
        f"{CURRENT}.4.{index}": 99,
        f"{CURRENT}.5.{index}": 13,
        f"{CURRENT}.6.{index}": 14,
        f"{CURRENT}.7.{index}": 15,
    }


def intervals(index: int, *numbers: int) -> dict[str, int]:
    """Interval n has ES 100n+3 … PCV 100n+8: the value tells its sub-identifier."""
    return {f"{INTERVAL}.{column}.{index}.{n}": 100 * n + column for n in numbers for column in range(2, 13)}


def test_a_line_with_its_bitmap_and_running_interval(poll):
    polled = poll(E1Lines(), line(9, status=64 + 8192), names={9: "E1 0/1/0:5"})
    assert polled.rows(E1Line) == [
        E1Line("E1 0/1/0:5", 9, 8256, 5, "SX-E1-9", 450, 96, es=11, ses=12, uas=13, css=14, pcv=15)
    ]
    assert polled.samples("e1_errored_seconds") == {"E1 0/1/0:5": 11}
    assert polled.samples("e1_severely_errored_seconds") == {"E1 0/1/0:5": 12}
    assert polled.samples("e1_unavailable_seconds") == {"E1 0/1/0:5": 13}
    assert polled.samples("e1_controlled_slip_seconds") == {"E1 0/1/0:5": 14}
    assert polled.samples("e1_path_coding_violations") == {"E1 0/1/0:5": 15}


def test_a_line_index_that_is_no_ifindex_is_named_through_dsx1ifindex(poll):
    polled = poll(E1Lines(), line(1) | {f"{CONFIG}.2.1": 4097}, names={4097: "E1-1", 7: "FE-1"})
    assert [row.name for row in polled.rows(E1Line)] == ["E1-1"]


def test_a_line_without_current_values_keeps_its_state(poll):
    bare = {f"{CONFIG}.10.9": 1}
    (row,) = poll(E1Lines(), bare, names={9: "E1-9"}).rows(E1Line)
    assert (row.status, row.es, row.time_elapsed_s) == (1, None, None)
    assert not poll(E1Lines(), bare, names={9: "E1-9"}).harvest.samples


def test_a_line_without_a_state_is_left_out(poll):
    assert not poll(E1Lines(), {f"{CONFIG}.10.9": "up"}, names={9: "E1-9"}).rows(E1Line)


def test_an_agent_without_e1_is_an_empty_harvest(poll):
    harvest = poll(E1Lines(), {}).harvest
    assert (harvest.rows, harvest.covers) == ([], (E1Line,))


@pytest.mark.parametrize("collector", [E1Lines(), E1Intervals(), Sonet()])
def test_a_hall_switch_is_not_asked_for_lines(collector, visiting):
    assert not collector.wants(visiting({}, role=Role.HALL_SWITCH))
    assert collector.wants(visiting({}, role=Role.CPOS_ROUTER))
    assert collector.wants(visiting({}, role=Role.OTHER))


def test_interval_counters_sit_one_higher_than_the_current_ones(poll):
    polled = poll(E1Intervals(newest=1), line(9) | intervals(9, 1), names={9: "E1-9"})
    (row,) = polled.rows(E1Interval)
    assert (row.es, row.ses, row.uas, row.css, row.pcv) == (103, 104, 106, 107, 108)


def test_the_newest_intervals_are_keyed_by_their_end(poll):
    polled = poll(E1Intervals(), line(9) | intervals(9, 1, 2, 3), names={9: "E1-9"})
    ends = {row.ended_at: row.es for row in polled.rows(E1Interval)}
    assert ends == {
        datetime(2026, 3, 1, 12, 0, tzinfo=UTC): 103,
        datetime(2026, 3, 1, 11, 45, tzinfo=UTC): 203,
    }
    samples = [sample for sample in polled.harvest.samples if sample.metric == "e1_interval_errored_seconds"]
    assert {sample.at: sample.value for sample in samples} == ends
    assert polled.harvest.covers == (), "older intervals are history, not gone"


def test_the_whole_day_on_demand(poll):
    polled = poll(E1Intervals(newest=96), line(9) | intervals(9, *range(1, 97)), names={9: "E1-9"})
    ends = [row.ended_at for row in polled.rows(E1Interval)]
    assert len(set(ends)) == 96
    assert min(ends) == datetime(2026, 3, 1, 12, 0, tzinfo=UTC) - timedelta(minutes=15 * 95)


def test_intervals_that_do_not_exist_yet_are_not_asked(poll):
    polled = poll(E1Intervals(), line(9, valid=1) | intervals(9, 1, 2), names={9: "E1-9"})
    assert [row.es for row in polled.rows(E1Interval)] == [103]


def test_an_interval_with_invalid_data_is_left_out(poll):
    mib = line(9) | intervals(9, 1, 2) | {f"{INTERVAL}.13.9.1": 2, f"{INTERVAL}.13.9.2": 1}
    assert [row.es for row in poll(E1Intervals(), mib, names={9: "E1-9"}).rows(E1Interval)] == [203]


def test_a_line_whose_clock_is_out_of_range_cannot_be_dated(poll):
    polled = poll(E1Intervals(), line(9, elapsed=90_000) | intervals(9, 1), names={9: "E1-9"})
    assert not polled.rows(E1Interval)
    assert polled.harvest.notes == ["dsx1TimeElapsed.9=90000"]


@given(st.integers(0, 400_000), st.integers(0, 899), st.integers(0, 20))
def test_visits_seconds_apart_name_an_aligned_interval_by_one_moment(quarters, elapsed, late):
    start = datetime(2020, 1, 1, tzinfo=UTC) + quarters * timedelta(minutes=15)
    at = start + timedelta(seconds=elapsed + late)
    assert interval_end(at, elapsed, 1) == start
    assert interval_end(at, elapsed, 3) == start - timedelta(minutes=30)


def test_an_agent_off_the_quarter_hour_keeps_its_own_minutes():
    at = datetime(2026, 3, 1, 12, 7, 31, tzinfo=UTC)
    assert interval_end(at, 92, 1) == datetime(2026, 3, 1, 12, 6, tzinfo=UTC)


SONET = "1.3.6.1.2.1.10.39"


def test_three_layers_of_an_stm1(poll):
    mib = {
        f"{SONET}.1.2.1.1.1.3": 2,
        f"{SONET}.1.2.1.1.2.3": 21,
        f"{SONET}.1.2.1.1.3.3": 22,
        f"{SONET}.1.2.1.1.4.3": 99,
        f"{SONET}.1.2.1.1.5.3": 23,
        f"{SONET}.1.3.1.1.1.3": 4,
        f"{SONET}.1.3.1.1.2.3": 31,
        f"{SONET}.1.3.1.1.3.3": 32,
        f"{SONET}.1.3.1.1.4.3": 33,
        f"{SONET}.1.3.1.1.5.3": 34,
        f"{SONET}.2.1.1.1.1.4": 99,
        f"{SONET}.2.1.1.1.2.4": 8,
        f"{SONET}.2.1.1.1.3.4": 41,
        f"{SONET}.2.1.1.1.4.4": 42,
        f"{SONET}.2.1.1.1.5.4": 43,
        f"{SONET}.2.1.1.1.6.4": 44,
    }
    polled = poll(Sonet(), mib, names={3: "Cpos0/1/0", 4: "Cpos0/1/0 path"})
    assert polled.rows(SonetLayer) == [
        SonetLayer("Cpos0/1/0", "section", 2, es=21, ses=22, cv=23),
        SonetLayer("Cpos0/1/0", "line", 4, es=31, ses=32, cv=33, uas=34),
        SonetLayer("Cpos0/1/0 path", "path", 8, es=41, ses=42, cv=43, uas=44),
    ]
    assert polled.samples("sonet_section_errored_seconds") == {"Cpos0/1/0": 21}
    assert polled.samples("sonet_line_unavailable_seconds") == {"Cpos0/1/0": 34}
    assert polled.samples("sonet_path_unavailable_seconds") == {"Cpos0/1/0 path": 44}


def test_a_vc12_path_is_a_layer_of_its_own(poll):
    mib = {f"{SONET}.3.1.1.1.{column}.63": value for column, value in ((2, 4), (3, 7), (4, 1), (5, 9), (6, 11))}
    polled = poll(Sonet(), mib, names={63: "VT1/1/63"})
    assert polled.rows(SonetLayer) == [SonetLayer("VT1/1/63", "vt", 4, es=7, ses=1, cv=9, uas=11)]
    assert polled.samples("sonet_vt_errored_seconds") == {"VT1/1/63": 7}
    assert polled.samples("sonet_vt_unavailable_seconds") == {"VT1/1/63": 11}
