"""What a report is about: lasting troubles before past ones, what was named before what was not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.alarm import Severity
from nms.core.ticket import TicketChannel, TicketType, TicketWish
from nms.desk.linking import Suspect, answered_ticket, match, mentioned, overlapping

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WISH = TicketWish(TicketType.COMPLAINT, TicketChannel.WEB, "t", customer="bank", line="L-1", hall="h5")


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


LASTS = Suspect(ago(2), None, "L-1", "", 7, Severity.CRITICAL)
PAST = Suspect(ago(5), ago(4), "L-1", "", 6)
OTHER = Suspect(ago(9), None, "L-2", "", 5, Severity.CRITICAL)
HALL = Suspect(ago(3), None, "", "h5", 4, Severity.CRITICAL)
WORN = Suspect(ago(9), None, "L-1", "", 3, Severity.MINOR, breaks=False)


@pytest.mark.parametrize(
    ("suspects", "best", "code"),
    [
        ([PAST, LASTS, OTHER, HALL], LASTS, "ticket.why.line.now"),
        ([PAST, OTHER, HALL], HALL, "ticket.why.hall.now"),
        ([PAST, OTHER], OTHER, "ticket.why.customer.now"),
        ([WORN, HALL], HALL, "ticket.why.hall.now"),
        ([WORN, PAST], WORN, "ticket.why.line.now"),
        ([PAST, replace(PAST, until=ago(1), alarm=9)], replace(PAST, until=ago(1), alarm=9), "ticket.why.line.past"),
        ([replace(PAST, line="", hall="h5")], replace(PAST, line="", hall="h5"), "ticket.why.hall.past"),
    ],
)
def test_the_best_match_is_what_lasts_and_was_named(suspects: list[Suspect], best: Suspect, code: str) -> None:
    found = match(WISH, suspects)
    assert found is not None
    assert (found.suspect, found.code) == (best, code)


def test_what_is_over_on_a_line_that_nobody_named_is_not_taken_for_it() -> None:
    assert match(replace(WISH, line=""), [replace(PAST, line="L-2")]) is None
    assert match(WISH, []) is None


@given(order=st.permutations([LASTS, PAST, OTHER, HALL, WORN]))
def test_the_match_does_not_depend_on_the_order(order: list[Suspect]) -> None:
    found = match(WISH, order)
    assert found is not None
    assert found.suspect == LASTS


def test_what_was_over_more_than_a_day_ago_is_not_looked_at() -> None:
    old = Suspect(ago(40), ago(24.1), "L-1")
    assert overlapping([old, PAST, LASTS], NOW) == [PAST, LASTS]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("专线 PL-12 不通", "PL-12"),
        ("专线：pl-12，不通。", "PL-12"),
        ("(PL-12)", "PL-12"),
        ("PL-12.", "PL-12"),
        ("PL-123 不通", ""),
        ("PL-12 和 PL-13 都不通", ""),
        ("", ""),
        ("x " * 5000 + "PL-12", ""),
    ],
)
def test_a_number_in_a_text_counts_when_it_stands_alone(text: str, name: str) -> None:
    assert mentioned(text, ["PL-12", "PL-13"]) == name


def test_a_reply_names_its_ticket() -> None:
    assert answered_ticket("Re: 专线 [T-20261123-0042]", "") == "T-20261123-0042"
    assert answered_ticket("", "<T-20261123-0042.1@desk.example>") == "T-20261123-0042"
    assert answered_ticket("XT-20261123-0042") == ""
