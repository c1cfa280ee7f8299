"""Exports of an OMC: columns by a mapping, encodings, and every bad value at once with its place."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from typer.testing import CliRunner

from nms.app.handover import counted, diagnosed, key_figures, radio_plan
from nms.cli import app as nms
from nms.cli.output import Options
from nms.core.errors import InvalidError, NmsError
from nms.handover.engine.decision import HandoverCause
from nms.handover.imports.mapping import CounterMap
from nms.handover.imports.reading import ImportedError, read_counters
from nms.handover.imports.values import colour, count, number, plain
from nms.handover.kpi.counters import KINDS, Counters, HandoverCounters, counters

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "handover"
COLUMNS = {"source": "源小区", "target": "目标小区", "requests": "请求次数", "successes": "成功次数"}
GOOD = "源小区,目标小区,请求次数,成功次数\n甲-1,乙-2,100,97\n乙-2,甲-1,80,\n"


@pytest.fixture(autouse=True)
def plain_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Options, "language", "en")
    monkeypatch.setenv("COLUMNS", "250")


def mapping(**table: Any) -> CounterMap:
    return CounterMap.model_validate({"tables": [{"kind": "relation", "columns": COLUMNS} | table]})


def export(folder: Path, text: str | bytes, name: str = "relations.csv") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def problems(folder: Path, text: str | bytes, by: CounterMap) -> list[NmsError]:
    with pytest.raises(ImportedError) as refused:
        read_counters([export(folder, text)], by)
    return list(refused.value.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312"])
def test_an_export_is_read_in_the_encodings_of_the_trade(tmp_path: Path, encoding: str) -> None:
    told = read_counters([export(tmp_path, GOOD.encode(encoding))], mapping())
    assert told.relations == (
        HandoverCounters("甲-1", "乙-2", requests=100, successes=97),
        HandoverCounters("乙-2", "甲-1", requests=80),
    )


def test_bytes_of_no_known_encoding_are_told_with_their_line(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, GOOD.encode() + b"\xff\xff,x,1,1\n", mapping())
    assert problem.code == "NMS-OMC-065"
    assert problem.where is not None
    assert problem.where.line == 4


def test_a_byte_order_mark_promises_utf_8(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, b"\xef\xbb\xbf" + GOOD.encode("gb18030"), mapping())
    assert problem.code == "NMS-OMC-065"


def test_every_bad_value_is_told_at_once_with_line_column_and_value(tmp_path: Path) -> None:
    text = "源小区,目标小区,请求次数,成功次数\n甲,乙,1x,-3\n,乙,5,5\n甲,丙,4,2,9\n甲,丁,7,6.5\n甲,戊,9,9\n甲,戊,9,9\n"
    found = problems(tmp_path, text, mapping())
    places = [(one.code, one.where.line, one.where.column, one.where.key) for one in found if one.where]
    assert places == [
        ("NMS-OMC-075", 2, 3, "请求次数"),
        ("NMS-OMC-075", 2, 4, "成功次数"),
        ("NMS-OMC-072", 3, 1, "源小区"),
        ("NMS-OMC-068", 4, 0, ""),
        ("NMS-OMC-075", 5, 4, "成功次数"),
        ("NMS-OMC-071", 7, 0, ""),
    ]
    assert [found[0].values["value"], found[1].values["value"], found[4].values["value"]] == ["1x", "-3", "6.5"]
    assert all(one.message("zh") and one.remedy("en") for one in found)


def test_missing_columns_are_named_with_the_nearest_header(tmp_path: Path) -> None:
    found = problems(tmp_path, "源小区,目标小区名称,请求总次数,x\n", mapping())
    assert [(one.code, one.values["name"], one.values.get("nearest")) for one in found] == [
        ("NMS-OMC-067", "目标小区", "目标小区名称"),
        ("NMS-OMC-067", "请求次数", "请求总次数"),
        ("NMS-OMC-070", "成功次数", None),
    ]
    assert "请求总次数" in str(found[2].remedy("en"))


def test_errors_of_all_files_are_told_together(tmp_path: Path) -> None:
    one = export(tmp_path, "源小区,目标小区,请求次数,成功次数\n甲,乙,x,1\n", "one.csv")
    two = export(tmp_path, "源小区\n", "two.csv")
    with pytest.raises(ImportedError) as refused:
        read_counters([one, two, tmp_path / "three.csv"], mapping())
    assert [problem.where.file for problem in refused.value.problems if problem.where] == [
        str(one), str(two), str(two), str(two), str(tmp_path / "three.csv"),
    ]  # fmt: skip


def test_a_file_that_no_table_is_for_is_told_which_there_are(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, GOOD, mapping(files="cells*.csv"))
    assert (problem.code, problem.values["patterns"]) == ("NMS-OMC-066", "cells*.csv")


def test_broken_quotes_are_told_with_their_line(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, GOOD + '"甲"x,乙,1,1\n', mapping())
    assert (problem.code, problem.where.line if problem.where else 0) == ("NMS-OMC-069", 4)


def test_an_empty_file_lacks_every_column(tmp_path: Path) -> None:
    assert {one.code for one in problems(tmp_path, "", mapping())} == {"NMS-OMC-070"}


def test_full_width_headers_and_digits_are_what_they_look_like(tmp_path: Path) -> None:
    text = "源小区 ,目标小区,请求次数（次）,成功次数\n甲,乙,１００,９７\n"
    told = read_counters([export(tmp_path, text)], mapping(columns=COLUMNS | {"requests": "请求次数(次)"}))
    assert (told.relations[0].requests, told.relations[0].successes) == (100, 97)


def test_hours_are_utc_and_a_time_of_another_form_is_refused(tmp_path: Path) -> None:
    by = mapping(time={"column": "时间", "format": "%Y/%m/%d %H:%M", "zone": 8})
    header = "时间,源小区,目标小区,请求次数,成功次数\n"
    told = read_counters([export(tmp_path, header + "2026/03/02 07:45,甲,乙,3,3\n")], by)
    assert str(told.relations[0].hour) == "2026-03-01 23:00:00+00:00"
    (problem,) = problems(tmp_path, header + "02.03.2026,甲,乙,3,3\n", by)
    assert (problem.code, problem.values["value"]) == ("NMS-OMC-073", "02.03.2026")


def test_causes_come_by_row_or_by_column(tmp_path: Path) -> None:
    by_row = mapping(cause={"column": "原因", "words": {"PBGT": "pbgt"}, "all": ["全部"]})
    header = "源小区,目标小区,原因,请求次数,成功次数\n"
    told = read_counters([export(tmp_path, header + "甲,乙,PBGT,3,3\n甲,乙,全部,9,8\n")], by_row)
    assert [(one.cause, one.requests) for one in told.relations] == [(HandoverCause.PBGT, 3), (None, 9)]
    (problem,) = problems(tmp_path, header + "甲,乙,掉话,3,3\n", by_row)
    assert (problem.code, problem.values["name"]) == ("NMS-OMC-074", "PBGT, 全部")
    by_column = mapping(by_cause={"edge": {"commands": ["边缘上行", "边缘下行"]}})
    header = "源小区,目标小区,请求次数,成功次数,边缘上行,边缘下行\n"
    told = read_counters([export(tmp_path, header + "甲,乙,9,8,2,3\n丙,丁,9,8,2,\n")], by_column)
    assert [(one.source, one.cause, one.commands) for one in told.relations] == [
        ("甲", None, None), ("甲", HandoverCause.EDGE, 5), ("丙", None, None),
    ]  # fmt: skip


def test_levels_in_dbm_become_rxlev_and_impossible_ones_are_refused(tmp_path: Path) -> None:
    by = mapping(columns=COLUMNS | {"target_level": {"columns": ["电平"], "unit": "dBm"}})
    header = "源小区,目标小区,请求次数,成功次数,电平\n"
    told = read_counters([export(tmp_path, header + "甲,乙,3,3,-75.5\n")], by)
    assert told.relations[0].target_level == 34.5
    (problem,) = problems(tmp_path, header + "甲,乙,3,3,75\n", by)
    assert problem.code == "NMS-OMC-076"


def test_all_kinds_of_counters_are_read(tmp_path: Path) -> None:
    tables = [
        {"kind": kind, "files": f"{kind}.csv",
         "columns": {name: name for name in (*{"relation": ("source", "target"), "cell": ("cell",),
                     "trx": ("cell", "trx"), "heard": ("cell", "arfcn", "bsic")}[kind], *counters(kind))}}
        for kind in KINDS
    ]  # fmt: skip
    by = CounterMap.model_validate({"tables": tables})
    files = []
    for table in tables:
        names = list(table["columns"])
        values = ["17" if name == "bsic" else "5" for name in names]
        files.append(export(tmp_path, f"{','.join(names)}\n{','.join(values)}\n", str(table["files"])))
    told = read_counters(files, by)
    assert [len(one) for one in (told.relations, told.cells, told.trxs, told.heard)] == [1, 1, 1, 1]
    assert (told.heard[0].arfcn, told.heard[0].bsic, told.heard[0].level) == (5, 0o17, 5.0)
    assert all(getattr(told.cells[0], name) == 5 for name in counters("cell"))


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ({"columns": {"source": "a"}}, "NMS-OMC-061"),
        ({"columns": COLUMNS | {"speed": "v"}}, "NMS-OMC-062"),
        ({"kind": "cell", "columns": {"cell": "c"}, "by_cause": {"edge": {"reports": "r"}}}, "NMS-OMC-063"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(table: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        mapping(**table)
    assert [one["type"] for one in refused.value.errors()] == [code]


def test_what_is_wrong_in_a_mapping_file_is_told_with_its_line(tmp_path: Path) -> None:
    file = export(tmp_path, "encoding: latin1\ntables:\n  - kind: relation\n    colums: {}\n", "map.yaml")
    with pytest.raises(InvalidError) as refused:
        counted([], file)
    told = getattr(refused.value, "problems", ())
    assert {(one.code, one.where.line) for one in told} >= {("NMS-OMC-021", 1), ("NMS-OMC-010", 4)}


def test_numbers_are_read_as_exports_write_them() -> None:
    assert [count(text) for text in ("0", "12", "12.0", "1,234,567")] == [0, 12, 12, 1_234_567]
    assert number("95.3 %") == 95.3
    assert [colour(text) for text in ("0", "17", "7-7")] == [0, 15, 63]
    for text in ("", "-1", "1.5", "nan", "inf", "1_0", "1,23", "0x1", "1e999"):
        with pytest.raises((ValueError, OverflowError)):
            count(text)
    for text in ("8", "18", "777", "-"):
        with pytest.raises(ValueError):
            colour(text)


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: ("源小区,目标小区,请求次数,成功次数\n" + text).encode("utf-8", "replace"))
)
@settings(max_examples=100)
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = export(tmp_path_factory.mktemp("export"), data)
    told, refused = Counters(), None
    try:
        told = read_counters([file], mapping())
    except ImportedError as error:
        refused = error
    assert refused is None or refused.problems
    assert all(one.source and one.target for one in told.relations)


def test_the_page_names_every_counter() -> None:
    page = (EXAMPLES.parents[1] / "howto" / "handover.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    for kind in KINDS:
        named = [word.strip() for word in rows[kind].split("|")[3].split(",")]
        assert named == list(counters(kind))


names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), min_size=1, max_size=8).filter(
    lambda name: plain(name) == name and name not in CounterMap.model_fields["missing"].default
)
exports = st.dictionaries(st.tuples(names, names), st.tuples(st.none() | st.integers(0, 10**9), st.integers(0, 10**9)))


@settings(max_examples=50)
@given(exports, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, table: dict[tuple[str, str], tuple[int | None, int]], encoding: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    writer.writerows((*pair, "" if requests is None else requests, won) for pair, (requests, won) in table.items())
    by = CounterMap.model_validate(mapping().model_dump() | {"encoding": encoding.removesuffix("-sig")})
    file = export(tmp_path_factory.mktemp("export"), text.getvalue().encode(encoding))
    assert read_counters([file], by) == Counters(
        tuple(HandoverCounters(*pair, requests=requests, successes=won) for pair, (requests, won) in table.items())
    )


def run(*words: object) -> Any:
    return CliRunner().invoke(nms, ["handover", *map(str, words)])


FILES = (EXAMPLES / "relations.csv", EXAMPLES / "cells.csv")
EXPORTS = (*FILES, "--map", EXAMPLES / "columns.yaml")


def test_the_example_is_read_and_its_figures_told() -> None:
    done = run("kpi", *EXPORTS, "--by", "cell", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    by = {(one["scope"], tuple(one["key"].values()), one["name"]): one for one in told}
    full = by["in", ("paojiang-1",), "no_channel"]
    assert full["value"] == pytest.approx(0.18, abs=0.01)
    assert full["low"] < full["value"] < full["high"]
    assert by["cell", ("paojiang-1",), "tch_blocked"]["missed"]
    assert (by["cell", ("keqiao-1",), "drop"]["events"], by["cell", ("keqiao-1",), "drop"]["trials"]) == (4, 609)
    assert run("kpi", *EXPORTS).exit_code == 0
    each = json.loads(run("kpi", *EXPORTS, "--by", "cell", "--hourly", "--json").stdout)
    assert {one["key"]["hour"] for one in each} == {"2026-03-02T02:00:00+00:00"}


def test_the_examples_faults_are_found_with_their_remedies() -> None:
    done = run("diagnose", *EXPORTS, "--plan", EXAMPLES / "plan.yaml", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert [(one["rule"], one["cells"]) for one in told["findings"]] == [
        ("D9", ["keqiao-1", "paojiang-2"]), ("D6", ["paojiang-1"]),
    ]  # fmt: skip
    assert [(one["parameter"], one["old"], one["new"]) for one in told["findings"][0]["recommendations"]] == [
        ("pbgt_threshold", 1, 3), ("pbgt_threshold", 0, 2),
    ]  # fmt: skip
    shown = run("diagnose", *EXPORTS, "--plan", EXAMPLES / "plan.yaml")
    assert "3 parameter changes recommended" in shown.stdout


def test_the_configuration_alone_can_be_checked() -> None:
    done = run("diagnose", "--plan", EXAMPLES / "plan.yaml", "--json")
    assert [one["code"] for one in json.loads(done.stdout)["findings"]] == ["handover.rule.D9.loose"]


def test_figures_by_bsc_need_a_plan() -> None:
    told = counted(FILES, EXAMPLES / "columns.yaml")
    scopes = {one.scope for one in key_figures(told, plan=radio_plan(EXAMPLES / "plan.yaml"))}
    assert scopes == {"out", "in", "cell", "relation", "cause", "hour", "intra_bsc"}
    with pytest.raises(InvalidError):
        key_figures(told, ["street"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cells: {}\n", "NMS-OMC-017"),
        ("cells: {a: {arfcn: 2000, bsic: 1}}\n", "NMS-OMC-018"),
        ("cells: {a: {arfcn: 20, bsic: '08'}}\n", "NMS-OMC-072"),
        ("cells: {a: {arfcn: 20, bsic: 1, parameters: {speed: 3}}}\n", "NMS-HO-008"),
        ("cells: {a: {arfcn: 20, bsic: 1, parameters: {edge_n: 99}}}\n", "NMS-HO-001"),
        ("cells: {a: {arfcn: 20, bsic: 1}}\nrelations: [{source: a, target: b}]\n", "NMS-HO-006"),
        ("cells: [\n", "NMS-OMC-005"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        diagnosed((), None, export(tmp_path, text, "plan.yaml"))
    told = getattr(refused.value, "problems", (refused.value,))
    assert code in {one.code for one in told}


def test_exports_without_a_mapping_are_refused() -> None:
    done = run("diagnose", EXAMPLES / "cells.csv", "--plan", EXAMPLES / "plan.yaml")
    assert isinstance(done.exception, InvalidError)
    assert done.exception.code == "NMS-OMC-077"
