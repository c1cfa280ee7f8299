"""What is drawn: charts of a device and the map, both on canvases that a test must look into."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from serving import Serving
from waiting import until

pytestmark = pytest.mark.timeout(400)
COLOURS = """
canvas => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  const data = copy.getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 200) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  }
  return seen.size;
}
"""


def colours(canvas: Locator) -> int:
    """How many opaque colours a canvas shows; 0 when nothing was drawn."""
    number: int = canvas.evaluate(COLOURS)
    return number


def _router(demo: Serving) -> str:
    name: str = demo.get("devices?role=p&limit=1")["items"][0]["name"]
    return name


def test_the_charts_of_a_device_are_drawn(page: Page, demo: Serving, shoot: Callable[[str], None]) -> None:
    page.goto(f"/devices/{_router(demo)}/charts?range=24h")
    chart = page.locator("figure .chart").first
    expect(chart.locator("canvas")).to_be_visible()
    assert colours(chart.locator("canvas")) > 3
    expect(page.locator("figure .caption").first).not_to_be_empty()
    shoot("charts")


def test_a_stretch_drawn_with_the_mouse_goes_to_the_address(page: Page, demo: Serving) -> None:
    page.goto(f"/devices/{_router(demo)}/charts?range=24h")
    plot = page.locator("figure .chart .u-over").first
    expect(plot).to_be_visible()
    box = plot.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=5)
    page.mouse.up()
    page.wait_for_url("**from=*to=*")
    expect(page.locator("figure .chart canvas").first).to_be_visible()


def test_the_map_is_drawn_and_a_click_on_a_node_opens_the_device(
    page: Page, demo: Serving, shoot: Callable[[str], None]
) -> None:
    page.goto("/map")
    canvas = page.locator(".map canvas")
    names = page.locator("#map-names option")
    expect(names).not_to_have_count(0)
    until(lambda: colours(page.locator(".map canvas")) > 2, "the map is drawn")
    shoot("whole")
    router = _router(demo)
    page.locator("[data-map-search] input").fill(router)
    page.keyboard.press("Enter")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".map-tip")).to_contain_text(router)
    shoot("found")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(f"**/devices/{router}")


def test_the_first_page_fits_a_small_screen_and_draws_its_map_and_charts(
    page: Page, shoot: Callable[[str], None]
) -> None:
    page.goto("/")
    until(lambda: colours(page.locator(".map canvas")) > 2, "the map is drawn")
    expect(page.locator(".charts-small [data-traffic] canvas")).to_be_visible()
    for chart in page.locator(".charts-small .chart").all():
        expect(chart.locator("> *").first).to_be_attached()  # drawn, or a sentence: nothing to draw yet
    assert page.locator(".squares a.square").count() == 80
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    shoot("first")


def test_the_canvas_obeys_the_keyboard(page: Page) -> None:
    page.goto("/map")
    canvas = page.locator(".map canvas")
    until(lambda: colours(page.locator(".map canvas")) > 2, "the map is drawn")
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    canvas.focus()
    page.keyboard.press("+")
    until(lambda: canvas.evaluate("canvas => canvas.toDataURL()") != before, "the map is drawn larger")
