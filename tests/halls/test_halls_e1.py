"""What an E1 may carry: every rule refuses with its own reason, all at once; timeslots as text both ways."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.hall import Channel, ChannelUse, E1Use, Framing, Place
from nms.halls.e1 import LINE_TYPES, check, framing_of, free, kbit, line_type, normal, slots_of, slots_text, usable

DATA, VOICE = ChannelUse.DATA, ChannelUse.VOICE


def plan(*channels: tuple[int, str], framing: Framing = Framing.PCM31, order: int = 1, at: int = 0) -> E1Use:
    place = Place("cpos-1", "0/1/0", at) if at else None
    return E1Use(
        order, framing, True, tuple(Channel(number, slots_of(slots), DATA) for number, slots in channels), place
    )


def codes(*uses: E1Use) -> list[str]:
    return [error.code for error in check("yc-h01", uses)]


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ((plan((1, "1-31")),), []),
        ((plan((0, "1-6"), (1, "7-15,17-31"), framing=Framing.PCM30),), []),
        ((E1Use(1, Framing.UNFRAMED),), []),
        ((plan((1, "1"), order=0),), ["NMS-HALL-002"]),
        ((plan((1, "1"), order=5),), ["NMS-HALL-002"]),
        ((plan((1, "1-31"), framing=Framing.UNFRAMED),), ["NMS-HALL-003"]),
        ((plan(),), ["NMS-HALL-004"]),
        ((plan((31, "1")),), ["NMS-HALL-005"]),
        ((plan((-1, "1")),), ["NMS-HALL-005"]),
        ((plan((1, "1"), (1, "2")),), ["NMS-HALL-006"]),
        ((E1Use(1, channels=(Channel(1, (), DATA),)),), ["NMS-HALL-007"]),
        ((plan((1, "0-5")),), ["NMS-HALL-008"]),
        ((plan((1, "30-33")),), ["NMS-HALL-009"]),
        ((plan((1, "15-17"), framing=Framing.PCM30),), ["NMS-HALL-010"]),
        ((plan((0, "1-6"), (1, "6-10")),), ["NMS-HALL-011"]),
        ((plan((0, "1-20"), (1, "1-20")),), ["NMS-HALL-011", "NMS-HALL-012"]),
        ((plan((1, "1"), at=64),), ["NMS-HALL-013"]),
        ((plan((1, "1")), plan((1, "1"))), ["NMS-HALL-014"]),
        ((plan((1, "1"), at=5), plan((1, "1"), order=2, at=5)), ["NMS-HALL-014"]),
    ],
)
def test_every_rule_has_its_own_reason(uses: Sequence[E1Use], expected: list[str]) -> None:
    assert codes(*uses) == expected


def test_everything_that_is_wrong_is_told_at_once_with_hall_e1_field_value_and_remedy() -> None:
    uses = (plan((40, "0-2,16"), (40, "16"), framing=Framing.PCM30), plan((1, "1"), order=9))
    found = check("yc-h01", uses)
    assert {error.code for error in found} == {f"NMS-HALL-{number:03}" for number in (2, 5, 6, 8, 10, 11)}
    for error in found:
        assert error.values["hall"] == "yc-h01"
        assert error.values["e1"] in (1, 9)
        for language in ("zh", "en"):
            said = error.message(language)
            assert "yc-h01" in said
            assert str(error.values["e1"]) in said
            assert "–" not in said
            assert str(error.values["field"]) in said
            assert str(error.values["value"]) in said
            assert error.remedy(language)
            assert "–" not in error.remedy(language)


@pytest.mark.parametrize("text", ["", "x", "1-", "5-1", "1,,2", "1;2", "1-2-3", "1000"])
def test_what_is_no_list_of_timeslots_is_refused(text: str) -> None:
    with pytest.raises(InvalidError, match=re.escape("NMS-HALL-001")):
        slots_of(text)


@given(st.sets(st.integers(1, 31), min_size=1))
def test_timeslots_come_back_from_their_text(slots: set[int]) -> None:
    assert slots_of(slots_text(slots)) == tuple(sorted(slots))


def test_line_types_are_those_of_the_mib_both_ways() -> None:
    assert {number: framing_of(number) for number in (4, 5, 6, 7, 9, 12)} == {
        4: (Framing.PCM31, False), 5: (Framing.PCM31, True), 6: (Framing.PCM30, False), 7: (Framing.PCM30, True),
        9: (Framing.UNFRAMED, False), 12: None,
    }  # fmt: skip
    assert [line_type(E1Use(1, *key)) for key in LINE_TYPES] == [4, 5, 6, 7, 9]
    assert line_type(E1Use(1, Framing.UNFRAMED, crc4=True)) == 9


def test_rates_are_whole_timeslots() -> None:
    whole = plan((1, "1-31"))
    assert (kbit(whole), len(usable(Framing.PCM30)), kbit(E1Use(1, Framing.UNFRAMED))) == (1984, 30, 2048)
    both = E1Use(1, Framing.PCM30, True, (Channel(0, slots_of("1-6"), VOICE), Channel(1, slots_of("7-15,17-30"), DATA)))
    assert (kbit(both, VOICE), kbit(both, DATA), free(both)) == (384, 23 * 64, (31,))


def test_one_spelling_of_a_plan() -> None:
    mixed = E1Use(1, Framing.PCM31, True, (Channel(2, (5, 4), DATA), Channel(0, (1,), VOICE)))
    assert [(one.number, one.slots) for one in normal(mixed).channels] == [(0, (1,)), (2, (4, 5))]
    assert normal(E1Use(1, Framing.UNFRAMED, crc4=True)).crc4 is False
