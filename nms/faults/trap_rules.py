"""The trap rules: one row per notification, RFCs and vendors' MIBs; adding a row is all it takes to know one more."""

from collections.abc import Mapping

from nms.core.ports import Oid
from nms.faults.effects import TrapRule
from nms.faults.trap_rules_protocols import PROTOCOLS
from nms.faults.trap_rules_standard import STANDARD
from nms.faults.trap_rules_vendors import HUAWEI, OTHER_VENDORS

RULES: Mapping[Oid, TrapRule] = {
    rule.oid: rule for part in (STANDARD, PROTOCOLS, HUAWEI, OTHER_VENDORS) for rule in part
}


def rule_of(trap_oid: Oid) -> TrapRule | None:
    """The row of a notification. A v1 agent's translation puts `.0.` before the last arc (RFC 3584 3.1), which some
    Huawei and Cisco notifications do not have: so the OID without it is looked up too."""
    known = RULES.get(trap_oid)
    if known is None and len(trap_oid) > 2 and trap_oid[-2] == 0:
        known = RULES.get((*trap_oid[:-2], trap_oid[-1]))
    return known
