"""The module `line` of a playbook: what its task may say."""

from typing import Any, Literal

from pydantic import Field

from nms.provision.playbook.arguments import Arguments, Filled
from nms.provision.playbook.module import Module

LineAction = Literal["order", "design", "provision", "test", "activate", "modify", "suspend", "resume", "cease"]


class LineArguments(Arguments):
    """A private line, by its circuit number: one step of its life; a step that is behind it already changes nothing.

    `order` takes an order document; `design` a `solution` (none: as recommended) and reserves everything. `provision`
    waits until another person approved the line. It, `modify` (a `wish`: mbps, add, remove, move), `suspend`, `resume`
    and `cease` make a change, wait until another person approved exactly its plan, push it, and end with the line.
    `test` keeps `results` of a turn-up test; `activate` hands over. The task acts once, whatever the play's hosts.
    """

    action: LineAction
    number: str = Field(min_length=1, max_length=200)
    order: dict[str, Any] | Filled = Field(default_factory=dict)
    solution: str = ""
    wish: dict[str, Any] | Filled = Field(default_factory=dict)
    results: list[dict[str, Any]] | Filled = Field(default_factory=list)


LINE_MODULES: tuple[Module, ...] = (Module("line", LineArguments, "run", changes=True),)
