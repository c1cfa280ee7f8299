"""A piece of hosts.yaml for a device that is not in it yet, in Nornir's own form."""

import re
from collections.abc import Collection, Mapping
from typing import Any

import yaml

from nms.core.config import SnmpConfig
from nms.core.device import Role
from nms.core.discovery import Found
from nms.site.inherit import access
from nms.site.platforms import PLATFORMS

_UNFIT = re.compile(r"[^\w.+@#-]+")
_LONGEST_NAME = 80


def host_name(found: Found, taken: Collection[str]) -> str:
    """A name that the inventory accepts and does not have yet: from sysName without its domain, else the address."""
    spoken = _UNFIT.sub("-", found.sys_name.partition(".")[0]).strip("-")[:_LONGEST_NAME]
    name = spoken or _UNFIT.sub("-", found.address.replace(":", "-")).strip("-")
    if name not in taken:
        return name
    return next(candidate for number in range(2, len(taken) + 3) if (candidate := f"{name}-{number}") not in taken)


def host_entry(name: str, found: Found, config: SnmpConfig, also: Collection[str] = ()) -> str:
    """YAML to be appended to hosts.yaml; `also` are further places at which the device answers, kept as a label."""
    snmp: dict[str, Any] = {"credential": found.credential}
    if found.port != config.port:
        snmp["port"] = found.port
    data: dict[str, Any] = {}
    if found.role in {role.value for role in Role} - {Role.OTHER.value}:
        data["role"] = found.role
    data["snmp"] = snmp
    labels = {"serial": found.serial, "also_at": " ".join(sorted(also))}
    if kept := {key: value for key, value in labels.items() if value}:
        data["labels"] = kept
    entry: dict[str, Any] = {"hostname": found.address}
    if found.platform in PLATFORMS:
        entry["platform"] = found.platform
    return _written({name: {**entry, "data": data}})


def _written(entry: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(entry), allow_unicode=True, sort_keys=False, width=110)


__all__ = ["access", "host_entry", "host_name"]
