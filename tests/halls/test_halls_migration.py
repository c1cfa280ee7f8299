"""The old-design hall of the demo city before and after: boxes, links, failure points, who looks at what, steps."""

from dataclasses import replace
from pathlib import Path

import pytest

from nms.core.errors import ConflictError, NotFoundError
from nms.core.site import Inventory
from nms.core.texts import CATALOGUE, say
from nms.halls.migration import bill, migration
from nms.site.loading import load_site

OLD = "zj-h12"


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return load_site(Path(__file__).resolve().parents[2], {}).inventory


def test_before_and_after_name_every_box_and_link_in_series(inventory: Inventory) -> None:
    found = migration(inventory, OLD)
    assert [name for name, _ in found.before.boxes] == ["zj-h12-sw", "zj-h12-rt", "zj-h12-iad", "cpos-1"]
    assert [kind for _, kind in found.before.links] == ["ethernet", "v35", "e1"]
    assert [name for name, _ in found.after.boxes] == ["zj-h12-sw", "zj-h12-iad", "cpos-1"]
    assert [kind for _, kind in found.after.links] == ["ethernet", "e1"]
    assert (found.before.points, found.after.points) == (7, 5)
    assert found.before.availability(0.999, 0.999) == pytest.approx(0.999**7)


def test_the_voice_of_the_old_design_is_seen_by_nobody(inventory: Inventory) -> None:
    found = migration(inventory, OLD)
    before, after = ({one.thing: one.by for one in some.watched} for some in (found.before, found.after))
    assert (before["voice"], after["voice"]) == ("", "zj-h12-iad")
    assert before["pc"] == after["pc"] == "zj-h12-sw"
    assert found.after.unwatched < found.before.unwatched


def test_the_inventory_afterwards_is_that_of_a_new_hall(inventory: Inventory) -> None:
    found = migration(inventory, OLD)
    assert (found.wanted.design, found.wanted.devices) == ("new", ("zj-h12-iad", "zj-h12-sw"))
    assert found.removed_devices == ("zj-h12-rt",)
    assert set(found.removed_links) == {"zj-h12-iad--zj-h12-rt", "zj-h12-rt--zj-h12-sw"}
    [link] = found.added_links
    assert {str(link.a), str(link.b)} == {"zj-h12-iad:fastethernet1/1", "zj-h12-sw:GigabitEthernet0/0/24"}
    sister = inventory.halls["yc-h01"]
    assert [kind for _, kind in bill(inventory, sister).links] == [kind for _, kind in found.after.links]


def test_every_step_and_every_way_of_watching_can_be_said_in_both_languages(inventory: Inventory) -> None:
    found = migration(inventory, OLD)
    for step in found.steps:
        for language in ("zh", "en"):
            assert "–" not in say(step.code, language, **step.values)
    assert {one.how for some in (found.before, found.after) for one in some.watched} <= CATALOGUE.keys()
    assert next(step.code for step in found.steps if step.outage) == "e1plan.step.configure"


def test_what_is_no_hall_of_the_old_design_is_refused(inventory: Inventory) -> None:
    with pytest.raises(NotFoundError):
        migration(inventory, "nowhere")
    with pytest.raises(ConflictError, match="NMS-HALL-060"):
        migration(inventory, "yc-h01")
    unplugged = replace(inventory, links={n: one for n, one in inventory.links.items() if n != "zj-h12-iad--zj-h12-rt"})
    with pytest.raises(ConflictError, match="NMS-HALL-061"):
        migration(unplugged, OLD)
    boxless = replace(inventory.halls[OLD], devices=("zj-h12-iad",))
    with pytest.raises(ConflictError, match="NMS-HALL-061"):
        migration(replace(inventory, halls={**inventory.halls, OLD: boxless}), OLD)
