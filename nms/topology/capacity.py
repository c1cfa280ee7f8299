"""How much a link can carry, told by its label or by the names of its ports."""

import re

from nms.core.site import Link

# What vendors call their ports, and the rate of the line in Mbit/s (ITU-T G.707, G.702); the first that fits counts
_RATES: tuple[tuple[str, float], ...] = (
    (r"400ge|fourhundredgig", 400_000),
    (r"100ge|hundredgig", 100_000),
    (r"40ge|fortygig", 40_000),
    (r"25ge|twenty-?fivegig", 25_000),
    (r"xgigabit|ten-?gigabit|10ge|te\d", 10_000),
    (r"gigabit|ge\d|gi\d", 1_000),
    (r"fastethernet|fa\d", 100),
    (r"stm-?64", 9_953.28),
    (r"stm-?16", 2_488.32),
    (r"stm-?4(?!\d)", 622.08),
    (r"cpos|stm-?1(?!\d)", 155.52),
    (r"e1\b|e1-", 2.048),
)
_KNOWN = tuple((re.compile(pattern), rate) for pattern, rate in _RATES)


def port_mbps(name: str) -> float | None:
    """The rate of a port by its name in Mbit/s; None for a name that does not tell."""
    spelled = name.replace(" ", "").lower()
    return next((rate for pattern, rate in _KNOWN if pattern.match(spelled)), None)


def link_mbps(link: Link) -> float | None:
    """The label `mbps`, else the slower of the two ports as far as their names tell; None unknown."""
    try:
        return float(link.labels["mbps"])
    except (KeyError, ValueError):
        told = [rate for rate in (port_mbps(link.a.port), port_mbps(link.b.port)) if rate is not None]
        return min(told, default=None)
