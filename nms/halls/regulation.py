"""What radio regulations allow: channels and radiated power by country, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from nms.core.errors import InvalidError


class Band(StrEnum):
    """A band of IEEE 802.11."""

    GHZ_2 = "2.4GHz"
    GHZ_5 = "5GHz"


APART: Mapping[Band, int] = {Band.GHZ_2: 5, Band.GHZ_5: 4}
"""Channel numbers that differ by less share spectrum, at 20 MHz (numbers count steps of 5 MHz)."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A run of channels with its limits: EIRP in dBm for antennas below `gain_below_dbi`; `radar`: DFS is a duty."""

    band: Band
    channels: tuple[int, ...]
    eirp_dbm: int
    gain_below_dbi: int = 10
    radar: bool = False


_LOW, _MIDDLE = (36, 40, 44, 48), (52, 56, 60, 64)
_HIGH = (149, 153, 157, 161, 165)
_WIDE = tuple(range(100, 141, 4))

COUNTRIES: Mapping[str, tuple[Allowance, ...]] = {
    # China, after MIIT 2012/620 and its successors: check the text in force before an order is placed
    "CN": (
        Allowance(Band.GHZ_2, tuple(range(1, 14)), 20),
        Allowance(Band.GHZ_5, _HIGH, 33),
        Allowance(Band.GHZ_5, _LOW, 23),
        Allowance(Band.GHZ_5, _MIDDLE, 23, radar=True),
    ),
    # ETSI EN 300 328 and EN 301 893
    "EU": (
        Allowance(Band.GHZ_2, tuple(range(1, 14)), 20),
        Allowance(Band.GHZ_5, _LOW, 23),
        Allowance(Band.GHZ_5, _MIDDLE, 20, radar=True),
        Allowance(Band.GHZ_5, _WIDE, 27, radar=True),
    ),
}
PREFERRED: Mapping[Band, tuple[int, ...]] = {
    Band.GHZ_2: (1, 6, 11),  # the largest set that does not overlap
    Band.GHZ_5: (*_HIGH, *_LOW, *_MIDDLE),
}
"""What a plan chooses from, the best first."""


def allowances(country: str) -> tuple[Allowance, ...]:
    """The rows of a country (ISO 3166, or EU); InvalidError NMS-WLAN-001."""
    rows = COUNTRIES.get(country.upper())
    if rows is None:
        raise InvalidError("NMS-WLAN-001", field="country", value=country, known=", ".join(COUNTRIES))
    return rows


def allowance(country: str, band: Band, channel: int) -> Allowance | None:
    """The row that allows a channel; None where none does."""
    return next((row for row in allowances(country) if row.band is band and channel in row.channels), None)


def choices(country: str, band: Band, *, radar: bool = False) -> tuple[int, ...]:
    """Channels that a plan may choose; those shared with radar only where the APs do DFS."""
    rows = [row for row in allowances(country) if row.band is band and (radar or not row.radar)]
    allowed = {channel for row in rows for channel in row.channels}
    return tuple(channel for channel in PREFERRED[band] if channel in allowed)


def overlap(band: Band, one: int, other: int) -> bool:
    """Whether two channels of 20 MHz share spectrum."""
    return abs(one - other) < APART[band]
