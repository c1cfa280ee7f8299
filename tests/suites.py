"""Suites with needs of their own: skipped with the reason where they cannot run, failed where NMS_REQUIRE says so."""

import os

import pytest


def unavailable(suite: str, why: str) -> None:
    """End the test that asked: a failure when $NMS_REQUIRE (a comma-separated list) holds the suite, else a skip."""
    if suite in os.environ.get("NMS_REQUIRE", "").replace(",", " ").split():
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
