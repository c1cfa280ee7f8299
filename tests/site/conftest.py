"""Small sites in a temporary folder."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from sitefiles import CONFIG, SOUND

from nms.site.inventory import Reading, read_inventory

Write = Callable[..., Path]
Read = Callable[..., Reading]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files of an inventory folder; returns the folder."""

    def make(**files: str) -> Path:
        for stem, text in files.items():
            (tmp_path / f"{stem}.yaml").write_text(dedent(text), encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def read(write: Write) -> Read:
    """Read a sound inventory in which the given files are replaced."""

    def make(**files: str) -> Reading:
        return read_inventory(write(**(SOUND | files)), CONFIG.snmp)

    return make
