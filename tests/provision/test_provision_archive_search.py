"""Searching kept configurations: newest and all, text and expression, bounded in time, blind to secrets."""

from pathlib import Path

import pytest
from archiving import AT, LI, TEXT, archive, device, later

from nms.core.errors import InvalidError
from nms.provision.archive.git_archive import GitArchive
from nms.provision.archive.search import Wanted, search


@pytest.fixture
def kept(tmp_path: Path) -> GitArchive:
    """Two devices; the first one's description changed once."""
    made = archive(tmp_path)
    made.keep(device(), TEXT, AT, "first", LI)
    made.keep(device(), TEXT.replace("to p1", "to p2 绍兴"), later(1), "second", LI)
    made.keep(device("pe-2"), TEXT.replace("pe-1", "pe-2"), later(2), "third", LI)
    return made


def lines(kept: GitArchive, wanted: Wanted) -> list[tuple[str, int, str, str]]:
    found = search(kept, wanted, 30)
    assert found.complete
    return [(hit.kept.device, hit.number, hit.line, hit.kept.cause) for hit in found.hits]


def test_the_newest_of_every_device_is_searched_without_regard_to_capitals(kept: GitArchive) -> None:
    assert lines(kept, Wanted("DESCRIPTION TO")) == [
        ("pe-1", 5, " description to p2 绍兴", "second"),
        ("pe-2", 5, " description to p1", "third"),
    ]


def test_a_line_of_the_past_is_found_in_the_newest_version_that_has_it(kept: GitArchive) -> None:
    assert lines(kept, Wanted("to p1", devices=("pe-1",))) == []
    assert lines(kept, Wanted("to p1", everything=True, devices=("pe-1",))) == [
        ("pe-1", 5, " description to p1", "first")
    ]
    assert lines(kept, Wanted("interface", everything=True))[0][-1] == "second"


def test_an_expression_is_matched_line_by_line(kept: GitArchive) -> None:
    assert [hit[2] for hit in lines(kept, Wanted(r"^sysname pe-\d$", regex=True))] == ["sysname pe-1", "sysname pe-2"]
    assert lines(kept, Wanted(r"^sysname pe-\d$")) == []


@pytest.mark.parametrize("text", ["", "x" * 201])
def test_nothing_and_too_much_are_refused(kept: GitArchive, text: str) -> None:
    with pytest.raises(InvalidError):
        search(kept, Wanted(text))


@pytest.mark.parametrize("text", ["(", "*", "(?P<n", "[z-a]", "(" * 200])
def test_a_bad_expression_says_what_is_wrong(kept: GitArchive, text: str) -> None:
    with pytest.raises(InvalidError) as refused:
        search(kept, Wanted(text, regex=True), 30)
    assert refused.value.code == "NMS-CONF-004"
    assert refused.value.values["reason"]


def test_an_expression_that_never_ends_is_stopped_and_what_was_found_stays(tmp_path: Path) -> None:
    made = archive(tmp_path)
    made.keep(device(), "a\n" + "a" * 40 + "!\n", AT, "x", LI)
    found = search(made, Wanted("^(a+)+$", regex=True), 3)
    assert not found.complete
    assert [hit.line for hit in found.hits] == ["a"]


def test_more_hits_than_asked_for_are_said(kept: GitArchive) -> None:
    found = search(kept, Wanted("e", limit=3), 30)
    assert len(found.hits) == 3
    assert not found.complete


def test_no_search_finds_a_secret(kept: GitArchive) -> None:
    for text in ("Canary", "password C", "password [^*]"):
        assert lines(kept, Wanted(text, regex="[" in text, everything=True)) == []


def test_an_archive_in_which_nothing_was_kept_has_no_hits(tmp_path: Path) -> None:
    assert search(archive(tmp_path), Wanted("x")).hits == ()
