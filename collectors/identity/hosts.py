"""General-purpose computers: Linux with net-snmp.

Hundreds of appliances run the same agent on kernels of their own; a host is named only by the mark that a
distribution leaves in its kernel's release.
"""

from collectors.audience import Vendor
from collectors.identity.model import MODEL, Coded, Said, Source, System
from nms.core.device import Role

_DISTRIBUTIONS = (
    r"\.(?:el|fc|amzn|ol|oe|ky|an|uel)\d\w*(?:[._]\d\w*)*\.(?:x86_64|aarch64|i[3-6]86)\b",  # Red Hat and its kin
    r"-(?:generic|lowlatency|aws|azure|gcp|oracle|kvm) #\d+\S*-Ubuntu\b",
    r"-(?:amd64|arm64|686\S*|cloud-\w+|rt-\w+) #\d+ SMP.* Debian \d",
    r"-pve #\d",  # Proxmox
    r"-v\d+l?\+ #\d",  # Raspberry Pi
    r"-default #\d",  # SUSE
    r"\+1 #\d+ SMP",  # XCP-ng, Citrix Hypervisor
    r"-(?:virt|lts) #\d+-Alpine",
    r"-arch\d",
    r"^Linux \d\S* \| ",  # a sysDescr written by the distribution's configuration
)
_MACHINES = {
    "x86_64": "Generic x86 64-bit",
    "amd64": "Generic x86 64-bit",
    "i386": "Generic x86",
    "i586": "Generic x86",
    "i686": "Generic x86",
    "armv6l": "Generic ARMv6",
    "armv7l": "Generic ARMv7",
    "aarch64": "Generic ARM 64-bit",
    "mips": "Generic MIPS",
    "mips64": "Generic MIPS",
    "ppc64le": "Generic PowerPC",
}
_HARDWARE: tuple[Source, ...] = (MODEL, Coded(Said(r" (\S+)$"), _MACHINES))

SYSTEMS: tuple[System, ...] = (
    System(
        "linux",
        Vendor.NET_SNMP,
        ("8072.3.2.10",),
        rf"^Linux (?=.*(?:{'|'.join(_DISTRIBUTIONS)}))|^Linux \d\S* \| ",
        platform="linux",
        role=Role.RADIUS,
        hardware=_HARDWARE,
        version=(Said(r"^Linux \S+ (\d\S*)"), Said(r"^Linux (\d\S*)")),
    ),
)
