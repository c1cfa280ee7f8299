"""The CTRL interface: variables of a willing program, and our words for everything that others may say instead."""

import re
import socket
from collections.abc import Callable

import pytest
from ctrlserver import ctrl, frame, told
from hypothesis import given
from hypothesis import strategies as st

from nms.core.device import CliAccess, Device
from nms.core.errors import CliError
from nms.drivers.ctrl import CtrlSession
from nms.drivers.osmo_cells import CellCount, cell_counts, totals, traffic

LOAD = "CCCH+SDCCH4,0,4 TCH/F,2,5 TCH/H,1,4 SDCCH8,0,0 TCH/F_PDCH,0,0"
VALUES = {
    "number-of-bts": "2",
    **{f"bts.{bts}.location-area-code": "9362" for bts in range(2)},
    **{f"bts.{bts}.cell-identity": str(10011 + bts) for bts in range(2)},
    "bts.0.oml-connection-state": "connected",
    "bts.1.oml-connection-state": "disconnected",
    "bts.0.channel-load": LOAD,
    "bts.1.channel-load": "",
    "rate_ctr.abs.bts.0": "chreq:total 4;handover:attempted 3;handover:completed 2;oml_fail 0;",
    "rate_ctr.abs.bts.1": "handover:attempted 0;",
}
SOON = 0.2


def code(answer: Callable[[str, str], bytes], timeout_s: float = 5.0) -> CliError:
    """How a question fails."""
    with ctrl(answer) as device, CtrlSession(device, timeout_s) as session, pytest.raises(CliError) as caught:
        session.get("number-of-bts")
    return caught.value


def test_many_variables_are_asked_over_one_connection() -> None:
    with ctrl(told(VALUES)) as device, CtrlSession(device, 5) as session:
        assert session.get("number-of-bts") == "2"
        assert session.get("bts.0.channel-load") == LOAD
        assert session.get("bts.1.channel-load") == ""


def test_every_cell_is_counted() -> None:
    with ctrl(told(VALUES)) as device:
        east, west = cell_counts(device, 5)
    counters = {"chreq:total": 4, "handover:attempted": 3, "handover:completed": 2, "oml_fail": 0}
    assert east == CellCount(0, 9362, 10011, attached=True, used=3, channels=9, counters=counters)
    assert west == CellCount(1, 9362, 10012, attached=False, used=0, channels=0, counters={"handover:attempted": 0})


def test_what_nobody_asked_for_is_passed_over() -> None:
    strange = frame("TRAP 0 bts_connection_status.0 connected") + frame("GET_REPLY 99 number-of-bts 7")
    other = frame("ping", protocol=0xFE) + frame("", extension=b"") + frame("GET_REPLY 1 x 1", extension=b"\x03")
    with ctrl(lambda *asked: strange + other + told(VALUES)(*asked)) as device, CtrlSession(device, 5) as session:
        assert session.get("number-of-bts") == "2"


def test_an_answer_may_come_in_pieces_and_two_at_once() -> None:
    whole = frame("TRAP 0 a b") + frame("GET_REPLY 1 number-of-bts 2") + frame("GET_REPLY 2 number-of-bts 3")
    answers = iter([whole, frame("TRAP 0 c d")])
    with ctrl(lambda *_: next(answers)) as device, CtrlSession(device, 5) as session:
        assert session.get("number-of-bts") == "2"
        assert session.get("number-of-bts") == "3", "it was there before it was asked for"


def test_a_refusal_is_told_and_the_session_goes_on() -> None:
    with ctrl(told(VALUES)) as device, CtrlSession(device, 5) as session:
        with pytest.raises(CliError) as caught:
            session.get("bts.9.channel-load")
        assert caught.value.code == "NMS-RADIO-013"
        assert caught.value.values["reason"] == "Error while resolving object"
        assert session.get("number-of-bts") == "2"


def test_words_of_a_stranger_are_shown_short_and_on_one_line() -> None:
    error = code(lambda number, _: frame(f"ERROR {number} \x1b[2J\r\n" + "x" * 5000))
    assert error.code == "NMS-RADIO-013"
    assert str(error.values["reason"]).isprintable()
    assert len(str(error.values["reason"])) <= 200


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00",
        frame("GET_REPLY 1 number-of-bts 2")[:-1],
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        frame("GET_REPLY 1 bts.0.channel-load 2"),
        frame("GET_REPLY 1"),
    ],
)
def test_what_is_no_answer_is_called_so(said: bytes) -> None:
    """The session has a short time, because half a frame may as well be a slow one."""
    assert code(lambda *_: said, SOON).code in ("NMS-RADIO-011", "NMS-RADIO-012")


def test_silence_wrong_numbers_and_chatter_end_with_the_time() -> None:
    for said in (frame("TRAP 0 a b"), frame("GET_REPLY 2 number-of-bts 2"), b"\xff\xff\xee\x00" + b"A" * 1000):
        assert code(lambda *_, said=said: said, SOON).code == "NMS-RADIO-011"


def test_chatter_without_end_is_not_listened_to() -> None:
    assert code(lambda *_: frame("TRAP 0 a b") * 201).code == "NMS-RADIO-012"


def test_nobody_there_is_told_with_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    device = Device("bsc-1", "127.0.0.1", "osmo_vty_telnet", cli=CliAccess(4242, "telnet", ctrl_port=port))
    with pytest.raises(CliError) as caught:
        CtrlSession(device, 5)
    assert (caught.value.code, caught.value.values["port"]) == ("NMS-RADIO-010", port)


@pytest.mark.parametrize("variable", ["", "two words", "bts.0\nbts.1", "é", "x" * 201])
def test_only_names_of_variables_are_sent(variable: str) -> None:
    with (
        ctrl(told(VALUES)) as device,
        CtrlSession(device, 5) as session,
        pytest.raises(ValueError, match="^" + re.escape(variable) + "$"),
    ):
        session.get(variable)


@pytest.mark.parametrize("said", ["", "two", "-1", "1e9", "٣", "9" * 19])
def test_a_number_that_is_none_is_refused(said: str) -> None:
    with ctrl(told(VALUES | {"number-of-bts": said})) as device, pytest.raises(CliError) as caught:
        cell_counts(device, 5)
    assert caught.value.code == "NMS-RADIO-012"


@given(st.text(max_size=300))
def test_any_text_is_a_load_and_a_group_of_counters(said: str) -> None:
    used, channels = traffic(said)
    assert min(used, channels) >= 0
    assert all(value >= 0 for _, value in totals(said))
