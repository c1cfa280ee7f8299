"""E-mails as tickets: within limits, without attachments, whatever the headers claim."""

import io
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.ticket import TicketChannel
from nms.desk.html_text import text_of_html
from nms.desk.mail import read_mail
from nms.desk.words import cleaned, one_line


class Sparse(io.RawIOBase):
    """A stream of `length` octets that are made as they are read; counts what was taken."""

    def __init__(self, head: bytes, length: int) -> None:
        self.taken, self._head, self._length = 0, head, length

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        want = self._length - self.taken if size < 0 else min(size, self._length - self.taken)
        made = self._head[self.taken : self.taken + want]
        made += b"A" * (want - len(made))
        self.taken += want
        return made


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    defaults = {"From": "陈 <chen@bank.example>", "To": "desk@x.example", "Subject": "专线不通", "Message-ID": "<1@b>"}
    for name, value in {**defaults, **headers}.items():
        message[name.replace("_", "-")] = value
    return message


def read(octets: bytes | EmailMessage) -> object:
    return read_mail(io.BytesIO(octets if isinstance(octets, bytes) else bytes(octets)))


def test_a_plain_mail_becomes_a_wish() -> None:
    message = mail()
    message.set_content("PL-12 从早上起不通。\n")
    found = read_mail(io.BytesIO(bytes(message)))
    wish = found.wish()
    assert (wish.channel, wish.title, wish.text) == (TicketChannel.EMAIL, "专线不通", "PL-12 从早上起不通。")
    assert (wish.contact.name, wish.contact.email, wish.key) == ("陈", "chen@bank.example", "<1@b>")


def test_a_mail_of_a_gigabyte_is_refused_without_reading_it() -> None:
    head = b"From: a@b.example\r\nSubject: x\r\n\r\n"
    stream = Sparse(head, 1 << 30)
    with pytest.raises(InvalidError) as refused:
        read_mail(stream, 1 << 20)  # type: ignore[arg-type]  # a raw stream reads as a buffered one does
    assert refused.value.code == "NMS-TICKET-201"
    assert stream.taken == (1 << 20) + 1


def test_attachments_are_left_out_and_named() -> None:
    message = mail()
    message.set_content("见附件")
    message.add_attachment(b"%PDF" * 1000, maintype="application", subtype="pdf", filename="合同.pdf")
    message.add_attachment("ein zwei", filename="note.txt")
    found = read_mail(io.BytesIO(bytes(message)))
    assert (found.text, found.dropped) == ("见附件", ("合同.pdf", "note.txt"))


def test_of_alternatives_the_plain_one_is_read_and_html_only_where_there_is_no_other() -> None:
    message = mail()
    message.set_content("plain")
    message.add_alternative("<p>html</p>", subtype="html")
    assert read_mail(io.BytesIO(bytes(message))).text == "plain"
    only = mail()
    only.set_content("<style>p{}</style><p>不通</p><script>alert(1)</script><p>请修 &lt;b&gt;</p>", subtype="html")
    assert read_mail(io.BytesIO(bytes(only))).text == "不通\n请修 <b>"


@pytest.mark.parametrize("charset", ["gb18030", "gb2312", "gbk", "utf-8", "no-such-charset", ""])
def test_chinese_is_read_as_declared_and_as_it_looks(charset: str) -> None:
    octets = "专线不通，请尽快处理".encode("utf-8" if charset == "utf-8" else "gb18030")
    declared = f"; charset={charset}" if charset else ""
    head = f"From: a@b.example\r\nContent-Type: text/plain{declared}\r\nContent-Transfer-Encoding: 8bit\r\n"
    subject = b"Subject: " + "专线".encode("gb18030") + b"\r\n\r\n"
    found = read_mail(io.BytesIO(head.encode() + subject + octets))
    assert (found.subject, found.text) == ("专线", "专线不通，请尽快处理")


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "NMS-TICKET-202"),
        (b"\r\n\r\njust text", "NMS-TICKET-202"),
        (b"Subject: x\r\n\r\nno sender", "NMS-TICKET-203"),
        (b"From: undisclosed\r\n\r\nx", "NMS-TICKET-203"),
        (b"From: a@b.example, c@d.example\r\n evil: 1\r\n\r\nx", ""),
    ],
)
def test_what_is_no_mail_or_has_no_sender_is_refused(octets: bytes, code: str) -> None:
    if not code:
        assert "\n" not in read_mail(io.BytesIO(octets)).sender.email
        return
    with pytest.raises(InvalidError) as refused:
        read(octets)
    assert refused.value.code == code


def test_headers_that_break_parsers_do_not_break_this_one() -> None:
    hostile = [
        b"Subject: =?utf-8?b?////?= =?unknown-8bit?q?=ff=fe?= =?gb18030?b?!!!?=",
        b"Content-Type: multipart/mixed; boundary",
        b"Content-Disposition: attachment; filename*=utf-8''%ff%fe%00; filename=\"\xff\"",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Message-ID: <a\x00b> <c>",
        b"References: " + b"<x@y> " * 5000,
        b"Content-Type: text/plain; charset*=x''y",
        b"Date: never",
    ]
    for line in hostile:
        found = read_mail(io.BytesIO(b"From: a@b.example\r\n" + line + b"\r\n\r\nbody"))
        assert found.sender.email == "a@b.example"
        assert all(one.isprintable() for one in found.subject + found.key)


def deep(depth: int) -> bytes:
    """Parts within parts."""
    head = b"From: a@b.example\r\nSubject: deep\r\n"
    nested = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return head + b"".join(nested) + b"Content-Type: text/plain\r\n\r\nx"


def test_parts_within_parts_are_read_within_bounds_and_without_end_refused() -> None:
    assert read_mail(io.BytesIO(deep(20))).text == "x"
    assert read_mail(io.BytesIO(deep(250))).text == ""
    with pytest.raises(InvalidError) as refused:
        read_mail(io.BytesIO(deep(1500)))
    assert refused.value.code == "NMS-TICKET-202"


@pytest.mark.parametrize(
    ("name", "value"),
    [("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("Return-Path", "<>")],
)
def test_a_mail_that_a_machine_sent_says_so(name: str, value: str) -> None:
    message = mail()
    message[name] = value
    message.set_content("I am away")
    assert read_mail(io.BytesIO(bytes(message))).automatic


def test_a_reply_is_known_by_subject_or_references() -> None:
    for header in (
        {"Subject": "答复: Re: [T-20261123-0007] 专线"},
        {"In_Reply_To": "<T-20261123-0007.5@desk.example>"},
    ):
        message = mail(**header)
        message.set_content("还是不通")
        found = read_mail(io.BytesIO(bytes(message)))
        assert found.answers == "T-20261123-0007"
    assert found.wish().title == "专线不通"


@settings(max_examples=60)
@given(octets=st.binary(max_size=600))
def test_whatever_follows_a_sender_is_read(octets: bytes) -> None:
    found = read_mail(io.BytesIO(b"From: a@b.example\r\nX-More: " + octets))
    assert found.sender.email == "a@b.example" or b"\nreply-to:" in octets.lower()
    assert "\x00" not in found.text + found.subject
    found.text.encode()


@given(text=st.text(max_size=200))
def test_cleaned_text_has_no_control_characters_and_is_cleaned_for_good(text: str) -> None:
    once = cleaned(text)
    assert all(one.isprintable() or one in "\n\t" or ord(one) > 0x9F for one in once)
    assert not set("\u202e\u2066\u200f\x00\x1b") & set(once)
    assert cleaned(once) == once
    assert "\n" not in one_line(text)


def test_a_head_that_nobody_closed_does_not_hide_the_body() -> None:
    assert text_of_html("<head><title>t<body><p>words") == "words"
    assert text_of_html("a<br>b<!-- no --><![if !x]>c") == "a\nbc"
