"""The platforms whose command lines are simulated, by netmiko's device type."""

from collections.abc import Mapping

from nms.city.console.platform import Platform
from nms.city.console.platforms.bsc import BSC
from nms.city.console.platforms.comware import COMWARE
from nms.city.console.platforms.ios import IOS
from nms.city.console.platforms.raisecom import RAISECOM
from nms.city.console.platforms.smartax import SMARTAX
from nms.city.console.platforms.vrp import VRP5, VRP8

PLATFORMS: Mapping[str, Platform] = {one.name: one for one in (VRP5, VRP8, COMWARE, IOS, SMARTAX, RAISECOM, BSC)} | {
    "huawei_vrp": VRP5
}
"""A platform that is not here has no console."""
