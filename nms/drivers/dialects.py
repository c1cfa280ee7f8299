"""Every command line that this system speaks, by platform key, and which key stands for which."""

from collections.abc import Mapping
from types import MappingProxyType

from nms.core.device import Device
from nms.core.dialect import Dialect
from nms.core.errors import CliError
from nms.drivers.dialects_free import FRR, LINUX, OSMO
from nms.drivers.dialects_huawei import MML, SMARTAX, VRP, VRPV8
from nms.drivers.dialects_makers import COMWARE, IOS, RAISECOM

_SPOKEN = (VRP, VRPV8, SMARTAX, MML, COMWARE, IOS, RAISECOM, FRR, OSMO, LINUX)

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "huawei": "huawei_vrp",
        "huawei_telnet": "huawei_vrp",
        "huawei_olt": "huawei_smartax",
        "h3c_comware": "hp_comware",
        "hp_comware_telnet": "hp_comware",
        "cisco_ios_telnet": "cisco_ios",
        "cisco_xe": "cisco_ios",
        "raisecom_telnet": "raisecom_roap",
    }
)
"""Platform keys of the inventory that are another platform's command line."""

_BY_PLATFORM = {dialect.platform: dialect for dialect in _SPOKEN}
DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    _BY_PLATFORM | {alias: _BY_PLATFORM[platform] for alias, platform in ALIASES.items()}
)
"""Platform key, aliases included → its command line."""


def dialect_of(device: Device) -> Dialect:
    """The command line of a device; CliError NMS-DRV-002 for a platform that has none."""
    if device.platform not in DIALECTS:
        known = ", ".join(sorted(DIALECTS))
        raise CliError("NMS-DRV-002", device=device.name, platform=device.platform or "–", known=known)
    return DIALECTS[device.platform]
