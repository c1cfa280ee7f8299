"""SDH arithmetic: KLM, what containers occupy, virtual concatenation, protection, channelised STM-1."""

from collections.abc import Collection
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.line import Unit
from nms.lines import channelised, sdh, vcat
from nms.lines.klm import MOST, SCHEMES, TU12S, Klm, klm_of, number

CHANNELS = range(1, MOST + 1)
NAMES = sorted(SCHEMES)


# ---------------------------------------------------------------- K, L, M


@pytest.mark.parametrize("name", NAMES)
def test_every_scheme_numbers_the_63_units_once_and_back(name: str) -> None:
    assert sorted(number(klm, name) for klm in TU12S) == list(CHANNELS)
    assert [number(klm_of(channel, name), name) for channel in CHANNELS] == list(CHANNELS)


@pytest.mark.parametrize(
    ("klm", "g707", "lucent", "alcatel"),
    [
        ((1, 1, 1), 1, 1, 1),
        ((2, 2, 1), 5, 25, 23),
        ((1, 1, 2), 22, 2, 8),
        ((3, 7, 3), 63, 63, 63),
        ((2, 1, 1), 2, 22, 22),
        ((1, 2, 1), 4, 4, 2),
    ],
)
def test_the_schemes_differ_as_the_manuals_say(klm: tuple[int, int, int], g707: int, lucent: int, alcatel: int) -> None:
    assert [number(Klm(*klm), name) for name in ("g707", "lucent", "alcatel")] == [g707, lucent, alcatel]


def test_lucent_channel_25_is_g707_channel_5() -> None:
    assert klm_of(25, "line") == klm_of(5, "order") == Klm(2, 2, 1)


@pytest.mark.parametrize("channel", [0, 64, -1])
def test_there_is_no_64th_channel(channel: int) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-076"):
        klm_of(channel)


@pytest.mark.parametrize("text", ["", "1-2", "0-1-1", "4-1-1", "1-8-1", "1-1-4", "a-1-1", "1-1-1-1", "-1-1-1", "1-1-²"])
def test_what_is_no_tu12_is_refused(text: str) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-076"):
        Klm.parsed(text)


@given(st.sampled_from(TU12S))
def test_a_tu12_is_written_and_read(klm: Klm) -> None:
    assert Klm.parsed(str(klm)) == klm


def test_an_unknown_scheme_is_told_with_those_that_are_known() -> None:
    with pytest.raises(InvalidError, match="lucent"):
        number(Klm(1, 1, 1), "huawei")


# ---------------------------------------------------------------- containers and exclusion


UNITS = {"VC-12": 1, "VC-3": 21, "VC-4": 63}
SLOTS = st.one_of(
    st.builds(lambda vc4, klm: sdh.Slot(vc4, klm=klm), st.integers(1, 2), st.sampled_from(TU12S)),
    st.tuples(st.integers(1, 2), st.integers(1, 3)).map(lambda place: sdh.Slot(*place)),
    st.integers(1, 2).map(sdh.Slot),
)


@given(SLOTS)
def test_a_container_occupies_its_units(slot: sdh.Slot) -> None:
    units = slot.units("yc-1")
    assert len(units) == (1 if slot.klm else 21 if slot.k else 63)
    assert {unit.scope for unit in units} == {f"span/yc-1/vc4/{slot.vc4}"}
    if slot.k:
        assert all(unit.unit.startswith(f"{slot.k}-") for unit in units)


@given(SLOTS, SLOTS)
def test_containers_exclude_each_other_where_one_lies_in_the_other(one: sdh.Slot, other: sdh.Slot) -> None:
    inside = one.vc4 == other.vc4 and bool(set(one.tu12s) & set(other.tu12s))
    assert bool(one.units("s") & other.units("s")) == inside


@dataclass(frozen=True)
class Span:
    """A span and the units that are taken on it."""

    name: str
    vc4s: int
    taken: Collection[Unit] = frozenset()


def free_on(*spans: Span) -> sdh.IsFree:
    taken = {span.name: span.taken for span in spans}
    return lambda span, slot: not slot.units(span) & set(taken[span])


def first(span: Span, container: str, count: int) -> tuple[sdh.Slot, ...] | None:
    return sdh.first_fit(span, container, count, free_on(span))


def same(spans: list[Span], container: str, count: int) -> tuple[sdh.Slot, ...] | None:
    return sdh.same_fit(spans, container, count, free_on(*spans))


def units_of(slots: tuple[sdh.Slot, ...] | None, span: str) -> list[Unit]:
    assert slots is not None
    return [unit for slot in slots for unit in slot.units(span)]


def test_a_vc3_in_a_tug3_excludes_its_vc12s_and_no_others() -> None:
    vc3 = sdh.Slot(1, 2).units("s")
    assert [klm for klm in TU12S if sdh.Slot(1, klm=klm).units("s") <= vc3] == [klm for klm in TU12S if klm.k == 2]
    span = Span("s", 1, vc3)
    assert sdh.count_free(span, "VC-12", free_on(span)) == 42
    assert len(units_of(first(span, "VC-12", 42), "s")) == 42
    assert first(span, "VC-12", 43) is None


@pytest.mark.parametrize(("container", "most"), [("VC-12", 252), ("VC-3", 12), ("VC-4", 4)])
def test_a_line_holds_what_g707_says(container: str, most: int) -> None:
    span = Span("s", sdh.vc4s_of("STM-4"))
    units = units_of(first(span, container, most), "s")
    assert len(units) == len(set(units)) == 252
    assert first(span, container, most + 1) is None


def test_vc12s_fill_one_tug3_before_the_next_so_that_vc3s_still_fit() -> None:
    taken = units_of(first(Span("s", 1), "VC-12", 21), "s")
    assert first(Span("s", 1, taken), "VC-3", 2) is not None


@given(st.lists(SLOTS, max_size=12), st.sampled_from(sorted(UNITS)), st.integers(1, 5))
def test_what_is_given_out_was_free(standing: list[sdh.Slot], container: str, count: int) -> None:
    span = Span("s", 2, frozenset(unit for slot in standing for unit in slot.units("s")))
    slots = first(span, container, count)
    if slots is None:
        assert sdh.count_free(span, container, free_on(span)) < count
        return
    units = units_of(slots, "s")
    assert len(units) == len(set(units)) == count * UNITS[container]
    assert not set(span.taken) & set(units)


@given(st.sets(st.sampled_from(TU12S), min_size=1, max_size=10))
def test_what_a_line_had_before_comes_first(before: set[Klm]) -> None:
    span, mine = Span("s", 1), [sdh.Slot(1, klm=klm) for klm in before]
    kept = sdh.first_fit(span, "VC-12", len(mine), free_on(span), {slot.name for slot in mine})
    assert kept is not None
    assert set(kept) == set(mine)
    assert list(kept) == sorted(kept)


@pytest.mark.parametrize(
    ("slot", "name", "channel"),
    [
        (sdh.Slot(1, klm=Klm(2, 2, 1)), "VC-4 1 TU-12 2-2-1", 5),
        (sdh.Slot(2, 3), "VC-4 2 TUG-3 3", 3),
        (sdh.Slot(4), "VC-4 4", 0),
    ],
)
def test_a_slot_is_told_by_name_and_numbered_within_its_vc4(slot: sdh.Slot, name: str, channel: int) -> None:
    assert (slot.name, slot.channel) == (name, channel)


# ---------------------------------------------------------------- protection


@given(st.lists(st.lists(SLOTS, max_size=6), min_size=1, max_size=5), st.sampled_from(sorted(UNITS)))
def test_an_msp_ring_uses_the_same_slots_on_every_span_and_only_the_first_half(
    standing: list[list[sdh.Slot]], container: str
) -> None:
    path = [
        Span(str(at), 16, frozenset(unit for slot in slots for unit in slot.units(str(at))))
        for at, slots in enumerate(standing)
    ]
    slots = same(path, container, 3)
    assert slots is not None
    assert all(slot.vc4 <= 8 for slot in slots)
    assert all(free_on(*path)(span.name, slot) for span in path for slot in slots)


def test_an_stm16_msp_ring_offers_eight_vc4_and_no_ninth() -> None:
    ring = [Span("a", 16), Span("b", 16)]
    assert [slot.vc4 for slot in same(ring, "VC-4", 8) or ()] == list(range(1, 9))
    assert same(ring, "VC-4", 9) is None
    assert sdh.count_free(ring[0], "VC-4", free_on(*ring), alike=True) == 8


def test_a_slot_busy_on_one_span_of_an_msp_ring_is_lost_on_all() -> None:
    assert same([Span("a", 4), Span("b", 4, sdh.Slot(1).units("b"))], "VC-4", 1) == (sdh.Slot(2),)


def test_an_stm1_has_no_half_to_protect_with() -> None:
    assert same([Span("a", 1)], "VC-12", 1) is None


# ---------------------------------------------------------------- virtual concatenation


@pytest.mark.parametrize(
    ("mbps", "vc12", "vc3", "vc4"),
    [
        (2, 1, 1, 1),
        (4, 2, 1, 1),
        (6, 3, 1, 1),
        (8, 4, 1, 1),
        (10, 5, 1, 1),
        (20, 10, 1, 1),
        (50, 23, 2, 1),
        (100, 46, 3, 1),
        (1000, None, 21, 7),
    ],
)
def test_members_are_as_in_the_table(mbps: float, vc12: int | None, vc3: int, vc4: int) -> None:
    if vc12 is not None:
        assert vcat.members(mbps, "VC-12") == vc12
    assert (vcat.members(mbps, "VC-3"), vcat.members(mbps, "VC-4")) == (vc3, vc4)


@pytest.mark.parametrize(
    ("mbps", "iface", "name"),
    [
        (2, "E1", "VC-12-1v"),
        (2, "FE", "VC-12-1v"),
        (8, "FE", "VC-12-4v"),
        (10, "FE", "VC-12-5v"),
        (20, "FE", "VC-12-10v"),
        (50, "FE", "VC-12-23v"),
        (100, "FE", "VC-12-46v"),
        (155, "STM1", "VC-4-1v"),
        (622, "STM4", "VC-4-4v"),
        (1000, "GE", "VC-4-7v"),
        (2500, "STM16", "VC-4-16v"),
        (10_000, "STM64", "VC-4-64v"),
    ],
)
def test_the_usual_group_is_that_of_the_table(mbps: float, iface: str, name: str) -> None:
    assert vcat.usual(mbps, iface).name == name


def test_ethernet_is_framed_by_gfp_and_tdm_is_carried_as_it_is() -> None:
    assert vcat.usual(10).framing == "GFP-F"
    assert (vcat.usual(2, "E1").framing, vcat.usual(155, "STM1").framing) == ("", "")
    assert vcat.usual(10).payload == pytest.approx(10.88)
    assert vcat.usual(1000, "GE").payload == pytest.approx(1048.32)


@given(st.floats(0.1, 137.0))
def test_a_group_carries_its_rate_and_one_member_less_does_not(mbps: float) -> None:
    count = vcat.members(mbps, "VC-12")
    payload = vcat.CONTAINERS["VC-12"].payload
    assert count * payload >= mbps - 1e-6
    assert (count - 1) * payload < mbps


@pytest.mark.parametrize(
    ("mbps", "container", "code"),
    [
        (138, "VC-12", "NMS-LINE-078"),
        (20_000, "VC-3", "NMS-LINE-078"),
        (0, "VC-4", "NMS-LINE-076"),
        (40_000, "VC-4", "NMS-LINE-078"),
    ],
)
def test_what_cannot_be_concatenated_is_refused(mbps: float, container: str, code: str) -> None:
    with pytest.raises(InvalidError, match=code):
        vcat.members(mbps, container)


def test_63_vc12_is_the_most() -> None:
    assert vcat.members(63 * 2.176, "VC-12") == 63


def test_a_failed_member_costs_its_own_rate() -> None:
    assert vcat.Group("VC-12", 5).left(1) == pytest.approx(8.704)
    assert vcat.Group("VC-12", 5).left(0) == pytest.approx(10.88)
    assert vcat.Group("VC-12", 1).left(2) == 0


# ---------------------------------------------------------------- channelised STM-1


def filled(count: int, router: str = "r1", scheme: str = "g707") -> channelised.Stm1:
    return channelised.Stm1(router, "0/1/0", scheme, TU12S[:count])


def placed(*ports: channelised.Stm1, spares: int = 3) -> channelised.Channel:
    found = channelised.place(ports, spares)
    assert found is not None
    return found


def test_63_e1_go_on_one_port_and_the_64th_is_refused() -> None:
    used: list[Klm] = []
    for _ in range(63):
        used.append(placed(channelised.Stm1("r1", "0/1/0", used=tuple(used))).klm)
    assert sorted(used) == sorted(TU12S)
    assert channelised.place([channelised.Stm1("r1", "0/1/0", used=tuple(used))], 3) is None


def test_the_64th_goes_to_the_second_port() -> None:
    found = placed(filled(63), channelised.Stm1("r2", "0/1/0"))
    assert (found.port.router, found.number, found.spare) == ("r2", 1, False)


def test_spares_are_kept_while_another_port_has_room() -> None:
    assert placed(filled(60), filled(5, "r2")).port.router == "r2"
    last = placed(filled(60), filled(60, "r2"))
    assert (last.port.router, last.number, last.spare) == ("r1", 61, True)


def test_a_channel_is_told_as_its_router_counts_and_held_as_k_l_m() -> None:
    found = placed(filled(4, scheme="lucent"))
    assert (found.klm, found.number) == (Klm(2, 2, 1), 25)
    assert found.unit == Unit("cstm1/r1/0/1/0", "2-2-1")


@given(st.sets(st.sampled_from(TU12S)), st.sets(st.sampled_from(TU12S)), st.integers(0, 10))
def test_a_placed_channel_was_free(first: set[Klm], second: set[Klm], spares: int) -> None:
    ports = [channelised.Stm1("r1", "1", "g707", first), channelised.Stm1("r2", "1", "g707", second)]
    if len(first) == len(second) == 63:
        assert channelised.place(ports, spares) is None
        return
    found = placed(*ports, spares=spares)
    assert found.klm not in found.port.used
    assert found.spare == (found.port.free <= spares)
    if found.spare:
        assert all(port.free <= spares for port in ports)
