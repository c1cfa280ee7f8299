"""VLANs of a line (QinQ): the operator's S-VLAN in its layer-2 domain, the customer's C-VLAN below it."""

from collections.abc import Iterator
from typing import Final

RESERVED: Final = frozenset({1, *range(4000, 4096)})
"""VLAN 1 is everybody's default, 4000 and above are for management; 0 and 4095 are not VLANs (802.1Q)."""


def span_of(text: str) -> range:
    """A range as settings have it: "1000-2999"."""
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)


def vlans(text: str) -> Iterator[int]:
    """Those of a range that may be given out."""
    return (vid for vid in span_of(text) if vid not in RESERVED and 1 <= vid <= 4094)


def s_scope(domain: str) -> str:
    """The scope of S-VLANs: each is unique in its domain (an aggregation ring)."""
    return f"s-vlan/{domain}"


def c_scope(domain: str, outer: str) -> str:
    """The scope of C-VLANs: each is unique below its S-VLAN."""
    return f"c-vlan/{domain}/{outer}"
