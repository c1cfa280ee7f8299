"""Traps for load: linkDown with six variables from many senders at a given rate; run as a process of its own."""

import ipaddress
import json
import socket
import sys
import time
from collections.abc import Iterator

from nms.city import ber
from nms.core.ports import Oid

FIRST_SENDER = ipaddress.IPv4Address("127.3.0.1")
REST_S = 0.002
SEND_BUFFER = 4 << 20
FIRST_ID = 0x0100_0000
LINK_DOWN: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5, 3)
IF_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)


def senders(count: int) -> list[str]:
    """The addresses from which so many send."""
    return [str(FIRST_SENDER + number) for number in range(count)]


def link_down(index: int) -> tuple[bytes, bytes]:
    """The datagram before and behind the four octets of its request-id."""
    binds = (
        ber.bind((1, 3, 6, 1, 2, 1, 1, 3, 0), ber.TIME_TICKS, 19_088_743),
        ber.bind((1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0), ber.OBJECT_ID, LINK_DOWN),
        ber.bind((*IF_ENTRY, 1, index), ber.INTEGER, index),
        ber.bind((*IF_ENTRY, 7, index), ber.INTEGER, 1),
        ber.bind((*IF_ENTRY, 8, index), ber.INTEGER, 2),
        ber.bind((*IF_ENTRY, 2, index), ber.OCTETS, b"GigabitEthernet0/0/%d" % index),
    )
    whole = ber.trap(b"public", FIRST_ID, b"".join(binds))
    before, _, behind = whole.partition(FIRST_ID.to_bytes(4, "big"))
    return before, behind


def due(rate: float, seconds: float) -> Iterator[range]:
    """The numbers of the traps to be sent now, whenever some are."""
    begun, sent, total = time.monotonic(), 0, int(rate * seconds)
    while sent < total:
        until = min(total, int((time.monotonic() - begun) * rate) + 1)
        yield range(sent, until)
        sent = until
        time.sleep(REST_S)


def send(port: int, rate: float, seconds: float, addresses: list[str]) -> int:
    """Send in turn from each address to a port of 127.0.0.1; how many left."""
    before, behind = link_down(7)
    sockets = [_socket(address, port) for address in addresses]
    sent = 0
    for numbers in due(rate, seconds):
        for number in numbers:
            datagram = before + (FIRST_ID + number % FIRST_ID).to_bytes(4, "big") + behind
            try:
                sockets[number % len(sockets)].send(datagram)
            except OSError:  # refused where nobody listens any more
                continue
            sent += 1
    for sock in sockets:
        sock.close()
    return sent


def _socket(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    sock.bind((address, 0))
    sock.connect(("127.0.0.1", port))
    return sock


def main() -> None:
    """PORT RATE SECONDS SENDERS; prints how many were sent in how many seconds."""
    port, rate, seconds, count = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    begun = time.monotonic()
    sent = send(port, rate, seconds, senders(count))
    sys.stdout.write(json.dumps({"sent": sent, "seconds": round(time.monotonic() - begun, 3)}) + "\n")


if __name__ == "__main__":
    main()
