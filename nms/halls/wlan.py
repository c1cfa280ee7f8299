"""The radio plan of a hall: channels, power, networks and who may reach whom; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import networkx as nx

from nms.core.errors import InvalidError, NmsError
from nms.core.hall import Ap, HallForm
from nms.halls.colouring import Colouring, coloured
from nms.halls.regulation import COUNTRIES, Band, allowance, allowances, choices, overlap
from nms.halls.wlan_rules import ssid_errors

REUSE_BELOW_DBM = -82
"""Two radios that hear each other more weakly may share a channel (the carrier-sense level of IEEE 802.11)."""
LOWEST_EIRP_DBM = 10
LARGEST_DROP_DB = 6
"""So much power at most is given up to part two radios that must share a channel: half the reach."""
_WEAKEST, _STRONGEST = -120, 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a survey or the controller says: AP `by` hears `ap` (or a stranger's cell `ap` on `channel`) at dBm."""

    by: str
    ap: str
    band: Band
    rssi_dbm: float
    channel: int = 0
    """Of a stranger's cell, which keeps it; 0 for an AP of ours."""


@dataclass(frozen=True, slots=True)
class Radios:
    """What the plan is made for: country, whether the APs do DFS, antenna gain in dBi by band."""

    country: str = "CN"
    radar: bool = False
    gain_dbi: Mapping[Band, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BandPlan:
    """One band: channel and EIRP (dBm) by AP, conducted power by AP; pairs that still disturb each other.

    Fewer than `at_least` conflicts are impossible; `exact` says that this plan is proven the best. `assumed` pairs
    nobody measured: they count as neighbours.
    """

    band: Band
    channels: Mapping[str, int]
    eirp_dbm: Mapping[str, int]
    conducted_dbm: Mapping[str, float]
    conflicts: tuple[tuple[str, str], ...]
    at_least: int
    exact: bool
    assumed: int


@dataclass(frozen=True, slots=True)
class WlanPlan:
    """The whole plan; `aps` are the form's with channels and power (EIRP) filled in."""

    aps: tuple[Ap, ...]
    bands: tuple[BandPlan, ...]


_FIELDS: Mapping[Band, tuple[str, str]] = {
    Band.GHZ_2: ("channel_2g", "power_2g"),
    Band.GHZ_5: ("channel_5g", "power_5g"),
}


def planned(form: HallForm, radios: Radios | None = None, heard: Iterable[Heard] = ()) -> WlanPlan:
    """Channels and power of a hall's APs; what the form fixes stays. InvalidError: the first of `errors`."""
    radios, told = radios or Radios(), tuple(heard)
    wrong = errors(form, radios, told)
    if wrong:
        raise wrong[0]
    bands = tuple(_band(form.aps, band, radios, [one for one in told if one.band is band]) for band in Band)
    low, high = bands
    aps = (
        replace(
            ap,
            channel_2g=low.channels[ap.name],
            power_2g=low.eirp_dbm[ap.name],
            channel_5g=high.channels[ap.name],
            power_5g=high.eirp_dbm[ap.name],
        )
        for ap in form.aps
    )
    return WlanPlan(tuple(aps), bands)


def errors(form: HallForm, radios: Radios | None = None, heard: Iterable[Heard] = ()) -> tuple[NmsError, ...]:
    """Everything wrong with the wireless part of a form, all at once (NMS-WLAN-…)."""
    radios = radios or Radios()
    if radios.country.upper() not in COUNTRIES:
        return (InvalidError("NMS-WLAN-001", field="country", value=radios.country, known=", ".join(COUNTRIES)),)
    found: list[NmsError] = [*ssid_errors(form.ssids, form.vlans), *_twice(form.aps), *_gain_errors(radios)]
    found += [error for ap in form.aps for band in Band for error in _radio_errors(ap, band, radios)]
    names = {ap.name for ap in form.aps}
    return (*found, *(error for one in heard for error in _heard_errors(one, names)))


def neighbours(aps: Sequence[Ap], heard: Iterable[Heard]) -> tuple["nx.Graph[str]", int]:
    """Who disturbs whom: an edge where two hear each other, weight in dB above the level; and how many are assumed.

    Of two directions the stronger counts; APs of one hall that nobody measured count as neighbours, only just.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(ap.name for ap in aps)
    levels: dict[tuple[str, str], float] = {}
    for told in heard:
        pair = (min(told.by, told.ap), max(told.by, told.ap))
        levels[pair] = max(told.rssi_dbm, levels.get(pair, _WEAKEST))
    assumed = [pair for pair in combinations(sorted(ap.name for ap in aps), 2) if pair not in levels]
    for pair in assumed:
        levels[pair] = REUSE_BELOW_DBM
    for (one, other), level in levels.items():
        if level >= REUSE_BELOW_DBM:
            graph.add_edge(one, other, weight=level - REUSE_BELOW_DBM + 1)
    return graph, len(assumed)


def _band(aps: Sequence[Ap], band: Band, radios: Radios, heard: Sequence[Heard]) -> BandPlan:
    graph, assumed = neighbours(aps, heard)
    strangers = {one.ap: one.channel for one in heard if one.channel}
    asked, _ = _FIELDS[band]
    fixed = {ap.name: getattr(ap, asked) for ap in aps if getattr(ap, asked)}
    fixed |= {name: channel for name, channel in strangers.items() if name in graph}
    found = coloured(graph, fixed, choices(radios.country, band, radar=radios.radar), lambda a, b: overlap(band, a, b))
    power = _power(aps, band, radios, graph, found)
    channels = {ap.name: found.channels[ap.name] for ap in aps}
    gain = radios.gain_dbi.get(band, 0.0)
    ours = tuple(pair for pair in found.conflicts if not set(pair) <= strangers.keys())
    return BandPlan(
        band, channels, power, {name: eirp - gain for name, eirp in power.items()},
        ours, found.at_least, found.exact, assumed,
    )  # fmt: skip


def _power(aps: Sequence[Ap], band: Band, radios: Radios, graph: "nx.Graph[str]", found: Colouring) -> dict[str, int]:
    """What the regulation allows; less where two must share a channel, by what parts them, within reason."""
    _, asked = _FIELDS[band]
    power: dict[str, int] = {}
    for ap in aps:
        row = allowance(radios.country, band, found.channels[ap.name])
        limit = row.eirp_dbm if row else LOWEST_EIRP_DBM
        excess = max((graph.edges[pair]["weight"] for pair in found.conflicts if ap.name in pair), default=0.0)
        lowered = max(limit - min(round(excess), LARGEST_DROP_DB), min(LOWEST_EIRP_DBM, limit))
        power[ap.name] = getattr(ap, asked) or lowered
    return power


# ---------------------------------------------------------------- what cannot be


def _twice(aps: Sequence[Ap]) -> Iterable[NmsError]:
    for one, other in combinations(aps, 2):
        for name in ("name", "port"):
            value = getattr(one, name)
            if value and value == getattr(other, name):
                yield InvalidError("NMS-WLAN-002", field=f"aps.{name}", value=value)


def _radio_errors(ap: Ap, band: Band, radios: Radios) -> Iterable[NmsError]:
    channel_of, power_of = _FIELDS[band]
    channel, power, where = getattr(ap, channel_of), getattr(ap, power_of), f"aps.{ap.name}"
    allowed = (channel,) if channel else choices(radios.country, band, radar=radios.radar)
    rows = [row for one in allowed if (row := allowance(radios.country, band, one))]
    if not rows:
        known = ", ".join(map(str, choices(radios.country, band, radar=radios.radar)))
        yield InvalidError(
            "NMS-WLAN-003", field=f"{where}.{channel_of}", value=channel, country=radios.country, known=known
        )
        return
    if rows[0].radar and not radios.radar:
        yield InvalidError("NMS-WLAN-004", field=f"{where}.{channel_of}", value=channel)
    limit = min(row.eirp_dbm for row in rows)  # whichever channel the plan chooses, the power holds
    if power > limit:
        yield InvalidError(
            "NMS-WLAN-005", field=f"{where}.{power_of}", value=power, limit=limit, country=radios.country
        )
    if power < 0:
        yield InvalidError("NMS-WLAN-006", field=f"{where}.{power_of}", value=power)


def _gain_errors(radios: Radios) -> Iterable[NmsError]:
    for band, gain in radios.gain_dbi.items():
        limit = min(row.gain_below_dbi for row in allowances(radios.country) if row.band is band)
        if not 0 <= gain < limit:
            yield InvalidError("NMS-WLAN-007", field=f"gain.{band}", value=f"{gain:g}", limit=limit)


def _heard_errors(one: Heard, names: set[str]) -> Iterable[NmsError]:
    unknown = [name for name in (one.by, one.ap) if name not in names]
    if one.by in unknown or (one.ap in unknown and not one.channel):
        yield InvalidError("NMS-WLAN-008", field="heard", value=unknown[0], known=", ".join(sorted(names)))
    if not _WEAKEST <= one.rssi_dbm <= _STRONGEST:
        yield InvalidError("NMS-WLAN-009", field=f"heard.{one.by}.{one.ap}", value=f"{one.rssi_dbm:g}")
