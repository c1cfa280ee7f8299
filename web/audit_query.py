"""Which audit rows are wanted: the same in the address of the page and of the API."""

from pydantic import Field

from nms.core.account import AuditFilter
from web.queries import Moment, Name, Paged


class AuditQuery(Paged):
    """Part of the audit, newest first."""

    actor: Name = Field("", description="who did it")
    action: Name = Field("", description="such as login, alarm.acknowledge, account.add")
    text: Name = Field("", description="part of subject or body")
    since: Moment | None = None
    until: Moment | None = None
    verify: bool = Field(False, description="check the chain as well (the page alone)")

    def wanted(self) -> AuditFilter:
        """As the façade asks it."""
        return AuditFilter(self.actor, self.action, self.text, self.since, self.until, self.limit, self.offset)
