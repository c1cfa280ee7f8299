"""Sessions without VRP's manners: a telnet VTY, man-machine language, a root shell."""

from collections.abc import Callable

import pytest
from plainserver import Mml, Osmo, serve_mml, serve_osmo, serve_shell
from vrpserver import Consoles

from nms.core.change_ports import CliSession
from nms.core.device import Device
from nms.core.dialect import digest
from nms.core.errors import CliError, LostSessionError, RejectedError
from nms.drivers.dialects import DIALECTS
from nms.drivers.fleet import NornirFleet

Opened = Callable[[NornirFleet, Device], CliSession]

BSC = ["network", " bts 0", "  handover 1", " bts 1", "  handover default"]


def test_the_controllers_vty_is_spoken_over_telnet(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Osmo()
    session = opened(fleet, serve_osmo(served, console))
    replies = session.apply(BSC)
    assert replies[-1].text == "% 'handover' setting removed, now is 0", "not every % is a refusal"
    session.keep()
    assert [line for line in console.lines if line] == [
        "enable", "terminal length 0", "configure terminal",
        "network", "bts 0", "handover 1", "exit", "bts 1", "handover default", "end", "write file",
    ]  # fmt: skip
    assert console.heard[:2] == b"\xfd\x01", "the device may echo"


def test_a_line_that_the_vty_does_not_know_stops_the_rest(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Osmo()
    with pytest.raises(RejectedError) as caught:
        opened(fleet, serve_osmo(served, console)).apply(["network", " bts 0", "  bogus 1", "  handover 1", " bts 1"])
    assert (caught.value.line, caught.value.accepted) == ("bogus 1", 2)
    assert console.node == [">", "#"]


def test_man_machine_commands_are_judged_by_their_return_code(
    served: Consoles, fleet: NornirFleet, opened: Opened
) -> None:
    console = Mml(refuse={"SET GCELLHOAD: CELLID=9;": "1001  The cell does not exist"})
    session = opened(fleet, serve_mml(served, console))
    assert "HYST=4" in session.show("LST GCELLHOBASIC:")
    lines = ["SET GCELLHOBASIC: CELLID=1, HYST=5;", "SET GCELLHOAD: CELLID=9;", "SET GCELLHOAD: CELLID=1;"]
    with pytest.raises(RejectedError) as caught:
        session.apply(lines)
    assert (caught.value.line, caught.value.accepted) == ("SET GCELLHOAD: CELLID=9;", 1)
    assert lines[2] not in console.heard
    assert [reply.refused for reply in session.apply(lines, tolerant=True)] == [False, True, False]
    assert session.revert() is False


def test_what_changes_by_itself_in_reports_does_not_count(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    session = opened(fleet, serve_mml(served, Mml()))
    dialect = DIALECTS["huawei_bsc_mml"]
    first, second = session.running(), session.running()
    assert first != second
    assert digest(dialect, first) == digest(dialect, second)


def test_a_controller_that_knows_another_password(served: Consoles, fleet: NornirFleet) -> None:
    with pytest.raises(CliError) as caught:
        fleet.open(serve_mml(served, Mml(password="other")))
    assert caught.value.code == "NMS-DRV-011"


def test_shell_lines_are_judged_by_their_exit_status(
    served: Consoles, fleet: NornirFleet, opened: Opened, tmp_path
) -> None:
    session = opened(fleet, serve_shell(served))
    here = tmp_path / "touched"
    replies = session.apply(["echo one; echo two >&2", f"touch '{here}'", "true"])
    assert [reply.text for reply in replies] == ["one\ntwo", "", ""]
    with pytest.raises(RejectedError) as caught:
        session.apply(["true", f"rm '{here}' && exit 3", "echo never"])
    assert (caught.value.accepted, caught.value.code) == (1, "NMS-DRV-045")
    assert not here.exists()
    assert session.show("printf 'no newline'") == "no newline"


@pytest.mark.parametrize(
    "line", ["echo 'unbalanced", "exit 7", "(", "cat", "if true; then", "kill -9 $$", "exec false"]
)
def test_no_shell_line_spoils_the_session(served: Consoles, fleet: NornirFleet, opened: Opened, line: str) -> None:
    session = opened(fleet, serve_shell(served))
    replies = session.apply([line, "echo still here"], tolerant=True)
    assert replies[1].text == "still here"
    assert replies[0].refused == (line != "cat")


def test_a_shell_command_that_never_ends_is_given_up(served: Consoles, impatient: NornirFleet, opened: Opened) -> None:
    with pytest.raises(LostSessionError) as caught:
        opened(impatient, serve_shell(served)).apply(["true", "tail -f /dev/null"])
    assert (caught.value.code, caught.value.accepted) == ("NMS-DRV-030", 1)


def test_a_shell_that_floods_is_cut_off(served: Consoles, impatient: NornirFleet, opened: Opened) -> None:
    with pytest.raises(LostSessionError) as caught:
        opened(impatient, serve_shell(served)).show("head -c 5000000 /dev/zero | tr '\\0' x")
    assert caught.value.code == "NMS-DRV-033"
