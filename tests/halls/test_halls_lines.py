"""Bonding, clocks, places in the STM-1s and how full they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.hall import Bonding, Channel, ChannelUse, E1Use, Framing, Place
from nms.halls import bonding
from nms.halls.capacity import of_hall, of_port, totals
from nms.halls.clock import NUMBERS, SOURCES, End, Source, all_judged, judged, slip_every_s
from nms.halls.stm1 import Stm1, assigned
from nms.halls.voice import proposed


def fresh(count: int) -> tuple[E1Use, ...]:
    return tuple(E1Use(order) for order in range(1, count + 1))


# ---------------------------------------------------------------- bonding


@pytest.mark.parametrize(("method", "mbps"), [(Bonding.IMUX, 1.98), (Bonding.VCAT, 1.97), (Bonding.MLPPP, 1.95)])
def test_the_real_rate_of_a_member_agrees_with_the_table(method: Bonding, mbps: float) -> None:
    for members in (1, 2, 16):
        assert bonding.real_kbit(method, members) == pytest.approx(1000 * members * mbps, rel=0.006)
    assert bonding.real_kbit(Bonding.NONE, 1) == 1984


@pytest.mark.parametrize("members", [0, 17])
def test_a_group_has_one_to_sixteen_members(members: int) -> None:
    with pytest.raises(InvalidError, match="NMS-HALL-040"):
        bonding.real_kbit(Bonding.MLPPP, members)


def test_voice_stays_outside_of_what_joins_whole_e1s() -> None:
    uses = proposed("h", 6, 3)
    assert bonding.joined(Bonding.IMUX, uses).members == (2, 3)
    assert bonding.joined(Bonding.MLPPP, uses).members == (1, 2, 3)
    assert bonding.check("h", Bonding.IMUX, uses) == []
    assert [error.code for error in bonding.check("h", Bonding.VCAT, proposed("h", 6, 2))] == ["NMS-HALL-041"]


def test_members_of_different_rates_are_refused_where_whole_e1s_are_joined() -> None:
    uses = (E1Use(1, Framing.UNFRAMED), *proposed("h", 0, 2)[1:])
    assert [error.code for error in bonding.check("h", Bonding.IMUX, uses)] == ["NMS-HALL-042"]
    assert bonding.check("h", Bonding.MLPPP, uses) == []
    assert bonding.check("h", Bonding.NONE, uses) == []


def test_a_lost_member_costs_its_own_rate_but_all_without_lcas() -> None:
    uses = proposed("h", 0, 2)
    with_lcas, without = bonding.joined(Bonding.VCAT, uses), bonding.joined(Bonding.VCAT, uses, lcas=False)
    assert with_lcas.after_loss == pytest.approx(with_lcas.kbit / 2)
    assert (without.kbit, without.after_loss) == (with_lcas.kbit, 0)


# ---------------------------------------------------------------- clocks


@pytest.mark.parametrize(
    ("hall", "network", "code"),
    [
        (Source.LOOP, Source.LOCAL, ""),
        (Source.LOOP, Source.THROUGH, ""),
        (Source.LOOP, Source.ADAPTIVE, ""),
        (Source.LOCAL, Source.LOCAL, "NMS-HALL-050"),
        (Source.LOCAL, Source.THROUGH, "NMS-HALL-050"),
        (Source.LOOP, Source.LOOP, "NMS-HALL-051"),
        (Source.LOCAL, Source.LOOP, "NMS-HALL-052"),
        (None, Source.LOCAL, ""),
    ],
)
def test_one_end_leads_and_the_hall_follows(hall: Source | None, network: Source, code: str) -> None:
    a, b = End("iad", "E1-1/1", hall, hall=True), End("cpos-1", "E1-0/1/0/1", network)
    for ends in ((a, b), (b, a)):
        assert [error.code for error in judged("e1-1", *ends)] == ([code] if code else [])


def test_declared_and_polled_clocks_are_judged_apart() -> None:
    ends = [End(device, "p", Source.LOCAL, told) for told in ("declared", "polled") for device in ("a", "b")]
    found = all_judged([("e1-1", ends), ("e1-2", ends[:1])])
    assert [error.values["told"] for error in found] == ["declared / declared", "polled / polled"]


def test_the_numbers_are_those_of_the_mib() -> None:
    assert {source: NUMBERS[source] for source in SOURCES.values()} == {
        Source.LOOP: 1, Source.LOCAL: 2, Source.THROUGH: 3, Source.ADAPTIVE: 4,
    }  # fmt: skip
    assert slip_every_s(50) == 2.5


# ---------------------------------------------------------------- places


def test_sixty_three_halls_fit_on_an_stm1_and_the_next_is_refused_with_the_reason() -> None:
    ports: tuple[Stm1, ...] = (Stm1("cpos-1", "0/1/0"),)
    placed: list[Place | None] = []
    for number in range(1, 64):
        answer = assigned(f"h{number}", fresh(1), ports)
        assert answer.problems == ()
        assert bool(answer.spares) == (number > 60)
        placed += [use.place for use in answer.uses]
        ports = answer.ports
    assert {place.number for place in placed if place} == set(range(1, 64))
    [problem] = assigned("h64", fresh(1), ports).problems
    assert problem.code == "NMS-HALL-032"
    assert "63" in problem.message("en")


def test_the_sixty_fourth_goes_to_the_other_stm1_before_any_spare() -> None:
    full = dict.fromkeys(range(1, 61), "x")
    answer = assigned("h", fresh(2), (Stm1("cpos-1", "0/1/0", full), Stm1("cpos-2", "0/1/0")))
    assert [use.place and use.place.router for use in answer.uses] == ["cpos-2", "cpos-2"]
    assert answer.spares == ()


def test_two_e1s_of_a_hall_enter_two_routers() -> None:
    answer = assigned("h", fresh(2), (Stm1("cpos-1", "0/1/0"), Stm1("cpos-2", "0/1/0", {1: "x"})))
    assert [use.place for use in answer.uses] == [Place("cpos-1", "0/1/0", 1), Place("cpos-2", "0/1/0", 2)]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Place("cpos-1", "0/1/0", 5), "NMS-HALL-031"),
        (Place("cpos-1", "0/1/0", 64), "NMS-HALL-030"),
        (Place("cpos-9", "0/1/0", 1), "NMS-HALL-030"),
        (Place("cpos-1", "0/1/0", 6), ""),
        (Place("cpos-1", "0/1/0", 7), ""),
    ],
)
def test_a_place_that_is_asked_for_is_kept_or_refused(place: Place, code: str) -> None:
    answer = assigned("h", [E1Use(1, place=place)], [Stm1("cpos-1", "0/1/0", {5: "other#1", 7: "h#1"})])
    assert [problem.code for problem in answer.problems] == ([code] if code else [])
    assert answer.uses[0].place == (None if code else place)


@given(st.lists(st.integers(1, 4), max_size=45), st.integers(0, 10))
def test_no_place_is_given_twice_and_spares_go_last(halls: list[int], spares: int) -> None:
    ports: tuple[Stm1, ...] = (Stm1("a", "0/1/0"), Stm1("b", "0/1/0"))
    given_out, refused = [], 0
    for number, count in enumerate(halls):
        before = {port.router: len(port.free) for port in ports}
        answer = assigned(f"h{number}", fresh(count), ports, spares)
        ports, refused = answer.ports, refused + len(answer.problems)
        given_out += [use.place for use in answer.uses if use.place]
        assert not answer.spares or max(before.values()) - count <= spares
    assert len(set(given_out)) == len(given_out) == min(126, sum(halls))
    assert refused == max(0, sum(halls) - 126)


# ---------------------------------------------------------------- capacity


@pytest.mark.parametrize(("used", "spare", "free"), [(0, 3, 60), (60, 3, 0), (62, 1, 0), (63, 0, 0)])
def test_used_spare_and_free_make_sixty_three(used: int, spare: int, free: int) -> None:
    found = of_port(Stm1("cpos-1", "0/1/0", dict.fromkeys(range(1, used + 1), "x")))
    assert (found.used, found.spare, found.free, found.total) == (used, spare, free, 63)


def test_a_hall_says_what_it_has() -> None:
    part = E1Use(
        2, Framing.PCM31, False, (Channel(1, (1, 2), ChannelUse.DATA), Channel(2, (9,), ChannelUse.MANAGEMENT))
    )
    found = of_hall("h", (*proposed("h", 6), part), bonding=Bonding.MLPPP, voice_lines=6)
    first, second = found.e1
    assert (first.voice, first.data, first.free, first.line_type, first.calls) == ("1-6", "7-15,17-31", "", 7, 6)
    assert (second.data, second.management, second.free, second.free_kbit) == ("1-2", "9", "3-8,10-31", 28 * 64)
    assert found.data_kbit == pytest.approx(bonding.real_kbit(Bonding.MLPPP, 1, 26 * 64), abs=0.1)
    assert totals([of_port(Stm1("a", "0/1/0"))], [found]).calls == 6
