"""The room of causes over a real store: the list, the evidence, the way to an alarm, whom it takes down."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from systems import system

from nms.app.app import App
from nms.core import texts
from nms.core.alarm import Actor
from nms.core.errors import InvalidError, NotFoundError
from nms.faults.elements import Element, ElementKind, Elements
from nms.faults.problems import Said, raised
from nms.site.loading import CHECKOUT, load_site
from nms.testing import ManualClock
from nms.topology.dependency import dependency
from nms.topology.reach import reach

CITY = load_site(CHECKOUT, {}).inventory
PROBLEMS = {"down": "link-down", "silent": "device-unreachable", "signal": "sonet-los"}
SECTION, OLT = Element(ElementKind.STM1, "cpos-1:cpos0/1/0"), Element(ElementKind.DEVICE, "yc-olt1")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def app(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    with system(tmp_path, clock, inventory=CITY) as opened:
        yield opened


def fails(app: App, element: Element) -> None:
    """Everything that the element must show is alarmed."""
    elements = Elements(CITY, dependency(CITY), reach(CITY))
    now = app.now()
    app.parts.ledger.record_all(
        [
            raised(Said(sign.device, now, now, "trap"), sign.object, PROBLEMS[sign.state])
            for sign in sorted(elements.must(element))
        ]
    )


def alarm_of(app: App, device: str) -> int:
    return next(alarm.id for alarm in app.parts.store.alarms.all_active() if alarm.key.device == device)


def test_a_quiet_city_has_no_cause(app: App) -> None:
    assert list(app.causes.open()) == []


def test_the_worst_cause_comes_first_with_whom_it_touches(app: App, clock: ManualClock) -> None:
    fails(app, OLT)
    fails(app, SECTION)
    clock.advance(90)
    first, second = app.causes.open()
    assert (first.name, first.word, first.device) == (str(SECTION), "element.stm1", "cpos-1")
    assert (second.name, second.word) == ("device:yc-olt1", "element.device.olt")
    assert len(first.halls) > 50
    assert {"cpos-1", "yc-h05-iad"} <= set(first.devices)
    assert (first.age_s, first.since) == (90.0, app.now() - timedelta(seconds=90))
    assert first.alarms == len(app.causes.cause(first.name).alarms) > 100


def test_evidence_reads_in_both_languages(app: App) -> None:
    fails(app, SECTION)
    detail = app.causes.cause(str(SECTION))
    for one in detail.evidence:
        for language in texts.LANGUAGES:
            said = texts.say(one.code, language, **one.values)
            assert said != one.code
            assert "–" not in said
    assert detail.rivals[0].name == "card:cpos-1:0/1"
    assert detail.rivals[0].behind > 0
    json.dumps(asdict(detail), default=str)


def test_the_alarm_that_stands_for_it_leads_and_is_acknowledged(app: App) -> None:
    fails(app, SECTION)
    head = app.causes.open()[0].head
    alarms = app.causes.cause(str(SECTION)).alarms
    assert (alarms[0].id, alarms[0].key.problem) == (head, "sonet-los")
    app.acknowledge([head], Actor("li"), "on my way")
    assert app.causes.open()[0].acknowledged_by == "li"


def test_whom_it_takes_down_is_told(app: App) -> None:
    fails(app, SECTION)
    affected: Any = app.causes.cause(str(SECTION)).affected
    assert affected["counts"]["halls"] + affected["counts"]["halls_degraded"] > 20


def test_the_way_leads_from_the_cause_to_the_alarm(app: App) -> None:
    fails(app, SECTION)
    way = app.causes.path(str(SECTION), alarm_of(app, "yc-h05-iad"))
    assert [node.device for node in way.nodes] == ["cpos-1", "yc-h05-iad"]
    assert [(edge.link, edge.state) for edge in way.edges] == [("e1-yc-h05-1", "failed")]
    assert [node.state for node in way.nodes] == ["alarmed", "alarmed"]


def test_the_way_to_an_alarm_of_the_element_itself_is_short(app: App) -> None:
    fails(app, OLT)
    way = app.causes.path(str(OLT), alarm_of(app, "yc-olt1"))
    assert [(node.device, node.state) for node in way.nodes][-1] == ("yc-olt1", "failed")
    near = app.causes.path(str(OLT), alarm_of(app, "yc-agg1"))
    assert [node.device for node in near.nodes] == ["yc-olt1", "yc-agg1"]


def test_of_an_alarm_the_cause_is_known(app: App) -> None:
    fails(app, OLT)
    assert app.causes.of_alarm(alarm_of(app, "yc-agg1")) == str(OLT)
    assert app.causes.of_alarm(999_999) == ""


def test_what_is_not_open_is_refused(app: App) -> None:
    fails(app, OLT)
    with pytest.raises(NotFoundError):
        app.causes.cause("device:pe-1")
    fails(app, SECTION)
    with pytest.raises(InvalidError, match="NMS-CAUSE-001"):
        app.causes.path(str(OLT), alarm_of(app, "yc-h05-iad"))


def test_a_trouble_of_its_own_is_a_cause_too(app: App) -> None:
    now = app.now()
    app.parts.ledger.record(raised(Said("pe-1", now, now, "poll"), "device", "cpu-high"))
    (view,) = app.causes.open()
    assert (view.kind, view.word, view.head) == ("itself", "element.itself", alarm_of(app, "pe-1"))
    assert app.causes.cause(view.name).affected == {}
    assert [node.device for node in app.causes.path(view.name, view.head).nodes] == ["pe-1"]
