"""What a host is after its groups and the defaults had their say, in Nornir's order; then as a Device."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nms.core.config import CliConfig, CredentialConfig, SnmpConfig
from nms.core.device import CliAccess, Device, Role, SnmpAccess, SnmpVersion
from nms.site.complaints import Complaint, Keys, nearest
from nms.site.schema import Entry, HostEntry

Traits = dict[str, Any]
"""Stated values by name: hostname, platform and the keys of `data`; `labels`, `snmp` and `cli` are mappings."""

_NO_CREDENTIAL = CredentialConfig()


def stated(entry: HostEntry) -> Traits:
    """What an entry says itself; a key that it leaves out is absent."""
    traits: Traits = {key: value for key in ("hostname", "platform") if (value := getattr(entry, key)) is not None}
    if entry.data is not None:
        traits |= {key: getattr(entry.data, key) for key in entry.data.model_fields_set}
        for key in ("snmp", "cli"):
            if isinstance(section := traits.get(key), Entry):
                traits[key] = {name: getattr(section, name) for name in section.model_fields_set}
    return traits


def over(own: Traits, inherited: Traits) -> Traits:
    """Own values before inherited ones; labels, SNMP and CLI access are joined key by key, so one may differ alone."""
    joined = inherited | own
    for key in ("labels", "snmp", "cli"):
        if own.get(key) and inherited.get(key):
            joined[key] = inherited[key] | own[key]
    return joined


def ancestors(groups: Iterable[str], parents: Mapping[str, HostEntry]) -> Iterator[str]:
    """All groups in Nornir's order: each one before its own groups, none twice; unknown ones are skipped."""
    seen: set[str] = set()
    waiting = list(groups)[::-1]
    while waiting:
        name = waiting.pop()
        if name not in seen and name in parents:
            seen.add(name)
            yield name
            waiting.extend(reversed(parents[name].groups))


class Heritage:
    """Joins hosts with their groups and the defaults; hosts of the same groups share the work."""

    def __init__(self, groups: Mapping[str, HostEntry], defaults: HostEntry) -> None:
        self._groups = groups
        self._defaults = stated(defaults)
        self._joined: dict[tuple[str, ...], Traits] = {}

    def traits(self, host: HostEntry) -> Traits:
        """The host's values after inheritance."""
        if host.groups not in self._joined:
            self._joined[host.groups] = self._join(host.groups)
        return over(stated(host), self._joined[host.groups])

    def _join(self, names: tuple[str, ...]) -> Traits:
        joined = self._defaults
        for name in reversed(list(ancestors(names, self._groups))):
            joined = over(stated(self._groups[name]), joined)
        return joined


def unreachable(name: str, traits: Traits, config: SnmpConfig) -> Complaint | None:
    """Why SNMP cannot be spoken to a managed host, by its inventory and the credentials of config.yaml."""
    snmp = traits.get("snmp") or {}
    keys: Keys = (name, "data", "snmp", "credential")
    wanted = snmp.get("credential", "")
    if not wanted:
        return None if snmp.get("community") else Complaint("NMS-INV-050", (name, "data"), {"host": name})
    if wanted not in config.credentials:
        near = nearest(wanted, config.credentials) or "–"
        known = ", ".join(config.credentials) or "–"
        return Complaint("NMS-INV-051", keys, {"host": name, "credential": wanted, "nearest": near, "known": known})
    version = snmp.get("version") or config.credentials[wanted].version
    if (version == "3") != (config.credentials[wanted].version == "3"):
        return Complaint("NMS-INV-052", keys, {"host": name, "credential": wanted, "version": version})
    return None


def access(snmp: Mapping[str, Any], config: SnmpConfig) -> SnmpAccess:
    """How one agent is spoken to: the host's own words, else its credential, else the settings."""
    credential = config.credentials.get(snmp.get("credential", ""), _NO_CREDENTIAL)
    own = {key: value for key, value in snmp.items() if value is not None}
    return SnmpAccess(
        version=SnmpVersion(own.get("version", credential.version)),
        port=own.get("port", config.port),
        community=own.get("community") or credential.community.get_secret_value(),
        context=own.get("context", ""),
        user=credential.user,
        auth=credential.auth,
        auth_key=credential.auth_key.get_secret_value(),
        priv=credential.priv,
        priv_key=credential.priv_key.get_secret_value(),
        timeout_s=own.get("timeout_s", config.timeout_s),
        retries=own.get("retries", config.retries),
        may_set=own.get("may_set", False),
    )


_PORTS = {"ssh": 22, "telnet": 23}
_CTRL_PORT = 4249
"""Where osmo-bsc listens unless told otherwise."""


def untypable(name: str, traits: Traits, config: CliConfig) -> Complaint | None:
    """Why nobody can log in to a host's command line; without a login only telnet may be meant."""
    cli = traits.get("cli") or {}
    wanted, keys = cli.get("credential", ""), (name, "data", "cli", "credential")
    if not wanted:
        return None if not cli or cli.get("transport") == "telnet" else Complaint("NMS-INV-080", keys, {"host": name})
    if wanted not in config.credentials:
        near = nearest(wanted, config.credentials) or "–"
        known = ", ".join(config.credentials) or "–"
        return Complaint("NMS-INV-081", keys, {"host": name, "credential": wanted, "nearest": near, "known": known})
    return None


def command_line(name: str, traits: Traits, config: CliConfig) -> CliAccess | None:
    """How a host's command line is reached; None where the inventory says nothing of it, or nothing usable."""
    cli = {key: value for key, value in (traits.get("cli") or {}).items() if value is not None}
    if not cli or untypable(name, traits, config):
        return None
    transport = cli.get("transport", "ssh")
    port = cli.get("port", _PORTS[transport])
    ctrl_port = cli.get("ctrl_port", _CTRL_PORT)
    return CliAccess(port, transport, cli.get("credential", ""), cli.get("legacy", False), ctrl_port)


def device(name: str, traits: Traits, config: SnmpConfig, cli: CliConfig) -> Device:
    """The host as the trades know it; one that is not managed has no SNMP."""
    managed = traits.get("managed", True)
    return Device(
        name=name,
        address=traits.get("hostname", ""),
        platform=traits.get("platform", ""),
        role=traits.get("role") or Role.OTHER,
        site=traits.get("site", ""),
        snmp=access(traits.get("snmp") or {}, config) if managed else None,
        cli=command_line(name, traits, cli),
        labels=traits.get("labels", {}),
    )
