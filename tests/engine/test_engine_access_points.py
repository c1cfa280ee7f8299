"""Supervision of access points over the simulated controller: crowded, busy, away, and when that is over."""

import asyncio
from datetime import timedelta

from citysnmp import CitySnmp
from engineworld import START

from collectors.access_points import AccessPoints
from nms.city.faults import Faults
from nms.city.state import City
from nms.core.alarm import Report
from nms.core.ports import Visit
from nms.core.sample import Sample
from nms.core.site import Inventory
from nms.performance.thresholds import Thresholds
from nms.site.loading import CHECKOUT, load_site
from nms.testing import ManualClock

AC, ROUND_S = "ac-1", 30.0


class Watch:
    """Polls the controller and judges by the demo's own thresholds."""

    def __init__(self, inventory: Inventory) -> None:
        self.clock = ManualClock(START)
        self.city = City(inventory, self.clock)
        self.faults = Faults(self.city)
        self._device = inventory.devices[AC]
        self._snmp = CitySnmp(self.city)
        self.thresholds = Thresholds(load_site(CHECKOUT, {}).config.thresholds, inventory.devices)

    def poll(self) -> list[Report]:
        """One round."""
        self.clock.advance(ROUND_S)
        visit = Visit(self._device, self.clock.now(), self._snmp.session(self._device))
        harvest = asyncio.run(AccessPoints().collect(visit))
        return self.thresholds.judge(harvest.samples, self.clock.now())


def told(reports: list[Report]) -> set[tuple[str, str, str]]:
    return {(report.key.problem, report.key.object, report.severity.word) for report in reports}


def test_a_crowded_access_point_is_told_at_the_third_poll_and_cleared_when_people_have_gone(
    whole_inventory: Inventory,
) -> None:
    watch = Watch(whole_inventory)
    assert [told(watch.poll()) for _ in range(3)] == [set(), set(), set()]
    name = watch.city.boxes[AC].aps[0].name
    watch.faults.fault("ap-crowded", f"AP {name}")
    assert [told(watch.poll()) for _ in range(2)] == [set(), set()]
    assert told(watch.poll()) == {("ap-clients-high", name, "minor"), ("radio-utilisation-high", f"{name}/0", "minor")}
    assert told(watch.poll()) == set(), "raised once"
    watch.faults.repair(f"AP {name}")
    cleared = set().union(*(told(watch.poll()) for _ in range(3)))
    assert {problem for problem, _, severity in cleared if severity == "cleared"} == {
        "ap-clients-high",
        "radio-utilisation-high",
    }


def samples(metric: str, name: str, *values: int) -> list[Sample]:
    return [Sample("h-ap", metric, name, START + timedelta(seconds=60 * at), value) for at, value in enumerate(values)]


def test_an_access_point_that_does_not_come_into_service_is_told_at_the_third_poll(whole_inventory: Inventory) -> None:
    thresholds = Watch(whole_inventory).thresholds
    found = [told(thresholds.judge([one], one.at)) for one in samples("ap_away", "a1", 0, 1, 1, 1, 1, 0, 0, 0)]
    assert found.index({("ap-offline", "a1", "major")}) == 3
    assert {("ap-offline", "a1", "cleared")} in found[5:]


def test_retries_are_judged_as_a_share_of_what_was_sent(whole_inventory: Inventory) -> None:
    thresholds = Watch(whole_inventory).thresholds
    sent = samples("radio_transmitted", "h-ap/Dot11Radio0", *(6000 * at for at in range(7)))
    well = samples("radio_retries", "h-ap/Dot11Radio0", *(600 * at for at in range(7)))
    bad = [one._replace(value=2400 * at) for at, one in enumerate(well)]
    pairs = [*zip(sent, well, strict=True)]
    assert [report for pair in pairs for report in thresholds.judge(pair, pair[0].at)] == []
    thresholds = Watch(whole_inventory).thresholds
    found = [told(thresholds.judge(pair, pair[0].at)) for pair in zip(sent, bad, strict=True)]
    assert found.index({("radio-retries-high", "h-ap/Dot11Radio0", "minor")}) == 3


def test_an_idle_radio_is_not_judged_by_a_handful_of_retries(whole_inventory: Inventory) -> None:
    thresholds = Watch(whole_inventory).thresholds
    sent, again = (
        samples(metric, "r", *(60 * at for at in range(6))) for metric in ("radio_transmitted", "radio_retries")
    )
    assert [report for pair in zip(sent, again, strict=True) for report in thresholds.judge(pair, pair[0].at)] == []
