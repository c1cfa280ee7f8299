"""SNMPv3 users as pysnmp names their algorithms (RFC 3414, 3826, 7860), and what makes a credential complete."""

from dataclasses import dataclass

from pysnmp.entity import config

from nms.core.device import SnmpAccess
from nms.snmp import failures
from nms.snmp.failures import Target

AlgorithmId = tuple[int, ...]

AUTH: dict[str, AlgorithmId] = {
    "": config.USM_AUTH_NONE,
    "md5": config.USM_AUTH_HMAC96_MD5,
    "sha1": config.USM_AUTH_HMAC96_SHA,
    "sha224": config.USM_AUTH_HMAC128_SHA224,
    "sha256": config.USM_AUTH_HMAC192_SHA256,
    "sha384": config.USM_AUTH_HMAC256_SHA384,
    "sha512": config.USM_AUTH_HMAC384_SHA512,
}

# Where a digest is shorter than the AES key (MD5, SHA-1, SHA-224 with aes256), the key is extended after Reeder, as
# network equipment does; from SHA-256 on both drafts give the same key, so that net-snmp's AES-256 fits as well.
PRIV: dict[str, AlgorithmId] = {
    "": config.USM_PRIV_NONE,
    "des": config.USM_PRIV_CBC56_DES,
    "aes128": config.USM_PRIV_CFB128_AES,
    "aes192": config.USM_PRIV_CFB192_AES,
    "aes256": config.USM_PRIV_CFB256_AES,
}
LEVELS = {(False, False): "noAuthNoPriv", (True, False): "authNoPriv", (True, True): "authPriv"}
SHORTEST_KEY = 8


@dataclass(frozen=True, slots=True)
class Credential:
    """Who speaks and with which keys, whatever the agent: agents with equal credentials share one SNMP engine."""

    user: str
    auth: str
    auth_key: str
    priv: str
    priv_key: str

    def __repr__(self) -> str:
        return f"Credential({self.user!r}, {self.auth!r}, {self.priv!r})"

    @classmethod
    def of(cls, access: SnmpAccess) -> "Credential":
        """The credential part of an access."""
        return cls(access.user, access.auth, access.auth_key, access.priv, access.priv_key)

    @property
    def level(self) -> str:
        """The security level of RFC 3411 that the credential asks for."""
        return LEVELS[bool(self.auth), bool(self.priv)]

    @property
    def flaw(self) -> str:
        """What is missing ("" if nothing is)."""
        if not self.user:
            return "user"
        if self.priv and not self.auth:
            return "auth"
        if self.auth not in AUTH or self.priv not in PRIV:
            return f"{self.auth}/{self.priv}"
        short = self.auth and len(self.auth_key) < SHORTEST_KEY
        return "auth_key" if short else "priv_key" if self.priv and len(self.priv_key) < SHORTEST_KEY else ""


def credential_of(target: Target) -> Credential:
    """The complete credential of an agent; SnmpError where something is missing."""
    credential = Credential.of(target.access)
    if credential.flaw:
        raise target.failure(failures.INCOMPLETE_USER, reason=credential.flaw)
    return credential
