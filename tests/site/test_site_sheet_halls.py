"""Halls in a spreadsheet: written and read back, every wrong cell told with its row."""

from pathlib import Path
from typing import Any

import pytest

from nms.core.texts import Language
from nms.site.sheets.book import Grid, write_book
from nms.site.sheets.halls import HALLS, halls_grid, read_halls

FULL: dict[str, Any] = {
    "hall": "yc-h01",
    "e1": [
        {
            "order": 1, "framing": "pcm30", "crc4": True, "place": "cpos-1:0/1/0/5",
            "channels": [
                {"number": 0, "use": "voice", "slots": "1-6"},
                {"number": 1, "use": "data", "slots": "7-15,17-31"},
            ],
        },
        {"order": 2, "framing": "unframed", "crc4": False, "channels": []},
    ],
    "voice_lines": 6,
    "busy_erlang": 1.5,
    "bonding": "none",
    "guard": "dot1x",
    "vlans": {"oa": 10, "voice": 20},
    "pcs": [{"mac": "00e04c680101", "port": "GigabitEthernet0/0/1", "owner": "1号台席"}],
    "ssids": [{"name": "CMCC", "kind": "public", "vlan": 30, "enabled": True}],
    "aps": [{"name": "ap1", "port": "GigabitEthernet0/0/20", "mac": "00e0fc000001"}],
    "policy": {"automatic": True, "furthest": "blackhole", "most_per_hour": 2},
    "trap_target": "10.9.0.10",
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_written_is_read_back(tmp_path: Path, language: Language, suffix: str) -> None:
    file = tmp_path / f"halls.{suffix}"
    forms = {"yc-h01": FULL, "yc-h02": {"hall": "yc-h02", "e1": 2}}
    write_book(file, [halls_grid(forms, language)])
    documents, problems = read_halls(file)
    assert problems == ()
    assert documents == {2: FULL, 3: forms["yc-h02"]}


def test_every_wrong_cell_is_told_with_its_row_and_good_rows_stay(tmp_path: Path) -> None:
    file = tmp_path / "halls.csv"
    head = ("hall", "e1", "voice_lines", "pcs", "automatic")
    rows = [
        ("a", "2", "4", "", ""),
        ("b", "1 pcm99", "x", "@=", "perhaps"),
        ("a", "1", "", "", ""),
        ("", "1", "", "", ""),
    ]
    write_book(file, [Grid("halls", head, tuple(enumerate(rows, 2)))])
    documents, problems = read_halls(file)
    assert documents == {2: {"hall": "a", "e1": 2, "voice_lines": 4}}
    found = [(problem.code, problem.where.line) for problem in problems if problem.where]
    assert found == [("NMS-SHEET-011", 3)] * 4 + [("NMS-SHEET-007", 4), ("NMS-SHEET-006", 5)]


def test_a_column_that_nobody_knows_is_told(tmp_path: Path) -> None:
    file = tmp_path / "halls.csv"
    write_book(file, [Grid("halls", ("hall", "voice"), ((2, ("a", "20")),))])
    assert read_halls(file)[0] == {2: {"hall": "a", "vlans": {"voice": 20}}}
    write_book(file, [Grid("halls", ("hall", "voise_lines"), ((2, ("a", "20")),))])
    documents, problems = read_halls(file)
    assert documents == {}
    assert [problem.code for problem in problems] == ["NMS-SHEET-003"]
    assert "voice_lines" in problems[0].remedy("en")


def test_every_column_has_a_head_in_both_languages() -> None:
    assert len({head for column in HALLS.columns for head in column.heads}) >= len(HALLS.columns)
