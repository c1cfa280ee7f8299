"""One module per page; each has a blueprint `page` and its templates of the same name."""

from flask import Flask

from web.pages import alarm, alarms, city, device, devices, hall, halls, health, map, traps, windows  # noqa: A004

ALL = (city, alarms, alarm, devices, device, halls, hall, map, traps, windows, health)


def install(app: Flask) -> None:
    """Register every page."""
    for module in ALL:
        app.register_blueprint(module.page)
