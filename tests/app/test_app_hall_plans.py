"""The room of halls' E1 plans over a system with kept configurations: what stands, what is free, who leads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nms.app.app import App
from nms.app.hall_plan_views import PlanWish, capacity_told, clocks_told, plan_told
from nms.app.parts import Parts
from nms.core.alarm import Actor
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.hall import Bonding, E1Use, Framing, Place
from nms.core.observed import E1Line, Harvest
from nms.core.site import Hall, Inventory, Link, LinkEnd
from nms.site.loading import Site
from nms.testing import ManualClock

ROUTER = """\
sysname cpos-1
#
controller cpos 0/1/0
 clock master
 e1 1 set frame-format pcm30-crc4
 e1 1 set clock master
 e1 1 channel-set 0 timeslot-list 1-6
 e1 1 channel-set 1 timeslot-list 7-15,17-31
 e1 9 unframed
#
interface Serial0/1/0/1:0
 description h1 voice
 link-protocol tdm
#
interface Serial0/1/0/1:1
 description h1 data
 link-protocol ppp
#
return
"""
CONVERTER = """\
! ROAP 3.4.12
!
hostname h1-iad
!
interface E1-1/1
 framing pcm30
 crc4 enable
 clock source internal
 timeslot-map 0 1-6 voice
 timeslot-map 1 7-15 data
!
end
"""


def _link(name: str, order: int, router: str, number: int) -> Link:
    ends = LinkEnd(f"{name}-iad", f"E1-1/{order}"), LinkEnd(router, f"E1-0/1/0/{number}")
    return Link(f"e1-{name}-{order}", *ends, "e1", labels={"frame": "PCM30"})


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    devices = {
        **{name: Device(name, "127.0.0.1", "huawei_vrpv8", Role.CPOS_ROUTER) for name in ("cpos-1", "cpos-2")},
        **{f"{name}-iad": Device(f"{name}-iad", "127.0.0.1", "raisecom_roap", Role.CONVERTER) for name in ("h1", "h2")},
    }
    links = (_link("h1", 1, "cpos-1", 1), _link("h1", 2, "cpos-2", 1), _link("h2", 1, "cpos-1", 2))
    halls = {name: Hall(name, name, devices=(f"{name}-iad",), voice_lines=6) for name in ("h1", "h2")}
    inventory = Inventory(devices, {}, {link.name: link for link in links}, {}, halls, {})
    opened = App.open(Site(tmp_path, tmp_path / "var", Config(), inventory), ManualClock())
    yield opened
    opened.close()


def keep(parts: Parts, name: str, text: str) -> None:
    parts.archive.keep(parts.inventory.devices[name], text, parts.clock.now(), "scheduled", Actor("li"))


def test_both_stm1s_show_who_has_which_number_and_what_only_the_router_knows(app: App) -> None:
    keep(app.parts, "cpos-1", ROUTER)
    view = app.hall_plans.capacity()
    first, second = view.ports
    assert [(row.number, row.klm, row.holder) for row in first.taken] == [
        (1, "1-1-1", "h1#1"), (2, "2-1-1", "h2#1"), (9, "3-3-1", "–"),
    ]  # fmt: skip
    assert (first.capacity.used, first.capacity.spare, first.capacity.free) == (3, 3, 57)
    assert (second.capacity.used, view.totals.used, view.totals.e1) == (1, 4, 3)


def test_a_hall_is_shown_as_it_is_configured_else_as_it_is_declared(app: App) -> None:
    declared = app.hall_plans.capacity().halls[0]
    assert (declared.source, declared.e1[0].framing, declared.e1[0].data) == ("declared", "pcm30", "")
    keep(app.parts, "cpos-1", ROUTER)
    routed = app.hall_plans.capacity().halls[0]
    assert (routed.source, routed.e1[0].voice, routed.e1[0].data) == ("read", "1-6", "7-15,17-31")
    keep(app.parts, "h1-iad", CONVERTER)
    found = app.hall_plans.capacity().halls[0]
    assert (found.e1[0].data, found.e1[0].free, found.e1[0].number) == ("7-15", "17-31", 1)
    assert capacity_told(app.hall_plans.capacity())["totals"]["calls"] == 6


def test_a_newer_configuration_is_read_anew(app: App) -> None:
    keep(app.parts, "h1-iad", CONVERTER)
    assert app.hall_plans.capacity().halls[0].calls == 6
    keep(app.parts, "h1-iad", CONVERTER.replace("1-6 voice", "1-3 voice"))
    assert app.hall_plans.capacity().halls[0].calls == 3


def test_a_standing_hall_keeps_its_places_and_a_new_one_gets_free_ones(app: App) -> None:
    keep(app.parts, "cpos-1", ROUTER)
    standing = app.hall_plans.plan(PlanWish("h1", 2))
    assert [use.place for use in standing.uses] == [Place("cpos-1", "0/1/0", 1), Place("cpos-2", "0/1/0", 1)]
    assert standing.voice_lines == 6
    fresh = app.hall_plans.plan(PlanWish("h3", 2, bonding=Bonding.MLPPP, busy_erlang=2.0))
    assert (fresh.problems, fresh.voice_lines) == ((), 7)
    assert [use.place for use in fresh.uses] == [Place("cpos-2", "0/1/0", 2), Place("cpos-1", "0/1/0", 3)]
    assert plan_told(fresh)["e1"][1]["klm"] == "3-1-1"


def test_a_plan_tells_all_that_speaks_against_it(app: App) -> None:
    uses = (E1Use(1, place=Place("cpos-1", "0/1/0", 2)), E1Use(7, Framing.UNFRAMED))
    found = app.hall_plans.plan(PlanWish("h3", voice_lines=1, busy_erlang=9, uses=uses, bonding=Bonding.VCAT))
    assert {one.code for one in found.problems} == {f"NMS-HALL-{number:03}" for number in (2, 4, 22, 31, 41)}


def test_clocks_are_judged_as_declared_and_as_polled(app: App) -> None:
    keep(app.parts, "cpos-1", ROUTER)
    keep(app.parts, "h1-iad", CONVERTER)
    now, devices = app.parts.clock.now(), app.parts.store.devices
    for device, port in (("h1-iad", "E1-1/1"), ("cpos-1", "E1-0/1/0/1")):
        devices.answered(device, now, [Harvest(rows=(E1Line(port, 1, 1, clock=1),), covers=(E1Line,))])
    view = app.hall_plans.clocks()
    assert [one.code for one in view.findings] == ["NMS-HALL-050", "NMS-HALL-051"]
    assert [line["line"] for line in clocks_told(view)["lines"]] == ["e1-h1-1"]


def test_erlang_names_the_lines_that_it_takes(app: App) -> None:
    found = app.hall_plans.erlang(2.0)
    assert (found.needed, found.lines) == (7, 7)
    assert found.blocked < 0.01 < app.hall_plans.erlang(2.0, 6).blocked
