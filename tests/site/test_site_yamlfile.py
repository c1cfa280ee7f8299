"""YAML files of a site: what is accepted, what is refused, and where."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.site.positions import Positions
from nms.site.yamlfile import MAX_DEPTH, compose, parse_text, read

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(st.characters(exclude_categories=["C"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz", min_size=1), inner, max_size=4),
    max_leaves=20,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "hosts.yaml"


@given(PLAIN)
def test_json_is_read_as_json_means_it(value: object) -> None:
    assert parse_text(json.dumps(value, ensure_ascii=False)) == value


@given(st.binary(max_size=200) | st.text(st.sampled_from("ab: -[]{}&*!|>\"'#%@`\n\t?,0\x00\x85\ufeff"), max_size=60))
def test_no_content_ever_escapes_as_an_exception(
    tmp_path_factory: pytest.TempPathFactory, content: bytes | str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    document = read(path, "INV")
    assert document.readable or document.problems
    assert all(problem.code.startswith("NMS-INV-0") for problem in document.problems)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("10:20:30:40:50:55", "10:20:30:40:50:55"),
        ("no", "no"),
        ("2026-01-01", "2026-01-01"),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 17),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("1.2.3.4", "1.2.3.4"),
        ("'12'", "12"),
        ("~", None),
        ("True", True),
    ],
)
def test_words_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    assert parse_text(written) == value
    assert type(parse_text(written)) is type(value)


def test_a_byte_order_mark_is_no_part_of_the_first_key(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfname: 1\r\nother: 2\r\n")
    assert read(file, "CFG").value == {"name": 1, "other": 2}


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"a: 1\nb: [1, 2\nc: 3\n", "NMS-INV-005", 3),
        (b"a: 1\n\tb: 2\n", "NMS-INV-005", 2),
        (b"a: 1\nb: \x07\n", "NMS-INV-005", 2),
        (b"a: 1\n---\nb: 2\n", "NMS-INV-005", 2),
        (b"a: *nobody\n", "NMS-INV-005", 1),
        (b"a: 1\nb: caf\xe9\n", "NMS-INV-004", 2),
        ("a: 1".encode("utf-16"), "NMS-INV-004", 1),
        (b"a: 1\nb: !!python/object/apply:os.system [true]\n", "NMS-INV-008", 2),
        (b"? [a, b]\n: 1\n", "NMS-INV-008", 1),
        (b"a: &loop [*loop]\n", "NMS-INV-007", 1),
        (b"[" * 200_000, "NMS-INV-007", 1),
        (b"- " * 200_000, "NMS-INV-007", 1),
        (b"a: {b: {c: }" * 4, "NMS-INV-005", 1),
    ],
)
def test_a_file_that_cannot_be_read_says_where(file: Path, content: bytes, code: str, line: int) -> None:
    file.write_bytes(content)
    document = read(file, "INV")
    assert not document.readable
    assert [(problem.code, problem.where and problem.where.line) for problem in document.problems] == [(code, line)]


def test_aliases_that_would_fill_the_memory_are_refused(file: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    file.write_text("\n".join(lines))
    assert [problem.code for problem in read(file, "CFG").problems] == ["NMS-CFG-007"]


def test_aliases_and_merge_keys_in_measure_are_fine(file: Path) -> None:
    file.write_text("base: &base {a: 1, b: 2}\nown:\n  b: 3\n  <<: *base\nlist: [*base, *base]\n")
    value = read(file, "CFG").value
    assert value == {"base": {"a": 1, "b": 2}, "own": {"a": 1, "b": 3}, "list": [{"a": 1, "b": 2}] * 2}


def test_the_first_of_two_equal_keys_counts_and_every_further_one_is_named(file: Path) -> None:
    file.write_text("a:\n  x: 1\n  y: 2\n  x: 3\nb: 1\na: {}\nb: 2\n")
    document = read(file, "INV")
    assert document.value == {"a": {"x": 1, "y": 2}, "b": 1}
    assert [str(problem.where).removeprefix(str(file)) for problem in document.problems] == [
        ":4: a.x",
        ":6: a",
        ":7: b",
    ]


def test_size_and_absence_are_told(file: Path) -> None:
    assert [problem.code for problem in read(file, "INV").problems] == ["NMS-INV-001"]
    file.write_text("a: " + "x" * 100)
    assert [problem.code for problem in read(file, "INV", max_bytes=50).problems] == ["NMS-INV-003"]
    assert [problem.code for problem in read(file.parent, "INV").problems] == ["NMS-INV-002"]


def test_depth_up_to_the_limit_is_accepted() -> None:
    deep = MAX_DEPTH - 1
    assert compose("[" * deep + "]" * deep) is not None


def test_positions_find_keys_items_and_the_nearest_parent() -> None:
    lines = Positions(compose("a:\n  b:\n    - x\n    - c: 1\n      d: 2\n"))
    assert [lines.line(keys) for keys in (("a",), ("a", "b"), ("a", "b", 1, "d"), ("a", "nobody"), ())] == [
        1,
        2,
        5,
        1,
        1,
    ]
