"""`nms bench store`: what it prints, and that its figures belong together."""

import json

import pytest
from typer.testing import CliRunner

from nms.cli import app as nms


def run(*words: str) -> str:
    done = CliRunner().invoke(nms, ["bench", "store", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_bench_store_measures_appending_sealing_and_reading() -> None:
    told = json.loads(run("--devices", "70", "--series", "9", "--rounds", "26", "--json"))
    assert (told["devices"], told["series"], told["rounds"]) == (70, 9, 26)
    for figure in ("append_us", "seal_us", "read_us", "rss_mb", "appended_per_s", "sealed_per_s"):
        assert told[figure] > 0
    assert told["octets_per_value"] >= told["packed_per_value"] > 1
    assert told["appended_per_s"] == pytest.approx(9e6 / told["append_us"], rel=0.01)


def test_bench_store_shows_a_table() -> None:
    shown = run("--devices", "2", "--series", "4", "--rounds", "1")
    assert "µs" in shown or "微秒" in shown
