"""Rules by hand: the list, the form that a line of the queue opens, its preview; and the MIB modules."""

from flask import Blueprint, render_template, request
from pydantic import ValidationError

from nms.core.errors import NmsError
from nms.core.texts import CATALOGUE
from web.context import facade, t
from web.errors import invalid
from web.rules import RuleQuery

page = Blueprint("trap_rules", __name__)
_PROBLEM = "problem."


@page.get("/traps/rules")
def show() -> str:
    """The rules, and how many stored traps each could still interpret."""
    asked = request.args.get("request", "")
    wish = facade().request(int(asked)) if asked.isascii() and asked.isdigit() else None
    return render_template("trap_rules.html", views=facade().rules.rules(), wish=wish)


@page.get("/traps/rule")
def form() -> str:
    """A rule as it could be for one notification."""
    draft = facade().rules.draft(request.args.get("oid", ""), request.args.get("device", ""))
    problems = {code.removeprefix(_PROBLEM): t(code) for code in CATALOGUE if code.startswith(_PROBLEM)}
    return render_template(
        "trap_rule.html", draft=draft, rule=draft.rule, problems=problems, devices=facade().inventory.devices
    )


@page.get("/traps/rule/preview")
def preview() -> str:
    """What the rule in the form makes of stored traps, or what is wrong with it: a piece of the page."""
    try:
        return render_template(
            "_rule_preview.html", found=facade().rules.preview(RuleQuery.of_page().rule()), error=None
        )
    except ValidationError as error:
        return render_template("_rule_preview.html", found=None, error=invalid(error))
    except NmsError as error:
        return render_template("_rule_preview.html", found=None, error=error)


@page.get("/mibs")
def mibs() -> str:
    """The modules, and the form for more."""
    return render_template("mibs.html", modules=facade().mibs.modules())
