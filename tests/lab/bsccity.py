"""A real BTS controller: osmo-bsc with three cells, virtual BTSs attached if wanted; reached by VTY and CTRL."""

import socket
import struct
from pathlib import Path

from namespaces import Node, ip
from waiting import until
from wiring import claim, exists, write

CELLS = ((0, 10011, 60, 9), (1, 10012, 64, 10), (2, 10013, 68, 11))  # bts, cell identity, ARFCN, colour code
PORT, CTRL_PORT = 4242, 4249

PREPARE = """\
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /var/tmp
"""
SERVE = """\
cd {folder}
osmo-bsc -c {folder}/bsc.cfg >>{folder}/bsc.log 2>&1 &
echo $! >{folder}/bsc.pid
"""
# A BTS ends when it loses its BSC; whoever runs one starts it again.
ATTACH = """\
ip link set lo multicast on
ip route add 224.0.0.0/4 dev lo
for bts in {numbers}; do
  while :; do
    osmo-bts-virtual -c {folder}/bts$bts.cfg >>{folder}/bts$bts.log 2>&1 &
    echo $! >{folder}/bts$bts.pid
    wait $! || true
    sleep 0.2
    while [ -e {folder}/bts$bts.away ]; do sleep 0.2; done
  done &
done
"""
STATION = """\
log stderr
 logging filter all 1
 logging color 0
 logging level set-all notice
line vty
 no login
 bind 127.0.1.{local}
ctrl
 bind 127.0.1.{local}
phy 0
 virtual-um net-device lo
 instance 0
bts 0
 band 900
 ipa unit-id {unit} 0
 oml remote-ip {address}
 trx 0
  phy 0 instance 0
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

    def __init__(self, folder: Path, *, attached: bool = False) -> None:
        """Start it, `attached` with a BTS for each cell; LabError (and nothing left behind) when that fails."""
        self._folder, self._serve = folder, SERVE.format(folder=folder)
        numbers = " ".join(str(bts) for bts, *_ in CELLS)
        stations = ATTACH.format(folder=folder, numbers=numbers) if attached else ""
        self.node = Node("bsc", folder, PREPARE, self._serve + stations)
        try:
            self.uplink, network = claim(self.node)
            self.address, host = f"{network}.1", f"{network}.254"
            ip([f"addr add {host}/24 dev {self.uplink}", f"link set {self.uplink} up"])
            ip([f"addr add {self.address}/24 dev uplink", "link set uplink up"], self.node)
            write(folder / "bsc.cfg", configuration(self.address))
            for bts, *_ in CELLS:
                write(folder / f"bts{bts}.cfg", STATION.format(local=bts + 1, unit=6969 + bts, address=self.address))
            self.node.serve()
            self.node.wait_serving()
            until(self._listens, "the VTY of osmo-bsc listens")
            if attached:
                until(lambda: self.links() == ["connected"] * len(CELLS), "every cell has its BTS", 30)
        except BaseException:
            self.stop()
            raise

    def _listens(self) -> bool:
        return f"{self.address}:{PORT}" in self.node.run("ss", "-ltn")

    def running(self) -> str:
        """The running configuration as the VTY prints it."""
        text = self.typed("show running-config")
        return text[text.index("Current configuration:") :]

    def typed(self, command: str) -> str:
        """What a command of the privileged mode prints, at a VTY of our own."""
        with socket.create_connection((self.address, PORT), 5) as vty:
            _until(vty, b"> ")
            for line in ("enable", "terminal length 0", command):
                vty.sendall(line.encode() + b"\r")
                said = _until(vty, b"# ")
        return said.decode("ascii", "replace").replace("\r\n", "\n")

    def links(self) -> list[str]:
        """How the OML link of each cell stands, as CTRL tells it."""
        return [self.told(f"bts.{bts}.oml-connection-state") for bts, *_ in CELLS]

    def told(self, variable: str) -> str:
        """A variable over CTRL (an IPA frame: length, 0xee, 0x00, text)."""
        with socket.create_connection((self.address, CTRL_PORT), 5) as ctrl:
            message = b"\x00GET 7 " + variable.encode()
            ctrl.sendall(struct.pack(">HB", len(message), 0xEE) + message)
            said = b""
            while len(said) < 3 or len(said) < 3 + struct.unpack(">H", said[:2])[0]:
                said += ctrl.recv(65_536)
        return said[4:].decode().removeprefix(f"GET_REPLY 7 {variable} ")

    def restart(self) -> None:
        """End the controller and start it anew from what it saved; its BTSs come back by themselves."""
        self._end("bsc")
        until(lambda: not self._listens(), "osmo-bsc has ended")
        self.node.run("sh", "-c", self._serve)
        until(self._listens, "the VTY of osmo-bsc listens again")

    def detach(self, bts: int) -> None:
        """Take the power from the BTS of a cell, for good."""
        (self._folder / f"bts{bts}.away").touch()
        self._end(f"bts{bts}")

    def attach(self, bts: int) -> None:
        """Let the BTS of a cell come back."""
        (self._folder / f"bts{bts}.away").unlink()

    def _end(self, daemon: str) -> None:
        self.node.run("kill", "-KILL", (self._folder / f"{daemon}.pid").read_text().strip())

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
