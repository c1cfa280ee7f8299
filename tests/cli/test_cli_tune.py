"""`nms handover tune`: what it says, the reports it writes, and what it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.core.errors import NmsError

SMALL = ("--city", "5", "--rings", "1", "--calls", "80", "--seconds", "20", "--trials", "17", "--seed", "8")
PLAN = """
network: {edge_downlink: 22}
cells:
  west: {arfcn: 10, bsic: 1, site: one, lon: 120.58, lat: 30.00}
  east: {arfcn: 14, bsic: 2, site: two, lon: 120.59, lat: 30.00}
  north: {arfcn: 18, bsic: 3, site: three, lon: 120.585, lat: 30.008}
relations:
  - {source: west, target: east}
  - {source: east, target: west}
  - {source: east, target: north}
  - {source: north, target: east}
  - {source: north, target: west}
  - {source: west, target: north}
"""
MAP = """
tables:
  - kind: relation
    columns: {source: src, target: dst, commands: cmd, successes: ok, returned: back, lost: lost, back_soon: soon}
"""


def ran(*words: str, language: str = "en") -> str:
    done = CliRunner().invoke(nms, ["--lang", language, "handover", "tune", *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def refused(*words: str) -> str:
    with pytest.raises(NmsError) as error:
        CliRunner().invoke(nms, ["handover", "tune", *words], catch_exceptions=False)
    return error.value.code


def test_a_run_tells_what_was_tried_and_how_to_repeat_it(tmp_path: Path) -> None:
    report = tmp_path / "tuned.md"
    told = json.loads(ran(*SMALL, "--json", "--report", str(report)))
    assert told["worlds"]["training"] == [9, 10, 11]
    assert told["worlds"]["unseen"] == [109, 110, 111]
    assert told["evaluations"]["total"] <= 17
    assert told["evaluations"]["refine"] > 0
    assert told["worlds"]["city"] == 5
    assert told["unseen"]["found"]["calls"] == 240
    cost = told["training"]["cost"]
    assert cost["interval"][0] <= cost["difference"] <= cost["interval"][1]
    assert cost["difference"] < 0
    assert bool(told["changes"]) == (told["verdict"] == "accepted")
    assert all(row["low"] <= row["new"] <= row["high"] for row in told["parameters"])
    text = report.read_text(encoding="utf-8")
    assert text.startswith("# Handover parameters")
    assert "--seed 8 --trials 17" in text
    assert f"| Cost | {cost['before']:.2f} | {cost['after']:.2f} |" in text


def test_the_same_command_finds_the_same(tmp_path: Path) -> None:
    report = tmp_path / "tuned.json"
    words = ("--rings", "0", "--calls", "50", "--seconds", "20", "--trials", "16")
    ran(*words, "--report", str(report))
    assert json.loads(report.read_text(encoding="utf-8"))["evaluations"]["refine"] == 0
    assert json.loads(ran(*words, "--json")) == json.loads(report.read_text(encoding="utf-8"))


def test_a_plan_is_tuned_on_its_own_cells_in_the_users_language(tmp_path: Path) -> None:
    plan, report = tmp_path / "plan.yaml", tmp_path / "tuned.html"
    plan.write_text(PLAN, encoding="utf-8")
    said = ran("--plan", str(plan), *SMALL[4:], "--report", str(report), language="zh")
    assert "3 个小区" in said
    page = report.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="zh">' in page
    assert "切换参数调优报告" in page
    assert "<td>edge_downlink</td>" in page
    assert "<td>22</td>" in page


def test_counters_alone_recommend_thresholds(tmp_path: Path) -> None:
    plan, mapping, counts = tmp_path / "plan.yaml", tmp_path / "map.yaml", tmp_path / "omc.csv"
    plan.write_text(PLAN, encoding="utf-8")
    mapping.write_text(MAP, encoding="utf-8")
    rows = ["west,east,500,490,5,5,200", "east,west,500,490,5,5,10", "east,north,20,20,0,0,20"]
    counts.write_text("\n".join(["src,dst,cmd,ok,back,lost,soon", *rows]) + "\n", encoding="utf-8")
    words = ("--counters", str(counts), "--map", str(mapping), "--plan", str(plan))
    told = json.loads(ran(*words, "--json"))
    assert told["pairs"] == 2
    (one,) = told["recommendations"]
    assert (one["cell"], one["towards"], one["parameter"]) == ("west", "east", "pbgt_threshold")
    assert one["old"] < one["new"] <= one["old"] + 2
    report = tmp_path / "counted.md"
    said = ran(*words, "--report", str(report))
    assert "west" in said
    assert "pbgt_threshold" in report.read_text(encoding="utf-8")


def test_what_cannot_be_done_is_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    alone = tmp_path / "alone.yaml"
    alone.write_text("cells: {one: {arfcn: 10, bsic: 1}}\n", encoding="utf-8")
    assert refused("--report", "tuned.pdf") == "NMS-TUNE-001"
    assert refused("--report", str(tmp_path / "nowhere" / "tuned.md")) == "NMS-TUNE-002"
    assert refused("--trials", "5") == "NMS-TUNE-007"
    assert refused("--plan", str(alone)) == "NMS-TUNE-006"
    assert refused("--counters", "omc.csv", "--plan", str(alone)) == "NMS-TUNE-005"


def test_worlds_can_be_fitted_to_reports_of_the_real_cells(tmp_path: Path) -> None:
    plan, reports = tmp_path / "plan.yaml", tmp_path / "mr.csv"
    plan.write_text(PLAN, encoding="utf-8")
    lines = [
        f"{cell},{figure},{value},{100 - 10 * abs(value - middle)}"
        for cell in ("west", "east", "north")
        for figure, middle in (("level", 30), ("quality", 2), ("ta", 1))
        for value in range(max(0, middle - 2), middle + 3)
    ]
    reports.write_text("cell,figure,value,reports\n" + "\n".join(lines), encoding="utf-8")
    size = ("--calls", "60", "--seconds", "20", "--trials", "17", "--seed", "8")
    report = tmp_path / "tuned.md"
    told = json.loads(ran("--plan", str(plan), "--histograms", str(reports), *size, "--json", "--report", str(report)))
    fitted = told["calibration"]
    assert len(fitted["offsets_db"]) == 3
    assert fitted["after"]["level"] < fitted["before"]["level"]
    assert f"shadows of {fitted['sigma_db']:g} dB" in report.read_text(encoding="utf-8")
    assert f"--histograms {reports}" in report.read_text(encoding="utf-8")
    reports.write_text("cell,figure,value,reports\nsouth,level,1,1\n", encoding="utf-8")
    assert refused("--plan", str(plan), "--histograms", str(reports), *size) == "NMS-OMC-060"
