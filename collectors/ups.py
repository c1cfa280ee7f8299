"""Power supplies with a battery: whether they run on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.asking import Answer, Objects, ask_scalars, brought
from collectors.sensor_shapes import supplies_power
from nms.core.observed import Harvest, UpsState
from nms.core.ports import Oid, Visit

_UPS: Oid = (1, 3, 6, 1, 2, 1, 33, 1)
_APC: Oid = (1, 3, 6, 1, 4, 1, 318, 1, 1, 1)

OBJECTS: Objects = {
    "upsBatteryStatus": (*_UPS, 2, 1),
    "upsSecondsOnBattery": (*_UPS, 2, 2),
    "upsOutputSource": (*_UPS, 4, 1),
    "upsAlarmsPresent": (*_UPS, 6, 1),
    "upsBasicBatteryStatus": (*_APC, 2, 1, 1),
    "upsBasicBatteryTimeOnBattery": (*_APC, 2, 1, 2),
    "upsBasicOutputStatus": (*_APC, 4, 1, 1),
}
_BATTERY: Mapping[int, str] = {1: "unknown", 2: "normal", 3: "low", 4: "depleted"}
_SOURCE: Mapping[int, str] = {
    1: "other",
    2: "none",
    3: "normal",
    4: "bypass",
    5: "battery",
    6: "booster",
    7: "reducer",
}
_APC_BATTERY: Mapping[int, str] = {1: "unknown", 2: "normal", 3: "low", 4: "fault"}
_APC_SOURCE: Mapping[int, str] = {
    1: "unknown",
    2: "normal",
    3: "battery",
    4: "booster",
    6: "bypass",
    7: "none",
    9: "bypass",
    10: "bypass",
    12: "reducer",
    16: "bypass",
}


def _state(answer: Answer) -> UpsState | None:
    source = answer.word((), "upsOutputSource", _SOURCE)
    battery = answer.word((), "upsBatteryStatus", _BATTERY)
    seconds = answer.natural((), "upsSecondsOnBattery")
    ticks = answer.natural((), "upsBasicBatteryTimeOnBattery")
    source = source or answer.word((), "upsBasicOutputStatus", _APC_SOURCE)
    battery = battery or answer.word((), "upsBasicBatteryStatus", _APC_BATTERY)
    if not source and not battery:
        return None
    spent = seconds if seconds is not None else ticks and ticks // 100
    return UpsState(source or "unknown", battery, spent, answer.natural((), "upsAlarmsPresent"))


@dataclass(frozen=True, slots=True)
class Ups:
    """UPS-MIB (RFC 1628), PowerNet-MIB where a card of APC lacks it.

    Yields one UpsState row: where the output comes from, how the battery stands, seconds on it, present alarms.
    Cadence status: mains fail without asking.
    """

    name: str = "ups"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Power supplies, and strangers that may be one."""
        return visit.device.polled and supplies_power(visit)

    async def collect(self, visit: Visit) -> Harvest:
        """One GET."""
        answer = await ask_scalars(visit.snmp, OBJECTS)
        state = _state(answer)
        return brought(answer, rows=[state] if state else [], covers=(UpsState,))
