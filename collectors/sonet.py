"""STM-1 ports: regenerator section, multiplex section, VC-4 path, and the VC-12 paths (VT) in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.asking import Answer, Objects, ask, brought
from collectors.audience import plays
from collectors.ports import port, port_names
from nms.core.device import Role
from nms.core.observed import Harvest, SonetLayer
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

_SONET: Oid = (1, 3, 6, 1, 2, 1, 10, 39)


def _objects(layer: str, entry: Oid, **columns: int) -> Objects:
    return {f"sonet{layer}Current{column}": (*_SONET, *entry, number) for column, number in columns.items()}


LAYERS: Mapping[str, Objects] = {
    "section": _objects("Section", (1, 2, 1, 1), Status=1, ESs=2, SESs=3, CVs=5),
    "line": _objects("Line", (1, 3, 1, 1), Status=1, ESs=2, SESs=3, CVs=4, UASs=5),
    "path": _objects("Path", (2, 1, 1, 1), Status=2, ESs=3, SESs=4, CVs=5, UASs=6),
    "vt": _objects("VT", (3, 1, 1, 1), Status=2, ESs=3, SESs=4, CVs=5, UASs=6),
}
_SPELLED = {"section": "Section", "line": "Line", "path": "Path", "vt": "VT"}
_METRICS = {"es": "errored_seconds", "uas": "unavailable_seconds"}


def _layer(answer: Answer, index: Oid, layer: str, name: str) -> SonetLayer | None:
    current = f"sonet{_SPELLED[layer]}Current"
    status = answer.natural(index, f"{current}Status", 2**31 - 1)
    if status is None:
        return None
    return SonetLayer(
        name=name,
        layer=layer,
        status=status,
        es=answer.natural(index, f"{current}ESs"),
        ses=answer.natural(index, f"{current}SESs"),
        cv=answer.natural(index, f"{current}CVs"),
        uas=answer.natural(index, f"{current}UASs") if f"{current}UASs" in LAYERS[layer] else None,
    )


def _samples(visit: Visit, row: SonetLayer) -> list[Sample]:
    values = {"es": row.es, "uas": row.uas}
    return [
        Sample(visit.device.name, f"sonet_{row.layer}_{_METRICS[short]}", row.name, visit.at, value)
        for short, value in values.items()
        if value is not None
    ]


@dataclass(frozen=True, slots=True)
class Sonet:
    """SONET-MIB (RFC 3592), used for SDH as well: current tables of section (RS), line (MS), path (VC-4)
    and VT (VC-12).

    Yields SonetLayer rows with the status bitmap of the layer, and samples of ES and UAS in seconds of the running
    15-minute interval (gauges, never rated). Cadence status: the MIB has no traps, and an STM-1 takes 63 E1 with it.
    """

    name: str = "sonet"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Routers with STM-1 ports, the BSC, strangers."""
        roles = (Role.CPOS_ROUTER, Role.PE, Role.P, Role.BSC, Role.MSTP)
        return visit.device.polled and plays(visit, *roles)

    async def collect(self, visit: Visit) -> Harvest:
        """All four layers."""
        answers = {layer: await ask(visit.snmp, objects) for layer, objects in LAYERS.items()}
        names = await port_names(visit) if any(answers.values()) else {}
        rows = [
            row
            for layer, answer in answers.items()
            for index in answer.indexes
            if len(index) == 1 and (row := _layer(answer, index, layer, port(names, index[0])))
        ]
        samples = [sample for row in rows for sample in _samples(visit, row)]
        return brought(*answers.values(), rows=rows, covers=(SonetLayer,), samples=samples)
