"""The parts of a running system, wired once: who gets whom."""

from dataclasses import dataclass

from nms.app.clock import SystemClock
from nms.core.config import Config
from nms.core.ports import Clock
from nms.core.site import Inventory
from nms.faults.ledger import Ledger, policy_of, scopes
from nms.faults.notify import EventStream, Notifiers
from nms.site.loading import Site
from nms.store import Store
from nms.topology.dependency import dependency
from nms.topology.roles import PortRoles, port_roles


@dataclass(frozen=True, slots=True)
class Parts:
    """What use cases and engine work with."""

    site: Site
    store: Store
    clock: Clock
    ledger: Ledger
    port_role: PortRoles
    notifiers: Notifiers

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
    store = Store.open(site.var / site.config.store.path, clock)
    notifiers = Notifiers([EventStream(store.events, clock)])
    ledger = Ledger(
        store.alarms,
        notifiers,
        clock,
        policy=policy_of(site.config.alarms),
        depends=dependency(site.inventory),
        places=scopes(site.inventory),
    )
    return Parts(site, store, clock, ledger, port_roles(site.inventory), notifiers)
