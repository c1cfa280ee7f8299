"""The health of halls behind the façade's protocol: lights of each colour, judged by the pure parts of the house."""

from collections.abc import Sequence

from nms.app.hall_quality_views import HallHealth, LineFault
from nms.core.alarm import Severity
from nms.core.device import Role
from nms.core.errors import NotFoundError
from nms.core.hall import HallForm
from nms.core.site import Inventory
from nms.halls.health import AlarmState, ApState, BoxState, HallState, LineState, judged
from nms.halls.place import Condition, Evidence, Share, located
from nms.halls.trend import Trend
from nms.halls.wlan import Heard, Radios, WlanPlan, planned

HOSTILE = "<script>alert(1)</script>"


class FakeHallQuality:
    """The first hall is red, the second yellow, the third grey, the rest green."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    def health(self, hall: str) -> HallHealth:
        if hall not in self._inventory.halls:
            raise NotFoundError("hall", hall)
        named = self._inventory.halls[hall]
        place = list(self._inventory.halls).index(hall)
        boxes = [BoxState(name, Role.CONVERTER, "unknown" if place == 2 else "up") for name in named.devices]
        faults = self.faults(hall) if place == 0 else []
        state = HallState(hall, boxes)
        if place == 0:
            lost = LineState(named.devices[0], "E1-1/1", Condition.LOS, Condition.AIS)
            state = HallState(hall, boxes, lines=[lost])
        elif place == 1:
            alarms = [AlarmState(1, Severity.MINOR, HOSTILE, named.devices[0], HOSTILE)]
            state = HallState(hall, boxes, aps=[ApState(HOSTILE, "fault")], strangers=2, alarms=alarms)
        return HallHealth(hall, named.title, judged(state), faults)

    def all(self) -> Sequence[HallHealth]:
        return sorted((self.health(name) for name in self._inventory.halls), key=lambda one: one.health.light)

    def faults(self, hall: str) -> Sequence[LineFault]:
        device = self._inventory.halls[hall].devices[0]
        evidence = Evidence(Condition.LOS, Condition.AIS, converter=True, router=True, section=True, stm1=Share(0, 20))
        return [LineFault(f"e1-{hall}", device, "E1-1/1", "cpos-1", "E1-0/1/0/1", located(evidence))]

    def trend(self, device: str, line: str) -> Trend | None:
        return None

    def wlan(self, hall: str, radios: Radios | None = None, heard: Sequence[Heard] = ()) -> WlanPlan:
        return planned(self.form(hall), radios, heard)

    def form(self, hall: str) -> HallForm:
        return HallForm(hall, ())
