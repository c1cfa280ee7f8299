"""What pages, API and commands may ask about impact: what goes down when elements fail or a plan is pushed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from nms.lines.sla import Risk
from nms.topology.fabric import Failed
from nms.topology.impact import Impact, LineHit

MOST_NAMES = 2_000
"""So many names of a sort are kept with a plan; the count is always whole."""


@dataclass(frozen=True, slots=True)
class ImpactView:
    """What goes down, and what that means for SLAs.

    `closed` are ports that a plan shuts or takes away, cabled or not; `unclaimed` lines that a plan takes from a device
    and of which nobody knows whom they serve; `untold` devices whose lines cannot be judged (a shell, man-machine
    commands). `minutes` is how long it is taken to last.
    """

    impact: Impact
    minutes: float
    risks: tuple[Risk, ...] = ()
    closed: tuple[str, ...] = ()
    unclaimed: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()

    @property
    def risk_minutes(self) -> float:
        """SLA minutes at risk, over all lines."""
        return sum(one.minutes for one in self.risks)


class ImpactRoom(Protocol):
    """Impact. Reads the store and the inventory only."""

    def of_elements(self, names: Sequence[str], minutes: float | None = None) -> ImpactView:
        """What goes down, beyond what is down already, when devices, "device:port", links or ducts fail.

        `minutes` None: as long as the grade of each line allows a repair to take. NotFoundError for other names.
        """
        ...

    def of_change(self, number: int) -> Mapping[str, Any]:
        """As `told`: what was predicted when a change was planned, and under "really" what went down; {} unplanned."""
        ...

    def affected(self, failed: Failed) -> Impact:
        """What hangs on elements, whatever is down already."""
        ...


def told(view: ImpactView) -> dict[str, Any]:
    """An impact in JSON's own types, as the journal keeps it and the API answers."""
    return {
        **names_told(view.impact),
        "minutes": view.minutes,
        "risk_minutes": round(view.risk_minutes, 1),
        "risks": [risk_told(one) for one in view.risks],
        "closed": list(view.closed[:MOST_NAMES]),
        "unclaimed": list(view.unclaimed[:MOST_NAMES]),
        "untold": list(view.untold),
    }


def names_told(impact: Impact) -> dict[str, Any]:
    """What goes down, by sort, with whole counts."""
    sorts = {
        "devices": impact.devices,
        "ports": impact.ports,
        "halls": impact.halls,
        "halls_degraded": impact.halls_degraded,
        "cells": impact.cells,
        "customers": impact.customers,
        "lines": tuple(hit.line for hit in impact.lines if hit.down),
        "lines_degraded": tuple(hit.line for hit in impact.lines if not hit.down),
    }
    return {
        **{name: list(found[:MOST_NAMES]) for name, found in sorts.items()},
        "ends": [hit_told(hit) for hit in impact.lines[:MOST_NAMES]],
        "counts": {name: len(found) for name, found in sorts.items()},
    }


def hit_told(hit: LineHit) -> dict[str, Any]:
    """A line that suffers."""
    return {
        "line": hit.line,
        "customer": hit.customer,
        "grade": hit.grade,
        "down": list(hit.down),
        "degraded": list(hit.degraded),
    }


def risk_told(one: Risk) -> dict[str, Any]:
    """What a line's month would come to."""
    return {
        "line": one.line,
        "customer": one.customer,
        "grade": one.grade,
        "minutes": round(one.minutes, 1),
        "used": round(one.used, 2),
        "budget": round(one.budget, 2),
        "broken": one.broken,
        "penalty_percent": one.penalty_percent,
    }
