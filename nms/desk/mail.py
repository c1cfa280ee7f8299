"""An e-mail as a ticket: read within limits, attachments left out, HTML as text, whatever its headers claim."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import errors as email_errors
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from typing import BinaryIO

from nms.core.errors import InvalidError
from nms.core.ticket import Contact, TicketChannel, TicketType, TicketWish
from nms.desk.html_text import text_of_html
from nms.desk.linking import answered_ticket
from nms.desk.words import MOST_NAME, MOST_TEXT, MOST_TITLE, cleaned, one_line, shortened

MOST_OCTETS = 10 * 1024 * 1024
_CHUNK = 65_536
_MOST_HEADER = 4_000
_MOST_PARTS = 200
_ADDRESS = re.compile(r"[^\s@<>\"',;]{1,64}@[A-Za-z0-9.-]{1,190}")
_KEY = re.compile(r"[!-~]{1,200}")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "utf-8", "us-ascii": "utf-8", "iso-8859-1": "cp1252"}
"""Charset as declared → the wider one that is meant in practice."""
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, email_errors.MessageError)
_PREFIX = re.compile(r"^\s*((re|fw|fwd|aw|答复|回复|转发)\s*[:：]\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """What of an e-mail counts: `key` names it once and for all, `dropped` are the names of parts that were left out.

    `automatic`: a machine sent it (vacation notes, bounces); answering such a one makes a loop.
    """

    key: str
    sender: Contact
    subject: str
    text: str
    answers: str = ""
    dropped: tuple[str, ...] = ()
    automatic: bool = False

    def wish(self) -> TicketWish:
        """What it asks of the desk."""
        return TicketWish(
            type=TicketType.COMPLAINT,
            channel=TicketChannel.EMAIL,
            title=shortened(_PREFIX.sub("", self.subject) or "–", MOST_TITLE),
            text=self.text,
            contact=self.sender,
            ticket=self.answers,
            key=self.key,
        )


def read_mail(stream: BinaryIO, most: int = MOST_OCTETS) -> Mail:
    """The e-mail (RFC 5322) of a stream; no octet beyond `most` is read.

    InvalidError NMS-TICKET-201 for a larger one, 202 for what is no e-mail, 203 without a usable sender.
    """
    octets = _read(stream, most)
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(octets)
        return _mail(message, octets)
    except RecursionError as error:
        raise InvalidError("NMS-TICKET-202", reason="parts within parts") from error


def _read(stream: BinaryIO, most: int) -> bytes:
    chunks, length = list[bytes](), 0
    while chunk := stream.read(min(_CHUNK, most + 1 - length)):
        chunks.append(chunk)
        length += len(chunk)
        if length > most:
            raise InvalidError("NMS-TICKET-201", most=most)
    return b"".join(chunks)


def _mail(message: Message, octets: bytes) -> Mail:
    if not message.keys():
        raise InvalidError("NMS-TICKET-202", reason="no header" if octets else "empty")
    subject = one_line(_header(message, "Subject"))
    texts, dropped = _texts(message)
    text = cleaned("\n\n".join(texts))
    references = [_header(message, name) for name in ("In-Reply-To", "References")]
    key = _header(message, "Message-ID").strip()
    return Mail(
        key=key if _KEY.fullmatch(key) else "",
        sender=_sender(message),
        subject=subject,
        text=shortened(text, MOST_TEXT),
        answers=answered_ticket(subject, *references),
        dropped=dropped,
        automatic=_automatic(message),
    )


def _sender(message: Message) -> Contact:
    name, address = parseaddr(_header(message, "Reply-To")) if message["Reply-To"] else ("", "")
    if not _ADDRESS.fullmatch(address):
        name, address = parseaddr(_header(message, "From"))
    if not _ADDRESS.fullmatch(address):
        raise InvalidError("NMS-TICKET-203", value=shortened(one_line(address or _header(message, "From")), 80) or "–")
    return Contact(name=shortened(one_line(name), MOST_NAME), email=address)


def _automatic(message: Message) -> bool:
    """RFC 3834, and what older machines write."""
    told = _header(message, "Auto-Submitted").strip().lower()
    bulk = _header(message, "Precedence").strip().lower() in {"bulk", "junk", "auto_reply"}
    return (bool(told) and told != "no") or bulk or _header(message, "Return-Path").strip() == "<>"


# ---------------------------------------------------------------- headers


def _header(message: Message, name: str) -> str:
    """A header as text, whatever is wrong with it; "" where there is none."""
    for field, value in message.raw_items():
        if field.lower() == name.lower():
            return _decoded(str(value)[:_MOST_HEADER])
    return ""


def _decoded(raw: str) -> str:
    """Encoded words (RFC 2047) decoded; octets that nobody declared are taken for what they look like."""
    octets = raw.encode("utf-8", "surrogateescape")
    plain = _guessed(octets)
    try:
        parts = decode_header(plain)
    except _BROKEN:
        return plain
    return "".join(part if isinstance(part, str) else _text(part, charset or "") for part, charset in parts)


# ---------------------------------------------------------------- parts


def _texts(message: Message) -> tuple[list[str], tuple[str, ...]]:
    """The readable parts, plain before HTML within alternatives, and the names of those left out."""
    texts, dropped = list[str](), list[str]()
    for part in _chosen(message):
        if _attached(part):
            dropped.append(_name(part))
        else:
            texts.append(_readable(part))
    return texts, tuple(dropped)


def _chosen(message: Message) -> Iterator[Message]:
    """Leaves, of alternatives the plain one alone; a bounded number."""
    stack, seen = [message], 0
    while stack and seen < _MOST_PARTS:
        part = stack.pop()
        seen += 1
        inside = part.get_payload() if part.is_multipart() else None
        if not isinstance(inside, list):
            yield part
            continue
        children = [one for one in inside if isinstance(one, Message)]
        if part.get_content_type() == "message/rfc822" and part is not message:
            yield part  # a forwarded message is left out like an attachment
            continue
        if part.get_content_subtype() == "alternative":
            children = _preferred(children)
        stack.extend(reversed(children))


def _preferred(children: list[Message]) -> list[Message]:
    plain = next((one for one in children if one.get_content_type() == "text/plain"), None)
    return [plain] if plain is not None and _readable(plain).strip() else children[-1:]


def _attached(part: Message) -> bool:
    kind = part.get_content_type()
    named = bool(_filename(part)) or "attachment" in str(part.get("Content-Disposition", "")).lower()
    return named or kind not in ("text/plain", "text/html")


def _name(part: Message) -> str:
    return shortened(one_line(_decoded(_filename(part)) or part.get_content_type()), 80)


def _filename(part: Message) -> str:
    try:
        return str(part.get_filename() or "")[:_MOST_HEADER]
    except _BROKEN:
        return "?"


def _readable(part: Message) -> str:
    try:
        payload = part.get_payload(decode=True)
    except _BROKEN:
        return ""
    text = _text(payload if isinstance(payload, bytes) else b"", _charset(part))
    return text_of_html(text) if part.get_content_type() == "text/html" else text


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset("") or "")
    except _BROKEN:
        return ""


def _text(octets: bytes, charset: str) -> str:
    """Decoded as declared, else as it looks."""
    word = charset.lower()
    for name in _names(word):
        try:
            return octets.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(octets)


def _names(word: str) -> Iterable[str]:
    """Only charsets proper: Python knows codecs that are none (hex, zip) under such names too."""
    if re.fullmatch(r"(utf|iso|gb|big5|windows|cp|koi8|us-ascii|ascii|shift|euc|hz)[\w.:-]*", word):
        yield _WIDER.get(word, word)


def _guessed(octets: bytes) -> str:
    for name in ("utf-8", "gb18030"):
        try:
            return octets.decode(name)
        except UnicodeDecodeError:
            continue
    return octets.decode("latin-1")
