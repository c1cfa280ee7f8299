"""What was found and is not managed: proposals with their evidence, the search, and one address step by step."""

from flask import Blueprint, render_template, request

from nms.app.rooms import OnboardingView
from web.context import facade

page = Blueprint("discovery", __name__)


@page.get("/discovery")
def show() -> str:
    """The proposals, and the form for a search."""
    room = facade().discovery
    views = room.proposals()
    return render_template(
        "discovery.html",
        views=views,
        search=room.last_search(),
        credentials=room.credentials(),
        settings=facade().config,
    )


@page.get("/onboarding")
def onboarding() -> str:
    """The form for one address, and the report of the request that the URL names."""
    room = facade().discovery
    return render_template(
        "onboarding.html", view=_asked(), credentials=room.credentials(), settings=facade().config, query=request.args
    )


def _asked() -> OnboardingView | None:
    number = request.args.get("request", "")
    return facade().discovery.onboarding(int(number)) if number.isascii() and number.isdigit() else None
