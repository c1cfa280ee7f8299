"""Wired 802.1X on real software: who logs in is known by name, who is turned away and stays becomes a case."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from daemons import COMMUNITY
from dot1xcity import HALL, PEOPLE, SECRET, SWITCH, USER, HallCity
from needs import demand
from netsnmp import bulkwalk
from serving import free_udp_port
from waiting import until

from nms.app.app import App
from nms.core.admission import CaseState, HostSeen, PcLogin, Verdict
from nms.core.alarm import Actor
from nms.engine.engine import Engine
from nms.site.loading import load_site

pytestmark = [pytest.mark.lab, pytest.mark.timeout(120)]

SECRETS = {"NMS__SNMP__CREDENTIALS__PLAIN__COMMUNITY": COMMUNITY, "NMS__ADMISSION__RADIUS__SECRET": SECRET}
MACS = {name: mac.replace(":", "") for name, (_, mac) in PEOPLE.items()}
RARELY = 3_600


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallCity]:
    demand()
    city = HallCity(tmp_path_factory.mktemp("hall"), free_udp_port())
    try:
        yield city
    finally:
        city.stop()


def write_site(folder: Path, hall: HallCity) -> Path:
    """The hall with its switch and nobody on its list; JSON is YAML too."""
    data = {"site": HALL, "role": "hall-switch", "snmp": {"credential": "plain"}}
    files = {
        "config.yaml": {
            "site": {"name": "lab", "title": "Lab", "timezone": "UTC", "language": "en"},
            "snmp": {"port": 161, "timeout_s": 2, "credentials": {"plain": {"version": "2c"}}},
            "cadences": dict.fromkeys(("status", "fdb", "counters", "environment", "inventory"), RARELY),
            "traps": {"listen": hall.nms, "port": 0},
            "admission": {"radius": {"listen": hall.nms, "port": hall.accounting}},
        },
        "inventory/hosts.yaml": {SWITCH: {"hostname": hall.address, "platform": "generic", "data": data}},
        "inventory/sites.yaml": {HALL: {"kind": "hall", "title": "Hall of the lab", "lon": 120.58, "lat": 30.01}},
        "inventory/halls.yaml": {HALL: {"site": HALL, "title": "Hall of the lab", "devices": [SWITCH], "pcs": []}},
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1))
    (folder / "templates").mkdir()
    return folder


def read_again(app: App) -> None:
    """Have the switch's tables read now: its own turn comes only long after the test."""
    request = app.poll_now(SWITCH, Actor("li", "test"))
    until(lambda: app.request(request).state != "waiting", "the switch was read")
    assert app.request(request).state == "done"


@pytest.fixture(scope="module")
def app(hall: HallCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A running engine, and what it remembers."""
    folder = tmp_path_factory.mktemp("product")
    site = load_site(write_site(folder / "site", hall), {**SECRETS, "NMS_VAR": str(folder / "var")})
    opened = App.open(site)
    engine = Engine(opened)
    engine.start()
    try:
        read_again(opened)  # whatever is due after a start has been read then, and nobody is there yet
        assert opened.parts.store.admission.seen(HALL) == []
        yield opened
    finally:
        engine.stop()
        opened.close()


def login(app: App, name: str) -> PcLogin | None:
    return next((one for one in app.parts.store.admission.logins() if one.mac == MACS[name]), None)


def ended(app: App, name: str) -> bool:
    one = login(app, name)
    return one is not None and one.ended_at is not None


def seen(app: App, name: str) -> HostSeen | None:
    return next(iter(app.parts.store.admission.seen(HALL, MACS[name])), None)


@pytest.fixture(scope="module")
def entered(hall: HallCity, app: App) -> None:
    """Both PCs have asked to be let in, and both have their answer."""
    for name in PEOPLE:
        hall.plug_in(name)
    until(lambda: hall.asked("clerk").get("suppPortStatus") == "Authorized", "the clerk was let in")
    until(lambda: hall.refusals("stranger"), "the stranger was turned away")


@pytest.mark.usefixtures("entered")
def test_who_logs_in_is_known_by_name_and_who_is_turned_away_becomes_a_case(app: App) -> None:
    entered = until(lambda: login(app, "clerk"), "the switch has told of the clerk's session")
    assert entered is not None
    assert (entered.user, entered.device, entered.port) == (USER, SWITCH, PEOPLE["clerk"][0])
    assert login(app, "stranger") is None

    for _ in range(2):  # no trap came: the second reading confirms
        assert app.parts.store.admission.cases(HALL) == []
        read_again(app)
    (case,) = app.parts.store.admission.cases(HALL)
    assert (case.device, case.port, case.macs) == (SWITCH, PEOPLE["stranger"][0], (MACS["stranger"],))
    assert (case.verdict, case.state) == (Verdict.ROGUE, CaseState.OPEN)
    clerk = seen(app, "clerk")
    assert clerk is not None
    assert (clerk.verdict, clerk.user, clerk.port) == (Verdict.OK, USER, PEOPLE["clerk"][0])


@pytest.mark.usefixtures("entered")
def test_the_table_of_the_switch_says_the_same_as_its_accounting(hall: HallCity) -> None:
    table = bulkwalk(hall.address, "1.0.8802.1.1.1.1.2")
    status = {index: value for (*column, index), value in table.items() if column == [1, 1, 5]}
    users = {index: value for (*column, index), value in table.items() if column == [4, 1, 9]}
    assert sorted(status.values()) == ["1", "2"]
    assert {users[index] for index, value in status.items() if value == "1"} == {USER}


@pytest.mark.usefixtures("entered")
def test_a_session_ends_when_the_clerk_logs_off(hall: HallCity, app: App) -> None:
    hall.told("clerk", "logoff")
    until(lambda: ended(app, "clerk"), "the session of the clerk is over")
    assert login(app, "clerk") is not None  # who it was is still known
