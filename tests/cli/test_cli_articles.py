"""`nms article …`, `nms customer link …`, `nms ticket kpi|notices`: what they print, and what they refuse."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.errors import ConflictError, InvalidError, NmsError
from nms.site.loading import CHECKOUT


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "inventory").mkdir()
    (tmp_path / "config.yaml").write_text("site: {timezone: UTC}")
    (tmp_path / "inventory" / "hosts.yaml").write_text(
        "pe-1: {hostname: 127.0.0.1, platform: huawei_vrpv8, data: {role: pe}}"
    )
    (tmp_path / "inventory" / "customers.yaml").write_text("bank: {title: Bank, grade: A}")
    with alone(tmp_path / "var"):
        yield tmp_path


def run(site: Path, *words: str) -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", *words])
    if isinstance(done.exception, NmsError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_articles_are_brought_in_searched_changed_and_taken_out_again(site: Path, tmp_path: Path) -> None:
    ours = str(CHECKOUT / "templates" / "articles")
    assert "new, 0 changed, 0 as they were" in run(site, "article", "import", ours)
    assert "0 new, 0 changed" in run(site, "article", "import", ours)
    found = json.loads(run(site, "article", "search", "掉电", "--json"))
    assert found["items"][0]["name"] == "ont-dying-gasp"
    assert json.loads(run(site, "article", "search", "滑", "--json"))["items"][0]["name"] == "e1-slips"
    assert {one["public"] for one in json.loads(run(site, "article", "list", "--public", "--json"))["items"]} == {True}
    text = run(site, "article", "show", "slow-line")
    file = tmp_path / "mine.md"
    file.write_text(text.replace("A slow line", "X").replace("en: The line", "en: Our line"), encoding="utf-8")
    with pytest.raises(ConflictError, match="NMS-KB-005"):
        run(site, "article", "add", str(file))
    assert "version 2" in run(site, "article", "edit", "slow-line", str(file))
    assert "retired" in run(site, "article", "retire", "slow-line")
    assert json.loads(run(site, "article", "search", "测速", "--public", "--json"))["total"] == 0
    run(site, "article", "export", str(tmp_path / "out"))
    assert (tmp_path / "out" / "e1-los.md").exists()
    assert not (tmp_path / "out" / "slow-line.md").exists()


def test_a_file_that_is_no_article_changes_nothing(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    (folder / "a.md").write_text("---\nname: a\nen: A\n---\n<!-- en -->\nx")
    (folder / "b.md").write_text("no article")
    with pytest.raises(InvalidError, match="NMS-KB-007"):
        run(site, "article", "import", str(folder))
    assert json.loads(run(site, "article", "list", "--json"))["total"] == 0


def test_a_customers_link_is_shown_once(site: Path) -> None:
    made = json.loads(run(site, "customer", "link", "bank", "--label", "Wang", "--json"))
    secret = made["address"].rpartition("/")[2]
    assert opened_app().status_pages.show(secret, "a").title == "Bank"
    listed = run(site, "customer", "links", "bank", "--json")
    assert (json.loads(listed)["items"][0]["label"], secret in listed) == ("Wang", False)
    run(site, "customer", "unlink", "bank", str(made["id"]))
    with pytest.raises(InvalidError, match="NMS-KB-040"):
        opened_app().status_pages.show(secret, "a")


def test_an_empty_month_and_no_messages(site: Path) -> None:
    assert json.loads(run(site, "ticket", "kpi", "--month", "2026-11", "--json")) == {"total": 0, "items": []}
    assert json.loads(run(site, "ticket", "notices", "--json"))["total"] == 0
    with pytest.raises(InvalidError, match="NMS-KB-050"):
        run(site, "ticket", "kpi", "--month", "November")
