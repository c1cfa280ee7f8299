"""The G.826 engine against a plain reading of the recommendation, and against the DS1-MIB of a simulated E1."""

from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nms.city.line import LOS, NO_ALARM, Line
from nms.performance.g826 import (
    DS1_CRC,
    DS1_NO_CRC,
    G826_E1,
    KEPT,
    Counts,
    Meter,
    Rule,
    Second,
    classified,
    rule_of,
    total,
)

CLEAN, SEVERE, LOST = Second(), Second(500), Second(defect=True)
ERRORED = Second(3)
START = 1_771_200_000  # a quarter hour


def read_plainly(seconds: Sequence[Second], rule: Rule) -> list[Counts]:
    """G.826 as it is written: look ten seconds ahead from each second, then count.

    Unavailable time begins at the onset of ten consecutive severely errored seconds, available time at the onset of
    ten consecutive ones that are not.
    """
    severe = [second.defect or second.errors >= rule.ses_at for second in seconds]
    available, states = True, []
    for place in range(len(seconds)):
        ahead = severe[place : place + 10]
        if len(ahead) == 10 and available and all(ahead):
            available = False
        elif len(ahead) == 10 and not available and not any(ahead):
            available = True
        states.append(available)
    return [_worth(*row, rule) for row in zip(seconds, severe, states, strict=True)]


def _worth(second: Second, severe: bool, available: bool, rule: Rule) -> Counts:
    if not available:
        return Counts(uas=1)
    errored = severe or second.errors > 0 or (rule.slips and second.slips > 0)
    return Counts(
        es=1 if errored else 0,
        ses=1 if severe else 0,
        css=1 if second.slips else 0,
        bbe=0 if severe else second.errors,
        pcv=second.errors,
    )


def by_interval(start: int, worths: Sequence[Counts]) -> dict[int, Counts]:
    sums: dict[int, Counts] = defaultdict(Counts)
    for at, worth in enumerate(worths, start):
        sums[at // 900] = sums[at // 900].plus(worth)
    return dict(sums)


# Runs of like seconds, with lengths around the ten that matter: single random seconds would hardly ever make ten.
one = st.sampled_from(
    [CLEAN, ERRORED, SEVERE, LOST, Second(299), Second(300), Second(831), Second(832), Second(0, slips=1)]
)
run = st.tuples(one, st.sampled_from([1, 1, 2, 3, 8, 9, 10, 11, 12, 25])).map(lambda pair: [pair[0]] * pair[1])
sequences = st.lists(run, max_size=40).map(lambda runs: [second for part in runs for second in part])
offsets = st.integers(-12, 12)
rules = st.sampled_from([G826_E1, DS1_CRC, DS1_NO_CRC])


@given(sequences, offsets, rules)
@example([SEVERE] * 10, -5, G826_E1)
@example([SEVERE] * 20 + [CLEAN] * 10 + [SEVERE] * 9 + [CLEAN], -15, G826_E1)
@settings(max_examples=400)
def test_the_engine_equals_a_plain_reading_of_the_recommendation(
    seconds: list[Second], offset: int, rule: Rule
) -> None:
    start = START + offset
    meter = Meter(rule)
    meter.take_all(start, seconds)
    assert meter.counts == by_interval(start, read_plainly(seconds, rule))


@given(sequences, offsets)
@settings(max_examples=60, deadline=None)
def test_it_is_right_after_every_single_second(seconds: list[Second], offset: int) -> None:
    start, meter = START + offset, Meter()
    for place, second in enumerate(seconds):
        meter.take(start + place, second)
        so_far = seconds[: place + 1]
        assert meter.counts == by_interval(start, read_plainly(so_far, G826_E1))


@given(sequences, st.data())
def test_it_does_not_matter_in_which_portions_the_seconds_come(seconds: list[Second], data: st.DataObject) -> None:
    whole, parts = Meter(), Meter()
    whole.take_all(START, seconds)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(seconds)), max_size=5)))
    for first, last in zip([0, *cuts], [*cuts, len(seconds)], strict=True):
        parts.take_all(START + first, seconds[first:last])
    assert parts == whole


def counted(*parts: tuple[Second, int], start: int = START, rule: Rule = G826_E1) -> Meter:
    meter = Meter(rule)
    meter.take_all(start, [second for second, times in parts for _ in range(times)])
    return meter


def test_nine_severe_seconds_are_severe_and_the_tenth_makes_all_ten_unavailable() -> None:
    assert counted((SEVERE, 9)).interval(START // 900) == Counts(es=9, ses=9, pcv=4500)
    assert counted((SEVERE, 10)).interval(START // 900) == Counts(uas=10)


def test_ten_good_seconds_end_unavailable_time_and_do_not_belong_to_it() -> None:
    assert counted((SEVERE, 10), (ERRORED, 9)).interval(START // 900) == Counts(uas=19)
    ended = counted((SEVERE, 10), (ERRORED, 10)).interval(START // 900)
    assert ended == Counts(es=10, uas=10, bbe=30, pcv=30)


def test_an_interval_that_has_ended_is_corrected_when_unavailable_time_began_in_it() -> None:
    meter = counted((SEVERE, 9), start=START - 6)
    assert meter.interval(START // 900 - 1) == Counts(es=6, ses=6, pcv=3000)
    meter.take(START + 3, SEVERE)
    assert meter.interval(START // 900 - 1) == Counts(uas=6)
    assert meter.interval(START // 900) == Counts(uas=4)


def test_the_end_of_unavailable_time_corrects_the_interval_before_too() -> None:
    meter = counted((LOST, 30), (ERRORED, 10), start=START - 34)
    assert meter.interval(START // 900 - 1) == Counts(es=4, uas=30, bbe=12, pcv=12)
    assert meter.interval(START // 900) == Counts(es=6, bbe=18, pcv=18)


def test_a_second_that_was_not_measured_breaks_a_run_of_ten() -> None:
    meter = Meter()
    meter.take_all(START, [SEVERE] * 9)
    meter.take_all(START + 10, [SEVERE] * 9)
    assert meter.interval(START // 900) == Counts(es=18, ses=18, pcv=9000)
    assert meter.measured == {START // 900: 18}


def test_a_clock_that_steps_back_counts_no_second_twice() -> None:
    meter = counted((ERRORED, 60))
    meter.take_all(START + 30, [ERRORED] * 60)
    assert meter.interval(START // 900).es == meter.measured[START // 900] == 90


def test_a_clock_that_jumps_ahead_leaves_an_interval_that_says_how_little_it_saw() -> None:
    meter = counted((ERRORED, 60))
    meter.take_all(START + 660, [ERRORED] * 300)
    assert meter.measured == {START // 900: 300, START // 900 + 1: 60}


def test_a_day_is_the_sum_of_the_96_intervals_before() -> None:
    meter = Meter()
    for number in range(100):
        meter.take(START + 900 * number, ERRORED)
    now = START // 900 + 99
    assert meter.day(now) == Counts(es=KEPT, bbe=3 * KEPT, pcv=3 * KEPT)
    assert len(meter.counts) == KEPT + 1, "older ones are forgotten"


@pytest.mark.parametrize(
    ("second", "rule", "es", "ses", "bbe"),
    [
        (Second(299), G826_E1, 1, 0, 299),
        (Second(300), G826_E1, 1, 1, 0),
        (Second(831), DS1_CRC, 1, 0, 831),
        (Second(832), DS1_CRC, 1, 1, 0),
        (Second(2047), DS1_NO_CRC, 1, 0, 2047),
        (Second(2048), DS1_NO_CRC, 1, 1, 0),
        (Second(slips=1), DS1_CRC, 1, 0, 0),
        (Second(slips=1), G826_E1, 0, 0, 0),
        (Second(defect=True), DS1_NO_CRC, 1, 1, 0),
    ],
)
def test_what_a_second_counts_for(second: Second, rule: Rule, es: int, ses: int, bbe: int) -> None:
    worth = classified(second, rule)
    assert (worth.es, worth.ses, worth.bbe, worth.uas) == (es, ses, bbe, 0)


@pytest.mark.parametrize(
    ("line_type", "rule"), [(4, DS1_NO_CRC), (5, DS1_CRC), (7, DS1_CRC), (9, DS1_NO_CRC), (13, DS1_CRC)]
)
def test_the_rule_follows_the_line_type(line_type: int, rule: Rule) -> None:
    assert rule_of(line_type) == rule


def test_equipment_that_declares_a_failure_is_unavailable_from_its_defect_on() -> None:
    early = Rule(832, failure_s=3)
    assert counted((LOST, 2), rule=early).interval(START // 900) == Counts(es=2, ses=2)
    assert counted((Second(900), 2), (LOST, 3), rule=early).interval(START // 900) == Counts(uas=5)
    assert counted((LOST, 3), (CLEAN, 10), rule=early).interval(START // 900) == Counts(uas=3)


# Outages of a simulated E1: (seconds in between, seconds lost).
outages = st.lists(st.tuples(st.integers(1, 40), st.sampled_from([1, 4, 9, 10, 11, 30, 120])), max_size=14)


@given(outages, st.integers(-60, 30))
@settings(max_examples=200)
def test_seconds_give_the_counters_that_the_ds1_mib_of_the_line_shows(
    outages: list[tuple[int, int]], offset: int
) -> None:
    line = Line(1, "E1-1", "", 1, float(START - 86_400), noisy=False)
    at, meter = START + offset, Meter(DS1_CRC)
    for quiet, lost in [*outages, (1000, 0)]:
        meter.take_all(at, [CLEAN] * quiet + [LOST] * lost)
        if lost:
            line.follow_status(LOS, at + quiet)
            line.follow_status(NO_ALARM, at + quiet + lost)
        at += quiet + lost
    for number in meter.counts:
        shown, mine = line.counts(number, at), meter.interval(number)
        assert (shown.es, shown.ses, shown.uas) == (mine.es, mine.ses, mine.uas)
    shown = line.total(at)
    mine = meter.day(at // 900)
    assert (shown.es, shown.ses, shown.uas) == (mine.es, mine.ses, mine.uas)
    assert total(meter.counts.values()).uas >= mine.uas
