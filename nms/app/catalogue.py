"""What can be provisioned on a site: its services and templates, with the command lines we speak."""

from pathlib import Path

from nms.drivers.dialects import DIALECTS
from nms.provision.plan import Catalogue
from nms.provision.render import Templates
from nms.provision.services import Service, service_of
from nms.site.yamlfile import read

FOLDER = "templates"


def catalogue(site: Path) -> Catalogue:
    """The catalogue of a site's folder; InvalidError for a service file that cannot be used."""
    folder = site / FOLDER
    services = {path.stem: _service(path) for path in sorted((folder / "services").glob("*.yaml"))}
    return Catalogue(services, Templates(folder), DIALECTS)


def _service(path: Path) -> Service:
    document = read(path, "CFG")
    for problem in document.problems:
        raise problem
    return service_of(path.stem, document.value, str(path))
