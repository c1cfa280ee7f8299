"""`nms bench trap` and `nms trap status`: what is measured, and what the running listener counted."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.app.pulse import PULSE, Pulse
from nms.city import trap_load
from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core import texts
from nms.core.texts import Language
from nms.engine.benching_traps import TrapBench
from nms.snmp import decode, messages
from nms.snmp.traps import TrapStats


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """A site without devices, whose engine does not run."""
    (tmp_path / "config.yaml").write_text("snmp: {}\n")
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "hosts.yaml").write_text("{}")
    with alone(tmp_path / "var"):
        yield tmp_path


def run(*words: str) -> str:
    done = CliRunner().invoke(nms, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_bench_trap_keeps_all_of_its_own_load() -> None:
    told = json.loads(run("bench", "trap", "--rate", "400", "--seconds", "1", "--senders", "20", "--json"))
    assert (told["sent"], told["received"], told["stored"], told["queryable"]) == (400, 400, 400, 400)
    assert (told["lost"], told["kernel_drops"], told["queue_drops"], told["skipped"]) == (0, 0, 0, 0)
    assert (told["decoded"], told["suppressed"], told["alarms"]) == (400, 0, 20)
    assert told["cpu_us_per_trap"] > 0
    assert told["receive_buffer"] > 0
    assert told["backlog_peak"] > 0


def test_bench_trap_waits_for_traps_of_others() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    before, behind = trap_load.link_down(9)
    ended = threading.Event()

    def send() -> None:  # again and again, for the listener says nothing when it is ready
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.9", 0))
            while not ended.wait(0.1):
                sock.sendto(before + bytes(4) + behind, ("127.0.0.1", port))

    sending = threading.Thread(target=send)
    sending.start()
    words = ("--listen", f"127.0.0.1:{port}", "--sender", "127.0.0.9", "--seconds", "1.5")
    threading.Timer(1.6, ended.set).start()
    shown = run("bench", "trap", *words)
    sending.join()
    assert texts.say("bench.queryable", "en") in shown or texts.say("bench.queryable", "zh") in shown


def test_the_load_is_a_link_down_of_six_variables() -> None:
    before, behind = trap_load.link_down(9)
    data = before + bytes((1, 0, 0, 5)) + behind
    envelope = messages.open_envelope(data)
    told = decode.read_v2(data, envelope.pdu, envelope.start, envelope.end)
    assert told.oid == trap_load.LINK_DOWN
    assert (len(told.binds), told.uptime_s) == (4, 190_887.43), "and two that have fields of their own"
    assert trap_load.senders(300)[-1] == "127.3.1.44"


def test_trap_status_shows_what_the_listener_last_said(site: Path) -> None:
    figures = {"traps_received": 1_200_000.0, "traps_backlog": 17.0, "traps_backlog_s": 0.25, "devices": 3.0}
    words = ("--site", str(site), "--lang", "en", "trap", "status")
    assert json.loads(run(*words, "--json")) == {}
    opened_app().parts.store.meta.put(PULSE, Pulse(datetime(2026, 3, 1, tzinfo=UTC), figures).written())
    assert json.loads(run(*words, "--json")) == {"received": 1_200_000, "backlog": 17, "backlog_s": 0.25}
    lines = {line.split("  ")[0]: line.split()[-1] for line in run(*words).splitlines()}
    assert lines["traps waiting for interpretation"] == "17"
    assert lines["traps received"] == "1200000"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_has_a_name(language: Language) -> None:
    for name in TrapBench.__slots__:
        assert texts.say(f"bench.{name}", language)
    for name in TrapStats.__slots__:
        assert texts.say(f"figure.traps_{name}", language)
