"""The quality of an E1 line on its page and in the API."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fake_facade import NOW
from flask.testing import FlaskClient
from markup import read

from nms.app.e1_views import E1Slot
from nms.core.observed import E1Interval
from nms.performance.availability import percent
from web.pages.e1 import MARKS, hours_of

PAGE = "/e1/cpos1/E1 0/1/0:5"


def test_the_strip_has_a_square_for_each_of_96_intervals_with_its_numbers_and_a_row_to_jump_to(
    client: FlaskClient,
) -> None:
    page = read(client.get(f"{PAGE}?lang=en").text)
    squares = [link for link in page.found("a") if link.get("class", "").startswith("square ")]
    rows = {row["id"] for row in page.found("tr") if row.get("id")}
    assert len(squares) == 96
    assert {square["href"].removeprefix("#") for square in squares} == rows
    assert len(rows) == 96
    severe = next(square for square in squares if "mark-major" in square["class"])
    assert severe["title"] == "05:00–05:15 severely errored seconds SES ES 31 SES 9 UAS 0 CSS 0 PCV 1147"
    assert sum("mark-gap" in square["class"] for square in squares) == 2


def test_sums_stand_beside_their_limits_and_what_is_above_is_marked(client: FlaskClient) -> None:
    text = client.get(f"{PAGE}?lang=en").text
    words = read(text).words
    assert "99.8467 %" in words
    assert {"212", "172.8", "8.6"} <= set(words)
    assert words.count("above the limit") == 2, "ES 212 of 172.8 and SES 9 of 8.64, both of the day"
    assert "Intervals of the last 24 hours without data: 1." in text


def test_the_rows_of_device_and_hall_lead_to_the_quality_of_their_lines(client: FlaskClient) -> None:
    for address in ("/devices/cpos1/lines", "/halls/hall-yc-05"):
        links = {link.get("href", "") for link in read(client.get(address).text).found("a")}
        assert [link for link in links if link.startswith("/e1/")], address


@pytest.mark.parametrize("address", ["/e1/nobody/E1 1", "/e1/cpos1/E1 9/9/9:9", "/api/v1/e1/nobody/E1 1"])
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_api_tells_intervals_sums_limits_and_gaps(client: FlaskClient) -> None:
    found = client.get("/api/v1/e1/cpos1/E1 0/1/0:5").get_json()
    assert (found["device"], found["line"], found["circuit"]) == ("cpos1", "E1 0/1/0:5", "SX-E1")
    assert len(found["intervals"]) == 96
    assert found["intervals"][-1] == {"ended_at": "2026-03-01T02:30:00Z", "state": "pending"} | dict.fromkeys(
        ("es", "ses", "uas", "css", "pcv")
    )
    assert found["gaps"] == ["2026-03-01T00:15:00Z"]
    day = found["day"]
    assert (day["known"], day["expected"], day["es"], day["uas"], day["over"]) == (95, 96, 212, 131, ["es", "ses"])
    assert day["limits"] == pytest.approx({"es": 172.8, "ses": 8.64, "bbe": 864.0})
    assert day["availability"] == pytest.approx(1 - 131 / 85_500)
    assert found["week"]["limits"]["es"] == pytest.approx(1209.6)
    assert found["now"]["conditions"]
    assert found["peers"] == [{"device": "hall-yc-05-cv1", "port": "E1 1"}]


def test_squares_stand_in_the_hours_of_the_site_in_which_they_began() -> None:
    strip = [E1Slot(NOW - timedelta(minutes=15 * back), "clear") for back in reversed(range(96))]
    hours = hours_of(strip, ZoneInfo("Asia/Shanghai"))
    assert [len(hour.cells) for hour in hours] == [2, *[4] * 23, 2]
    assert (hours[0].label, hours[-1].label) == ("10", "10")
    assert hours[-1].cells[-1].span == "10:15–10:30"


def test_every_state_of_an_interval_has_a_mark() -> None:
    end = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [E1Slot(end, state, E1Interval("E1", end)) for state in MARKS]
    assert {cell.letter for hour in hours_of(rows, UTC) for cell in hour.cells} == {row[1] for row in MARKS.values()}


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100.0000 %"), (0.9999999, "99.9999 %"), (0.9984678, "99.8467 %"), (0.0, "0.0000 %"), (None, "")],
)
def test_an_availability_is_never_rounded_up(share: float | None, text: str) -> None:
    assert percent(share) == text
