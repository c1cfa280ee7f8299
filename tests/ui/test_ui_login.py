"""Coming in with a real browser: a one-time password, one's own, work, and out for good."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import PASSWORD, Serving

pytestmark = pytest.mark.timeout(400)


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("main form button").click()


def test_an_account_comes_in_chooses_a_password_makes_another_and_leaves(browser: Browser, demo: Serving) -> None:
    once = demo.account("boss", "admin")
    page = browser.new_context(base_url=demo.origin, locale="zh-CN").new_page()
    page.goto("/accounts")
    expect(page).to_have_url(re.compile("/login"))
    fill(page, name="boss", password=once)
    expect(page).to_have_url(re.compile("/password"))
    fill(page, old=once, new=PASSWORD, again=PASSWORD)
    expect(page).to_have_url(re.compile("/login"))
    fill(page, name="boss", password=PASSWORD)
    page.goto("/accounts")
    page.locator("form[data-then=reveal] [name=name]").fill("zhao")
    page.locator("form[data-then=reveal] button").click()
    secret = page.locator("#dialog-reveal [data-secret]")
    expect(secret).to_have_text(re.compile(r"^\w{4}(-\w{4}){3}$"))
    page.locator("#dialog-reveal button").click()
    expect(page.locator("td.main", has_text="zhao")).to_be_visible()
    page.goto("/audit?verify=1")
    expect(page.locator("[role=status]", has_text="审计链完整")).to_be_visible()
    page.locator(".who button").click()
    expect(page).to_have_url(re.compile("/login"))
    page.go_back()
    page.reload()
    expect(page).to_have_url(re.compile("/login"))
    page.context.close()


def test_a_guest_looks_and_is_offered_nothing_to_do(browser: Browser, demo: Serving) -> None:
    page = browser.new_context(base_url=demo.origin, locale="zh-CN").new_page()
    page.goto("/alarms")
    expect(page.locator("#live[data-state=on]")).to_be_attached()
    expect(page.locator("[data-act], [data-json], [data-send]")).to_have_count(0)
    expect(page.locator(".who a")).to_have_text("登录")
    page.context.close()
