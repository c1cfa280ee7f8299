"""Trap rules that people made: checked, and applied where no built-in rule knows a notification."""

import re
from collections.abc import Callable, Iterable, Sequence

from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.core.device import Device
from nms.core.errors import InvalidError
from nms.core.hand_rules import CUSTOM, PORT, HandRule
from nms.core.ports import Oid, Trap, Understood
from nms.faults import varbinds as vb
from nms.faults.problems import PROBLEMS
from nms.faults.trap_rules import rule_of

CAUSE = "indeterminate"  # X.733 probable cause of what nobody classified
_DOTTED = re.compile(r"[0-2](?:\.\d{1,10}){2,127}")
_CUSTOM = re.compile(rf"{CUSTOM}[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 60
_PORT_POLL = ("interface_states",)
_UNKNOWN = Understood(known=False)


def check(rule: HandRule) -> None:
    """InvalidError (NMS-TRAP-010 … 014) for what could never work."""
    if not _DOTTED.fullmatch(rule.oid):
        raise InvalidError("NMS-TRAP-010", oid=rule.oid)
    known = rule_of(vb.oid(rule.oid))
    if known is not None:
        raise InvalidError("NMS-TRAP-011", oid=rule.oid, name=known.name)
    named = rule.problem in PROBLEMS or (_CUSTOM.fullmatch(rule.problem) and len(rule.problem) <= _LONGEST)
    if not named:
        raise InvalidError("NMS-TRAP-012", problem=rule.problem)
    if rule.custom and not (rule.zh.strip() and rule.en.strip()):
        raise InvalidError("NMS-TRAP-013", problem=rule.problem)
    if rule.object not in ("", PORT) and not _DOTTED.fullmatch(rule.object):
        raise InvalidError("NMS-TRAP-014", object=rule.object)


def understand(rule: HandRule, trap: Trap, names: vb.Names) -> Understood:
    """What a trap says by a rule: one report on its object; a port is polled to confirm it."""
    said = tuple(_report(rule, trap, thing) for thing in _objects(rule)(trap, names))
    return Understood(said, _PORT_POLL if rule.object == PORT else ())


def _objects(rule: HandRule) -> vb.NameObjects:
    if rule.object == PORT:
        return vb.port()  # of IF-MIB's columns only: a vendor's own might be indexed by anything
    return vb.value_of(vb.oid(rule.object)) if rule.object else vb.whole


def _report(rule: HandRule, trap: Trap, thing: str) -> Report:
    row = PROBLEMS.get(rule.problem)
    severity = Severity.CLEARED if rule.clears else rule.severity or (row.severity if row else Severity.MINOR)
    details = {"trap": rule.oid}
    if rule.custom:
        details |= {"name_zh": rule.zh, "name_en": rule.en}
    return Report(
        AlarmKey(trap.device, thing, row.type if row else EventType.COMMUNICATIONS, rule.problem),
        severity,
        row.cause if row else CAUSE,
        trap.received_at,
        trap.received_at,
        "trap",
        f"trap:{trap.raw_id}" if trap.raw_id else "",
        details,
        0.0 if rule.clears else rule.ttl_s or (row.ttl_s if row else 0.0),
    )


def fitting(rules: Iterable[HandRule], oid: Oid, device: str) -> HandRule | None:
    """The rule of a notification: that of the device before that of any; an OID translated from v1 fits both ways.

    RFC 3584 3.1 puts `.0.` before the last arc, which some notifications do not have.
    """
    spelled = {".".join(map(str, oid))}
    if len(oid) > 2 and oid[-2] == 0:
        spelled.add(".".join(map(str, (*oid[:-2], oid[-1]))))
    found = [rule for rule in rules if rule.oid in spelled and rule.device in ("", device)]
    return max(found, key=lambda rule: (bool(rule.device), len(rule.oid)), default=None)


class HandRules:
    """The rules as they stand now: read again whenever `version` says that they changed."""

    def __init__(self, read: Callable[[], Sequence[HandRule]], version: Callable[[], str]) -> None:
        self._read = read
        self._version = version
        self._seen: str | None = None
        self._rules: Sequence[HandRule] = ()

    def understand(self, trap: Trap, device: Device, names: vb.Names) -> Understood:
        """What a trap says by the rules by hand; `known` False where there is none for it."""
        rule = fitting(self._current(), trap.oid, device.name)
        return _UNKNOWN if rule is None else understand(rule, trap, names)

    def _current(self) -> Sequence[HandRule]:
        version = self._version()
        if version != self._seen:
            self._rules, self._seen = self._read(), version
        return self._rules
