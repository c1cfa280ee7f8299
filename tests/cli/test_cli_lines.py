"""`nms line compare`: the matrix for people, JSON for programs, a batch, and what is wrong with an order."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.core.errors import NmsError

SITE = Path(__file__).resolve().parents[2]
ENTERPRISE = {
    "name": "enterprise",
    "mbps": 100,
    "reliability": 99.9,
    "topology": "star",
    "sites": 6,
    "security": 3,
    "growth": 5,
    "budget": 3,
}
REMOTE = {**ENTERPRISE, "name": "remote", "mbps": 20, "sites": 1, "growth": 3, "odn_km": 18, "splits": "1:64",
          "eth_fibre": False}  # fmt: skip


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def run(*words: object, lang: str = "en", code: int = 0) -> str:
    done = CliRunner().invoke(nms, ["--site", str(SITE), "--lang", lang, "line", "compare", *map(str, words)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def kept(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_json_has_scores_parts_reasons_and_what_was_assumed(tmp_path: Path) -> None:
    said: dict[str, Any] = json.loads(run(kept(tmp_path, ENTERPRISE), "--json"))
    assert (said["name"], said["recommended"], said["close"], said["close_to"]) == ("enterprise", "ETH", True, "PON")
    assert {name: one["score"] for name, one in said["solutions"].items()} == {
        "SDH": 3.0455,
        "PON": 3.9545,
        "ETH": 4.0909,
    }
    for one in said["solutions"].values():
        assert sum(part["contribution"] for part in one["parts"].values()) == pytest.approx(one["score"], abs=5e-4)
        assert one["rejected"] == []
    assert said["assumed"][:2] == ["iface", "odn_km"]
    assert "security" not in said["assumed"]
    assert said["requirement"]["splits"] == [32]


def test_reasons_are_said_in_the_language_asked_for(tmp_path: Path) -> None:
    order = kept(tmp_path, REMOTE)
    english = json.loads(run(order, "--json"))["solutions"]
    chinese = json.loads(run(order, "--json", lang="zh"))["solutions"]
    assert english["ETH"]["rejected"] == ["NMS-LINE-073: no fibre pair leads to an access switch"]
    assert chinese["ETH"]["rejected"] == ["NMS-LINE-073: 没有到接入交换机的光纤"]


def test_changes_name_field_old_and_new_value(tmp_path: Path) -> None:
    changes = json.loads(run(kept(tmp_path, REMOTE), "--json"))["changes"]
    assert changes["ETH"] == {"wins": True, "changes": [{"field": "eth_fibre", "from": False, "to": True}]}
    (optics,) = changes["PON"]["changes"]
    assert (optics["field"], optics["from"]["class"], optics["to"]["class"]) == ("optics", "B+", "C+")


def test_people_read_matrix_advice_reasons_and_what_would_change_it(tmp_path: Path) -> None:
    said = run(kept(tmp_path, REMOTE))
    for words in (
        "order: remote", "cost", "4.0000 ✗", "recommended: SDH/MSTP (3.1500)",
        "IP + PON is ruled out: NMS-LINE-067: optical budget negative: loss 30.4 dB",
        "IP + Ethernet would win with: eth_fibre: true", "assumed, as not given: iface: FE, optics: B+",
    ):  # fmt: skip
        assert words in said
    assert "建议：SDH/MSTP（3.1500 分）" in run(kept(tmp_path, REMOTE), lang="zh")


def test_where_nothing_is_possible_the_nearest_is_named(tmp_path: Path) -> None:
    said = run(kept(tmp_path, {**REMOTE, "sdh_km": None}))
    assert "no solution is possible" in said
    assert "the nearest possible: IP + PON with optics: C+" in said


def test_an_order_document_is_compared_as_well(tmp_path: Path) -> None:
    order = tmp_path / "order.yaml"
    order.write_text(
        "number: PL-7\ncustomer: bank\nends: [{site: hq, hub: true}, a, b]\n"
        "requirement: {mbps: 10M, reliability: 99.95%, topology: star}\n",
        encoding="utf-8",
    )
    said = json.loads(run(order, "--json"))
    assert said["number"] == "PL-7"
    assert said["requirement"]["sites"] == 2
    assert said["assumed"] == ["iface", "security", "growth", "budget", "odn_km", "splits", "optics", "sdh_km",
                               "free_vc12", "eth_fibre", "type_b", "type_c", "dual_home", "encrypt"]  # fmt: skip


def test_a_batch_answers_a_list_in_order(tmp_path: Path) -> None:
    said = json.loads(run("--batch", kept(tmp_path, [REMOTE, ENTERPRISE]), "--json"))
    assert [(one["name"], one["recommended"]) for one in said] == [("remote", "SDH"), ("enterprise", "ETH")]


def test_a_wrong_order_of_a_batch_has_its_errors_in_its_place(tmp_path: Path) -> None:
    batch = kept(tmp_path, [ENTERPRISE, {**REMOTE, "mbps": "much"}, 7])
    said = json.loads(run("--batch", batch, code=2))
    assert said[0]["recommended"] == "ETH"
    assert [one["errors"][0]["code"] for one in said[1:]] == ["NMS-LINE-052", "NMS-LINE-009"]
    assert said[1]["errors"][0]["where"].endswith("1.mbps")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "NMS-LINE-032"),
        ("", "NMS-LINE-051"),
        ("[1, 2]", "NMS-LINE-009"),
        ("mbps: [", "NMS-LINE-005"),
        ("mbps: 1\nmbps: 2", "NMS-LINE-006"),
    ],
)
def test_what_is_no_order_is_refused_with_its_place(tmp_path: Path, text: str, code: str) -> None:
    order = tmp_path / "order.yaml"
    order.write_text(text, encoding="utf-8")
    with pytest.raises(NmsError, match="NMS-LINE-060") as caught:
        run(order)
    assert code in {problem.code for problem in caught.value.problems}  # type: ignore[attr-defined] # what OrderError adds


def test_a_missing_file_a_batch_that_is_no_list_and_no_order_at_all_are_refused(tmp_path: Path) -> None:
    for words, code in (
        ([tmp_path / "none.yaml"], "NMS-LINE-001"),
        (["--batch", kept(tmp_path, ENTERPRISE)], "NMS-LINE-022"),
    ):
        with pytest.raises(NmsError) as caught:
            run(*words)
        assert [problem.code for problem in caught.value.problems] == [code]  # type: ignore[attr-defined] # as above
    with pytest.raises(NmsError, match="NMS-LINE-054"):
        run()
