"""One module per page; each has a blueprint `page` and its templates of the same name."""

from flask import Flask

from web.pages import (
    accounts,
    alarm,
    alarms,
    audit,
    causes,
    change_form,
    changes,
    city,
    configs,
    customer,
    customers,
    device,
    devices,
    discovery,
    drifts,
    e1,
    hall,
    halls,
    health,
    line,
    line_order,
    lines,
    login,
    map,  # noqa: A004 - named as the page is
    monitors,
    own,
    password,
    plays,
    resources,
    rollouts,
    trap_rules,
    traps,
    windows,
)

ALL = (
    city,
    alarms,
    alarm,
    causes,
    devices,
    device,
    e1,
    configs,
    drifts,
    changes,
    change_form,
    rollouts,
    halls,
    hall,
    map,
    line_order,
    lines,
    line,
    customers,
    customer,
    resources,
    traps,
    trap_rules,
    discovery,
    monitors,
    windows,
    health,
    login,
    password,
    own,
    accounts,
    audit,
    plays,
)


def install(app: Flask) -> None:
    """Register every page."""
    for module in ALL:
        app.register_blueprint(module.page)
