"""The guard list: lines that take more with them than a service; sent only when an approved plan names them. And lines
that would make what no line takes away: never sent."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from nms.core.dialect import Dialect
from nms.provision import grammar as words
from nms.provision.grammars import grammar_of
from nms.provision.tree import Path, commands, parse

_EVERYWHERE = (
    r"(?:{no}) (?:vlan|interface|bgp|ospf|isis|rip|mpls|router|vrf|ip vpn-instance|vsi|l2vpn)(?: .*)?",
    r"(?:{no}) (?:aaa|stp|spanning-tree|ip routing|snmp-agent|snmp-server|ssh|stelnet)(?: .*)?",
    r"(?:{no}) (?:user-interface|line|local-user|username)(?: .*)?",
    r"(?:reboot|reload|reset|format|delete|erase|restart|shutdown|poweroff|halt|init|factory-reset)(?: .*)?",
    r"(?:write erase|clear configuration|startup saved-configuration|boot-loader|patch|upgrade)(?: .*)?",
    r"(?:rollback configuration|configure replace|load factory)(?: .*)?",
)
"""{no} is the platform's negating word. A view's `shutdown` is here as well: it takes a port away from its users."""

_ALSO: Mapping[str, tuple[str, ...]] = {
    "huawei_smartax": (r"ont delete .*", r"board (?:delete|reset) .*", r"(?:dba-profile|traffic table ip) delete .*"),
    "huawei_bsc_mml": (r"(?:RMV|RST|BLK|DEA|STP|DLD|FMT) \w+.*",),
    "osmo_vty_telnet": (r"(?:no|drop|restart-bts|bts \d+ (?:oml|drop))\b.*",),
    "linux_root": (
        r"(?:.*[ ;|&])?(?:rm|dd|mkfs\S*|shutdown|reboot|halt|poweroff|kill\S*|mv|chmod|chown)\b.*",
        r"(?:.*[ ;|&])?ip (?:link del|addr flush|route flush|netns del)\b.*",
        r"(?:.*[ ;|&])?(?:iptables|nft|systemctl)\b.*",
    ),
}

_FOR_GOOD: Mapping[str, tuple[str, ...]] = {"osmo_vty_telnet": (r"bts \d+", r"trx \d+", r"msc \d+")}
"""Views that a device makes when they are entered with the next unused number, and has no line to take away again."""


@lru_cache(maxsize=64)
def _patterns(platform: str, negate: str) -> tuple[re.Pattern[str], ...]:
    everywhere = _EVERYWHERE if platform != "linux_root" else ()
    filled = (pattern.replace("{no}", re.escape(negate) or "undo|no") for pattern in everywhere)
    return tuple(re.compile(pattern) for pattern in (*filled, *_ALSO.get(platform, ())))


def guarded(dialect: Dialect, lines: Iterable[str]) -> tuple[str, ...]:
    """Those of the lines that the guard list knows, without indentation, each once."""
    patterns = _patterns(dialect.platform, dialect.negate)
    texts = (line.strip() for line in lines)
    return tuple(dict.fromkeys(text for text in texts if any(pattern.fullmatch(text) for pattern in patterns)))


def offences(dialect: Dialect, lines: Iterable[str], named: Collection[str]) -> tuple[str, ...]:
    """Guarded lines that the plan does not name (`Step.guarded`): with any of them, nothing is sent."""
    return tuple(line for line in guarded(dialect, lines) if line not in named)


def for_good(dialect: Dialect, running: str, lines: Iterable[str]) -> tuple[Path, ...]:
    """What the lines would make on a device that runs `running` and no undo could take away, with the views above."""
    patterns = _FOR_GOOD.get(dialect.platform, ())
    standing = parse(dialect, running)
    asked = (path for path in commands(grammar_of(dialect.platform), lines) if words.fits(patterns, path[-1]))
    return tuple(dict.fromkeys(path for path in asked if standing.at(path) is None))
