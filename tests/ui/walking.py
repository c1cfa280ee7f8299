"""The pages of the running demo, found as a reader finds them: by the links that the pages show."""

from urllib.parse import urlsplit

from playwright.sync_api import Page
from serving import Serving

SHOWN_TEXT = """
() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest('[translate=no], script, style, noscript')) texts.push(node.nodeValue.trim());
  }
  for (const element of document.querySelectorAll('[title], [aria-label], [placeholder], [alt]')) {
    if (element.closest('[translate=no]')) continue;
    for (const name of ['title', 'aria-label', 'placeholder', 'alt']) texts.push(element.getAttribute(name) ?? '');
  }
  return [...new Set(texts.filter(Boolean))];
}
"""


def shown_texts(page: Page) -> list[str]:
    """Every text and label of the page but those marked as data (`translate="no"`)."""
    texts: list[str] = page.evaluate(SHOWN_TEXT)
    return texts


def links(page: Page, selector: str) -> list[str]:
    """Paths (with query) that the links of a part of the page lead to."""
    found: list[str] = page.eval_on_selector_all(selector, "all => all.map(one => one.href)")
    return [url.path + (f"?{url.query}" if url.query else "") for url in map(urlsplit, found)]


def every_page(page: Page, demo: Serving) -> list[str]:
    """One address of each kind of page: the menu, a device of each role, every tab, two halls, an alarm,
    a customer with its report, the resources and a span."""
    page.goto("/")
    addresses: dict[str, None] = dict.fromkeys(links(page, "header nav a"))
    devices = demo.get("devices?limit=1000")["items"]
    for device in {device["role"]: device["name"] for device in devices}.values():
        page.goto(f"/devices/{device}")
        known = {tab(address) for address in addresses}
        addresses[f"/devices/{device}"] = None
        addresses |= {address: None for address in links(page, "nav.tabs a") if tab(address) not in known}
    halls = demo.get("halls?limit=1000")["items"]
    addresses |= {f"/halls/{hall}": None for hall in {hall["design"]: hall["name"] for hall in halls}.values()}
    customer = demo.get("customers?limit=1")["items"][0]["name"]
    addresses |= dict.fromkeys([f"/customers/{customer}", f"/customers/{customer}/report"])
    page.goto("/resources")
    addresses |= dict.fromkeys(links(page, "nav.views a"))
    addresses |= dict.fromkeys(links(page, "td.main a")[:1])
    addresses |= {f"/alarms/{alarm['id']}": None for alarm in demo.get("alarms?state=all&limit=1")["items"]}
    return list(addresses)


def tab(address: str) -> str:
    """The tab of a device's page; "" for its first one and for any other page."""
    parts = urlsplit(address).path.split("/")
    return parts[3] if parts[1] == "devices" and len(parts) > 3 else ""


def in_language(address: str, language: str) -> str:
    """The same page in another language."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
