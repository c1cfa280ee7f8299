"""Knowledge: searching articles, reading one, writing one; a plain form, which works without scripts."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nms.app.knowledge_views import blocks, summary
from nms.core.errors import NmsError
from nms.core.knowledge import Article, Wording
from web.context import acting, facade
from web.errors import status_of

page = Blueprint("knowledge", __name__)
_MOST_WORDS = 200
_NEW = Article(0, "")


@page.get("/knowledge")
def show() -> str:
    """All articles, or those that contain the words, best first."""
    text, tag, retired = _asked("text"), _asked("tag"), request.args.get("retired") == "1"
    room = facade().knowledge
    found = [hit.article for hit in room.search(text)] if text else list(room.find(retired=retired))
    chosen = [one for one in found if not tag or tag in one.tags]
    return render_template(
        "knowledge.html", articles=chosen, text=text, tag=tag, retired=retired, summary=summary, total=len(chosen)
    )


@page.get("/knowledge/<name>")
def article(name: str) -> str:
    """One article; an older version with `version`."""
    found, versions = facade().knowledge.show(name), facade().knowledge.versions(name)
    wanted = request.args.get("version", "")
    shown = next((one for one in versions if str(one.version) == wanted), found)
    return render_template("article.html", article=shown, newest=found, versions=versions, blocks=blocks)


@page.get("/knowledge/<name>/edit")
def edit(name: str) -> Response:
    """The form of an article that is there."""
    found = facade().knowledge.show(name)
    return _form(found, found.version)


@page.get("/knowledge-new")
def new() -> Response:
    """The form of a new one."""
    return _form(_NEW, 0)


@page.post("/knowledge-save")
def save() -> AnyResponse:
    """Keep the next version; the form again, with what was written, where it cannot be kept."""
    wish, word = _written(), request.form.get("expected", "")
    expected = int(word) if word.isascii() and word.isdigit() and len(word) < 9 else -1
    try:
        kept = facade().knowledge.save(wish.name, wish, expected, acting())
    except NmsError as error:
        return _form(wish, expected, error)
    return redirect(url_for("knowledge.article", name=kept.name), 303)


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:_MOST_WORDS]


def _written() -> Article:
    def field(name: str) -> str:
        return request.form.get(name, "").replace("\r\n", "\n").strip()

    words = {language: Wording(field(f"{language}.title"), field(f"{language}.body")) for language in ("zh", "en")}
    tags = tuple(field("tags").replace("，", ",").split(","))
    return Article(0, field("name"), words["zh"], words["en"], tags, field("public") == "yes")


def _form(article: Article, expected: int, error: NmsError | None = None) -> Response:
    answer = make_response(
        render_template("article_form.html", article=article, expected=expected, error=error, words=("zh", "en"))
    )
    answer.status_code = status_of(error) if error else 200
    return answer
