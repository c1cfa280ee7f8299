"""The radio pages and their part of the API: worst first, honest where nothing is known, refusals in words."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from fake_radio import HOSTILE, FakeRadio
from flask import Flask
from flask.testing import FlaskClient
from radioworld import BAD, BSC, SWING

from nms.core.alarm import Actor
from nms.core.errors import InvalidError
from nms.core.radio import WantedValue
from nms.core.texts import CATALOGUE
from nms.handover.engine.decision import HandoverCause
from nms.handover.kpi.formulas import CELL, RELATION
from nms.handover.table import TABLE
from web.pages.radio import mark

API = "/api/v1/radio"


class Trials:
    """Notes what was proposed."""

    def __init__(self) -> None:
        self.proposed: list[tuple[str, list[WantedValue], str]] = []

    def propose(self, title: str, wanted: list[WantedValue], actor: Actor) -> Any:
        if title == "refused":
            raise InvalidError("NMS-RADIO-100", cell=HOSTILE)
        self.proposed.append((title, wanted, actor.name))
        return SimpleNamespace(id=5)


@pytest.fixture
def trials(city: FakeCity) -> Trials:
    made = Trials()
    vars(city).update(trials=made)
    return made


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def order(text: str, *words: str) -> list[int]:
    return [text.index(word) for word in words]


def test_the_worst_stand_first_with_their_interval_and_sample(client: FlaskClient) -> None:
    text = page(client, "/radio?lang=en")
    relations = text[text.index("relations-title") :]
    [first, *_] = re.findall(r"/radio/cells/([^?\"]+)", relations[relations.index("<tbody") :])
    assert first == BAD[0]
    swings = text[text.index("pairs-title") : text.index("causes-title")]
    assert re.findall(r"/radio/cells/([^?\"]+)", swings)[:2] == list(SWING)
    assert order(text, "finding-1", "finding-2") == sorted(order(text, "finding-1", "finding-2"))
    assert text.count("<svg") > 10
    assert "style=" not in text[text.index("<main") :]


def test_lists_are_ordered_by_the_figure_of_the_url_and_nonsense_falls_back(client: FlaskClient) -> None:
    drops = page(client, "/radio?cells=drop&lang=en")
    cells = drops[drops.index("cells-title") : drops.index("relations-title")]
    assert re.findall(r"/radio/cells/([^?\"]+)", cells)[0] == "b002-1"
    assert page(client, "/radio?cells=nonsense&relations=nonsense")
    assert client.get("/radio?hours=-1").status_code == 422
    assert "3 periods" in page(client, "/radio?lang=en")
    assert "1 periods" in page(client, "/radio?hours=1&lang=en")


def test_nothing_counted_and_nothing_read_are_said_with_what_to_do(app: Flask, city: FakeCity) -> None:
    vars(city).update(radio=FakeRadio(empty=True))
    client = logged_in(app)
    text = page(client, "/radio?lang=en")
    assert "Nothing has been counted yet" in text
    assert "/site/var/omc" in text
    assert "never read" in text
    assert "NMS-CONF-014" in text
    assert "NMS-RADIO-110" in text
    cell = page(client, f"/radio/cells/{SWING[0]}?lang=en")
    assert "neither parameters nor neighbours" in cell
    assert "nothing was counted" in cell
    assert "No change is recommended" in page(client, "/radio/recommendations?lang=en")


def test_a_cell_shows_who_set_what_and_its_neighbours_on_a_map(client: FlaskClient) -> None:
    text = page(client, f"/radio/cells/{SWING[0]}?lang=en")
    assert 'class="radio-map"' in text
    picture = text[text.index('class="radio-map"') : text.index("</svg>", text.index('class="radio-map"'))]
    assert f'href="/radio/cells/{SWING[1]}' in picture
    assert "G2GNCELL" not in picture
    assert "GCELLHOBASIC EDGEN 3" in text
    assert "D9" in text
    assert page(client, "/radio/cells/b003-3?lang=en").count("one-way") >= 1
    assert client.get("/radio/cells/nowhere").status_code == 404


def test_bad_files_are_told_in_words_and_never_as_markup(client: FlaskClient) -> None:
    text = page(client, "/radio?lang=en")
    assert "NMS-OMC-067" in text
    assert "relation-4.csv:1" in text
    assert "2 more errors" in text
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text


def test_selected_recommendations_become_a_trial(app: Flask, city: FakeCity, trials: Trials) -> None:
    client = logged_in(app)
    text = page(client, "/radio/recommendations?lang=en")
    advice = next(one for _, one in city.radio.recommendations() if (one.cell, one.towards) == SWING)
    assert mark(advice) in text
    key = "key of session-engineer"
    form = {"csrf": key, "title": "less swinging", "advice": [mark(advice)]}
    answer = client.post("/radio/recommendations", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/trials/5?lang=en")
    [(title, [wanted], who)] = trials.proposed
    assert (title, wanted) == ("less swinging", WantedValue("relation", *SWING, "pbgt_threshold", advice.new))
    assert who
    for form_, code in (
        ({"csrf": key}, "NMS-RADIO-111"),
        ({"csrf": key, "advice": ["cell b x y 1 2"]}, "NMS-RADIO-112"),
        ({"csrf": key, "advice": [mark(advice)], "title": "refused"}, "NMS-RADIO-100"),
    ):
        refused = client.post("/radio/recommendations", data=form_)
        assert refused.status_code == 422
        shown = refused.get_data(as_text=True)
        assert code in shown
        assert HOSTILE not in shown
    assert len(trials.proposed) == 1


def test_a_viewer_sees_and_does_nothing(app: Flask, trials: Trials) -> None:
    viewer = logged_in(app, "viewer")
    assert "data-post" not in page(viewer, "/radio")
    text = page(viewer, "/radio/recommendations")
    assert "checkbox" not in text
    assert viewer.post("/radio/recommendations", data={"csrf": "key of session-viewer"}).status_code == 403
    assert viewer.post(f"{API}/controllers/{BSC}/read", json={}).status_code == 403
    assert trials.proposed == []


def test_the_api_says_what_the_pages_show(client: FlaskClient, city: FakeCity) -> None:
    told = client.get(API).json
    assert told is not None
    digest = told["digest"]
    assert (digest["periods"], digest["diagnosed"], told["cells"]) == (3, 12, 12)
    worst = next(one for one in digest["relations"] if (one["source"], one["target"]) == BAD)
    figure = next(one for one in worst["figures"] if one["name"] == "radio_success")
    assert figure["missed"]
    assert figure["low"] < figure["value"] < figure["high"] < figure["target"]
    found = client.get(f"{API}/findings").json
    assert found is not None
    assert found["total"] == len(digest["findings"])
    cell = client.get(f"{API}/cells/{SWING[0]}").json
    assert cell is not None
    assert {one["name"] for one in cell["parameters"]} >= {"edge_n", "ny1"}
    assert client.get(f"{API}/cells/nowhere").status_code == 404
    controllers = client.get(f"{API}/controllers").json
    assert controllers is not None
    assert [one["problem"]["code"] for one in controllers["items"]] == ["NMS-RADIO-040"]
    files = client.get(f"{API}/imports").json
    assert files is not None
    assert [one["state"] for one in files["files"]] == ["bad", "same", "read"]
    answer = client.post(f"{API}/controllers/{BSC}/read", json={})
    assert answer.status_code == 202, answer.text
    assert city.radio.asked == [BSC]


def test_every_word_that_the_pages_make_up_is_in_the_catalogue() -> None:
    wanted = [f"radio.cause.{cause}" for cause in HandoverCause]
    wanted += [f"handover.figure.{name}" for name in (*RELATION, *CELL)]
    wanted += [f"radio.origin.{name}" for name in ("default", "network", "bsc", "cell")]
    wanted += [f"radio.file.{name}" for name in ("read", "empty", "same", "bad")]
    wanted += [f"handover.parameter.{kind}.{name}" for kind, rows in TABLE.items() for name in rows]
    assert [code for code in wanted if code not in CATALOGUE] == []
