"""MIB modules read by the helper process: names come back, and what is wrong is told with file, line and remedy."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from suites import unavailable

from nms.core import texts
from nms.core.errors import NmsError
from nms.core.hand_rules import MibObject
from nms.core.ports import VarBind
from nms.snmp import ber, mib
from nms.snmp.mib import Compiled, compile_mibs, helper_python, text_of
from nms.snmp.name_table import NameTable
from nms.snmp.names import oid

ACME = """\
ACME-MIB DEFINITIONS ::= BEGIN
IMPORTS
    MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, enterprises, Integer32 FROM SNMPv2-SMI
    TEXTUAL-CONVENTION, DisplayString FROM SNMPv2-TC
    ifIndex FROM IF-MIB;
acme MODULE-IDENTITY
    LAST-UPDATED "202601010000Z" ORGANIZATION "Acme" CONTACT-INFO "-" DESCRIPTION "Doors."
    ::= { enterprises 99999 }
DoorState ::= TEXTUAL-CONVENTION STATUS current DESCRIPTION "-" SYNTAX INTEGER { open(1), closed(2) }
acmeDoors OBJECT IDENTIFIER ::= { acme 1 }
acmeDoorTable OBJECT-TYPE SYNTAX SEQUENCE OF AcmeDoorEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "-"
    ::= { acmeDoors 1 }
acmeDoorEntry OBJECT-TYPE SYNTAX AcmeDoorEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "-"
    INDEX { acmeDoorNumber } ::= { acmeDoorTable 1 }
AcmeDoorEntry ::= SEQUENCE { acmeDoorNumber Integer32, acmeDoorName DisplayString, acmeDoorState DoorState }
acmeDoorNumber OBJECT-TYPE SYNTAX Integer32 MAX-ACCESS not-accessible STATUS current DESCRIPTION "-"
    ::= { acmeDoorEntry 1 }
acmeDoorName OBJECT-TYPE SYNTAX DisplayString MAX-ACCESS read-only STATUS current DESCRIPTION "-"
    ::= { acmeDoorEntry 2 }
acmeDoorState OBJECT-TYPE SYNTAX DoorState MAX-ACCESS read-only STATUS current DESCRIPTION "-"
    ::= { acmeDoorEntry 3 }
acmeDoorOpened NOTIFICATION-TYPE OBJECTS { acmeDoorState, ifIndex } STATUS current DESCRIPTION "-"
    ::= { acme 0 1 }
END
"""
VERSION_1 = """\
OLD-MIB DEFINITIONS ::= BEGIN
IMPORTS enterprises FROM RFC1155-SMI TRAP-TYPE FROM RFC-1215 OBJECT-TYPE FROM RFC-1212;
old OBJECT IDENTIFIER ::= { enterprises 99998 }
oldLevel OBJECT-TYPE SYNTAX INTEGER ACCESS read-only STATUS mandatory DESCRIPTION "-" ::= { old 1 }
oldLow TRAP-TYPE ENTERPRISE old VARIABLES { oldLevel } DESCRIPTION "-" ::= 7
END
"""
CHILD = """\
CHILD-MIB DEFINITIONS ::= BEGIN
IMPORTS OBJECT-IDENTITY FROM SNMPv2-SMI acmeDoors FROM ACME-MIB;
child OBJECT-IDENTITY STATUS current DESCRIPTION "-" ::= { acmeDoors 9 }
END
"""
BASE = "1.3.6.1.4.1.99999"


@pytest.fixture(scope="module")
def python() -> Path:
    try:
        return helper_python()
    except NmsError as error:
        unavailable("data", str(error))
        raise


def compiled(python: Path, files: Mapping[str, str], known: Mapping[str, str] | None = None) -> list[Compiled]:
    return list(compile_mibs(files, known or {}, python))


def refused(python: Path, files: Mapping[str, str], **limits: int) -> NmsError:
    with pytest.raises(NmsError) as told:
        compile_mibs(files, {}, python, **limits)
    for language in texts.LANGUAGES:
        assert told.value.remedy(language)
        assert "–" not in told.value.message(language) + told.value.remedy(language)
    return told.value


def test_a_module_yields_its_names_notifications_and_words(python: Path) -> None:
    [module] = compiled(python, {"acme.txt": ACME})
    assert (module.name, module.file) == ("ACME-MIB", "acme.txt")
    found = {entry.name: entry for entry in module.objects}
    assert found["acmeDoorState"] == MibObject(
        f"{BASE}.1.1.1.3", "acmeDoorState", "object", (), ((1, "open"), (2, "closed"))
    )
    assert found["acmeDoorOpened"].objects == (f"{BASE}.1.1.1.3", "1.3.6.1.2.1.2.2.1.1")
    assert {name: entry.kind for name, entry in found.items()} == {
        "acme": "node",
        "acmeDoors": "node",
        "acmeDoorTable": "node",
        "acmeDoorEntry": "node",
        "acmeDoorNumber": "object",
        "acmeDoorName": "object",
        "acmeDoorState": "object",
        "acmeDoorOpened": "notification",
    }


def test_a_version_1_trap_gets_the_oid_of_its_translation(python: Path) -> None:
    [module] = compiled(python, {"old": VERSION_1})
    trap = next(entry for entry in module.objects if entry.kind == "notification")
    assert (trap.oid, trap.objects) == ("1.3.6.1.4.1.99998.0.7", ("1.3.6.1.4.1.99998.1",))


def test_modules_may_come_together_or_one_after_the_other(python: Path) -> None:
    together = compiled(python, {"child": CHILD, "acme": ACME})
    child = next(module for module in together if module.name == "CHILD-MIB")
    assert child.objects[0].oid == f"{BASE}.1.9"
    known = {entry.name: entry.oid for module in together for entry in module.objects}
    assert compiled(python, {"child": CHILD}, known)[0].objects == child.objects


@pytest.mark.parametrize(
    ("files", "code", "values"),
    [
        ({"bad.mib": ACME.replace('"Acme"', '"Acme')}, "NMS-MIB-006", {"file": "bad.mib", "line": 7}),
        (
            {"bad.mib": ACME.replace('STATUS current DESCRIPTION "-" SYNTAX', "STATUSS current SYNTAX")},
            "NMS-MIB-006",
            {"file": "bad.mib", "line": 9},
        ),
        ({"ok": VERSION_1, "cut.mib": ACME[:400]}, "NMS-MIB-006", {"file": "cut.mib"}),
        (
            {"bad.mib": ACME.replace("{ acme 1 }", "{ acne 1 }")},
            "NMS-MIB-007",
            {"file": "bad.mib", "line": 10, "symbol": "acmeDoors", "parent": "acne"},
        ),
        (
            {"child.mib": CHILD},
            "NMS-MIB-008",
            {"file": "child.mib", "line": 3, "symbol": "child", "parent": "acmeDoors", "module": "ACME-MIB"},
        ),
        ({"notes.txt": "-- only a comment\n"}, "NMS-MIB-005", {"file": "notes.txt"}),
        (
            {"loop": VERSION_1.replace("{ enterprises 99998 }", "{ oldLevel 1 }")},
            "NMS-MIB-007",
            {"file": "loop", "line": 3, "symbol": "old"},
        ),
    ],
    ids=["quote", "keyword", "cut", "parent", "module", "empty", "circle"],
)
def test_what_does_not_compile_names_file_and_line(
    python: Path, files: dict[str, str], code: str, values: dict[str, object]
) -> None:
    error = refused(python, files)
    assert error.code == code
    assert values.items() <= error.values.items()


def test_a_hostile_file_ends_at_its_limit(python: Path) -> None:
    endless = "A-MIB DEFINITIONS ::= BEGIN\n" + "".join(
        f"x{n} OBJECT IDENTIFIER ::= {{ x{n + 1} 1 }}\n" for n in range(9000)
    )
    assert refused(python, {"deep": endless + "END\n"}).code == "NMS-MIB-004"


def test_time_is_limited(python: Path) -> None:
    lines = "".join(f"x{n} OBJECT IDENTIFIER ::= {{ enterprises {n} }}\n" for n in range(40_000))
    text = f"A-MIB DEFINITIONS ::= BEGIN\nIMPORTS enterprises FROM SNMPv2-SMI;\n{lines}END\n"
    assert refused(python, {"long": text}, seconds=1).code == "NMS-MIB-004"


def test_too_much_is_refused_before_anything_runs(tmp_path: Path) -> None:
    nobody = tmp_path / "nobody"
    for files in ({"big": "x" * (mib.LARGEST_FILE + 1)}, {}, {str(number): "" for number in range(65)}):
        assert refused(nobody, files).code == "NMS-MIB-003"


def test_without_a_helper_the_remedy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NmsError) as told:
        helper_python({"NMS_HELPER_PYTHON": str(tmp_path / "nothing")})
    assert told.value.code == "NMS-MIB-001"
    assert "NMS_HELPER_PYTHON" in told.value.remedy("en")
    monkeypatch.setattr(mib, "CHECKOUT", tmp_path)
    with pytest.raises(NmsError):
        helper_python({})


def test_a_python_without_pysmi_is_told_as_such(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text('#!/bin/sh\necho "no such thing" >&2\nexit 1\n')
    bare.chmod(0o755)
    error = refused(bare, {"acme": ACME})
    assert (error.code, error.values["reason"]) == ("NMS-MIB-002", "no such thing")


def test_text_is_read_in_the_encodings_that_vendors_use() -> None:
    assert text_of("-- 门".encode()) == "-- 门"
    assert text_of("-- 门".encode("gb18030")) == "-- 门"
    assert text_of(b"\xef\xbb\xbfA-MIB") == "A-MIB"
    assert text_of(b"caf\xe9\n") == "café\n"


@pytest.fixture(scope="module")
def table(python: Path) -> NameTable:
    return NameTable([entry for module in compiled(python, {"acme": ACME}) for entry in module.objects])


@pytest.mark.parametrize(
    ("dotted", "name"),
    [
        (f"{BASE}.1.1.1.2.3", "acmeDoorName.3"),
        (f"{BASE}.0.1", "acmeDoorOpened"),
        (f"{BASE}.5.6", "acme.5.6"),
        ("1.3.6.1.2.1.2.2.1.2.5", "ifDescr.5"),
        ("1.3.6.1.4.1.1.2", "1.3.6.1.4.1.1.2"),
    ],
)
def test_names_of_modules_stand_beside_the_built_in_ones(table: NameTable, dotted: str, name: str) -> None:
    assert table.name_of(oid(dotted)) == name


def test_values_are_shown_by_the_words_of_their_module(table: NameTable) -> None:
    state = oid(f"{BASE}.1.1.1.3.5")
    assert table.text_of(VarBind(state, ber.INTEGER, 1)) == "open(1)"
    assert table.text_of(VarBind(state, ber.INTEGER, 9)) == "9"
    assert table.text_of(VarBind(oid("1.3.6.1.2.1.1.2.0"), ber.OBJECT_ID, oid(f"{BASE}.0.1"))) == "acmeDoorOpened"
    assert table.text_of(VarBind(oid("1.3.6.1.2.1.1.5.0"), ber.OCTETS, b"box")) == "box"


def test_a_notification_tells_what_it_carries_and_an_instance_its_column(table: NameTable) -> None:
    assert table.carried_by(oid(f"{BASE}.0.1")) == {
        f"{BASE}.1.1.1.3": "acmeDoorState",
        "1.3.6.1.2.1.2.2.1.1": "ifIndex",
    }
    assert table.carried_by(oid("1.3.6.1.6.3.1.1.5.3")) == {}
    assert table.column_of(oid(f"{BASE}.1.1.1.2.3.4")) == oid(f"{BASE}.1.1.1.2")
    assert table.column_of(oid("1.3.6.1.2.1.2.2.1.2.5")) == oid("1.3.6.1.2.1.2.2.1.2")
    assert table.column_of(oid("1.3.6.1.4.1.1.2.3")) == oid("1.3.6.1.4.1.1.2")
