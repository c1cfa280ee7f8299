"""Speaking to an agent that nobody knows yet: one credential after the other, then who it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from collectors import decode
from collectors.identifiers import OwnIdentifiers
from collectors.identity import identify
from collectors.system import System
from nms.core.config import SnmpConfig
from nms.core.device import Device
from nms.core.discovery import Found
from nms.core.errors import InvalidError, SnmpError
from nms.core.observed import Facts, Harvest, Identifiers
from nms.core.ports import Clock, Oid, Snmp, Visit
from nms.site.inherit import access

_LONGEST = 500  # characters kept of what a stranger says
_SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
_FIRST: tuple[Oid, ...] = ((*_SYSTEM, 1, 0), (*_SYSTEM, 2, 0), (*_SYSTEM, 3, 0), (*_SYSTEM, 5, 0))


def credentials_of(wanted: Sequence[str], config: SnmpConfig) -> Sequence[str]:
    """The names to try, in this order; none wanted means all of config.yaml's, in its order."""
    for name in wanted:
        if name not in config.credentials:
            raise InvalidError("NMS-DISC-004", credential=name, known=", ".join(config.credentials) or "–")
    chosen = list(dict.fromkeys(wanted)) or list(config.credentials)
    if not chosen:
        raise InvalidError("NMS-DISC-005")
    return chosen


@dataclass(frozen=True, slots=True)
class Probe:
    """An address asked with one credential."""

    device: Device
    credential: str

    @classmethod
    def of(cls, address: str, port: int, credential: str, config: SnmpConfig) -> "Probe":
        """How to speak to it."""
        device = Device(address, address, snmp=access({"credential": credential, "port": port}, config))
        return cls(device, credential)

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self.device.snmp is not None
        return self.device.snmp.port

    async def knock(self, snmp: Snmp) -> str:
        """What it calls itself; NoAnswerError or SnmpError if it does not speak to us, or shows us nothing."""
        binds = await snmp.session(self.device).get(*_FIRST)
        said = [bind.value for bind in binds]
        if all(value is None for value in said):
            address, credential = self.device.address, self.credential
            raise SnmpError("NMS-DISC-006", device=address, address=address, port=self.port, credential=credential)
        return decode.text(said[3])[:_LONGEST]

    async def identify(self, snmp: Snmp, clock: Clock) -> tuple[Found, Visit]:
        """Who it says it is, and the visit to go on with."""
        visit = Visit(self.device, clock.now(), snmp.session(self.device))
        told = (await System().collect(visit)).facts or Facts()
        identifiers = await OwnIdentifiers().collect(visit)
        return self._found(told, identifiers), Visit(self.device, visit.at, visit.snmp, facts=told)

    def _found(self, facts: Facts, harvest: Harvest) -> Found:
        own = next((row for row in harvest.rows if isinstance(row, Identifiers)), Identifiers())
        role = identify(facts.sys_object_id, facts.sys_descr, {}).role
        return Found(
            address=self.device.address,
            port=self.port,
            credential=self.credential,
            engine_id=own.engine_id,
            serial=facts.serial,
            macs=frozenset(filter(None, (own.chassis_mac, own.bridge_mac))),
            sys_name=facts.sys_name[:_LONGEST],
            sys_object_id=facts.sys_object_id,
            sys_descr=facts.sys_descr[:_LONGEST],
            vendor=facts.vendor,
            platform=facts.platform,
            role=role.value if role else "",
            hardware=facts.hardware,
        )
