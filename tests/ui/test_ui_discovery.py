"""Taking devices on and teaching traps in the browser: a few clicks each, and no reload asked of anyone."""

import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import ROOT, Serving

from nms.core.device import SnmpAccess
from nms.core.ports import VarBind
from nms.snmp import ber
from nms.snmp.failures import Target
from nms.snmp.sender import trap_message

pytestmark = pytest.mark.timeout(400)
SOON = 15_000
DOOR = (1, 3, 6, 1, 4, 1, 99_999, 0, 1)
NAME = (1, 3, 6, 1, 4, 1, 99_999, 1, 2)
MIB = """\
DOOR-MIB DEFINITIONS ::= BEGIN
IMPORTS OBJECT-TYPE, NOTIFICATION-TYPE, enterprises FROM SNMPv2-SMI;
door OBJECT IDENTIFIER ::= { enterprises 99999 }
doorName OBJECT-TYPE SYNTAX OCTET STRING MAX-ACCESS read-only STATUS current DESCRIPTION "-" ::= { door 1 2 }
doorOpened NOTIFICATION-TYPE OBJECTS { doorName } STATUS current DESCRIPTION "-" ::= { door 0 1 }
END
"""


def agent(demo: Serving, name: str) -> str:
    address: str = demo.get(f"devices/{name}")["address"]
    return address


def ring(demo: Serving, device: str, door: str) -> None:
    """A trap that nobody knows, from the device's own address."""
    target = Target(device, "127.0.0.1", SnmpAccess(community="public"))
    datagram = trap_message(target, DOOR, [VarBind((*NAME, 1), ber.OCTETS, door.encode())], 100)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((agent(demo, device), 0))
        sender.sendto(datagram, ("127.0.0.1", int(demo.environment["NMS__TRAPS__PORT"])))


def test_an_address_is_checked_step_by_step_while_one_watches(
    page: Page, demo: Serving, shoot: Callable[[str], None]
) -> None:
    page.goto("/onboarding")
    page.locator("input[name=address]").fill(agent(demo, "pe-1"))
    page.locator("input[name=port]").fill(demo.environment["NMS__CITY__PORT"])
    page.locator("input[name=credentials][value=demo_v2c]").check()
    page.get_by_role("button", name="开始检查").click()
    expect(page).to_have_url(re.compile(r"request=\d+"))
    steps = page.locator("#report tbody tr")
    expect(steps).to_have_count(4, timeout=SOON)
    expect(page.locator("#report")).to_contain_text("采集", timeout=SOON)
    expect(page.locator("#report").get_by_role("link", name="pe-1")).to_be_visible(timeout=SOON)
    shoot("known")


def test_a_search_shows_what_it_found_and_never_adds_it(
    page: Page, demo: Serving, shoot: Callable[[str], None]
) -> None:
    before = demo.get("devices?limit=1")["total"]
    page.goto("/discovery")
    first = agent(demo, "pe-1")
    page.locator("input[name=range]").fill(f"{first}-{int(first.rpartition('.')[2]) + 1}")
    page.locator("input[name=port]").fill(demo.environment["NMS__CITY__PORT"])
    page.locator("input[name=credentials][value=demo_v2c]").check()
    page.get_by_role("button", name="开始搜索").click()
    assert page.locator("input[name=rate]").evaluate("field => field.validity.valueMissing"), "no search without a rate"
    page.locator("input[name=rate]").fill("5")
    page.get_by_role("button", name="开始搜索").click()
    expect(page.locator("#found tr[data-row]")).to_have_count(2, timeout=SOON)
    expect(page.locator("#found")).to_contain_text("已在清单中")
    shoot("found")
    assert demo.get("devices?limit=1")["total"] == before


def test_an_unknown_trap_becomes_a_rule_with_two_clicks(
    page: Page, demo: Serving, shoot: Callable[[str], None]
) -> None:
    ring(demo, "pe-2", "front door")
    line = page.locator("#trap-list .queue tr[data-row]").filter(has_text="pe-2")

    def shown() -> bool:
        page.goto("/traps?unknown=true")
        return line.count() == 1

    for _ in range(20):
        if shown():
            break
        page.wait_for_timeout(500)
    line.get_by_role("link", name="建规则").click()
    expect(page.locator("#rule-preview tbody tr")).to_have_count(1, timeout=SOON)
    page.locator("select[name=object]").select_option(".".join(map(str, NAME)))
    expect(page.locator("#rule-preview")).to_contain_text("front door", timeout=SOON)
    page.locator("input[name=zh]").fill("")
    expect(page.locator("#rule-preview")).to_contain_text("NMS-TRAP-013", timeout=SOON)
    page.locator("input[name=zh]").fill("机房门打开")
    expect(page.locator("#rule-preview tbody tr")).to_have_count(1, timeout=SOON)
    shoot("preview")
    page.get_by_role("button", name="保存规则").click()
    expect(page.locator("#rule-list tr[data-row]")).to_contain_text("机房门打开", timeout=SOON)
    page.get_by_role("button", name=re.compile("重新解释")).click()
    expect(page.locator("#wish")).to_contain_text("1 traps, 1 reports", timeout=SOON)
    page.goto("/alarms?device=pe-2")
    expect(page.locator("#alarm-list")).to_contain_text("机房门打开")
    shoot("alarm")


def test_a_mib_is_taken_in_and_names_what_traps_carry(
    page: Page, demo: Serving, tmp_path: Path, shoot: Callable[[str], None]
) -> None:
    if not (ROOT / ".venv-helper" / "bin" / "python").exists():
        pytest.skip("no helper environment (make .venv-helper/.ready)")
    good = tmp_path / "door.mib"
    good.write_text(MIB)
    page.goto("/mibs")
    page.locator("input[type=file]").set_input_files(good)
    page.get_by_role("button", name="加入").click()
    expect(page.locator("tr[data-row]")).to_contain_text("DOOR-MIB", timeout=SOON)
    ring(demo, "pe-3", "back door")
    for _ in range(20):
        page.goto("/traps?device=pe-3")
        if page.get_by_text("doorName.1").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text("doorName.1").first).to_be_visible()
    shoot("named")
