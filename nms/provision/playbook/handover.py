"""The module `handover` of a playbook: what its task may say."""

from typing import Literal

from pydantic import Field

from nms.provision.playbook.arguments import Arguments, Filled, Whole
from nms.provision.playbook.module import Module

HandoverAction = Literal["read", "recommend", "trial"]


class HandoverArguments(Arguments):
    """Handover parameters of base station controllers: read, recommended, tried.

    `read` has `controller` read now. `recommend` gives what the newest diagnosis recommends (for `cell`, "": for all;
    at most `most`) as `wanted`, each `kind:cell[>neighbour]:parameter=value`. `trial` proposes a trial of `wanted`,
    waits until another person approved exactly its lines and their undo, starts it, and ends with it: changed when it
    was kept, failed when it was taken back, stopped or could not be pushed; without anything wanted it changes nothing.
    The task acts once, whatever the play's hosts.
    """

    action: HandoverAction
    controller: str = Field("", max_length=200)
    cell: str = Field("", max_length=200)
    most: Whole = 5
    title: str = Field("", max_length=120)
    wanted: list[str] | Filled = Field(default_factory=list)


HANDOVER_MODULES: tuple[Module, ...] = (Module("handover", HandoverArguments, "run", changes=True),)
