"""One module per page; each has a blueprint `page` and its templates of the same name."""

from flask import Flask

from web.pages import (
    alarm,
    alarms,
    city,
    device,
    devices,
    discovery,
    e1,
    hall,
    halls,
    health,
    map,  # noqa: A004 - named as the page is
    monitors,
    trap_rules,
    traps,
    windows,
)

ALL = (
    city,
    alarms,
    alarm,
    devices,
    device,
    e1,
    halls,
    hall,
    map,
    traps,
    trap_rules,
    discovery,
    monitors,
    windows,
    health,
)


def install(app: Flask) -> None:
    """Register every page."""
    for module in ALL:
        app.register_blueprint(module.page)
