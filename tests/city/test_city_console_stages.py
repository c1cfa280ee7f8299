"""Candidates, commits and revert timers: VRPv8's trial, IOS's scheduled reload, restarts."""

import pytest
from consoletyping import StillWorld, Typist, element_of

from nms.city.console.element import Element
from nms.city.console.standalone import ConsoleYard
from nms.city.state import City

EDIT = ("system-view", "interface GigabitEthernet0/2/9", "description new", "quit")


@pytest.fixture
def router(city: City) -> Element:
    """A VRPv8 router."""
    return element_of(city, "pe-1")


def timers(element: Element) -> StillWorld:
    assert isinstance(element.world, StillWorld)
    return element.world


def body(element: Element) -> list[str]:
    return [line for line in element.text().splitlines() if not line.startswith("!")]


def test_nothing_is_in_effect_before_the_commit(router: Element) -> None:
    before = body(router)
    typist = Typist(router)
    typist.accepted(*EDIT)
    assert typist.shell.prompt == "[*pe-1]"
    assert body(router) == before
    typist.accepted("commit")
    assert typist.shell.prompt == "[~pe-1]"
    assert " description new" in body(router)
    assert router.box.by_name["GigabitEthernet0/2/9"].alias == "new"


def test_two_candidates_do_not_disturb_each_other(router: Element) -> None:
    one, other = Typist(router, 1), Typist(router, 2)
    one.accepted(*EDIT)
    other.accepted("system-view", "interface GigabitEthernet0/2/10", "description other", "commit")
    one.accepted("commit")
    assert {" description new", " description other"} <= set(body(router))


def test_a_candidate_that_no_longer_fits_is_refused_whole(router: Element) -> None:
    Typist(router).accepted("system-view", "ip vpn-instance C", "commit")
    one, other = Typist(router, 1), Typist(router, 2)
    one.accepted("system-view", "interface GE0/2/9", "description new", "ip binding vpn-instance C", "quit")
    other.accepted("system-view", "undo ip vpn-instance C", "commit")
    before = body(router)
    assert one.reply("commit").refused
    assert body(router) == before


def test_leaving_asks_about_what_is_not_committed(router: Element) -> None:
    before = body(router)
    typist = Typist(router)
    typist.accepted(*EDIT)
    typist.say("return", "c")
    assert typist.shell.configures
    typist.say("return", "n")
    assert not typist.shell.configures
    assert body(router) == before


def test_a_trial_is_confirmed_by_a_second_commit(router: Element) -> None:
    typist = Typist(router)
    typist.accepted(*EDIT, "commit trial 120")
    assert timers(router).timers[-1].seconds == 120
    assert typist.reply("description again").refused
    typist.accepted("commit")
    assert timers(router).timers[-1].cancelled
    assert not router.expire()
    assert " description new" in body(router)


def test_a_trial_that_nobody_confirms_is_taken_back(router: Element) -> None:
    before, port = body(router), router.box.by_name["GigabitEthernet0/2/9"]
    alias = port.alias
    Typist(router).accepted(*EDIT, "commit trial 120")
    assert port.alias == "new"
    timers(router).timers[-1].call()
    assert body(router) == before
    assert port.alias == alias
    assert [entry.kind for entry in router.log][-1] == "reverted"


def test_abort_takes_a_trial_back_at_once(router: Element) -> None:
    before = body(router)
    typist = Typist(router)
    assert typist.reply("system-view").refused is False
    assert typist.reply("abort trial").refused
    typist.accepted("interface GigabitEthernet0/2/9", "description new", "commit trial 300", "abort trial")
    assert body(router) == before


def test_a_restart_loads_what_was_saved(router: Element) -> None:
    before = {port.name: port.alias for port in router.box.ports}
    typist = Typist(router)
    typist.accepted(*EDIT, "commit", "return", "save")
    typist.accepted("system-view", "interface GigabitEthernet0/2/10", "description unsaved", "commit")
    boots, alias = router.box.engine_boots, before["GigabitEthernet0/2/10"]
    router.reboot()
    assert " description new" in body(router)
    assert " description unsaved" not in body(router)
    assert router.box.by_name["GigabitEthernet0/2/10"].alias == alias
    assert router.box.engine_boots == boots + 1
    assert router.box.ticks(router.world.now()) == 0
    assert len(timers(router).told) == 1


def test_a_router_reloads_unless_the_reload_is_cancelled() -> None:
    with ConsoleYard([("r", "cisco_ios")]) as yard:
        router = yard["r"]
        before = router.saved().partition("version")[2]
        assert "Reload scheduled in 5 minutes" not in router.type("show reload")[0]
        router.type("reload in 5", "configure terminal", "interface Gi0/3", "description new", "end")
        assert " description new" in router.running()
        assert "Reload scheduled" in router.type("show reload")[0]
        assert router.expire()
        assert router.running().partition("version")[2] == before
        assert [entry.kind for entry in router.log][-2:] == ["reverted", "boot"]
        router.type("reload in 5", "configure terminal", "interface Gi0/3", "description new", "end")
        assert "SHUTDOWN ABORTED" in router.type("reload cancel", "write memory")[0]
        assert not router.expire()
        assert " description new" in router.saved()
