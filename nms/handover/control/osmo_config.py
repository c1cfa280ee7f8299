"""The running configuration of osmo-bsc as sections: what the network says, and what each BTS says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nms.core.errors import InvalidError
from nms.handover.bsc.settings import understood
from nms.handover.table import Values

_BTS = re.compile(r"bts (\d{1,3})")
_NOT_OURS = "NMS-HO-002"


@dataclass(slots=True)
class BtsSection:
    """The lines of one `bts N`, indentation taken off: its own ones, and those of the nodes below it in order."""

    index: str
    own: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def number(self, *words: str) -> int | None:
        """The number after the first line that begins with `words`, looked for below only where not its own."""
        wanted = " ".join(words) + " "
        for line in (*self.own, *self.below):
            rest = line.removeprefix(wanted)
            if rest != line and rest.isdecimal():
                return int(rest)
        return None

    @property
    def timeslots(self) -> tuple[str, ...]:
        """What each timeslot of its TRXs carries, in the BSC's words ("TCH/F")."""
        mark = "phys_chan_config "
        return tuple(line.removeprefix(mark) for line in self.below if line.startswith(mark))


@dataclass(slots=True)
class Sections:
    """The node `network`: its own lines and its BTSs in the order of the file."""

    network: list[str] = field(default_factory=list)
    stations: list[BtsSection] = field(default_factory=list)

    def word(self, start: str) -> str:
        """What follows the network's first line that begins so; "" if there is none."""
        return next((line.removeprefix(start).strip() for line in self.network if line.startswith(start)), "")


def sections(controller: str, text: str) -> Sections:
    """The network of a configuration, one blank a level; InvalidError NMS-RADIO-001 where there is none."""
    found = Sections()
    lines = list(_of_network(text.replace("\r", "").splitlines()))
    if not lines:
        raise InvalidError("NMS-RADIO-001", controller=controller)
    station: BtsSection | None = None
    for depth, words in lines:
        if depth == 1:
            opened = _BTS.fullmatch(words)
            station = BtsSection(str(int(opened[1]))) if opened else None
            found.stations.extend([station] if station else [])
            found.network.extend([] if station else [words])
        elif station is not None:
            (station.own if depth == 2 else station.below).append(words)
    return found


def _of_network(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(blanks, words) of every line below `network`, and that line itself as (0, "network")."""
    inside = False
    for line in lines:
        words = line.strip()
        if not words or words == "!":
            continue
        depth = len(line) - len(line.lstrip(" "))
        inside = words == "network" if depth == 0 else inside
        if inside:
            yield depth, words


def handover_values(lines: Iterable[str]) -> Values:
    """Parameters of the table that lines set explicitly; handover lines outside the table are left out.

    InvalidError (NMS-HO-001) for a value out of its range.
    """
    found: dict[str, int] = {}
    for line in lines:
        if not line.startswith("handover"):
            continue
        try:
            parameter, value = understood(line)
        except InvalidError as error:
            if error.code == _NOT_OURS:
                continue
            raise
        if value is not None:
            found[parameter.name] = value
    return found
