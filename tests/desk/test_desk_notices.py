"""Who is told what, in which words; where messages may go; what the next hop makes of them on real sockets."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nms.core.allowed import AllowList
from nms.core.config import MailConfig, NoticesConfig, SmsConfig
from nms.core.outbound import LINK, Medium, Message, MessageState, Occasion
from nms.core.ticket import Contact, Ticket, TicketChannel, TicketEvent, TicketEventKind, TicketType
from nms.desk.delivery import WAITS, SendError, refused, taken
from nms.desk.notices import messages, number_of, survey_message
from nms.desk.outgoing.http import Call, call
from nms.desk.outgoing.mail import letter
from nms.desk.outgoing.place import place
from nms.desk.outgoing.senders import Senders
from nms.desk.outgoing.sms import sms
from nms.desk.signature import verified

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
HOSTILE = "断网\r\nBcc: x@evil.example {link} {number} <b>"
SETTINGS = NoticesConfig(
    allow=("mail.example.cn", "sms.example.cn", "hook.example.cn"),
    mail=MailConfig(host="mail.example.cn", sender="noc@example.cn"),
    sms=SmsConfig(url="https://sms.example.cn/send"),
    webhooks={"wechat": {"url": "https://hook.example.cn/x", "occasions": ("created",)}},  # type: ignore[dict-item]  # as YAML gives it
    staff=("duty@example.cn",),
)


def ticket(**values: Any) -> Ticket:
    due = NOW + timedelta(hours=4)
    made = Ticket(
        7, "T-20260301-0007", TicketType.FAULT, TicketChannel.PHONE, HOSTILE, "", NOW, NOW, due, 14_400, customer="bank"
    )  # fmt: skip
    return replace(made, **({"contact": Contact("王", "138 0000 0000", "wang@example.cn")} | values))


def event(kind: TicketEventKind, **body: Any) -> TicketEvent:
    return TicketEvent(11, 7, NOW, "zhang", kind, "", body)


def told(kind: TicketEventKind, **values: Any) -> list[Message]:
    return list(messages(event(kind, percent=80), ticket(**values), SETTINGS, ZONE, "zh", NOW))


def test_the_customer_and_the_webhook_hear_that_a_ticket_was_opened() -> None:
    assert [(one.medium, one.target) for one in told(TicketEventKind.OPENED)] == [
        (Medium.WEBHOOK, "wechat"),
        (Medium.EMAIL, "wang@example.cn"),
    ]


def test_without_a_mail_address_an_sms_is_sent_and_without_both_nothing() -> None:
    (one,) = told(TicketEventKind.RESTORED, contact=Contact("", "+86 138-0000-0000", "", "en"))
    assert (one.medium, one.target, one.language) == (Medium.SMS, "+8613800000000", "en")
    assert told(TicketEventKind.RESTORED, contact=Contact()) == []


def test_escalations_are_for_the_staff_alone() -> None:
    (one,) = told(TicketEventKind.ESCALATED)
    assert (one.target, "80%" in one.subject) == ("duty@example.cn", True)


def test_what_the_network_opened_itself_is_told_to_no_customer() -> None:
    assert told(TicketEventKind.RESTORED, channel=TicketChannel.ALARM) == []
    assert told(TicketEventKind.COMMENTED) == []


def test_hostile_titles_neither_break_a_header_nor_catch_a_secret_link() -> None:
    for kind in (TicketEventKind.OPENED, TicketEventKind.RESTORED, TicketEventKind.CLOSED):
        for one in told(kind):
            assert "\n" not in one.subject
            assert "\r" not in one.subject + one.body
            assert LINK not in one.subject + one.body
    survey = survey_message(ticket(), SETTINGS, ZONE, NOW, b"x", NOW)
    assert survey is not None
    assert (survey.body.count(LINK), survey.sealed) == (1, b"x")


@given(st.text(max_size=80))
def test_no_title_can_break_a_message(title: str) -> None:
    for one in told(TicketEventKind.OPENED, title=title):
        assert len(one.subject.splitlines()) == 1
        assert LINK not in one.body
        assert letter(one, one.body, "noc@example.cn")["Subject"]


@pytest.mark.parametrize(("phone", "number"), [("13800000000", "13800000000"), ("+86 (575) 8-12", "+86575812"),
                                               ("1&to=2", ""), ("", ""), ("123\n456789", "")])  # fmt: skip
def test_a_number_is_digits_or_nothing(phone: str, number: str) -> None:
    assert number_of(phone) == number


# ---------------------------------------------------------------- the list of allowed hosts


def test_a_name_opens_public_addresses_and_those_of_our_own_only_where_they_are_listed() -> None:
    allow = AllowList(["sms.example.cn", "gw.example.cn:8443", "10.20.0.0/16", "127.0.0.1:25"])
    assert allow.host("SMS.example.cn.", 80)
    assert not allow.host("gw.example.cn", 443)
    assert not allow.host("evil-sms.example.cn", 80)
    assert allow.host("10.20.3.4", 80)
    assert not allow.host("127.0.0.1", 80)
    assert allow.address("sms.example.cn", "93.184.216.34", 443)
    assert allow.address("sms.example.cn", "10.20.3.4", 443)
    for bad in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "224.0.0.1", "0.0.0.0"):
        assert not allow.address("sms.example.cn", bad, 443), bad


@pytest.mark.parametrize("entry", ["", "http://x", "a b", "x:0", "x:99999", "*.example.cn", "10.0.0.1/8", "user@x"])
def test_what_is_no_host_is_refused_in_the_settings(entry: str) -> None:
    with pytest.raises(ValidationError) as told:
        NoticesConfig(allow=(entry,))
    assert told.value.errors()[0]["type"] in {"NMS-KB-020", "value_error"}


def test_settings_that_speak_to_a_host_that_is_not_listed_are_refused() -> None:
    with pytest.raises(ValidationError) as told:
        NoticesConfig(sms=SmsConfig(url="https://sms.example.cn/"))
    assert told.value.errors()[0]["type"] == "NMS-KB-021"
    for url in ("ftp://x/", "https://u:p@x/", "//x", "https:///x", "file:///etc/passwd"):
        with pytest.raises(ValidationError):
            SmsConfig(url=url)


def test_a_name_that_leads_elsewhere_when_it_is_sent_is_refused_and_resolved_once() -> None:
    asked: list[str] = []

    def inward(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with pytest.raises(SendError, match="NMS-KB-024"):
        place("sms.example.cn", 443, AllowList(["sms.example.cn"]), inward)
    with pytest.raises(SendError, match="NMS-KB-021"):
        place("other.example.cn", 443, AllowList(["sms.example.cn"]), inward)
    assert asked == ["sms.example.cn"]


# ---------------------------------------------------------------- the SMS gateway's templates


@given(st.text(max_size=60), st.sampled_from(["json", "form", "xml"]))
def test_a_text_arrives_whole_in_every_encoding_and_is_never_a_template(text: str, encode: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    bodies = {"json": '{"to":"{number}","t":"{text}"}', "form": "to={number}&t={text}", "xml": "<m t='x'>{text}</m>"}
    settings = SmsConfig.model_validate(
        {"url": "https://g/{number}?t={text}", "body": bodies[encode], "encode": encode}
    )
    made = sms(settings, "+861", text, "geheim")
    assert parse_qs(urlsplit(made.url).query, keep_blank_values=True)["t"] == [text]
    if encode == "json":
        assert json.loads(made.body) == {"to": "+861", "t": text}
    elif encode == "form":
        assert parse_qs(made.body.decode(), keep_blank_values=True) == {"to": ["+861"], "t": [text]}
    else:
        shown = "".join(one for one in text if one.isprintable() or one == "\n")
        assert (ET.fromstring(made.body).text or "") == shown


def test_a_token_cannot_break_out_of_a_header() -> None:
    made = sms(SmsConfig(url="https://g/", headers={"Authorization": "Bearer {token}"}), "1", "t", "a\r\nX: y")
    assert made.headers["Authorization"] == "Bearer a??X: y"


# ---------------------------------------------------------------- what becomes of a message


def message(**values: Any) -> Message:
    made = Message(
        3, "11:sms", Medium.SMS, "+861", 7, Occasion.SURVEY, "zh", "题", "看 {link}", NOW, NOW, b"x"
    )  # fmt: skip
    return replace(made, **values)


def test_waits_grow_until_a_message_is_given_up() -> None:
    one, moments = message(), []
    for _ in range(6):
        one = refused(one, SendError("NMS-KB-026", host="h", reason="timed out"), NOW, 6)
        moments.append(one.next_at - NOW)
    assert moments[:5] == list(WAITS[:5])
    assert (one.state, one.tries, one.error) == (MessageState.FAILED, 6, "NMS-KB-026")
    assert refused(message(), SendError("NMS-KB-027", final=True), NOW, 6).state is MessageState.FAILED
    sent = taken(message(), NOW)
    assert (sent.state, sent.sealed, sent.sent_at) == (MessageState.SENT, None, NOW)


# ---------------------------------------------------------------- real servers on loopback


class Gateway(BaseHTTPRequestHandler):
    """Answers by path and remembers what it was asked."""

    asked: list[tuple[str, Mapping[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).asked.append((self.path, dict(self.headers), body))
        status = {"/busy": 503, "/never": 400, "/away": 302}.get(urlsplit(self.path).path, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.connection.getsockname()[1]}/ok")
        self.end_headers()
        self.wfile.write(b"said")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def gateway() -> Iterator[tuple[int, list[tuple[str, Mapping[str, str], bytes]]]]:
    kind: Any = type("Once", (Gateway,), {"asked": []})
    with HTTPServer(("127.0.0.1", 0), kind) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_address[1], kind.asked
        server.shutdown()
        thread.join()


def test_a_webhook_is_signed_as_our_own_door_wants_it_and_repeats_can_be_told() -> None:
    with gateway() as (port, asked):
        settings = NoticesConfig.model_validate(
            {"allow": ["127.0.0.1"], "webhooks": {"wechat": {"url": f"http://127.0.0.1:{port}/hook"}}}
        )
        sender = Senders(settings, lambda name: "0123456789abcdef" if name == "webhook.wechat" else "")
        sender.send(message(medium=Medium.WEBHOOK, target="wechat"), "https://x/s/1", NOW)
    ((path, headers, body),) = asked
    assert path == "/hook"
    assert json.loads(body)["text"] == "看 https://x/s/1"
    assert json.loads(body)["id"] == "11:sms"
    assert verified("0123456789abcdef", headers["X-NMS-Timestamp"], headers["X-NMS-Signature"], body, NOW)


@pytest.mark.parametrize(
    ("path", "code", "final"),
    [("/busy", "NMS-KB-027", False), ("/never", "NMS-KB-027", True), ("/away", "NMS-KB-028", True)],
)
def test_a_refusal_is_final_or_not_and_no_redirect_is_followed(path: str, code: str, final: bool) -> None:
    with gateway() as (port, asked):
        with pytest.raises(SendError) as told:
            call(Call("POST", f"http://127.0.0.1:{port}{path}", {}, b"x"), AllowList(["127.0.0.1"]), 5)
        assert (told.value.code, told.value.final, len(asked)) == (code, final, 1)


def test_a_listed_name_is_spoken_to_at_the_address_that_was_judged() -> None:
    with gateway() as (port, asked):
        wanted = Call("POST", f"http://sms.example.cn:{port}/ok", {}, b"x")
        allow = AllowList(["sms.example.cn", "127.0.0.1"])
        assert call(wanted, allow, 5, lambda _host, _port: ["127.0.0.1"]) == 200
    assert asked[0][1]["Host"] == f"sms.example.cn:{port}"


def test_silence_ends_with_the_timeout_and_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as dumb:
        port = dumb.getsockname()[1]
        with pytest.raises(SendError) as told:
            call(Call("POST", f"http://127.0.0.1:{port}/", {}, b"x"), AllowList(["127.0.0.1"]), 0.2)
    assert (told.value.code, told.value.final) == ("NMS-KB-026", False)


@contextmanager
def mail_server(recipient: bytes = b"250 ok") -> Iterator[tuple[int, list[bytes]]]:
    """Takes one letter as RFC 5321 has it; without STARTTLS."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)

    def serve() -> None:
        peer, _ = server.accept()
        with peer, peer.makefile("rb") as lines:
            peer.sendall(b"220 test\r\n")
            for line in lines:
                heard.append(line)
                verb = line[:4].upper()
                peer.sendall(
                    {b"RCPT": recipient, b"DATA": b"354 go", b"QUIT": b"221 bye"}.get(verb, b"250 ok") + b"\r\n"
                )
                if verb == b"QUIT":
                    return
                if verb == b"DATA":
                    for text in lines:
                        if text == b".\r\n":
                            break
                        heard.append(text)
                    peer.sendall(b"250 taken\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1], heard
    finally:
        thread.join(10)
        server.close()


def mailer(port: int, tls: str) -> Senders:
    mail = {"host": "127.0.0.1", "port": port, "tls": tls, "sender": "noc@example.cn"}
    return Senders(NoticesConfig.model_validate({"allow": ["127.0.0.1"], "mail": mail, "timeout_s": 5}), lambda _: "")


LETTER = message(medium=Medium.EMAIL, target="wang@example.cn", key="11:email")


def test_a_letter_reaches_the_mail_server_with_its_secret_link() -> None:
    with mail_server() as (port, heard):
        mailer(port, "none").send(LETTER, "https://x/s/1", NOW)
    text = b"".join(heard)
    assert b"rcpt TO:<wang@example.cn>" in text
    assert b"Auto-Submitted: auto-generated" in text
    assert "看 https://x/s/1".encode() in text
    assert b"Message-ID: <" in text


def test_a_recipient_that_does_not_exist_is_final() -> None:
    with mail_server(b"550 no such user") as (port, _), pytest.raises(SendError) as told:
        mailer(port, "none").send(LETTER, "", NOW)
    assert (told.value.code, told.value.final, "no such user" in told.value.said) == ("NMS-KB-027", True, True)


def test_a_server_without_starttls_hears_no_letter() -> None:
    with mail_server() as (port, heard), pytest.raises(SendError, match="NMS-KB-029"):
        mailer(port, "starttls").send(LETTER, "", NOW)
    assert not [line for line in heard if line.lower().startswith(b"mail")]
