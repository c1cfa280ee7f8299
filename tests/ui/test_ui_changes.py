"""A change from the form to the device, by two people in two browsers; and a playbook's matrix."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import Serving
from watching import Watch

pytestmark = pytest.mark.timeout(400)
LONG = 60_000


@pytest.fixture
def second(browser: Browser, demo: Serving) -> Iterator[Page]:
    """A page of somebody who may approve."""
    approver = demo.login("second", "approver")
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=demo.origin, locale="zh-CN")
    context.add_cookies([{"name": "nms_session", "value": approver, "url": demo.origin}])
    page = context.new_page()
    watch = Watch(page, demo.origin)
    yield page
    context.close()
    assert not watch.complaints, watch.complaints


def test_a_change_goes_from_the_form_to_the_device(page: Page, second: Page, demo: Serving, artefacts: Path) -> None:
    page.goto("/changes/new?service=description&device=pe-3&lang=en", wait_until="domcontentloaded")
    ports = page.eval_on_selector_all("#ports-0 option", "all => all.map(one => one.value)")
    port = next(name for name in ports if name.startswith("GigabitEthernet"))
    page.fill('[name="title"]', "describe an uplink")
    page.fill('[name="number"]', "UI-1")
    page.fill('[name="0.port"]', port)
    page.fill('[name="0.text"]', "to the core by hand")
    page.click("button[value=plan]")
    expect(page.locator("h1 .stand-planned")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("description to the core by hand").first).to_be_visible()
    assert page.locator('button:has-text("Approve")').count() == 0, "the author does not approve"
    page.screenshot(path=artefacts / "change-planned.png", full_page=True)

    path = page.url.removeprefix(demo.origin).partition("?")[0]
    second.goto(f"{path}?lang=en", wait_until="domcontentloaded")
    second.click('button:has-text("Approve")')
    expect(second.locator("h1 .stand-approved")).to_be_visible(timeout=LONG)
    push = page.locator('button:has-text("Push change")')
    expect(push).to_be_visible(timeout=LONG)  # the page follows by itself
    push.click()
    expect(page.locator("h1 .stand-committed")).to_be_visible(timeout=LONG)
    page.screenshot(path=artefacts / "change-committed.png", full_page=True)


def test_a_playbook_runs_in_check_mode_and_shows_its_matrix(page: Page, artefacts: Path) -> None:
    page.goto("/plays?lang=en", wait_until="domcontentloaded")
    form = page.locator("form", has_text="health-check.yaml")
    form.locator('[name="limit"]').fill("pe-1,pe-2")
    page.screenshot(path=artefacts / "playbooks.png")
    form.locator("button").click()
    expect(page.locator("#run")).to_be_visible(timeout=LONG)
    expect(page.locator("#run h1 + .sub .state-done, #run h1 + .sub .state-failed")).to_be_visible(timeout=LONG)
    page.reload(wait_until="domcontentloaded")
    assert page.locator("#run table tbody tr").count() == 2
    page.screenshot(path=artefacts / "playbook-run.png")
