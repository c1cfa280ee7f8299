"""What a row of the table of systems is made of: how a system is told, and where it says what it is built of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from collectors import decode
from nms.core.device import Role
from nms.core.ports import Oid, Value

_ENTITY: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
_ENTERPRISE: Oid = (1, 3, 6, 1, 4, 1)
_DOTTED = "1.3.6.1.4.1."


@lru_cache(maxsize=1024)
def matcher(pattern: str) -> re.Pattern[str]:
    """The compiled pattern; case never matters in what agents write."""
    return re.compile(pattern, re.IGNORECASE)


class Evidence(NamedTuple):
    """What is known of an agent: sysObjectID dotted, sysDescr as one line, and values of further objects."""

    object_id: str
    descr: str
    more: Mapping[Oid, Value]

    def told(self, root: Oid) -> str:
        """The text of an object: of the instance itself, else of the first that says anything below it."""
        if root in self.more:
            return written(self.more[root])
        below = sorted(oid for oid in self.more if oid[: len(root)] == root)
        return next((text for oid in below if (text := written(self.more[oid]))), "")

    def holds(self, root: Oid) -> bool:
        """Whether the agent has anything there."""
        return any(oid[: len(root)] == root and value is not None for oid, value in self.more.items())


def written(value: Value) -> str:
    """A value as text; OIDs and what has no value say nothing."""
    return str(value) if isinstance(value, int) else decode.text(value)


class Source(Protocol):
    """A place where a fact stands."""

    @property
    def asks(self) -> tuple[Oid, ...]:
        """Objects that must be fetched for it: instances ending in 0, or columns of which the first row counts."""
        ...

    def read(self, evidence: Evidence) -> str:
        """The fact, "" where it is not told."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """A part of sysDescr: the groups of `pattern` put into `form`, without the words that `drop` matches."""

    pattern: str
    form: str = "{0}"
    drop: str = ""

    @property
    def asks(self) -> tuple[Oid, ...]:
        """Nothing: sysDescr is known."""
        return ()

    def read(self, evidence: Evidence) -> str:
        """The formed groups."""
        return formed(self.pattern, self.form, evidence.descr, self.drop)


@dataclass(frozen=True, slots=True)
class Told:
    """The value of an object, or the part of it that `pattern` finds."""

    oid: Oid
    pattern: str = ""
    form: str = "{0}"

    @property
    def asks(self) -> tuple[Oid, ...]:
        """The object."""
        return (self.oid,)

    def read(self, evidence: Evidence) -> str:
        """The value, as a whole or in part."""
        text = evidence.told(self.oid)
        return formed(self.pattern, self.form, text) if self.pattern else text


@dataclass(frozen=True, slots=True)
class Joined:
    """Several places read as one fact; nothing unless the first tells."""

    parts: tuple[Source, ...]
    between: str = " "

    @property
    def asks(self) -> tuple[Oid, ...]:
        """What all the parts ask."""
        return tuple(oid for part in self.parts for oid in part.asks)

    def read(self, evidence: Evidence) -> str:
        """The parts that tell, in their order."""
        texts = [part.read(evidence) for part in self.parts]
        return self.between.join(filter(None, texts)) if texts[0] else ""


@dataclass(frozen=True, slots=True)
class Coded:
    """A place whose text stands for another: a kernel's machine, say."""

    source: Source
    words: Mapping[str, str]

    @property
    def asks(self) -> tuple[Oid, ...]:
        """What the place asks."""
        return self.source.asks

    def read(self, evidence: Evidence) -> str:
        """The word for the text; "" for a text without one."""
        return self.words.get(self.source.read(evidence), "")


@dataclass(frozen=True, slots=True)
class Product:
    """The name that a maker's list of products gives to the sysObjectID."""

    names: Mapping[str, str]

    @property
    def asks(self) -> tuple[Oid, ...]:
        """Nothing: sysObjectID is known."""
        return ()

    def read(self, evidence: Evidence) -> str:
        """The name, "" for a product that is not on the list."""
        return self.names.get(evidence.object_id.removeprefix(_DOTTED), "")


def formed(pattern: str, form: str, text: str, drop: str = "") -> str:
    """The groups of the first match put into `form`; groups that took no part stand empty."""
    found = matcher(pattern).search(text)
    if found is None:
        return ""
    line = form.format(*(group or "" for group in found.groups()))
    return " ".join((matcher(drop).sub(" ", line) if drop else line).split()).strip("\"' ")


def enterprise(*arcs: int) -> Oid:
    """An object below 1.3.6.1.4.1."""
    return (*_ENTERPRISE, *arcs)


MODEL = Told((*_ENTITY, 13))
TITLE = Told((*_ENTITY, 2))
SOFTWARE = Told((*_ENTITY, 10))
SERIAL = Told((*_ENTITY, 11))
"""The chassis in ENTITY-MIB (RFC 6933): entPhysicalModelName, Descr, SoftwareRev, SerialNum."""

UPS_MODEL = Told((1, 3, 6, 1, 2, 1, 33, 1, 1, 2, 0))
UPS_SOFTWARE = Told((1, 3, 6, 1, 2, 1, 33, 1, 1, 3, 0))
"""UPS-MIB (RFC 1628) upsIdentModel and upsIdentUPSSoftwareVersion."""

CHASSIS: tuple[Source, ...] = (MODEL, TITLE, SOFTWARE, SERIAL)


@dataclass(frozen=True, slots=True)
class System:
    """One operating system as one kind of box runs it.

    It is told by a sysObjectID at or below one of `under` (enterprise number and on; "" = any) whose sysDescr matches
    `says` but not `never`, and, where `proof` names an object, by having that. Of several rows that fit the first in
    the table counts. Each fact is read from the first of its sources that tells.
    """

    os: str
    vendor: str
    under: tuple[str, ...]
    says: str = ""
    never: str = ""
    proof: Oid = ()
    platform: str = ""
    role: Role = Role.OTHER
    hardware: tuple[Source, ...] = (MODEL, TITLE)
    version: tuple[Source, ...] = (SOFTWARE,)
    serial: tuple[Source, ...] = (SERIAL,)

    @property
    def asks(self) -> tuple[Oid, ...]:
        """Every object that proves the system or tells a fact of it, ENTITY-MIB's chassis apart."""
        sources = (*self.hardware, *self.version, *self.serial)
        wanted = [*([self.proof] if self.proof else []), *(oid for source in sources for oid in source.asks)]
        chassis = {oid for source in CHASSIS for oid in source.asks}
        return tuple(dict.fromkeys(oid for oid in wanted if oid not in chassis))

    def fits(self, object_id: str, descr: str) -> bool:
        """Whether sysObjectID and sysDescr speak for it (proof apart)."""
        return (
            any(beneath(object_id, start) for start in self.under)
            and (not self.says or matcher(self.says).search(descr) is not None)
            and (not self.never or matcher(self.never).search(descr) is None)
        )


def beneath(object_id: str, start: str) -> bool:
    """Whether a dotted sysObjectID is, or lies below, `start` of the enterprises' arc; "" covers any."""
    whole = f"{_DOTTED}{start}"
    return not start or object_id == whole or object_id.startswith(f"{whole}.")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an agent is; every field is "" (the role OTHER) where it does not tell or we do not know it."""

    os: str = ""
    platform: str = ""
    vendor: str = ""
    hardware: str = ""
    version: str = ""
    serial: str = ""
    role: Role = field(default=Role.OTHER)
