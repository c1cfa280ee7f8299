"""The tables of a base station controller that man-machine commands read and write: parameters with their ranges.

Command names are the vendor's (SET GCELLHOBASIC, SET GCELLHOAD, SET GCELLTMR, ADD G2GNCELL); names of parameters,
and in which table each stands, follow the vendor's manner; ranges and defaults are its published parameter reference's
where that was read. Thresholds towards a neighbour are written with 64 added (68 = +4 dB).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter: a number within bounds, or one of several words; `default` "" must be given."""

    low: int = 0
    high: int = 0
    default: str = ""
    words: tuple[str, ...] = ()
    text: int = 0
    """The most letters, for free text."""

    def takes(self, value: str) -> bool:
        """Whether a value may stand here."""
        if self.words:
            return value in self.words
        if self.text:
            return 0 < len(value) <= self.text
        return value.lstrip("-").isdigit() and self.low <= int(value) <= self.high


@dataclass(frozen=True, slots=True)
class MmlTable:
    """Rows of one object: what names them, their parameters, the verbs that exist."""

    title: str
    keys: tuple[str, ...]
    fields: Mapping[str, Field]
    verbs: frozenset[str]


_SWITCH = ("NO", "YES")
_CELL = Field(0, 65_535)
TABLES: Mapping[str, MmlTable] = {
    "GCELL": MmlTable(
        "List Cell",
        ("CELLID",),
        {
            "CELLID": _CELL,
            "CELLNAME": Field(text=64),
            "LAC": Field(1, 65_533),
            "CI": Field(0, 65_535),
            "BCCHNO": Field(0, 1023),
            "NCC": Field(0, 7),
            "BCC": Field(0, 7),
            "ACTSTATUS": Field(words=("ACTIVATED", "DEACTIVATED"), default="ACTIVATED"),
        },
        frozenset(("LST", "MOD")),
    ),
    "GCELLHOBASIC": MmlTable(
        "List Basic Handover Parameters of Cell",
        ("CELLID",),
        {
            "CELLID": _CELL,
            "COBSCMSCADJEN": Field(words=_SWITCH, default="YES"),
            "TAHOEN": Field(words=_SWITCH, default="YES"),
            "BQHOEN": Field(words=_SWITCH, default="YES"),
            "FRINGEHOEN": Field(words=_SWITCH, default="YES"),
            "LEVHOEN": Field(words=_SWITCH, default="YES"),
            "PBGTHOEN": Field(words=_SWITCH, default="YES"),
            "LOADHOEN": Field(words=_SWITCH, default="NO"),
            "LAYER": Field(1, 4, "3"),
            "PRIO": Field(1, 16, "1"),
            "EDGEULRXLEV": Field(0, 63, "10"),
            "EDGEDLRXLEV": Field(0, 63, "20"),
            "EDGEN": Field(1, 16, "3"),
            "EDGEP": Field(1, 16, "2"),
            "LEVN": Field(1, 16, "3"),
            "LEVP": Field(1, 16, "2"),
            "PBGTN": Field(1, 16, "3"),
            "PBGTP": Field(1, 16, "2"),
            "TALIMIT": Field(0, 255, "255"),
            "ULQUALLIMIT": Field(0, 70, "55"),
            "DLQUALLIMIT": Field(0, 70, "55"),
            "INTERLAYERTHRES": Field(0, 63, "25"),
            "INTERLAYERHYST": Field(0, 63, "2"),
            "MINDLPWR": Field(0, 63, "10"),
            "MINULPWR": Field(0, 63, "10"),
            "MINACCOFFSET": Field(0, 63, "0"),
            "TCHHOMININTV": Field(0, 60, "2"),
        },
        frozenset(("LST", "SET")),
    ),
    "GCELLHOAD": MmlTable(
        "List Advanced Handover Parameters of Cell",
        ("CELLID",),
        {
            "CELLID": _CELL,
            "LOADSTARTTHRES": Field(0, 100, "90"),
            "LOADACCTHRES": Field(0, 100, "80"),
            "LOADHOBW": Field(0, 63, "25"),
            "LOADHOPERIOD": Field(1, 255, "10"),
            "LOADHOSTEP": Field(1, 63, "5"),
            "PENALTYLEV": Field(0, 63, "30"),
            "BQPENALTYTIMER": Field(0, 255, "10"),
            "TAPENALTYTIMER": Field(0, 255, "30"),
            "RAPIDDROPB": Field(0, 200, "0"),
            "ALLOWMRLOST": Field(0, 31, "4"),
            "TCHLEVFILTER": Field(1, 31, "6"),
            "TCHQUALFILTER": Field(1, 31, "6"),
            "NCELLFILTER": Field(1, 31, "4"),
        },
        frozenset(("LST", "SET")),
    ),
    "GCELLTMR": MmlTable(
        "List Timers of Cell",
        ("CELLID",),
        {
            "CELLID": _CELL,
            "T3103": Field(1, 255, "5"),
            "T3105": Field(1, 255, "7"),
            "NY1": Field(1, 255, "30"),
        },
        frozenset(("LST", "SET")),
    ),
    "G2GNCELL": MmlTable(
        "List 2G Neighboring Cell Relation",
        ("SRC2GNCELLID", "NBR2GNCELLID"),
        {
            "SRC2GNCELLID": _CELL,
            "NBR2GNCELLID": _CELL,
            "INTERCELLHYST": Field(64, 127, "68"),
            "PBGTMARGIN": Field(0, 127, "68"),
            "BQMARGIN": Field(0, 127, "69"),
            "MINOFFSET": Field(0, 63, "0"),
            "KBIAS": Field(0, 63, "0"),
        },
        frozenset(("LST", "ADD", "MOD", "RMV")),
    ),
}
IGNORED = frozenset(("IDTYPE", "SRC2GIDTYPE", "NBR2GIDTYPE"))
"""Parameters that choose how a cell is named; here always by its number."""


def defaults(table: str) -> dict[str, str]:
    """What a new row holds where nobody said otherwise."""
    return {field: row.default for field, row in TABLES[table].fields.items() if row.default}
