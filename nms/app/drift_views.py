"""Drift and compliance as pages, API and commands see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nms.core.alarm import Actor, Severity
from nms.core.change import Change, Kept


@dataclass(frozen=True, slots=True)
class DriftView:
    """A device: its newest configuration and the one that the last committed change left, None before any change.

    `drifted` compares the two in all that counts, secrets included.
    """

    device: str
    platform: str
    newest: Kept | None
    intended: Kept | None
    drifted: bool


@dataclass(frozen=True, slots=True)
class DriftDetail:
    """What differs on a device: indented lines, secrets masked; `services` are those whose lines have no effect now."""

    view: DriftView
    lacking: Sequence[str] = ()
    foreign: Sequence[str] = ()
    services: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FindingView:
    """A place where a rule is broken: `line` must not stand there, or (`lacking`) ought to; `remedy` mends it."""

    device: str
    rule: str
    zh: str
    en: str
    severity: Severity
    place: str
    line: str
    lacking: bool
    remedy: Sequence[str]


class DriftRoom(Protocol):
    """Kept configurations against what they ought to be. NotFoundError for names, NMS-CONF-008 where none was kept."""

    def overview(self) -> Sequence[DriftView]:
        """Every device with a command line, those that drifted first."""
        ...

    def show(self, device: str) -> DriftDetail: ...
    def findings(self, device: str = "") -> Sequence[FindingView]:
        """What breaks the rules of the site, the worst first."""
        ...

    def remediate(self, device: str, actor: Actor) -> Change:
        """A change (draft) back to what was intended; NMS-CONF-011 where nothing drifted."""
        ...

    def mend(self, device: str, rules: Sequence[str], actor: Actor) -> Change:
        """A change (draft) that mends findings of a device (no rules named: all); NMS-CONF-016 where there are none."""
        ...
