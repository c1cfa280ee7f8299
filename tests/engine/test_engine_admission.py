"""Rounds of a hall's switch judged: debounce, what grows and what ends a case, who is forgiven, what did not help."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from nms.app.admission_register import Register
from nms.app.admission_views import CaseRow
from nms.app.app import App
from nms.core.admission import KEPT_OUT, CaseState, HallPolicy, PortKind, Rung, Verdict
from nms.core.alarm import Actor, Severity
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.errors import ConflictError, InvalidError
from nms.core.hall import AdmissionPolicy, HallForm
from nms.core.hall_bundle import BundleState, HallBundle
from nms.core.observed import AccessPoint, ArpEntry, FdbEntry, Harvest
from nms.core.ports import Understood
from nms.core.site import AdmittedPc, Hall, Inventory, Link, LinkEnd
from nms.core.ticket import TicketFilter, TicketState
from nms.engine.admission import POLL, AdmissionWatch
from nms.engine.admission_cases import ESCAPED, GONE, CaseBook
from nms.engine.desk_clock import DeskClock
from nms.engine.rounds import Visited
from nms.faults.problems import Said, raised
from nms.halls.admission.debounce import Hints
from nms.site.loading import CHECKOUT, Site
from nms.testing import ManualClock

START = datetime(2026, 9, 14, 3, tzinfo=UTC)
OWN, SECOND, ROGUE = "00e04c680301", "00e04c680302", "3c970e112233"
LI = Actor("li", "web")
S = CaseState
T = TypeVar("T")


class AtOnce:
    """Stands for the writing thread: does it here."""

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        del urgent
        return act()


class Book:
    """A hall's switch, what it says, and the book of cases."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(START)
        devices = {
            "sw": Device("sw", "127.0.0.2", "huawei_vrp", Role.HALL_SWITCH, site="h1"),
            "iad": Device("iad", "127.0.0.1", "raisecom_roap", Role.CONVERTER, site="h1"),
            "ac": Device("ac", "127.0.0.3", "huawei_vrp", Role.AC),
        }
        pcs = (AdmittedPc(OWN, "1号台席", "GE1"), AdmittedPc(SECOND, "2号台席", "GE2"))
        link = Link("l", LinkEnd("iad", "fe1"), LinkEnd("sw", "GE24"))
        halls = {"h1": Hall("h1", "h1", devices=("iad", "sw"), pcs=pcs)}
        inventory = Inventory(devices, links={"l": link}, halls=halls)
        self.app = App.open(Site(folder, folder / "var", Config(), inventory), self.clock)
        self.book = CaseBook(self.app.parts, Register(self.app.parts))
        self.hints = Hints()
        aps = (AccessPoint("h1-ap1", "normal", "506f77dc0300"),)
        self.app.parts.store.devices.answered("ac", START, [Harvest(rows=aps, covers=(AccessPoint,))])

    def round(self, *fdb: tuple[str, str, int], arp: Iterable[ArpEntry] = ()) -> None:
        """A minute passes, the switch is read and judged."""
        self.clock.advance(60)
        entries = tuple(FdbEntry(*entry) for entry in fdb)
        harvest = Harvest(rows=(*entries, *arp), covers=(FdbEntry, ArpEntry))
        self.app.parts.store.devices.answered("sw", self.clock.now(), [harvest])
        self.book.judged("sw", self.clock.now(), self.hints)

    def states(self) -> list[CaseState]:
        return [case.state for case in self.app.parts.store.admission.cases()]

    def alarms(self) -> list[tuple[str, str]]:
        active = self.app.parts.store.alarms.all_active()
        return [(alarm.key.object, alarm.details["verdict"]) for alarm in active if alarm.key.problem == "rogue-pc"]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    (tmp_path / "var").mkdir()
    made = Book(tmp_path)
    yield made
    made.app.close()


HOME = ((OWN, "GE1", 10), (SECOND, "GE2", 10))


def test_two_polls_make_a_case_and_its_alarm(book: Book) -> None:
    book.round(*HOME, (ROGUE, "GE7", 10))
    assert (book.states(), book.alarms()) == ([], [])
    assert [row.mac for row in book.app.admission.pcs("h1", "bad")] == [ROGUE]
    book.round(*HOME, (ROGUE, "GE7", 10))
    assert (book.states(), book.alarms()) == ([S.OPEN], [("GE7", "rogue")])


def test_a_trap_of_its_port_and_one_poll_do(book: Book) -> None:
    book.hints = Hints().heard("sw", ["GE7"], START + timedelta(seconds=50))
    book.round(*HOME, (ROGUE, "GE7", 10), ("3c970e445566", "GE8", 10))
    [case] = book.app.parts.store.admission.cases()
    assert (case.port, case.kind, case.macs) == ("GE7", PortKind.EDGE, (ROGUE,))


def test_a_poll_that_missed_it_begins_anew(book: Book) -> None:
    for there in (True, False, True):
        book.round(*HOME, *([(ROGUE, "GE7", 10)] if there else []))
    assert book.states() == []


def test_a_case_that_nobody_acted_on_ends_when_it_has_gone(book: Book) -> None:
    for _ in range(2):
        book.round(*HOME, (ROGUE, "GE7", 10))
    book.round(*HOME)
    assert book.states() == [S.OPEN]
    book.round(*HOME)
    [case] = book.app.parts.store.admission.cases()
    assert (case.state, case.reason, book.alarms()) == (S.CLOSED, GONE, [])
    for _ in range(2):
        book.round(*HOME, (ROGUE, "GE7", 10))
    assert book.states() == [S.OPEN, S.CLOSED]  # it came back: nobody had forgiven it


def test_who_was_let_go_is_no_case_again_for_a_while(book: Book) -> None:
    for _ in range(2):
        book.round(*HOME, (ROGUE, "GE7", 10))
    [case] = book.app.parts.store.admission.cases()
    book.app.admission.release(case.id, LI)
    book.book.close(replace(book.app.admission.case(case.id).case, state=S.CLOSED))
    for _ in range(3):
        book.round(*HOME, (ROGUE, "GE7", 10))
    assert (book.states(), book.alarms()) == ([S.CLOSED], [])
    book.clock.advance(24 * 3600)
    book.round(*HOME, (ROGUE, "GE7", 10))
    assert book.states() == [S.OPEN, S.CLOSED]


def test_a_hub_beside_an_admitted_pc_is_one_case_of_one_port(book: Book) -> None:
    for _ in range(2):
        book.round(*HOME, (ROGUE, "GE1", 10), ("3c970e445566", "GE1", 10))
    [case] = book.app.parts.store.admission.cases()
    assert (case.verdict, case.shared, case.port) == (Verdict.HUB_OR_NAT, True, "GE1")
    assert set(case.macs) == {OWN, ROGUE, "3c970e445566"}


def test_an_address_that_moves_to_another_mac_is_spoofing(book: Book) -> None:
    book.round(*HOME, arp=[ArpEntry("10.0.0.1", OWN), ArpEntry("10.0.0.2", SECOND)])
    for _ in range(2):
        book.round((OWN, "GE1", 10), (ROGUE, "GE2", 10), arp=[ArpEntry("10.0.0.1", ROGUE)])
    verdicts = {case.port: case.verdict for case in book.app.parts.store.admission.cases()}
    assert verdicts == {"GE1": Verdict.ARP_SPOOF, "GE2": Verdict.ARP_SPOOF}


def test_what_did_not_help_wants_the_next_rung(book: Book) -> None:
    for _ in range(2):
        book.round(*HOME, (ROGUE, "GE7", 10))
    store = book.app.parts.store.admission
    [case] = store.cases()
    store.move(replace(case, state=S.APPROVAL), (S.OPEN,))
    store.move(replace(case, state=S.DETAINED, moved_at=book.clock.now()), (S.APPROVAL,))
    book.round(*HOME, (ROGUE, "GE7", 666))
    assert store.case(case.id).misses == 0
    for _ in range(2):
        book.round(*HOME, (ROGUE, "GE7", 10))
    assert (store.case(case.id).state, store.case(case.id).reason) == (S.OPEN, ESCAPED)


def test_access_points_and_uplinks_are_no_cases(book: Book) -> None:
    for _ in range(3):
        book.round(*HOME, ("506f77dc0300", "GE21", 99), (ROGUE, "GE21", 31), (ROGUE[:-1] + "4", "GE24", 10))
    assert book.states() == []


def test_admitting_it_lets_its_case_go(book: Book) -> None:
    for _ in range(2):
        book.round(*HOME, (ROGUE, "GE7", 10))
    book.app.admission.admit("h1", "3C-97-0E-11-22-33", LI, owner="新来的")
    [case] = book.app.parts.store.admission.cases()
    assert (case.releasing, case.by) == (True, "li")
    [row] = [row for row in book.app.admission.pcs("h1") if row.mac == ROGUE]
    assert (row.owner, row.listed) == ("新来的", True)
    book.round(*HOME, (ROGUE, "GE7", 10))
    assert book.app.admission.pcs("h1", "bad") == []
    book.app.admission.refuse("h1", OWN, LI)
    book.round(*HOME)
    assert [row.mac for row in book.app.admission.pcs("h1", "bad")] == [OWN]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"mac": "3e970e112233"}, "NMS-ADM-006"),
        ({"mac": "no"}, "NMS-ADM-001"),
        ({"vlan": 666}, "NMS-ADM-002"),
        ({"vlan": 0}, "NMS-ADM-002"),
        ({"expires_at": START - timedelta(days=1)}, "NMS-ADM-007"),
        ({"owner": "a\x1b[31mb"}, "NMS-ADM-012"),
    ],
)
def test_what_cannot_be_admitted_is_refused(book: Book, more: dict[str, object], code: str) -> None:
    wanted: dict[str, object] = {"hall": "h1", "mac": ROGUE, "actor": LI, **more}
    with pytest.raises(InvalidError, match=code):
        book.app.admission.admit(**wanted)  # type: ignore[arg-type]  # one value is wrong on purpose


def test_a_port_that_is_the_networks_own_is_never_detained(book: Book) -> None:
    for _ in range(2):
        book.round(*HOME, (ROGUE, "GE7", 99))  # in the management VLAN, and no AP that a controller knows
    [case] = book.app.parts.store.admission.cases()
    assert case.kind is PortKind.UNSURE
    for rung in ("quarantine", "blackhole", "shutdown"):
        with pytest.raises(ConflictError, match="NMS-ADM-004"):
            book.app.admission.detain(case.id, rung, LI)


def test_the_policy_of_the_form_that_stands_counts_until_somebody_sets_another(book: Book) -> None:
    bundles, room = book.app.parts.store.hall_bundles, book.app.admission
    form = HallForm("h1", (), policy=AdmissionPolicy(automatic=True, furthest="blackhole"))
    bundle = bundles.put(HallBundle("h1", form, BundleState.PROVISIONING, START, START, "li"), "li", {})
    assert not room.policy("h1").policy.automatic
    bundles.put(replace(bundle, state=BundleState.STANDING), "li", {})
    assert room.policy("h1") == HallPolicy("h1", form.policy, "li")
    room.set_policy("h1", AdmissionPolicy(furthest="alert"), LI)
    assert room.policy("h1").policy == AdmissionPolicy(furthest="alert")


def test_a_hall_is_judged_by_the_vlans_and_pcs_of_the_form_that_stands(book: Book) -> None:
    vlans = {"oa": 110, "voice": 120, "wlan-public": 130, "wlan-staff": 131, "management": 199}
    form = HallForm("h1", (), vlans=vlans, pcs=(AdmittedPc(OWN, "1号台席", "GE1", 110),))
    sits = ((OWN, "GE1", 110), (SECOND, "GE2", 120), (ROGUE, "GE7", 130))
    bundle = HallBundle("h1", form, BundleState.PROVISIONING, START, START, "li")

    def verdicts() -> list[Verdict | None]:
        book.round(*sits)
        return [{row.mac: row.verdict for row in book.app.admission.pcs("h1")}[mac] for mac in (OWN, SECOND, ROGUE)]

    bundles, usual = book.app.parts.store.hall_bundles, [Verdict.WRONG_VLAN, Verdict.WRONG_VLAN, Verdict.ROGUE]
    bundle = bundles.put(bundle, "li", {})
    assert verdicts() == usual  # it is on its way: nothing of it stands
    bundle = bundles.put(replace(bundle, state=BundleState.STANDING), "li", {})
    assert verdicts() == [Verdict.OK, None, Verdict.GUEST]  # the second is in the voice VLAN: no PC
    asked = replace(bundle, state=BundleState.CHANGING, form=HallForm("h1", ()), previous=form)
    bundle = bundles.put(asked, "li", {})
    assert verdicts() == [Verdict.OK, None, Verdict.GUEST]  # another form is asked for, this one still stands
    bundles.put(replace(bundle, state=BundleState.CLOSED, previous=None), "li", {})
    assert verdicts() == usual


def test_a_case_has_the_ticket_of_its_alarm_which_is_restored_when_the_case_ends(book: Book, tmp_path: Path) -> None:
    (tmp_path / "templates").symlink_to(CHECKOUT / "templates")
    at_once: Any = AtOnce()
    desk, room = DeskClock(book.app.parts, book.app.tickets, at_once), book.app.admission
    rounds = (
        [(*HOME, (ROGUE, "GE7", 10))] * 3 + [HOME] * 3 + [(*HOME, (ROGUE, "GE7", 10), (ROGUE[::-1], "GE8", 10))] * 3
    )
    seen = []
    for one in rounds:
        book.round(*one)
        asyncio.run(desk.look())
        seen.append([row.ticket for row in room.cases("h1")])
    first, second = (f"T-20260914-000{number}" for number in (1, 2))
    assert seen[1:4] == [[""], [first], [first]]  # it must have lasted, as any alarm that opens a ticket
    tickets = {one.number: one for one in book.app.tickets.find(TicketFilter()).items}
    assert (tickets[first].state, tickets[first].hall, tickets[first].device) == (TicketState.RESTORED, "h1", "sw")
    assert {(row.case.state, row.case.port): row.ticket for row in room.cases("h1")} == {
        (S.CLOSED, "GE7"): first, (S.OPEN, "GE7"): second, (S.OPEN, "GE8"): "T-20260914-0003",
    }  # fmt: skip
    assert [room.case(row.case.id).ticket for row in room.cases("h1", "closed")] == [first]


def test_who_port_security_keeps_out_is_a_case_to_be_told_and_no_more(book: Book) -> None:
    room, [switch] = book.app.admission, [book.app.parts.inventory.devices["sw"]]
    at_once: Any = AtOnce()
    nothing: Any = None
    watch = AdmissionWatch(book.app.parts, book.app.changes, at_once, nothing)

    def minute(*fdb: tuple[str, str, int], macs: Iterable[tuple[str, str]] = ()) -> CaseRow | None:
        book.clock.advance(60)
        now = book.clock.now()
        for port, mac in macs:
            said = Said("sw", now, now, "trap")
            report = raised(said, port, "port-security", Severity.MAJOR, {"mac": mac})
            assert watch.heard(switch, Understood((report,), ("fdb",))) == POLL
        harvest = Harvest(rows=tuple(FdbEntry(*one) for one in fdb), covers=(FdbEntry,))
        book.app.parts.store.devices.answered("sw", now, [harvest])
        asyncio.run(watch.visited(Visited(switch, now, [("fdb", harvest)], frozenset({"fdb"}), None, 0.1)))
        return next(iter(room.cases("h1", "open-ended")), None)

    told = [("GE7", "3C:97:0E:11:22:33"), ("GE1", OWN), ("GE24", ROGUE[:-1] + "4"), ("GE8", "?"), ("device", ROGUE)]
    row = minute(*HOME, macs=told)
    assert row is not None
    assert len(room.cases()) == 1  # not who is admitted, not the uplink, not who has no name
    assert (row.case.port, row.case.macs, row.case.verdict, row.case.vlan) == ("GE7", (ROGUE,), Verdict.ROGUE, 0)
    assert (row.proposal.rung, row.proposal.why, row.choices) == (Rung.ALERT, "admission.why.kept-out", ())
    assert [one.code for one in row.case.evidence] == [KEPT_OUT]
    with pytest.raises(ConflictError, match="NMS-ADM-004"):
        room.detain(row.case.id, "shutdown", LI)
    assert [one.mac for one in room.pcs("h1", "bad")] == []  # nobody saw it behind a port
    row = minute(*HOME, (ROGUE, "GE7", 10), macs=told[:1])
    assert row is not None
    assert (row.proposal.rung, row.proposal.why) == (Rung.QUARANTINE, "admission.why.by-hand")  # now it is there
    for _ in range(3):
        row = minute(*HOME)
    assert (row, book.states()) == (None, [S.CLOSED])
