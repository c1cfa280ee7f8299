"""Lists taken along: exactly what is shown, and nothing that a spreadsheet would run."""

import csv
import io

import pytest
from fake_facade import FakeCity
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from nms.app.views import DeviceFilter
from nms.core.alarm import Severity
from web import exports


def _csv(client: FlaskClient, address: str) -> list[list[str]]:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.text
    assert answer.data.startswith(b"\xef\xbb\xbf"), "Excel needs the byte order mark"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_file_holds_exactly_the_rows_of_the_page(client: FlaskClient) -> None:
    asked = "severity=major&sort=-raised_at&limit=7&offset=3"
    shown = client.get(f"/api/v1/alarms?{asked}").get_json()["items"]
    rows = _csv(client, f"alarms/export?{asked}&format=csv")
    assert [row[0] for row in rows[1:]] == [str(item["id"]) for item in shown]
    assert rows[0][:3] == ["编号", "级别", "状态"]


def test_a_whole_file_holds_everything_that_the_filter_finds(client: FlaskClient) -> None:
    total = client.get("/api/v1/alarms?severity=major").get_json()["total"]
    assert len(_csv(client, "alarms/export?severity=major&limit=5&whole=true")) == total + 1


def test_heads_and_words_follow_the_language_and_moments_are_iso(client: FlaskClient) -> None:
    rows = _csv(client, "alarms/export?lang=en&limit=1&device=cpos1")
    assert rows[0][:3] == ["No.", "Severity", "State"]
    assert rows[1][1:3] == ["critical", "active"]
    assert "2026-03-01T10:16:00+08:00" in rows[1]


def test_a_workbook_opens_and_equals_the_csv(client: FlaskClient) -> None:
    answer = client.get("/api/v1/devices/export?format=xlsx&limit=1000")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == _csv(client, "devices/export?format=csv&limit=1000")


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-cmd|x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1"])
def test_formulas_are_quoted_in_both_kinds(client: FlaskClient, city: FakeCity, hostile: str) -> None:
    city.raise_alarm("p1", hostile, "link-down", Severity.MAJOR)
    row = _csv(client, "alarms/export?device=p1")[1]
    assert row[4].startswith("'")
    book = load_workbook(io.BytesIO(client.get("/api/v1/alarms/export?device=p1&format=xlsx").data))
    sheet = book.active
    assert sheet is not None
    found = sheet.cell(row=2, column=5)
    assert found.data_type != "f"
    assert str(found.value).startswith("'")


def test_control_characters_do_not_break_a_workbook(client: FlaskClient, city: FakeCity) -> None:
    city.raise_alarm("p1", "a\x00b\x1bc", "link-down", Severity.MAJOR)
    answer = client.get("/api/v1/alarms/export?device=p1&format=xlsx")
    assert answer.status_code == 200
    assert _csv(client, "alarms/export?device=p1")[1][4] == "abc"


@given(st.text(max_size=30))
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = str(exports.cell(text))
    assert not cell.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_stay_numbers() -> None:
    assert exports.cell(-3) == -3
    assert exports.cell(None) == ""


def test_a_whole_file_is_gathered_over_many_slices() -> None:
    many = FakeCity(extra_devices=1500)
    rows = exports.gather(many.devices, DeviceFilter(limit=50), whole=True)
    assert len(rows) == many.devices(DeviceFilter()).total
