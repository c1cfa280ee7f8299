"""A real BTS controller: osmo-bsc with three cells in its configuration, its VTY reached by telnet."""

import socket
from pathlib import Path

from namespaces import Node, ip
from waiting import until
from wiring import claim, exists, write

CELLS = ((0, 10011, 60, 9), (1, 10012, 64, 10), (2, 10013, 68, 11))  # bts, cell identity, ARFCN, colour code
PORT = 4242

PREPARE = """\
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /var/tmp
"""
SERVE = """\
cd {folder}
osmo-bsc -c {folder}/bsc.cfg >{folder}/bsc.log 2>&1 &
"""
CONFIG = """\
log stderr
 logging filter all 1
 logging color 0
 logging level set-all notice
line vty
 no login
 bind {address} 4242
ctrl
 bind {address}
e1_input
 e1_line 0 driver ipa
 ipa bind {address}
cs7 instance 0
 point-code 0.23.3
 asp asp-clnt-msc-0 2905 0 m3ua
  remote-ip 127.0.0.1
  local-ip 127.0.0.1
  role asp
  sctp-role client
network
 network country code 460
 mobile network code 00
 encryption a5 0
 neci 1
 handover 1
 handover algorithm 2
{cells}
"""
CELL = """\
 bts {bts}
  type osmo-bts
  band GSM900
  cell_identity {ci}
  location_area_code 9362
  base_station_id_code {bsic}
  ipa unit-id {unit} 0
  oml ipa stream-id 255 line 0
  codec-support fr efr hr amr
  gprs mode none
  neighbor-list mode automatic
  trx 0
   rf_locked 0
   arfcn {arfcn}
   nominal power 40
   max_power_red 0
   rsl e1 tei 0
{slots}"""
SLOTS = ("CCCH+SDCCH4", "TCH/F", "TCH/F", "TCH/F", "TCH/F", "TCH/F", "TCH/H", "TCH/H")


class BscCity:
    """The running controller; `address` is where its VTY listens."""

    def __init__(self, folder: Path) -> None:
        """Start it; LabError (and nothing left behind) when that fails."""
        self._folder = folder
        self.node = Node("bsc", folder, PREPARE, SERVE.format(folder=folder))
        try:
            self.uplink, network = claim(self.node)
            self.address, host = f"{network}.1", f"{network}.254"
            ip([f"addr add {host}/24 dev {self.uplink}", f"link set {self.uplink} up"])
            ip([f"addr add {self.address}/24 dev uplink", "link set uplink up"], self.node)
            write(folder / "bsc.cfg", configuration(self.address))
            self.node.serve()
            self.node.wait_serving()
            until(self._listens, "the VTY of osmo-bsc listens")
        except BaseException:
            self.stop()
            raise

    def _listens(self) -> bool:
        return f"{self.address}:{PORT}" in self.node.run("ss", "-ltn")

    def running(self) -> str:
        """The running configuration as the VTY prints it."""
        with socket.create_connection((self.address, PORT), 5) as vty:
            _until(vty, b"> ")
            for line in (b"enable", b"terminal length 0", b"show running-config"):
                vty.sendall(line + b"\r\n")
                said = _until(vty, b"# ")
        text = said.decode("ascii", "replace").replace("\r\n", "\n")
        return text[text.index("Current configuration:") :]

    def saved(self) -> str:
        """The configuration that survives a restart."""
        return (self._folder / "bsc.cfg").read_text()

    def stop(self) -> None:
        """End it; nothing is left on the host."""
        self.node.stop()
        if hasattr(self, "uplink"):
            until(lambda: not exists(self.uplink), f"{self.uplink} has gone")


def _until(vty: socket.socket, prompt: bytes) -> bytes:
    """What the VTY says up to its next prompt."""
    said = b""
    while not said.endswith(prompt):
        said += vty.recv(65_536)
    return said


def configuration(address: str) -> str:
    """What osmo-bsc starts with: three cells, every handover parameter at its default."""
    cells = "\n".join(
        CELL.format(
            bts=bts,
            ci=ci,
            arfcn=arfcn,
            bsic=bsic,
            unit=6969 + bts,
            slots="\n".join(f"   timeslot {slot}\n    phys_chan_config {kind}" for slot, kind in enumerate(SLOTS)),
        )
        for bts, ci, arfcn, bsic in CELLS
    )
    return CONFIG.format(address=address, cells=cells)
