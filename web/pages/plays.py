"""Playbooks: the site's files with a form for each, the runs, and one run live as a matrix of hosts and tasks."""

from flask import Blueprint, render_template, request

from nms.app.play_views import RunView
from nms.core.playbook import ENDED, Result
from web.context import facade

page = Blueprint("plays", __name__)
PER_PAGE = 50


@page.get("/plays")
def show() -> str:
    """The playbooks and the newest runs."""
    room = facade().plays
    offset = _number("offset")
    return render_template(
        "plays.html", playbooks=room.available(), runs=room.find(PER_PAGE, offset), offset=offset, per_page=PER_PAGE
    )


@page.get("/plays/<int:number>")
def run(number: int) -> str:
    """One run: every host a row, every task a column."""
    view = facade().plays.show(number)
    return render_template("play.html", view=view, matrices=matrices(view), ended=view.run.state in ENDED)


def matrices(view: RunView) -> list[dict[str, dict[int, list[Result]]]]:
    """For each play: host → number of the task → its results (one per round of a loop)."""
    tables: list[dict[str, dict[int, list[Result]]]] = [{host: {} for host in hosts} for hosts in view.hosts]
    for result in view.results:
        if result.host in tables[result.play]:
            tables[result.play][result.host].setdefault(result.task, []).append(result)
    return tables


def _number(name: str) -> int:
    text = request.args.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() else 0
