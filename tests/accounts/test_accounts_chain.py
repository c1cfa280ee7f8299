"""The audit chain: whatever is altered, left out, added or cut off is found, and found first where it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nms.accounts.chain import FIRST, Broken, Chain
from nms.core.account import AuditEntry

T0 = datetime(2026, 3, 1, tzinfo=UTC)
CHAIN = Chain(b"k" * 32)
words = st.text(max_size=12)
bodies = st.dictionaries(words, st.one_of(words, st.integers(), st.booleans(), st.none()), max_size=3)
rows = st.lists(st.tuples(words, words, bodies), min_size=1, max_size=8)
FIELDS: dict[str, Any] = {
    "at": T0 - timedelta(days=1),
    "actor": "nobody else is called so",
    "origin": "10.255.255.254",
    "action": "something else",
    "subject": "another subject",
    "body": {"other": "body"},
    "mac": "00" * 32,
}


def written(chain: Chain, made: list[tuple[str, str, dict[str, Any]]]) -> tuple[list[AuditEntry], str]:
    previous, entries = FIRST, []
    for number, (actor, subject, body) in enumerate(made, 1):
        entry = AuditEntry(number, T0 + timedelta(seconds=number), actor, "cli", "account.add", subject, body)
        entries.append(chain.linked(entry, previous))
        previous = entries[-1].mac
    return entries, chain.head(len(entries), previous)


@given(rows)
def test_a_chain_as_it_was_written_holds(made: list[tuple[str, str, dict[str, Any]]]) -> None:
    entries, head = written(CHAIN, made)
    assert CHAIN.verify(entries, head) is None
    assert Chain(b"other" * 8).verify(entries, head) == Broken(1, "altered")


@given(rows, st.data())
def test_an_altered_row_is_found_first(made: list[tuple[str, str, dict[str, Any]]], data: st.DataObject) -> None:
    entries, head = written(CHAIN, made)
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(sorted(FIELDS)))
    entries[place] = replace(entries[place], **{field: FIELDS[field]})
    assert CHAIN.verify(entries, head) == Broken(place + 1, "altered")


@given(rows, st.data())
def test_a_row_left_out_is_found_wherever_it_was(
    made: list[tuple[str, str, dict[str, Any]]], data: st.DataObject
) -> None:
    entries, head = written(CHAIN, made)
    place = data.draw(st.integers(0, len(entries) - 1))
    last = place == len(entries) - 1
    del entries[place]
    assert CHAIN.verify(entries, head) == Broken(place + 1, "cut" if last else "missing")


@given(rows, st.data())
def test_rows_in_another_order_or_numbered_anew_are_found(
    made: list[tuple[str, str, dict[str, Any]]], data: st.DataObject
) -> None:
    entries, head = written(CHAIN, [*made, ("chen", "one more", {})])
    place = data.draw(st.integers(0, len(entries) - 2))
    gone = entries[:place] + [replace(entry, id=entry.id - 1) for entry in entries[place + 1 :]]
    assert CHAIN.verify(gone, head) == Broken(place + 1, "altered")


def test_an_added_row_and_a_missing_seal_are_found() -> None:
    entries, head = written(CHAIN, [("chen", "a", {}), ("li", "b", {})])
    forged = Chain(b"guess" * 8).linked(AuditEntry(3, T0, "li", "cli", "x", "c"), entries[-1].mac)
    assert CHAIN.verify([*entries, forged], head) == Broken(3, "altered")
    assert CHAIN.verify(entries, "") == Broken(3, "cut")
    assert CHAIN.verify([], head) == Broken(1, "cut")
    assert CHAIN.verify([], "") is None
