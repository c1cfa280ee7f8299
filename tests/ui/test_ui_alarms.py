"""The alarms page while things happen: it lives without a reload, acts on many at once, and obeys the keyboard."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from serving import Serving
from waiting import until

pytestmark = pytest.mark.timeout(400)
HALLS = ("yc-h05", "yc-h06")
STILL = "yc-h08"  # a hall of its own: what is raised four times flaps, and a flapping alarm clears late
SOON = 10_000  # milliseconds: a trap's way to the page, and a pause of the live list


@contextmanager
def broken(demo: Serving, *halls: str) -> Iterator[set[str]]:
    """Halls without their E1 lines; yields the names of their devices; mended at the end, alarms gone."""
    devices = {device for hall in halls for device in demo.get(f"halls/{hall}")["devices"]}
    for hall in halls:
        demo.answer("city", "fault", "e1-los", hall)
    try:
        yield devices
    finally:
        for hall in halls:
            demo.answer("city", "repair", hall)
        until(lambda: not any(_active(demo, hall) for hall in halls), "the alarms have cleared", 90)


def _active(demo: Serving, hall: str) -> int:
    total: int = demo.get(f"alarms?hall={hall}&problem=e1-los")["total"]
    return total


def test_an_alarm_appears_and_goes_without_a_reload(page: Page, demo: Serving, shoot: Callable[[str], None]) -> None:
    page.goto("/alarms?severity=critical")
    expect(page.locator("#live[data-state=on]")).to_be_attached()
    page.evaluate("window.stillTheSamePage = true")
    before = page.locator("tr[data-alarm]").count()
    with broken(demo, HALLS[0]) as devices:
        fresh = page.locator("tr[data-alarm]")
        expect(fresh).not_to_have_count(before, timeout=SOON)
        shown = page.locator("#alarm-list td a[translate=no]").all_text_contents()
        assert devices & set(shown)
        shoot("raised")
    for device in devices:
        mine = page.locator("#alarm-list tr[data-alarm]").filter(has=page.get_by_role("link", name=device, exact=True))
        expect(mine).to_have_count(0, timeout=3 * SOON)
    assert page.evaluate("window.stillTheSamePage") is True


def test_many_alarms_are_acknowledged_at_once(page: Page, demo: Serving, shoot: Callable[[str], None]) -> None:
    with broken(demo, *HALLS):
        wanted = until(lambda: _critical(demo) if len(_critical(demo)) >= len(HALLS) else [], "both halls' alarms")
        page.goto("/alarms?severity=critical")
        button = page.locator("[data-bulk] [data-act=acknowledge]")
        expect(button).to_be_disabled()
        for number in wanted:
            page.locator(f"input[name=ids][value='{number}']").check()
        expect(button).to_be_enabled()
        button.click()
        dialog = page.locator("#dialog-acknowledge")
        expect(dialog.locator("[data-chosen] li")).to_have_count(len(wanted))
        dialog.locator("textarea").fill("两个营业厅一并处理")
        shoot("dialog")
        dialog.locator("button[type=submit]").click()
        expect(dialog).not_to_be_visible()
        for number in wanted:
            expect(page.locator(f"tr[data-alarm='{number}'] .flags")).to_contain_text("tester", timeout=SOON)
        assert all(demo.get(f"alarms/{number}")["acknowledged_by"] for number in wanted)
        assert any("一并处理" in event["text"] for event in demo.get(f"alarms/{wanted[0]}")["history"])


def test_a_list_does_not_change_under_a_pressed_button(page: Page, demo: Serving) -> None:
    with broken(demo, STILL):
        until(lambda: _active(demo, STILL), "the hall's alarms")
        page.goto("/alarms?severity=critical")
        box = page.locator("input[name=ids]").first
        number = box.get_attribute("value")
        box.hover()
        page.mouse.down()
        with page.expect_response("**/alarms?severity=critical"):
            page.evaluate("document.body.dispatchEvent(new CustomEvent('nms:alarm', {bubbles: true}))")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.mouse.up()
        expect(page.locator(f"input[name=ids][value='{number}']")).to_be_checked()
        with page.expect_response("**/alarms?severity=critical"):
            page.evaluate("document.body.dispatchEvent(new CustomEvent('nms:alarm', {bubbles: true}))")
        expect(page.locator(f"input[name=ids][value='{number}']")).to_be_checked()


def _critical(demo: Serving) -> list[int]:
    """Numbers of the halls' own critical alarms that nobody has taken yet."""
    found = [
        demo.get(f"alarms?severity=critical&problem=e1-los&acknowledged=false&hall={hall}")["items"] for hall in HALLS
    ]
    return [alarm["id"] for items in found for alarm in items] if all(found) else []


def test_the_list_obeys_the_keyboard(page: Page, demo: Serving) -> None:
    with broken(demo, *HALLS):
        until(lambda: len(_critical(demo)) >= len(HALLS), "both halls' alarms")
        page.goto("/alarms?severity=critical")
        current = page.locator("tr[data-row].current")
        page.keyboard.press("j")
        page.keyboard.press("j")
        second = page.locator("tr[data-row]").nth(1)
        expect(current).to_have_attribute("data-alarm", str(second.get_attribute("data-alarm")))
        page.keyboard.press("k")
        expect(page.locator("tr[data-row]").first).to_have_class("current")
        page.keyboard.press("x")
        expect(page.locator("input[name=ids]:checked")).to_have_count(1)
        page.keyboard.press("a")
        expect(page.locator("#dialog-acknowledge")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#dialog-acknowledge")).not_to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/alarms/*")
        page.go_back()
        expect(page).to_have_url(f"{demo.origin}/alarms?severity=critical")


def test_search_and_help_are_one_key_away(page: Page) -> None:
    page.goto("/devices")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("yc-h05")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=yc-h05**")
    assert all("yc-h05" in name for name in page.locator("td.main a").all_text_contents())
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).not_to_be_visible()
