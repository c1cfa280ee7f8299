"""The pages over a small city that stands still."""

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient

from web.server import create_app


@pytest.fixture
def city() -> FakeCity:
    return FakeCity()


@pytest.fixture
def app(city: FakeCity) -> Flask:
    return create_app(city)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """An engineer's browser."""
    return logged_in(app)
