"""Finding, opening and copying a site."""

import os
import shutil
from pathlib import Path

import pytest

from nms.core.errors import InvalidError
from nms.site import loading, starter
from nms.site.loading import CHECKOUT, find_site, load_site, variable_data
from nms.site.settings import SettingsError


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    (folder / "inventory").mkdir(parents=True)
    (folder / "config.yaml").write_text("site: {name: own}\nsnmp: {credentials: {demo: {community: public}}}\n")
    (folder / "inventory" / "hosts.yaml").write_text(
        "a: {hostname: 127.0.1.1, data: {snmp: {credential: demo}}}\nb: {hostname: 127.0.1.300}\n"
    )
    return folder


def test_the_checkout_is_the_demo_site_and_has_no_errors() -> None:
    site = load_site(CHECKOUT, {})
    assert [str(problem) for problem in site.problems] == []
    assert len([device for device in site.inventory.devices.values() if device.polled]) >= 240
    assert len(site.inventory.halls) == 80
    assert (site.folder, site.var) == (CHECKOUT, CHECKOUT / "var")


def test_sites_are_looked_for_in_the_promised_order(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shutil.copytree(site, tmp_path / "other")
    here = shutil.copytree(site, tmp_path / "here")
    monkeypatch.chdir(here)
    environ = {"NMS_SITE": str(other)}
    assert find_site(site, environ) == site
    assert find_site(None, environ) == other
    assert find_site(None, {}) == here
    shutil.rmtree(here / "inventory")
    assert find_site(None, {}) == CHECKOUT
    monkeypatch.setattr(loading, "CHECKOUT", tmp_path / "nowhere")
    monkeypatch.setattr(loading, "PACKAGED_DEMO", other)
    assert find_site(None, {}) == other


def test_a_folder_without_settings_is_no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, environ in ((tmp_path, {}), (None, {"NMS_SITE": str(tmp_path)})):
        with pytest.raises(InvalidError) as caught:
            find_site(folder, environ)
        assert caught.value.code == "NMS-CFG-039"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(loading, "CHECKOUT", tmp_path)
    monkeypatch.setattr(loading, "PACKAGED_DEMO", tmp_path)
    with pytest.raises(InvalidError) as caught:
        find_site(None, {})
    assert caught.value.code == "NMS-CFG-040"


def test_a_broken_inventory_is_no_reason_to_stop(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    opened = load_site(None, {})
    assert list(opened.inventory.devices) == ["a"]
    assert [str(problem.where) for problem in opened.errors] == ["inventory/hosts.yaml:2: b.hostname"]


def test_broken_settings_are(site: Path) -> None:
    (site / "config.yaml").write_text("site: {nme: x}\n")
    with pytest.raises(SettingsError):
        load_site(site, {})


def test_data_goes_where_it_may_be_written(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert variable_data(site, "own", {"NMS_VAR": str(tmp_path / "v")}) == tmp_path / "v"
    assert variable_data(site, "own", {}) == site / "var"
    assert not (site / "var").exists()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert variable_data(site, "own", {"HOME": "/home/x"}) == Path("/home/x/.local/state/citynms/own")
    assert variable_data(site, "own", {"HOME": "/home/x", "XDG_STATE_HOME": "/s"}) == Path("/s/citynms/own")


def test_the_packaged_demo_is_never_written_to(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "PACKAGED_DEMO", site)
    assert variable_data(site, "own", {"HOME": "/home/x"}) == Path("/home/x/.local/state/citynms/own")


def test_init_copies_the_demo_into_a_new_folder(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "mine"
    files = starter.init(target)
    assert target / "config.yaml" in files
    assert all(path.is_file() for path in files)
    copied, demo = load_site(target, {}), load_site(CHECKOUT, {})
    assert copied.inventory == demo.inventory
    assert not (target / "var").exists()


@pytest.mark.parametrize("name", ["full", "file"])
def test_init_never_writes_over_anything(tmp_path: Path, name: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".keep").touch()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InvalidError) as caught:
        starter.init(tmp_path / name)
    assert caught.value.code == "NMS-CFG-041"
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".keep", "file", "full"]


def test_init_says_when_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidError) as caught:
        starter.init(tmp_path / "file" / "below")
    assert caught.value.code == "NMS-CFG-042"
