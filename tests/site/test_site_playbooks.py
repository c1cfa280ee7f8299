"""Reading playbooks: what is wrong is told with line and column and the nearest word."""

from pathlib import Path

import pytest

from nms.provision.playbook.module import registry
from nms.provision.playbook.schema import playbook_model
from nms.site.playbooks import PlaybookError, load_playbook

MODEL = playbook_model(registry())


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "p.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(PlaybookError) as caught:
        load_playbook(path, MODEL)
    return [str(problem).replace(f"{path}:", "") for problem in caught.value.problems]


def test_a_typo_is_placed_by_line_and_column_with_the_nearest_word(tmp_path: Path) -> None:
    text = "- name: x\n  hosts: pe\n  tasks:\n    - name: read\n      shw:\n        command: display version\n"
    assert problems(tmp_path, text) == ["NMS-PLAY-010 5:7: 0.tasks.0.shw: unknown key shw — did you mean show?"]


def test_every_error_is_told_at_once(tmp_path: Path) -> None:
    text = "- name: x\n  hots: pe\n  tasks:\n    - when: 'a'\n    - show: {comand: y}\n"
    codes = [line.split(" ")[0] for line in problems(tmp_path, text)]
    assert codes == ["NMS-PLAY-012", "NMS-PLAY-030", "NMS-PLAY-012", "NMS-PLAY-010", "NMS-PLAY-010"]


def test_broken_yaml_has_line_and_column(tmp_path: Path) -> None:
    assert problems(tmp_path, "- name: 'x\n  hosts: pe\n")[0].startswith("NMS-PLAY-005 3:1")


@pytest.mark.parametrize("text", ["", "a text", "[]", "- 7"])
def test_what_is_no_playbook_is_refused(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


def test_a_single_play_needs_no_list_and_vars_files_lie_below_vars(tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text("a: 1\nb: 1\n")
    path = tmp_path / "p.yaml"
    path.write_text("- name: x\n  hosts: pe\n  vars_files: [v.yaml]\n  vars: {b: 2}\n  tasks: [{facts: {}}]\n")
    assert load_playbook(path, MODEL)[0]["vars"] == {"a": 1, "b": 2}
    path.write_text("name: x\nhosts: pe\ntasks: [{facts: {}}]\n")
    assert load_playbook(path, MODEL)[0]["name"] == "x"


def test_a_missing_vars_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    assert "v.yaml" in problems(tmp_path, "- {name: x, hosts: pe, vars_files: [v.yaml], tasks: [{facts: {}}]}\n")[0]
