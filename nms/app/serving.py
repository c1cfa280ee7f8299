"""Whether the pages may be served where the settings want them: on loopback always, beyond it by TLS to accounts."""

from datetime import datetime
from pathlib import Path

from nms.accounts.certificate import check_valid, read_certificate
from nms.app.parts import Parts
from nms.core.account import Role
from nms.core.config import WebConfig
from nms.core.errors import InvalidError, NmsError
from nms.core.serving import Certificate
from nms.site.doctor import Finding
from nms.site.loading import Site


def certificate(site: Site) -> Certificate | None:
    """The certificate that the settings name, None where they name none.

    InvalidError: NMS-SERVE-002 (one of the two settings alone) and those of `read_certificate`.
    """
    web = site.config.web
    if bool(web.certificate) != bool(web.key):
        missing, given = ("web.key", "web.certificate") if web.certificate else ("web.certificate", "web.key")
        raise InvalidError("NMS-SERVE-002", missing=missing, given=given, value=web.certificate or web.key)
    if not web.certificate:
        return None
    return read_certificate(_place(site, web.certificate), _place(site, web.key))


def admitted(parts: Parts) -> Certificate | None:
    """What the pages are to be served with, None for plain HTTP on loopback.

    InvalidError NMS-SERVE-001 (beyond loopback without a certificate), 010 (without an admin), 008 and 009 (a
    certificate that does not hold now), and those of `certificate`.
    """
    found, web = certificate(parts.site), parts.config.web
    if found is not None:
        check_valid(found, parts.clock.now())
    if not web.on_loopback:
        _beyond_loopback(web, found, parts)
    return found


def _beyond_loopback(web: WebConfig, found: Certificate | None, parts: Parts) -> None:
    if found is None:
        raise InvalidError("NMS-SERVE-001", listen=web.listen)
    if not any(account.role is Role.ADMIN and account.enabled for account in parts.store.accounts.all()):
        raise InvalidError("NMS-SERVE-010", listen=web.listen)


def _place(site: Site, path: str) -> Path:
    return site.folder / path  # an absolute path stays what it is


def examined(site: Site, now: datetime) -> Finding:
    """What `nms doctor` says of the certificate: missing where it is needed, wrong, past, or ending soon."""
    try:
        found = certificate(site)
        if found is None and not site.config.web.on_loopback:
            raise InvalidError("NMS-SERVE-001", listen=site.config.web.listen)
        if found is None:
            return Finding("certificate", "ok", "–")
        check_valid(found, now)
    except NmsError as error:
        return Finding("certificate", "failed", site.config.web.certificate or "–", error)
    if found.ends_soon(now):
        late = InvalidError("NMS-SERVE-011", path=found.path, ends=f"{found.ends:%Y-%m-%d}")
        return Finding("certificate", "warning", f"{found.ends:%Y-%m-%d}", late)
    return Finding("certificate", "ok", f"{found.ends:%Y-%m-%d}")
