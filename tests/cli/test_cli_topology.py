"""`nms topology`: imports, pairs with certificates, reasons where there are none, the site's graph and its past."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_site import alone
from typer.testing import CliRunner, Result

from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.errors import InvalidError, NmsError, NotFoundError

EDGES = (("a", "b", 1, "d1"), ("b", "c", 1, "d2"), ("a", "d", 2, "d3"), ("d", "c", 2, "d1"), ("c", "e", 1, "d9"))


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path) -> Iterator[None]:
    with alone(tmp_path / "var"):
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    nodes = "".join(f"<node id='{name}'/>" for name in "abcdef")
    data = "<data key='km'>{}</data><data key='srlg'>{}</data><data key='mbps'>10</data>"
    edges = "".join(f"<edge source='{a}' target='{b}'>{data.format(km, duct)}</edge>" for a, b, km, duct in EDGES)
    path = tmp_path / "small.graphml"
    path.write_text(f"<graphml><graph>{nodes}{edges}</graph></graphml>")
    return path


def run(*words: str) -> Result:
    done = CliRunner().invoke(nms, ["--lang", "en", *words])
    if isinstance(done.exception, NmsError):
        raise done.exception
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def answer(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


def test_a_pair_is_answered_with_its_certificate_that_checks(file: Path, tmp_path: Path) -> None:
    told = answer("topology", "disjoint", "a", "c", "--file", str(file))
    assert {"cost", "working", "protection", "shared", "proven"} <= told.keys()
    assert (told["cost"], told["shared"], told["proven"]) == (6.0, [], True)
    assert told["working"] == {"nodes": ["a", "b", "c"], "links": ["a--b", "b--c"], "cost": 2.0}
    assert told["protection"]["nodes"] == ["a", "d", "c"]
    kept = tmp_path / "certificate.json"
    kept.write_text(json.dumps(told))
    assert answer("topology", "check", str(kept), "--file", str(file)) == {"holds": True, "doubts": []}
    told["certificate"]["cost"] = 5.0
    kept.write_text(json.dumps(told))
    done = run("topology", "check", str(kept), "--file", str(file))
    assert (done.exit_code, "5.0" in done.stderr) == (1, True)


def test_an_impossible_pair_ends_with_code_2_the_reason_and_the_least_shared_pair(file: Path) -> None:
    done = run("topology", "disjoint", "a", "e", "--link", "--file", str(file), "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 2
    assert (told["max_flow"], told["cut"], told["disjoint"]) == (1, [{"kind": "link", "name": "c--e"}], False)
    assert told["shared"] == [{"kind": "link", "name": "c--e"}]
    assert told["error"]["code"] == "NMS-TOPO-024"
    assert "c--e" in done.stderr


def test_common_ducts_are_named_where_they_count(file: Path) -> None:
    done = run("topology", "disjoint", "a", "c", "--srlg", "--file", str(file), "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["shared"], told["proven"]) == (2, [{"kind": "srlg", "name": "d1"}], True)
    assert told["error"]["code"] == "NMS-TOPO-025"


def test_nodes_in_different_pieces_have_no_pair_and_no_path(file: Path) -> None:
    done = run("topology", "disjoint", "a", "f", "--file", str(file), "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["cost"], told["working"], told["max_flow"]) == (2, None, None, 0)
    assert "NMS-TOPO-023" in done.stderr
    with pytest.raises(NmsError, match="NMS-TOPO-023"):
        run("topology", "paths", "a", "f", "--file", str(file))


def test_too_little_capacity_is_said_as_such(file: Path) -> None:
    assert answer("topology", "disjoint", "a", "c", "--mbps", "10", "--file", str(file))["disjoint"]
    done = run("topology", "disjoint", "a", "c", "--mbps", "11", "--file", str(file))
    assert (done.exit_code, "NMS-TOPO-027" in done.stderr) == (2, True)


def test_paths_are_listed_in_order_of_cost_or_of_hops(file: Path) -> None:
    told = answer("topology", "paths", "a", "c", "-k", "5", "--file", str(file))
    assert [(path["nodes"], path["cost"]) for path in told["items"]] == [(["a", "b", "c"], 2.0), (["a", "d", "c"], 4.0)]
    hops = answer("topology", "paths", "a", "c", "--cost", "hops", "--file", str(file))
    assert [path["cost"] for path in hops["items"]] == [2.0, 2.0]
    assert "a – b – c" in run("topology", "paths", "a", "c", "--file", str(file)).stdout


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("disjoint", "a", "nowhere"), NotFoundError),
        (("disjoint", "a", "a"), InvalidError),
        (("disjoint", "a", "c", "--cost", "euro"), InvalidError),
        (("show", "--cost"), SystemExit),
    ],
)
def test_wrong_questions_are_refused(file: Path, words: tuple[str, ...], error: type[BaseException]) -> None:
    if error is SystemExit:
        assert run("topology", *words).exit_code == 2
        return
    with pytest.raises(error):
        run("topology", *words, "--file", str(file))


def test_an_import_is_summed_up_and_becomes_a_site(file: Path, tmp_path: Path) -> None:
    told = answer("topology", "import", str(file), "--out", str(tmp_path / "site"))
    assert {key: told[key] for key in ("nodes", "links", "pieces", "self_loops", "parallel")} == {
        "nodes": 6, "links": 5, "pieces": 2, "self_loops": 0, "parallel": 0,
    }  # fmt: skip
    assert [caution["code"] for caution in told["cautions"]] == ["NMS-TOPO-013"]
    pair = answer("--site", str(tmp_path / "site"), "topology", "disjoint", "a", "c", "--srlg")
    assert pair["shared"] == [{"kind": "srlg", "name": "d1"}]
    assert answer("--site", str(tmp_path / "site"), "topology", "show")["pieces"] == 2
    with pytest.raises(InvalidError, match="NMS-TOPO-020"):
        run("topology", "import", str(file), "--out", str(tmp_path / "site"))
    with pytest.raises(InvalidError, match="NMS-TOPO-026"):
        run("topology", "import", str(file), "--out", str(file / "below"))


def test_files_that_are_none_are_refused(tmp_path: Path, file: Path) -> None:
    with pytest.raises(InvalidError, match="NMS-TOPO-001"):
        run("topology", "import", str(tmp_path / "absent.graphml"))
    with pytest.raises(InvalidError, match="NMS-TOPO-001"):
        run("topology", "import", str(tmp_path))
    text = tmp_path / "list.txt"
    text.write_text("apples")
    with pytest.raises(InvalidError, match="NMS-TOPO-002"):
        run("topology", "import", str(text))
    with pytest.raises(InvalidError, match="NMS-TOPO-029"):
        run("topology", "check", str(text), "--file", str(file))


def test_the_demo_city_shows_its_rings_weak_points_and_pairs() -> None:
    told = answer("topology", "show")
    assert told["pieces"] == 1
    assert {"kind": "node", "name": "cpos-1"}.items() <= next(
        one for one in told["weak"] if one["name"] == "cpos-1"
    ).items()
    assert {"core", "yc"} <= {ring["name"] for ring in told["found_rings"]}
    assert {link["confidence"] for link in told["items"]} == {0.8}
    pair = answer("topology", "disjoint", "pe-1", "pe-5", "--srlg")
    assert (pair["shared"], pair["proven"], pair["srlg"]) == ([], True, True)
    assert "single point of failure" in run("topology", "show").stdout.lower()


def test_the_past_is_what_was_recorded() -> None:
    room = opened_app().topology
    recorded = room.record()
    assert {change.change for change in recorded} == {"added"}
    assert room.record() == []
    now = opened_app().now().isoformat()
    assert answer("topology", "as-of", now)["total"] == len(recorded)
    assert answer("topology", "as-of", "2020-01-01")["total"] == 0
    assert answer("topology", "changes", "--link", "p-1--p-2")["items"][0]["change"] == "added"
    assert "p-1--p-2" in run("topology", "as-of", now).stdout
    with pytest.raises(InvalidError, match="NMS-CORE-001"):
        run("topology", "as-of", "yesterday")
