"""The wheel: three packages, the demo site, and what pages and migrations need beside the code."""

import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from nms.site import loading

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(REPOSITORY)
        return folder / build_wheel(str(folder))


def test_the_wheel_holds_the_product_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"nms", "collectors", "web"}
    assert not [name for name in names if name.endswith((".db", ".pyc")) or "/var/" in name]


def test_the_wheel_carries_everything_beside_the_code(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for package in ("nms", "collectors", "web"):
        files = (
            path for path in (REPOSITORY / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts
        )
        assert {path.relative_to(REPOSITORY).as_posix() for path in files} <= names


def test_the_wheel_is_a_demo_site_by_itself(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    monkeypatch.setattr(loading, "CHECKOUT", tmp_path / "nowhere")
    monkeypatch.setattr(loading, "PACKAGED_DEMO", tmp_path / "nms" / "demo")
    monkeypatch.chdir("/")
    site = loading.load_site(None, {"HOME": str(tmp_path)})
    assert site.folder == tmp_path / "nms" / "demo"
    assert len(site.inventory.devices) >= 240
    assert site.var == tmp_path / ".local" / "state" / "citynms" / "shaoxing"
