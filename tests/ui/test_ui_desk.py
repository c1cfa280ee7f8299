"""The desk in somebody's pocket: a complaint about a known outage, worked on and rated, on a page 360 pixels wide."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from gateway import PUBLIC, Gateway, complain
from playwright.sync_api import Browser, Dialog, Page, ViewportSize, expect
from serving import Serving
from waiting import until
from walking import in_language
from watching import Watch

from nms.core.texts import say

pytestmark = pytest.mark.timeout(400)
PHONE: ViewportSize = {"width": 360, "height": 740}
THUMB = 32
"""The least height of what a thumb must hit, in CSS pixels."""
HALL, NUMBER = "kq-h07", "13800000007"
HOSTILE = '<img src=x onerror=alert(1)>"><script>alert(2)</script>{{7*7}} 电话都打不通'
ADDRESSES = (
    "/tickets/new",
    "/queues",
    f"/queues/{HALL}",
    "/knowledge",
    "/knowledge/e1-los",
    "/knowledge-new",
    "/reports?by=channel",
    "/admission",
    "/halls",
    f"/halls/{HALL}",
)
WORDS = "从早上起，大厅里电话和网络全部不通。<b>客户在排队</b>"


@contextmanager
def held(browser: Browser, origin: str, session: str = "") -> Iterator[Page]:
    """A page on a phone, somebody's with a session; whatever it does wrong, or asks by a dialog, fails the test."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, base_url=origin, locale="zh-CN")
    if session:
        context.add_cookies([{"name": "nms_session", "value": session, "url": origin}])
    page = context.new_page()
    watch, dialogs = Watch(page, origin), list[str]()

    def opened(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened)
    yield page
    context.close()
    assert not watch.complaints + dialogs, (watch.complaints, dialogs)


Held = Callable[[str], Page]


@pytest.fixture
def phone(browser: Browser, demo: Serving) -> Iterator[Held]:
    """Makes pages on phones."""
    with ExitStack() as phones:
        yield lambda session: phones.enter_context(held(browser, demo.origin, session))


@pytest.fixture(scope="module")
def complaint(demo: Serving) -> Iterator[Any]:
    """What the desk answered to a complaint about a hall whose E1 has no signal."""
    demo.answer("city", "fault", "e1-los", HALL)
    until(lambda: _without_signal(demo), "the hall's alarm")
    contact = {"name": "<i>陈</i>", "phone": NUMBER}
    yield complain(demo.origin, hall=HALL, title=HOSTILE, text=WORDS, contact=contact, key="desk-1")
    demo.answer("city", "repair", HALL)
    until(lambda: not _without_signal(demo), "the hall's alarm has cleared", 90)


def _without_signal(demo: Serving) -> int:
    total: int = demo.get(f"alarms?hall={HALL}&problem=e1-los")["total"]
    return total


def _fits(page: Page) -> bool:
    """Whether the page is no wider than the screen; else people must shove it about."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width <= PHONE["width"]


def test_a_complaint_by_webhook_is_answered_worked_on_and_rated_on_a_phone(
    phone: Held, demo: Serving, session: str, complaint: Any, gateway: Gateway, artefacts: Path
) -> None:
    assert complaint["known_outage"]
    assert "E1 信号丢失" in complaint["answer"]["zh"]
    assert complaint["parent"] in complaint["answer"]["zh"]
    assert demo.get(f"alarms/{complaint['alarm']}")["raised_at"] == complaint["started_at"]
    page = phone(session)
    _read(page, complaint, artefacts)
    _work(page, artefacts)
    links = until(lambda: re.findall(rf"{PUBLIC}(/s/\S+)", gateway.told(NUMBER)), "the survey's link")
    assert len(links) == 1
    assert complaint["number"] in gateway.told(NUMBER)
    _rate(phone(""), links[0], artefacts)


def _read(page: Page, complaint: Any, artefacts: Path) -> None:
    """From the queue to the ticket: the complaint as it was written, its clock, the outage, what happened."""
    page.goto("/tickets", wait_until="domcontentloaded")
    expect(page.locator("td.main", has_text=HOSTILE)).to_be_visible()
    assert _fits(page)
    page.screenshot(path=artefacts / "desk-queue.png")
    page.get_by_role("link", name=complaint["number"], exact=True).tap()
    expect(page.locator("h1")).to_contain_text(HOSTILE)
    expect(page.locator("main pre.said")).to_have_text(WORDS)
    expect(page.locator(".head .sub")).to_contain_text("还剩 7 h")
    expect(page.locator("section[aria-labelledby=answer-title]")).to_contain_text("E1 信号丢失")
    expect(page.locator("dl.facts a", has_text=complaint["parent"])).to_be_visible()
    expect(page.locator("dl.facts")).to_contain_text("<i>陈</i>")
    joined = page.locator("ol.log li", has=page.locator("strong", has_text="并入故障工单"))
    expect(joined).to_contain_text(complaint["parent"])
    assert _fits(page)
    page.screenshot(path=artefacts / "desk-ticket.png", full_page=True)


def _work(page: Page, artefacts: Path) -> None:
    """Taken, begun, restored and closed by thumb."""
    _tap(page, "assign", "assigned", assignee="tester")
    expect(page.locator(".head .sub")).to_contain_text("tester")
    _tap(page, "start", "in_progress")
    _tap(page, "restore", "restored", text="更换了接头")
    page.locator("form[data-json$='/close'] [name=cause]").select_option("network")
    _tap(page, "close", "closed")
    expect(page.locator("ol.log li").first).to_contain_text("关闭")
    expect(page.locator("ol.log li", has_text="更换了接头")).to_be_visible()
    assert _fits(page)
    page.screenshot(path=artefacts / "desk-closed.png", full_page=True)


def _tap(page: Page, verb: str, then: str, **fields: str) -> None:
    form = page.locator(f"form[data-json$='/{verb}']")
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    box = form.locator("button").bounding_box()
    assert box
    assert box["height"] >= THUMB
    form.locator("button").tap()
    expect(page.locator(f"h1 .ticket-{then}")).to_be_visible()


def _rate(page: Page, link: str, artefacts: Path) -> None:
    """The survey that the message leads to, by somebody without an account, once."""
    page.goto(link, wait_until="domcontentloaded")
    assert _fits(page)
    page.screenshot(path=artefacts / "desk-survey.png", full_page=True)
    key = page.locator("[name=csrf]").get_attribute("value") or ""
    page.locator("[name=score][value='4']").tap()
    page.locator("[name=comment]").fill(HOSTILE)
    page.locator("form button").tap()
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator("form")).to_have_count(0)
    again = page.request.post(link, form={"csrf": key, "score": "1"}, headers={"Origin": _origin(page)})
    assert again.status == 409
    assert "NMS-KB-041" in again.text()
    page.reload(wait_until="domcontentloaded")
    expect(page.locator("[role=status]")).to_contain_text(say("survey.score.4", "zh"))
    page.screenshot(path=artefacts / "desk-rated.png", full_page=True)


def _origin(page: Page) -> str:
    origin: str = page.evaluate("location.origin")
    return origin


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_halls_and_desk_is_wider_than_a_phone(
    phone: Held, demo: Serving, session: str, complaint: Any, language: str, artefacts: Path
) -> None:
    page, own = phone(session), demo.answer("customer", "link", "bank")["address"].removeprefix(PUBLIC)
    wide = []
    for address in (*ADDRESSES, f"/tickets/{complaint['number']}", f"/tickets/{complaint['parent']}", own):
        page.goto(in_language(address, language), wait_until="domcontentloaded")
        expect(page.locator("h1")).not_to_be_empty()
        wide += [] if _fits(page) else [address]
        page.screenshot(path=artefacts / f"phone-{_name(address)}-{language}.png")
    assert not wide


def _name(address: str) -> str:
    """What a screenshot of the page is called: nothing secret, nothing that a file may not be called."""
    return "status" if address.startswith("/status/") else re.sub(r"\W+", "-", address).strip("-")
