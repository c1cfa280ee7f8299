"""What is stored of the radio network, put together: plan, readings of controllers, counters of a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nms.app.parts import Parts
from nms.core.radio import CounterPeriod, ReadingState, WantedValue
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.kpi.counters import Counters


class RadioBook:
    """Reads only; made once per opened system, safe from many threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def readings(self) -> Mapping[str, ReadingState]:
        """The newest reading of each controller of the inventory that was ever tried."""
        raise NotImplementedError

    def plan(self) -> RadioPlan:
        """The radio network: the inventory's cells with their places, and relations and parameters as read."""
        raise NotImplementedError

    def periods(self, start: datetime, end: datetime) -> Sequence[CounterPeriod]:
        """Stored periods that began in [start, end), oldest first."""
        raise NotImplementedError

    def counters(self, start: datetime, end: datetime) -> Counters:
        """All counters of the periods that began in [start, end); each row's `hour` is its period's beginning."""
        raise NotImplementedError

    def entries(self, wanted: Sequence[WantedValue]) -> Sequence[Mapping[str, Any]]:
        """The entries (device, template, values) of a change that brings what is wanted, over all controllers.

        InvalidError NMS-RADIO-… for a cell of no controller, or of one that was never read.
        """
        raise NotImplementedError
