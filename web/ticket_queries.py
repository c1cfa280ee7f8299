"""Which tickets are asked for in a URL, and what a body says of one."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from nms.app.ticket_views import ReportDocument
from nms.core.ticket import CAUSES, TicketChannel, TicketFilter, TicketState, TicketType
from web.line_queries import listed
from web.queries import Body, Name, Paged

Word = Annotated[str, Field(max_length=20_000)]


class TicketQuery(Paged):
    """Which tickets, in the order of the queue."""

    text: Name = Field("", description="part of number, title, text, customer, line or hall")
    state: Annotated[list[TicketState], BeforeValidator(listed)] = Field(
        default=[], description="one or more, also comma-separated"
    )
    type: TicketType | None = None
    channel: TicketChannel | None = None
    customer: Name = ""
    line: Name = ""
    hall: Name = ""
    assignee: Name = ""

    def wanted(self) -> TicketFilter:
        """As the façade asks it."""
        return TicketFilter(
            states=tuple(self.state),
            types=(self.type,) if self.type else (),
            channels=(self.channel,) if self.channel else (),
            customer=self.customer,
            line=self.line,
            hall=self.hall,
            assignee=self.assignee,
            text=self.text,
            limit=self.limit,
            offset=self.offset,
        )


class ReportBody(ReportDocument):
    """A report; `channel` is the door that it came through."""

    channel: Literal["api", "phone", "web", "hall"] = "api"


class AssignBody(Body):
    """Who is to work on it."""

    assignee: Name = Field(min_length=1)


class WordBody(Body):
    """A word about it."""

    text: Word = ""


class CommentBody(Body):
    """A word that must be there."""

    text: Word = Field(min_length=1)


class CloseBody(WordBody):
    """Why it was."""

    cause: str = Field(max_length=40, description=", ".join(CAUSES))


class LinkBody(Body):
    """What it is about; what is left out stays."""

    line: Name = ""
    hall: Name = ""


class MergeBody(Body):
    """The number of the ticket that stays."""

    into: Name = Field(min_length=1)
