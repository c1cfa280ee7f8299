"""Articles: versions, and words found in Chinese of every length; messages, surveys and links with their rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import ConflictError, NotFoundError
from nms.core.knowledge import Article, Wording
from nms.core.outbound import CustomerLink, Medium, Message, MessageState, Occasion, Survey
from nms.store import Store
from nms.store.fulltext import asked, terms

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)


def article(name: str, zh: str, body: str = "正文", *, public: bool = False, tags: tuple[str, ...] = ()) -> Article:
    return Article(0, name, Wording(zh, body), Wording(), tags, public, author="tester", changed_at=NOW)


@pytest.fixture
def shelf(store: Store) -> Store:
    rows = [
        article("power", "光猫掉电", "客户侧电源断，光功率正常。", public=True, tags=("problem:power-loss",)),
        article("optical", "接收光功率偏低", "清洁端面。光衰大时用 OTDR。", tags=("optical-power",)),
        article("dot1x", "802.1X 认证不过", "RADIUS 日志里有没有 Access-Reject。"),
        article("slow", "专线变慢", "测速要直接接线。", public=True),
    ]
    for row in rows:
        store.articles.save(row, 0)
    return store


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("慢", ["slow"]),  # one character
        ("光", ["optical", "power"]),
        ("掉电", ["power"]),  # two
        ("光功率", ["optical", "power"]),  # three
        ("功率偏低", ["optical"]),
        ("电光", []),  # both characters are there, but never side by side
        ("802.1X", ["dot1x"]),
        ("radi", ["dot1x"]),  # a word's beginning
        ("access reject", ["dot1x"]),
        ("ＯＴＤＲ", ["optical"]),  # full width
        ("光功率 OTDR", ["optical"]),  # all words
        ("", []),
        ("，。！", []),
    ],
)
def test_words_of_any_length_are_found(shelf: Store, question: str, names: list[str]) -> None:
    assert sorted(hit.article.name for hit in shelf.articles.search(question, public=False)) == names


def test_a_title_counts_more_than_a_body(shelf: Store) -> None:
    assert [hit.article.name for hit in shelf.articles.search("光功率", public=False)] == ["optical", "power"]


def test_customers_find_public_articles_only(shelf: Store) -> None:
    assert [hit.article.name for hit in shelf.articles.search("光功率", public=True)] == ["power"]
    assert shelf.articles.search("认证", public=True) == []


def test_where_nothing_has_all_words_any_of_them_will_do(shelf: Store) -> None:
    assert {hit.article.name for hit in shelf.articles.search("掉电 变慢", public=False)} == {"power", "slow"}


def test_a_new_version_is_found_by_its_own_words_and_a_retired_one_by_none(shelf: Store) -> None:
    held = shelf.articles.named("slow")
    shelf.articles.save(article("slow", "网速不达标"), held.version)
    assert shelf.articles.search("变慢", public=False) == []
    assert [hit.article.version for hit in shelf.articles.search("网速", public=False)] == [2]
    shelf.articles.save(Article(0, "slow", Wording("网速不达标", "x"), retired=True, changed_at=NOW), 2)
    assert shelf.articles.search("网速", public=False) == []
    assert [one.version for one in shelf.articles.versions("slow")] == [3, 2, 1]
    assert [one.name for one in shelf.articles.find(retired=True)] == ["slow"]


def test_two_who_edit_the_same_version_cannot_both_win(shelf: Store) -> None:
    shelf.articles.save(article("slow", "甲"), 1)
    with pytest.raises(ConflictError, match="NMS-KB-006"):
        shelf.articles.save(article("slow", "乙"), 1)
    with pytest.raises(ConflictError, match="NMS-KB-005"):
        shelf.articles.save(article("slow", "丙"), 0)
    with pytest.raises(NotFoundError):
        shelf.articles.named("none")


@given(st.text(alphabet="光功率偏低 aB1.-，", max_size=12), st.text(alphabet="光功率偏低 aB1.-，", max_size=12))
def test_whatever_a_text_contains_its_own_terms_ask_for(before: str, after: str) -> None:
    words = asked(f"{before} {after}")
    known = terms(f"{before} {after}")
    for one in words:
        assert one.term in known or (one.begins and any(term.startswith(one.term) for term in known))


# ---------------------------------------------------------------- messages


def message(key: str, at: datetime = NOW) -> Message:
    return Message(0, key, Medium.SMS, "+861", 7, Occasion.CREATED, "zh", "s", "b {link}", at, at, b"x")


def test_the_same_event_tells_the_same_receiver_once(store: Store) -> None:
    assert store.messages.put([message("1:sms"), message("1:mail")]) == 2
    assert store.messages.put([message("1:sms"), message("2:sms"), message("2:sms")]) == 1
    assert store.messages.find()[0] == 3


def test_what_is_due_comes_oldest_first_and_not_again_once_it_was_sent(store: Store) -> None:
    store.messages.put([message("b", NOW), message("a", NOW - timedelta(minutes=1)), message("c", NOW + timedelta(1))])
    due = store.messages.due(NOW)
    assert [one.key for one in due] == ["a", "b"]
    store.messages.note(replace(due[0], state=MessageState.SENT, sealed=None, sent_at=NOW))
    assert [one.key for one in store.messages.due(NOW)] == ["b"]
    assert store.messages.get(due[0].id).sealed is None
    assert store.messages.prune(NOW + timedelta(days=1)) == 1
    assert store.messages.find()[0] == 2


# ---------------------------------------------------------------- surveys and links


def test_a_ticket_has_one_survey_and_it_takes_one_answer(store: Store) -> None:
    assert store.surveys.open(Survey(7, NOW, NOW + timedelta(days=1)), b"k")
    assert not store.surveys.open(Survey(7, NOW, NOW + timedelta(days=1)), b"other")
    assert store.surveys.find(b"other") is None
    answered = store.surveys.answer(b"k", 5, "好", NOW)
    assert answered is not None
    assert (answered.score, answered.comment) == (5, "好")
    assert store.surveys.answer(b"k", 1, "", NOW) is None
    assert store.surveys.of([7, 9])[7].score == 5


def test_a_survey_past_its_time_takes_none(store: Store) -> None:
    store.surveys.open(Survey(7, NOW, NOW + timedelta(days=1)), b"k")
    assert store.surveys.answer(b"k", 5, "", NOW + timedelta(days=1)) is None


def test_a_revoked_link_opens_nothing_and_another_customers_cannot_be_revoked(store: Store) -> None:
    made = store.customer_links.add(CustomerLink(0, "bank", "x", "me", NOW), b"k")
    opened = store.customer_links.open(b"k", NOW)
    assert opened is not None
    assert (opened.customer, opened.seen_at) == ("bank", NOW)
    with pytest.raises(NotFoundError):
        store.customer_links.revoke("shop", made.id, NOW)
    assert store.customer_links.revoke("bank", made.id, NOW).revoked_at == NOW
    assert store.customer_links.open(b"k", NOW) is None
    assert len(store.customer_links.of("bank")) == 1
