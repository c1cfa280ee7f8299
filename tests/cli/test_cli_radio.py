"""`nms handover read|import|overview|cell|findings`: what they print, and what they refuse."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_site import alone
from radioworld import BAD, BSC, HOUR, MAPPING, START, SWING, cells, csv, hand_over, relations
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.errors import NmsError

BEGAN = START.replace(minute=0) - 3 * HOUR


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    inventory = tmp_path / "inventory"
    (tmp_path / "templates" / "omc").mkdir(parents=True)
    (tmp_path / "templates" / "omc" / "bsc6000.yaml").write_text(MAPPING, encoding="utf-8")
    inventory.mkdir()
    (tmp_path / "config.yaml").write_text("site: {timezone: UTC}")
    host = f"{BSC}: {{hostname: 127.0.0.1, platform: huawei_bsc_mml, data: {{role: bsc, managed: false, cli: {{}}}}}}\n"
    (inventory / "hosts.yaml").write_text(host)
    lines = [
        f"{one.name}: {{bsc: {BSC}, bts: {one.bts}, lac: {one.lac}, ci: {one.ci}, arfcn: {one.arfcn}, "
        f"bsic: '{one.bsic}', lon: {one.lon}, lat: {one.lat}}}"
        for one in cells().values()
    ]
    (inventory / "cells.yaml").write_text("\n".join(lines))
    with alone(tmp_path / "var"):
        yield tmp_path


def run(site: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", "handover", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def told(site: Path, *words: str, code: int = 0) -> Any:
    return json.loads(run(site, *words, "--json", code=code))


def test_nothing_known_is_said(site: Path) -> None:
    assert "Nothing has been counted yet" in run(site, "overview")
    assert "Nothing has been counted yet" in run(site, "findings")
    assert told(site, "overview")["digest"] is None
    assert told(site, "findings") == {"total": 0, "items": []}
    assert "never read" in run(site, "read")
    assert "never read" in run(site, "cell", SWING[0])
    with pytest.raises(NmsError, match="NMS-CORE-002"):
        run(site, "cell", "nowhere")


def test_exports_are_stored_by_hand_and_a_bad_one_ends_with_1(site: Path, tmp_path: Path) -> None:
    good, bad, other = (tmp_path / name for name in ("relation-1.csv", "relation-2.csv", "other.csv"))
    good.write_bytes(csv(BEGAN).encode("gb18030"))
    bad.write_text("时间\n", encoding="utf-8")
    [taken] = told(site, "import", str(good))
    assert (taken["state"], taken["rows"]) == ("read", len(relations()))
    assert "NMS-OMC-070 relation-2.csv:1" in run(site, "import", str(bad), code=1)
    other.write_text(csv(BEGAN + HOUR), encoding="utf-8")
    mapping = tmp_path / "own.yaml"
    mapping.write_text(MAPPING.replace("relation*.csv", "other.csv"), encoding="utf-8")
    assert "other.csv: stored" in run(site, "import", str(other), "--map", str(mapping))
    with pytest.raises(NmsError, match="NMS-OMC-064"):
        run(site, "import", str(tmp_path / "nothing.csv"))
    assert told(site, "overview", "--hours", "2")["digest"]["periods"] == 2


def test_the_worst_stand_first_and_findings_name_what_to_change(site: Path) -> None:
    hand_over(opened_here(site), BEGAN)
    opened_app().radio.work_out()
    text = run(site, "overview")
    assert text.index(f"{BAD[0]} → {BAD[1]}") < text.index(f"{SWING[0]} →")
    assert "1 of 1" in text.replace("\n", " ") or "read: 1 of 1" in text
    found = told(site, "findings")
    assert {"D9", "D2"} <= {one["rule"] for one in found["items"]}
    assert "pbgt_threshold" in run(site, "findings")
    cell = run(site, "cell", SWING[0], "--changed")
    assert "D9" in cell
    assert told(site, "cell", SWING[0])["parameters"]


def test_a_reading_that_nobody_carries_out_is_left_with_the_engine(site: Path) -> None:
    assert "the engine does it" in run(site, "read", BSC, "--wait", "0")
    with pytest.raises(NmsError, match="NMS-CORE-002"):
        run(site, "read", "nobody")


def opened_here(site: Path) -> Any:
    """The system as a command opens it."""
    run(site, "read")
    return opened_app()
