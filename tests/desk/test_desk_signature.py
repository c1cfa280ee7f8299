"""Signed messages: genuine, in time, and each under one nonce."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import UnauthenticatedError
from nms.desk.signature import signed, verified

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SECRET = "sixteen or more characters"
MOMENT = str(int(NOW.timestamp()))


def refused(*args: object) -> str:
    with pytest.raises(UnauthenticatedError) as error:
        verified(*args)  # type: ignore[arg-type]  # what a stranger sends
    return error.value.code


def test_a_known_answer() -> None:
    """As `printf '1700000000.{}' | openssl dgst -sha256 -hmac key` prints it."""
    wanted = "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"
    assert signed("key", "1700000000", b"{}") == f"sha256={wanted}"


@given(body=st.binary(max_size=200), other=st.binary(max_size=200), late=st.integers(-300, 300))
def test_only_the_body_that_was_signed_is_let_in_and_only_in_time(body: bytes, other: bytes, late: int) -> None:
    signature = signed(SECRET, MOMENT, body)
    assert verified(SECRET, MOMENT, signature, body, NOW + timedelta(seconds=late)) == signature[7:]
    if other != body:
        assert refused(SECRET, MOMENT, signature, other, NOW) == "NMS-TICKET-302"
    assert refused(SECRET, str(int(MOMENT) + 1), signature, body, NOW) == "NMS-TICKET-302"


@pytest.mark.parametrize(
    ("secret", "moment", "signature", "code"),
    [
        (SECRET, MOMENT, "", "NMS-TICKET-301"),
        (SECRET, "", signed(SECRET, "", b"x"), "NMS-TICKET-301"),
        (SECRET, "soon", signed(SECRET, "soon", b"x"), "NMS-TICKET-301"),
        (SECRET, MOMENT, "sha256=abc", "NMS-TICKET-301"),
        (SECRET, MOMENT, signed("another", MOMENT, b"x"), "NMS-TICKET-302"),
        (None, MOMENT, signed(SECRET, MOMENT, b"x"), "NMS-TICKET-302"),
        (None, MOMENT, signed("no secret, no entry", MOMENT, b"x"), "NMS-TICKET-302"),
        ("short", MOMENT, signed("short", MOMENT, b"x"), "NMS-TICKET-302"),
    ],
)
def test_whatever_is_missing_or_wrong_is_refused(secret: str | None, moment: str, signature: str, code: str) -> None:
    assert refused(secret, moment, signature, b"x", NOW) == code


@pytest.mark.parametrize("seconds", [301, -301, 10**7, -(10**7)])
def test_a_moment_out_of_the_window_is_refused_although_it_was_signed(seconds: int) -> None:
    assert refused(SECRET, MOMENT, signed(SECRET, MOMENT, b"x"), b"x", NOW + timedelta(seconds=seconds)) == (
        "NMS-TICKET-303"
    )
