"""The module `hall` of a playbook: what its task may say."""

from typing import Any, Literal

from pydantic import Field

from nms.provision.playbook.arguments import Arguments, Filled
from nms.provision.playbook.module import Module

HallAction = Literal["check", "add", "change", "close"]


class HallArguments(Arguments):
    """The bundle of a business hall, by the hall's name: one step of its life.

    `check` reads a form and changes nothing. `add` brings the form of a new hall, `change` another form for one that
    stands, `close` takes all that was sent back: each makes one change over all devices of the hall, waits until
    another person approved exactly its plan, pushes it, and ends with the bundle. `form` is a hall form without the
    name; what it leaves open follows from the inventory. A step that is behind the hall already changes nothing. The
    task acts once, whatever the play's hosts.
    """

    action: HallAction
    hall: str = Field(min_length=1, max_length=200)
    form: dict[str, Any] | Filled = Field(default_factory=dict)


HALL_MODULES: tuple[Module, ...] = (Module("hall", HallArguments, "run", changes=True),)
