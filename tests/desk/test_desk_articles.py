"""Articles' markup, files and suggestions: nothing is lost, nothing becomes more than text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.knowledge import Article, Hit, Wording
from nms.desk.article_file import read, written
from nms.desk.markup import blocks, plain, spans, summary
from nms.desk.suggestion import Subject, suggest

WORDS = st.text(alphabet="ab中文 <>&\"'*`#-1.{}", max_size=60)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_body_becomes_headings_lists_steps_and_code() -> None:
    found = blocks("## 现象\n第一行\n第二行\n\n- 甲\n- 乙\n1. 做\n2、看\n```\n<b>\n```\n末")
    assert [block.kind for block in found] == ["heading", "paragraph", "bullets", "steps", "code", "paragraph"]
    assert [len(block.lines) for block in found] == [1, 1, 2, 2, 1, 1]
    assert plain("**重** `cmd` x") == "重 cmd x"
    assert summary("一二三四五", 4) == "一二三…"


@given(WORDS)
def test_no_character_of_a_line_is_lost_but_the_marks(line: str) -> None:
    kept = "".join(span.text for span in spans(line))
    assert [one for one in kept if one not in "*`"] == [one for one in line if one not in "*`"]


@given(st.lists(WORDS, max_size=8))
def test_any_body_can_be_shown(lines: list[str]) -> None:
    for block in blocks("\n".join(lines)):
        assert block.lines
        assert all(span.text for line in block.lines for span in line)


LINE = st.text(alphabet="ab中 :#-{}'\"", min_size=1, max_size=20).map(lambda word: f"x{word.strip()}")


@given(LINE, LINE, st.lists(st.sampled_from(["problem:e1-*", "E1", "cause:power"]), unique=True), st.booleans())
def test_a_file_gives_back_the_article_it_was_written_from(
    title: str, body: str, tags: list[str], public: bool
) -> None:
    made = Article(0, "one", Wording(title, f"{body}\n\n- {body}"), Wording("T", body), tuple(tags), public)
    assert read(written(made), "one.md") == made


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NMS-KB-007"),
        ("---\nname: a\n", "NMS-KB-007"),
        ("---\nname: a\nname: b\n---\n", "NMS-KB-007"),
        ("---\nowner: a\n---\n", "NMS-KB-007"),
        ("---\nname: a\nzh: t\npublic: maybe\n---\n<!-- zh -->\nx", "NMS-KB-007"),
        ("---\nname: A B\nzh: t\n---\n<!-- zh -->\nx", "NMS-KB-001"),
        ("---\nname: a\n---\n<!-- zh -->\nx", "NMS-KB-002"),
        ("---\nname: a\nzh: t\n---\n", "NMS-KB-003"),
        ("---\nname: a\nzh: t\n---\n<!-- zh -->\nx\x00", "NMS-KB-003"),
        ("---\nname: a\nzh: t\ntags: a b\n---\n<!-- zh -->\nx", "NMS-KB-004"),
    ],
)
def test_a_file_that_is_no_article_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(InvalidError) as told:
        read(text, "one.md")
    assert told.value.code == code


def article(name: str, *tags: str) -> Article:
    return Article(0, name, Wording(name, "x"), tags=tags)


SHELF = [
    article("los", "problem:e1-los"),
    article("e1-all", "problem:e1-*"),
    article("olt", "problem:power-loss", "platform:huawei_smartax"),
    article("olt-only", "platform:huawei_smartax"),
    article("power", "problem:power-loss"),
    article("words"),
]


def test_what_is_about_the_problem_comes_first_and_a_platform_only_adds() -> None:
    found = suggest(Subject(("power-loss",), ("huawei_smartax",)), SHELF, ())
    assert [one.article.name for one in found] == ["olt", "power"]
    assert found[0].why == ("problem:power-loss", "platform:huawei_smartax")
    assert [one.article.name for one in suggest(Subject(("e1-los",)), SHELF, ())] == ["e1-all", "los"]
    assert suggest(Subject(("e1-los",)), SHELF, (), most=1)[0].article.name == "e1-all"


def test_words_help_where_no_tag_fits() -> None:
    hits = [Hit(SHELF[5], 9.0), Hit(SHELF[3], 1.0)]
    assert [one.article.name for one in suggest(Subject(text="x"), SHELF, hits)] == ["words"]
    assert suggest(Subject(), SHELF, ()) == []
