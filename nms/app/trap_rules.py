"""Use cases around traps that nobody understands: the queue, rules by hand, trying them on what is stored."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nms.app.auditing import audited
from nms.app.mibs import Mibs
from nms.app.parts import Parts
from nms.app.rooms import Preview, QueueView, RuleDraft, RuleView, WouldSay
from nms.app.traps import Traps
from nms.core.alarm import Actor, Severity
from nms.core.errors import InvalidError
from nms.core.hand_rules import CUSTOM, PORT, HandRule
from nms.core.ports import Oid, Trap
from nms.core.queries import StoredTrap
from nms.faults import hand_rules
from nms.snmp.names import oid as parsed

REINTERPRET = "reinterpret"
SHOWN = 20
_UNKNOWN = "unknown"
_IF_MIB = ((1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1))
_NO_OBJECT = (1, 3, 6, 1, 6, 3)  # RFC 3584's own additions to a translated trap
_DAY_S = 86_400.0
_ENTERPRISES = "1.3.6.1.4.1."


class TrapRules:
    """The room of unknown traps and the rules for them."""

    def __init__(self, parts: Parts, traps: Traps, mibs: Mibs) -> None:
        self._parts = parts
        self._traps = traps
        self._mibs = mibs

    def queue(self) -> Sequence[QueueView]:
        """The unknown traps by notification and device, the most frequent first."""
        names = self._mibs.names()
        return [
            QueueView(
                line.oid, _name(names.name_of(parsed(line.oid))), line.device, line.count, line.first_at, line.last_at,
                line.example_id,
            )
            for line in self._parts.store.traps.queue()
        ]  # fmt: skip

    def rules(self) -> Sequence[RuleView]:
        """The rules with how many stored traps each could still interpret."""
        names = self._mibs.names()
        return [
            RuleView(rule, _name(names.name_of(parsed(rule.oid))), self._find(rule, 1)[0])
            for rule in self._parts.store.trap_rules.all()
        ]

    def draft(self, oid: str, device: str = "") -> RuleDraft:
        """A rule as it could be: named after the notification, about the port if the newest example names one."""
        names = self._mibs.names()
        notification = _oid(oid)
        name = _name(names.name_of(notification))
        _, stored = self._find(HandRule(oid, "", device), 1)
        trap = self._traps.heard(stored[0]) if stored else None
        binds = [bind for bind in trap.binds if bind.oid[:6] != _NO_OBJECT] if trap else []
        objects = {_dotted(names.column_of(bind.oid)): (names.name_of(bind.oid), names.text_of(bind)) for bind in binds}
        about_port = any(bind.oid[: len(table)] == table for bind in binds for table in _IF_MIB)
        rule = HandRule(
            oid, f"{CUSTOM}{_slug(name or oid.removeprefix(_ENTERPRISES))}", device, PORT if about_port else "",
            severity=Severity.MINOR, ttl_s=_DAY_S, zh=name or oid, en=name or oid,
        )  # fmt: skip
        example = trap.raw_id if trap else 0
        return RuleDraft(rule, name, objects, names.carried_by(notification), example)

    def preview(self, rule: HandRule) -> Preview:
        """What the rule makes of the newest stored traps of its kind; InvalidError for a rule that cannot be."""
        hand_rules.check(rule)
        matching, stored = self._find(rule, SHOWN)
        return Preview(matching, [said for one in stored for said in self._would(rule, one)])

    def _would(self, rule: HandRule, stored: StoredTrap) -> Iterator[WouldSay]:
        trap = self._traps.heard(stored)
        if trap is None:
            return
        names = self._parts.store.devices.interface_names(trap.device)
        for report in hand_rules.understand(rule, trap, names).reports:
            key = report.key
            yield WouldSay(stored.id, stored.received_at, key.device, key.object, key.problem, report.severity)

    @audited("rule.save")
    def save(self, rule: HandRule, actor: Actor) -> HandRule:
        """Keep a rule; the engine uses it from the next trap on, and the queue's lines that it answers are gone."""
        hand_rules.check(rule)
        if rule.device and rule.device not in self._parts.inventory.devices:
            raise InvalidError("NMS-CORE-002", kind="device", name=rule.device)
        now = self._parts.clock.now()
        kept = self._parts.store.trap_rules.save(replace(rule, created_by=actor.name), now)
        self._parts.store.traps.forget_unknown(rule.oid, rule.device)
        self._parts.store.events.append("trap", rule.oid, now, {"rule": str(kept.id)})
        return kept

    @audited("rule.remove")
    def remove(self, rule_id: int, actor: Actor) -> None:
        """Forget a rule; what it raised stays."""
        self._parts.store.trap_rules.drop(rule_id)
        self._parts.store.events.append("trap", str(rule_id), self._parts.clock.now(), {"removed_by": actor.name})

    @audited("rule.reinterpret")
    def reinterpret(self, rule_id: int, actor: Actor) -> int:
        """Lay the wish upon the desk that the stored traps of a rule are interpreted."""
        rule = self._parts.store.trap_rules.get(rule_id)
        body = {"rule": str(rule.id), "oid": rule.oid, "device": rule.device}
        return self._parts.store.requests.put(REINTERPRET, body, actor, self._parts.clock.now())

    def _find(self, rule: HandRule, limit: int) -> tuple[int, Sequence[StoredTrap]]:
        page = self._parts.store.traps.find(
            device=rule.device or None, outcome=_UNKNOWN, oid=rule.oid, limit=limit, offset=0
        )
        return page.total, page.items

    def stored(self, rule: HandRule, limit: int) -> Sequence[Trap]:
        """The newest stored traps of a rule's kind that nobody understood, the oldest of them first."""
        _, found = self._find(rule, limit)
        return [trap for one in reversed(found) if (trap := self._traps.heard(one)) is not None]


def _oid(dotted: str) -> Oid:
    try:
        return parsed(dotted)
    except ValueError as error:
        raise InvalidError("NMS-TRAP-010", oid=dotted) from error


def _dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))


def _name(shown: str) -> str:
    """A name, "" for what has none and stays dotted."""
    return "" if shown[:1].isdigit() else shown


def _slug(name: str) -> str:
    """A name as a problem may be called: lower case, digits and hyphens, 50 characters at most."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50].strip("-")
