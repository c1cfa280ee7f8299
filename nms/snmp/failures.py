"""Every way in which asking an agent can fail, as one table of codes with the agent's name and address."""

from dataclasses import dataclass

from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.ports import Oid

TOO_BIG, NO_SUCH_NAME, GEN_ERR = 1, 2, 5

# error-status of RFC 3416 section 3
STATUS_NAMES = (
    "noError",
    "tooBig",
    "noSuchName",
    "badValue",
    "readOnly",
    "genErr",
    "noAccess",
    "wrongType",
    "wrongLength",
    "wrongEncoding",
    "wrongValue",
    "noCreation",
    "inconsistentValue",
    "resourceUnavailable",
    "commitFailed",
    "undoFailed",
    "authorizationError",
    "notWritable",
    "inconsistentName",
)
STATUS_CODES = {
    "tooBig": "NMS-SNMP-008",
    "genErr": "NMS-SNMP-009",
    "authorizationError": "NMS-SNMP-010",
    "noAccess": "NMS-SNMP-010",
}

NO_ANSWER = "NMS-SNMP-001"
OTHER_ADDRESS = "NMS-SNMP-002"
NO_ACCESS = "NMS-SNMP-003"
CANNOT_SEND = "NMS-SNMP-004"
READ_ONLY = "NMS-SNMP-005"
MALFORMED = "NMS-SNMP-006"
LOOP = "NMS-SNMP-007"
TOO_MANY = "NMS-SNMP-012"
MISMATCH = "NMS-SNMP-013"
NO_ANSWER_V3 = "NMS-SNMP-014"
INCOMPLETE_USER = "NMS-SNMP-028"
OTHER_STATUS = "NMS-SNMP-011"
OTHER_V3 = "NMS-SNMP-027"

# names of pysnmp's error indications, which are those of RFC 3414 section 11 and RFC 3412
V3_CODES = {
    "UnknownUserName": "NMS-SNMP-020",
    "UnknownSecurityName": "NMS-SNMP-020",
    "WrongDigest": "NMS-SNMP-021",
    "AuthenticationFailure": "NMS-SNMP-021",
    "AuthenticationError": "NMS-SNMP-021",
    "UnsupportedSecurityLevel": "NMS-SNMP-022",
    "NotInTimeWindow": "NMS-SNMP-023",
    "DecryptionError": "NMS-SNMP-024",
    "UnknownEngineID": "NMS-SNMP-025",
    "EngineIDMismatch": "NMS-SNMP-025",
    "NoSuchContext": "NMS-SNMP-026",
    "TooBig": "NMS-SNMP-008",
}
REPORT_CODES = {"1.3.6.1.6.3.12.1.5.0": "NMS-SNMP-026"}  # snmpUnknownContexts


def dotted(oid: Oid) -> str:
    """An OID as people write it."""
    return ".".join(map(str, oid))


@dataclass(frozen=True, slots=True)
class Target:
    """The agent that is asked: whose it is, where it listens, how it is spoken to."""

    device: str
    address: str
    access: SnmpAccess

    @classmethod
    def of(cls, device: Device) -> "Target":
        """The agent of a device; SnmpError for one that no SNMP reaches."""
        if device.snmp is None:
            raise SnmpError(NO_ACCESS, device=device.name, address=device.address)
        return cls(device.name, device.address, device.snmp)

    def failure(self, code: str, **values: object) -> SnmpError:
        """An error about this agent."""
        return SnmpError(code, None, device=self.device, address=self.address, port=self.access.port, **values)

    def silence(self, other: str = "") -> NoAnswerError:
        """The error of an agent that did not answer; `other` is an address that answered in its stead."""
        code = NO_ANSWER_V3 if self.access.version is SnmpVersion.V3 else NO_ANSWER
        return NoAnswerError(
            OTHER_ADDRESS if other else code,
            user=self.access.user,
            device=self.device,
            address=self.address,
            port=self.access.port,
            timeout=f"{self.access.timeout_s:g}",
            tries=self.access.retries + 1,
            other=other,
        )

    def refusal(self, status: int, oid: Oid = ()) -> SnmpError:
        """The error behind an error-status."""
        name = STATUS_NAMES[status] if 0 <= status < len(STATUS_NAMES) else str(status)
        return self.failure(STATUS_CODES.get(name, OTHER_STATUS), status=name, oid=dotted(oid))
