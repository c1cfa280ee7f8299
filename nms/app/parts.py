"""The parts of a running system, wired once: who gets whom."""

import os
from dataclasses import dataclass

from nms.accounts.chain import Chain
from nms.accounts.vault import FILE, VARIABLE, FernetVault
from nms.app.auditing import Audit
from nms.app.clock import SystemClock
from nms.core.config import Config
from nms.core.errors import InvalidError
from nms.core.ports import Clock
from nms.core.site import Inventory
from nms.drivers.dialects import DIALECTS
from nms.faults.ledger import Ledger, policy_of, scopes
from nms.faults.notify import EventStream, Notifiers
from nms.provision.archive.git_archive import GitArchive
from nms.site.loading import Site
from nms.store import Store
from nms.topology.dependency import dependency
from nms.topology.roles import PortRoles, port_roles

_MARK = "vault.mark"


@dataclass(frozen=True, slots=True)
class Parts:
    """What use cases and engine work with."""

    site: Site
    store: Store
    clock: Clock
    ledger: Ledger
    port_role: PortRoles
    notifiers: Notifiers
    vault: FernetVault
    audit: Audit
    archive: GitArchive

    @property
    def config(self) -> Config:
        """The settings of the site."""
        return self.site.config

    @property
    def inventory(self) -> Inventory:
        """The inventory of the site."""
        return self.site.inventory


def wire(site: Site, clock: Clock | None = None) -> Parts:
    """Open the store of a site and put the parts together; StoreError if it cannot be opened."""
    clock = clock or SystemClock()
    vault = FernetVault.open(site.var, os.environ)
    store = Store.open(site.var / site.config.store.path, clock, vault)
    _check_key(store, vault)
    notifiers = Notifiers([EventStream(store.events, clock)])
    ledger = Ledger(
        store.alarms,
        notifiers,
        clock,
        policy=policy_of(site.config.alarms, site.config.causes),
        depends=dependency(site.inventory),
        places=scopes(site.inventory),
    )
    audit = Audit(store.audit, Chain(vault.derived("audit")), clock)
    archive = GitArchive(site.var / site.config.backup.path, vault, DIALECTS)
    return Parts(site, store, clock, ledger, port_roles(site.inventory), notifiers, vault, audit, archive)


def _check_key(store: Store, vault: FernetVault) -> None:
    """Refuse another key than the store was begun with: it could neither read the secrets nor go on with the audit."""
    mark = vault.derived("mark").hex()[:16]
    if (known := store.meta.get(_MARK)) is None:
        store.meta.put(_MARK, mark)
    elif known != mark:
        store.close()
        raise InvalidError("NMS-ACC-014", variable=VARIABLE, file=FILE)
