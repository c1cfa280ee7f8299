"""Who may come where: every address and method with every role, against a table that people have read.

A new endpoint is refused until `web/rights.py` says what it needs. After that `python tests/web/test_web_rights.py`
(in `.venv`) writes the table `rights.txt` anew: read what changed in it before it is kept.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from fake_accounts import logged_in
from fake_facade import FakeCity

from nms.core.account import Right, Role
from nms.core.config import AccountsConfig, Config
from web.access import FORM
from web.rights import NEEDS, Door
from web.server import create_app

GOLDEN = Path(__file__).with_name("rights.txt")
WHO = ("nobody", "guest", *Role, "fresh", "token")
SIGNED = ("/api/v1/webhooks/<channel>",)
"""Where a message proves itself by its signature, which the handler asks for: no cookie counts there."""
SAMPLES = {"int": "1", "path": "a/b", "default": "x"}


def opened(guests: bool) -> Flask:
    """The application with every handler replaced: what answers 200 was let in, and nothing is done."""
    app = create_app(FakeCity(config=Config(accounts=AccountsConfig(anonymous="viewer" if guests else ""))))
    for endpoint in app.view_functions:
        app.view_functions[endpoint] = lambda **_: "in"
    return app


def clients() -> dict[str, FlaskClient]:
    """A client for everybody of `WHO`; `fresh` has a one-time password, `token` is an engineer's program."""
    strict, open_house = opened(guests=False), opened(guests=True)
    found = {str(role): logged_in(strict, role) for role in Role}
    found["nobody"], found["guest"] = strict.test_client(), open_house.test_client()
    found["fresh"], found["token"] = logged_in(strict, "engineer-fresh"), strict.test_client()
    found["token"].environ_base["HTTP_AUTHORIZATION"] = "Bearer nms_engineer"
    for who in ("nobody", "guest", "token"):  # the form of the login page was loaded
        found[who].set_cookie(FORM, "loaded")
        found[who].environ_base["HTTP_X_CSRF_TOKEN"] = "key of loaded"
    return found


def addresses(app: Flask) -> Iterator[tuple[str, str, str]]:
    """(method, rule, an address of it) of every rule that the application answers."""
    for rule in app.url_map.iter_rules():
        kinds = {name: type(converter).__name__.removesuffix("Converter").lower()
                 for name, converter in rule._converters.items()}  # fmt: skip
        kinds = {name: {"integer": "int", "path": "path"}.get(kind, "default") for name, kind in kinds.items()}
        with app.test_request_context("/"):
            address = app.url_map.bind("localhost").build(
                rule.endpoint, {name: SAMPLES[kind] for name, kind in kinds.items()}, force_external=False
            )
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule.rule, address


def answered(client: FlaskClient, method: str, address: str) -> str:
    """yes: let in; login: asked to log in; password: asked to choose one; no: refused."""
    with client.open(address, method=method, headers={"X-Requested-With": "nms"}) as answer:
        where = answer.headers.get("Location", "").partition("?")[0]
        if answer.status_code == 303:
            return where.removeprefix("/")
        code = (answer.get_json(silent=True) or {}).get("code", "") if answer.is_json else ""
        words = {200: "yes", 401: "login", 403: "password" if code == "NMS-ACC-009" else "no"}
        return words[answer.status_code]


def matrix() -> str:
    """The table: a line for every method and rule, a column for everybody."""
    everybody = clients()
    lines = [f"{'':6} {'':52} {' '.join(f'{who:8}' for who in WHO)}".rstrip()]
    for method, rule, address in sorted(addresses(opened(guests=False)), key=lambda row: (row[1], row[0])):
        words = (answered(everybody[who], method, address) for who in WHO)
        lines.append(f"{method:6} {rule:52} {' '.join(f'{word:8}' for word in words)}".rstrip())
    return "\n".join(lines) + "\n"


def test_everybody_comes_exactly_where_the_table_says() -> None:
    assert matrix().splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("who", [*Role, "fresh"])
@pytest.mark.parametrize("key", ["", "key of session-another", "key of "])
def test_no_cookie_acts_without_the_key_of_its_session(who: str, key: str) -> None:
    client = clients()[who]
    client.environ_base["HTTP_X_CSRF_TOKEN"] = key
    rows = [row for row in addresses(opened(guests=False)) if row[0] != "GET" and row[1] not in SIGNED]
    assert len(rows) > 20
    assert {(method, rule) for method, rule, address in rows if answered(client, method, address) == "yes"} == set()


def test_no_form_before_a_login_acts_without_the_key_of_its_cookie() -> None:
    client = opened(guests=False).test_client()
    for cookie, key in (("", ""), ("", "key of "), ("loaded", ""), ("loaded", "key of other")):
        client.set_cookie(FORM, cookie)
        for address in ("/login", "/setup"):
            answer = client.post(address, headers={"X-CSRF-Token": key})
            assert (answer.status_code, "NMS-ACC-011" in answer.text) == (403, True)


def test_an_endpoint_that_nobody_declared_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(NEEDS, "city.show")
    with pytest.raises(RuntimeError, match=r"city\.show"):
        create_app(FakeCity())


def test_a_need_without_endpoint_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NEEDS, "nothing.there", Right.READ)
    with pytest.raises(RuntimeError, match=r"nothing\.there"):
        create_app(FakeCity())


def test_what_acts_needs_more_than_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard against a slip of the pen in the table itself; trying a rule out changes nothing."""
    app = opened(guests=False)
    harmless = {"api_rules.preview_rule", "api_calls.predict"}
    slips = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"} and NEEDS[rule.endpoint] is Right.READ
    ]
    assert set(slips) <= harmless
    assert [endpoint for endpoint, need in NEEDS.items() if need is Door.PUBLIC and "api" in endpoint] == []


if __name__ == "__main__":
    GOLDEN.write_text(matrix(), encoding="utf-8")
