"""The E1s of halls out of the running configurations of their routers and converters."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nms.core.hall import Bonding, Channel, ChannelUse, E1Use, Framing, Place
from nms.halls.clock import DECLARED, Source
from nms.halls.e1 import slots_of
from nms.halls.templates import FRAMINGS

_CPOS = re.compile(r"controller cpos (?P<slot>\S+)")
_SERIAL = re.compile(r"interface Serial(?P<slot>\S+)/(?P<e1>\d+):(?P<channel>\d+)")
_E1_LINE = re.compile(
    r"e1 (?P<e1>\d+) (?:set frame-format (?P<frame>\S+)|set clock (?P<clock>\S+)|(?P<unframed>unframed)"
    r"|channel-set (?P<channel>\d+) timeslot-list (?P<slots>\S+))"
)
_DESCRIBED = re.compile(r"description (?:(?P<hall>\S+) )?(?P<use>voice|data|management)")
_E1_PORT = re.compile(r"interface E1-\d+/(?P<order>\d+)")
_FXS_PORT = re.compile(r"interface (?P<port>fxs\S+)")
_MAPPED = re.compile(r"timeslot-map (?P<channel>\d+) (?P<slots>\S+) (?P<use>voice|data|management)")
_JOINED = re.compile(r"bundle-group \d+ (?P<method>imux|vcat|mlppp)")
_TELEPHONE = re.compile(r"timeslot E1-\d+/(?P<order>\d+) (?P<slot>\d+)")
_WHOLE: Final = 0  # the channel number of an unframed E1's serial interface


@dataclass(frozen=True, slots=True)
class CposE1:
    """An E1 as a router has it: hall that its channels are described for, plan (order 1: a router knows none), clock,
    and the Mp-group of its data channels."""

    hall: str
    use: E1Use
    clock: Source | None
    bundle: str = ""


@dataclass(frozen=True, slots=True)
class ConverterE1:
    """An E1 as a converter has it: plan (without a place), clock, how it is joined, timeslot → telephone port."""

    use: E1Use
    clock: Source | None
    bonding: Bonding
    fxs: Mapping[int, str]


def views(lines: Iterable[str]) -> dict[str, list[str]]:
    """Top-level view → the lines in it, as VRP and ROAP print them (one blank a level, `#` and `!` between)."""
    found: dict[str, list[str]] = {}
    above = ""
    for raw in lines:
        line = raw.rstrip()
        if not line.strip() or line.strip() in ("#", "!"):
            continue
        if not line.startswith(" "):
            above = line
            found.setdefault(above, [])
        else:
            found.setdefault(above, []).append(line.strip())
    return found


def _matched(pattern: re.Pattern[str], lines: Iterable[str]) -> Iterator[re.Match[str]]:
    return (match for line in lines if (match := pattern.fullmatch(line)))


# ---------------------------------------------------------------- the router


def of_cpos(router: str, lines: Iterable[str]) -> dict[Place, CposE1]:
    """Every E1 of a VRP router's channelised STM-1s that is unframed or has channels, by its place."""
    sections = views(lines)
    serials = {
        (match["slot"], int(match["e1"]), int(match["channel"])): below
        for view, below in sections.items()
        if (match := _SERIAL.fullmatch(view))
    }
    found: dict[Place, CposE1] = {}
    for view, below in sections.items():
        if controller := _CPOS.fullmatch(view):
            rows: dict[int, list[re.Match[str]]] = {}
            for match in _matched(_E1_LINE, below):
                rows.setdefault(int(match["e1"]), []).append(match)
            for number, told in rows.items():
                place = Place(router, controller["slot"], number)
                if one := _cpos_e1(place, told, serials):
                    found[place] = one
    return found


def _cpos_e1(
    place: Place, told: list[re.Match[str]], serials: Mapping[tuple[str, int, int], list[str]]
) -> CposE1 | None:
    whole = any(match["unframed"] for match in told)
    sets = {int(match["channel"]): slots_of(match["slots"]) for match in told if match["channel"]}
    if not whole and not sets:
        return None
    frame = "unframed" if whole else next((match["frame"] for match in told if match["frame"]), "crc4")
    framing, crc4 = FRAMINGS.get(frame, (Framing.PCM31, True))
    below = {number: serials.get((place.slot, place.number, number), []) for number in (*sets, _WHOLE)}
    described = {number: next(_matched(_DESCRIBED, rows), None) for number, rows in below.items()}
    channels = tuple(Channel(number, slots, _use(described[number])) for number, slots in sorted(sets.items()))
    clock = next((DECLARED.get(match["clock"]) for match in told if match["clock"]), None)
    hall = next((match["hall"] for match in described.values() if match and match["hall"]), "")
    groups = (line.removeprefix("ppp mp ") for rows in below.values() for line in rows if line.startswith("ppp mp "))
    return CposE1(hall, E1Use(1, framing, crc4, channels, place), clock, next(groups, ""))


def _use(described: re.Match[str] | None) -> ChannelUse:
    return ChannelUse(described["use"]) if described else ChannelUse.DATA


# ---------------------------------------------------------------- the converter


def of_converter(lines: Iterable[str]) -> dict[int, ConverterE1]:
    """Every E1 port of a ROAP converter that is unframed or has timeslots mapped, by its order."""
    sections = views(lines)
    telephones: dict[int, dict[int, str]] = {}
    for view, below in sections.items():
        if port := _FXS_PORT.fullmatch(view):
            for match in _matched(_TELEPHONE, below):
                telephones.setdefault(int(match["order"]), {})[int(match["slot"])] = port["port"]
    found: dict[int, ConverterE1] = {}
    for view, below in sections.items():
        named = _E1_PORT.fullmatch(view)
        if named and (one := _port(int(named["order"]), below, telephones)):
            found[one.use.order] = one
    return found


def _port(order: int, below: list[str], telephones: Mapping[int, dict[int, str]]) -> ConverterE1 | None:
    said = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in below}
    framing = Framing(said.get("framing", "pcm31"))
    channels = tuple(
        Channel(int(match["channel"]), slots_of(match["slots"]), ChannelUse(match["use"]))
        for match in _matched(_MAPPED, below)
    )
    if framing is not Framing.UNFRAMED and not channels:
        return None
    ordered = tuple(sorted(channels, key=lambda one: one.number))
    crc4 = "crc4 enable" in below and framing is not Framing.UNFRAMED
    method = next((match["method"] for match in _matched(_JOINED, below)), Bonding.NONE)
    clock = DECLARED.get(said.get("clock source", ""))
    return ConverterE1(
        E1Use(order, framing, crc4, ordered), clock, Bonding(method), dict(sorted(telephones.get(order, {}).items()))
    )
