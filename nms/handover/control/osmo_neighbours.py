"""Which cells an osmo-bsc lets each of its cells hand calls to: by itself, or as `neighbor` lines say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nms.core.radio import CellRelation, ControlledCell
from nms.handover.control.controller import Names
from nms.handover.control.osmo_config import BtsSection

_NEIGHBOUR = re.compile(
    r"neighbor (?:bts (?P<bts>\d+)"
    r"|lac (?P<area>\d+)"
    r"|lac-ci (?P<lac>\d+) (?P<ci>\d+)"
    r"|cgi (?P<mcc>\d+) (?P<mnc>\d+) (?P<cgi_lac>\d+) (?P<cgi_ci>\d+)"
    r"|cgi-ps (?P<ps_mcc>\d+) (?P<ps_mnc>\d+) (?P<ps_lac>\d+) \d+ (?P<ps_ci>\d+))"
    r"(?: arfcn (?P<arfcn>\d+) bsic (?P<bsic>\d+|any))?"
)
_LISTS = {"manual": "neighbor-list add arfcn ", "manual-si5": "si5 neighbor-list add arfcn "}
"""Mode of the neighbour list → the lines that name the carriers which phones measure during a call."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What neighbours are resolved against: the controller's own cells, its PLMN, and the inventory's cells."""

    cells: Sequence[ControlledCell]
    plmn: tuple[str, str]
    names: Names


def relations(cell: ControlledCell, section: BtsSection, around: Surroundings) -> Iterator[CellRelation]:
    """The cell's relations in the order of its configuration, none twice.

    Without a `neighbor` line every other cell of the controller is one; with one, only what such lines say. A manual
    list of carriers leaves those whose carrier it holds. Cells of other controllers carry the inventory's name, else
    "<LAC>-<CI>" ("<MCC>-<MNC>-<LAC>-<CI>" of another network); a whole location area outside is no cell, so left out.
    """
    lines = [found for line in section.own if (found := _NEIGHBOUR.fullmatch(line))]
    candidates = _named(lines, around) if lines else ((other.name, other.arfcn) for other in around.cells)
    measured = _measured(section)
    reached = (name for name, arfcn in candidates if measured is None or arfcn is None or arfcn in measured)
    for target in dict.fromkeys(reached):
        if target != cell.name:
            yield CellRelation(cell.name, target)


def _measured(section: BtsSection) -> frozenset[int] | None:
    """The carriers of a manual list; None where the controller makes the list."""
    mode = next((line.split()[-1] for line in section.own if line.startswith("neighbor-list mode ")), "automatic")
    if (start := _LISTS.get(mode)) is None:
        return None
    rests = [line.removeprefix(start) for line in section.own if line.startswith(start)]
    return frozenset(int(rest) for rest in rests if rest.isdecimal())


Candidate = tuple[str, int | None]
"""Name of a cell and its carrier, None where the controller was not told."""


def _named(lines: Iterable[re.Match[str]], around: Surroundings) -> Iterator[Candidate]:
    for line in lines:
        if line["bts"]:
            own = [cell for cell in around.cells if cell.index == str(int(line["bts"]))]
        elif line["area"]:
            own = [cell for cell in around.cells if cell.lac == int(line["area"]) and _heard_as(cell, line)]
        else:
            yield _by_identity(line, around)
            continue
        yield from ((cell.name, cell.arfcn) for cell in own)


def _heard_as(cell: ControlledCell, line: re.Match[str]) -> bool:
    """Whether a cell has the carrier and colour that a line asks for, if it does."""
    arfcn, bsic = line["arfcn"], line["bsic"]
    return (arfcn is None or cell.arfcn == int(arfcn)) and (bsic in (None, "any") or cell.bsic == int(bsic))


def _by_identity(line: re.Match[str], around: Surroundings) -> Candidate:
    """The cell of a LAC and CI: our own, one of the inventory, or a stranger under its numbers."""
    lac, ci = (int(line[key] or line[f"cgi_{key}"] or line[f"ps_{key}"]) for key in ("lac", "ci"))
    mcc, mnc = (line[key] or line[f"ps_{key}"] for key in ("mcc", "mnc"))
    arfcn = int(line["arfcn"]) if line["arfcn"] else None
    if mcc is not None and (mcc, mnc) != around.plmn:
        return f"{mcc}-{mnc}-{lac}-{ci}", arfcn
    for cell in around.cells:
        if (cell.lac, cell.ci) == (lac, ci):
            return cell.name, cell.arfcn
    return around.names.get((lac, ci), f"{lac}-{ci}"), arfcn
