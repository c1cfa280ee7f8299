"""What the pages are served with beyond loopback: a certificate, its key, and for how long it holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

SOON = timedelta(days=30)
"""A certificate that ends within this time is told of."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A TLS certificate with its private key, both PEM files that fit each other.

    `names` are the DNS names and addresses of subjectAltName, lower case, "*.example.net" where one label is open;
    `begins` and `ends` are aware UTC moments.
    """

    path: Path
    key: Path
    names: tuple[str, ...]
    begins: datetime
    ends: datetime

    def ends_soon(self, now: datetime) -> bool:
        """Whether it is time to have a new one."""
        return self.ends - now <= SOON
