"""What an osmo-bsc counts in each of its cells, asked over its CTRL interface."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from nms.core.device import Device
from nms.core.errors import CliError
from nms.drivers.ctrl import CtrlSession

MOST_CELLS: Final = 255
"""A BSC numbers its BTSs from 0 without a gap, at most so many."""


@dataclass(frozen=True, slots=True)
class CellCount:
    """One cell at one moment: `attached` says whether its OML link stands, `used` of `channels` traffic channels carry
    a call (0 of 0 while none is there), `counters` are totals since the start of the BSC by its own names."""

    index: int
    lac: int
    ci: int
    attached: bool
    used: int
    channels: int
    counters: Mapping[str, int] = field(default_factory=dict)


def cell_counts(device: Device, timeout_s: float) -> tuple[CellCount, ...]:
    """Every cell of a controller. CliError as of CtrlSession, NMS-RADIO-012 for numbers that are none."""
    with CtrlSession(device, timeout_s) as session:
        stations = _whole(device, session.get("number-of-bts"))
        return tuple(_cell(device, session, index) for index in range(min(stations, MOST_CELLS)))


def _cell(device: Device, session: CtrlSession, index: int) -> CellCount:
    place = f"bts.{index}"
    used, channels = traffic(session.get(f"{place}.channel-load"))
    return CellCount(
        index,
        _whole(device, session.get(f"{place}.location-area-code")),
        _whole(device, session.get(f"{place}.cell-identity")),
        session.get(f"{place}.oml-connection-state") == "connected",
        used,
        channels,
        dict(totals(session.get(f"rate_ctr.abs.{place}"))),
    )


def traffic(said: str) -> tuple[int, int]:
    """(used, all) traffic channels of a `channel-load` ("TCH/F,1,5 TCH/H,0,4 …"); what it cannot mean is left out."""
    found = [entry.rsplit(",", 2) for entry in said.split() if "TCH/" in entry]
    known = [(int(one[1]), int(one[2])) for one in found if len(one) == 3 and _digits(one[1]) and _digits(one[2])]
    return sum(used for used, _ in known), sum(all_of for _, all_of in known)


def totals(said: str) -> Iterator[tuple[str, int]]:
    """(name, total) of a group of counters ("handover:attempted 3;…"); what it cannot mean is left out."""
    for entry in said.split(";"):
        name, _, value = entry.strip().rpartition(" ")
        if name and _digits(value):
            yield name, int(value)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18  # as many as 64 bits surely hold


def _whole(device: Device, said: str) -> int:
    if not _digits(said):
        place = {"device": device.name, "address": device.address, "port": device.cli.ctrl_port if device.cli else 0}
        raise CliError("NMS-RADIO-012", None, **place, reason=ascii(said[:40]))
    return int(said)
