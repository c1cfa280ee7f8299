"""Everything the system remembers, opened at once: one database, one narrow store per trade."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import select

from nms.core.change_ports import Vault
from nms.core.config import RetentionConfig
from nms.core.ports import Clock
from nms.store.accounts import Accounts, LoginFailures, Sessions, Tokens
from nms.store.admission import Admissions
from nms.store.alarms import Alarms
from nms.store.audit import AuditLog
from nms.store.changes import Changes
from nms.store.database import Database, upsert
from nms.store.desk import Events, Requests
from nms.store.devices import Devices
from nms.store.discovery import FoundAgents
from nms.store.hall_bundles import HallBundles
from nms.store.knowledge import Articles
from nms.store.leases import Leases
from nms.store.lines import Lines
from nms.store.messages import Messages
from nms.store.outbox import Outbox
from nms.store.plays import Plays
from nms.store.queues import Queues
from nms.store.radio import RadioFacts
from nms.store.references import References
from nms.store.resources import Resources
from nms.store.rollouts import Rollouts
from nms.store.samples import Samples
from nms.store.schema import meta
from nms.store.secrets import HostKeys, Secrets
from nms.store.surveys import CustomerLinks, Surveys
from nms.store.tickets import Tickets
from nms.store.topology_history import TopologyHistory
from nms.store.trap_rules import Mibs, TrapRules
from nms.store.traps import Traps
from nms.store.trials import Trials

REQUEST_DAYS = 30
GONE_DAYS = 100
RUN_DAYS = 400
NONCE_DAYS = 1
SESSION_DAYS = 2
"""Longer than any session lasts or any name is locked out by the settings: both end within a day."""


class Meta:
    """Small facts about the store itself, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """What was noted under a name."""
        with self._database.read() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()

    def under(self, prefix: str) -> Mapping[str, str]:
        """What was noted under names that begin so, without that beginning."""
        query = select(meta.c.key, meta.c.value).where(meta.c.key.startswith(prefix, autoescape=True))
        with self._database.read() as connection:
            return {row.key.removeprefix(prefix): row.value for row in connection.execute(query)}

    def put(self, key: str, value: str) -> None:
        """Note something under a name."""
        with self._database.write() as connection:
            upsert(connection, meta, [{"key": key, "value": value}])


@dataclass(frozen=True, slots=True)
class Store:
    """The opened store; each field serves one protocol of `nms.core.ports`."""

    database: Database
    samples: Samples
    alarms: Alarms
    devices: Devices
    traps: Traps
    requests: Requests
    events: Events
    meta: Meta
    outbox: Outbox
    found: FoundAgents
    trap_rules: TrapRules
    mibs: Mibs
    changes: Changes
    leases: Leases
    references: References
    rollouts: Rollouts
    accounts: Accounts
    sessions: Sessions
    failures: LoginFailures
    tokens: Tokens
    audit: AuditLog
    secrets: Secrets
    hostkeys: HostKeys
    plays: Plays
    resources: Resources
    lines: Lines
    topology: TopologyHistory
    queues: Queues
    admission: Admissions
    tickets: Tickets
    hall_bundles: HallBundles
    articles: Articles
    messages: Messages
    surveys: Surveys
    customer_links: CustomerLinks
    radio: RadioFacts
    trials: Trials

    @classmethod
    def open(cls, target: str | Path, clock: Clock, vault: Vault | None = None) -> Self:
        """Open or create the store at a path or an SQLAlchemy URL; plans are sealed where a vault is given.

        Raises StoreError NMS-STORE-001 … 008.
        """
        database = Database.open(target)
        return cls(
            database,
            Samples(database),
            Alarms(database, clock),
            Devices(database),
            Traps(database),
            Requests(database),
            Events(database),
            Meta(database),
            Outbox(database),
            FoundAgents(database),
            TrapRules(database),
            Mibs(database),
            Changes(database, vault),
            Leases(database),
            References(database),
            Rollouts(database),
            Accounts(database),
            Sessions(database),
            LoginFailures(database),
            Tokens(database),
            AuditLog(database),
            Secrets(database),
            HostKeys(database),
            Plays(database),
            Resources(database),
            Lines(database),
            TopologyHistory(database),
            Queues(database),
            Admissions(database),
            Tickets(database),
            HallBundles(database),
            Articles(database),
            Messages(database),
            Surveys(database),
            CustomerLinks(database),
            RadioFacts(database),
            Trials(database),
        )

    def prune(self, now: datetime, retention: RetentionConfig) -> int:
        """Forget everything past its time; returns how many rows went."""
        return (
            self.samples.prune(now, retention)
            + self.traps.prune(now - timedelta(days=retention.trap_days))
            + self.outbox.prune(now - timedelta(days=retention.trap_days))
            + self.alarms.prune(now - timedelta(days=retention.alarm_days))
            + self.requests.prune(now - timedelta(days=REQUEST_DAYS))
            + self.devices.forget_gone(now - timedelta(days=GONE_DAYS))
            + self.found.prune(now - timedelta(days=GONE_DAYS))
            + self.sessions.prune(now - timedelta(days=SESSION_DAYS))
            + self.failures.prune(now - timedelta(days=SESSION_DAYS))
            + self.messages.prune(now - timedelta(days=retention.alarm_days))
            + self.plays.prune(now - timedelta(days=RUN_DAYS))
            + self.admission.forget(now - timedelta(days=GONE_DAYS))
            + self.topology.prune(now - timedelta(days=RUN_DAYS))
            + self.queues.prune(now - timedelta(days=retention.alarm_days))
            + self.tickets.prune(now - timedelta(days=NONCE_DAYS))
            + self.resources.expire(now)
        )

    def close(self) -> None:
        """Let go of the database; what was kept stays kept."""
        self.database.close()
