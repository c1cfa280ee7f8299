"""The catalogue of specific problems: what each means in X.733 terms, and the reports that speak of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.topology.roles import PortRole

_COMMS = EventType.COMMUNICATIONS
_QOS = EventType.QUALITY_OF_SERVICE
_PROCESSING = EventType.PROCESSING_ERROR
_EQUIPMENT = EventType.EQUIPMENT
_ENVIRONMENT = EventType.ENVIRONMENTAL
_SECURITY = EventType.SECURITY

_CRITICAL, _MAJOR, _MINOR, _WARNING = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.WARNING

_QUARTER_HOUR = 900.0
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Escalation:
    """`count` occurrences within `window_s` seconds make the alarm `severity`."""

    count: int
    window_s: float
    severity: Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """One row: X.733 event type and probable cause, severity (by the port's role where that decides), lifetime.

    `ttl_s` > 0 marks an event without an end of its own; a port role missing in `by_port` means no alarm; a problem
    of a `line` is none where no line is connected (spare E1s).
    Texts: "problem.<code>" and "advice.<code>".
    """

    code: str
    type: EventType
    cause: str
    severity: Severity
    ttl_s: float = 0.0
    by_port: Mapping[PortRole, Severity] = field(default_factory=dict)
    escalation: Escalation | None = None
    line: bool = False

    def severity_at(self, role: PortRole) -> Severity | None:
        """The severity on a port of this role; None where nobody is to be told."""
        if self.line and role is PortRole.EDGE:
            return None
        return self.by_port.get(role) if self.by_port else self.severity


_LINK_DOWN = {
    PortRole.UPLINK: _CRITICAL,
    PortRole.STM1: _CRITICAL,
    PortRole.E1: _MAJOR,
    PortRole.ACCESS: _MAJOR,
    PortRole.OPEN: _MINOR,
}

_ROWS = (
    # E1 lines: RFC 4805 dsx1LineStatus
    Problem("e1-los", _COMMS, "lossOfSignal", _CRITICAL, line=True),
    Problem("e1-lof", _COMMS, "lossOfFrame", _MAJOR, line=True),
    Problem("e1-ais", _COMMS, "alarmIndicationSignal", _MAJOR, line=True),
    Problem("e1-rai", _COMMS, "farEndReceiverFailure", _MINOR, line=True),
    Problem("e1-xmt-rai", _COMMS, "farEndReceiverFailure", _MINOR, line=True),
    Problem("e1-xmt-ais", _COMMS, "alarmIndicationSignal", _WARNING, line=True),
    Problem("e1-loopback", _COMMS, "communicationsSubsystemFailure", _WARNING, line=True),
    Problem("e1-ts16-ais", _COMMS, "alarmIndicationSignal", _MAJOR, line=True),
    Problem("e1-lomf", _COMMS, "lossOfMultiFrame", _MINOR, line=True),
    Problem("e1-xmt-lomf", _COMMS, "lossOfMultiFrame", _MINOR, line=True),
    Problem("e1-test-code", _COMMS, "communicationsSubsystemFailure", _WARNING, line=True),
    Problem("e1-failure", _COMMS, "transmissionError", _MAJOR, line=True),
    Problem("e1-unavailable", _COMMS, "degradedSignal", _CRITICAL, line=True),
    Problem("e1-out-of-service", _EQUIPMENT, "lineCardProblem", _MAJOR, line=True),
    # threshold crossings (ITU-T M.2120) of G.826 counts; severity by the limit that was reached
    Problem("e1-es-15min", _QOS, "thresholdCrossed", _MINOR, line=True),
    Problem("e1-ses-15min", _QOS, "thresholdCrossed", _MINOR, line=True),
    Problem("e1-uas-15min", _QOS, "thresholdCrossed", _MAJOR, line=True),
    Problem("e1-pcv-15min", _QOS, "thresholdCrossed", _MINOR, line=True),
    Problem("e1-css-15min", _QOS, "thresholdCrossed", _WARNING, line=True),
    Problem("e1-es-24h", _QOS, "thresholdCrossed", _WARNING, line=True),
    Problem("e1-ses-24h", _QOS, "thresholdCrossed", _WARNING, line=True),
    Problem("e1-uas-24h", _QOS, "thresholdCrossed", _MAJOR, line=True),
    Problem("e1-pcv-24h", _QOS, "thresholdCrossed", _MINOR, line=True),
    Problem("e1-css-24h", _QOS, "thresholdCrossed", _MINOR, line=True),
    Problem("e1-worsening", _QOS, "thresholdCrossed", _MINOR, line=True),
    # SONET/SDH: RFC 3592 section (RS), line (MS), path (VC-4)
    Problem("sonet-los", _COMMS, "lossOfSignal", _CRITICAL, line=True),
    Problem("sonet-lof", _COMMS, "lossOfFrame", _CRITICAL, line=True),
    Problem("sonet-line-ais", _COMMS, "alarmIndicationSignal", _CRITICAL, line=True),
    Problem("sonet-line-rdi", _COMMS, "farEndReceiverFailure", _MINOR, line=True),
    Problem("sonet-lop", _COMMS, "lossOfPointer", _CRITICAL, line=True),
    Problem("sonet-path-ais", _COMMS, "alarmIndicationSignal", _MAJOR, line=True),
    Problem("sonet-path-rdi", _COMMS, "farEndReceiverFailure", _MINOR, line=True),
    Problem("sonet-unequipped", _COMMS, "pathTraceMismatch", _MAJOR, line=True),
    Problem("sonet-label-mismatch", _COMMS, "payloadTypeMismatch", _MAJOR, line=True),
    Problem("sonet-section-errored-seconds-high", _QOS, "thresholdCrossed", _MINOR, line=True),
    # interfaces and reachability
    Problem("link-down", _COMMS, "lossOfSignal", _MAJOR, by_port=_LINK_DOWN),
    Problem("device-unreachable", _COMMS, "communicationsSubsystemFailure", _MAJOR),
    Problem("cell-away", _COMMS, "communicationsSubsystemFailure", _MAJOR),
    Problem("duct-cut", _COMMS, "lossOfSignal", _CRITICAL),
    Problem("link-utilisation", _QOS, "thresholdCrossed", _MINOR),
    # the box itself
    Problem("cold-start", _EQUIPMENT, "powerProblem", _MINOR, _QUARTER_HOUR, escalation=Escalation(3, 3600, _MAJOR)),
    Problem(
        "warm-start",
        _EQUIPMENT,
        "softwareProgramAbnormallyTerminated",
        _MINOR,
        _QUARTER_HOUR,
        escalation=Escalation(3, 3600, _MAJOR),
    ),
    Problem("power-loss", _ENVIRONMENT, "powerProblem", _MAJOR),
    Problem("power-fault", _EQUIPMENT, "powerProblem", _MAJOR),
    Problem("fan-fault", _EQUIPMENT, "coolingSystemFailure", _MAJOR),
    Problem("board-fault", _EQUIPMENT, "replaceableUnitProblem", _CRITICAL),
    Problem("optical-fault", _EQUIPMENT, "transceiverFailure", _MAJOR),
    Problem("optical-power", _EQUIPMENT, "receiverFailure", _MINOR),
    Problem("sensor-fault", _EQUIPMENT, "equipmentMalfunction", _WARNING),
    Problem("temperature-high", _ENVIRONMENT, "highTemperature", _MINOR),
    Problem("cpu-high", _PROCESSING, "cpuCyclesLimitExceeded", _MINOR),
    Problem("memory-high", _PROCESSING, "outOfMemory", _MINOR),
    Problem("hardware-change", _EQUIPMENT, "replaceableUnitTypeMismatch", _WARNING, _QUARTER_HOUR),
    Problem("config-change", _PROCESSING, "configurationOrCustomisationError", _WARNING, _QUARTER_HOUR),
    Problem("poe-fault", _EQUIPMENT, "powerProblem", _MINOR),
    Problem("poe-usage", _EQUIPMENT, "powerProblem", _MINOR),
    # protocols and services
    Problem("neighbour-change", _COMMS, "configurationOrCustomisationError", _WARNING, _QUARTER_HOUR),
    Problem("stp-change", _COMMS, "localNodeTransmissionError", _WARNING, _QUARTER_HOUR),
    Problem("rmon-threshold", _QOS, "thresholdCrossed", _MINOR),
    Problem("vrf-down", _COMMS, "communicationsSubsystemFailure", _CRITICAL),
    Problem("pw-down", _COMMS, "communicationsSubsystemFailure", _CRITICAL),
    Problem("ldp-down", _COMMS, "communicationsProtocolError", _MAJOR),
    Problem("bgp-down", _COMMS, "communicationsProtocolError", _MAJOR),
    Problem("bfd-down", _COMMS, "communicationsProtocolError", _MAJOR),
    Problem("ospf-down", _COMMS, "communicationsProtocolError", _MAJOR),
    # wireless
    Problem("ap-fault", _EQUIPMENT, "equipmentMalfunction", _MAJOR),
    Problem("ap-offline", _EQUIPMENT, "equipmentMalfunction", _MAJOR),
    Problem("ap-clients-high", _QOS, "congestion", _MINOR),
    Problem("radio-retries-high", _QOS, "degradedSignal", _MINOR),
    Problem("radio-utilisation-high", _QOS, "congestion", _MINOR),
    Problem("ap-unauthorised", _SECURITY, "unauthorizedAccessAttempt", _MINOR, _DAY),
    Problem("wlan-auth-failure", _SECURITY, "authenticationFailure", _WARNING, _QUARTER_HOUR),
    # security (X.736)
    Problem("auth-failure", _SECURITY, "authenticationFailure", _WARNING, _DAY),
    Problem("port-security", _SECURITY, "unauthorizedAccessAttempt", _MAJOR, 3600.0),
    Problem("port-disabled", _EQUIPMENT, "equipmentMalfunction", _MAJOR, _DAY),
    Problem("new-mac", _SECURITY, "unexpectedInformation", _WARNING, _QUARTER_HOUR),
    Problem("rogue-pc", _SECURITY, "unauthorizedAccessAttempt", _MAJOR),
    # private lines: working and protection path that were designed apart and no longer are
    Problem("diversity-lost", _COMMS, "protectionPathFailure", _MAJOR),
    # customers waiting in a hall; severity by the level of its emergency
    Problem("hall-queue", _QOS, "congestion", _MINOR),
    # this system itself (device "nms" or the device concerned)
    Problem("trap-storm", _QOS, "congestion", _MINOR),
    Problem("trap-drops", _QOS, "queueSizeExceeded", _MAJOR),
    Problem("poll-overrun", _QOS, "responseTimeExceeded", _WARNING),
    Problem("batch-mismatch", _PROCESSING, "communicationsProtocolError", _MINOR),
    Problem("monitor-unreachable", _COMMS, "communicationsSubsystemFailure", _MAJOR),
    Problem("backup-failed", _PROCESSING, "configurationOrCustomisationError", _MINOR),
    Problem("backup-overdue", _PROCESSING, "configurationOrCustomisationError", _MINOR),
    Problem("radio-export-unreadable", _PROCESSING, "communicationsProtocolError", _MINOR),
    Problem("trial-stuck", _PROCESSING, "configurationOrCustomisationError", _MAJOR),
    Problem("trial-undone", _QOS, "degradedSignal", _WARNING, _DAY),
    Problem("radio-unread", _PROCESSING, "communicationsSubsystemFailure", _MINOR),
    Problem("certificate-expiring", _SECURITY, "keyExpired", _WARNING),
    Problem("store-failure", _PROCESSING, "storageCapacityProblem", _CRITICAL),
)

PROBLEMS: Mapping[str, Problem] = {row.code: row for row in _ROWS}


def key(device: str, thing: str, problem: str) -> AlarmKey:
    """The alarm key of a problem of the catalogue on `thing` (ifName, sensor, "device" …); KeyError for an unknown."""
    return AlarmKey(device, thing, PROBLEMS[problem].type, problem)


@dataclass(frozen=True, slots=True)
class Said:
    """Who says it and when: event time, received time, source (trap, poll, …) and evidence ("trap:812")."""

    device: str
    at: datetime
    received_at: datetime
    source: str
    evidence: str = ""


def raised(
    said: Said,
    thing: str,
    problem: str,
    severity: Severity | None = None,
    details: Mapping[str, str] | None = None,
) -> Report:
    """The report that `problem` is there, with the catalogue's severity unless another is given."""
    row = PROBLEMS[problem]
    return Report(
        key(said.device, thing, problem),
        severity or row.severity,
        row.cause,
        said.at,
        said.received_at,
        said.source,
        said.evidence,
        details or {},
        row.ttl_s,
    )


def cleared(said: Said, thing: str, problem: str) -> Report:
    """The report that `problem` is gone."""
    return Report(
        key(said.device, thing, problem),
        Severity.CLEARED,
        PROBLEMS[problem].cause,
        said.at,
        said.received_at,
        said.source,
        said.evidence,
    )
