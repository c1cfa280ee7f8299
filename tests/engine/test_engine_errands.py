"""What pages ask of a running engine: rules by hand from the first trap on, taking an address on, searching."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from waiting import until

from nms.app.app import App
from nms.app.views import AlarmFilter
from nms.core.alarm import Actor, Severity
from nms.core.config import Config
from nms.core.device import Device, SnmpAccess
from nms.core.discovery import Found
from nms.core.errors import InvalidError, NotFoundError
from nms.core.hand_rules import HandRule
from nms.core.observed import Harvest, Identifiers
from nms.core.ports import Oid, SnmpSession, VarBind
from nms.core.site import Inventory
from nms.engine import errands
from nms.engine.engine import Engine
from nms.site.loading import Site
from nms.snmp import ber
from nms.snmp.failures import Target
from nms.snmp.sender import trap_message
from nms.testing import ScriptedSnmp

ME = Actor("tester")
ACCESS = SnmpAccess(community="c", port=9, timeout_s=0.2, retries=0)
DOOR: Oid = (1, 3, 6, 1, 4, 1, 99_999, 0, 7)
NAME: Oid = (1, 3, 6, 1, 4, 1, 99_999, 1, 1)
SPELLED = ".".join(map(str, DOOR))
STRANGER: dict[str, int | str | bytes | Oid] = {
    "1.3.6.1.2.1.1.1.0": "a stranger",
    "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 99_999, 1),
    "1.3.6.1.2.1.1.3.0": 100,
    "1.3.6.1.2.1.1.5.0": "stranger",
    "1.3.6.1.6.3.10.2.1.1.0": bytes.fromhex("800186a003c0ffee000009"),
}


class Strangers:
    """Agents on two addresses that are one box; whoever else is asked has nothing to show."""

    def __init__(self, *_: object) -> None:
        self._mibs = ScriptedSnmp({"127.0.9.1": STRANGER, "127.0.9.2": STRANGER})

    def session(self, device: Device) -> SnmpSession:
        return self._mibs.session(device)

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.setattr(errands, "PysnmpSnmp", Strangers)
    config = Config.model_validate(
        {
            "traps": {"port": 0},
            "snmp": {"timeout_s": 0.2, "retries": 0, "credentials": {"plain": {"community": "c"}}},
            "cadences": {"status": 86_400},
        }
    )
    inventory = Inventory({"sw1": Device("sw1", "127.0.0.1", snmp=ACCESS)})
    opened = App.open(Site(tmp_path, tmp_path / "var", config, inventory))
    yield opened
    opened.close()


@pytest.fixture
def port(app: App) -> Iterator[int]:
    """A running engine and the port it hears on."""
    engine = Engine(app)
    engine.start()
    yield engine.trap_port
    engine.stop()


def send(port: int, door: str, oid: Oid = DOOR) -> None:
    target = Target("sw1", "127.0.0.1", ACCESS)
    binds = [VarBind((*NAME, 3), ber.OCTETS, door.encode())]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(trap_message(target, oid, binds, 100), ("127.0.0.1", port))


def doors(app: App, state: str = "active") -> dict[str, str]:
    found = app.alarms(AlarmFilter(state=state, device="sw1", problem="custom-door", limit=100)).items
    return {alarm.key.object: alarm.severity.word for alarm in found}


def finished(app: App, number: int) -> Any:
    return until(lambda: request if (request := app.request(number)).state != "waiting" else None, "it is done")


def rule(**changes: Any) -> HandRule:
    values = {"object": ".".join(map(str, NAME)), "severity": Severity.MAJOR, "zh": "门开", "en": "door open"}
    return HandRule(SPELLED, "custom-door", **{**values, **changes})


def test_an_unknown_trap_becomes_a_rule_that_the_running_engine_uses(app: App, port: int) -> None:
    for door in ("front", "back"):
        send(port, door)
    [line] = until(lambda: [one for one in app.rules.queue() if one.count == 2], "both are in the queue")
    assert (line.oid, line.device, line.name) == (SPELLED, "sw1", "")
    draft = app.rules.draft(line.oid, line.device)
    assert draft.rule.problem == "custom-99999-0-7"
    assert list(draft.objects.values()) == [("1.3.6.1.4.1.99999.1.1.3", "back")]
    assert list(draft.objects) == [".".join(map(str, NAME))]
    previewed = app.rules.preview(rule())
    assert previewed.matching == 2
    assert {(said.object, said.severity) for said in previewed.says} == {
        ("front", Severity.MAJOR),
        ("back", Severity.MAJOR),
    }
    assert doors(app) == {}, "a preview raises nothing"
    kept = app.rules.save(rule(), ME)
    assert (kept.created_by, app.rules.queue()) == ("tester", [])
    send(port, "side")
    until(lambda: doors(app) == {"side": "major"}, "the next trap is understood")
    [view] = app.rules.rules()
    assert view.waiting == 2
    request = finished(app, app.rules.reinterpret(kept.id, ME))
    assert (request.state, request.result) == ("done", "2 traps, 2 reports")
    assert doors(app) == {"front": "major", "back": "major", "side": "major"}
    [alarm] = app.alarms(AlarmFilter(device="sw1", object="front")).items
    detail = app.alarm(alarm.id)
    assert detail.evidence is not None
    assert detail.evidence.known
    assert alarm.details["name_en"] == "door open"
    assert app.rules.rules()[0].waiting == 0


def test_a_rule_that_clears_ends_what_another_raised_and_a_removed_one_says_no_more(app: App, port: int) -> None:
    kept = app.rules.save(rule(), ME)
    closed = (*DOOR[:-1], 8)
    app.rules.save(rule(clears=True, severity=None, device="sw1"), ME)
    app.rules.remove(next(view.rule.id for view in app.rules.rules() if view.rule.device), ME)
    app.rules.save(
        HandRule(".".join(map(str, closed)), "custom-door", object=kept.object, clears=True, zh="门", en="door"), ME
    )
    send(port, "front")
    until(lambda: doors(app) == {"front": "major"}, "it is raised")
    send(port, "front", closed)
    until(lambda: doors(app) == {}, "it is cleared")
    app.rules.remove(kept.id, ME)
    send(port, "front")
    until(app.rules.queue, "it is unknown again")
    assert doors(app) == {}


def test_rules_that_cannot_be_are_refused_before_anything_is_kept(app: App) -> None:
    with pytest.raises(InvalidError):
        app.rules.save(rule(device="nobody"), ME)
    with pytest.raises(InvalidError):
        app.rules.preview(HandRule(SPELLED, "nonsense"))
    with pytest.raises(InvalidError):
        app.rules.draft("not an oid")
    with pytest.raises(NotFoundError):
        app.rules.reinterpret(99, ME)
    assert app.rules.rules() == []


def test_an_address_is_taken_on_by_the_engine_and_its_steps_are_kept(app: App, port: int) -> None:
    number = app.discovery.onboard("127.0.9.1", 0, [], ME)
    request = finished(app, number)
    view = app.discovery.onboarding(number)
    assert request.state == "done"
    assert [(step.step, step.state) for step in view.report.steps][1:] == [
        ("snmp", "ok"), ("identify", "ok"), ("collect", "ok"),
    ]  # fmt: skip
    assert "stranger:" in view.report.entry
    told = [body for _, kind, subject, body in app.events_after(0) if (kind, subject) == ("request", str(number))]
    assert len(told) >= 6
    assert told[-1]["state"] == "done"


def test_a_search_keeps_one_proposal_for_one_box_until_somebody_decides(app: App, port: int) -> None:
    number = app.discovery.search("127.0.9.0-9", 100, 0, [], ME)
    assert finished(app, number).state == "done"
    search = app.discovery.last_search()
    assert search is not None
    assert search.sweep is not None
    assert (search.sweep.addresses, search.sweep.asked, search.sweep.answered) == (10, 10, 2)
    [view] = app.discovery.proposals()
    assert [member.place for member in view.proposal.members] == ["127.0.9.1:161", "127.0.9.2:161"]
    assert (view.proposal.state, view.proposal.confidence, view.name) == ("new", "medium", "stranger")
    assert "also_at: 127.0.9.2:161" in view.entry
    assert app.discovery.decide(view.proposal.key, "dismissed", ME).proposal.state == "dismissed"
    finished(app, app.discovery.search("127.0.9.1", 100, 0, [], ME))
    assert [one.proposal.state for one in app.discovery.proposals()] == ["dismissed"]
    with pytest.raises(InvalidError):
        app.discovery.decide("127.0.9.77:161", "accepted", ME)


def test_a_search_that_is_stopped_ends_and_says_so(app: App, port: int) -> None:
    number = app.discovery.search("127.0.9.0/24", 5, 0, [], ME)
    until(lambda: (view := app.discovery.search_of(number)).sweep and view.sweep.asked, "it has begun")
    app.discovery.stop(number, ME)
    until(lambda: [one for one in app.events_after(0) if one[3].get("state") == "stopped"], "the engine noticed")
    assert app.request(number).state == "stopped"


def test_wishes_that_cannot_be_are_refused_at_once(app: App) -> None:
    for wanted, rate, names in (("10.0.0.0/8", 5, []), ("127.0.9.1", 1e6, []), ("127.0.9.1", 5, ["nobody"])):
        with pytest.raises(InvalidError):
            app.discovery.search(wanted, rate, 0, names, ME)
    with pytest.raises(InvalidError):
        app.discovery.onboard("router.example", 0, [], ME)
    with pytest.raises(NotFoundError):
        app.discovery.onboarding(99)
    assert app.discovery.last_search() is None
    assert app.parts.store.requests.waiting() == []


def test_the_inventory_is_recognised_wherever_it_answers(app: App) -> None:
    own = Identifiers("800186a003c0ffee000009")
    app.parts.store.devices.answered("sw1", app.now(), [Harvest(rows=(own,), covers=(Identifiers,))])
    app.parts.store.found.keep([Found("127.0.9.1", engine_id=own.engine_id), Found("127.0.0.1", 9)], app.now())
    [view] = app.discovery.proposals()
    assert (view.proposal.known, view.proposal.state, view.entry) == (("sw1",), "known", "")
