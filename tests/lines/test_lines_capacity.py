"""How full spans, PON trees, pools and channelised STM-1s are, and when they run out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.line import Design, Line, LineService, LineState, Order, Requirement, Solution, Unit
from nms.core.line_ports import Drawn, Held
from nms.core.texts import CATALOGUE
from nms.lines.capacity import (
    fragmentation,
    link_nets,
    numbers,
    pon_use,
    pool_use,
    span_use,
    stm1_use,
    vc4_use,
)
from nms.lines.exhaustion import Exhaustion, exhaustion, history_of, summed, within

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
SLOTS = [f"{k}-{t}-{m}" for k in (1, 2, 3) for t in range(1, 8) for m in (1, 2, 3)]


def held(scope: str, *units: str, holder: str = "ZX-1", state: str = "used") -> list[Held]:
    return [Held(Unit(scope, unit), holder, state) for unit in units]


def test_the_matrix_shows_who_holds_which_slot() -> None:
    rows = held("span/s1/vc4/1", "1-1-1", "3-7-3") + held("span/s1/vc4/1", "2-3-1", holder="ZX-2", state="quarantine")
    use = vc4_use(1, "span/s1/vc4/1", [*rows, *held("span/s1/vc4/2", "1-1-2")])
    assert [len(use.rows), len(use.rows[0]), len(use.rows[0][0]), len(use.cells)] == [3, 7, 3, 63]
    assert (use.rows[0][0][0].holder, use.rows[2][6][2].holder) == ("ZX-1", "ZX-1")
    assert (use.rows[1][2][0].holder, use.rows[1][2][0].state, use.rows[1][2][0].klm) == ("ZX-2", "quarantine", "2-3-1")
    assert use.holders == {"ZX-1": 2, "ZX-2": 1}
    assert (use.free_vc12, use.free_vc3) == (60, 0)


def test_a_span_tells_what_still_fits() -> None:
    full, scattered = held("span/s1/vc4/1", *SLOTS), held("span/s1/vc4/2", "1-1-1", "2-1-1")
    use = span_use("s1", 4, full + scattered)
    assert (use.total_vc12, use.free_vc12, use.free_vc3, use.free_vc4) == (252, 187, 7, 2)
    assert use.utilisation == pytest.approx(65 / 252)
    assert use.largest == "VC-4"
    assert span_use("s1", 2, full + scattered).largest == "VC-3"
    assert span_use("s1", 1, full).largest == ""
    assert span_use("s1", 1, held("span/s1/vc4/1", "1-1-1", "2-1-1", "3-1-1")).largest == "VC-12"


def test_half_of_an_msp_ring_is_not_given_out() -> None:
    use = span_use("core", 16, (), msp_ring=True)
    assert (len(use.vc4s), use.protection, use.free_vc4) == (8, 8, 8)


def test_fragmentation_by_hand() -> None:
    apart = held("span/s1/vc4/1", "1-1-1", "2-1-1", "3-1-1")
    together = held("span/s1/vc4/1", "1-1-1", "1-1-2", "1-1-3")
    assert vc4_use(1, "span/s1/vc4/1", apart).fragmentation == 1.0  # 60 free could be two VC-3, none fits
    assert vc4_use(1, "span/s1/vc4/1", together).fragmentation == 0.0
    two = [*held("span/s1/vc4/1", *SLOTS[:32]), *held("span/s1/vc4/2", *SLOTS[:31])]
    assert span_use("s1", 2, two).fragmentation_vc4 == 1.0  # 63 free, half of them in either
    assert span_use("s1", 2, two[:32]).fragmentation_vc4 == 0.0
    assert fragmentation(62, 0, 63) == 0.0, "what could not be one anyway is not scattered"


@given(st.sets(st.sampled_from(SLOTS)), st.sets(st.sampled_from(SLOTS)))
def test_fragmentation_is_between_none_and_all(one: set[str], other: set[str]) -> None:
    use = span_use("s1", 2, [*held("span/s1/vc4/1", *one), *held("span/s1/vc4/2", *other)])
    for value in (use.fragmentation_vc3, use.fragmentation_vc4, *(vc4.fragmentation for vc4 in use.vc4s)):
        assert 0 <= value <= 1
    assert use.free_vc12 == 126 - len(one) - len(other)
    assert 21 * use.free_vc3 <= use.free_vc12
    assert 3 * use.free_vc4 <= use.free_vc3


def test_a_channelised_stm1_keeps_its_spares() -> None:
    rows = held("cstm1/r1/0/1/0", *SLOTS[:61])
    use = stm1_use("r1 0/1/0", "cstm1/r1/0/1/0", rows, spares=3)
    assert (use.free, use.matrix.free_vc12) == (0, 2)
    assert stm1_use("r1 0/1/0", "cstm1/r1/0/1/0", rows[:50], spares=3).free == 10


def test_a_pon_is_as_full_as_its_scarcer_side() -> None:
    rows = held("onu/olt1/0/1/0", "10", "9", "1") + held("onu/olt1/0/1/1", "1")
    drawn = [Drawn("pon/olt1/0/1/0", 1_100_000, 990_000), Drawn("split/olt1/0/1/0", 32, 3)]
    use = pon_use("olt1/0/1/0", 32, 1_100_000, rows, drawn)
    assert [one.unit.unit for one in use.onus] == ["1", "9", "10"]
    assert (use.assured, use.utilisation) == (990_000, 0.9)
    assert pon_use("olt1/0/1/0", 4, 1_100_000, rows, ()).utilisation == 0.75


def test_a_pool_counts_by_state_and_tells_what_is_outside() -> None:
    rows = [
        *held("rd", "65000:1001", "65000:1002"),
        *held("rd", "65000:1003", state="reserved"),
        *held("rd", "65000:1004", state="quarantine"),
        *held("rd", "65000:7"),
        *held("link-net", "10.255.0.0/31"),
    ]
    use = pool_use("rd", numbers("1001-1010", "65000:"), rows)
    assert (use.total, use.used, use.reserved, use.quarantine, use.outside) == (10, 2, 1, 1, 1)
    assert (use.free, use.utilisation) == (6, 0.4)
    nets = link_nets("10.255.0.0/24")
    assert (len(nets), nets[0], nets[-1]) == (128, "10.255.0.0/31", "10.255.0.254/31")
    assert pool_use("link-net", nets, rows).free == 127
    assert pool_use("x", (), rows).utilisation == 0.0


def daily(*amounts: int, before: int = 0) -> list[tuple[datetime, int]]:
    """A history that adds one amount after the other, a day apart, the last one today."""
    start = NOW - DAY * (len(amounts) - 1)
    return list(summed(((start + DAY * number, one) for number, one in enumerate(amounts)), before))


def test_steady_growth_runs_out_on_a_day_without_doubt() -> None:
    told = exhaustion(daily(*[1] * 61), 101, NOW)  # 61 in use, one a day, 40 are left
    assert (told.at, told.earliest, told.latest) == (NOW + 40 * DAY, NOW + 40 * DAY, NOW + 40 * DAY)
    assert (told.per_day, told.reason) == (1.0, "")


def test_uneven_growth_has_an_interval_around_its_date() -> None:
    told = exhaustion(daily(*[0, 0, 0, 0, 5] * 12, 0), 100, NOW)
    assert told.at == NOW + 40 * DAY
    assert told.earliest == told.latest == told.at, "alike in every period of five days"
    wild = exhaustion(daily(*[0, 0, 0, 0, 5, 0, 0, 0, 0, 7, 0, 0, 0, 0, 3] * 4, 0), 100, NOW)
    assert wild.at == told.at
    # growth 5, 7, 3 in turns of 5 days: mean 5, s = sqrt(32 / 11), error 1.796 s / sqrt(12) = 0.88428
    assert wild.earliest is not None
    assert wild.latest is not None
    assert (wild.earliest - NOW) / DAY == pytest.approx(5 * 40 / 5.88428, abs=1e-3)
    assert (wild.latest - NOW) / DAY == pytest.approx(5 * 40 / 4.11572, abs=1e-3)


def test_growth_that_may_be_none_has_no_latest_date() -> None:
    told = exhaustion(daily(*[0] * 59, 6, 6), 100, NOW)
    assert told.at is not None
    assert told.earliest is not None
    assert told.earliest < told.at
    assert told.latest is None


@pytest.mark.parametrize(
    ("history", "capacity", "reason"),
    [
        ([], 10, "capacity.short"),
        (daily(*[1] * 20), 100, "capacity.short"),
        (daily(*[1] * 61), 61, "capacity.full"),
        (daily(*[0] * 61, before=5), 10, "capacity.steady"),
        (daily(*[0] * 30, -1, *[0] * 30, before=5), 10, "capacity.shrinking"),
        (daily(*[0] * 60, 1), 10**6, "capacity.far"),
    ],
)
def test_where_no_date_can_be_told_the_reason_is(
    history: list[tuple[datetime, int]], capacity: int, reason: str
) -> None:
    told = exhaustion(history, capacity, NOW)
    assert told.reason == reason
    assert told.at == (NOW if reason == "capacity.full" else None)
    assert CATALOGUE[reason].zh
    assert CATALOGUE[reason].en


@given(st.lists(st.integers(0, 5), min_size=40, max_size=90), st.integers(1, 2000))
def test_the_date_lies_in_its_interval(amounts: list[int], more: int) -> None:
    history = daily(*amounts)
    told = exhaustion(history, history[-1][1] + more, NOW)
    if told.at is not None:
        assert told.at > NOW
        assert told.earliest is not None
        assert told.earliest <= told.at
        assert told.latest is None or told.at <= told.latest


def line(number: str, active: int, ceased: int | None, *units: Unit) -> Line:
    order = Order(number, "c", "t", LineService.TDM, Requirement(2.0), ())
    state = LineState.ACTIVE if ceased is None else LineState.CEASED
    end = None if ceased is None else NOW + DAY * ceased
    design = Design(Solution.SDH, units)
    return Line(1, order, state, NOW, NOW, design=design, active_at=NOW + DAY * active, ceased_at=end)


def test_a_history_follows_from_the_lines() -> None:
    slots = [Unit("span/s1/vc4/1", "1-1-1"), Unit("span/s1/vc4/2", "1-1-1"), Unit("span/s10/vc4/1", "1-1-1")]
    lines = [
        line("A", 0, 5, *slots),
        line("B", 2, None, slots[0]),
        line("C", 3, None, Unit("rd", "1:1")),
        Line(9, line("D", 0, None).order, LineState.DRAFT, NOW, NOW),
    ]
    assert list(history_of(lines, within("span/s1"))) == [(NOW, 2), (NOW + 2 * DAY, 3), (NOW + 5 * DAY, 1)]
    assert list(history_of(lines, within("rd"))) == [(NOW + 3 * DAY, 1)]
    assert exhaustion(history_of([], within("rd")), 5, NOW) == Exhaustion(reason="capacity.short")
