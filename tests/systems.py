"""A system with nothing in it but what a test puts there: a store of its own, a clock that stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nms.app.app import App
from nms.core.config import Config
from nms.core.site import Inventory
from nms.site.loading import Site
from nms.testing import ManualClock


@contextmanager
def system(
    folder: Path, clock: ManualClock, config: Config | None = None, inventory: Inventory | None = None
) -> Iterator[App]:
    """An opened system below a folder."""
    app = App.open(Site(folder, folder / "var", config or Config(), inventory or Inventory()), clock)
    try:
        yield app
    finally:
        app.close()
