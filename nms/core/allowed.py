"""Where messages may go: a list of hosts, judged by name when the settings are read and by address when one is sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

Ip = IPv4Address | IPv6Address
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*\.?", re.IGNORECASE)
_PORTED = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^:\[\]/]+)(?::(?P<port>\d{1,5}))?")
_MOST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a name or a network, and the only port that is allowed there, None any."""

    name: str = ""
    network: IPv4Network | IPv6Network | None = None
    port: int | None = None

    @classmethod
    def of(cls, word: str) -> Self:
        """`host`, `host:port`, `10.1.2.3`, `[::1]:25` or a network `10.20.0.0/16`; ValueError for anything else."""
        if "/" in word or (word.count(":") > 1 and not word.startswith("[")):
            return cls("", ip_network(word))
        match = _PORTED.fullmatch(word.strip())
        port = int(match["port"]) if match and match["port"] else None
        if match is None or (port is not None and not 0 < port <= _MOST_PORT):
            raise ValueError(word)
        host = match["host"].strip("[]")
        if (address := _address(host)) is not None:
            return cls("", ip_network(address), port)
        if not _NAME.fullmatch(host):
            raise ValueError(word)
        return cls(canonical(host), None, port)


class AllowList:
    """Hosts, addresses and networks that may be spoken to; an empty list allows nothing."""

    def __init__(self, words: Sequence[str]) -> None:
        self._entries = tuple(Entry.of(word) for word in words)

    def host(self, host: str, port: int) -> bool:
        """Whether a host as it is written may be spoken to on a port."""
        if (address := _address(host.strip("[]"))) is not None:
            return self._listed(address, port)
        return any(
            entry.name == canonical(host) and entry.port in (None, port) for entry in self._entries if entry.name
        )

    def address(self, host: str, address: str, port: int) -> bool:
        """Whether an address that a listed host was found to have may be spoken to.

        A public address may; one that leads into a network of our own (private, loopback, link-local) only if the list
        names it as well: a name alone must not open what lies behind.
        """
        found = _address(address)
        if found is None or not self.host(host, port):
            return False
        return (found.is_global and not found.is_multicast) or self._listed(found, port)

    def _listed(self, address: Ip, port: int) -> bool:
        return any(
            entry.network is not None and address in entry.network and entry.port in (None, port)
            for entry in self._entries
        )


def canonical(host: str) -> str:
    """A name as it is compared."""
    return host.lower().rstrip(".")


def _address(word: str) -> Ip | None:
    try:
        found = ip_address(word.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
