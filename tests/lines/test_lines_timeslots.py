"""SDH arithmetic: KLM, what containers occupy, virtual concatenation, protection, channelised STM-1."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import ConflictError, InvalidError
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


def test_a_vc3_in_a_tug3_excludes_its_vc12s_and_no_others() -> None:
    vc3 = sdh.Slot(1, 2).units("s")
    assert [klm for klm in TU12S if sdh.Slot(1, klm=klm).units("s") <= vc3] == [klm for klm in TU12S if klm.k == 2]
    span = sdh.Span("s", 1, taken=vc3)
    assert len(sdh.first_fit(span, "VC-12", 42)) == 42
    with pytest.raises(ConflictError, match=r"NMS-LINE-079.*only 42"):
        sdh.first_fit(span, "VC-12", 43)


@pytest.mark.parametrize(("container", "most"), [("VC-12", 252), ("VC-3", 12), ("VC-4", 4)])
def test_a_line_holds_what_g707_says(container: str, most: int) -> None:
    span = sdh.Span("s", sdh.LEVELS["STM-4"].vc4s)
    slots = sdh.first_fit(span, container, most)
    units = [unit for slot in slots for unit in slot.units("s")]
    assert len(units) == len(set(units)) == 252
    with pytest.raises(ConflictError, match="NMS-LINE-079"):
        sdh.first_fit(span, container, most + 1)


def test_vc12s_fill_one_tug3_before_the_next_so_that_vc3s_still_fit() -> None:
    slots = sdh.first_fit(sdh.Span("s", 1), "VC-12", 21)
    taken = frozenset(unit for slot in slots for unit in slot.units("s"))
    assert len(sdh.first_fit(sdh.Span("s", 1, taken=taken), "VC-3", 2)) == 2


@given(st.lists(SLOTS, max_size=12), st.sampled_from(["VC-12", "VC-3", "VC-4"]), st.integers(1, 5))
def test_what_is_given_out_was_free(standing: list[sdh.Slot], container: str, count: int) -> None:
    taken = frozenset(unit for slot in standing for unit in slot.units("s"))
    span = sdh.Span("s", 2, taken=taken)
    try:
        slots = sdh.first_fit(span, container, count)
    except ConflictError:
        assert sum(span.is_free(slot) for slot in sdh.places(container, 2)) < count
        return
    units = [unit for slot in slots for unit in slot.units("s")]
    assert len(units) == len(set(units)) == count * vcat.CONTAINERS[container].units
    assert not taken & set(units)


# ---------------------------------------------------------------- protection


def spans(*names: str, vc4s: int = 4, srlg: Iterable[str] = (), taken: Iterable[Unit] = ()) -> list[sdh.Span]:
    return [sdh.Span(name, vc4s, frozenset(srlg), frozenset(taken)) for name in names]


def test_sncp_takes_the_same_size_on_both_paths_and_any_number_on_each_span() -> None:
    busy = sdh.Slot(1, klm=Klm(1, 1, 1)).units("b")
    made = sdh.sncp([*spans("a"), *spans("b", taken=busy)], spans("c", "d"), "VC-12", 2)
    assert {len(slots) for slots in [*made.work.values(), *made.protect.values()]} == {2}
    assert made.work["a"] != made.work["b"]
    assert len(made.units) == 8


def test_sncp_tells_every_shared_span_risk_and_full_span_at_once() -> None:
    full = frozenset(unit for vc4 in range(1, 5) for unit in sdh.Slot(vc4).units("f"))
    protect = [*spans("b", "c", srlg=["duct-1", "duct-2"]), *spans("f", taken=full)]
    with pytest.raises(sdh.RefusedError) as caught:
        sdh.sncp(spans("a", "b", srlg=["duct-1"]), protect, "VC-12", 1)
    said = {
        (problem.code, problem.values.get("value", problem.values.get("span"))) for problem in caught.value.problems
    }
    assert said == {("NMS-LINE-080", "b"), ("NMS-LINE-080", "duct-1"), ("NMS-LINE-079", "f")}


@given(st.lists(st.lists(SLOTS, max_size=6), min_size=1, max_size=5), st.sampled_from(["VC-12", "VC-3", "VC-4"]))
def test_an_msp_ring_uses_the_same_slots_on_every_span_and_only_the_first_half(
    standing: list[list[sdh.Slot]], container: str
) -> None:
    path = [
        sdh.Span(str(at), 16, taken=frozenset(unit for slot in slots for unit in slot.units(str(at))))
        for at, slots in enumerate(standing)
    ]
    slots = sdh.msp_ring(path, 6, container, 3)
    assert all(slot.vc4 <= 8 for slot in slots)
    assert all(span.is_free(slot) for span in path for slot in slots)


def test_an_stm16_msp_ring_offers_eight_vc4_and_no_ninth() -> None:
    ring = spans("a", "b", vc4s=16)
    assert [slot.vc4 for slot in sdh.msp_ring(ring, 16, "VC-4", 8)] == list(range(1, 9))
    with pytest.raises(ConflictError, match="NMS-LINE-082"):
        sdh.msp_ring(ring, 16, "VC-4", 9)


def test_a_slot_busy_on_one_span_of_an_msp_ring_is_lost_on_all() -> None:
    busy = sdh.Slot(1).units("b")
    assert sdh.msp_ring([*spans("a"), *spans("b", taken=busy)], 4, "VC-4", 1) == (sdh.Slot(2),)


def test_an_msp_ring_has_sixteen_elements_at_most() -> None:
    with pytest.raises(ConflictError, match="NMS-LINE-081"):
        sdh.msp_ring(spans("a"), 17, "VC-12", 1)


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
    counts = {group.container: group.count for group in vcat.choices(mbps)}
    assert (counts.get("VC-12"), counts["VC-3"], counts["VC-4"]) == (vc12, vc3, vc4)


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


def test_ethernet_is_framed_by_gfp_with_lcas_and_tdm_is_carried_as_it_is() -> None:
    assert (vcat.usual(10).framing, vcat.usual(10).lcas) == ("GFP-F", True)
    assert (vcat.usual(2, "E1").framing, vcat.usual(155, "STM1").lcas) == ("", False)
    assert vcat.usual(10).payload == pytest.approx(10.88)
    assert vcat.usual(1000, "GE").payload == pytest.approx(1048.32)


@given(st.floats(0.1, 137.0))
def test_a_group_carries_its_rate_and_one_member_less_does_not(mbps: float) -> None:
    count = vcat.members(mbps, "VC-12")
    payload = vcat.CONTAINERS["VC-12"].payload
    assert count * payload >= mbps - 1e-6
    assert (count - 1) * payload < mbps


@given(st.floats(0.1, 38_000))
def test_choices_occupy_least_first(mbps: float) -> None:
    groups = list(vcat.choices(mbps))
    assert groups
    assert [group.units for group in groups] == sorted(group.units for group in groups)
    assert all(group.payload >= mbps - 1e-6 for group in groups)


@pytest.mark.parametrize(
    ("mbps", "container", "code"),
    [
        (138, "VC-12", "NMS-LINE-078"),
        (20_000, "VC-3", "NMS-LINE-078"),
        (0, "VC-4", "NMS-LINE-076"),
        (40_000, "VC-4", "NMS-LINE-076"),
        (10, "VC-11", "NMS-LINE-077"),
    ],
)
def test_what_cannot_be_concatenated_is_refused(mbps: float, container: str, code: str) -> None:
    with pytest.raises(InvalidError, match=code):
        vcat.members(mbps, container)


def test_63_vc12_is_the_most() -> None:
    assert vcat.members(63 * 2.176, "VC-12") == 63


def test_a_failed_member_costs_its_rate_with_lcas_and_the_group_without() -> None:
    assert vcat.Group("VC-12", 5).left(1) == pytest.approx(8.704)
    assert vcat.Group("VC-12", 5, lcas=False).left(1) == 0
    assert vcat.Group("VC-12", 5, lcas=False).left(0) == pytest.approx(10.88)


def test_the_differential_delay_of_diverse_ways_must_fit_the_buffer() -> None:
    assert vcat.check_delay([10, 110]) == pytest.approx(0.49)
    assert vcat.differential_ms([]) == 0
    with pytest.raises(InvalidError, match=r"NMS-LINE-084.*49\.0 ms"):
        vcat.check_delay([0, 10_000])


# ---------------------------------------------------------------- channelised STM-1


def filled(count: int, router: str = "r1", scheme: str = "g707") -> channelised.Stm1:
    return channelised.Stm1(router, "0/1/0", scheme, TU12S[:count])


def test_63_e1_go_on_one_port_and_the_64th_is_refused() -> None:
    used: list[Klm] = []
    for _ in range(63):
        used.append(channelised.place([channelised.Stm1("r1", "0/1/0", "g707", tuple(used))]).klm)
    assert sorted(used) == sorted(TU12S)
    with pytest.raises(ConflictError, match="NMS-LINE-083"):
        channelised.place([channelised.Stm1("r1", "0/1/0", "g707", tuple(used))])


def test_the_64th_goes_to_the_second_port() -> None:
    placed = channelised.place([filled(63), channelised.Stm1("r2", "0/1/0")])
    assert (placed.port.router, placed.number, placed.spare) == ("r2", 1, False)


def test_spares_are_kept_while_another_port_has_room() -> None:
    assert channelised.place([filled(60), filled(5, "r2")]).port.router == "r2"
    last = channelised.place([filled(60), filled(60, "r2")])
    assert (last.port.router, last.number, last.spare) == ("r1", 61, True)


def test_a_channel_is_told_as_its_router_counts_and_held_as_k_l_m() -> None:
    placed = channelised.place([filled(4, scheme="lucent")])
    assert (placed.klm, placed.number) == (Klm(2, 2, 1), 25)
    assert placed.unit == Unit("e1/r1/0/1/0", "2-2-1")


@given(st.sets(st.sampled_from(TU12S)), st.sets(st.sampled_from(TU12S)), st.integers(0, 10))
def test_a_placed_channel_was_free(first: set[Klm], second: set[Klm], spares: int) -> None:
    ports = [channelised.Stm1("r1", "1", "g707", first), channelised.Stm1("r2", "1", "g707", second)]
    if len(first) == len(second) == 63:
        return
    placed = channelised.place(ports, spares)
    assert placed.klm not in placed.port.used
    assert placed.spare == (placed.port.free <= spares)
    if placed.spare:
        assert all(port.free <= spares for port in ports)
