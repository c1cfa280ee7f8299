"""What stands around the desk: an SMS gateway on loopback, which keeps what it is given, and an app that complains."""

import json
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from nms.desk.signature import signed

PUBLIC = "https://desk.example.cn"
"""Where customers are told that the pages are; tests open the same path at the demo's own address."""

SECRET = "what the app and the desk know"


@dataclass
class Gateway:
    """Its port, and every message in the order of arrival: number and text."""

    port: int
    messages: list[Mapping[str, str]] = field(default_factory=list)

    def told(self, number: str) -> str:
        """All that was sent to a number."""
        return "\n".join(message["text"] for message in list(self.messages) if message["number"] == number)

    def settings(self) -> dict[str, str]:
        """Settings of the product as environment variables, with the secret of the app's channel."""
        section = "NMS__DESK__NOTICES__"
        return {
            f"{section}ALLOW": f'["127.0.0.1:{self.port}"]',
            f"{section}PUBLIC_URL": PUBLIC,
            f"{section}SMS__URL": f"http://127.0.0.1:{self.port}/send",
            f"{section}SMS__BODY": '{"number": "{number}", "text": "{text}"}',
            "NMS_TICKET_WEBHOOK_APP": SECRET,
        }


def complain(origin: str, **body: object) -> Any:
    """What the desk answers to a signed message of the app."""
    octets, moment = json.dumps(body).encode(), str(int(time.time()))
    signature = signed(SECRET, moment, octets)
    headers = {"Content-Type": "application/json", "X-NMS-Timestamp": moment, "X-NMS-Signature": signature}
    asked = urllib.request.Request(f"{origin}/api/v1/webhooks/app", octets, headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=20) as answer:
        return json.load(answer)


@contextmanager
def listening() -> Iterator[Gateway]:
    """A gateway until the context ends."""
    held: list[Gateway] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            held[0].messages.append(json.loads(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        held.append(Gateway(server.server_port))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield held[0]
        finally:
            server.shutdown()
            thread.join()
