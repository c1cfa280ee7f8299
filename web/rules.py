"""A trap rule as a form or a body writes it: the same fields for preview and saving."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from nms.core.alarm import Severity
from nms.core.hand_rules import HandRule
from web.queries import Body, Name, Query

Effect = Literal["catalogue", "clears", "critical", "major", "minor", "warning", "indeterminate"]


def _bare(value: object) -> object:
    return value.strip().lstrip(".") if isinstance(value, str) else value


class RuleFields(BaseModel):
    """What a rule says; `effect` raises the problem (with the catalogue's severity or the one named) or clears it."""

    oid: Annotated[str, BeforeValidator(_bare), Field(min_length=1, max_length=700)]
    problem: Name = Field("", description="of the catalogue, or custom-…")
    device: Name = Field("", description="only of this device")
    object: Annotated[str, BeforeValidator(_bare), Field(max_length=700)] = Field(
        "", description='"" the element, "port", or the dotted OID of the variable that names the object'
    )
    effect: Effect = "catalogue"
    ttl_minutes: float = Field(0, ge=0, le=525_600, description="clears by itself after so long; 0: never")
    zh: Name = Field("", description="name of a custom problem")
    en: Name = Field("", description="name of a custom problem")

    def rule(self) -> HandRule:
        """As the façade takes it."""
        severity = None if self.effect in ("catalogue", "clears") else Severity.of(self.effect)
        return HandRule(
            self.oid, self.problem, self.device, self.object, self.effect == "clears", severity, self.ttl_minutes * 60,
            self.zh, self.en,
        )  # fmt: skip


class RuleBody(RuleFields, Body):
    """A rule to be tried or made."""


class RuleQuery(RuleFields, Query):
    """A rule in the address of its form."""
