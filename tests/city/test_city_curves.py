"""Counters as closed forms: they rise, they wrap, outages and reboots show, both ends of a cable agree."""

from collections.abc import Callable

import pytest
from cityasking import value
from hypothesis import given
from hypothesis import strategies as st

from nms.city.box import UP
from nms.city.curve import ORIGIN, Flow, mix
from nms.city.faults import Faults
from nms.city.line import QUARTER_S, Line
from nms.city.state import City
from nms.testing import ManualClock

WORDS = st.integers(0, 2**64 - 1)
IN, OUT = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 10)
IN_32 = (1, 3, 6, 1, 2, 1, 2, 2, 1, 10)


@given(WORDS, st.floats(1.0, 1e9), st.floats(0, 4e7), st.floats(0.1, 1e5))
def test_a_flow_never_runs_backwards(number: int, mean: float, start: float, step: float) -> None:
    flow, at = Flow(mean, number), ORIGIN + start
    assert flow.total(at + step) >= flow.total(at)
    assert flow.rate(at) > 0


@given(WORDS, st.floats(0, 4e7))
def test_the_integral_and_the_rate_are_one_curve(number: int, start: float) -> None:
    flow, at = Flow(1000.0, number), ORIGIN + start
    assert (flow.total(at + 1) - flow.total(at - 1)) / 2 == pytest.approx(flow.rate(at), rel=1e-3)


def test_mixed_numbers_are_spread() -> None:
    low = [mix(number) & 0xFF for number in range(4096)]
    assert len(set(low)) == 256


def test_octets_rise_below_the_speed_of_the_interface(city: City, clock: ManualClock) -> None:
    ports = [port for port in city.boxes["pe-1"].ports if port.inflow is not None]
    before = [port.in_octets(city.now()) for port in ports]
    clock.advance(60)
    for port, earlier in zip(ports, before, strict=True):
        assert 0 < (port.in_octets(city.now()) - earlier) * 8 / 60 < port.bps


def test_what_one_end_sends_the_other_receives(city: City, clock: ManualClock) -> None:
    near = city.boxes["pe-1"].by_name["100GE0/1/0"]
    far = near.peer
    assert far is not None
    sent, received = near.out_octets(city.now()), far.in_octets(city.now())
    clock.advance(300)
    assert near.out_octets(city.now()) - sent == pytest.approx(far.in_octets(city.now()) - received, abs=64)


def test_short_counters_are_the_low_half_of_the_long_ones(city: City) -> None:
    box = city.boxes["pe-1"]
    port = box.by_name["100GE0/1/0"]
    long, short = (value(box, city.now(), (*column, port.index)) for column in (IN, IN_32))
    assert isinstance(long, int)
    assert long > 2**32
    assert short == long % 2**32


def test_a_port_that_is_down_counts_nothing(city: City, clock: ManualClock) -> None:
    port = city.boxes["pe-1"].by_name["100GE0/1/0"]
    faults = Faults(city)
    faults.fault("link-cut", "pe-1--p-1")
    stopped = port.in_octets(city.now())
    clock.advance(600)
    assert port.in_octets(city.now()) == pytest.approx(stopped, abs=64)
    faults.repair("pe-1--p-1")
    clock.advance(60)
    assert 0 < (port.in_octets(city.now()) - stopped) * 8 / 60 < port.bps


def test_a_rebooted_box_counts_from_zero(city: City, clock: ManualClock) -> None:
    box = city.boxes["yc-agg1"]
    Faults(city).fault("reboot", "yc-agg1")
    assert box.ticks(city.now()) == 0
    assert {port.in_octets(city.now()) for port in box.ports} == {0}
    clock.advance(10)
    assert box.ticks(city.now()) == 1000
    busy = [port for port in box.ports if port.inflow is not None and port.oper == UP]
    assert all(0 < port.in_octets(city.now()) * 8 < 10 * port.bps for port in busy)


def test_a_city_started_again_goes_on_where_it_was(city: City, clock: ManualClock) -> None:
    clock.advance(3600)
    again = City(city.inventory, clock)
    for name in ("pe-1", "yc-h01-sw", "cpos-1"):
        old, new = city.boxes[name], again.boxes[name]
        assert [port.in_octets(city.now()) for port in old.ports] == [port.in_octets(city.now()) for port in new.ports]
        assert old.ticks(city.now()) == new.ticks(city.now())


Make = Callable[[], Line]


def _line(boot: float = 0.0, *, noisy: bool = False) -> Line:
    return Line(1, "E1-1/1", "E1-YC-H01-1", 4711, boot, noisy=noisy)


@given(st.integers(10**6, 2 * 10**6), st.floats(0, 900), st.floats(0, 900))
def test_running_counts_of_a_noisy_line_only_rise_within_the_quarter(quarter: int, first: float, later: float) -> None:
    line, start = _line(noisy=True), quarter * QUARTER_S
    early, late = sorted((first, later))
    low, high = line.counts(quarter, start + early), line.counts(quarter, start + late)
    assert all(a <= b for a, b in zip(low, high, strict=True))


def test_lost_signal_is_unavailable_time_after_ten_seconds() -> None:
    line = _line()
    line.follow_status(64, 9000.0)
    assert line.counts(10, 9005.0).es == 5
    assert line.counts(10, 9060.0).uas == 60
    assert line.counts(10, 9060.0).es == 0
    line.follow_status(1, 9120.0)
    assert line.counts(10, 9899.0).uas == 120


def test_injected_errors_grow_until_repaired() -> None:
    line = _line()
    line.follow_errors(0.4, 9000.0)
    assert line.counts(10, 9100.0).es == 40
    line.follow_errors(0.0, 9200.0)
    assert line.counts(10, 9800.0) == line.counts(10, 9200.0)
    assert line.counts(10, 9800.0).pcv > line.counts(10, 9800.0).es == 80


def test_totals_are_the_sum_of_the_valid_intervals() -> None:
    line = _line(noisy=True)
    at = 200 * QUARTER_S + 450.0
    assert line.valid_intervals(at) == 96
    assert line.total(at).es == sum(line.counts(quarter, at).es for quarter in range(104, 200)) > 0


def test_a_line_that_never_suffered_costs_no_seconds() -> None:
    assert sum(_line().total(1e6)) == 0
