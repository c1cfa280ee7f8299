"""What filters and weights may ask of a requirement: its own fields, and what follows from them."""

from collections.abc import Callable, Mapping
from typing import Final

from nms.core.line import Requirement
from nms.lines.carried import is_stm
from nms.lines.optics import Budget, budget
from nms.lines.vcat import count_of

Measure = Callable[[Requirement, float], float | None]
"""Of a requirement and the rate up to which SDH means VC-12s; None where there is nothing to measure."""


def pon_budget(asked: Requirement) -> Budget | None:
    """The optical budget, None without an ODN."""
    return None if asked.odn_km is None else budget(asked.odn_km, asked.splits, asked.optics)


def _margin(asked: Requirement, _limit: float) -> float | None:
    found = pon_budget(asked)
    return None if found is None else found.margin


def needed_vc12(asked: Requirement, limit: float) -> int:
    """Free VC-12s that must be seen for SDH to be possible: all of them up to `limit` Mbit/s, one above."""
    if asked.iface == "E1" or asked.mbps > limit or is_stm(asked.iface):
        return 1
    return count_of(asked.mbps, "VC-12")


def _spare(asked: Requirement, limit: float) -> float | None:
    return None if asked.sdh_km is None else asked.free_vc12 - needed_vc12(asked, limit)


def assured(asked: Requirement) -> float:
    """Mbit/s that must never be shared: all of it where the order says nothing else."""
    return asked.mbps if asked.assured_mbps is None else asked.assured_mbps


MEASURES: Final[Mapping[str, Measure]] = {
    "mbps": lambda asked, _: asked.mbps,
    "assured_mbps": lambda asked, _: assured(asked),
    "reliability": lambda asked, _: asked.reliability,
    "security": lambda asked, _: asked.security,
    "growth": lambda asked, _: asked.growth,
    "budget": lambda asked, _: asked.budget,
    "sites": lambda asked, _: asked.sites,
    "odn_km": lambda asked, _: asked.odn_km,
    "sdh_km": lambda asked, _: asked.sdh_km,
    "margin_db": _margin,
    "spare_vc12": _spare,
}


def lacking(asked: Requirement, name: str) -> bool:
    """Whether a site has no such access."""
    value = getattr(asked, name)
    return value is None or value is False
