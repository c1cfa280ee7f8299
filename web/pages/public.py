"""The pages that a secret link opens, for people without an account: a customer's own status, and the survey.

They show nothing of the network: no device, no address, no other customer. Nothing of them is cached, indexed, or told
to the next site; forms prove themselves by the key of their cookie.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nms.app.knowledge_views import CustomerStatus, Fault, blocks, summary
from nms.core.errors import NmsError
from web import access
from web.context import facade, language
from web.errors import status_of

page = Blueprint("public", __name__)
P = ParamSpec("P")
_MOST_WORDS = 200
_STATUS = {"NMS-KB-040": 404, "NMS-KB-043": 429}


@page.after_request
def _discreet(answer: Response) -> Response:
    """Neither the next site nor a search engine learns the address, which is the key."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _guarded(show: Callable[P, AnyResponse | str]) -> Callable[P, AnyResponse]:
    """An error as a page of these, which leads nowhere else."""

    @wraps(show)
    def shown(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
        try:
            answer = make_response(show(*args, **kwargs))
        except NmsError as error:
            answer = make_response(render_template("public_error.html", error=error))
            answer.status_code = _STATUS.get(error.code, status_of(error))
        return access.prepare_form(answer)

    return shown


# ---------------------------------------------------------------- a customer's status


@page.get("/status/<secret>")
@_guarded
def status(secret: str) -> str:
    """Lines, outages, tickets; articles, or those that the search finds."""
    text = request.args.get("text", "").strip()[:_MOST_WORDS]
    room, address = facade().status_pages, access.address()
    view = room.show(secret, address)
    found = room.search(secret, text, address)
    done = request.args.get("done", "")
    known = done if any(one.number == done for one in view.tickets) else ""
    return render_template(
        "status.html", secret=secret, view=view, articles=found, text=text, done=known, summary=summary
    )


@page.get("/status/<secret>/articles/<name>")
@_guarded
def article(secret: str, name: str) -> str:
    """One public article."""
    found = facade().status_pages.article(secret, name, access.address())
    return render_template("status_article.html", secret=secret, article=found, blocks=blocks)


@page.get("/status/<secret>/report")
@_guarded
def fault(secret: str) -> str:
    """What may help first, then the form."""
    view = facade().status_pages.show(secret, access.address())
    return _fault_form(secret, view, _fault(request.args))


@page.post("/status/<secret>/report")
@_guarded
def report(secret: str) -> AnyResponse:
    """A fault is reported; the form again where it cannot be."""
    room, wish = facade().status_pages, _fault(request.form)
    try:
        number = room.report(secret, wish, access.address())
    except NmsError as error:
        if error.code in _STATUS:
            raise
        answer = make_response(_fault_form(secret, room.show(secret, access.address()), wish, error))
        answer.status_code = status_of(error)
        return answer
    return redirect(url_for("public.status", secret=secret, done=number), 303)


def _fault(given: Mapping[str, str]) -> Fault:
    words = {name: given.get(name, "") for name in ("text", "line", "name", "phone", "email")}
    return Fault(**words, language=language())


def _fault_form(secret: str, view: CustomerStatus, wish: Fault, error: NmsError | None = None) -> str:
    access.open_form()
    found = facade().status_pages.search(secret, wish.text[:_MOST_WORDS], access.address()) if wish.text else ()
    return render_template(
        "status_report.html", secret=secret, view=view, fault=wish, articles=found[:5], error=error, summary=summary
    )


# ---------------------------------------------------------------- the survey


@page.get("/s/<secret>")
@_guarded
def survey(secret: str) -> str:
    """The one question, or that it was answered."""
    access.open_form()
    view = facade().surveys.show(secret, access.address())
    return render_template("survey.html", secret=secret, view=view, is_open=view.survey.open(facade().now()))


@page.post("/s/<secret>")
@_guarded
def answer_survey(secret: str) -> AnyResponse:
    """Keep the answer, once."""
    given = request.form
    facade().surveys.answer(secret, given.get("score", ""), given.get("comment", ""), access.address())
    return redirect(url_for("public.survey", secret=secret), 303)
