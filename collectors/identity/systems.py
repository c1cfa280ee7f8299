"""Every system that we know by name, in the order in which they are tried."""

from collectors.identity.asia import SYSTEMS as ASIA
from collectors.identity.carriers import SYSTEMS as CARRIERS
from collectors.identity.cisco import SYSTEMS as CISCO
from collectors.identity.hosts import SYSTEMS as HOSTS
from collectors.identity.model import System
from collectors.identity.power import SYSTEMS as POWER
from collectors.identity.switches import SYSTEMS as SWITCHES
from collectors.identity.wireless import SYSTEMS as WIRELESS

SYSTEMS: tuple[System, ...] = (*ASIA, *CISCO, *CARRIERS, *SWITCHES, *WIRELESS, *POWER, *HOSTS)
