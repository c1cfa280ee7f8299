"""How lines stand and what that means for their SLA, as the pages ask it."""

from collections.abc import Iterable, Mapping
from typing import Any

from web.context import facade


def standing(numbers: Iterable[str]) -> Mapping[str, str]:
    """Circuit number → up, degraded, down or unknown, of lines that the network carries."""
    return {}


def clocks(numbers: Iterable[str]) -> Mapping[str, Any]:
    """Circuit number → the SLA clock of this month, of lines in service."""
    return {}


def report_of(customer: str, month: str) -> Any:
    """The report of a customer for a month (2026-03), "" this one."""
    return facade().lines.customer(customer)
