"""What a trap says: the rule of its OID applied to its varbinds, with severities by the port's role."""

from collections.abc import Callable, Iterator, Sequence

from nms.core.alarm import Report, Severity
from nms.core.device import Device
from nms.core.ports import Trap, Understood
from nms.faults import varbinds as vb
from nms.faults.effects import Effect, TrapRule
from nms.faults.problems import PROBLEMS, Said, cleared, raised
from nms.faults.trap_rules import rule_of
from nms.topology.roles import CARRYING, PortRole

PortRoleOf = Callable[[str, str], PortRole]

_UNKNOWN = Understood(known=False)
_MAC = "mac"
"""The detail of a rule whose value is a MAC address."""


def anywhere(_device: str, _port: str) -> PortRole:
    """For a network without links: every port may matter a little."""
    return PortRole.OPEN


def understand(trap: Trap, device: Device, names: vb.Names, port_role: PortRoleOf = anywhere) -> Understood:
    """Reports and follow-up polls of a trap; `names` maps ifIndex to ifName; `known` False without a rule."""
    rule = rule_of(trap.oid)
    if rule is None:
        return _UNKNOWN
    said = Said(device.name, trap.received_at, trap.received_at, "trap", f"trap:{trap.raw_id}" if trap.raw_id else "")
    return Understood(tuple(_reports(rule, trap, said, names, port_role)), rule.poll)


def _reports(rule: TrapRule, trap: Trap, said: Said, names: vb.Names, port_role: PortRoleOf) -> Iterator[Report]:
    effects = rule.effects(trap)
    if not effects:
        return
    told = {name: (vb.mac if name == _MAC else vb.text)(trap, at) for name, at in rule.details.items()}
    details = {"trap": rule.name} | {name: value for name, value in told.items() if value}
    for thing in rule.objects(trap, names):
        for effect in effects:
            report = _report(effect, thing, said, details, port_role)
            if report is not None:
                yield report


def _report(effect: Effect, thing: str, said: Said, details: dict[str, str], port_role: PortRoleOf) -> Report | None:
    if not effect.there:
        return cleared(said, thing, effect.problem)
    role = port_role(said.device, thing)
    if effect.shut and role not in CARRYING:
        return None
    severity: Severity | None = effect.severity
    if severity is None:
        severity = PROBLEMS[effect.problem].severity_at(role)
    return raised(said, thing, effect.problem, severity, details) if severity is not None else None


def understander(port_role: PortRoleOf) -> Callable[[Trap, Device, vb.Names], Understood]:
    """`understand` with the port roles of one inventory: the shape of `nms.core.ports.Understand`."""
    return lambda trap, device, names: understand(trap, device, names, port_role)


__all__: Sequence[str] = ("PortRoleOf", "anywhere", "understand", "understander")
