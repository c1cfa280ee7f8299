"""The base station controller's man-machine console: reports, return codes, tables."""

from collections.abc import Iterator

import pytest

from nms.city.console.standalone import ConsoleYard, YardConsole


@pytest.fixture
def bsc() -> Iterator[YardConsole]:
    """A controller with three cells."""
    with ConsoleYard([("bsc", "huawei_bsc_mml")]) as yard:
        yield yard["bsc"]


def code(report: str) -> str:
    return next(line for line in report.splitlines() if line.startswith("RETCODE"))


def test_a_report_begins_and_ends_as_the_standard_says(bsc: YardConsole) -> None:
    report = bsc.type("LST GCELL:;")[0].splitlines()
    assert report[0].startswith("+++    bsc ")
    assert report[2] == "%%LST GCELL:;%%"
    assert report[3] == "RETCODE = 0  Operation succeeded."
    assert report[-3] == "(Number of results = 3)"
    assert report[-1] == "---    END"


def test_a_parameter_set_is_listed_and_set_back(bsc: YardConsole) -> None:
    before = bsc.running()
    bsc.type("SET GCELLHOBASIC: IDTYPE=BYID, CELLID=1, EDGEDLRXLEV=25;")
    listed = bsc.type("LST GCELLHOBASIC: CELLID=1;")[0].splitlines()
    assert "EDGEDLRXLEV  =  25" in [line.strip() for line in listed]
    assert bsc.running() != before
    bsc.type("SET GCELLHOBASIC: CELLID=1, EDGEDLRXLEV=20;")
    assert bsc.running() == before


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("FOO BAR;", "RETCODE = 1  Unknown command"),
        ("RMV GCELLHOBASIC: CELLID=1;", "RETCODE = 1  Unknown command"),
        ("SET GCELLHOBASIC: CELLID=1, EDGEDLRXLEV=64;", "RETCODE = 2  Parameter error: EDGEDLRXLEV=64"),
        ("SET GCELLHOBASIC: CELLID=1, NOSUCH=1;", "RETCODE = 2  Parameter error: NOSUCH"),
        ("SET GCELLHOBASIC: EDGEDLRXLEV=6;", "RETCODE = 2  Parameter error: CELLID"),
        ("SET GCELLHOBASIC: CELLID=99, EDGEDLRXLEV=6;", "RETCODE = 3  The record does not exist"),
        ("ADD G2GNCELL: SRC2GNCELLID=0, NBR2GNCELLID=1;", "RETCODE = 4  The record already exists"),
        ("ADD G2GNCELL: SRC2GNCELLID=0, NBR2GNCELLID=77;", "RETCODE = 3  The record does not exist"),
        ("ADD G2GNCELL: SRC2GNCELLID=0, NBR2GNCELLID=0;", "RETCODE = 2  Parameter error: NBR2GNCELLID"),
        ("RMV G2GNCELL: SRC2GNCELLID=9, NBR2GNCELLID=1;", "RETCODE = 3  The record does not exist"),
    ],
)
def test_what_is_wrong_has_a_return_code_and_changes_nothing(bsc: YardConsole, command: str, answer: str) -> None:
    before = bsc.running()
    assert code(bsc.type(command)[0]) == answer
    assert bsc.running() == before


def test_several_rows_are_a_table_one_a_list_of_parameters_and_none_a_sentence(bsc: YardConsole) -> None:
    table = bsc.type("LST GCELLTMR:;")[0].splitlines()
    assert [line.split() for line in table[7:9]] == [["CELLID", "T3103", "T3105", "NY1"], ["0", "5", "7", "30"]]
    single = bsc.type("LST GCELLTMR: CELLID=2;")[0].splitlines()
    assert [line.split() for line in single[7:9]] == [["CELLID", "=", "2"], ["T3103", "=", "5"]]
    nothing = bsc.type("LST G2GNCELL: SRC2GNCELLID=2, NBR2GNCELLID=2;")[0].splitlines()
    assert [code("\n".join(nothing)), *nothing[7:9]] == [
        "RETCODE = 0  Operation succeeded.", "No matching result is found", "(Number of results = 0)",
    ]  # fmt: skip


def test_a_neighbour_removed_and_added_again_leaves_every_byte(bsc: YardConsole) -> None:
    before = bsc.running()
    for verb in ("RMV", "ADD"):
        assert code(bsc.type(f"{verb} G2GNCELL: SRC2GNCELLID=0, NBR2GNCELLID=2;")[0]).startswith("RETCODE = 0")
    assert bsc.running() == before


def test_a_command_may_be_spread_over_lines(bsc: YardConsole) -> None:
    answers = bsc.type("SET GCELLHOAD: CELLID=1,", "LOADSTARTTHRES=85;")
    assert answers[0] == ""
    assert code(answers[1]) == "RETCODE = 0  Operation succeeded."


def test_a_planted_refusal_has_a_return_code(bsc: YardConsole) -> None:
    bsc.fault("reject", at=2, text="busy")
    answers = bsc.type(*[f"SET GCELLHOAD: CELLID={cell}, LOADSTARTTHRES=85;" for cell in range(3)])
    assert [code(answer)[10] for answer in answers] == ["0", "5", "0"]


def test_passwords_are_not_repeated(bsc: YardConsole) -> None:
    assert "Canary" not in bsc.type('LGI: OP="demo", PWD="Canary";')[0]
