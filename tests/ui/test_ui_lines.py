"""A line from its order to a design in the browser: form, comparison, verbs, paths on the page and on the map."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from serving import Serving
from walking import in_language, shown_texts

pytestmark = pytest.mark.timeout(400)
NUMBER = "PL-UI-0001"


def fill(page: Page, demo: Serving, rate: str) -> None:
    """The order of 20 Mbit/s between the first customer's headquarters and a branch."""
    customer = demo.get("customers?limit=1")["items"][0]
    page.goto(f"/lines/new?customer={customer['name']}")
    page.fill("[name=number]", NUMBER)
    page.fill("[name=title]", "browser")
    page.fill("[name=mbps]", rate)
    page.select_option("[name=topology]", "p2p")
    page.select_option("[name=reliability]", "99.9")
    ends = page.locator("[name=end-site]")
    for place, site in enumerate(customer["sites"][:2]):
        ends.nth(place).fill(site)


def test_an_order_goes_from_the_form_to_a_design(page: Page, demo: Serving, shoot: Callable[[str], None]) -> None:
    fill(page, demo, "fast")
    page.locator(".buttons [name=act][value=compare]").click()
    expect(page.locator("[name=mbps]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("main")).to_contain_text("NMS-LINE-052")
    shoot("wrong")
    page.fill("[name=mbps]", "20")
    page.locator(".buttons [name=act][value=compare]").click()
    expect(page.locator("table.scores")).to_be_visible()
    assert page.locator("table.scores tr.total strong").count() == 3
    shoot("compared")
    page.locator(".buttons [name=act][value=order]").click()
    page.wait_for_url(f"**/lines/{NUMBER}")
    page.locator("button[data-post$='/survey']").click()
    expect(page.locator("table.scores")).to_be_visible()
    page.locator("section button[data-post$='/design']").first.click()
    expect(page.locator("ol.hops").first).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("已设计")
    assert page.locator("ol.hops a.hop").count() > 1
    shoot("designed")


def test_the_ways_of_a_line_are_drawn_on_the_map(page: Page, demo: Serving, shoot: Callable[[str], None]) -> None:
    page.goto(f"/lines/{NUMBER}")
    page.locator(f"a[href='/map?line={NUMBER}']").click()
    expect(page.locator("#map-names option")).not_to_have_count(0)
    ways = page.evaluate("document.querySelector('[data-map]').map.ways.map((way) => way.role)")
    assert "work" in ways
    shoot("map")


def test_a_line_is_in_the_lists_and_holds_what_they_show(page: Page, demo: Serving) -> None:
    page.goto("/lines?state=designed")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/lines/{NUMBER}")
    for language in ("zh", "en"):
        page.goto(in_language(f"/lines/{NUMBER}", language))
        assert shown_texts(page)
    with page.expect_download() as download:
        page.goto("/lines?lang=zh")
        page.locator(".export a").last.click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_the_report_of_a_customer_prints(page: Page, demo: Serving, shoot: Callable[[str], None]) -> None:
    customer = demo.get("customers?limit=1")["items"][0]["name"]
    page.goto(f"/customers/{customer}/report")
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator(".head .buttons")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    shoot("print")
    page.emulate_media(media="screen")


def test_timeslots_are_drawn_in_three_seven_three(page: Page, shoot: Callable[[str], None]) -> None:
    page.goto("/resources")
    page.locator("td.main a", has_text="mstp-c1--mstp-c2").click()
    expect(page.locator("h1")).to_contain_text("mstp-c1--mstp-c2")
    page.goto("/resources/spans/cpos-1--mstp-c1")
    expect(page.locator("table.slots").first).to_be_visible()
    cells = "cells => cells.reduce((sum, cell) => sum + cell.rowSpan * cell.colSpan, 0)"
    assert page.locator("table.slots").first.locator("td.slot").evaluate_all(cells) == 63
    shoot("span")
