"""`nms monitor`: what it lists, what it asks of the engine, and how it says that nobody does it."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.alarm import Actor, Alarm, AlarmKey, EventType, Severity
from nms.core.errors import NmsError
from nms.core.northbound import MonitorState

CONFIG = """
snmp: {credentials: {plain: {version: 2c, community: public}}}
monitors:
  province: {address: 10.0.0.1, credential: plain}
  later: {address: 10.0.0.2, credential: plain, enabled: false}
"""
AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """A site with two monitors, of which one is told; no engine runs."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "hosts.yaml").write_text("{}")
    with alone(tmp_path / "var"):
        yield tmp_path


def run(site: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", "monitor", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def told(site: Path) -> None:
    """Let the first monitor have been told of one of two changes."""
    run(site, "list")
    store = opened_app().parts.store
    store.outbox.enrol("province", lambda _alarm: True)
    for name in ("hall-1", "hall-2"):
        key = AlarmKey(name, "E1 0", EventType.COMMUNICATIONS, "e1-los")
        store.alarms.save(Alarm(0, key, Severity.MAJOR, "lossOfSignal", AT, AT, AT), ())
    store.outbox.share_out("province", lambda _alarm: True)
    store.outbox.note([MonitorState("province", 2, 1, reachable=False, error="NMS-SNMP-001")])


def test_the_list_says_how_each_stands(site: Path) -> None:
    told(site)
    lines = run(site, "list").splitlines()
    assert lines[1].split()[:2] == ["province", "down"]
    assert "1 / 2" in lines[1]
    assert "NMS-SNMP-001" in lines[1]
    assert lines[2].split()[:2] == ["later", "off"]
    answer = json.loads(run(site, "list", "--json"))
    assert answer["total"] == 2
    assert answer["items"][0]["alarms"] == 2
    assert answer["items"][0]["stands"]["last"] == 2


@pytest.mark.parametrize("words", [("test", "province"), ("resend", "province", "--from", "1", "--to", "2")])
def test_without_an_engine_nothing_comes_of_it_and_it_says_so(site: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(NmsError) as error:
        run(site, *words, "--wait", "0")
    assert error.value.code == "NMS-CLI-020"
    assert error.value.remedy("zh")
    [request] = opened_app().parts.store.requests.waiting()
    assert request.body["monitor"] == "province"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("test", "nobody"), "NMS-CORE-002"),
        (("test", "later"), "NMS-SNMP-044"),
        (("resend", "province", "--from", "5", "--to", "4"), "NMS-CORE-001"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_once(site: Path, words: tuple[str, ...], code: str) -> None:
    with pytest.raises(NmsError) as error:
        run(site, *words)
    assert error.value.code == code
    assert not opened_app().parts.store.requests.waiting()


def test_the_result_of_the_engine_is_shown_and_a_failure_ends_with_1(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(site, "list")
    requests = opened_app().parts.store.requests
    put = requests.put

    def carried_out(state: str, result: str) -> None:
        def answered(kind: str, body: Mapping[str, str], actor: Actor, at: datetime) -> int:
            number = put(kind, body, actor, at)
            requests.finish(number, state, result)
            return number

        monkeypatch.setattr(requests, "put", answered)

    carried_out("done", "confirmed in 5 ms")
    assert "province: confirmed in 5 ms" in run(site, "test", "province")
    carried_out("failed", "NMS-SNMP-001 no answer")
    assert "NMS-SNMP-001" in run(site, "test", "province", code=1)
