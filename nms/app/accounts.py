"""Use cases around accounts and tokens: making, altering, ending them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from nms.accounts import keys, passwords
from nms.accounts.lockout import locked_until
from nms.app.account_rooms import AccountView
from nms.app.parts import Parts
from nms.core.account import RIGHTS, Account, Right, Role, Token
from nms.core.alarm import Actor
from nms.core.errors import DeniedError, InvalidError, NotFoundError

MOST_DAYS = 366


class Accounts:
    """The accounts of this system and their tokens (`nms.app.account_rooms.AccountRoom`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._store = parts.store.accounts

    def views(self) -> Sequence[AccountView]:
        """Every account by name."""
        holders = [token.account for token in self._parts.store.tokens.all()]
        locked = self._lockouts()
        return [
            AccountView(account, locked.get(account.name, {}), holders.count(account.name))
            for account in self._store.all()
        ]

    def _lockouts(self) -> Mapping[str, Mapping[str, datetime]]:
        """Names locked out now: name → address → until when."""
        config, now = self._parts.config.accounts, self._parts.clock.now()
        window = timedelta(seconds=config.failure_window_s)
        failures: dict[tuple[str, str], list[datetime]] = {}
        for name, address, at in self._parts.store.failures.since(now - window):
            failures.setdefault((name, address), []).append(at)
        found: dict[str, dict[str, datetime]] = {}
        for (name, address), moments in failures.items():
            if until := locked_until(moments, now, config.failures, window):
                found.setdefault(name, {})[address] = until
        return found

    def add(self, name: str, role: Role, actor: Actor) -> str:
        """A new account; returns its one-time password."""
        with self._parts.audit.doing(actor, "account.add", name, role=role):
            password = passwords.one_time()
            hashed = passwords.hashed(password)
            self._store.add(Account(keys.account_name(name), role, hashed, True, created_at=self._parts.clock.now()))
            return password

    def set_role(self, name: str, role: Role, actor: Actor) -> None:
        """Another role; the sessions of the account end."""
        with self._parts.audit.doing(actor, "account.role", name, role=role):
            self._store.alter(name, closing=True, keep_an_admin=True, role=str(role))

    def set_enabled(self, name: str, enabled: bool, actor: Actor) -> None:
        """Let an account in again, or no longer: its sessions end and its tokens open nothing."""
        with self._parts.audit.doing(actor, "account.enable", name, enabled=enabled):
            self._store.alter(name, closing=True, keep_an_admin=True, enabled=enabled)

    def renew_password(self, name: str, actor: Actor) -> str:
        """A new one-time password; the sessions of the account end, failed logins are forgiven."""
        with self._parts.audit.doing(actor, "account.renew", name):
            password = passwords.one_time()
            self._store.alter(name, closing=True, password=passwords.hashed(password), one_time=True)
            self._parts.store.failures.forget(name)
            return password

    def unlock(self, name: str, actor: Actor) -> int:
        """Forgive failed logins; returns how many."""
        with self._parts.audit.doing(actor, "account.unlock", name):
            self._known(name)
            return self._parts.store.failures.forget(name)

    def _known(self, name: str) -> Account:
        found = self._store.get(name)
        if found is None:
            raise NotFoundError("account", name)
        return found

    # ------------------------------------------------------------ tokens

    def tokens(self, name: str = "") -> Sequence[Token]:
        """The tokens of an account, or all."""
        return self._parts.store.tokens.all(name)

    def token(self, token_id: int) -> Token:
        """One token."""
        return self._parts.store.tokens.get(token_id)

    def issue(self, name: str, label: str, rights: Collection[Right], days: int, actor: Actor) -> tuple[Token, str]:
        """A token and its key, which is shown this once; it never may more than its account."""
        with self._parts.audit.doing(actor, "token.issue", name, label=label, rights=sorted(rights), days=days):
            beyond = frozenset(rights) - RIGHTS[self._known(name).role]
            if beyond or not rights:
                raise DeniedError("NMS-ACC-021", name=name, rights=", ".join(sorted(beyond)) or "–")
            if not 1 <= days <= MOST_DAYS:
                raise InvalidError("NMS-CORE-001", field="days", value=days, reason=f"1–{MOST_DAYS}")
            key, now = keys.token(), self._parts.clock.now()
            token = Token(0, name, label.strip()[:80], frozenset(rights), now + timedelta(days=days), now)
            return self._parts.store.tokens.add(token, keys.digest(key)), key

    def revoke(self, token_id: int, actor: Actor) -> None:
        """End a token at once."""
        with self._parts.audit.doing(actor, "token.revoke", str(token_id)):
            self._parts.store.tokens.drop(token_id)
