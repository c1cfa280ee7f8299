"""What to search: ranges of addresses as people write them, never more than allowed."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from nms.core.config import DiscoveryConfig
from nms.core.errors import InvalidError

LOWEST_RATE = 0.1
_Address = IPv4Address | IPv6Address


def one_address(text: str) -> str:
    """The address of one device in its usual spelling; NMS-DISC-009 for anything else."""
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError as error:
        raise InvalidError("NMS-DISC-009", address=text) from error
    if address.is_multicast or address.is_unspecified or str(address) == "255.255.255.255":
        raise InvalidError("NMS-DISC-009", address=text)
    return str(address)


def addresses_in(text: str, config: DiscoveryConfig) -> Sequence[str]:
    """Every address of `10.1.0.0/24`, `10.1.0.1-10.1.0.99`, `10.1.0.1-99` or one address; several with commas.

    A network's own and its broadcast address are left out. InvalidError: not readable (NMS-DISC-001), too many (-002).
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise InvalidError("NMS-DISC-001", range=text, reason="–")
    spans = [_span(part) for part in parts]
    count = sum(last - first + 1 for first, last, _ in spans)
    if count > config.most_addresses:
        raise InvalidError("NMS-DISC-002", range=text, count=count, most=config.most_addresses)
    return list(dict.fromkeys(address for span in spans for address in _expanded(*span)))


def rate_of(rate: float, config: DiscoveryConfig) -> float:
    """A rate in addresses per second that is allowed; NMS-DISC-003 otherwise."""
    if not LOWEST_RATE <= rate <= config.most_per_s:
        raise InvalidError("NMS-DISC-003", rate=f"{rate:g}", most=f"{config.most_per_s:g}")
    return rate


def _span(text: str) -> tuple[int, int, int]:
    """First and last address as numbers, and the IP version."""
    try:
        if "/" in text:
            return _network(ip_network(text, strict=False))
        first, dash, last = text.partition("-")
        start = ip_address(first.strip())
        end = _end(start, last.strip()) if dash else start
    except ValueError as error:
        raise InvalidError("NMS-DISC-001", range=text, reason=str(error)) from error
    if start.version != end.version or int(end) < int(start):
        raise InvalidError("NMS-DISC-001", range=text, reason=f"{end} < {start}")
    if start.is_multicast or end.is_multicast or start.is_unspecified:
        raise InvalidError("NMS-DISC-001", range=text, reason=str(start))
    return int(start), int(end), start.version


def _network(network: IPv4Network | IPv6Network) -> tuple[int, int, int]:
    first, last = int(network.network_address), int(network.broadcast_address)
    if network.is_multicast:
        raise ValueError(str(network))
    if network.version == 4 and network.prefixlen < 31:
        first, last = first + 1, last - 1
    return first, last, network.version


def _end(start: _Address, text: str) -> _Address:
    """The end of a range, which may be written by its last octet only."""
    if text.isdigit() and start.version == 4:
        return ip_address(".".join([*str(start).split(".")[:3], text]))
    return ip_address(text)


def _expanded(first: int, last: int, version: int) -> Iterator[str]:
    kind = IPv4Address if version == 4 else IPv6Address
    for number in range(first, last + 1):
        yield str(kind(number))
