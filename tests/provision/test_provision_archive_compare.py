"""Differences and origins of lines: exact for any two texts, by algebra."""

from itertools import pairwise

import pytest
from archiving import LI, later
from hypothesis import given
from hypothesis import strategies as st

from nms.core.change import Kept
from nms.provision.archive.blame import Version, blame, touches
from nms.provision.archive.comparing import Row, blocks, side_by_side, unified

LINES = st.lists(st.sampled_from(["a", "b", "c", "", " a"]), max_size=12)


def version(number: int, text: str) -> Version:
    return Kept(f"{number:040x}", "pe-1", later(number), "", f"change {number}", LI), text


@given(LINES, LINES)
def test_blocks_cover_both_sides_and_only_equal_ones_are_called_so(old: list[str], new: list[str]) -> None:
    found = blocks(old, new)
    assert [line for block in found for line in old[block.a : block.b]] == old
    assert [line for block in found for line in new[block.c : block.d]] == new
    assert all((old[block.a : block.b] == new[block.c : block.d]) == block.same for block in found)
    assert all(one.same != other.same for one, other in pairwise(found) if one.same)


@given(LINES, LINES)
def test_both_texts_can_be_read_off_a_whole_comparison(old: list[str], new: list[str]) -> None:
    rows = side_by_side("\n".join(old), "\n".join(new), around=None)
    assert [row.old for row in rows if row.left] == "\n".join(old).splitlines()
    assert [row.new for row in rows if row.right] == "\n".join(new).splitlines()
    assert [row.left for row in rows if row.left] == list(range(1, len("\n".join(old).splitlines()) + 1))


@given(LINES, LINES, st.integers(0, 3))
def test_a_shortened_comparison_leaves_out_only_what_is_the_same(old: list[str], new: list[str], around: int) -> None:
    short, whole = (side_by_side("\n".join(old), "\n".join(new), size) for size in (around, None))
    assert [row for row in short if row.kind not in ("same", "gap")] == [row for row in whole if row.kind != "same"]
    shown = sum(row.skipped if row.kind == "gap" else 1 for row in short)
    assert shown == len(whole)


def test_a_gap_says_where_it_begins_and_how_long_it_is() -> None:
    old = "\n".join(map(str, range(20)))
    rows = side_by_side(old, old.replace("10", "ten"), 2)
    assert [(row.kind, row.left) for row in rows] == [
        ("gap", 1), ("same", 9), ("same", 10), ("changed", 11), ("same", 12), ("same", 13), ("gap", 14),
    ]  # fmt: skip
    assert (rows[0].skipped, rows[-1].skipped) == (8, 7)
    assert rows[3] == Row("changed", 11, 11, "10", "ten")


def test_equal_texts_differ_in_nothing() -> None:
    assert unified("a\nb", "a\nb", ("x", "y")) == ""
    assert side_by_side("", "") == []
    assert {row.kind for row in side_by_side("a\nb", "a\nb")} == {"gap"}


def test_a_unified_diff_reads_as_everywhere() -> None:
    assert unified("a\nb\n", "a\nc\n", ("old", "new")).splitlines() == [
        "--- old",
        "+++ new",
        "@@ -1,2 +1,2 @@",
        " a",
        "-b",
        "+c",
    ]


def test_every_line_is_as_old_as_the_version_that_brought_it() -> None:
    texts = ["a\nb", "a\nx\nb", "a\nx\nb\ny", "x\nb\ny\nz"]
    found = blame([version(number, text) for number, text in reversed(list(enumerate(texts)))])
    assert [(line.text, line.since.cause, line.oldest) for line in found] == [
        ("x", "change 1", False),
        ("b", "change 0", True),
        ("y", "change 2", False),
        ("z", "change 3", False),
    ]


def test_a_line_that_was_away_is_as_young_as_its_return() -> None:
    found = blame([version(2, "a\nb"), version(1, "a"), version(0, "a\nb")])
    assert [(line.text, line.since.cause) for line in found] == [("a", "change 0"), ("b", "change 2")]


def test_no_more_versions_are_read_than_needed() -> None:
    def versions():
        yield version(2, "a")
        yield version(1, "b")
        pytest.fail("all lines were known already")

    assert [line.since.cause for line in blame(versions())] == ["change 2"]
    assert blame([]) == []


@given(st.lists(LINES, min_size=1, max_size=6))
def test_a_line_stood_in_every_version_since_its_origin(texts: list[list[str]]) -> None:
    versions = [version(number, "\n".join(lines)) for number, lines in enumerate(texts)][::-1]
    by_number = {kept.id: text.splitlines() for kept, text in versions}
    for line in blame(versions):
        since = int(line.since.id, 16)
        assert all(line.text in by_number[f"{number:040x}"] for number in range(since, len(texts)))
        assert line.oldest == (since == 0)


def test_who_touched_a_line_when_and_what_became_of_it() -> None:
    texts = ["mtu 1500", "mtu 1500\nx", "mtu 9000\nx", "x", "mtu 9000\nmtu 9000\nx"]
    found = list(touches([version(number, text) for number, text in reversed(list(enumerate(texts)))], "mtu"))
    assert [(touch.kept.cause, touch.added, touch.removed) for touch in found] == [
        ("change 4", ("mtu 9000", "mtu 9000"), ()),
        ("change 3", (), ("mtu 9000",)),
        ("change 2", ("mtu 9000",), ("mtu 1500",)),
        ("change 0", ("mtu 1500",), ()),
    ]
