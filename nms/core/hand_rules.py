"""Trap rules that people make: what a notification means, as data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from nms.core.alarm import Severity

CUSTOM = "custom-"
"""How the name of a problem begins that is in no catalogue."""

WHOLE, PORT = "", "port"
"""Objects of a rule: the element as a whole, or the interface that the trap is about."""


@dataclass(frozen=True, slots=True)
class HandRule:
    """A notification (dotted snmpTrapOID) of one device, or of any with "", and what it says.

    `object` is "" (the element), "port" (the interface named by the trap) or the dotted OID of the column whose value
    names what is troubled. `severity` None leaves it to the problem's catalogue; `ttl_s` > 0 lets the alarm clear by
    itself. A problem of the catalogue keeps its own texts; one that begins with "custom-" is called `zh` and `en`.
    """

    oid: str
    problem: str
    device: str = ""
    object: str = WHOLE
    clears: bool = False
    severity: Severity | None = None
    ttl_s: float = 0.0
    zh: str = ""
    en: str = ""
    id: int = 0
    created_by: str = ""
    created_at: datetime | None = None

    @property
    def custom(self) -> bool:
        """Whether the problem is named here and not in the catalogue."""
        return self.problem.startswith(CUSTOM)


ObjectKind = Literal["object", "notification", "node"]


@dataclass(frozen=True, slots=True)
class MibObject:
    """A name out of a MIB module; `objects` are the dotted OIDs that a notification carries, `words` an enumeration."""

    oid: str
    name: str
    kind: ObjectKind = "object"
    objects: tuple[str, ...] = ()
    words: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MibModule:
    """A module whose names were taken in; `objects` counts them."""

    name: str
    file: str
    objects: int
    added_by: str = ""
    added_at: datetime | None = None
