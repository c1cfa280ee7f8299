"""Numbers, ages and states as people read them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.observed import E1Line
from nms.core.sample import METRICS, Series, SeriesKey
from nms.core.texts import CATALOGUE
from web import figures, formats, sparkline
from web.pages.alarm import hexdump
from web.pages.device_tabs import matrices, star

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KEY = SeriesKey("p1", "cpu_percent", "")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "bit/s", "–"),
        (0, "bit/s", "0 bit/s"),
        (12_300_000, "bit/s", "12.3 Mbit/s"),
        (999_600, "bit/s", "1.00 Mbit/s"),
        (1_000_000_000, "bit/s", "1.00 Gbit/s"),
        (41.5, "°C", "41.5 °C"),
        (-18.25, "dBm", "-18.2 dBm"),
        (52_428_800, "", "52,428,800"),
        (0.004, "s", "0.004 s"),
    ],
)
def test_a_number_carries_its_unit_and_three_digits(value: float | None, unit: str, said: str) -> None:
    assert formats.number(value, unit) == said


def test_the_speed_of_an_e1_is_exact_and_an_unknown_one_is_no_zero() -> None:
    assert formats.speed(2_048_000) == "2.048 Mbit/s"
    assert formats.speed(10_000_000_000) == "10 Gbit/s"
    assert formats.speed(0) == formats.speed(None) == "–"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0 秒前", "0 s ago"),
        (59, "59 秒前", "59 s ago"),
        (720, "12 分钟前", "12 min ago"),
        (90_000, "1 天前", "1 d ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(seconds: int, zh: str, en: str) -> None:
    moment = NOW - timedelta(seconds=seconds)
    assert formats.age(moment, NOW, "zh") == zh
    assert formats.age(moment, NOW, "en") == en
    assert formats.age(None, NOW, "en") == "–"


def test_a_clock_that_stepped_back_gives_no_negative_age() -> None:
    assert formats.age(NOW + timedelta(hours=1), NOW, "en") == "0 s ago"


def test_the_bits_of_a_line_status_become_words() -> None:
    assert formats.e1_words(1) == ("ok",)
    assert formats.e1_words(64 | 2) == ("los", "rai")
    assert formats.e1_words(0) == ()


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.sampled_from(["bit/s", "s", ""]))
def test_every_number_can_be_told(value: float, unit: str) -> None:
    assert formats.number(value, unit)


@given(st.binary(max_size=200))
def test_a_dump_shows_every_byte_once(payload: bytes) -> None:
    rows = hexdump(payload.hex())
    assert bytes.fromhex("".join(octets for _, octets, _ in rows)) == payload
    assert [offset for offset, _, _ in rows] == list(range(0, len(payload), 16))
    assert all(len(text) <= 16 and text.isprintable() for _, _, text in rows)


def _series(*values: float | None) -> Series:
    points = tuple((NOW + timedelta(seconds=60 * at), value) for at, value in enumerate(values))
    return Series(KEY, "%", points)


def test_the_caption_leaves_gaps_out() -> None:
    stats = figures.stats(_series(1.0, None, 3.0, None))
    assert (stats.max, stats.average, stats.last) == (3.0, 2.0, 3.0)
    assert figures.stats(_series(None, None)) == figures.Stats()


def test_the_maximum_is_that_of_the_raw_values_behind_a_mean() -> None:
    rolled = Series(KEY, "%", _series(1.0, 2.0).points, 300, low=(0.0, 1.0), high=(5.0, 9.0))
    assert figures.stats(rolled).max == 9.0


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=200))
def test_ninety_five_of_a_hundred_values_are_not_above_the_percentile(values: list[float]) -> None:
    p95 = figures.stats(_series(*values)).p95
    assert p95 is not None
    assert sum(value <= p95 for value in values) >= 0.95 * len(values)
    assert p95 in values


def test_a_gap_breaks_the_line_of_a_picture() -> None:
    picture = str(sparkline.picture(_series(1.0, 2.0, None, 1.0, 2.0), _series(None, None)))
    _, drawn, flat = re.findall(r'<path d="([^"]*)"', picture)
    assert (drawn.count("M"), flat) == (2, "M0 0")
    assert "style=" not in picture


def test_the_e1s_of_an_stm1_stand_in_their_3_7_3_places() -> None:
    lines = [E1Line(f"E1 0/1/0:{number}", number, 1) for number in range(1, 64)]
    grid = matrices(lines)["E1 0/1/0"]
    assert [len(row) for row in grid] == [7] * 9
    fifth = next((row, column) for row in range(9) for column in range(7) if _number(grid[row][column]) == 5)
    assert fifth == (3, 1)  # n = 5 is K2 L2 M1 by G.707: row K2 M1, column L2
    assert sorted(_number(line) for row in grid for line in row) == list(range(1, 64))
    assert matrices(lines[:2]) == {}


def _number(line: E1Line | None) -> int:
    return line.index if line else 0


def test_neighbours_stand_on_a_circle_each_once() -> None:
    assert star("p1", []) == []


def test_every_unit_that_is_a_word_is_said_in_both_languages() -> None:
    units = {unit for metric in METRICS.values() for unit in (metric.unit, metric.rate_unit)}
    words = {unit for unit in units if re.search("[a-z]{4}", unit)}
    assert words >= {"octets", "packets", "packets/s"}
    assert [word for word in words if f"unit.{word}" not in CATALOGUE] == []
