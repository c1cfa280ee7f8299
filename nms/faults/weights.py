"""How much each piece of evidence counts when causes are weighed against each other, in nats."""

from collections.abc import Mapping
from dataclasses import dataclass

from nms.faults.elements import ElementKind

EXPLAINED = 2.0
"""An alarm that the element would show, once it failed; half of it for one that it may show."""

ABSENT_UNASKED, ABSENT_ASKED, ANSWERED = 0.4, 4.0, 6.0
"""An alarm that ought to be there and is not: nobody has looked yet; the device was read since and shows nothing; the
device answered although it should be silent."""

LATER = 0.3
"""The element's own alarm came later than its consequences by more than clocks may differ."""

PRIOR: Mapping[ElementKind, float] = {
    ElementKind.E1: 0.0,
    ElementKind.AP: 0.0,
    ElementKind.ITSELF: 0.0,
    ElementKind.LINK: -0.5,
    ElementKind.PON: -0.5,
    ElementKind.PORT: -0.5,
    ElementKind.STM1: -0.7,
    ElementKind.DEVICE: -1.0,
    ElementKind.DUCT: -1.2,
    ElementKind.CARD: -3.0,
}
"""How often such elements fail, against the others: decides only where the evidence does not."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How far apart in time the alarms of one failure may lie, and how far clocks may differ (seconds)."""

    spread_s: float = 300.0
    skew_s: float = 10.0
