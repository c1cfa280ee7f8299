"""The radio side of the city: what its base station controllers hold, handed to whoever plays and counts calls."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from nms.city.box import What
from nms.city.console.element import Element
from nms.city.console.mml import rows_of
from nms.city.console.mml_tables import TABLES
from nms.core.errors import NmsError

_LOG = logging.getLogger(__name__)

Lists = Mapping[str, Sequence[Mapping[str, str]]]
"""The tables of a controller: the rows of each, by parameter."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a cell or (clock drift) a base station: `share` of the handovers that fail, 0…1."""

    what: What
    name: str
    share: float


class Radio(Protocol):
    """Who lets people call, and writes what a management system would export of it."""

    def count(
        self, controllers: Mapping[str, Lists], troubles: Sequence[Trouble], start: datetime, seconds: int
    ) -> None:
        """Play the calls of one period by the controllers' parameters and write the counters. Takes a while."""
        ...


TROUBLES = (What.CONGESTION, What.DRIFT)


class Counting:
    """The periods of the city's radio network, one after the other, in whole multiples of their length."""

    def __init__(
        self, radio: Radio, elements: Mapping[str, Element], seconds: int, now: Callable[[], datetime]
    ) -> None:
        self._radio, self._elements, self._seconds, self._now = radio, elements, seconds, now

    async def run(self, over: asyncio.Event) -> None:
        """Count until it is over. What holds when a period begins holds for all of it."""
        while not over.is_set():
            start = beginning(self._now(), self._seconds)
            lists, troubles = self.controllers(), self.troubles()
            left = (start + timedelta(seconds=self._seconds) - self._now()).total_seconds()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), max(left, 0.0))
            if not over.is_set():
                await self._count(lists, troubles, start)

    async def _count(self, lists: Mapping[str, Lists], troubles: Sequence[Trouble], start: datetime) -> None:
        try:
            await asyncio.to_thread(self._radio.count, lists, troubles, start, self._seconds)
        except (NmsError, ValueError) as error:
            _LOG.warning("radio counters of %s: %s", start, error)

    def controllers(self) -> dict[str, Lists]:
        """What the controllers' tables hold now, by controller."""
        bscs = {name: one for name, one in self._elements.items() if one.platform.name == "huawei_bsc_mml"}
        return {name: {table: rows_of(one, table) for table in TABLES} for name, one in bscs.items()}

    def troubles(self) -> tuple[Trouble, ...]:
        """The faults of the radio network that are at work."""
        boxes = [one.box for one in self._elements.values()]
        return tuple(
            Trouble(what, name, max(box.numbers(what, name)))
            for box in boxes
            for what, name in tuple(box.effects)
            if what in TROUBLES
        )


def beginning(moment: datetime, seconds: int) -> datetime:
    """The beginning of the period in which a moment lies."""
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, UTC)
