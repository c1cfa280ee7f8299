"""A running demo and a real browser: skipped with the reason where there is none, or failed by NMS_REQUIRE."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gateway import Gateway, listening
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from serving import Serving, free_udp_port, serving
from suites import unavailable
from waiting import until
from watching import Watch

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
SIZE: ViewportSize = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if not shutil.which(CHROMIUM):
        unavailable("ui", f"no {CHROMIUM} (see tests/ui/packages.txt)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def gateway(browser: Browser) -> Iterator[Gateway]:
    """The SMS gateway that the demo speaks to."""
    with listening() as gateway:
        yield gateway


@pytest.fixture(scope="session")
def demo(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """`nms demo` in a folder of its own, every device polled once."""
    around = {f"NMS__{part}__PORT": str(free_udp_port()) for part in ("CITY", "TRAPS")} | gateway.settings()
    with serving(tmp_path_factory.mktemp("demo"), "demo", **around) as demo:
        until(lambda: _settled(demo), "nearly every device answers", 90)
        yield demo


def _settled(demo: Serving) -> bool:
    up, every = (demo.get(f"devices?limit=1{also}")["total"] for also in ("&state=up", ""))
    return bool(every) and up >= 0.99 * every


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: $NMS_UI_ARTEFACTS, else pytest's own folder."""
    folder = Path(os.environ.get("NMS_UI_ARTEFACTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def session(demo: Serving) -> str:
    """The session of an engineer called tester."""
    return demo.login("tester", "engineer")


@pytest.fixture
def watched(browser: Browser, demo: Serving, session: str) -> Iterator[tuple[Page, Watch]]:
    """A fresh page of tester's and who watches it; the test fails if the page did anything that a page must not."""
    context = browser.new_context(viewport=SIZE, base_url=demo.origin, locale="zh-CN")
    context.add_cookies([{"name": "nms_session", "value": session, "url": demo.origin}])
    page = context.new_page()
    watch = Watch(page, demo.origin)
    yield page, watch
    context.close()
    assert not watch.complaints, watch.complaints


@pytest.fixture
def page(watched: tuple[Page, Watch]) -> Page:
    """The watched page."""
    return watched[0]


@pytest.fixture
def watch(watched: tuple[Page, Watch]) -> Watch:
    """Who watches the page."""
    return watched[1]


@pytest.fixture
def shoot(page: Page, artefacts: Path, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keep a screenshot of the page under a name."""

    def keep(name: str) -> None:
        file_name = re.sub(r"[^\w-]+", "-", f"{request.node.name}-{name}").strip("-")
        page.screenshot(path=artefacts / f"{file_name}.png")

    return keep


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the browser is a browser test."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.ui)
