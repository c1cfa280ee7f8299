"""`nms article`: knowledge articles, as Markdown files and as searched for."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from nms.app.article_files import read_folder, write_folder, written
from nms.app.knowledge_views import Article, article_head, article_told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import InvalidError

app = group("Knowledge articles / 知识库")
Name = Annotated[str, typer.Argument(help="The article's name.")]
Public = Annotated[bool, typer.Option("--public", help="Those that customers see only.")]


@app.command("list")
def list_articles(
    retired: Annotated[bool, typer.Option("--retired", help="Those that nobody finds any more.")] = False,
    public: Public = False,
    as_json: AsJson = False,
) -> None:
    """All articles by name."""
    acting(Right.READ)
    _print(opened_app().knowledge.find(retired=retired, public=True if public else None), as_json)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Words, Chinese of any length too.")],
    public: Public = False,
    as_json: AsJson = False,
) -> None:
    """Articles that contain the words, best first."""
    acting(Right.READ)
    hits = opened_app().knowledge.search(text, public=public)
    if as_json:
        items = [{**article_head(hit.article), "score": round(hit.score, 3)} for hit in hits]
        print_json({"total": len(items), "items": items})
        return
    rows = ((hit.article.name, _title(hit.article), f"{hit.score:.2f}") for hit in hits)
    print_table(("article.name", "article.column.title", "article.score"), rows)


@app.command()
def show(name: Name, as_json: AsJson = False) -> None:
    """One article, as its file."""
    acting(Right.READ)
    found = opened_app().knowledge.show(name)
    if as_json:
        print_json(article_told(found))
    else:
        typer.echo(written(found), nl=False)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A Markdown file with its front matter.")], as_json: AsJson = False
) -> None:
    """A new article from a file."""
    actor = acting(Right.OPERATE)
    article = _one(file)
    _saved(opened_app().knowledge.save(article.name, article, 0, actor), as_json)


@app.command()
def edit(
    name: Name,
    file: Annotated[Path, typer.Argument(help="A Markdown file with its front matter.")],
    as_json: AsJson = False,
) -> None:
    """The next version of an article, from a file."""
    actor = acting(Right.OPERATE)
    room = opened_app().knowledge
    held, article = room.show(name), replace(_one(file), name=name)
    _saved(room.save(name, article, held.version, actor), as_json)


@app.command()
def retire(name: Name, undo: Annotated[bool, typer.Option("--undo", help="Let it be found again.")] = False) -> None:
    """Nobody finds it any more; its versions stay."""
    kept = opened_app().knowledge.retire(name, not undo, acting(Right.OPERATE))
    tell("article.retired" if kept.retired else "article.saved", name=kept.name, version=kept.version)


@app.command("import")
def bring_in(
    folder: Annotated[Path, typer.Argument(help="A folder of Markdown files, or one file.")], as_json: AsJson = False
) -> None:
    """Articles from files: new ones are added, others changed where they differ; all or none."""
    actor = acting(Right.OPERATE)
    found = read_folder(folder)
    done = opened_app().knowledge.bring_in([one.name for one in found], found, actor)
    if as_json:
        print_json(done)
    else:
        tell("article.imported", new=len(done.new), changed=len(done.changed), same=len(done.same))


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="A folder, made if it is not there.")]) -> None:
    """Every article as a Markdown file."""
    acting(Right.READ)
    found = opened_app().knowledge.find()
    write_folder(folder, found)
    tell("article.exported", count=len(found), folder=folder)


def _one(file: Path) -> Article:
    found = read_folder(file)
    if len(found) != 1:
        raise InvalidError("NMS-KB-007", file=file, line=1, reason=f"{len(found)}")
    return found[0]


def _saved(article: Article, as_json: bool) -> None:
    if as_json:
        print_json(article_told(article))
    else:
        tell("article.saved", name=article.name, version=article.version)


def _title(article: Article) -> str:
    return article.wording(Options.language).title


def _print(articles: Sequence[Article], as_json: bool) -> None:
    if as_json:
        print_json({"total": len(articles), "items": [article_head(one) for one in articles]})
        return
    print_table(
        ("article.name", "article.column.title", "article.public", "article.version", "article.tags"),
        (
            (
                one.name,
                _title(one),
                say("article.yes" if one.public else "article.no"),
                one.version,
                ", ".join(one.tags),
            )
            for one in articles
        ),
    )
