"""A site of one's own: the demo city copied into a new folder."""

import shutil
from pathlib import Path

from nms.core.errors import InvalidError
from nms.site.loading import demo_site
from nms.site.settings import FILE

PARTS = (FILE, "inventory", "templates")


def init(target: Path) -> list[Path]:
    """Copy settings, inventory and templates of the demo into a new or empty folder; returns the files written.

    Raises NMS-CFG-041 for a folder that holds anything, NMS-CFG-042 where it cannot be written.
    """
    source = demo_site()
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InvalidError("NMS-CFG-041", folder=target)
        target.mkdir(parents=True, exist_ok=True)
        return [_copy(path, target / path.relative_to(source)) for path in _files(source)]
    except OSError as error:
        raise InvalidError("NMS-CFG-042", folder=target, reason=error.strerror or error) from error


def _files(source: Path) -> list[Path]:
    parts = [source / part for part in PARTS]
    return [path for part in parts for path in sorted([part, *part.rglob("*")]) if path.is_file()]


def _copy(source: Path, target: Path) -> Path:
    """Contents only: a packaged demo may be read-only, the copy must not be."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return target
