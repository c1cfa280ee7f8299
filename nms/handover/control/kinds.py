"""The kinds of controllers that the system knows, by the name of their platform."""

from collections.abc import Mapping
from typing import Final

from nms.handover.control.controller import Controller
from nms.handover.control.mml import MML
from nms.handover.control.osmo import OSMO

CONTROLLERS: Final[Mapping[str, Controller]] = {one.platform: one for one in (OSMO, MML)}
"""Platform of the inventory → what its text means."""
