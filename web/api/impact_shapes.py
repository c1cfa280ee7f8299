"""What the API answers of impact: what goes down, and what really went down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from web.api.shapes import Shape


class HitItem(Shape):
    """A line that suffers: ends that go down, ends that lose their protection."""

    line: str
    customer: str
    grade: str
    down: list[str]
    degraded: list[str]


class RiskItem(Shape):
    """What a line's month would come to: minutes at risk, used and allowed, and the penalty in percent."""

    line: str
    customer: str
    grade: str
    minutes: float
    used: float
    budget: float
    broken: bool
    penalty_percent: float


class DownItem(Shape):
    """What goes down, by sort, names up to 2,000 of each; `counts` are whole. Degraded is who loses protection."""

    devices: list[str]
    ports: list[str] = Field(description='cabled ports without light, as "device:port"')
    halls: list[str]
    halls_degraded: list[str]
    cells: list[str]
    customers: list[str]
    lines: list[str]
    lines_degraded: list[str]
    ends: list[HitItem]
    counts: dict[str, int]


class ImpactItem(DownItem):
    """An impact with the SLA minutes at risk.

    `minutes` is how long it is taken to last (0: as long as each line's grade allows a repair). Of a plan: `closed` are
    the ports that it shuts or takes away, `unclaimed` lines that it takes from a device and that nobody is known to
    need, `untold` devices whose lines cannot be judged.
    """

    minutes: float
    risk_minutes: float
    risks: list[RiskItem]
    closed: list[str]
    unclaimed: list[str]
    untold: list[str]


class ReallyItem(DownItem):
    """What went down between two moments; `settled` when that time is over. `surprises` were not predicted, `spared`
    were and did not go down."""

    since: datetime
    until: datetime
    settled: bool
    surprises: dict[str, list[str]]
    spared: dict[str, list[str]]


class ChangeImpactItem(ImpactItem):
    """What a change takes down, as it was predicted when it was planned, and what really went down once pushed."""

    really: ReallyItem | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "ChangeImpactItem | None":
        """From what the room tells; None of a change without a plan."""
        return cls(**told) if told else None
