"""Finding a site and opening it: its folder, its settings, its inventory and everything that is wrong with it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nms.core.config import Config
from nms.core.errors import InvalidError, NmsError
from nms.core.site import Inventory
from nms.site.complaints import CautionError
from nms.site.inventory import read_inventory
from nms.site.settings import FILE, load_settings

_PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = _PACKAGE.parent
PACKAGED_DEMO = _PACKAGE / "demo"


@dataclass(frozen=True, slots=True)
class Site:
    """An opened site; `var` is its folder for variable data (not made here), `problems` are those of the inventory."""

    folder: Path
    var: Path
    config: Config
    inventory: Inventory
    problems: tuple[NmsError, ...] = ()

    @property
    def errors(self) -> tuple[NmsError, ...]:
        """The problems that cost an entry, without the mere cautions."""
        return tuple(problem for problem in self.problems if not isinstance(problem, CautionError))


def load_site(folder: Path | None = None, environ: Mapping[str, str] = os.environ) -> Site:
    """Open a site; raises SettingsError for its config.yaml, NMS-CFG-039 or 040 if there is none.

    A broken inventory is no reason to stop: what is right is loaded, the rest is in `problems`.
    """
    found = find_site(folder, environ)
    shown = _as_seen_from_here(found)
    config = load_settings(shown / FILE, environ)
    reading = read_inventory(shown / "inventory", config.snmp, config.cli)
    return Site(found, variable_data(found, config.site.name, environ), config, reading.inventory, reading.problems)


def find_site(folder: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder asked for, else $NMS_SITE, else the first with a config.yaml of: here, the checkout, the demo."""
    asked = folder or (Path(environ["NMS_SITE"]) if environ.get("NMS_SITE") else None)
    if asked is not None:
        if not (asked / FILE).is_file():
            raise InvalidError("NMS-CFG-039", folder=asked)
        return asked.resolve()
    for place in _usual_places():
        if (place / FILE).is_file() and (place / "inventory").is_dir():
            return place
    raise InvalidError("NMS-CFG-040")


def _usual_places() -> Iterator[Path]:
    yield Path.cwd()
    yield from (CHECKOUT, PACKAGED_DEMO)


def demo_site() -> Path:
    """The demo city: the checkout's own site, else the one that the package carries."""
    for place in (CHECKOUT, PACKAGED_DEMO):
        if (place / FILE).is_file() and (place / "inventory").is_dir():
            return place
    raise InvalidError("NMS-CFG-040")


def variable_data(site: Path, name: str, environ: Mapping[str, str]) -> Path:
    """Where databases and logs go: $NMS_VAR, `var` in a site that may be written, else below the user's state folder.

    The demo inside an installed package is never written to, even where it could be: an update would erase the data.
    """
    if environ.get("NMS_VAR"):
        return Path(environ["NMS_VAR"]).resolve()
    if site != PACKAGED_DEMO and os.access(site / "var" if (site / "var").exists() else site, os.W_OK):
        return site / "var"
    state = environ.get("XDG_STATE_HOME") or Path(environ.get("HOME") or Path.home()) / ".local" / "state"
    return Path(state) / "citynms" / name


def _as_seen_from_here(folder: Path) -> Path:
    """A short path for messages where the site lies below the working directory."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
