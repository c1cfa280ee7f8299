"""Which SSH algorithms are used with whom, and what a device offers when nothing fits."""

from collections.abc import Mapping, Sequence
from typing import Any

from paramiko import Transport
from paramiko.message import Message

# What OpenSSH no longer offers by itself: SHA-1 in key exchange and signatures (RFC 9142, RFC 8332), CBC and 3DES,
# MD5 and shortened MACs. Parameter names are those of paramiko's `disabled_algorithms`.
LEGACY: Mapping[str, tuple[str, ...]] = {
    "kex": ("diffie-hellman-group-exchange-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"),
    "keys": ("ssh-rsa",),
    "ciphers": ("aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc"),
    "macs": ("hmac-md5", "hmac-sha1-96", "hmac-md5-96"),
}
_LISTS = ("kex_algo_list", "server_key_algo_list", "server_encrypt_algo_list", "server_mac_algo_list")
_AUTHENTICATED = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com")  # spares paramiko's slow MAC in Python
_RSA = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")


class Negotiation(Transport):  # type: ignore[misc]  # paramiko is untyped
    """A transport that remembers what the other side offered, for telling people why nothing fits."""

    offered: Mapping[str, Sequence[str]] = {}

    def _really_parse_kex_init(self, m: Message, ignore_first_byte: bool = False) -> Any:
        parsed = super()._really_parse_kex_init(m, ignore_first_byte)
        if not ignore_first_byte:
            self.offered = dict(zip(LEGACY, (parsed[name] for name in _LISTS), strict=True))
        return parsed

    def prefer(self, algorithms: Sequence[str]) -> None:
        """Ask for the kinds of host key that are pinned before all others, and for ciphers that authenticate."""
        wanted = [name for algorithm in algorithms for name in (_RSA if algorithm == "ssh-rsa" else (algorithm,))]
        options = self.get_security_options()
        options.ciphers = sorted(options.ciphers, key=lambda name: name not in _AUTHENTICATED)
        known = options.key_types
        options.key_types = [name for name in wanted if name in known] + [name for name in known if name not in wanted]

    def only_legacy(self) -> bool:
        """Whether the old algorithms would have made the difference."""
        return any(set(self.offered.get(kind, ())) & set(old) for kind, old in LEGACY.items())

    def offer(self) -> str:
        """What the device offers, for a sentence."""
        return "; ".join(f"{kind}: {', '.join(names)}" for kind, names in self.offered.items()) or "–"


def refused_algorithms(legacy: bool) -> dict[str, list[str]]:
    """What must not be negotiated; with `legacy` everything that paramiko still knows may be."""
    return {} if legacy else {kind: list(names) for kind, names in LEGACY.items()}
