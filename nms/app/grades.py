"""The SLA grades of a site, read when they are needed."""

from pathlib import Path

from nms.app.catalogue import FOLDER
from nms.core.errors import NotFoundError
from nms.lines.grades import Grades, grades_of
from nms.site.loading import CHECKOUT, PACKAGED_DEMO
from nms.site.yamlfile import read

FILE = "sla.yaml"


def grades(site: Path) -> Grades:
    """The grades of a site's folder, ours without the file; InvalidError NMS-LINE-301 for one that cannot be used."""
    places = [folder / FOLDER / FILE for folder in (site, CHECKOUT, PACKAGED_DEMO)]
    path = next((place for place in places if place.exists()), None)
    if path is None:
        raise NotFoundError("file", str(places[0]))
    document = read(path, "CFG")
    for problem in document.problems:
        raise problem
    return grades_of(document.value, str(path))
