"""Calls and what-if in a real browser: a slider moves the figures, a report of the picture tells why."""

import re

import pytest
from playwright.sync_api import Page, expect
from watching import Watch

pytestmark = pytest.mark.timeout(400)  # the demo starts and polls every device once


def _cell(page: Page) -> str:
    page.goto("/radio/calls")
    return page.locator("input[name=cell]").input_value()


def test_a_slider_moves_the_figures_and_the_address(watched: tuple[Page, Watch]) -> None:
    page, _ = watched
    page.goto(f"/radio/what-if?cell={_cell(page)}")
    figures = page.locator("#figures-around")
    expect(figures).to_be_visible(timeout=30_000)
    before = figures.inner_text()
    page.locator("#more-knobs summary").click()
    slider = page.locator("input[data-slide='cell.enable_pbgt']")
    slider.focus()
    slider.press("ArrowLeft")
    expect(page.locator("[id='cell.enable_pbgt']")).to_have_value("0")
    expect(figures).not_to_have_text(before, timeout=15_000)
    expect(page).to_have_url(re.compile(r"cell\.enable_pbgt=0"))
    expect(page.locator("#verdict")).to_contain_text("enable_pbgt=0")
    page.reload()
    expect(page.locator("[id='cell.enable_pbgt']")).to_have_value("0")


def test_a_report_of_the_picture_tells_why(watched: tuple[Page, Watch]) -> None:
    page, _ = watched
    page.goto(f"/radio/calls/draw?cell={_cell(page)}&kind=left")
    expect(page.locator(".call-levels")).to_be_visible(timeout=30_000)
    expect(page.locator("#because")).not_to_be_empty()
    page.locator(".call-levels a").nth(2).click()
    expect(page).to_have_url(re.compile(r"nr=3\b"))
    first = page.locator("#because").inner_text()
    page.get_by_role("link", name="下一次切换").press("Enter")
    expect(page.locator("#because")).not_to_have_text(first)
    expect(page.locator(".tests .mark-clear").first).to_be_visible()
