"""`nms bench poll`: what it prints, against its own load and against a target that is not there."""

import json

import pytest
from typer.testing import CliRunner

from nms.app.benching import addresses
from nms.cli import app as nms
from nms.core.errors import InvalidError, NoAnswerError


def run(*words: str) -> str:
    done = CliRunner().invoke(nms, ["bench", "poll", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_bench_poll_measures_against_a_load_of_its_own() -> None:
    told = json.loads(run("--agents", "40", "--json"))
    assert (told["agents"], told["varbinds"], told["errors"]) == (40, 40 * 404, 0)
    assert told["fallbacks"] == 0
    for figure in ("cpu_us_per_agent", "wall_s", "rss_mb", "poll_us", "judge_us", "store_us", "seal_us", "setup_s"):
        assert told[figure] > 0
    parts = sum(told[part] for part in ("poll_us", "judge_us", "store_us", "seal_us"))
    assert told["cpu_us_per_agent"] == pytest.approx(parts, abs=0.5)


def test_bench_poll_shares_the_polling_among_processes() -> None:
    told = json.loads(run("--agents", "40", "--workers", "2", "--json"))
    assert (told["agents"], told["varbinds"], told["errors"], told["workers"]) == (40, 40 * 404, 0, 2)
    assert told["agents_per_s"] == pytest.approx(40 * 12 / told["wall_s"], rel=0.1)
    assert told["poll_us"] > 0
    assert told["setup_s"] > 0


def test_bench_poll_shows_a_table_with_an_estimate() -> None:
    shown = run("--agents", "3")
    assert str(3 * 404) in shown
    assert "every five minutes" in shown or "五分钟" in shown


def test_a_target_that_does_not_answer_is_told() -> None:
    with pytest.raises(NoAnswerError):
        run("--agents", "2", "--target", "127.9.9.9:9", "--timeout", "0.1", "--retries", "0")


@pytest.mark.parametrize(("first", "count"), [("255.255.255.250", 10), ("router", 1), ("::1", 1)])
def test_a_target_that_is_no_run_of_addresses_is_refused(first: str, count: int) -> None:
    with pytest.raises(InvalidError, match="NMS-BENCH-001"):
        addresses(first, count)


def test_a_decoder_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidError, match="NMS-BENCH-003"):
        run("--agents", "2", "--walk", "fortran")


def test_the_decoder_can_be_chosen() -> None:
    assert json.loads(run("--agents", "2", "--walk", "numpy", "--json"))["walk"] == "numpy"


def test_addresses_follow_one_another() -> None:
    assert addresses("127.1.0.254", 3) == ["127.1.0.254", "127.1.0.255", "127.1.1.0"]
