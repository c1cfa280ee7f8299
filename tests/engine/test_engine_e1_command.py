"""`nms e1 show` over a store that an engine has filled."""

import json

import pytest
from engineworld import World
from typer.testing import CliRunner

from nms.app.app import App
from nms.cli import e1
from nms.cli.output import Options
from nms.core.errors import NotFoundError


@pytest.fixture
def command(world: World, monkeypatch: pytest.MonkeyPatch) -> App:
    """A system whose line yc-h01 was out for two minutes, behind the command."""
    world.watched(60)
    world.faults.fault("e1-los", "yc-h01")
    world.unwatched(120)
    world.faults.repair("yc-h01")
    world.unwatched(1800)
    world.watched(60)
    app = App.open(world.site, world.clock)
    monkeypatch.setattr(e1, "opened_app", lambda: app)
    monkeypatch.setattr(Options, "language", "en")
    return app


def test_json_holds_intervals_sums_limits_and_gaps(command: App) -> None:
    done = CliRunner().invoke(e1.app, ["yc-h01-iad", "E1-1/1", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert len(found["intervals"]) == 96
    assert [row["uas"] for row in found["intervals"] if row["state"] == "unavailable"] == [120]
    assert found["gaps"] == []
    assert (found["day"]["uas"], found["day"]["known"], found["day"]["period"]) == (120, 96, "day")
    assert found["day"]["limits"]["es"] == pytest.approx(172.8)
    assert found["peers"] == [{"device": "cpos-1", "port": "E1-0/1/0/1"}]
    command.close()


def test_a_person_is_shown_sums_and_the_intervals_with_errors(command: App) -> None:
    done = CliRunner().invoke(e1.app, ["yc-h01-iad", "E1-1/1"], env={"COLUMNS": "160"})
    assert done.exit_code == 0, done.output
    assert "99.8611 %" in done.stdout
    assert done.stdout.count("unavailable seconds UAS") == 1
    command.close()


def test_a_line_that_is_not_there_is_said_so(command: App) -> None:
    done = CliRunner().invoke(e1.app, ["yc-h01-iad", "E1-9/9"])
    assert isinstance(done.exception, NotFoundError)
    command.close()
