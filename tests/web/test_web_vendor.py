"""Vendored files are what they were, carry their licences, and nothing we serve points elsewhere."""

import hashlib
import re
from pathlib import Path

import pytest

import web

ROOT = Path(web.__file__).parent
VENDOR = ROOT / "static" / "vendor"
SERVED = sorted(
    path
    for folder in ("templates", "static")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".html", ".js", ".css", ".svg"}
)
# Names, not addresses: the SVG namespace, and the homes that licence comments give
NAMES = re.compile(r"^https?://(www\.w3\.org/2000/svg|tabler\.io|github\.com/(tabler/tabler|leeoniya/uPlot))")


def test_every_vendored_file_has_its_sum_and_every_sum_its_file() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {path.removeprefix("./"): digest for digest, path in (line.split("  ") for line in lines)}
    files = {
        str(path.relative_to(VENDOR)): path for path in VENDOR.rglob("*") if path.is_file() and path.parent != VENDOR
    }
    assert files.keys() == sums.keys()
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sums[name], name


def test_every_vendored_folder_names_its_version_and_carries_its_licence() -> None:
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        assert re.fullmatch(r"[a-z-]+-\d+\.\d+\.\d+", folder.name)
        assert (folder / "LICENSE").stat().st_size > 100


@pytest.mark.parametrize("path", SERVED, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_served_points_to_a_foreign_origin(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    foreign = [found for found in re.findall(r"https?://[^\s\"'<>)]*", text) if not NAMES.match(found)]
    assert foreign == []
    assert not re.search(r"""(?:src|href|url|import)\s*[=(]\s*["']?//""", text)
    assert not re.search(r"sourceMappingURL=(?:https?:)?//", text)


def test_no_vendored_font_or_picture_is_shipped() -> None:
    assert [path for path in VENDOR.rglob("*") if path.suffix in {".woff", ".woff2", ".ttf", ".eot", ".png"}] == []
