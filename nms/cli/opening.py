"""The system of this call, opened once."""

from functools import cache

from nms.app.app import App
from nms.cli.output import opened_site


@cache
def opened_app() -> App:
    """The application over the site of this call."""
    return App.open(opened_site())
