"""Use cases of coming in: login with lock-out, sessions, tokens of programs, choosing a password, the first account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from nms.accounts import keys, passwords
from nms.accounts.lockout import alive, locked_until
from nms.app.parts import Parts
from nms.core.account import GUEST, RIGHTS, Account, Identity, Role
from nms.core.alarm import Actor
from nms.core.errors import InvalidError, UnauthenticatedError

_SETUP = "accounts.setup"
_SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use of a session or a token is remembered: not every request must write."""

_LONGEST_NAME = 80


class Sessions:
    """Who comes in (`nms.app.account_rooms.SessionRoom`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._config = parts.config.accounts
        self._store = parts.store.accounts

    def guest(self) -> Identity | None:
        """A guest who may look, where the settings allow one."""
        return GUEST if self._config.anonymous else None

    # ------------------------------------------------------------ logging in and out

    def login(self, name: str, password: str, address: str) -> str:
        """A new session's id."""
        account = self._judged(name, password, address)
        self._parts.audit.record(Actor(account.name, address), "login", account.name)
        session = keys.session_id()
        self._parts.store.sessions.open(keys.digest(session), account.name, address, self._parts.clock.now())
        return session

    def logout(self, session: str, address: str) -> None:
        """End a session at once."""
        found = self._parts.store.sessions.get(keys.digest(session))
        if found is not None:
            self._parts.audit.record(Actor(found.account, address), "logout", found.account)
            self._parts.store.sessions.close(keys.digest(session))

    def _judged(self, name: str, password: str, address: str) -> Account:
        """The account whose password this is. Unknown, disabled and wrong look alike and take alike."""
        name = name.strip().lower()[:_LONGEST_NAME]
        locked = self._parts.store.failures.attempt(name, address, self._parts.clock.now(), self._locked)
        if locked is not None:
            self._refused(name, address, "NMS-ACC-003")
            raise UnauthenticatedError("NMS-ACC-003", until=self._local(locked))
        account = self._store.get(name)
        fits = passwords.fits(account.password if account else "", password)
        if account is None or not fits or not account.enabled:
            self._refused(name, address, "NMS-ACC-002")
            raise UnauthenticatedError("NMS-ACC-002")
        self._parts.store.failures.forget(name, address)
        return account

    def _locked(self, failures: Sequence[datetime]) -> datetime | None:
        window = timedelta(seconds=self._config.failure_window_s)
        return locked_until(failures, self._parts.clock.now(), self._config.failures, window)

    def _local(self, moment: datetime) -> str:
        return moment.astimezone(self._parts.config.site.zone).strftime("%Y-%m-%d %H:%M:%S")

    def _refused(self, name: str, address: str, code: str) -> None:
        self._parts.audit.record(Actor("", address), "login", name, {"failed": code})

    # ------------------------------------------------------------ who acts

    def by_session(self, session: str, used: bool = True) -> Identity | None:
        """Who is logged in under this id; None when the session is over."""
        key, now = keys.digest(session), self._parts.clock.now()
        found = self._parts.store.sessions.get(key)
        idle, absolute = (timedelta(seconds=limit) for limit in (self._config.idle_s, self._config.absolute_s))
        if found is None or not alive(found.created_at, found.seen_at, now, idle, absolute):
            return None
        account = self._store.get(found.account)
        if account is None or not account.enabled:
            return None
        if used and now - found.seen_at >= _SEEN_EVERY:
            self._parts.store.sessions.seen(key, now)
        return Identity(account.name, account.role, RIGHTS[account.role], account.one_time)

    def by_token(self, key: str) -> Identity:
        """Who acts with this token: its account, within the token's rights."""
        token, now = self._parts.store.tokens.find(keys.digest(key)), self._parts.clock.now()
        account = self._store.get(token.account) if token else None
        if token is None or account is None or not account.enabled or now >= token.expires_at:
            raise UnauthenticatedError("NMS-ACC-010")
        if token.last_used is None or now - token.last_used >= _SEEN_EVERY:
            self._parts.store.tokens.used(token.id, now)
        return Identity(account.name, account.role, RIGHTS[account.role] & token.rights, token=token.id)

    def form_key(self, session: str) -> str:
        """What a form or a script of this session must send along."""
        return keys.form_key(session)

    def new_key(self) -> str:
        """A random key for a form before anybody is logged in."""
        return keys.session_id()

    def same(self, left: str, right: str) -> bool:
        """Whether two keys are equal, in constant time."""
        return keys.same(left, right)

    # ------------------------------------------------------------ passwords and the first account

    def change_password(self, name: str, old: str, new: str, address: str) -> None:
        """Choose a new password, by the old one; every session of the account ends."""
        account = self._judged(name, old, address)
        if old == new:
            raise InvalidError("NMS-ACC-024")
        kept = passwords.hashed(passwords.acceptable(new, account.name))
        self._parts.audit.record(Actor(account.name, address), "account.password", account.name)
        self._store.alter(account.name, closing=True, password=kept, one_time=False)

    def needs_setup(self) -> bool:
        """Whether there is no account yet."""
        return not self._store.all()

    def offer_setup(self) -> str:
        """A one-time token for making the first account; an earlier one no longer counts. Only its hash is kept."""
        key = keys.token()
        self._parts.store.meta.put(_SETUP, keys.digest(key).hex())
        return key

    def set_up(self, key: str, name: str, password: str, address: str) -> None:
        """Make the first account, an admin, by the one-time setup token."""
        wanted = self._parts.store.meta.get(_SETUP) or ""
        if not wanted or not keys.same(keys.digest(key.strip()).hex(), wanted):
            raise UnauthenticatedError("NMS-ACC-018")
        hashed = passwords.hashed(passwords.acceptable(password, keys.account_name(name)))
        self._parts.audit.record(Actor(name, address), "account.setup", name)
        first = Account(name, Role.ADMIN, hashed, created_at=self._parts.clock.now())
        self._store.add(first, only_first=True)
        self._parts.store.meta.put(_SETUP, "")
