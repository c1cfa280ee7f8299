"""What the lab needs of the machine: root, and the programs of the Debian packages in packages.txt."""

import os
import shutil
from pathlib import Path

from suites import unavailable

PROGRAMS = (
    *("unshare", "nsenter", "ip", "snmpd", "snmpbulkwalk", "snmptrap", "snmptable", "lldpd", "vtysh"),
    *("sshd", "ssh-keygen", "openssl", "iperf3", "chrt", "ping", "osmo-bsc", "osmo-bts-virtual"),
    *("bridge", "hostapd", "hostapd_cli", "freeradius", "wpa_supplicant", "wpa_cli"),
)
DAEMONS_LIVE_IN = ":/usr/sbin:/sbin"  # which not every root has on its path
FRR_FILES = ("frr/zebra", "frr/ospfd", "frr/bgpd", "*/frr/modules/bgpd_snmp.so")


def missing() -> str:
    """Why the lab cannot run here; empty when it can."""
    if os.geteuid() != 0:
        return "the lab needs root: network namespaces"
    os.environ["PATH"] += DAEMONS_LIVE_IN if DAEMONS_LIVE_IN not in os.environ["PATH"] else ""
    lacking = [program for program in PROGRAMS if not shutil.which(program)]
    lacking += [pattern for pattern in FRR_FILES if not any(Path("/usr/lib").glob(pattern))]
    return f"not installed (see tests/lab/packages.txt): {', '.join(lacking)}" if lacking else ""


def demand() -> None:
    """Skip (or fail, where the lab is required) unless it can run."""
    if why := missing():
        unavailable("lab", why)
