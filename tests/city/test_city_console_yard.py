"""Consoles over real connections: logging in, pages, questions, faults at chosen lines, the command log."""

import socket
import threading
from collections.abc import Iterator

import paramiko
import pytest
from consoletyping import ssh
from waiting import until

from nms.city.console.standalone import ROLES, ConsoleYard
from nms.core.errors import InvalidError, NotFoundError

PROMPTS = {
    "huawei": "<r>", "huawei_vrpv8": "<r>", "hp_comware": "<r>", "cisco_ios": "r#", "huawei_smartax": "r>",
}  # fmt: skip


@pytest.fixture
def yard() -> Iterator[ConsoleYard]:
    """Two switches of different makers' generations."""
    with ConsoleYard([("r", "huawei"), ("q", "huawei_vrpv8")]) as opened:
        yield opened


@pytest.mark.parametrize("platform", sorted(PROMPTS))
def test_a_login_ends_at_the_platforms_prompt(platform: str) -> None:
    with ConsoleYard([("r", platform)]) as yard, ssh(yard["r"]) as terminal:
        terminal.until(PROMPTS[platform])
        assert yard["r"].open_sessions == 1


def test_a_wrong_password_is_refused_and_noted(yard: ConsoleYard) -> None:
    with pytest.raises(paramiko.AuthenticationException), ssh(yard["r"], password="wrong"):
        pass
    assert [(entry.kind, entry.user) for entry in yard["r"].log] == [("failed-login", "demo")]
    assert "wrong" not in repr(yard["r"].log)


def test_long_output_stops_page_by_page(yard: ConsoleYard) -> None:
    more = "---- More ----"
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        first = terminal.type("display current-configuration", more)
        assert first.count("\r\n") == 25  # the echo and a page of 24
        assert terminal.key("\r", more).count("\r\n") == 1
        terminal.key(" ", more)
        assert terminal.key("q", "<r>").count("\r\n") == 0
        terminal.type("screen-length 0 temporary", "<r>")
        assert more not in terminal.type("display current-configuration", "return\r\n<r>")


def test_a_question_waits_for_its_answer(yard: ConsoleYard) -> None:
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        terminal.type("system-view", "[r]")
        terminal.type("sysname x", "[x]")
        terminal.type("return", "<x>")
        terminal.type("save", "Are you sure to continue?[Y/N]")
        terminal.type("n", "<x>")
        assert "sysname x" not in yard["r"].saved()
        terminal.type("save", "[Y/N]")
        assert "successfully" in terminal.type("y", "<x>")
        assert "sysname x" in yard["r"].saved()


def test_typed_ahead_lines_are_answered_one_by_one(yard: ConsoleYard) -> None:
    lines = ["system-view", *(f"vlan {number}" for number in range(100, 120)), "return"]
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        heard = terminal.type("\n".join(lines), "]return\r\n<r>")
    assert [line for line in heard.split("\r\n") if "vlan 110" in line] == ["[r-vlan109]vlan 110"]
    assert [entry.line for entry in yard["r"].log if entry.kind == "line"] == lines


def test_backspace_and_ctrl_z_work(yard: ConsoleYard) -> None:
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        terminal.type("system-viewww\b\b", "[r]")
        terminal.type("aaa", "[r-aaa]")
        terminal.key("\x1a", "<r>")


def test_a_line_is_refused_where_it_was_planted(yard: ConsoleYard) -> None:
    yard["r"].fault("reject", at=2)
    answers = yard["r"].type("system-view", "vlan 10", "vlan 11", "vlan 12")
    assert ["Unrecognized" in answer for answer in answers] == [False, False, True, False]
    assert "vlan batch 10 12 99" in yard["r"].running()


def test_a_fault_may_wait_for_a_command(yard: ConsoleYard) -> None:
    yard["r"].fault("reject", on="^save", text="Error: flash is full.")
    assert yard["r"].type("display clock", "save")[1] == "Error: flash is full."


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_breaks_before_or_after_the_line_takes_effect(yard: ConsoleYard, after: bool) -> None:
    yard["r"].fault("disconnect", on="^vlan 10$", after=after)
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        terminal.type("system-view", "[r]")
        with pytest.raises(EOFError):
            terminal.type("vlan 10", "[r-vlan10]")
    assert ("vlan batch 10 99" in yard["r"].running()) is after
    until(lambda: yard["r"].open_sessions == 0, "the session is over")


def test_a_hanging_console_says_nothing_more(yard: ConsoleYard) -> None:
    yard["r"].fault("hang")
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        terminal.type("system-view", "[r]")
        terminal._channel.settimeout(0.2)
        with pytest.raises(TimeoutError):
            terminal.type("vlan 10", "[r-vlan10]")
    with ssh(yard["r"]) as again:
        again.until("<r>")


def test_a_slow_line_delays_all_that_follow(yard: ConsoleYard) -> None:
    yard["r"].fault("slow", seconds=0.05)
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        terminal.type("system-view\nvlan 10\nvlan 11\nreturn", "]return\r\n<r>")
    assert "vlan batch 10 to 11 99" in yard["r"].running()


def test_a_changed_prompt_shows_until_repaired(yard: ConsoleYard) -> None:
    yard["r"].fault("prompt", on="system-view", text="other")
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        terminal.type("system-view", "[other]")
        yard["r"].repair()
        terminal.type("aaa", "[r-aaa]")


def test_a_restart_ends_sessions_and_forgets_what_was_not_saved(yard: ConsoleYard) -> None:
    before = yard["r"].running()
    yard["r"].fault("reboot", on="^vlan 10$", after=True)
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")
        terminal.type("system-view", "[r]")
        with pytest.raises(EOFError):
            terminal.type("vlan 10", "[r-vlan10]")
    assert yard["r"].running() == before
    assert [entry.kind for entry in yard["r"].log if entry.kind == "boot"] == ["boot"]
    assert len(yard.notices) == 1


def test_a_device_that_boots_lets_nobody_in(yard: ConsoleYard) -> None:
    yard["r"].reboot(seconds=3600)
    with pytest.raises((EOFError, OSError, paramiko.SSHException)), ssh(yard["r"]):
        pass
    yard["r"].repair()
    with ssh(yard["r"]) as terminal:
        terminal.until("<r>")


def test_a_revert_timer_runs_on_the_devices_fast_clock() -> None:
    with ConsoleYard([("q", "huawei_vrpv8")], rate=600) as yard:
        before = yard["q"].running().partition("#")[2]
        yard["q"].type("system-view", "vlan 10", "commit trial 60")
        until(lambda: yard["q"].running().partition("#")[2] == before, "the trial is taken back")


def test_the_log_tells_sessions_apart(yard: ConsoleYard) -> None:
    def work(number: int) -> None:
        with ssh(yard["r"]) as terminal:
            terminal.until("<r>")
            for line in range(5):
                terminal.type(f"display clock | include {number}-{line}", "<r>")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    until(lambda: yard["r"].open_sessions == 0, "all sessions are over")
    log = yard["r"].log
    assert {entry.session for entry in log} == {1, 2, 3, 4}
    for session in range(1, 5):
        own = [entry.kind for entry in log if entry.session == session]
        assert own == ["login", *["line"] * 5, "logout"]
    assert [entry.at for entry in log] == sorted(entry.at for entry in log)


def test_secrets_typed_are_not_in_the_log(yard: ConsoleYard) -> None:
    yard["r"].type("system-view", "aaa", "local-user bob password cipher Canary-123")
    assert "Canary-123" not in repr(yard["r"].log)
    assert "Canary-123" in yard["r"].running()


def test_telnet_asks_for_name_and_password() -> None:
    with ConsoleYard([("r", "raisecom_roap")], transport="telnet") as yard:
        console = yard["r"]
        with socket.create_connection((console.address, console.port), 20) as line:
            stream = line.makefile("rwb", buffering=0)
            _hear(stream, b"Login:")
            stream.write(b"\xff\xfd\x01demo\r\n")
            _hear(stream, b"Password:")
            stream.write(b"nonsense\r\0")
            _hear(stream, b"Login:")
            stream.write(b"demo\r\n")
            _hear(stream, b"Password:")
            stream.write(console.password.encode() + b"\r\0")
            _hear(stream, b"r>")
            stream.write(b"enable\r\n")
            _hear(stream, b"Password:")
            stream.write(console.password.encode() + b"\r\n")
            _hear(stream, b"r#")
        assert [entry.kind for entry in console.log][:2] == ["failed-login", "login"]


def _hear(stream: object, end: bytes) -> bytes:
    heard = b""
    while not heard.endswith(end):
        byte = stream.read(1)  # type: ignore[attr-defined]  # a socket's file has no narrower public type
        assert byte, heard
        heard += byte
    return heard


def test_unknown_platforms_faults_and_names_are_refused(yard: ConsoleYard) -> None:
    with pytest.raises(InvalidError, match="NMS-CON-003"):
        ConsoleYard([("r", "amiga")])
    with pytest.raises(InvalidError, match="NMS-CON-001"):
        yard["r"].fault("gremlin")
    with pytest.raises(InvalidError, match="NMS-CON-002"):
        yard["r"].fault("reject", on="(")
    with pytest.raises(NotFoundError):
        _ = yard["nobody"]


def test_every_platform_of_a_yard_has_a_role() -> None:
    with ConsoleYard([(f"x{number}", platform) for number, platform in enumerate(ROLES)]) as yard:
        assert len(yard) == len(ROLES)
        assert len({console.host_key for console in yard}) == len(ROLES)
        assert all(console.running() == console.saved() for console in yard)
