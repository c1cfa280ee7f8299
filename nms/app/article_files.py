"""Articles as files: a folder of Markdown, read all or not at all; and those that we bring along."""

from collections.abc import Sequence
from pathlib import Path

from nms.app.catalogue import FOLDER
from nms.app.knowledge import Knowledge
from nms.app.knowledge_views import Imported
from nms.core.alarm import Actor
from nms.core.errors import InvalidError
from nms.core.knowledge import Article
from nms.desk.article_file import read, written
from nms.site.loading import CHECKOUT, PACKAGED_DEMO

__all__ = ["bring_along", "read_folder", "seeds", "write_folder", "written"]

SEEDS = "articles"
_MOST_OCTETS = 200_000


def read_folder(place: Path) -> list[Article]:
    """The articles of a file or of all *.md of a folder, by name; InvalidError NMS-KB-007 for the first bad one."""
    files = sorted(place.glob("*.md")) if place.is_dir() else [place]
    return [_read(file) for file in files]


def write_folder(folder: Path, articles: Sequence[Article]) -> None:
    """A file for each."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for article in articles:
            (folder / f"{article.name}.md").write_text(written(article), encoding="utf-8")
    except OSError as error:
        raise InvalidError("NMS-KB-007", file=folder, line=0, reason=error.strerror or error) from error


def seeds(site: Path) -> list[Article]:
    """The articles of a site's own templates, ours without any."""
    places = [folder / FOLDER / SEEDS for folder in (site, CHECKOUT, PACKAGED_DEMO)]
    return read_folder(next((place for place in places if place.is_dir()), places[0]))


def bring_along(knowledge: Knowledge, site: Path, actor: Actor) -> Imported:
    """Put the articles of the templates into a store that has none; one that has any is left as it is."""
    if knowledge.find() or knowledge.find(retired=True):
        return Imported()
    found = seeds(site)
    return knowledge.bring_in([one.name for one in found], found, actor)


def _read(file: Path) -> Article:
    try:
        octets = file.read_bytes()
        if len(octets) > _MOST_OCTETS:
            raise InvalidError("NMS-KB-007", file=file, line=0, reason=f"> {_MOST_OCTETS}")
        return read(octets.decode("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError("NMS-KB-007", file=file, line=0, reason=error) from error
