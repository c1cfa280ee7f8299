"""A recorded call from its file: what the command tells of every report, and which files it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from nms.app.handover import retold
from nms.cli import app as nms
from nms.cli.output import Options
from nms.core.errors import InvalidError
from nms.handover.trace import read_trace


@pytest.fixture(autouse=True)
def plain_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Options, "language", "en")
    monkeypatch.setenv("COLUMNS", "200")


def cell(number: int, **facts: Any) -> dict[str, Any]:
    return {"number": number, "arfcn": 100 + number, "bsic": number, "site": number} | facts


def document(reports: int = 14, near: int = 46, **facts: Any) -> dict[str, Any]:
    heard = [{"arfcn": 101, "bsic": 1, "level": near}]
    return {
        "cells": [cell(0), cell(1)],
        "relations": [{"source": 0, "target": 1}, {"source": 1, "target": 0}],
        "serving": 0,
        "reports": [{"nr": nr, "level": 40, "ul_level": 38, "neighbours": heard} for nr in range(reports)],
    } | facts


@pytest.fixture
def trace(tmp_path: Path) -> Any:
    def write(content: Any) -> Path:
        file = tmp_path / "call.json"
        file.write_text(json.dumps(content))
        return file

    return write


def test_the_command_tells_every_report_and_why(trace: Any) -> None:
    done = CliRunner().invoke(nms, ["handover", "decide", "--json", str(trace(document()))])
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert (answer["reports"], answer["handovers"], answer["problems"]) == (14, 1, [])
    decided = answer["decisions"][9]
    assert (decided["kind"], decided["cause"], decided["target"]) == ("inter", "pbgt", 1)
    assert (decided["level"], decided["uplink_level"]) == (40.0, 38.0)
    budget = next(check for check in decided["why"] if check["what"] == "pbgt.budget")
    assert budget == {"what": "pbgt.budget", "cell": 1, "value": 6.0, "sense": ">", "limit": 4, "passed": True}
    assert [one["serving"] for one in decided["ranking"]] == [False, True]
    before = answer["decisions"][0]
    assert (before["kind"], before["level"], before["why"][0]["what"]) == ("none", None, "filters")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_people_read_the_handovers_and_the_tests_of_one_report(trace: Any, lang: str) -> None:
    file = str(trace(document()))
    assert "pbgt" in CliRunner().invoke(nms, ["--lang", lang, "handover", "decide", file]).stdout
    told = CliRunner().invoke(nms, ["--lang", lang, "handover", "decide", "--why", "9", file]).stdout
    assert {"en": "Power budget", "zh": "功率预算"}[lang] in told


def test_parameters_are_inherited_from_network_bsc_and_cell(trace: Any) -> None:
    """The last layer that names a parameter wins: 255 switches timing advance off again."""
    layers = {"network": {"ta_threshold": 10}, "bscs": {"0": {"ta_threshold": 255}}}
    far = document(near=30, network={"ta_threshold": 10})
    far["reports"] = [report | {"ta": 10} for report in far["reports"]]
    assert retold(trace(far)).handovers == 1
    assert retold(trace(far | layers)).handovers == 0
    own = [cell(0, parameters={"ta_threshold": 10}), cell(1)]
    assert retold(trace(far | layers | {"cells": own})).handovers == 1


def test_the_call_goes_where_the_record_says(trace: Any) -> None:
    content = document(12)
    back = [{"arfcn": 100, "bsic": 0, "level": 46}]
    content["reports"] += [{"nr": nr, "level": 40, "cell": 1, "neighbours": back} for nr in range(10)]
    told = retold(trace(content)).told
    assert [one.cell for one in told] == [0] * 12 + [1] * 10
    assert [one.decision.target for one in told if one.decision.kind != "none"] == [1, 0]


def test_thresholds_that_send_calls_to_and_fro_are_told(trace: Any) -> None:
    looping = document(relation_defaults={"pbgt_threshold": 0})
    assert [problem.code for problem in retold(trace(looping)).problems] == ["NMS-HO-017"]
    lonely = document(relations=[{"source": 0, "target": 1}])
    assert [problem.code for problem in retold(trace(lonely)).problems] == ["NMS-HO-018"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"serving": 7}, "NMS-HO-006"),
        ({"relations": [{"source": 0, "target": 9}]}, "NMS-HO-006"),
        ({"relations": [{"source": 9, "target": 0}]}, "NMS-HO-006"),
        ({"network": {"nothing": 1}}, "NMS-HO-008"),
        ({"network": {"ta_threshold": 256}}, "NMS-HO-001"),
        ({"network": {"drop_a1": 0}}, "NMS-HO-010"),
        ({"network": {"load_accept": 95}}, "NMS-HO-011"),
        ({"cells": [cell(0), cell(1), cell(2, arfcn=101, bsic=1)],
          "relations": [{"source": 0, "target": 1}, {"source": 0, "target": 2}]}, "NMS-HO-014"),
        ({"reports": [{"nr": 0, "level": 64}]}, "NMS-HO-007"),
        ({"reports": [{"nr": 0}]}, "NMS-HO-016"),
        ({"reports": [{"nr": 0, "level": 1, "more": 1}]}, "NMS-HO-016"),
        ({"cells": []}, "NMS-HO-016"),
        ({"flow": 12}, "NMS-HO-016"),
    ],
)  # fmt: skip
def test_a_trace_that_cannot_be_is_refused(trace: Any, change: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        retold(trace(document() | change))
    assert refused.value.code == code


def test_a_file_of_another_kind_is_refused_with_its_field(trace: Any, tmp_path: Path) -> None:
    with pytest.raises(InvalidError) as refused:
        read_trace(trace(document() | {"cells": [cell(0, bsic=64)]}))
    assert refused.value.values["field"] == "cells.0.bsic"
    with pytest.raises(InvalidError):
        read_trace(tmp_path / "none.json")


def test_the_table_of_parameters_is_shown(trace: Any) -> None:
    rows = json.loads(CliRunner().invoke(nms, ["handover", "parameters", "--json"]).stdout)
    by_name = {(row["kind"], row["name"]): row for row in rows}
    assert by_name["osmo-bsc", "hysteresis"]["vty"] == "handover2 power budget hysteresis"
    row = by_name["relation", "pbgt_threshold"]
    assert (row["low"], row["high"], row["default"], row["encoding"]) == (-64, 63, 4, "offset64")
    shown = CliRunner().invoke(nms, ["handover", "parameters"]).stdout
    assert "-64…63" in shown
    assert "68" in shown  # +4 dB as a controller writes it
