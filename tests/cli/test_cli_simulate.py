"""`nms handover simulate`: a network out of dice, and what its handovers came to."""

import json

from typer.testing import CliRunner

from nms.cli import app as nms

SMALL = ("handover", "simulate", "--rings", "0", "--calls", "60", "--seconds", "30")


def ran(*words: str) -> str:
    done = CliRunner().invoke(nms, ["--lang", "en", *SMALL, *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_the_counts_are_told_and_follow_the_seed() -> None:
    told = json.loads(ran("--json", "--seed", "3"))
    assert (told["cells"], told["calls"]) == (3, 60)
    assert 0 < told["seconds"] <= 60 * 30
    assert sum(told["causes"].values()) == told["handovers"] > 0
    assert json.loads(ran("--json", "--seed", "3")) == told
    assert json.loads(ran("--json", "--seed", "4")) != told


def test_people_get_a_table() -> None:
    said = ran()
    assert "Ping-pongs" in said
    assert "3 cells, 60 calls" in said
