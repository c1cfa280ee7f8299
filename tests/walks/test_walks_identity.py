"""Identification measured on sysObjectID and sysDescr of a thousand recorded agents, with what another system says.

The rules of the comparison. A system is in scope if its name stands in our table. A row out of scope must come out
without a name. A hardware, version or serial counts where it can be known: where there is a walk of the same name, or
where the value stands in sysDescr itself; `<private>` is the anonymiser's. Two spellings agree if, letters and digits
only and without regard to case, one contains the other ("WS-C2960X" and "ws c2960x", "7.1.045" and "7.1.045 (Release
2416)"); serial numbers must be the same.
"""

import asyncio
import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from collectors.identity import SYSTEMS, identify
from collectors.system import System
from nms.core.device import Device, SnmpAccess
from nms.core.ports import Visit
from nms.testing import RecordedSnmp

pytestmark = pytest.mark.walks

NAMED = {system.os: system.vendor for system in SYSTEMS}
FACTS = ("hardware", "version", "serial")


def bare(text):
    return re.sub(r"[^0-9a-z]", "", (text or "").casefold())


def agree(fact, ours, theirs):
    one, other = bare(ours), bare(theirs)
    if fact == "serial" or min(len(one), len(other)) < 3:
        return one == other
    return one in other or other in one


def system_facts(path):
    device = Device("recorded", "127.0.0.1", snmp=SnmpAccess())
    session = RecordedSnmp(lambda _device: path).session(device)
    visit = Visit(device, datetime(2026, 3, 1, tzinfo=UTC), session)
    return asyncio.run(System().collect(visit)).facts


@pytest.fixture(scope="module")
def detections(request):
    test_data = request.getfixturevalue("test_data")
    text = (test_data / "snmp" / "detection.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def table(title, counted):
    lines = [title]
    for vendor in sorted({vendor for vendor, _ in counted}):
        good, total = counted[vendor, "good"], counted[vendor, "rows"]
        lines.append(f"  {vendor:<12} {good:>4} of {total:>4}  {100 * good / max(total, 1):6.1f} %")
    good = sum(number for (_, what), number in counted.items() if what == "good")
    total = sum(number for (_, what), number in counted.items() if what == "rows")
    lines.append(f"  {'all':<12} {good:>4} of {total:>4}  {100 * good / total:6.1f} %")
    return good / total, lines


def test_systems_in_scope_get_their_name(detections, shown):
    counted: Counter[tuple[str, str]] = Counter()
    for row in detections:
        if row["expected_os"] in NAMED:
            vendor = str(NAMED[row["expected_os"]])
            counted[vendor, "rows"] += 1
            counted[vendor, "good"] += identify(row["sysObjectID"], row["sysDescr"], {}).os == row["expected_os"]
    share, lines = table("operating system from sysObjectID and sysDescr, systems in scope:", counted)
    shown("\n".join(lines))
    assert share >= 0.95


def test_systems_out_of_scope_come_out_generic(detections, shown):
    strangers = [row for row in detections if row["expected_os"] not in NAMED]
    wrong = [row["file"] for row in strangers if identify(row["sysObjectID"], row["sysDescr"], {}).os]
    share = len(wrong) / len(strangers)
    shown(
        f"systems out of scope with a name: {len(wrong)} of {len(strangers)} ({100 * share:.1f} %): {' '.join(wrong)}"
    )
    assert share <= 0.01


def known(row, fact, walk):
    theirs = row[fact]
    if not theirs or theirs == "<private>":
        return False
    return walk.exists() or bare(theirs) in bare(row["sysDescr"])


@pytest.mark.parametrize("fact", FACTS)
def test_hardware_version_and_serial_where_they_can_be_known(fact, detections, test_data, shown):
    counted: Counter[tuple[str, str]] = Counter()
    for row in detections:
        walk = test_data / "snmp" / "librenms" / f"{row['file']}.snmprec.bz2"
        if row["expected_os"] not in NAMED or not known(row, fact, walk):
            continue
        ours = system_facts(walk) if walk.exists() else identify(row["sysObjectID"], row["sysDescr"], {})
        vendor = str(NAMED[row["expected_os"]])
        counted[vendor, "rows"] += 1
        counted[vendor, "good"] += agree(fact, getattr(ours, fact), row[fact])
    share, lines = table(f"{fact} where it can be known:", counted)
    shown("\n".join(lines))
    assert share >= 0.9


def test_a_recorded_walk_says_who_it_is_as_its_two_lines_do(detections, test_data):
    """More objects may only tell more: none takes away the name that sysObjectID and sysDescr gave."""
    for row in detections:
        walk = test_data / "snmp" / "librenms" / f"{row['file']}.snmprec.bz2"
        alone = identify(row["sysObjectID"], row["sysDescr"], {}).os
        if walk.exists() and alone == row["expected_os"]:
            assert system_facts(walk).os == alone, row["file"]
