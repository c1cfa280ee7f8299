"""`templates/lines.yaml`: an engineer edits it, and is told what is wrong with file, line and key."""

from pathlib import Path

import pytest

from nms.app.line_advice import policy_of
from nms.core.errors import NmsError
from nms.core.line import Requirement, Solution
from nms.lines.comparison import compare

SITE = Path(__file__).resolve().parents[2]
SHIPPED = (SITE / "templates" / "lines.yaml").read_text(encoding="utf-8")


def edited(tmp_path: Path, old: str, new: str) -> Path:
    assert SHIPPED.count(old) == 1, old
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "lines.yaml").write_text(SHIPPED.replace(old, new), encoding="utf-8")
    return tmp_path


def refused(site: Path) -> list[NmsError]:
    with pytest.raises(NmsError) as caught:
        policy_of(site)
    assert caught.value.code == "NMS-LINE-060"
    return list(caught.value.problems)  # type: ignore[attr-defined] # what RecordError adds


def test_a_site_without_the_file_judges_as_the_demo_does(tmp_path: Path) -> None:
    assert policy_of(tmp_path) == policy_of(SITE)


def test_a_weight_may_be_a_number(tmp_path: Path) -> None:
    weight = "weight: {field: growth, table: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}}"
    advice = compare(Requirement(10, odn_km=1), policy_of(edited(tmp_path, weight, "weight: 0")))
    assert advice.solutions[Solution.ETH].parts["scalability"].contribution == 0


def test_a_filter_may_be_taken_out(tmp_path: Path) -> None:
    site = edited(tmp_path, "  - {name: no-fibre, reject: [ETH], lacks: [eth_fibre]}\n", "")
    assert compare(Requirement(10), policy_of(site)).solutions[Solution.ETH].possible


def test_a_filter_of_ones_own_says_its_reason_in_both_languages(tmp_path: Path) -> None:
    own = "filters:\n  - {name: no-mesh, reject: [SDH], topology: [mesh], zh: 不建网状 SDH, en: no SDH meshes here}"
    policy = policy_of(edited(tmp_path, "filters:\n", own + "\n"))
    (reason,) = (
        compare(Requirement(10, topology="mesh", sdh_km=1, free_vc12=9), policy).solutions[Solution.SDH].rejected
    )
    assert "no SDH meshes here" in reason.said("en")
    assert "不建网状 SDH" in reason.said("zh")


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("close: 0.3", "close: -1", "NMS-LINE-017", "close"),
        ("close: 0.3", "closed: 0.3", "NMS-LINE-010", "closed"),
        ("  growth: 3\n", "  growth: 9\n", "NMS-LINE-018", "defaults.growth"),
        ("optics: {class: B+,", "optics: {class: Z,", "NMS-LINE-047", "defaults.optics.class"),
        ("above: {odn_km: 20}", "above: {odn: 20}", "NMS-LINE-025", "filters.5.above.odn.[key]"),
        ("lacks: [sdh_km]", "lacks: [sdh]", "NMS-LINE-025", "filters.10.lacks.0"),
        ("name: slots,", "name: slot,", "NMS-LINE-091", "filters.11"),
        ("name: slots,", "name: no-mstp,", "NMS-LINE-091", ""),
        ("    weight: 3\n", "    weight: heavy\n", "NMS-LINE-023", "criteria.5.weight"),
        ("      - {scores: {SDH: 3, PON: 0, ETH: 5}}", "", "NMS-LINE-091", "criteria.6"),
        ("rows: [{scores: {SDH: 2, PON: 4, ETH: 5}}]", "rows: [{scores: {SDH: 2, PON: 4}}]", "NMS-LINE-091",
         "criteria.2.rows.0"),
        ("rows: [{scores: {SDH: 2, PON: 4, ETH: 5}}]", "rows: [{scores: {SDH: 2, PON: 4, ETH: 6}}]", "NMS-LINE-018",
         "criteria.2.rows.0.scores.ETH"),
        ("close: 0.3", "close: [", "NMS-LINE-005", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, old: str, new: str, code: str, key: str) -> None:
    (problem,) = refused(edited(tmp_path, old, new))
    assert problem.code == code
    assert problem.where is not None
    assert problem.where.key == key
    assert problem.where.line > 0
    assert problem.remedy("zh")


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = (
        SHIPPED.replace("close: 0.3", "close: 9")
        .replace("lacks: [odn_km]", "lacks: [od]")
        .replace("zh: 造价", "title: 造价")
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "lines.yaml").write_text(text, encoding="utf-8")
    codes = sorted(problem.code for problem in refused(tmp_path))
    assert codes == ["NMS-LINE-011", "NMS-LINE-012", "NMS-LINE-018", "NMS-LINE-021"]
