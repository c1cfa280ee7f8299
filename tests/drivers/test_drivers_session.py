"""Sessions against consoles that refuse, hang, hang up, ask, page and change their name."""

from collections.abc import Callable

import pytest
from vrpserver import Console, Consoles

from nms.core.change_ports import CliSession
from nms.core.device import Device
from nms.core.errors import InvalidError, LostSessionError, RejectedError
from nms.drivers.fleet import NornirFleet

Opened = Callable[[NornirFleet, Device], CliSession]

LINES = [
    "interface GE0/0/1",
    " description hall 5",
    " mtu 1500",
    "interface GE0/0/2",
    " description hall 6",
    "ip route-static 10.0.0.0 8 null 0",
]
AS_KEPT = [line.rstrip() for line in LINES]


def test_lines_land_in_the_views_that_their_indentation_means(
    served: Consoles, fleet: NornirFleet, opened: Opened
) -> None:
    console = Console()
    session = opened(fleet, served.serve(console))
    replies = session.apply(LINES)
    assert [reply.line for reply in replies] == LINES
    assert console.config == AS_KEPT
    assert session.running().splitlines() == ["#", *AS_KEPT, "#", "return"]


@pytest.mark.parametrize("pieces", [1, 3])
def test_an_answer_may_come_in_any_pieces(served: Consoles, fleet: NornirFleet, opened: Opened, pieces: int) -> None:
    console = Console(pieces=pieces, greeting="\r\n<banner> of the house\r\n####\r\n")
    session = opened(fleet, served.serve(console))
    session.apply(LINES)
    assert session.running().splitlines() == ["#", *AS_KEPT, "#", "return"]


@pytest.mark.parametrize(("refused", "accepted"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])
def test_a_refused_line_stops_the_rest(
    served: Consoles, fleet: NornirFleet, opened: Opened, refused: int, accepted: int
) -> None:
    line = LINES[refused].strip()
    console = Console(refuse={line: "      ^\r\nError: Wrong parameter found at '^' position."})
    session = opened(fleet, served.serve(console))
    with pytest.raises(RejectedError) as caught:
        session.apply(LINES)
    assert (caught.value.line, caught.value.accepted, caught.value.code) == (line, accepted, "NMS-DRV-042")
    assert caught.value.reply.endswith("Error: Wrong parameter found at '^' position.")
    outside = [index for index in range(refused + 1, len(LINES)) if not LINES[index].startswith(" ")]
    assert not [LINES[index] for index in outside if LINES[index] in console.config]
    assert session.show("display current-configuration"), "the session is out of configuration mode and goes on"


def test_nothing_of_a_refused_view_is_typed_elsewhere(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(refuse={"interface GE0/0/1": "Error: no such interface"})
    session = opened(fleet, served.serve(console))
    replies = session.apply(LINES, tolerant=True)
    assert [reply.refused for reply in replies] == [True, True, True, False, False, False]
    assert console.config == AS_KEPT[3:]
    assert "mtu 1500" not in console.lines


def test_a_tolerant_pass_goes_on_past_every_refusal(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(refuse={"mtu 1500": "Error: no", "description hall 6": "Error: no"})
    session = opened(fleet, served.serve(console))
    replies = session.apply(LINES, tolerant=True)
    assert [reply.line for reply in replies if reply.refused] == [" mtu 1500", " description hall 6"]
    assert console.config == [line for line in AS_KEPT if line not in (" mtu 1500", " description hall 6")]


def test_a_line_that_opens_a_view_behind_our_back_counts_as_refused(
    served: Consoles, fleet: NornirFleet, opened: Opened
) -> None:
    session = opened(fleet, served.serve(Console()))
    with pytest.raises(RejectedError) as caught:
        session.apply(["ntp-service a", "hidden-view", "ntp-service b"])
    assert (caught.value.code, caught.value.line, caught.value.accepted) == ("NMS-DRV-044", "hidden-view", 1)


def test_the_last_line_of_a_window_may_open_a_view_that_no_table_knows(
    served: Consoles, fleet: NornirFleet, opened: Opened
) -> None:
    console = Console()
    session = opened(fleet, served.serve(console))
    session.apply(["hidden-view", "undo ntp-service a", "ntp-service b"])
    assert console.config == ["hidden-view", "undo ntp-service a", "ntp-service b"]


@pytest.mark.parametrize(("line", "accepted"), [("interface GE0/0/1", 0), ("mtu 1500", 2), ("return", 6)])
def test_a_device_that_stops_answering_is_given_up_with_the_lines_it_answered(
    served: Consoles, impatient: NornirFleet, opened: Opened, line: str, accepted: int
) -> None:
    session = opened(impatient, served.serve(Console(hang={line})))
    with pytest.raises(LostSessionError) as caught:
        session.apply(LINES)
    assert (caught.value.code, caught.value.accepted) == ("NMS-DRV-030", accepted)
    with pytest.raises(LostSessionError):
        session.running()


@pytest.mark.parametrize(("line", "accepted"), [("interface GE0/0/1", 0), ("mtu 1500", 2), ("interface GE0/0/2", 3)])
def test_a_device_that_hangs_up_is_reported_with_the_lines_it_answered(
    served: Consoles, fleet: NornirFleet, opened: Opened, line: str, accepted: int
) -> None:
    session = opened(fleet, served.serve(Console(drop={line})))
    with pytest.raises(LostSessionError) as caught:
        session.apply(LINES)
    assert (caught.value.code, caught.value.accepted) == ("NMS-DRV-031", accepted)


def test_a_new_name_in_the_prompt_is_followed(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(becomes={"sysname R2-NEW": "R2-NEW"})
    session = opened(fleet, served.serve(console))
    session.apply(["sysname R2-NEW", "interface GE0/0/1", " mtu 9", "vlan 7"])
    assert console.config == ["sysname R2-NEW", "interface GE0/0/1", " mtu 9", "vlan 7"]
    assert session.running()


@pytest.mark.parametrize("line", ["interface GE0/0/1", "mtu 1500", "ip route-static 10.0.0.0 8 null 0", "return"])
def test_a_name_that_changes_by_itself_disturbs_nothing(
    served: Consoles, fleet: NornirFleet, opened: Opened, line: str
) -> None:
    console = Console(becomes={line: "Z9"})
    session = opened(fleet, served.serve(console))
    session.apply(LINES)
    assert console.config == AS_KEPT
    assert session.running().splitlines() == ["#", *AS_KEPT, "#", "return"]


def test_the_pager_is_turned_and_wiped(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(pages=("one\r\n two\r\n", " three\r\nfour\r\n", "five"))
    session = opened(fleet, served.serve(console))
    assert session.show("display long") == "one\n two\n three\nfour\nfive"


def test_questions_of_the_table_are_answered(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(asks={"save": "Are you sure to continue?[Y/N]:", "undo bgp": "Warning: Continue? [Y/N]:"})
    session = opened(fleet, served.serve(console))
    session.apply(["undo bgp"])
    with pytest.raises(RejectedError) as caught:
        session.keep()
    assert console.answers == ["y", "y"]
    assert caught.value.code == "NMS-DRV-043", "this console never says that it saved"


def test_a_question_among_pasted_lines_ends_the_session(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(asks={"ntp-service a": "Warning: Continue? [Y/N]:"})
    session = opened(fleet, served.serve(console))
    with pytest.raises(LostSessionError) as caught:
        session.apply(["ntp-service a", "ntp-service b"])
    assert (caught.value.code, caught.value.accepted) == ("NMS-DRV-032", 0)
    assert console.config == []


def test_saving_is_believed_only_when_the_device_says_so(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console()
    session = opened(fleet, served.serve(console))
    session.keep()
    assert console.saved
    full = Console(says={"save": "There is not enough space."})
    with pytest.raises(RejectedError) as caught:
        opened(fleet, served.serve(full, "r2")).keep()
    assert caught.value.code == "NMS-DRV-043"


def test_an_answer_without_end_is_cut_off(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(says={"display all": "x" * 70 + "\r\n" + "line\r\n" * 100_000})
    session = opened(fleet, served.serve(console))
    with pytest.raises(LostSessionError) as caught:
        session.show("display all")
    assert caught.value.code == "NMS-DRV-033"


def test_escape_codes_of_a_device_reach_nobody(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(says={"display alarm": "\x1b[31mred\x1b[0m \x1b]0;owned\x07alarm"})
    assert opened(fleet, served.serve(console)).show("display alarm") == "red alarm"


@pytest.mark.parametrize("line", ["description a\nshutdown", "description a\x1a", "x\r", "\x1b[A", "a\u2028b", "q\x7f"])
def test_no_line_holds_another_one_or_a_key(served: Consoles, fleet: NornirFleet, opened: Opened, line: str) -> None:
    console = Console()
    session = opened(fleet, served.serve(console))
    before = list(console.lines)
    with pytest.raises(InvalidError) as caught:
        session.apply(["interface GE0/0/1", f" {line}"])
    with pytest.raises(InvalidError):
        session.show(line)
    assert caught.value.code == "NMS-DRV-040"
    assert console.lines == before


def test_a_refusal_shows_no_secret(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    line = "local-user ops password irreversible-cipher canary-secret"
    console = Console(refuse={line: f"Error: bad line {line}"})
    with pytest.raises(RejectedError) as caught:
        opened(fleet, served.serve(console)).apply([line])
    assert "canary-secret" not in str(caught.value) + caught.value.line + caught.value.reply
    assert "******" in caught.value.line


def test_slow_devices_are_waited_for_as_long_as_they_keep_talking(
    served: Consoles, impatient: NornirFleet, opened: Opened
) -> None:
    """Every line in twenty pieces: none of the pauses is long, all of them together are."""
    console = Console(pieces=40)
    session = opened(impatient, served.serve(console))
    session.apply(LINES)
    assert console.config == AS_KEPT


def test_a_two_stage_device_takes_all_or_nothing(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(two_stage=True, refuse={"mtu 1500": "Error: no"})
    session = opened(fleet, served.serve(console, platform="huawei_vrpv8"))
    assert session.revert_timer
    with pytest.raises(RejectedError):
        session.apply(LINES)
    assert (console.config, console.candidate) == ([], [])
    console.refuse.clear()
    session.apply(LINES)
    assert console.config == AS_KEPT
    assert console.lines[-2:] == ["commit", "return"]


def test_a_trial_is_confirmed_or_taken_back(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    console = Console(two_stage=True)
    session = opened(fleet, served.serve(console, platform="huawei_vrpv8"))
    assert session.revert() is False
    session.apply(LINES, timer_s=90.5)
    assert console.lines[-2:] == ["commit trial 91", "return"]
    assert session.revert() is True
    session.apply(LINES, timer_s=1)
    assert "commit trial 60" in console.lines
    session.keep()
    assert console.lines[-4:] == ["system-view", "commit", "return", "save"]
    assert (console.trial, console.saved) == (False, True)
