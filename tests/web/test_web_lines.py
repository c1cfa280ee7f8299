"""Lines, customers, causes and resources: the order form, what a line's page shows, files, rights."""

import io
import re

import pytest
from fake_accounts import logged_in
from fake_facade import HOSTILE, FakeCity
from fake_lines import SPAN
from flask import Flask
from flask.testing import FlaskClient
from markup import read
from openpyxl import load_workbook

ORDER = {
    "csrf": "key of session-engineer",
    "number": "PL-NEW-1",
    "customer": "bank",
    "title": "new one",
    "mbps": "20",
    "reliability": "99.9",
    "topology": "p2p",
    "end-site": ["bank-hq", "bank-1"],
    "end-iface": ["", ""],
    "end-vlan": ["", ""],
    "end-networks": ["", ""],
    "end-serial": ["", ""],
    "hub": "0",
}


def ordered(client: FlaskClient, act: str, **changes: object) -> tuple[int, str, str]:
    """Status, where it leads to and what it shows."""
    answer = client.post("/lines/new", data={**ORDER, **changes, "act": act})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


# ---------------------------------------------------------------- the order


def test_an_order_is_compared_before_anything_is_kept(client: FlaskClient, city: FakeCity) -> None:
    status, _, page = ordered(client, "compare")
    assert status == 200
    assert "建议：IP + PON" in page
    assert "IP + 以太网" in page
    assert re.search(r"<strong>\d\.\d{4}</strong>", page)
    assert "PL-NEW-1" not in city.lines.kept


def test_what_was_typed_is_still_there_after_the_comparison(client: FlaskClient) -> None:
    fields = {values["name"]: values.get("value", "") for values in read(ordered(client, "compare")[2]).found("input")
              if values.get("name") in {"number", "title", "mbps"}}  # fmt: skip
    assert fields == {"number": "PL-NEW-1", "title": "new one", "mbps": "20"}


def test_rejections_tell_their_reason_and_what_would_have_to_change(client: FlaskClient) -> None:
    client.set_cookie("lang", "en")
    _, _, page = ordered(client, "compare", reliability="99.99", odn_km="18", splits="1:64")
    assert "NMS-LINE-067" in page
    assert "NMS-LINE-069" in page
    assert "would win with" in page or "would be possible with" in page


def test_every_problem_stands_by_its_field_at_once(client: FlaskClient) -> None:
    _, _, page = ordered(client, "compare", number="no such number!", mbps="fast", iface="WARP", customer="")
    shown = read(page)
    wrong = {values["name"] for tag, values in shown.tags if tag in {"input", "select"} and "aria-invalid" in values}
    assert {"number", "mbps", "iface", "customer"} <= wrong
    assert {"NMS-LINE-053", "NMS-LINE-052", "NMS-LINE-048"} <= set(re.findall(r"NMS-LINE-\d+", page))


def test_a_problem_of_an_end_stands_in_its_row(client: FlaskClient) -> None:
    ends = {"end-site": ["bank-hq", "bank-1"], "end-networks": ["10.20.0.1/24", ""], "topology": "star"}
    _, _, page = ordered(client, "compare", **ends)
    marked = [values for tag, values in read(page).tags if tag == "input" and "aria-invalid" in values]
    assert [values["name"] for values in marked] == ["end-networks"]
    assert "10.20.0.0/24" in page


def test_one_more_end_is_one_more_row(client: FlaskClient) -> None:
    assert ordered(client, "end")[2].count('name="end-site"') == 3


def test_a_kept_order_leads_to_its_line(client: FlaskClient, city: FakeCity) -> None:
    status, where, _ = ordered(client, "order")
    assert (status, where) == (303, "/lines/PL-NEW-1")
    order = city.lines.kept["PL-NEW-1"].order
    assert [(end.site, end.hub) for end in order.ends] == [("bank-hq", True), ("bank-1", False)]
    assert order.requirement.mbps == 20


def test_a_circuit_number_is_used_once(client: FlaskClient) -> None:
    status, _, page = ordered(client, "order", number="PL-0007")
    assert status == 200
    assert "NMS-LINE-201" in page


def test_only_who_may_plan_sees_the_form(app: Flask) -> None:
    assert logged_in(app, "viewer").get("/lines/new").status_code == 403
    assert "/lines/new" not in logged_in(app, "viewer").get("/lines").text
    assert "/lines/new" in logged_in(app, "engineer").get("/lines").text


# ---------------------------------------------------------------- one line


def test_lines_in_trouble_come_first(client: FlaskClient) -> None:
    rows = [values["data-href"] for tag, values in read(client.get("/lines").text).tags if "data-row" in values]
    assert rows[:2] == ["/lines/PL-0007", "/lines/PL-0008"]
    assert client.get("/lines?limit=1").text.count("data-row") == 1


def test_a_line_shows_its_ways_its_alarms_and_who_serves_it(client: FlaskClient, city: FakeCity) -> None:
    city.raise_alarm("p1", "GE0/2/0", "link-down", next(iter(city.alarm(1).alarm.severity.__class__)))
    page = client.get("/lines/PL-0007").text
    hops = [values["href"] for values in read(page).found("a") if values.get("class", "").startswith("hop ")]
    assert hops == [
        "/devices/agg-yc-1",
        "/devices/pe-yc",
        "/devices/p1",
        "/devices/agg-yc-2",
        "/devices/pe-yc",
        "/devices/p2",
    ]
    assert "hops-work" in page
    assert "hops-protect" in page
    assert "ip vpn-instance X" in page
    assert f"/resources/spans/{SPAN}" in page
    assert 'href="/map?line=PL-0007"' in page
    assert "99.9500 %" in page


@pytest.mark.parametrize(
    ("role", "number", "shown", "hidden"),
    [
        ("engineer", "PL-0003", {"design", "withdraw"}, {"approve"}),
        ("approver", "PL-0003", {"approve", "design"}, set()),
        ("viewer", "PL-0003", set(), {"approve", "design", "withdraw"}),
        ("engineer", "PL-0004", {"provision"}, {"approve"}),
    ],
)
def test_verbs_are_shown_to_who_may(app: Flask, role: str, number: str, shown: set[str], hidden: set[str]) -> None:
    page = read(logged_in(app, role).get(f"/lines/{number}").text)
    posts = {values["data-post"].rpartition("/")[2] for values in page.found("button") if "data-post" in values}
    assert shown <= posts
    assert not hidden & posts


def test_a_test_is_kept_with_what_was_measured(client: FlaskClient, city: FakeCity) -> None:
    data = {"csrf": "key of session-engineer", "value": ["100", "0.00001"]}
    assert client.post("/lines/PL-0007/test", data=data).status_code == 303
    assert city.lines.told == [
        ("PL-0007", [{"test": "throughput", "frame": 64, "value": 100.0}, {"test": "loss", "frame": 64, "value": 1e-5}])
    ]


def test_what_is_no_measurement_is_told_on_the_page(client: FlaskClient) -> None:
    answer = client.post("/lines/PL-0007/test", data={"csrf": "key of session-engineer", "value": ["fast", ""]})
    assert answer.status_code == 200
    assert "NMS-CORE-001" in answer.text


def test_a_modification_leads_to_its_change(client: FlaskClient, city: FakeCity) -> None:
    data = {"csrf": "key of session-engineer", "mbps": "50", "add": "bank-2", "move": "bank-1", "to": "bank-3"}
    answer = client.post("/lines/PL-0007/modify", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/changes/3")
    assert city.lines.told == [("PL-0007", {"mbps": "50", "add": ["bank-2"], "move": {"bank-1": "bank-3"}})]


def test_a_modification_of_nothing_is_refused_on_the_page(client: FlaskClient) -> None:
    answer = client.post("/lines/PL-0007/modify", data={"csrf": "key of session-engineer"})
    assert answer.status_code == 200
    assert "NMS-LINE-213" in answer.text


@pytest.mark.parametrize(
    "address",
    ["/lines", "/lines/PL-0003", "/lines/PL-0007", "/customers", "/customers/bank/report",
     f"/resources/spans/{SPAN}", "/resources?view=pools", "/api/v1/map/groups"],
)  # fmt: skip
def test_words_of_others_never_run(client: FlaskClient, address: str) -> None:
    text = client.get(address).text
    if address.startswith("/api"):
        assert HOSTILE in client.get(address).get_json()["items"][0]["name"]
    else:
        assert "<script>alert" not in text
        assert "<img src=x" not in text


# ---------------------------------------------------------------- files


def test_the_spreadsheet_holds_the_rows_of_the_page(client: FlaskClient) -> None:
    answer = client.get("/api/v1/line-sheets/lines?state=active,testing&format=xlsx&lang=zh")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "电路编号"
    assert [row[0] for row in rows[1:]] == ["PL-0007", "PL-0006"]
    assert rows[1][9] == "中断"


def test_the_monthly_report_is_a_file_too(client: FlaskClient) -> None:
    answer = client.get("/api/v1/line-sheets/reports/bank?format=csv&lang=en&month=2026-03")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert "report-2026-03" in answer.headers["Content-Disposition"]
    assert lines[0].startswith("circuit number,")
    assert len(lines) == 4
    assert client.get("/api/v1/line-sheets/reports/nobody").status_code == 404


def test_a_report_leads_to_the_month_before(client: FlaskClient) -> None:
    page = read(client.get("/customers/bank/report?month=2026-03").text)
    before = next(values["href"] for values in page.found("a") if values.get("rel") == "prev")
    assert "month=2026-02" in before
    assert client.get("/customers/bank/report?month=2026-13").status_code == 422


# ---------------------------------------------------------------- resources


def test_a_span_is_drawn_with_what_covers_it(client: FlaskClient) -> None:
    page = read(client.get(f"/resources/spans/{SPAN}").text)
    cells = [values for values in page.found("td") if "slot" in values.get("class", "").split()]
    whole = [values for values in cells if values.get("rowspan") == "9"]
    third = [values for values in cells if values.get("rowspan") == "3"]
    assert (len(whole), len(third)) == (1, 1)
    assert len(cells) == 1 + (1 + 42) + 63 + 63
    assert client.get("/resources/spans/nothing-like-this").status_code == 404


# ---------------------------------------------------------------- the map


def test_a_case_lists_what_goes_down_and_greys_it(client: FlaskClient) -> None:
    page = client.get("/map/case?fail=hall-yc-05-cv1&lang=en").text
    assert "hall-yc-05" in page
    assert "Halls down (1)" in page
    down = next(values["data-down"] for values in read(page).found("div") if "data-down" in values)
    assert "hall-yc-05-cv1" in down


def test_a_case_of_nothing_known_says_so(client: FlaskClient) -> None:
    assert "NMS-CORE-002" in client.get("/map/case?fail=nothing-like-this").text


def test_the_map_carries_the_ways_of_a_line(client: FlaskClient) -> None:
    box = next(values for values in read(client.get("/map?line=PL-0007").text).found("div") if "data-map" in values)
    assert '"role": "protect"' in box["data-ways"]
    assert '"agg-yc-2"' in box["data-ways"]


def test_layers_of_the_address_are_ticked(client: FlaskClient) -> None:
    ticks = [
        values
        for values in read(client.get("/map?layers=ip,duct").text).found("input")
        if values.get("name") == "layers" and values.get("type") == "checkbox"
    ]
    assert [values["value"] for values in ticks if "checked" in values] == ["ip", "duct"]


def test_links_with_an_alarm_on_their_port_are_told(client: FlaskClient) -> None:
    assert client.get("/api/v1/map/state").get_json()["links"] == {"p1-p2-0": "critical"}
