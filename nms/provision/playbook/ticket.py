"""The module `ticket` of a playbook: what its task may say."""

from typing import Literal

from pydantic import Field

from nms.provision.playbook.arguments import Arguments
from nms.provision.playbook.module import Module

TicketAction = Literal["open", "assign", "start", "wait", "resume", "restore", "close", "comment"]


class TicketArguments(Arguments):
    """A ticket of the desk: opened, or moved one step on; a step that is behind it already changes nothing.

    `open` takes `title` and `text`, and `line`, `hall` or `customer` that it is about; its result has the `ticket`, for
    the `number` of the other actions ({{ name.ticket }} after `register: name`). `assign` takes `assignee`, `close` a
    `cause` (network, power, third-party, planned-work, configuration, customer, no-fault-found, answered, duplicate,
    void); `text` is a word about it. The task acts once, whatever the play's hosts.
    """

    action: TicketAction
    number: str = Field("", max_length=200)
    title: str = Field("", max_length=200)
    text: str = Field("", max_length=20_000)
    line: str = Field("", max_length=200)
    hall: str = Field("", max_length=200)
    customer: str = Field("", max_length=200)
    assignee: str = Field("", max_length=200)
    cause: str = Field("", max_length=40)


TICKET_MODULES: tuple[Module, ...] = (Module("ticket", TicketArguments, "run"),)
