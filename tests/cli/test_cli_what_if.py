"""`nms handover what-if`: values as they are typed, and what is answered."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nms.app.call_views import Compared, Estimate, Prediction
from nms.cli import app as nms
from nms.cli import handover_what_if
from nms.cli.handover_what_if import wanted
from nms.cli.output import Options
from nms.core.errors import InvalidError

_ROW = Compared("drops", Estimate(8.0, 4.0, 12.0), Estimate(6.0, 3.0, 9.0), Estimate(-2.0, -4.0, -0.5))


class _Room:
    def __init__(self) -> None:
        self.calls = self
        self.asked: list[object] = []

    def predict(self, cell: str, values: object, seed: int) -> Prediction:
        self.asked.append((cell, values, seed))
        return Prediction(cell, seed, 1600, 60.0, 30, (), cell=[_ROW], around=[_ROW], towards={"b": [_ROW]})


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> _Room:
    found = _Room()
    monkeypatch.setattr(handover_what_if, "opened_app", lambda: found)
    monkeypatch.setattr(Options, "language", "en")
    monkeypatch.setenv("COLUMNS", "200")
    return found


def test_values_are_read_by_the_table() -> None:
    assert wanted(["edge_downlink=22", "pbgt_threshold@b002-1=-4", "persistence=consecutive"]) == {
        ("cell", "", "edge_downlink"): 22,
        ("relation", "b002-1", "pbgt_threshold"): -4,
        ("cell", "", "persistence"): 1,
    }


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("edge_downlink", "NMS-CALL-013"),
        ("=3", "NMS-CALL-013"),
        ("no_such=3", "NMS-HO-008"),
        ("hysteresis=3", "NMS-HO-008"),
        ("edge_downlink@b=3", "NMS-HO-008"),
        ("edge_downlink=64", "NMS-HO-001"),
        ("edge_downlink=high", "NMS-HO-001"),
    ],
)
def test_what_cannot_be_read_is_refused(word: str, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        wanted([word])
    assert refused.value.code == code


def test_the_answer_is_a_table_or_json(room: _Room, tmp_path: Path) -> None:
    typed = ["handover", "what-if", "a", "edge_downlink=22", "--seed", "7"]
    shown = CliRunner().invoke(nms, typed)
    assert shown.exit_code == 0, shown.output
    assert "-2.0 (-4.0 … -0.5)" in shown.stdout
    told = json.loads(CliRunner().invoke(nms, [*typed, "--json"]).stdout)
    assert told["cell"]["drops"]["sure"] == -1
    assert room.asked == [("a", {("cell", "", "edge_downlink"): 22}, 7)] * 2
