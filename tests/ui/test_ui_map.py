"""The map beyond drawing: layers in the address, what would go down, by mouse and by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from serving import Serving
from waiting import until

pytestmark = pytest.mark.timeout(400)
COUNT = "[...document.querySelector('[data-map]').map.batches.nodes.values()].flat().length"
GONE = "[...document.querySelector('[data-map]').map.gone.devices]"


def opened(page: Page, address: str = "/map") -> None:
    """The map with everything read."""
    page.goto(address)
    expect(page.locator("#map-names option")).not_to_have_count(0)


def test_layers_are_switched_and_stand_in_the_address(page: Page, shoot: Callable[[str], None]) -> None:
    opened(page)
    everything = page.evaluate(COUNT)
    page.locator("[name=layers][value=halls]").uncheck()
    until(lambda: page.evaluate(COUNT) < everything, "the halls are gone")
    page.locator("[name=layers][value=ring]").check()
    until(lambda: page.evaluate("document.querySelector('[data-map]').map.groups.length") > 0, "the rings are there")
    shoot("rings")
    page.reload()
    expect(page.locator("[name=layers][value=halls]")).not_to_be_checked()
    expect(page.locator("[name=layers][value=ring]")).to_be_checked()


def test_an_element_fails_by_keyboard_and_comes_back(page: Page, demo: Serving, shoot: Callable[[str], None]) -> None:
    hall = demo.get("halls?limit=1")["items"][0]
    box = hall["devices"][0]
    opened(page)
    page.locator("[data-fail] [name=fail]:not([type=hidden])").fill(box)
    page.keyboard.press("Enter")
    expect(page.locator("#case .failed")).to_contain_text(box)
    expect(page.locator("#case")).to_contain_text(hall["name"])
    assert box in page.evaluate(GONE)
    assert f"fail={box}" in page.url
    shoot("failed")
    page.locator(f"[data-restore='{box}']").click()
    expect(page.locator("#case .failed")).to_have_count(0)
    assert page.evaluate(GONE) == []
    page.go_back()
    expect(page.locator("#case .failed")).to_contain_text(box)


def test_a_click_on_the_map_fails_what_was_clicked(page: Page, demo: Serving) -> None:
    router = demo.get("devices?role=p&limit=1")["items"][0]["name"]
    opened(page, f"/map?find={router}")
    page.locator("[data-choose]").click()
    canvas = page.locator(".map canvas").bounding_box()
    assert canvas
    page.mouse.click(canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] / 2)
    expect(page.locator("#case .failed")).to_contain_text(router)
    page.mouse.click(canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] / 2)
    expect(page.locator("#case .failed")).to_have_count(0)


def test_where_one_looks_is_remembered(page: Page) -> None:
    opened(page)
    page.locator("[data-zoom='1.5']").click()
    page.wait_for_url("**at=**")
    wanted = page.evaluate("document.querySelector('[data-map]').map.view.k")
    page.reload()
    expect(page.locator("#map-names option")).not_to_have_count(0)
    until(
        lambda: abs(page.evaluate("document.querySelector('[data-map]').map.view.k") / wanted - 1) < 0.02, "as before"
    )
