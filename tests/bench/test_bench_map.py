"""The map of 5,000 elements in Chromium without a graphics card: opening and panning; printed, never judged."""

import os
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from large_city import trouble, write
from playwright.sync_api import CDPSession, Page, sync_playwright
from serving import serving

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
NODES = 5_000
SECONDS = 5
DRAWN = """
() => new Promise((done) => {
  const look = () => {
    const [drawn] = performance.getEntriesByName('map-drawn');
    if (drawn) done(drawn.startTime); else setTimeout(look, 10);
  };
  look();
})
"""
PAN = """
([zoom, seconds]) => new Promise((done) => {
  const map = document.querySelector('[data-map]').map;
  map.fit();
  if (zoom > 1) map.zoom(zoom);
  const frames = [];
  const end = performance.now() + seconds * 1000;
  const step = (at) => {
    frames.push(at);
    if (at >= end) return done(frames);
    const turn = frames.length / 15;
    map.pan(6 * Math.cos(turn), 6 * Math.sin(turn));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""


@pytest.fixture
def city(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Origin of the pages and the session of one who reads."""
    write(tmp_path / "site", NODES)
    trouble(tmp_path / "site", tmp_path / "var")
    with serving(tmp_path, "web", ("--site", str(tmp_path / "site"))) as running:
        yield running.origin, running.login("looker", "viewer")


@pytest.mark.bench
def test_opening_and_panning_the_map(city: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    origin, session = city
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=origin)
        context.add_cookies([{"name": "nms_session", "value": session, "url": origin}])
        page = context.new_page()
        foreign: list[str] = []
        page.on("request", lambda request: None if request.url.startswith(origin) else foreign.append(request.url))
        opened = [_open(page) for _ in range(5)]
        lines = [f"{NODES} nodes, opened and drawn after {', '.join(f'{one:.2f}' for one in opened)} s"]
        cdp = context.new_cdp_session(page)
        cdp.send("Performance.enable")
        lines += [_panned(page, cdp, zoom) for zoom in (1, 3, 8)]
        page.evaluate("document.querySelector('[data-map]').map.layers.add('ring').add('duct')")
        lines.append("rings and ducts: " + _panned(page, cdp, 1))
        drawn = page.evaluate("document.querySelector('[data-map]').map.nodes.length")
        chromium.close()
    with capsys.disabled():
        print("\n" + "\n".join([*lines, f"foreign requests: {len(foreign)}"]))
    assert drawn == NODES


def _open(page: Page) -> float:
    """Seconds from the navigation to the first frame with all nodes (the browser's own clock)."""
    page.goto("/map", wait_until="domcontentloaded")
    milliseconds: float = page.evaluate(DRAWN)
    return milliseconds / 1000


def _panned(page: Page, cdp: CDPSession, zoom: float) -> str:
    before, used = _metrics(cdp), _processor()
    begun = time.monotonic()
    frames: list[float] = page.evaluate(PAN, [zoom, SECONDS])
    took = time.monotonic() - begun
    after, spent = _metrics(cdp), _processor() - used
    count = len(frames) - 1
    gaps = sorted(later - earlier for earlier, later in pairwise(frames))
    main = (after["TaskDuration"] - before["TaskDuration"]) / count * 1000
    script = (after["ScriptDuration"] - before["ScriptDuration"]) / count * 1000
    return (
        f"zoom {zoom}: {count * 1000 / (frames[-1] - frames[0]):.0f} frames/s, longest gap {gaps[-1]:.0f} ms,"
        f" 95th {gaps[int(0.95 * count)]:.0f} ms; CPU per frame {spent / count * 1000:.1f} ms in all processes of the"
        f" browser, {main:.1f} ms main thread, {script:.1f} ms script ({took:.1f} s)"
    )


def _metrics(cdp: CDPSession) -> dict[str, float]:
    return {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}


def _processor() -> float:
    """CPU seconds that all processes of Chromium below this one have used."""
    children: dict[int, list[int]] = {}
    used: dict[int, tuple[str, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        number = int(stat.parent.name)
        children.setdefault(int(fields[1]), []).append(number)
        used[number] = name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    family, found = [os.getpid()], 0.0
    while family:
        number = family.pop()
        family += children.get(number, ())
        if "chrom" in used.get(number, ("", 0))[0]:
            found += used[number][1]
    return found
