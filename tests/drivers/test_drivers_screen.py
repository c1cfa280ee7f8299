"""Byte streams of terminals as lines: escape codes, pagers, overtyping, whatever the pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.drivers.dialects import DIALECTS
from nms.drivers.screen import Screen

VRP, IOS = DIALECTS["huawei_vrp"], DIALECTS["cisco_ios"]


def read(text: str, pieces: int = 0, paging: str = "", noise: tuple[str, ...] = ()) -> tuple[list[str], str]:
    screen = Screen(paging, noise)
    size = pieces or max(len(text), 1)
    for start in range(0, len(text), size):
        screen.feed(text[start : start + size])
    return screen.lines, screen.tail


@pytest.mark.parametrize("pieces", [0, 1, 2, 7])
@pytest.mark.parametrize(
    ("raw", "lines", "tail"),
    [
        ("one\r\ntwo\r\n<R1>", ["one", "two"], "<R1>"),
        ("\x1b[1mbold\x1b[0m\r\n\x1b[?2004hr1# ", ["bold"], "r1# "),
        ("\x1b]0;title\x07plain\n", ["plain"], ""),
        ("abx\x08c\n", ["abc"], ""),
        ("\x00a\x07b\n", ["ab"], ""),
        ("old text\rnew\n", ["new"], ""),
        ("  ---- More ----\x1b[16D                \x1b[16D indented\r\n", [" indented"], ""),
        (
            " --More-- \x08\x08\x08\x08\x08\x08\x08\x08\x08        \x08\x08\x08\x08\x08\x08\x08\x08\x08 x\r\n",
            [" x"],
            "",
        ),
        ("绍兴 description\r\n", ["绍兴 description"], ""),
    ],
)
def test_what_a_terminal_would_show(raw: str, lines: list[str], tail: str, pieces: int) -> None:
    assert read(raw, pieces, f"{VRP.paging}|{IOS.paging}") == (lines, tail)


@given(st.text(alphabet="ab \r\n\x1b[1m<>", max_size=60), st.integers(1, 9))
def test_pieces_do_not_matter(text: str, pieces: int) -> None:
    assert read(text, pieces) == read(text)


def test_a_pager_is_reported_once_for_each_of_its_marks() -> None:
    screen = Screen(VRP.paging)
    screen.feed("a\r\n  ---- More ----")
    assert [screen.paged(), screen.paged()] == [True, False]
    screen.feed("\x1b[16D                \x1b[16Db\r\n  ---- More ----")
    assert [screen.paged(), screen.paged()] == [True, False]
    assert screen.lines == ["a", "b"]


def test_messages_that_nobody_asked_for_are_taken_out_with_their_line() -> None:
    raw = "R1(config)#\r\n*Mar  1 00:05:12.003: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up\r\nhostname R2\r\n"
    assert read(raw, noise=IOS.noise) == (["R1(config)#hostname R2"], "")
    shutdown = "R1(config)#\r\n***\r\n*** --- SHUTDOWN in 0:05:00 ---\r\n***\r\nend\r\n"
    assert read(shutdown, noise=IOS.noise) == (["R1(config)#end"], "")
