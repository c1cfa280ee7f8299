"""Who an agent is: from sysObjectID, sysDescr and a few objects more to system, vendor, model, version and serial.

The tables are data, one module per kind of maker; to know another system, add a row.
"""

from collections.abc import Mapping

from collectors.audience import vendor_of
from collectors.identity.model import Evidence, Identity, Source, System
from collectors.identity.systems import SYSTEMS
from nms.core.ports import Oid, Value

__all__ = ["SYSTEMS", "Identity", "identify", "questions"]

_GENERIC = System("", "", ("",))


def identify(sys_object_id: str, sys_descr: str, more: Mapping[Oid, Value]) -> Identity:
    """The identity of an agent.

    `more` holds whatever objects of it are known, those that `questions` names and the chassis' row of ENTITY-MIB
    above all. A system that no row of the table tells has no `os`: generic, never guessed; vendor by enterprise number.
    """
    evidence = Evidence(sys_object_id, _line(sys_descr), more)
    system = next((row for row in _suspects(evidence) if not row.proof or evidence.holds(row.proof)), _GENERIC)
    maker = vendor_of(sys_object_id)
    return Identity(
        os=system.os,
        platform=system.platform,
        vendor=system.vendor or (maker.value if maker else ""),
        hardware=_first(system.hardware, evidence),
        version=_first(system.version, evidence),
        serial=_first(system.serial, evidence),
        role=system.role,
    )


def questions(sys_object_id: str, sys_descr: str) -> tuple[Oid, ...]:
    """The objects whose values tell more of an agent: instances (ending in 0) and columns (the first row tells)."""
    evidence = Evidence(sys_object_id, _line(sys_descr), {})
    asked: dict[Oid, None] = {}
    for row in _suspects(evidence):
        asked.update(dict.fromkeys(row.asks))
        if not row.proof:
            break
    return tuple(asked)


def _suspects(evidence: Evidence) -> list[System]:
    return [row for row in SYSTEMS if row.fits(evidence.object_id, evidence.descr)]


def _line(sys_descr: str) -> str:
    return " ".join(sys_descr.split()).strip("\"' ")


def _first(sources: tuple[Source, ...], evidence: Evidence) -> str:
    return next((text for source in sources if (text := source.read(evidence))), "")
