"""Spreadsheets of the inventory: what goes out comes in again, and one wrong cell means that nothing is written."""

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from nms.core.config import Config
from nms.core.line import LineEnd, LineService, Order, Requirement, Solution
from nms.core.texts import LANGUAGES, Language
from nms.site.loading import CHECKOUT
from nms.site.sheets.book import Grid, read_book, write_book
from nms.site.sheets.importing import carry_out, exported, prepare
from nms.site.sheets.layout import INVENTORY
from nms.site.sheets.orders import orders_grid, read_orders

SITES = "a: {kind: core, title: 甲, lon: 120.5, lat: 30.0}\nb: {kind: agg}\n"
HOSTS = """# kept
r1: {hostname: 127.0.0.1, platform: huawei_vrp, data: {site: a, role: pe, labels: {x: "1"}, snmp: {credential: c}}}
r2: {hostname: 127.0.0.2, platform: huawei_vrp, data: {site: b}}
"""
CONFIG = Config.model_validate({"snmp": {"credentials": {"c": {"version": "2c", "community": "public"}}}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small inventory."""
    place = tmp_path / "inventory"
    place.mkdir()
    (place / "sites.yaml").write_text(SITES, encoding="utf-8")
    (place / "hosts.yaml").write_text(HOSTS, encoding="utf-8")
    (place / "links.yaml").write_text("l1: {a: 'r1:e1', b: 'r2:e1', km: 3.5, srlg: [d1, d2]}\n", encoding="utf-8")
    return place


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook of these rows."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def told(folder: Path, file: Path) -> list[tuple[str, int]]:
    """Code and row of every problem."""
    return [
        (problem.code, problem.where.line if problem.where else 0) for problem in prepare(folder, file, CONFIG).problems
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_imported_again_changes_nothing(folder: Path, tmp_path: Path, language: Language) -> None:
    write_book(tmp_path / "all.xlsx", exported(folder, language))
    again = prepare(folder, tmp_path / "all.xlsx", CONFIG)
    assert again.problems == ()
    assert again.texts == {}


def test_the_demo_citys_inventory_goes_out_and_in_unchanged(tmp_path: Path) -> None:
    place = tmp_path / "inventory"
    shutil.copytree(CHECKOUT / "inventory", place)
    write_book(tmp_path / "all.xlsx", exported(place, "zh"))
    read_back = {grid.title: len(grid.rows) for grid in read_book(tmp_path / "all.xlsx")}
    assert read_back["设备"] > 240
    assert prepare(place, tmp_path / "all.xlsx", Config()).texts == {}


@pytest.mark.parametrize("stem", INVENTORY)
def test_one_sheet_goes_out_and_in_as_csv(folder: Path, tmp_path: Path, stem: str) -> None:
    write_book(tmp_path / f"{stem}.csv", exported(folder, "en", (stem,)))
    assert prepare(folder, tmp_path / f"{stem}.csv", CONFIG).problems == ()


def test_rows_are_added_and_changed_and_what_has_no_column_stays(folder: Path, tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "in.xlsx",
        hosts=[
            ["name", "管理地址", "site", "role", "纳管"],
            ["r1", "127.0.0.9", "b", "pe", ""],
            ["r3", "127.0.0.3", "a", "olt", "否"],
        ],
        sites=[["name", "kind", "lon"], ["c", "customer", 120]],
    )
    prepared = prepare(folder, file, CONFIG)
    assert prepared.problems == ()
    assert prepared.added == {"hosts": ("r3",), "sites": ("c",)}
    assert prepared.changed == {"hosts": ("r1",), "sites": ()}
    before = (folder / "hosts.yaml").read_text(encoding="utf-8")
    assert "127.0.0.9" not in before
    carry_out(folder, prepared)
    after = (folder / "hosts.yaml").read_text(encoding="utf-8")
    assert after.startswith("# kept\n")
    assert "127.0.0.9" in after
    assert "credential: c" in after
    assert prepare(folder, file, CONFIG).texts == {}
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_every_rows_error_is_told_at_once_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "in.xlsx",
        sites=[["name", "kind", "lon", "lat"], ["d", "core", "east", ""], ["e", "", 1, 2], ["d", "agg", 1, 2]],
        links=[["name", "a", "b", "km"], ["l2", "r1:e2", "", "x"]],
    )
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert told(folder, file) == [
        ("NMS-SHEET-011", 2), ("NMS-SHEET-006", 3), ("NMS-SHEET-007", 4), ("NMS-SHEET-006", 2), ("NMS-SHEET-011", 2),
    ]  # fmt: skip
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_the_inventory_would_refuse_is_told_at_its_row(folder: Path, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["name", "address", "site", "managed"],
        ["r4", "127.0.0.4", "a", "no"],
        ["r5", "no address", "a", "no"],
        ["r6", "127.0.0.6", "z", "no"],
    ]
    assert [row for _, row in told(folder, workbook(tmp_path / "in.xlsx", hosts=rows))] == [3, 4]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["name", "kin", "kind"], ["x", "y", "core"]], "NMS-SHEET-003"),
        ([["name", "title"], ["x", "y"]], "NMS-SHEET-004"),
        ([["name", "kind", "类型"], ["x", "core", "agg"]], "NMS-SHEET-005"),
        ([["name", "kind"], ["x", "core", "stray"]], "NMS-SHEET-010"),
    ],
)
def test_wrong_columns_are_refused(folder: Path, tmp_path: Path, rows: list[list[object]], code: str) -> None:
    if code == "NMS-SHEET-010":
        rows[0].append("")
    assert code in [found for found, _ in told(folder, workbook(tmp_path / "in.xlsx", sites=rows))]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<?xml version='1.0'?><x/>"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(Exception, match="NMS-SHEET-002"):
        read_book(tmp_path / "x.xlsx")


def test_a_workbook_with_an_unknown_sheet_is_refused(folder: Path, tmp_path: Path) -> None:
    assert told(folder, workbook(tmp_path / "in.xlsx", routers=[["name"], ["x"]])) == [("NMS-SHEET-012", 0)]


def test_formulas_are_quoted_on_the_way_out_and_plain_on_the_way_in(tmp_path: Path) -> None:
    grid = Grid("sites", ("name", "title"), ((2, ("-x", "=1+1")),))
    write_book(tmp_path / "x.xlsx", [grid])
    assert read_book(tmp_path / "x.xlsx")[0].rows == grid.rows
    write_book(tmp_path / "sites.csv", [grid])
    assert "'=1+1" in (tmp_path / "sites.csv").read_text(encoding="utf-8-sig")
    assert read_book(tmp_path / "sites.csv")[0].rows == grid.rows


def test_csv_of_a_chinese_excel_is_read(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_bytes("名称,类型,标题\nx,core,绍兴\n".encode("gb18030"))
    assert read_book(tmp_path / "sites.csv")[0].rows == ((2, ("x", "core", "绍兴")),)


def test_orders_go_out_and_come_in_as_documents(tmp_path: Path) -> None:
    wanted = Requirement(4, "FE", 2, 99.5, "tree", 2, 4, 1)
    ends = (LineEnd("hq", hub=True), LineEnd("shop-1"), LineEnd("shop-2"))
    order = Order("PL-1", "pharmacy", "连锁", LineService.L3VPN, wanted, ends, "normal", Solution.PON)
    write_book(tmp_path / "lines.xlsx", [orders_grid([order], "zh")])
    documents, problems = read_orders(tmp_path / "lines.xlsx")
    assert problems == ()
    assert documents[2]["number"] == "PL-1"
    assert documents[2]["mbps"] == 4
    assert documents[2]["reliability"] == 99.5
    assert documents[2]["ends"] == [{"site": "hq", "hub": True}, {"site": "shop-1"}, {"site": "shop-2"}]
