"""What the system knows of one kind of controller, as pure functions from text to values and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from nms.core.radio import ControllerReading, WantedValue

Names = Mapping[tuple[int, int], str]
"""Cells of the inventory by (LAC, CI)."""


class Reader(Protocol):
    """Makes a reading of what the controller said to each of `Controller.commands`; InvalidError NMS-RADIO-… if it
    cannot be read."""

    def __call__(self, controller: str, at: datetime, said: Mapping[str, str], names: Names) -> ControllerReading: ...


class Writer(Protocol):
    """The entries (device, template, values) of a change that brings what is wanted, in a sensible order.

    Values that hold already are left out. InvalidError (NMS-RADIO-…) for a cell or a parameter that this kind of
    controller does not have.
    """

    def __call__(self, reading: ControllerReading, wanted: Sequence[WantedValue]) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Controller:
    """One kind of controller, by the name of its platform."""

    platform: str
    commands: tuple[str, ...]
    read: Reader
    entries: Writer
