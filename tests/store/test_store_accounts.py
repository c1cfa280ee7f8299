"""Accounts, sessions, failures, tokens, audit and secrets as the store keeps them; what is durable is synchronised."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nms.core.account import Account, AuditEntry, AuditFilter, Right, Role, Token
from nms.core.config import RetentionConfig
from nms.core.errors import ConflictError, NotFoundError, StoreError
from nms.store import Store

T0 = datetime(2026, 3, 1, tzinfo=UTC)
KEY = b"k" * 32


class Plain:
    """Signs rows by counting them."""

    def linked(self, entry: AuditEntry, previous: str) -> AuditEntry:
        return replace(entry, mac=f"{previous}/{entry.id}")

    def head(self, row: int, mac: str) -> str:
        return f"{row}:{mac}"


def an_account(name: str, role: Role = Role.ENGINEER) -> Account:
    return Account(name, role, "$argon2id$…", one_time=True, created_at=T0)


def entry(action: str, actor: str = "chen", **body: object) -> AuditEntry:
    return AuditEntry(0, T0, actor, "cli", action, f"subject of {action}", body)


def level(store: Store, durably: bool) -> int:
    with store.database.write_durably() if durably else store.database.write() as connection:
        return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())


def test_a_durable_write_is_synchronised_and_an_everyday_one_is_not(store: Store) -> None:
    assert [level(store, durably) for durably in (False, True, True, False, True, False)] == [1, 2, 2, 1, 2, 1]


def half_done(store: Store) -> None:
    with store.database.write_durably() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('half', 'done')")
        raise RuntimeError


def test_a_durable_write_that_fails_leaves_no_trace(store: Store) -> None:
    with pytest.raises(RuntimeError):
        half_done(store)
    assert store.meta.get("half") is None


def test_accounts_are_kept_and_a_name_is_taken_once(store: Store) -> None:
    store.accounts.add(an_account("chen"))
    with pytest.raises(ConflictError) as told:
        store.accounts.add(an_account("chen", Role.ADMIN))
    assert told.value.code == "NMS-ACC-007"
    found = store.accounts.get("chen")
    assert found == an_account("chen")
    assert found is not None
    assert "argon2" not in repr(found)
    assert store.accounts.get("li") is None


def test_the_first_account_is_the_first_only_once(store: Store) -> None:
    store.accounts.add(an_account("chen", Role.ADMIN), only_first=True)
    with pytest.raises(ConflictError) as told:
        store.accounts.add(an_account("li", Role.ADMIN), only_first=True)
    assert told.value.code == "NMS-ACC-027"
    assert [account.name for account in store.accounts.all()] == ["chen"]


def test_the_last_admin_stays(store: Store) -> None:
    store.accounts.add(an_account("chen", Role.ADMIN))
    store.accounts.add(an_account("li", Role.ADMIN))
    store.accounts.alter("chen", closing=True, keep_an_admin=True, enabled=False)
    for change in ({"enabled": False}, {"role": "viewer"}):
        with pytest.raises(ConflictError) as told:
            store.accounts.alter("li", closing=True, keep_an_admin=True, **change)
        assert told.value.code == "NMS-ACC-020"
    found = store.accounts.get("li")
    assert found is not None
    assert (found.enabled, found.role) == (True, Role.ADMIN)
    with pytest.raises(NotFoundError):
        store.accounts.alter("nobody", closing=False, enabled=True)


def test_sessions_end_one_by_one_and_with_their_account(store: Store) -> None:
    for name in ("chen", "li"):
        store.accounts.add(an_account(name))
    for key, name in ((b"1", "chen"), (b"2", "chen"), (b"3", "li")):
        store.sessions.open(key, name, "127.0.0.1", T0)
    account = store.accounts.get("chen")
    assert account is not None
    assert account.last_login == T0
    store.sessions.seen(b"2", T0 + timedelta(minutes=5))
    store.sessions.close(b"1")
    kept = store.sessions.get(b"2")
    assert store.sessions.get(b"1") is None
    assert kept is not None
    assert (kept.account, kept.created_at, kept.seen_at) == ("chen", T0, T0 + timedelta(minutes=5))
    store.accounts.alter("chen", closing=True, role="viewer")
    assert [store.sessions.get(key) for key in (b"1", b"2")] == [None, None]
    assert store.sessions.get(b"3") is not None
    assert store.sessions.prune(T0 + timedelta(days=1)) == 1


def test_tries_are_counted_before_they_are_judged_and_forgiven_after(store: Store) -> None:
    def three(failures: object) -> datetime | None:
        assert isinstance(failures, list)
        return T0 if len(failures) >= 3 else None

    answers = [store.failures.attempt("chen", "127.0.0.1", T0, three) for _ in range(5)]
    assert answers == [None, None, None, T0, T0]
    assert store.failures.attempt("chen", "127.0.0.2", T0, three) is None
    assert len(store.failures.since(T0 - timedelta(seconds=1))) == 4  # what is not heard is not counted
    assert store.failures.forget("chen", "127.0.0.1") == 3
    assert store.failures.forget("chen") == 1


def test_tokens_are_found_by_their_hash_until_they_are_revoked(store: Store) -> None:
    store.accounts.add(an_account("chen"))
    rights = frozenset({Right.READ, Right.OPERATE})
    token = store.tokens.add(Token(0, "chen", "cron", rights, T0 + timedelta(days=1), T0), KEY)
    assert token.id > 0
    assert store.tokens.find(KEY) == store.tokens.get(token.id) == token
    store.tokens.used(token.id, T0)
    assert store.tokens.get(token.id).last_used == T0
    assert store.tokens.all("li") == []
    store.tokens.drop(token.id)
    assert store.tokens.find(KEY) is None
    with pytest.raises(NotFoundError):
        store.tokens.drop(token.id)


def test_audit_rows_are_numbered_chained_and_found_again(store: Store, opened: Callable[[], Store]) -> None:
    other = opened()
    written = [
        (other if number % 2 else store).audit.append(entry(action, n=number), Plain())
        for number, action in enumerate(("login", "account.add", "login"))
    ]
    assert [row.id for row in written] == [1, 2, 3]
    assert [row.mac for row in written] == ["/1", "/1/2", "/1/2/3"]
    rows, head = store.audit.whole()
    assert (rows, head) == (written, "3:/1/2/3")
    assert store.audit.find(AuditFilter()) == (3, written[::-1])
    assert store.audit.find(AuditFilter(action="login", limit=1)) == (2, [written[2]])
    assert store.audit.find(AuditFilter(text="of account")) == (1, [written[1]])
    assert store.audit.find(AuditFilter(text="%")) == (0, [])
    assert store.audit.find(AuditFilter(actor="li", since=T0, until=T0)) == (0, [])
    assert store.audit.actions() == ["account.add", "login"]


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'li'", "DELETE FROM audit"])
def test_the_audit_takes_no_change_even_by_hand(store: Store, place: Path, statement: str) -> None:
    store.audit.append(entry("login"), Plain())
    connection = sqlite3.connect(place)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()
    assert len(store.audit.whole()[0]) == 1


def test_pruning_never_touches_the_audit(store: Store) -> None:

    store.audit.append(entry("login"), Plain())
    store.prune(T0 + timedelta(days=3650), RetentionConfig())
    assert len(store.audit.whole()[0]) == 1


def test_secrets_are_kept_sealed_listed_without_value_and_sealed_anew_together(store: Store) -> None:
    store.secrets.put("cli.a.password", b"sealed a", "chen", T0)
    store.secrets.put("cli.b.password", b"sealed b", "chen", T0)
    store.secrets.put("cli.a.password", b"sealed a2", "li", T0)
    assert [(note.name, note.set_by) for note in store.secrets.all()] == [
        ("cli.a.password", "li"),
        ("cli.b.password", "chen"),
    ]

    def fails(sealed: bytes) -> bytes:
        if sealed.endswith(b"b"):
            raise StoreError("NMS-ACC-015")
        return b"new"

    with pytest.raises(StoreError):
        store.secrets.rewrite(fails)
    assert store.secrets.get("cli.a.password") == b"sealed a2"
    assert store.secrets.rewrite(lambda sealed: sealed + b"!") == 2
    assert store.secrets.get("cli.b.password") == b"sealed b!"
    store.secrets.drop("cli.b.password")
    with pytest.raises(NotFoundError):
        store.secrets.drop("cli.b.password")


def test_host_keys_are_pinned_per_algorithm_and_forgotten_per_device(store: Store) -> None:
    store.hostkeys.accept("pe1", "ssh-ed25519", "AAAA1", "chen", T0)
    store.hostkeys.accept("pe1", "ssh-rsa", "AAAA2", "chen", T0)
    store.hostkeys.accept("pe1", "ssh-rsa", "AAAA3", "li", T0)
    store.hostkeys.accept("pe2", "ssh-rsa", "AAAA4", "li", T0)
    assert [(key.algorithm, key.key, key.accepted_by) for key in store.hostkeys.get("pe1")] == [
        ("ssh-ed25519", "AAAA1", "chen"),
        ("ssh-rsa", "AAAA3", "li"),
    ]
    assert store.hostkeys.forget("pe1") == 2
    assert store.hostkeys.get("pe1") == ()
    assert len(store.hostkeys.all()) == 1
