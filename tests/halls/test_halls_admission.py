"""Who may sit in a hall: verdicts, when they count, and a ladder that never touches the network's ports."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nms.core.admission import LADDER, Case, CaseAction, PcLogin, PortKind, Rung, Verdict
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, Plan, Step
from nms.core.errors import DeniedError, InvalidError
from nms.core.hall import AdmissionPolicy
from nms.core.observed import ArpEntry, FdbEntry, Neighbour
from nms.halls.admission.approval import check_detention, check_release
from nms.halls.admission.debounce import HINT_FOR, Hints, confirmed
from nms.halls.admission.ladder import BY_ITSELF, TEMPLATES, propose, steps
from nms.halls.admission.macs import normal, randomised, spelled
from nms.halls.admission.ports import Kinds, Surroundings, kinds
from nms.halls.admission.verdict import Judged, Limits, Rule, Rules, Tables, judge

AT = datetime(2026, 9, 14, 3, tzinfo=UTC)
OWN, OTHER, STRANGER = "00e04c680301", "00e04c680401", "3c970e112233"
AP, PHONE, UP = "506f77dc0300", "001e10aabbcc", "000e5e010200"
RULES = Rules(
    {
        OWN: (Rule("h1", OWN, "GE1", 10, "1号台席"),),
        OTHER: (Rule("h2", OTHER, "GE1", 10, "经理"),),
        "00e04c680302": (Rule("h1", "00e04c680302", "", 10, "流动"),),
    }
)
ALWAYS = AdmissionPolicy(automatic=True, furthest="shutdown")


def judged(*fdb: FdbEntry, arp: Iterable[ArpEntry] = (), rules: Rules = RULES, **more: Any) -> dict[str, Judged]:
    tables = Tables("h1", "sw", fdb, list(arp), **more)
    return {one.mac: one for one in judge(tables, rules, Limits())}


def seen(mac: str, port: str = "GE1", vlan: int = 10, status: str = "learned") -> FdbEntry:
    return FdbEntry(mac, port, vlan, status)


# ---------------------------------------------------------------- verdicts


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        (seen(OWN), Verdict.OK),
        (seen(OWN, vlan=0), Verdict.OK),
        (seen("00e04c680302", "GE7"), Verdict.OK),
        (seen(OWN, "GE2"), Verdict.WRONG_PORT),
        (seen(OWN, vlan=31), Verdict.WRONG_VLAN),
        (seen(OTHER), Verdict.WRONG_HALL),
        (seen(STRANGER), Verdict.ROGUE),
        (seen("3e970e112233"), Verdict.RANDOMISED),
        (seen("14cc20112233"), Verdict.NETWORK_BOX),
        (seen(STRANGER, vlan=30), Verdict.GUEST),
        (seen(STRANGER, vlan=666), Verdict.QUARANTINED),
    ],
)
def test_each_verdict_follows_from_one_entry(entry: FdbEntry, verdict: Verdict) -> None:
    assert judged(entry)[entry.mac].verdict is verdict


def test_what_the_switch_itself_put_there_and_phones_are_not_judged() -> None:
    assert judged(seen(STRANGER, status="self"), seen(PHONE, vlan=20)) == {}


def test_two_pcs_at_one_port_are_a_hub_and_a_phone_is_none() -> None:
    hub = judged(seen(OWN), seen(STRANGER))
    assert {one.verdict for one in hub.values()} == {Verdict.HUB_OR_NAT}
    assert hub[STRANGER].evidence[0].values == {"port": "GE1", "count": "2"}
    assert judged(seen(OWN), seen(PHONE, vlan=20))[OWN].verdict is Verdict.OK


def test_one_address_with_two_macs_is_spoofing_for_both() -> None:
    arp = [ArpEntry("10.100.3.10", OWN), ArpEntry("10.100.3.10", STRANGER)]
    found = judged(seen(OWN), seen(STRANGER, "GE2"), arp=arp)
    assert {mac: one.verdict for mac, one in found.items()} == dict.fromkeys((OWN, STRANGER), Verdict.ARP_SPOOF)
    assert judged(seen(OWN), arp=arp[:1])[OWN].ip == "10.100.3.10"


def test_a_login_admits_where_it_was_made_and_nowhere_else() -> None:
    login = PcLogin(STRANGER, "zhang", "sw", "GE1", AT)
    assert judged(seen(STRANGER), logins={STRANGER: login})[STRANGER].user == "zhang"
    for other in (replace(login, port="GE2"), replace(login, ended_at=AT), replace(login, accepted=False)):
        assert judged(seen(STRANGER), logins={STRANGER: other})[STRANGER].verdict is Verdict.ROGUE


def test_who_was_refused_or_is_over_time_is_a_stranger_with_the_reason() -> None:
    refused = judged(seen(OWN), rules=replace(RULES, by_mac={}, refused=frozenset({OWN})))[OWN]
    assert [one.code for one in refused.evidence] == ["admission.evidence.rogue", "admission.evidence.refused"]
    over = judged(seen(OWN), rules=Rules(expired={OWN: AT}))[OWN]
    assert over.evidence[-1].values["at"] == "2026-09-14 03:00 UTC"


def test_macs_are_read_in_every_spelling_and_group_addresses_are_refused() -> None:
    assert {normal(text) for text in ("3C-97-0E-11-22-33", "3c97.0e11.2233", "3c970e112233")} == {STRANGER}
    assert spelled(STRANGER) == "3c:97:0e:11:22:33"
    assert [randomised(mac) for mac in ("3e970e112233", STRANGER)] == [True, False]
    for bad in ("3c970e1122", "ff:ff:ff:ff:ff:ff", "01005e000001", "000000000000", "3c970e11223g"):
        with pytest.raises(InvalidError, match="NMS-ADM-001"):
            normal(bad)


# ---------------------------------------------------------------- ports


def test_a_port_is_what_most_forbids() -> None:
    around = Surroundings(
        linked=frozenset({"GE24", "GE20"}), access_points=frozenset({"GE20"}), network_macs=frozenset({UP}),
        network_names=frozenset({"yc-agg1"}), ap_macs=frozenset({AP}),
    )  # fmt: skip
    fdb = [seen(AP, "GE21", 99), seen(PHONE, "GE3", 20), seen(UP, "GE23"), seen(STRANGER, "GE22", 99), seen(OWN)]
    said = [Neighbour("GE5", "aa", "1", sys_name="YC-AGG1"), Neighbour("GE6", "bb", "1", sys_name="laptop")]
    found = kinds(around, fdb, said)
    wanted = {
        "GE24": PortKind.UPLINK, "GE20": PortKind.AP, "GE21": PortKind.AP, "GE3": PortKind.VOICE,
        "GE23": PortKind.UPLINK, "GE22": PortKind.UNSURE, "GE5": PortKind.UPLINK, "GE6": PortKind.UNSURE,
        "GE1": PortKind.EDGE, "GE9": PortKind.EDGE, "": PortKind.UNSURE,
    }  # fmt: skip
    assert {port: found(port) for port in wanted} == wanted


def test_before_a_controller_was_read_the_management_vlan_is_left_alone() -> None:
    fdb = [seen(AP, "GE21", 99)]
    assert kinds(Surroundings(aps_known=False), fdb, ())("GE21") is PortKind.AP
    assert judged(*fdb, kinds=kinds(Surroundings(aps_known=False), fdb, ())) == {}


# ---------------------------------------------------------------- debounce


def test_a_trap_and_one_poll_or_two_polls_confirm() -> None:
    assert [confirmed(polls, hinted=hinted) for hinted in (True, False) for polls in (0, 1, 2)] == [
        False, True, True, False, False, True,
    ]  # fmt: skip


def test_a_trap_speaks_of_its_port_and_for_a_while() -> None:
    hints = Hints().heard("sw", ["GE1"], AT).heard("sw2", [], AT)
    assert hints.speak_of("sw", "GE1", AT + timedelta(seconds=5))
    assert not hints.speak_of("sw", "GE2", AT)
    assert hints.speak_of("sw2", "GE2", AT)
    assert not hints.speak_of("sw", "GE1", AT - timedelta(seconds=1))  # read before the trap came
    assert not hints.speak_of("sw", "GE1", AT + HINT_FOR + timedelta(seconds=1))
    assert hints.heard("sw3", ["GE1"], AT + timedelta(hours=1)).at.keys() == {("sw3", "GE1")}


# ---------------------------------------------------------------- the ladder


def case(**more: Any) -> Case:
    plain = Case(1, "h1", "sw", "GE1", 10, (STRANGER,), Verdict.ROGUE, AT, AT)
    return replace(plain, **more)


def taken(*rungs: Rung, ended: str = "", automatic: bool = True) -> list[CaseAction]:
    return [
        CaseAction(number, 1, rung, number, "x", AT, automatic=automatic, ended=ended)
        for number, rung in enumerate(rungs, 1)
    ]


def test_the_ladder_is_climbed_rung_by_rung_as_far_as_the_policy_goes() -> None:
    policy = AdmissionPolicy(automatic=True, furthest="blackhole")
    climbed = [propose(case(), taken(*LADDER[1:upto]), policy, 0) for upto in range(1, 5)]
    assert [(one.rung, one.automatic, one.why) for one in climbed] == [
        (Rung.QUARANTINE, True, ""),
        (Rung.BLACKHOLE, True, ""),
        (Rung.SHUTDOWN, False, "admission.why.too-far"),
        (Rung.ALERT, False, "admission.why.exhausted"),
    ]


@pytest.mark.parametrize(
    ("here", "actions", "policy", "recent", "why"),
    [
        (case(), [], AdmissionPolicy(), 0, "by-hand"),
        (case(verdict=Verdict.WRONG_PORT), [], ALWAYS, 0, "verdict"),
        (case(), [], ALWAYS, 3, "rate"),
        (case(), [], replace(ALWAYS, most_per_hour=1), 1, "rate"),
        (case(), taken(Rung.QUARANTINE, ended="failed"), ALWAYS, 0, "failed"),
        (case(shared=True), taken(Rung.BLACKHOLE), ALWAYS, 0, "shared"),
        *[(case(kind=kind), [], ALWAYS, 0, str(kind)) for kind in PortKind if kind is not PortKind.EDGE],
    ],
)
def test_why_a_policy_does_not_act(
    here: Case, actions: list[CaseAction], policy: AdmissionPolicy, recent: int, why: str
) -> None:
    found = propose(here, actions, policy, recent)
    assert (found.automatic, found.why) == (False, f"admission.why.{why}")


def test_beside_an_admitted_pc_the_mac_is_meant_and_not_the_port() -> None:
    assert propose(case(shared=True), [], AdmissionPolicy(True, "blackhole"), 0).rung is Rung.BLACKHOLE
    [step] = steps(case(), Rung.BLACKHOLE, [STRANGER])
    assert step["values"] == {"macs": ["3c:97:0e:11:22:33"], "vlan": 10}
    assert steps(case(), Rung.BLACKHOLE, []) == () == steps(case(vlan=0), Rung.BLACKHOLE, [STRANGER])


# ---------------------------------------------------------------- approval by policy


def planned(rung: Rung, **more: Any) -> tuple[Change, CaseAction]:
    wanted = list(steps(case(), rung, [STRANGER]))
    touched = "mac-address blackhole 3c97-0e11-2233 vlan 10" if rung is Rung.BLACKHOLE else "GE1"
    plan = Plan((Step("sw", "huawei_vrp", TEMPLATES[rung], ("x",), ("y",), objects=(touched,)),))
    change = Change(
        9, "service", "t", Actor("admission"), AT, ChangeState.PLANNED, {"steps": wanted}, "NAC-1", plan
    )  # fmt: skip
    return replace(change, **more), CaseAction(1, 1, rung, 9, "admission", AT, automatic=True)


@pytest.mark.parametrize("rung", list(TEMPLATES))
def test_a_policy_approves_the_rungs(rung: Rung) -> None:
    check_detention(planned(rung)[0], case(), planned(rung)[1])


def test_a_policy_approves_nothing_else() -> None:
    change, action = planned(Rung.QUARANTINE)
    [step], [wanted] = change.plan.steps, change.body["steps"]
    spoilt = [
        replace(change, kind="restore"),
        replace(change, id=8),
        replace(change, body={"steps": []}),
        replace(change, body={"steps": [{**wanted, "template": "l3vpn"}]}),
        replace(change, body={"steps": [{**wanted, "device": "pe-1"}]}),
        replace(change, body={"steps": [{**wanted, "values": {"port": "GE24"}}]}),
        replace(change, plan=Plan((replace(step, device="pe-1"),))),
        replace(change, plan=Plan((replace(step, objects=("GE1", "GE24")),))),
    ]
    for one in spoilt:
        with pytest.raises(DeniedError, match="NMS-ADM-010"):
            check_detention(one, case(), action)
    with pytest.raises(DeniedError):
        check_detention(change, case(), replace(action, automatic=False))


def test_a_release_takes_back_an_action_of_its_case_alone() -> None:
    original, action = planned(Rung.QUARANTINE)
    undo = replace(original, id=10, kind="undo", undoes=9, body={})
    check_release(undo, original, case(), replace(action, undo=10))
    for other in (replace(undo, undoes=7), replace(undo, kind="service"), replace(undo, id=11)):
        with pytest.raises(DeniedError):
            check_release(other, original, case(), replace(action, undo=10))


# ---------------------------------------------------------------- the property


STATES = 1000
PORTS = [f"GigabitEthernet0/0/{number}" for number in range(1, 13)]


class Hall:
    """A hall drawn by dice: what really hangs on each port, and all the tables that show it."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.truth = {port: dice.choice(("pc", "pc", "empty", "uplink", "ap", "voice")) for port in PORTS}
        self.fdb: list[FdbEntry] = []
        self.said: list[Neighbour] = []
        self.arp: list[ArpEntry] = []
        self.linked: set[str] = set()
        self.ap_macs: set[str] = set()
        self.own_macs: set[str] = set()
        self.rules: dict[str, tuple[Rule, ...]] = {}
        for port, what in self.truth.items():
            getattr(self, f"_{what}")(port)
            for _ in range(dice.choice((0, 0, 1, 2))):  # strangers anywhere, also behind what is the network's
                self._learn(self._mac(), port, dice.choice((0, 10, 10, 30, 31, 666)))
        dice.shuffle(self.fdb)

    def _mac(self) -> str:
        first = self.dice.choice((0x00, 0x3C, 0x14, 0x3E))
        return f"{first:02x}{self.dice.getrandbits(40):010x}"

    def _learn(self, mac: str, port: str, vlan: int) -> None:
        self.fdb.append(FdbEntry(mac, port, vlan))
        if self.dice.random() < 0.5:
            self.arp.append(ArpEntry(f"10.100.0.{self.dice.randrange(1, 60)}", mac))

    def _pc(self, port: str) -> None:
        mac = self._mac()
        self._learn(mac, port, 10)
        if self.dice.random() < 0.7:
            hall = self.dice.choice(("h1", "h1", "h2"))
            self.rules[mac] = (Rule(hall, mac, self.dice.choice((port, "", PORTS[0]))),)
        if self.dice.random() < 0.1:
            self.said.append(Neighbour(port, self._mac(), "1", sys_name="laptop"))

    def _empty(self, _port: str) -> None:
        pass

    def _uplink(self, port: str) -> None:
        """Known by a link, by LLDP, or by the far end's own address."""
        way, mac = self.dice.choice(("link", "lldp", "name", "mac")), self._mac()
        if way == "link":
            self.linked.add(port)
        elif way == "name":
            self.said.append(Neighbour(port, "", "1", sys_name="YC-AGG1"))
        else:
            self.own_macs.add(mac)
            self.said += [Neighbour(port, mac, "1")] if way == "lldp" else []
            self._learn(mac, port, 99) if way == "mac" else None

    def _ap(self, port: str) -> None:
        mac = self._mac()
        if self.dice.random() < 0.8:
            self.ap_macs.add(mac)
        self._learn(mac, port, 99)  # one that the controller does not know yet sits in the management VLAN all the same
        for vlan in (30, 31):
            self._learn(self._mac(), port, vlan)

    def _voice(self, port: str) -> None:
        self._learn(self._mac(), port, 20)

    def surroundings(self) -> Surroundings:
        return Surroundings(
            linked=frozenset(self.linked), network_macs=frozenset(self.own_macs),
            network_names=frozenset({"yc-agg1"}), ap_macs=frozenset(self.ap_macs),
        )  # fmt: skip


def targets(hall: Hall) -> tuple[set[str], set[str]]:
    """Every port that any rung for any finding would touch, and the ports of MACs that would be dropped."""
    found = kinds(hall.surroundings(), hall.fdb, hall.said)
    tables = Tables("h1", "sw", hall.fdb, hall.arp, found)
    where = {entry.mac: entry.port for entry in hall.fdb}
    ports: set[str] = set()
    dropped: set[str] = set()
    for one in judge(tables, Rules(hall.rules), Limits(max_macs=2)):
        for rung in LADDER:
            here = case(port=one.port, vlan=one.vlan, macs=(one.mac,), verdict=one.verdict, kind=one.kind)
            below = taken(*LADDER[1 : LADDER.index(rung)])
            proposal = propose(here, below, ALWAYS, 0)
            assert proposal.rung is Rung.ALERT or one.kind is PortKind.EDGE
            for step in (*steps(here, rung, [one.mac]), *steps(here, proposal.rung, [one.mac])):
                ports |= {step["values"]["port"]} if "port" in step["values"] else set()
                dropped |= {where[normal(mac)] for mac in step["values"].get("macs", ())}
    return ports, dropped


def test_no_action_ever_targets_an_uplink_an_ap_or_a_voice_port(change_seed: int, shown: Callable[[str], None]) -> None:
    dice = random.Random(change_seed)
    touched = 0
    for _ in range(STATES):
        hall = Hall(dice)
        ports, dropped = targets(hall)
        ours = {port for port, what in hall.truth.items() if what in ("uplink", "ap", "voice")}
        assert not (ports | dropped) & ours
        touched += len(ports)
    assert touched > STATES  # the dice do draw halls in which something is done
    shown(f"{STATES} random FDB/ARP/LLDP states: {touched} edge ports acted upon, no other (seed {change_seed})")


def test_only_strangers_are_acted_upon_by_themselves() -> None:
    assert {one for one in Verdict if one in BY_ITSELF} == {
        Verdict.ROGUE, Verdict.RANDOMISED, Verdict.NETWORK_BOX, Verdict.HUB_OR_NAT, Verdict.ARP_SPOOF,
    }  # fmt: skip
    assert Kinds()("GE1") is PortKind.EDGE
