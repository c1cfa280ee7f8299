"""The city's past: continuous with its present, complete, and cheap."""

import numpy as np
import pytest
from cityasking import value

from nms.city.faults import Faults
from nms.city.history import history, octets, times
from nms.city.line import QUARTER_S
from nms.city.state import City
from nms.core.sample import METRICS, Kind
from nms.testing import ManualClock

HC_IN, HC_OUT = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 10)
DAY = 86_400


def test_moments_end_now_and_stand_five_minutes_apart() -> None:
    at = times(1000.0, 2000.0, 300.0)
    assert at.tolist() == [1100.0, 1400.0, 1700.0, 2000.0]


@pytest.mark.parametrize("device", ["pe-1", "yc-h01-sw", "yc-h01-iad"])
def test_the_last_counter_is_what_the_agent_answers(city: City, device: str) -> None:
    now, box = city.now(), city.boxes[device]
    for metric, instance, at, values in history(city, device, now - DAY, now):
        column = {"interface_in_octets": HC_IN, "interface_out_octets": HC_OUT}.get(metric)
        if column:
            assert at[-1] == now
            live = value(box, now, (*column, box.by_name[instance].index))
            assert values[-1] == pytest.approx(live, abs=64)
            assert np.all(np.diff(values) >= 0)


def test_cpu_and_optics_are_what_the_agent_answers(city: City) -> None:
    now, box = city.now(), city.boxes["pe-1"]
    columns = {(metric, name): values for metric, name, _, values in history(city, "pe-1", now - 3600, now)}
    board = next(part for part in box.parts if "cpu" in part.plan.measures)
    table = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 31, 1, 1)
    assert columns["cpu_percent", board.plan.name][-1] == value(box, now, (*table, 1, 1, 5, board.plan.index))
    port = box.by_name["100GE0/1/0"]
    assert round(columns["optical_rx_dbm", port.name][-1] * 100) == value(box, now, (*table, 3, 1, 8, port.part))


def test_closed_intervals_stand_at_their_end(city: City) -> None:
    now, box = city.now(), city.boxes["cpos-1"]
    noisy = next(line for line in box.lines if line.noisy)
    for metric, instance, at, values in history(city, "cpos-1", now - DAY, now):
        if (metric, instance) == ("e1_interval_errored_seconds", noisy.name):
            newest = value(box, now, (1, 3, 6, 1, 2, 1, 10, 18, 8, 1, 3, noisy.index, 1))
            assert values[-1] == newest
            assert not np.any(at % QUARTER_S)
            assert at[-1] == now // QUARTER_S * QUARTER_S
            assert 94 <= len(at) <= 96
            assert values.sum() > 0
            return
    pytest.fail("no intervals of a noisy line")


def test_an_outage_is_flat_in_the_past_too(city: City, clock: ManualClock) -> None:
    faults, port = Faults(city), city.boxes["pe-1"].by_name["100GE0/1/0"]
    faults.fault("link-cut", "pe-1--p-1")
    down = city.now()
    clock.advance(900)
    faults.repair("pe-1--p-1")
    clock.advance(900)
    flat = octets(port, np.array([down, down + 300, down + 900]), inwards=True)
    assert flat.max() - flat.min() <= 64
    assert octets(port, np.array([city.now()]), inwards=True)[0] > flat.max()


def test_metrics_are_of_the_catalogue_and_counters_are_whole_numbers(city: City) -> None:
    now = city.now()
    for device in ("pe-1", "dcn-1", "yc-h01-iad", "yc-olt1", "radius-1", "bsc-1"):
        found = history(city, device, now - 3600, now)
        assert len({(metric, instance) for metric, instance, _, _ in found}) == len(found)
        for metric, _, at, values in found:
            assert len(at) == len(values)
            assert METRICS[metric].kind is not Kind.COUNTER or values.dtype == np.int64


def test_nothing_is_told_of_before_the_boot(city: City, clock: ManualClock) -> None:
    Faults(city).fault("reboot", "yc-agg1")
    clock.advance(1000)
    _, _, at, values = history(city, "yc-agg1", city.now() - DAY, city.now())[0]
    assert at.min() >= city.boxes["yc-agg1"].boot
    assert len(at) == len(values) == 4
