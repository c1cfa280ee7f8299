"""The tables, as SQLAlchemy Core sees them, a module a trade; how they came to be stands in `migrations`."""

from sqlalchemy import Column, Table, Text

from nms.store.schema.accounts import account, audit, host_key, login_failure, secret, session, token
from nms.store.schema.admission import (
    admission_action,
    admission_case,
    admission_policy,
    host_admission,
    host_seen,
    pc_login,
)
from nms.store.schema.alarms import alarm, alarm_event, maintenance_window
from nms.store.schema.changes import change, change_move, change_step, lease, play_result, play_run, rollout, shared_use
from nms.store.schema.common import Id, metadata
from nms.store.schema.desk import event, request
from nms.store.schema.devices import boot, device_state, interface, observed, sighting
from nms.store.schema.discovery import found_agent, mib_module, mib_object, trap_rule
from nms.store.schema.halls import hall_bundle, hall_bundle_event
from nms.store.schema.knowledge import (
    article,
    article_term,
    article_version,
    customer_link,
    outbound,
    survey,
)
from nms.store.schema.lines import (
    UNIT_FORM,
    line,
    line_event,
    line_outage,
    line_turn_up,
    resource_draw,
    resource_lapse,
    resource_limit,
    resource_unit,
    topology_change,
)
from nms.store.schema.northbound import delivery, monitor, monitor_view, notice
from nms.store.schema.queues import hall_emergency, queue_action, queue_sample
from nms.store.schema.radio import radio_counters, radio_digest, radio_export, radio_reading
from nms.store.schema.samples import (
    chunk,
    device,
    grid_chunk,
    grid_group,
    grid_member,
    grid_rollup,
    grid_round,
    journal,
    rollup,
    series,
)
from nms.store.schema.tickets import (
    ticket,
    ticket_day,
    ticket_escalation,
    ticket_event,
    ticket_key,
    ticket_nonce,
)
from nms.store.schema.traps import raw_trap, unknown_trap
from nms.store.schema.trials import trial, trial_event

REVISION = "0016"
"""The newest migration; a store of a later one is refused."""

APPLICATION_ID = 0x434E4D53
"""SQLite's application_id of our files ("CNMS")."""

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

__all__ = [
    "APPLICATION_ID",
    "REVISION",
    "UNIT_FORM",
    "Id",
    "account",
    "admission_action",
    "admission_case",
    "admission_policy",
    "alarm",
    "alarm_event",
    "article",
    "article_term",
    "article_version",
    "audit",
    "boot",
    "change",
    "change_move",
    "change_step",
    "chunk",
    "customer_link",
    "delivery",
    "device",
    "device_state",
    "event",
    "found_agent",
    "grid_chunk",
    "grid_group",
    "grid_member",
    "grid_rollup",
    "grid_round",
    "hall_bundle",
    "hall_bundle_event",
    "hall_emergency",
    "host_admission",
    "host_key",
    "host_seen",
    "interface",
    "journal",
    "lease",
    "line",
    "line_event",
    "line_outage",
    "line_turn_up",
    "login_failure",
    "maintenance_window",
    "meta",
    "metadata",
    "mib_module",
    "mib_object",
    "monitor",
    "monitor_view",
    "notice",
    "observed",
    "outbound",
    "pc_login",
    "play_result",
    "play_run",
    "queue_action",
    "queue_sample",
    "radio_counters",
    "radio_digest",
    "radio_export",
    "radio_reading",
    "raw_trap",
    "request",
    "resource_draw",
    "resource_lapse",
    "resource_limit",
    "resource_unit",
    "rollout",
    "rollup",
    "secret",
    "series",
    "session",
    "shared_use",
    "sighting",
    "survey",
    "ticket",
    "ticket_day",
    "ticket_escalation",
    "ticket_event",
    "ticket_key",
    "ticket_nonce",
    "token",
    "topology_change",
    "trap_rule",
    "trial",
    "trial_event",
    "unknown_trap",
]
