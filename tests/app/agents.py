"""Agents at addresses, without a network: each answers to its own community and stays silent to any other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nms.core.device import Device
from nms.core.errors import NoAnswerError
from nms.core.ports import Oid, SnmpSession, Table, VarBind
from nms.testing import MibSession, Recording, ScriptedSnmp

Mib = Mapping[str, int | str | bytes | Oid]

SWITCH: Mib = {
    "1.3.6.1.2.1.1.1.0": "S5735-L24T4S-A1\r\nHuawei Versatile Routing Platform Software\r\nVRP (R) software,"
    "Version 5.170 (S5735 V200R019C10SPC500)",
    "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 2011, 2, 23, 588),
    "1.3.6.1.2.1.1.3.0": 1000,
    "1.3.6.1.2.1.1.5.0": "yc-sw9.net.example",
    "1.3.6.1.6.3.10.2.1.1.0": bytes.fromhex("800007db03c0ffee000001"),
    "1.0.8802.1.1.2.1.3.1.0": 4,
    "1.0.8802.1.1.2.1.3.2.0": bytes.fromhex("c0ffee000001"),
    "1.3.6.1.2.1.47.1.1.1.1.4.1": 0,
    "1.3.6.1.2.1.47.1.1.1.1.5.1": 3,
    "1.3.6.1.2.1.47.1.1.1.1.11.1": "2102359575DMJ9000001",
    "1.3.6.1.2.1.2.2.1.2.1": "GigabitEthernet0/0/1",
    "1.3.6.1.2.1.31.1.1.1.1.1": "GE0/0/1",
    "1.3.6.1.2.1.2.2.1.7.1": 1,
    "1.3.6.1.2.1.2.2.1.8.1": 1,
}


class Breaking(MibSession):
    """Falls silent after so many questions."""

    def __init__(self, mib: Mib, questions: int, device: Device) -> None:
        session = ScriptedSnmp({"x": mib}).session(Device("x", "127.0.0.1"))
        super().__init__(session._recording)
        self._left = questions
        self._device = device

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise silence(self._device)

    async def get(self, *oids: Oid) -> list[VarBind]:
        self._count()
        return await super().get(*oids)

    async def get_next(self, *oids: Oid) -> list[VarBind]:
        self._count()
        return await super().get_next(*oids)

    async def columns(self, *roots: Oid) -> Table:
        self._count()
        return await super().columns(*roots)


def silence(device: Device) -> NoAnswerError:
    assert device.snmp is not None
    values = {"device": device.name, "address": device.address, "port": device.snmp.port, "timeout": "1", "tries": 1}
    return NoAnswerError("NMS-SNMP-001", None, **values)


class Silent(MibSession):
    """Answers nothing."""

    def __init__(self, device: Device) -> None:
        super().__init__(Recording.of(()))
        self._device = device

    async def get(self, *oids: Oid) -> list[VarBind]:
        raise silence(self._device)


@dataclass
class Neighbourhood:
    """(address, community) → MIB; `patience` breaks an agent off after so many questions."""

    mibs: Mapping[tuple[str, str], Mib]
    patience: Mapping[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def session(self, device: Device) -> SnmpSession:
        assert device.snmp is not None
        key = (device.address, device.snmp.community)
        self.asked.append(key)
        if key not in self.mibs:
            return Silent(device)
        return Breaking(self.mibs[key], self.patience.get(device.address, 10_000), device)
