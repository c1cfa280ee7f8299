"""A walk through all pages, in both languages: each answers, shows its heading, and is translated whole."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect
from serving import ROOT, Serving
from walking import every_page, in_language, links, shown_texts
from watching import Watch

from nms.core.texts import CATALOGUE

pytestmark = pytest.mark.timeout(400)
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def test_every_page_opens_by_a_click(page: Page, demo: Serving, shoot: Callable[[str], None]) -> None:
    page.goto("/")
    for address in links(page, "header nav a"):
        link = page.locator(f"header nav a[href='{address}']")
        if not link.is_visible():  # behind "more"
            page.locator("header nav summary").click()
        link.click()
        expect(page).to_have_url(f"{demo.origin}{address}")
        expect(page.locator("h1")).not_to_be_empty()
        expect(page.locator("header nav a[aria-current=page]")).to_have_count(1)
        shoot(address)
    assert page.locator("html").get_attribute("lang") == "zh-CN"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_is_half_translated(page: Page, demo: Serving, shoot: Callable[[str], None], language: str) -> None:
    left_over = {}
    for address in every_page(page, demo):
        page.goto(in_language(address, language))
        expect(page.locator("h1")).not_to_be_empty()
        assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
        foreign = [text for text in shown_texts(page) if _foreign(text, language)]
        if foreign:
            left_over[address] = foreign
        shoot(f"{address}-{language}")
    assert not left_over


def _foreign(text: str, language: str) -> bool:
    if language == "en":
        return bool(CHINESE.search(_without_data(text)))
    return any(pattern.fullmatch(text) for pattern in ENGLISH)


def _without_data(text: str) -> str:
    for word in DATA:
        text = text.replace(word, "")
    return text


def _data_words(folder: Path) -> list[str]:
    """Chinese words of the inventory, longest first: names of places and customers are never translated."""
    words: set[str] = set()
    for path in (*folder.glob("inventory/*.yaml"), folder / "config.yaml"):
        words |= set(_strings(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)))
    return sorted((word for word in words if CHINESE.search(word)), key=len, reverse=True)


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [word for item in value.values() for word in _strings(item)]
    if isinstance(value, list):
        return [word for item in value for word in _strings(item)]
    return [value] if isinstance(value, str) else []


def _english_patterns() -> list[re.Pattern[str]]:
    """What the catalogue says in English words and otherwise in Chinese; placeholders may hold anything.

    Words in capitals (SES, UAS, CSV) are the trade's own in both languages.
    """
    texts = (PLACEHOLDER.sub("\0", text.en) for text in CATALOGUE.values() if CHINESE.search(text.zh))
    return [re.compile(re.escape(text).replace("\0", ".+")) for text in texts if re.search("[a-z]{3}", text)]


DATA = _data_words(ROOT)
ENGLISH = _english_patterns()


def test_the_language_switch_keeps_what_is_shown(page: Page, demo: Serving) -> None:
    page.goto("/devices?state=up&sort=name")
    page.locator(".tongue a[lang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert {"state=up", "sort=name", "lang=en"} <= set(page.url.partition("?")[2].split("&"))
    page.goto("/alarms")  # remembered
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".tongue a[lang=zh]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_a_page_that_is_not_there_says_so_with_a_code(page: Page, watch: Watch) -> None:
    page.goto("/devices/no-such-device?lang=en")
    expect(page.locator("main")).to_contain_text("NMS-CORE-002")
    expect(page.locator("main")).to_contain_text("no-such-device")
    assert any(complaint.startswith("404") for complaint in watch.complaints)
    watch.complaints.clear()
