"""The BSC's own algorithms take the decisions a real BSC took, at every step of every recorded scenario."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.core.errors import InvalidError
from nms.handover.bsc.player import play
from nms.handover.bsc.replay import replay
from nms.handover.bsc.scenario import scenarios
from nms.handover.bsc.stage import Stage

BETTER_NEIGHBOUR = """\
create-n-bts 2
set-ts-use trx 0 0 states * TCH/F - - - - - -
meas-rep lchan 0 0 1 0 rxlev 20 rxqual 0 ta 0 neighbors 24
expect-ho from lchan 0 0 1 0 to lchan 1 0 1 0
"""

SEVEN_NEIGHBOURS = """\
create-n-bts 8
create-ms bts 0 TCH/F AMR
meas-rep lchan 0 0 1 0 rxlev 1 rxqual 0 ta 0 neighbors 1 1 1 1 1 1 1"""

# what the BSC of the recordings says of itself → our causes
CAUSES = {
    "interference": "interference", "bad quality": "quality", "low rxlevel": "level",
    "maximum allowed distance": "distance", "better cell": "better-cell", "congestion": "congestion",
}  # fmt: skip


@pytest.mark.parametrize(("name", "count"), [("alg1", 100), ("alg2", 200), ("alg1-more", 100), ("alg2-more", 200)])
def test_every_recorded_scenario_is_identical(test_data: Path, name: str, count: int) -> None:
    replayed = replay([test_data / "handover" / f"{name}.jsonl"])
    assert replayed.differences == []
    assert (replayed.scenarios, replayed.identical) == (count, count)
    assert replayed.steps > 5 * count


def test_every_script_of_the_real_bsc_is_identical(test_data: Path) -> None:
    replayed = replay(sorted((test_data / "handover" / "scripts").glob("*.ho_vty")))
    assert replayed.differences == []
    assert (replayed.scenarios, replayed.identical) == (36, 36)


def test_algorithm_2_acts_for_the_reason_the_real_bsc_gave(test_data: Path) -> None:
    seen = []
    for scenario in scenarios(test_data / "handover" / "alg2.jsonl"):
        stage, expected = Stage(), iter(scenario.causes)
        for step in scenario.steps:
            if step.words[0] in ("expect-no-chan", "expect-ho", "expect-as") and (cause := next(expected)):
                moved = stage.unseen()
                seen.append((CAUSES[cause], moved and str(moved.choice.cause)))
            play(stage, step)
    assert len(seen) == 186
    assert [pair for pair in seen if pair[0] != pair[1]] == []


@pytest.mark.parametrize(
    ("right", "wrong", "got"),
    [
        ("to lchan 1 0 1 0", "to lchan 1 0 2 0", "from lchan 0 0 1 0 to lchan 1 0 1 0 (better-cell)"),
        ("expect-ho from lchan 0 0 1 0 to lchan 1 0 1 0", "expect-no-chan", "from lchan 0 0 1 0 to lchan 1 0 1 0"),
        ("neighbors 24", "neighbors 23", "no channel"),
        ("states * TCH/F -", "states * TCH/F TCH/F", None),
    ],
)
def test_a_difference_names_file_line_and_both_sides(tmp_path: Path, right: str, wrong: str, got: str | None) -> None:
    script = tmp_path / "changed.ho_vty"
    script.write_text(BETTER_NEIGHBOUR.replace(right, wrong))
    replayed = replay([script])
    if got is None:
        assert replayed.identical == 1
        return
    (difference,) = replayed.differences
    assert (difference.file, difference.line, difference.step) == (str(script), 4, 4)
    assert difference.got.startswith(got)
    assert (replayed.scenarios, replayed.identical) == (1, 0)


def test_the_command_answers_with_counts_and_differences(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ho_vty", tmp_path / "many.jsonl"
    good.write_text(BETTER_NEIGHBOUR)
    lines = BETTER_NEIGHBOUR.splitlines()
    changed = [*lines[:3], "expect-no-chan"]
    bad.write_text("\n".join(json.dumps({"seed": 1, "script": script}) for script in (lines, changed)))
    done = CliRunner().invoke(nms, ["handover", "replay", "--json", str(good), str(bad)])
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert (answer["scenarios"], answer["steps"], answer["identical"]) == (3, 3, 2)
    (difference,) = answer["differences"]
    assert (difference["file"], difference["line"], difference["step"]) == (str(bad), 2, 4)
    assert difference["expected"] == "no channel"
    assert CliRunner().invoke(nms, ["handover", "replay", str(good)]).exit_code == 0


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("expect-nothing", "NMS-HO-002"),
        ("network\n handover2 min rxlev -200", "NMS-HO-001"),
        ("network\n handover2 min rxlev", "NMS-HO-002"),
        ("network\n bts 7", "NMS-HO-006"),
        ("ho-complete", "NMS-HO-005"),
        ("create-n-bts", "NMS-HO-004"),
        ("create-n-bts many", "NMS-HO-004"),
        ("create-n-bts 256", "NMS-HO-019"),
        ("create-n-bts 1\nmeas-rep repeat 100001 lchan 0 0 1 0 rxlev 1 rxqual 0 ta 0", "NMS-HO-004"),
        (SEVEN_NEIGHBOURS, "NMS-HO-007"),
        (
            "create-n-bts 2\ncreate-ms bts 0 TCH/F AMR\nmeas-rep lchan 0 0 1 0 rxlev 1 rxqual 0 ta 0 neighbors 64",
            "NMS-HO-007",
        ),
        ("create-bts trx-count 1 timeslots TCH/F", "NMS-HO-004"),
        ("create-n-bts 1\nset-ts-use trx 0 0 states * TCH/H- - - - - - -", "NMS-HO-004"),
        ("create-n-bts 1\ncreate-ms bts 0 TCH/F HR", "NMS-HO-004"),
        ("create-n-bts 1\nmeas-rep lchan 0 0 1 rxlev 1 rxqual 0 ta 0", "NMS-HO-004"),
        ("create-n-bts 1\nmeas-rep lchan 0 0 1 0 rxlev 64 rxqual 0 ta 0", "NMS-HO-007"),
        ("create-n-bts 1\nmeas-rep lchan 0 0 1 0 rxqual 0 ta 0", "NMS-HO-004"),
    ],
)
def test_a_step_that_means_nothing_is_refused_with_its_line(tmp_path: Path, step: str, code: str) -> None:
    script = tmp_path / "bad.ho_vty"
    script.write_text(step + "\n")
    with pytest.raises(InvalidError) as refused:
        replay([script])
    assert refused.value.code == code
    assert str(refused.value.where) == f"{script}:{len(step.splitlines())}"


@pytest.mark.parametrize("content", [b"\xff\xfe", b'{"seed": 1}', b"[1]", b"{"])
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(content)
    with pytest.raises(InvalidError) as refused:
        replay([file])
    assert refused.value.code == "NMS-HO-003"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidError) as refused:
        replay([tmp_path / "none.jsonl"])
    assert refused.value.code == "NMS-HO-003"
