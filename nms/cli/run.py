"""`nms demo up run web`: the processes, in the foreground until Ctrl-C."""

import os
import signal
import threading
from typing import Annotated

import typer

from nms.app import demo as demo_app
from nms.app import serving
from nms.app.app import App
from nms.app.article_files import bring_along
from nms.cli import logs
from nms.cli.opening import opened_app
from nms.cli.output import Options, opened_site, say, tell
from nms.cli.whom import ACTOR
from nms.core.errors import InvalidError
from nms.core.serving import Certificate
from nms.engine.engine import Engine
from nms.site.loading import Site
from web import server

PortOption = Annotated[int | None, typer.Option(help="Port of the pages; $NMS_PORT, else the settings.")]


def _web_port(site: Site, port: int | None) -> int:
    if port is not None:
        return port
    value = os.environ.get("NMS_PORT", "")
    if value and not (value.isdigit() and int(value) < 65_536):
        raise InvalidError("NMS-CORE-001", field="NMS_PORT", value=value, reason="0–65535")
    return int(value) if value else site.config.web.port


def _until_told() -> None:
    """Wait for Ctrl-C or a polite kill."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()


def _serve(app: App, site: Site, port: int | None, tls: Certificate | None) -> server.Server:
    web_config = site.config.web
    pages = server.create_app(app, tls.names if tls else ())
    running, _ = server.bind(pages, web_config.listen, _web_port(site, port), web_config.threads, tls=tls)
    running.start()
    tell("cli.serving", address=running.url)
    if app.sessions.needs_setup():
        tell("cli.user.none", address=running.url, key=app.sessions.offer_setup())
    return running


def up(port: PortOption = None) -> None:
    """Engine and pages in one process."""
    logs.to_stderr()
    site, app = opened_site(), opened_app()
    tls = serving.admitted(app.parts)
    engine = Engine(app)
    engine.start()
    pages = _serve(app, site, port, tls)
    try:
        _until_told()
    finally:
        pages.stop()
        engine.stop()


def run() -> None:
    """The engine alone: polls and hears."""
    logs.to_stderr()
    engine = Engine(opened_app())
    engine.start()
    tell("cli.running", devices=len(opened_app().inventory.devices), port=engine.trap_port)
    try:
        _until_told()
    finally:
        engine.stop()


def web(port: PortOption = None) -> None:
    """The pages and the API alone."""
    logs.to_stderr()
    pages = _serve(opened_app(), opened_site(), port, serving.admitted(opened_app().parts))
    try:
        _until_told()
    finally:
        pages.stop()


def _tell_accounts(app: App, renew: bool) -> None:
    """The demo's one-time passwords, where there are any to tell."""
    made = demo_app.demo_accounts(app, ACTOR, renew=renew)
    for role, password in made.items():
        tell("cli.user.made", name=role, role=say(f"who.{role}"), password=password)
    if not made:
        tell("cli.user.known", names=", ".join(demo_app.ACCOUNTS))


def demo(
    port: PortOption = None,
    new_passwords: Annotated[bool, typer.Option("--new-passwords", help="Print new one-time passwords.")] = False,
) -> None:
    """A simulated city, the engine and the pages: everything at once, on loopback only."""
    logs.to_stderr()
    tell("cli.demo.starting")
    with demo_app.running_city(Options.site) as traps:
        opened_site.cache_clear()
        site, app = opened_site(), opened_app()
        tls = serving.admitted(app.parts)
        if demo_app.needs_history(app):
            tell("cli.demo.filling", hours=site.config.city.history_hours)
            demo_app.fill_history(app)
        demo_app.pin_consoles(app, site.var)
        bring_along(app.knowledge, site.folder, ACTOR)
        _tell_accounts(app, new_passwords)
        engine = Engine(app)
        traps.close()
        engine.start()
        pages = _serve(app, site, port, tls)
        tell("cli.demo.try", devices=sum(device.polled for device in app.inventory.devices.values()))
        try:
            _until_told()
        finally:
            pages.stop()
            engine.stop()


def add_to(app: typer.Typer) -> None:
    """Register the verbs."""
    for verb in (demo, up, run, web):
        app.command()(verb)
