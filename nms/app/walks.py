"""Recordings of agents: what the collectors make of one, and a live agent made into one."""

import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from collectors.identity import SYSTEMS, identify, questions
from nms.app.polling import Polled, poll_once
from nms.core.device import Device, SnmpAccess
from nms.core.errors import NmsError, NoAnswerError, SnmpError
from nms.core.observed import (
    AccessPoint,
    E1Line,
    Facts,
    Interface,
    MemoryPool,
    Neighbour,
    Processor,
    PseudoWire,
    Radio,
    RoutingPeer,
    Sensor,
    SonetLayer,
    UpsState,
    Vrf,
)
from nms.core.ports import Clock, Oid, Snmp, SnmpSession
from nms.core.recorded import NULL, RecordedRow, RecordedSession, Recording
from nms.snmp.scrub import Scrubber
from nms.snmp.snmprec import ROWS, Bounds, read_walk, write_walk

CLASSES: Mapping[str, str] = {"fan": "fanspeed", "optical_rx": "dbm", "optical_tx": "dbm"}
"""Classes of sensors as other systems name them, where our type says more or another word."""

TREE: tuple[Oid, ...] = ((1, 0), (1, 2), (1, 3))
"""What there is to record: IEEE's LLDP under 1.0, 802.11 under 1.2, the internet under 1.3."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One recorded agent as every collector saw it; `errors` tells of the file and of collectors that failed."""

    file: str
    polled: Polled | None
    errors: Sequence[NmsError]

    @property
    def facts(self) -> Facts:
        """Who it is."""
        return self.polled.facts if self.polled else Facts()

    def as_dict(self) -> dict[str, object]:
        """The answer of `nms walk replay --json`."""
        facts, errors = self.facts, [error.as_dict() for error in self.errors]
        return {
            "file": self.file,
            "platform": facts.platform,
            "os": facts.os,
            "vendor": facts.vendor,
            "hardware": facts.hardware,
            "version": facts.version,
            "serial": facts.serial,
            "sys_name": facts.sys_name,
            "role": str(identify(facts.sys_object_id, facts.sys_descr, {}).role),
            "facts": asdict(facts),
            **_rows(self.polled or Polled(facts, {}, {})),
            "errors": errors,
        }


def _rows(polled: Polled) -> dict[str, object]:
    sensors = polled.rows(Sensor)
    return {
        "interfaces": [_interface(row) for row in polled.rows(Interface)],
        "sensors": [_sensor(row) for row in sensors],
        "cpu": [{"name": row.name, "percent": row.percent} for row in polled.rows(Processor)],
        "memory": [_memory(row) for row in polled.rows(MemoryPool)],
        "e1": [asdict(row) for row in polled.rows(E1Line)],
        "sonet": [asdict(row) for row in polled.rows(SonetLayer)],
        "optics": _optics(sensors),
        "wireless": [asdict(row) for kind in (AccessPoint, Radio) for row in polled.rows(kind)],
        "neighbours": [asdict(row) for row in polled.rows(Neighbour)],
        "routing": [asdict(row) for row in polled.rows(RoutingPeer)],
        "pseudowires": [asdict(row) for row in polled.rows(PseudoWire)],
        "vrfs": [asdict(row) for row in polled.rows(Vrf)],
        "ups": [asdict(row) for row in polled.rows(UpsState)],
        "notes": {name: list(harvest.notes) for name, harvest in polled.harvests.items() if harvest.notes},
    }


def _interface(row: Interface) -> dict[str, object]:
    wanted = ("index", "name", "alias", "type", "speed_bps", "admin", "oper", "descr", "mac")
    return {name: getattr(row, name) for name in wanted}


def _sensor(row: Sensor) -> dict[str, object]:
    return {
        "class": CLASSES.get(row.type, row.type),
        "type": row.type,
        "name": row.name,
        "value": row.value,
        "unit": row.unit,
        "status": row.status,
    }


def _memory(row: MemoryPool) -> dict[str, object]:
    return {
        "name": row.name,
        "used_bytes": row.used_octets,
        "total_bytes": row.total_octets,
        "percent": row.percent,
    }


def _optics(sensors: Iterable[Sensor]) -> list[dict[str, object]]:
    """Light by the port it belongs to."""
    ports: dict[str, dict[str, object]] = {}
    for row in sensors:
        if row.type in ("optical_rx", "optical_tx"):
            port = ports.setdefault(row.name, {"name": row.name, "rx_dbm": None, "tx_dbm": None})
            port[f"{row.type.removeprefix('optical_')}_dbm"] = row.value
    return list(ports.values())


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The port `Snmp` over one recording."""

    recording: Recording

    def session(self, device: Device) -> SnmpSession:
        """Always the recorded agent."""
        del device
        return RecordedSession(self.recording)


async def replay(path: Path, clock: Clock, bounds: Bounds | None = None) -> Replayed:
    """Let every collector poll the agent recorded in a file; whatever goes wrong stands in `errors`."""
    try:
        recording, odd = read_walk(path, bounds)
        device = Device(path.name, "recorded", snmp=SnmpAccess())
        polled = await poll_once(device, _Recorded(recording), clock)
    except NmsError as error:
        return Replayed(str(path), None, [error])
    failed = [SnmpError("NMS-WALK-011", collector=name, reason=str(error)) for name, error in polled.refusals.items()]
    return Replayed(str(path), polled, [*odd, *failed])


# ---------------------------------------------------------------- recording


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a recording: rows kept, values replaced or left out, and why it broke off (None if it did not)."""

    file: str
    rows: int
    scrubbed: int
    broke: NmsError | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What to record of an agent and how much of it to show."""

    out: Path
    roots: tuple[Oid, ...] = TREE
    rows: int = ROWS
    keep_names: bool = False


async def record(device: Device, snmp: Snmp, wish: Wish) -> Recorded:
    """Walk a live agent into a scrubbed file; raises NoAnswerError if it says nothing at all."""
    rows: list[RecordedRow] = []
    broke: SnmpError | None = None
    try:
        async for row in _walked(snmp.session(device), wish.roots):
            rows.append(row)
            if len(rows) >= wish.rows:
                broke = _broke("NMS-WALK-003", wish.out, rows)
                break
    except SnmpError as error:
        if not rows:
            raise
        broke = _broken(device, rows, error)
    if not rows:
        raise NoAnswerError("NMS-SNMP-001", address=device.address)
    secret = device.snmp.community if device.snmp else ""
    scrubber = Scrubber(secrets.token_bytes(32), wish.keep_names, _serials(rows), secret)
    count = write_walk(wish.out, scrubber.scrubbed(rows))
    return Recorded(str(wish.out), count, scrubber.changed, broke)


async def _walked(session: SnmpSession, roots: Sequence[Oid]) -> AsyncIterator[RecordedRow]:
    for root in roots:
        async for bind in session.walk(root):
            yield RecordedRow(bind.oid, bind.tag or NULL, bind.value)


def _broke(code: str, file: Path, rows: Sequence[RecordedRow]) -> SnmpError:
    return SnmpError(code, file=file, first=len(rows), count=1)


def _broken(device: Device, rows: Sequence[RecordedRow], error: SnmpError) -> SnmpError:
    last = ".".join(map(str, rows[-1].oid))
    return SnmpError("NMS-WALK-010", address=device.address, first=last, reason=error.code, count=len(rows))


def _serials(rows: Iterable[RecordedRow]) -> tuple[Oid, ...]:
    """Where the agent's maker keeps serial numbers, by the table of systems."""
    held = {row.oid: row.value for row in rows if row.oid[:7] == (1, 3, 6, 1, 2, 1, 1)}
    object_id, descr = held.get((1, 3, 6, 1, 2, 1, 1, 2, 0)), held.get((1, 3, 6, 1, 2, 1, 1, 1, 0))
    dotted = ".".join(map(str, object_id)) if isinstance(object_id, tuple) else ""
    asked = set(questions(dotted, descr.decode("latin-1") if isinstance(descr, bytes) else ""))
    sources = [source for system in SYSTEMS for source in system.serial]
    return tuple({oid for source in sources for oid in source.asks if oid in asked})


__all__ = ["Recorded", "Replayed", "Wish", "record", "replay"]
