"""`nms queue`: what it prints, and what it refuses."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.core.errors import NmsError

HALLS = "h1: {site: s1, title: Hall 1}\nh2: {site: s1, title: Hall 2}\n"
SITES = "s1: {kind: hall, title: Site 1}\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "inventory").mkdir()
    (tmp_path / "config.yaml").write_text("site: {timezone: UTC}")
    for name, text in {"halls": HALLS, "sites": SITES, "hosts": "{}"}.items():
        (tmp_path / "inventory" / f"{name}.yaml").write_text(text)
    with alone(tmp_path / "var"):
        yield tmp_path


def run(site: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def told(site: Path, *words: str, code: int = 0) -> Any:
    return json.loads(run(site, *words, "--json", code=code))


def ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def test_samples_by_hand_make_a_level_and_an_action_is_noted(site: Path) -> None:
    assert told(site, "queue", "add", "h2", "9", "2", "--at", ago(6))["kept"] == 1
    assert "1 samples kept" in run(site, "queue", "add", "h2", "9", "2", "--at", ago(1))
    assert [(one["hall"], one["level"]) for one in told(site, "queue", "list")["items"]] == [
        ("h2", "level-2"),
        ("h1", "unknown"),
    ]
    assert told(site, "queue", "list", "--urgent")["total"] == 1
    assert told(site, "queue", "act", "h2", "sms-diversion", "--note", "batch 1")["level"] == "level-2"
    shown = run(site, "queue", "show", "h2")
    assert "4.50" in shown
    assert "sms-diversion" in shown
    assert "too few samples to say" in shown
    assert "unknown" in run(site, "queue", "list")
    assert told(site, "queue", "effects")["items"][0]["change"] is None
    assert told(site, "queue", "show", "h2")["emergencies"][0]["ended"] is None


def test_nonsense_is_refused_with_its_code(site: Path) -> None:
    run(site, "queue", "list")
    for words, code in (
        (("add", "h2", "9", "999"), "NMS-QUEUE-001"),
        (("add", "h2", "9", "2", "--at", "2999-01-01"), "NMS-QUEUE-003"),
        (("add", "h9", "9", "2"), "NMS-CORE-002"),
        (("act", "h2", "dance"), "NMS-QUEUE-011"),
        (("forecast", "h9"), "NMS-CORE-002"),
    ):
        with pytest.raises(NmsError) as failed:
            run(site, "queue", *words)
        assert failed.value.code == code


def test_a_csv_is_imported_whole_or_only_the_good_rows(site: Path) -> None:
    rows = [f"h1,{ago(60 * 24 * day)},{day + 5},2" for day in range(1, 8)]
    sheet = site / "queues.csv"
    sheet.write_bytes("\n".join(["营业厅,时间,等候客户数,台席开放数", *rows, "h1,x,1,1", ""]).encode("gb18030"))
    refused = told(site, "queue", "import", str(sheet), code=2)
    assert [one["where"] for one in refused["items"]] == ["queues.csv:9"]
    assert told(site, "queue", "forecast", "h1")["days"] == 0
    assert "NMS-QUEUE-002" in run(site, "queue", "import", str(sheet), code=2)
    taken = told(site, "queue", "import", str(sheet), "--only-good")
    assert (taken["kept"], taken["refused"]) == (7, 1)
    assert told(site, "queue", "forecast", "h1")["days"] == 7
    assert "From 7 days" in run(site, "queue", "forecast", "h1")
    with pytest.raises(NmsError) as failed:
        run(site, "queue", "import", str(site / "none.csv"))
    assert failed.value.code == "NMS-QUEUE-009"
