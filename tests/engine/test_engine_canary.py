"""Secrets planted wherever a secret can be, then everything that the system shows or keeps is searched for them."""

import json
import logging
import re
import sqlite3
import traceback
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from dulwich.refs import Ref
from dulwich.repo import Repo
from flask import Flask
from flask.testing import FlaskClient
from pushing import ENGINEER, Provisioner, pushing
from waiting import until

from nms.app.app import App
from nms.app.logins import StoredLogins
from nms.app.play_views import Wish
from nms.city.console.standalone import ConsoleYard
from nms.core.account import Role
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.dialect import meaning
from nms.core.errors import CliError
from nms.core.playbook import ENDED, RunState
from nms.drivers.dialects import DIALECTS
from nms.drivers.fleet import NornirFleet
from web.access import SESSION
from web.server import create_app

pytestmark = pytest.mark.timeout(300)

MARK = "Kanari"
"""Every secret of this test begins so; nothing else does."""
ADMIN = Actor("admin", "test")
SECRETS = {
    name: f"{MARK}{number}x7Qz"
    for number, name in enumerate(
        ("login", "enable", "wrong", "auth", "priv", "community", "sealed", "person", "typed", "fresh"), 10
    )
}
PLATFORMS = {
    "r1": "huawei_vrpv8",
    "r2": "huawei_vrpv8",
    "v5": "huawei",
    "com": "hp_comware",
    "ios": "cisco_ios",
    "olt": "huawei_smartax",
    "conv": "raisecom_roap",
}
VRP = (
    "aaa", "local-user eve password irreversible-cipher {0}a", "quit",
    "snmp-agent community read cipher {0}b",
    "snmp-agent usm-user v3 ops authentication-mode sha2-256 cipher {0}c",
    "snmp-agent usm-user v3 ops privacy-mode aes128 cipher {0}d",
)  # fmt: skip
BGP = ("bgp 65000", "peer 10.9.9.9 as-number 65001", "peer 10.9.9.9 password cipher {0}e", "quit")
LINES: Mapping[str, tuple[str, ...]] = {
    "huawei_vrpv8": ("system-view", *VRP, *BGP, "commit"),
    "huawei": ("system-view", *VRP, *BGP),
    "hp_comware": ("system-view", "snmp-agent community read cipher {0}b"),
    "cisco_ios": (
        "enable", "configure terminal", "enable secret 5 {0}a", "username eve privilege 15 secret 5 {0}b",
        "snmp-server community {0}c RO",
    ),
    "huawei_smartax": (
        "enable", "config", "snmp-agent community read {0}a", "terminal user name eve password cipher {0}b",
    ),
    "raisecom_roap": ("enable", "config", "snmp-server community {0}a ro", "user name eve password 7 {0}b"),
}  # fmt: skip
"""Platform → what is typed; each braced word becomes a secret of its own."""
PUSHED = ("r1", "ios")
"""Saving, after what was kept, moves the time in their comments."""
DEVICES: tuple[str | int, ...] = (*PLATFORMS, "liar")
NUMBERS: tuple[str | int, ...] = tuple(range(1, 9))
LEAST = {"huawei_vrpv8": 5, "huawei": 5, "hp_comware": 1, "cisco_ios": 3, "huawei_smartax": 2, "raisecom_roap": 2}
"""How many of them the configuration then shows."""
PLAY = """
- name: Look closely
  hosts: all
  tasks:
    - {name: read, show: {command: "%s"}, register: seen}
    - {name: tell, notify: {message: "read {{ seen.text[:400] }}"}}
    - {name: judge, assert: {that: ["'nothing of this' in seen.text"], say: "{{ seen.text }}"}}
"""


def typed(device: str, generation: str = "first") -> str:
    """The secret that is typed into a device."""
    return f"{MARK}{generation}{device}"


@pytest.fixture
def yard() -> Iterator[ConsoleYard]:
    consoles = ConsoleYard(list(PLATFORMS.items()))
    consoles.password = SECRETS["login"]
    with consoles:
        for name, platform in PLATFORMS.items():
            plant(consoles, name, LINES[platform])
            assert len(set(re.findall(f"{MARK}first{name}[a-e]", consoles[name].running()))) == LEAST[platform], name
        yield consoles


def plant(yard: ConsoleYard, name: str, lines: tuple[str, ...], generation: str = "first") -> None:
    yard[name].type(*(line.format(typed(name, generation)) for line in lines), answer=SECRETS["login"])


@pytest.fixture
def desk(
    yard: ConsoleYard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Provisioner]:
    caplog.set_level(logging.DEBUG)
    for name, value in {
        "CORE__VERSION": "3", "CORE__USER": "ops", "CORE__AUTH": "sha256", "CORE__AUTH_KEY": SECRETS["auth"],
        "CORE__PRIV": "aes128", "CORE__PRIV_KEY": SECRETS["priv"], "OLD__VERSION": "2c",
        "OLD__COMMUNITY": SECRETS["community"],
    }.items():  # fmt: skip
        monkeypatch.setenv(f"NMS__SNMP__CREDENTIALS__{name}", value)
    monkeypatch.setenv("NMS__CLI__CREDENTIALS__DEMO__ENABLE", SECRETS["login"])
    monkeypatch.setenv("NMS__CLI__CREDENTIALS__BAD__ENABLE", SECRETS["enable"])
    monkeypatch.setenv("NMS__POLL__BUDGET_S", "2")
    hosts = {name: host(yard, name, "demo", "core" if name == "r1" else "") for name in PLATFORMS}
    hosts["r2"]["data"] |= {"managed": True, "snmp": {"credential": "old"}}
    hosts["liar"] = host(yard, "v5", "bad", "")
    logins = {"demo": (yard.username, yard.password), "bad": (yard.username, SECRETS["wrong"])}
    with pushing(tmp_path, hosts, logins, monkeypatch) as made:
        for name in (*PLATFORMS, "liar"):
            algorithm, key = yard["v5" if name == "liar" else name].host_key
            made.app.parts.store.hostkeys.accept(name, algorithm, key, "test", made.app.now())
        yield made


def host(yard: ConsoleYard, name: str, credential: str, snmp: str) -> dict[str, Any]:
    console = yard[name]
    cli = {"credential": credential, "port": console.port}
    data: dict[str, Any] = {"managed": bool(snmp), "role": "pe", "cli": cli}
    if snmp:
        data["snmp"] = {"credential": snmp}
    return {"hostname": console.address, "platform": console.platform, "data": data}


# ---------------------------------------------------------------- what people and devices do


def work(desk: Provisioner, yard: ConsoleYard) -> dict[str, str]:
    """A day with secrets; returns device → the configuration that was kept first, by its id."""
    app = desk.app
    app.secrets.put("cli.spare.password", SECRETS["sealed"], ADMIN)
    desk.asked(app.configs.backup([*PLATFORMS, "liar"], ENGINEER))
    first = {name: app.configs.history(name, 1)[0].id for name in PLATFORMS}
    for name, platform in PLATFORMS.items():
        plant(yard, name, LINES[platform], "second")
    desk.asked(app.configs.backup(list(PLATFORMS), ENGINEER))
    refused(desk, yard)
    cannot_restore(desk, first["r1"])
    plant(yard, "r1", ("system-view", *VRP[:3], *VRP[4:], *BGP, "commit"))
    plant(yard, "ios", LINES["cisco_ios"][:4])
    for name in PUSHED:
        restored(desk, yard, name, first[name])
    look_closely(desk)
    until(lambda: app.device("r1").view.state != "unknown", "the polls fail", 60)
    return first


def refused(desk: Provisioner, yard: ConsoleYard) -> None:
    """A push that the device refuses while it repeats what it was told, secrets of its own included."""
    said = f"Error: snmp-agent community read cipher {typed('r1', 'second')}b is in use"
    yard["r1"].fault("reject", on="description", text=said)
    ports = re.findall(r"^interface (GigabitEthernet\S+)$", yard["r1"].running(), re.MULTILINE)
    step = {"device": "r1", "template": "description", "values": {"port": ports[-1], "text": "spare"}}
    assert desk.pushed(desk.planned("PL-1", [step])).state is ChangeState.ROLLED_BACK
    yard["r1"].repair()


def cannot_restore(desk: Provisioner, kept: str) -> None:
    """A line with a secret that nobody knows how to change: the refusal quotes it, without."""
    number = desk.app.configs.restore("r1", kept, ENGINEER).id
    state, result = desk.asked(desk.app.changes.plan(number, ENGINEER))
    assert (state, "NMS-CHG-024" in result, "******" in result) == ("failed", True, True), result


def restored(desk: Provisioner, yard: ConsoleYard, name: str, kept: str) -> None:
    """The first configuration comes back, secrets and all; once the device refuses and repeats the bare secret."""
    secret = {"r1": typed(name) + "b", "ios": typed(name, "second") + "c"}[name]
    sign = {"r1": "Error:", "ios": "%"}[name]
    yard[name].fault("reject", on=secret, text=f"{sign} bad value {secret}")
    change = desk.replanned(desk.app.configs.restore(name, kept, ENGINEER).id)
    assert desk.pushed(change).state is ChangeState.ROLLED_BACK
    outcome = desk.app.changes.show(change.id).outcomes[name]
    assert f"{sign} bad value ******" in outcome.reply
    yard[name].repair()
    again = pushed_after(desk, change)
    assert again.state is ChangeState.COMMITTED, again.reason
    assert (secret in yard[name].running()) is (name == "r1")


def pushed_after(desk: Provisioner, change: Change) -> Change:
    return desk.pushed(desk.replanned(change.id))


def look_closely(desk: Provisioner) -> None:
    """A playbook that reads configurations, tells them to everybody and fails with them."""
    for limit, command in (("r1,v5,com", "display current-configuration"), ("ios,conv", "show running-config")):
        run = desk.app.plays.submit_text(PLAY % command, Wish({}, limit=limit), ENGINEER).id
        until(lambda run=run: desk.app.plays.show(run).run.state in ENDED, "the run ends", 60)  # type: ignore[misc]  # a default
        view = desk.app.plays.show(run)
        assert view.run.state is RunState.FAILED
        assert any("******" in one.body.get("text", "") for one in view.results if not one.task)


# ---------------------------------------------------------------- where it is searched


def clients(app: App) -> Iterator[tuple[str, FlaskClient]]:
    """Everybody, logged in; each chose a password that is a secret too."""
    pages = create_app(app)
    for role in Role:
        once = app.accounts.add(f"{role}-1", role, ADMIN)
        app.sessions.change_password(f"{role}-1", once, f"{SECRETS['person']}-{role}", "127.0.0.1")
        client = pages.test_client()
        client.set_cookie(SESSION, app.sessions.login(f"{role}-1", f"{SECRETS['person']}-{role}", "127.0.0.1"))
        yield str(role), client


def addresses(pages: Flask, most: int) -> Iterator[str]:
    """Addresses of every GET rule, for at most so many of the devices or numbers that it may name.

    A stream never ends and is left out.
    """
    binding = pages.url_map.bind("localhost")
    for rule in pages.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint in ("static", "api_operation.follow_events"):
            continue
        kinds = {name: NUMBERS if f"<int:{name}>" in rule.rule else DEVICES for name in rule.arguments}
        for at in range(min(most, max((len(values) for values in kinds.values()), default=1))):
            yield binding.build(rule.endpoint, {name: values[at % len(values)] for name, values in kinds.items()})


def asked(app: App, client: FlaskClient, first: Mapping[str, str], most: int) -> Iterator[tuple[str, int, str]]:
    """(address, status, text) of everything that can be looked at."""
    wanted = list(addresses(client.application, most))
    wanted += [f"/configs/{name}/text?version={kept}" for name, kept in first.items()]
    for name, kept in first.items():
        newest = app.configs.history(name, 1)[0].id
        for path in (f"/configs/{name}/diff", f"/api/v1/configs/{name}/diff"):
            wanted.append(f"{path}?old={kept}&new={newest}")
        wanted += [f"/api/v1/configs/{name}/{part}?version={kept}" for part in ("text", "blame")]
        wanted.append(f"/api/v1/configs/{name}/touches?text=community")
    for word in ("password", "community", "cipher", "secret"):
        wanted += [f"/configs?text={word}&everything=true", f"/api/v1/configs/search?text={word}&everything=true"]
    wanted += ["/api/v1/audit?limit=500", "/audit?limit=500", "/api/v1/changes?limit=500"]
    for address in wanted:
        with client.get(address) as answer:
            yield address, answer.status_code, answer.get_data(as_text=True)


def stored(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What lies in the folder for data: the database as text, and every file as it is."""
    with closing(sqlite3.connect(folder / "nms.db")) as database:
        for number, line in enumerate(database.iterdump()):
            yield f"row {number}", line.encode(errors="surrogateescape")
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def kept(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every object of the archive, unpacked, whatever points at it."""
    with closing(Repo(str(folder / "configs.git"))) as repo:
        for name in repo.object_store:
            yield name.decode(), repo[name].as_raw_string()


def visible(folder: Path) -> list[bytes]:
    """The versions that people see, as `git log -p` walks them."""
    with closing(Repo(str(folder / "configs.git"))) as repo:
        texts = []
        for entry in repo.get_walker(include=[repo.refs[Ref(b"refs/heads/main")]]):
            for changed in (one for one in entry.changes() if not isinstance(one, list)):
                assert changed.new is not None
                texts.append(repo[changed.new.sha].as_raw_string())
        return texts


def found(text: str | bytes) -> str:
    """The first secret in a text, with what stands around it."""
    words = text if isinstance(text, bytes) else text.encode(errors="surrogateescape")
    at = words.find(MARK.encode())
    return "" if at < 0 else words[max(0, at - 120) : at + 80].decode(errors="replace")


# ---------------------------------------------------------------- the test


def test_no_secret_is_seen_anywhere_and_the_sealed_copy_gives_it_back(
    desk: Provisioner, yard: ConsoleYard, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app, folder = desk.app, tmp_path / "var"
    first = work(desk, yard)
    leaks: dict[str, str] = {}

    seen = dict.fromkeys(Role, 0)
    for role, client in clients(app):
        for address, status, text in asked(app, client, first, 8 if role == Role.AUDITOR else 2):
            seen[Role(role)] += status == 200
            assert status < 500, (address, text)
            leaks[f"{role} {address}"] = found(text)
    assert min(seen.values()) > 100, seen

    for number, record in enumerate(caplog.records):
        error = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        leaks[f"log {number} {record.name}"] = found(record.getMessage()) or found(repr(record.args)) or found(error)
    leaks |= {f"stored {place}": found(content) for place, content in stored(folder)}
    leaks |= {f"object {name}": found(content) for name, content in kept(folder)}
    assert {place: text for place, text in leaks.items() if text} == {}

    shown = visible(folder)
    assert len(shown) >= 2 * len(PLATFORMS)
    assert all(b"******" in text for text in shown)
    for name in PLATFORMS:
        newest = app.configs.history(name, 1)[0].id
        full, running, dialect = app.parts.archive.full(newest, name), yard[name].running(), DIALECTS[PLATFORMS[name]]
        same = full == running or (name in PUSHED and list(meaning(dialect, full)) == list(meaning(dialect, running)))
        assert same, name
        assert typed(name) in app.parts.archive.full(first[name], name)
    assert app.secrets.value("cli.spare.password") == SECRETS["sealed"]


def test_what_fails_names_no_secret(desk: Provisioner) -> None:
    """The words of exceptions, their tracebacks and what they stand for in logs and answers."""
    logins = StoredLogins(desk.app.config.cli, desk.app.secrets)
    login = logins.of(desk.app.inventory.devices["liar"])
    assert (login.password, login.enable) == (SECRETS["wrong"], SECRETS["enable"])
    fleet = NornirFleet(logins, desk.app.parts.store.hostkeys)
    with pytest.raises(CliError) as refused:
        fleet.open(desk.app.inventory.devices["liar"])
    told = [str(refused.value), repr(refused.value), json.dumps(refused.value.as_dict())]
    told += traceback.format_exception(refused.value)
    config, parts = desk.app.config, desk.app.parts
    told += [repr(login), repr(config), str(config), config.model_dump_json(), repr(parts), repr(parts.site)]
    assert [text for text in told if MARK in text] == []
