"""Passwords: argon2id kept, wrong and unusable ones refused, one-time ones readable and never twice the same."""

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from nms.accounts import passwords
from nms.core.errors import InvalidError

GOOD = "moor-lantern-quartz-9"


def test_what_is_kept_is_argon2id_of_the_strength_of_rfc_9106() -> None:
    kept = passwords.hashed(GOOD)
    parameters = extract_parameters(kept)
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 64 * 1024
    assert parameters.time_cost >= 3
    assert GOOD not in kept
    assert passwords.hashed(GOOD) != kept  # salted


def test_only_the_same_password_fits_and_nothing_fits_nobody() -> None:
    kept = passwords.hashed(GOOD)
    assert passwords.fits(kept, GOOD)
    assert not passwords.fits(kept, GOOD + " ")
    assert not passwords.fits(kept, "")
    assert not passwords.fits("", GOOD)
    assert not passwords.fits("not a hash", GOOD)
    assert not passwords.fits(kept, "x" * 100_000)


def test_the_same_letters_from_another_keyboard_fit() -> None:
    assert passwords.fits(passwords.hashed("Ａｂｃ-lantern-quartz"), "Abc-lantern-quartz")


@pytest.mark.parametrize(
    ("password", "code"),
    [("short-one-9", "NMS-ACC-005"), ("x" * 257, "NMS-ACC-005"), ("ababababababab", "NMS-ACC-006"),
     ("Chen-and-more-9", "NMS-ACC-006")],
)  # fmt: skip
def test_what_is_too_short_too_long_or_too_simple_is_refused(password: str, code: str) -> None:
    with pytest.raises(InvalidError) as told:
        passwords.acceptable(password, "chen")
    assert told.value.code == code
    assert password not in str(told.value)


def test_a_password_of_twelve_characters_is_accepted() -> None:
    assert passwords.acceptable("abcdefghijkl", "chen") == "abcdefghijkl"


def test_one_time_passwords_are_long_enough_readable_and_never_twice_the_same() -> None:
    made = {passwords.one_time() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert passwords.acceptable(password, "chen") == password
        assert not set(password) & set("il1o0 ")
