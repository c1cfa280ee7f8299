"""Kept configurations: how backups go and searching; one device's versions; a version; two side by side."""

from flask import Blueprint, render_template, request
from pydantic import ValidationError

from nms.app.config_views import BackupResult, SearchWish, change_of
from nms.core.errors import NmsError
from web.context import facade
from web.errors import invalid
from web.queries import Paged, Query

page = Blueprint("configs", __name__)


class SearchForm(Query):
    """What the page's form asks for."""

    text: str = ""
    regex: bool = False
    everything: bool = False
    device: str = ""


@page.get("/configs")
def show() -> str:
    """Every device's newest configuration, what was asked for now, what was found."""
    paged = Paged.of_page()
    views = facade().configs.overview()
    return render_template(
        "configs.html",
        views=views[paged.offset : paged.offset + paged.limit],
        total=len(views),
        paged=paged,
        backed=_backed(),
        form=request.args,
        **_search(),
    )


def _backed() -> BackupResult | None:
    """The request that this page follows."""
    asked = request.args.get("request", "")
    return facade().configs.backed(int(asked)) if asked.isascii() and asked.isdigit() else None


def _search() -> dict[str, object]:
    """Hits of what the form asks for, or what is wrong with it."""
    try:
        form = SearchForm.of_page()
        if not form.text:
            return {"found": None, "error": None}
        wish = SearchWish(form.text, form.regex, form.everything, form.device)
        return {"found": facade().configs.search(wish), "error": None}
    except ValidationError as error:
        return {"found": None, "error": invalid(error)}
    except NmsError as error:
        return {"found": None, "error": error}


@page.get("/configs/<name>")
def device(name: str) -> str:
    """The versions of one device, and who touched a line."""
    paged = Paged.of_page()
    room = facade().configs
    versions = room.history(name, paged.offset + paged.limit + 1)
    line = request.args.get("line", "").strip()[:200]
    return render_template(
        "config_device.html",
        name=name,
        backed=_backed(),
        versions=versions[paged.offset : paged.offset + paged.limit],
        more=len(versions) > paged.offset + paged.limit,
        first=paged.offset == 0,
        paged=paged,
        line=line,
        touches=room.touches(name, line) if line else None,
        change_of=change_of,
        drafted=request.args.get("drafted", ""),
        managed=name in facade().inventory.devices,
    )


@page.get("/configs/<name>/text")
def text(name: str) -> str:
    """One version, with the origin of each of its lines."""
    version = request.args.get("version", "")
    lines = facade().configs.blame(name, version)
    shown = facade().configs.shown(name, version)
    return render_template("config_text.html", name=name, kept=shown.kept, lines=lines, change_of=change_of)


@page.get("/configs/<name>/diff")
def diff(name: str) -> str:
    """Two versions side by side."""
    old, new = request.args.get("old", ""), request.args.get("new", "")
    whole = request.args.get("whole", "") == "true"
    found = facade().configs.diff(name, old, new, None if whole else 3)
    return render_template("config_diff.html", name=name, found=found, whole=whole, change_of=change_of)
