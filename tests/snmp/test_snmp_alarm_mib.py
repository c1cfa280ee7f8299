"""The published MIB and the code say the same, and Debian's smilint accepts it."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from northbound_examples import AT, alarm, notice, tell
from suites import unavailable

from nms.core.alarm import EventType, Severity
from nms.core.northbound import Change, Told
from nms.core.ports import Oid
from nms.snmp import alarm_mib, ber
from nms.snmp.alarm_mib import COLUMNS, FIRST_COLUMN, MIB_FILE, Figures
from nms.snmp.render import date_of

BASE = Path(__file__).parents[1] / "mibs" / "smi"
ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
TAGS = {
    # syntax in the module → BER type on the wire (RFC 2578 section 7.1)
    "Unsigned32": alarm_mib.GAUGE32,
    "Gauge32": alarm_mib.GAUGE32,
    "CityNmsSequence": alarm_mib.GAUGE32,
    "CityNmsText": ber.OCTETS,
    "DateAndTime": ber.OCTETS,
    "BITS": ber.OCTETS,
    "TruthValue": ber.INTEGER,
    "CityNmsSeverity": ber.INTEGER,
    "CityNmsEventType": ber.INTEGER,
}
DEFINITION = re.compile(
    r"^(?P<name>[a-z]\w*)\s+(?P<kind>MODULE-IDENTITY|OBJECT-TYPE|NOTIFICATION-TYPE|OBJECT IDENTIFIER|OBJECT-GROUP)"
    r"(?P<body>.*?)::= \{ (?P<parent>[\w-]+) (?P<arc>\d+) \}",
    re.MULTILINE | re.DOTALL,
)


def definitions() -> dict[str, tuple[Oid, str, str]]:
    """Name → (OID, kind, body) of the module's text, by a small reader of its own."""
    bare = re.sub(r'"[^"]*"|--[^\n]*', "", MIB_FILE.read_text(encoding="utf-8"))
    found = {match["name"]: match for match in DEFINITION.finditer(bare)}

    def oid(name: str) -> Oid:
        if name == "enterprises":
            return ENTERPRISES
        return (*oid(found[name]["parent"]), int(found[name]["arc"]))

    return {name: (oid(name), match["kind"], match["body"]) for name, match in found.items()}


MODULE = definitions()


def listed(body: str, clause: str) -> list[str]:
    inside = re.search(clause + r"\s*\{([^}]*)\}", body)
    return [name.strip() for name in inside[1].split(",")] if inside else []


def syntax(name: str) -> str:
    return MODULE[name][2].split("SYNTAX")[1].split()[0]


def enumerated(convention: str) -> dict[str, int]:
    text = MIB_FILE.read_text(encoding="utf-8").split(f"{convention} ::= TEXTUAL-CONVENTION")[1]
    inside = text.split("INTEGER {")[1].split("}")[0]
    return {name: int(number) for name, number in re.findall(r"(\w+)\((\d+)\)", inside)}


def test_columns_have_the_oids_and_types_of_the_module() -> None:
    names = listed(MODULE["cityNmsAlarmEntry"][2], "INDEX")
    assert names == ["cityNmsAlarmId"]
    told = tell(notice(1, 7))
    for place, column in enumerate(COLUMNS):
        name = f"cityNmsAlarm{column.name}"
        cell = alarm_mib.cell(place, told)
        assert (*MODULE[name][0], 7) == cell.oid, name
        assert TAGS[syntax(name)] == cell.tag, name
    entry = MODULE["cityNmsAlarmEntry"][0]
    columns = {name for name, (oid, kind, _) in MODULE.items() if kind == "OBJECT-TYPE" and oid[:-1] == entry}
    assert columns == {f"cityNmsAlarm{column.name}" for column in COLUMNS} | {"cityNmsAlarmId"}


def test_the_sequence_is_the_first_column_to_be_read() -> None:
    assert COLUMNS[0].name == "Sequence"
    assert MODULE["cityNmsAlarmSequence"][0][-1] == FIRST_COLUMN == MODULE["cityNmsAlarmId"][0][-1] + 1


def test_scalars_have_the_oids_and_types_of_the_module() -> None:
    binds = alarm_mib.scalars(Figures(1, AT, 2, 3, 60, 4, 5, 6, 7, 8))
    assert [bind.oid for bind in binds] == sorted(bind.oid for bind in binds)
    stream = MODULE["cityNmsStream"][0]
    inside = {name for name, (oid, kind, _) in MODULE.items() if kind == "OBJECT-TYPE" and oid[:-1] == stream}
    assert inside == {f"cityNms{name}" for name, _ in alarm_mib.SCALARS}
    for (name, _), bind in zip(alarm_mib.SCALARS, binds, strict=True):
        assert (*MODULE[f"cityNms{name}"][0], 0) == bind.oid, name
        assert TAGS[syntax(f"cityNms{name}")] == bind.tag, name


def test_notifications_carry_the_objects_that_the_module_lists() -> None:
    told = tell(notice(9, 7))
    for change, name in zip(Change, ("Raised", "Changed", "Cleared"), strict=True):
        oid, binds = alarm_mib.notification(Told(notice(9, 7, change), told.severity, ""), 5)
        assert oid == MODULE[f"cityNmsAlarm{name}"][0]
        objects = [MODULE[each][0] for each in listed(MODULE[f"cityNmsAlarm{name}"][2], "OBJECTS")]
        assert [bind.oid[:-1] for bind in binds] == objects
    oid, binds = alarm_mib.heartbeat(5, 9, 0.2)
    assert oid == MODULE["cityNmsHeartbeat"][0]
    assert [bind.oid[:-1] for bind in binds] == [
        MODULE[each][0] for each in listed(MODULE["cityNmsHeartbeat"][2], "OBJECTS")
    ]
    assert [bind.value for bind in binds] == [5, 9, 1]
    kinds = {name: oid for name, (oid, kind, _) in MODULE.items() if kind == "NOTIFICATION-TYPE"}
    assert kinds == alarm_mib.NOTIFICATION_NAMES


def test_severities_and_event_types_are_numbered_as_the_module_says() -> None:
    severities = enumerated("CityNmsSeverity")
    assert {severity.word: number for severity, number in alarm_mib.SEVERITIES.items()} == severities
    types = enumerated("CityNmsEventType")
    assert alarm_mib.EVENT_TYPES.keys() == set(EventType)
    for kind, number in alarm_mib.EVENT_TYPES.items():
        [name] = [name for name, value in types.items() if value == number]
        assert name.startswith(str(kind))


def test_the_module_says_that_its_number_is_a_placeholder() -> None:
    assert MODULE["cityNmsAlarmMIB"][0] == alarm_mib.ROOT
    assert "private enterprise number must be assigned" in " ".join(MIB_FILE.read_text(encoding="utf-8").split())


def test_every_object_has_its_place_in_a_conformance_group() -> None:
    grouped = {name for _, _, body in MODULE.values() for name in listed(body, "OBJECTS")}
    readable = {name for name, (_, kind, body) in MODULE.items() if kind == "OBJECT-TYPE" and "read-only" in body}
    assert readable <= grouped


def test_debians_smilint_finds_nothing_to_say() -> None:
    if not shutil.which("smilint"):
        unavailable("lab", "smilint is not installed (Debian: smitools)")
    done = subprocess.run(
        ["smilint", "-l", "6", "-s", str(MIB_FILE)],
        env={**os.environ, "SMIPATH": str(BASE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# ---------------------------------------------------------------- values


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 4, 14 * 4))  # noqa: DTZ001 - zone below
def test_a_moment_survives_its_way_as_date_and_time(moment: datetime, quarters: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)))
    octets = alarm_mib.date_and_time(aware)
    assert len(octets) == 11
    assert date_of(octets) == aware.astimezone(UTC).replace(microsecond=aware.microsecond // 100_000 * 100_000)


@given(st.text(max_size=400))
def test_any_text_is_one_line_of_whole_characters_that_fits(words: str) -> None:
    octets = alarm_mib.text(words)
    assert len(octets) <= 255
    said = octets.decode()
    assert "\n" not in said
    assert not re.search(r"[\x00-\x1f\x7f]", said)


def test_long_chinese_text_is_cut_between_characters() -> None:
    assert alarm_mib.text("中" * 100).decode() == "中" * 85


def test_conditions_are_bits_from_the_left() -> None:
    place = [column.name for column in COLUMNS].index("Conditions")
    plain = alarm(1)
    states = {
        b"\x00": plain,
        b"\x80": replace(plain, flapping=True),
        b"\x40": replace(plain, shelved_until=AT),
        b"\x20": replace(plain, maintenance=True),
        b"\xe0": replace(plain, flapping=True, shelved_until=AT, maintenance=True),
    }
    for bits, one in states.items():
        assert alarm_mib.cell(place, tell(replace(notice(1, 1), alarm=one))).value == bits


def test_a_cleared_notification_says_cleared() -> None:
    _, binds = alarm_mib.notification(tell(notice(3, 1, Change.CLEARED, cleared_at=AT)), 1)
    severity = next(bind.value for bind in binds if bind.oid[:-1] == MODULE["cityNmsAlarmSeverity"][0])
    assert severity == alarm_mib.SEVERITIES[Severity.CLEARED]
