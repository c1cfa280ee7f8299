"""Hall forms in a sheet: one row a hall, as the documents that the hall form knows."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nms.core.errors import InvalidError, NmsError, Where
from nms.core.texts import Language
from nms.site.sheets.book import Grid, read_book
from nms.site.sheets.layout import Column, Sheet
from nms.site.sheets.rows import grid_of, merged, read_rows

_PART = re.compile(r"(?P<name>[^@=;]+)(?:@(?P<port>[^@=;]+))?(?:=(?P<rest>[^;]*))?")
_CHANNEL = re.compile(r"(?P<number>\d+):(?P<use>[a-z]+):(?P<slots>[\d,-]+)")
_LINE = re.compile(
    r"(?P<order>\d+) (?P<framing>pcm30|pcm31|unframed)(?P<crc4> crc4)?"
    r"(?P<channels>(?: \d+:\S+)*)(?: @(?P<place>\S+))?"
)
_NETWORK = re.compile(r"(?P<name>[^=;]+)=(?P<kind>public|staff|demo)/(?P<vlan>\d+)(?P<off>/off)?")
_YES, _NO = frozenset({"yes", "true", "1", "是"}), frozenset({"no", "false", "0", "否"})


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("；", ";").replace("\n", ";").split(";") if part.strip()]


def _matched(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    if not (found := pattern.fullmatch(text)):
        raise ValueError(text)
    return {name: (value or "").strip() for name, value in found.groupdict().items()}


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value == int(value) else value


def _truth(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueError(text)
    return word in _YES


def _pcs(text: str) -> list[dict[str, Any]]:
    """`MAC@PORT=OWNER`, several by semicolons."""
    found = (_matched(_PART, part) for part in _parts(text))
    return [{"mac": one["name"], "port": one["port"], "owner": one["rest"]} for one in found]


def _pcs_text(pcs: Any) -> str:
    return "; ".join(_joined(pc["mac"], pc.get("port"), pc.get("owner")) for pc in pcs)


def _aps(text: str) -> list[dict[str, Any]]:
    """`NAME@PORT=MAC`, several by semicolons; the address only of those that a controller knows."""
    found = (_matched(_PART, part) for part in _parts(text))
    return [{"name": one["name"], "port": one["port"], "mac": one["rest"]} for one in found]


def _aps_text(aps: Any) -> str:
    return "; ".join(_joined(ap["name"], ap.get("port"), ap.get("mac")) for ap in aps)


def _joined(name: str, port: str | None, rest: str | None) -> str:
    return f"{name}{f'@{port}' if port else ''}{f'={rest}' if rest else ''}"


def _ssids(text: str) -> list[dict[str, Any]]:
    """`NAME=KIND/VLAN`, with `/off` one that is not on the air."""
    found = (_matched(_NETWORK, part) for part in _parts(text))
    return [{"name": one["name"], "kind": one["kind"], "vlan": int(one["vlan"]), "enabled": not one["off"]}
            for one in found]  # fmt: skip


def _ssids_text(ssids: Any) -> str:
    off = {True: "", False: "/off"}
    return "; ".join(f"{one['name']}={one['kind']}/{one['vlan']}{off[bool(one.get('enabled', True))]}" for one in ssids)


def _e1(text: str) -> Any:
    """A number, or every E1 in full: `1 pcm30 crc4 0:voice:1-6 1:data:7-15,17-31 @cpos-1:0/1/0/5`."""
    if text.isdecimal():
        return int(text)
    return [_line(part) for part in _parts(text)]


def _line(text: str) -> dict[str, Any]:
    found = _matched(_LINE, " ".join(text.split()))
    channels = [_matched(_CHANNEL, one) for one in found["channels"].split()]
    told: dict[str, Any] = {"order": int(found["order"]), "framing": found["framing"], "crc4": bool(found["crc4"])}
    told["channels"] = [{**one, "number": int(one["number"])} for one in channels]
    return told | ({"place": found["place"]} if found["place"] else {})


def _e1_text(lines: Any) -> str:
    if isinstance(lines, int):
        return str(lines)
    return "; ".join(_line_text(one) for one in lines)


def _line_text(one: Mapping[str, Any]) -> str:
    words = [str(one["order"]), one["framing"], "crc4" if one.get("crc4") else ""]
    words += [f"{part['number']}:{part['use']}:{part['slots']}" for part in one.get("channels", ())]
    words += [f"@{one['place']}" if one.get("place") else ""]
    return " ".join(word for word in words if word)


def _vlan(key: str) -> Column:
    return Column(key, ("vlans", key), int)


def _plain(key: str, *path: str) -> Column:
    return Column(key, path or (key,))


HALLS = Sheet(
    "bundles",
    (
        Column("hall", (), required=True),
        Column("e1", ("e1",), _e1, _e1_text),
        _plain("framing"),
        Column("voice_lines", ("voice_lines",), int),
        Column("busy_erlang", ("busy_erlang",), _number, lambda value: f"{value:.12g}"),
        _plain("bonding"),
        _plain("guard"),
        *(_vlan(key) for key in ("oa", "voice", "wlan-public", "wlan-staff", "management")),
        Column("pcs", ("pcs",), _pcs, _pcs_text),
        Column("ssids", ("ssids",), _ssids, _ssids_text),
        Column("aps", ("aps",), _aps, _aps_text),
        Column("automatic", ("policy", "automatic"), _truth, lambda value: "yes" if value else "no"),
        _plain("furthest", "policy", "furthest"),
        Column("most_per_hour", ("policy", "most_per_hour"), int),
        _plain("trap_target"),
    ),
)


def read_halls(file: Path) -> tuple[dict[int, dict[str, Any]], tuple[NmsError, ...]]:
    """Row number → form as a document, and everything that is wrong with the sheet; rows with an error are left out."""
    grids = [grid for grid in read_book(file) if grid.head]
    grid = next((grid for grid in grids if grid.title.casefold() in HALLS.titles), None)
    if grid is None and len(grids) == 1:
        grid = grids[0]
    if grid is None:
        found = ", ".join(one.title for one in grids) or "–"
        return {}, (InvalidError("NMS-SHEET-012", Where(str(file)), sheet=found[:80], known=HALLS.stem),)
    rows = read_rows(file, grid, HALLS)
    wrong = {problem.where.line for problem in rows.problems if problem.where}
    documents = {
        rows.numbers[name]: {"hall": name, **merged({}, told)}
        for name, told in rows.values.items()
        if rows.numbers[name] not in wrong
    }
    return documents, rows.problems


def halls_grid(documents: Mapping[str, Mapping[str, Any]], language: Language) -> Grid:
    """Forms as a sheet that `read_halls` reads back."""
    return grid_of(HALLS, {name: _entry(told) for name, told in documents.items()}, language)


def _entry(document: Mapping[str, Any]) -> dict[str, Any]:
    """What says nothing leaves its cell empty."""
    return {name: value for name, value in document.items() if value not in (None, "", [], {}, ())}
