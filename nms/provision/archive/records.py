"""What a commit of the archive says: its subject for people, its trailers for us; and names that git takes."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import unquote

from nms.core.alarm import Actor

_UNFIT = re.compile(r"[^\w.-]|^\.|\.$|\.(?=\.)|\.(?=lock$)")  # git-check-ref-format, and what a file name must not be
_TRAILER = re.compile(r"^([A-Z][A-Za-z-]*): (.*)$")


def fitting(name: str) -> str:
    """A device's name as the name of a file and of a reference; `named` gives it back."""
    return _UNFIT.sub(lambda found: "".join(f"%{octet:02X}" for octet in found[0].encode()), name)


def named(fitted: str) -> str:
    """The device's name again."""
    return unquote(fitted)


def identity(actor: Actor) -> bytes:
    """An actor as git's author: "name <name@origin>"."""
    name = re.sub(r"[<>\s\x00-\x1f\x7f]+", " ", actor.name).strip() or "nms"
    origin = re.sub(r"[<>\s\x00-\x1f\x7f]+", "", actor.origin) or "nms"
    return f"{name} <{name.replace(' ', '.')}@{origin}>".encode()


@dataclass(frozen=True, slots=True)
class Record:
    """One kept configuration as its commit tells of it.

    `text` and `full` are object ids (hex) of the scrubbed and of the sealed full text; `digest` is the sealed digest of
    the full text: in clear it would let anybody try secrets against the scrubbed one.
    """

    device: str
    platform: str
    at: datetime
    cause: str
    actor: Actor
    text: str
    full: str
    digest: bytes

    def message(self) -> bytes:
        """The commit's message: "device: cause", then trailers."""
        trailers = {
            "Device": self.device,
            "Platform": self.platform,
            "Kept-At": self.at.isoformat(),
            "Actor": self.actor.name,
            "Origin": self.actor.origin,
            "Text": self.text,
            "Full": self.full,
            "Digest": b64encode(self.digest).decode(),
        }
        body = "\n".join(f"{key}: {_line(value)}" for key, value in trailers.items())
        return f"{_line(self.device)}: {_line(self.cause)}\n\n{body}\n".encode()

    @classmethod
    def read(cls, message: bytes) -> Self:
        """From the message; KeyError or ValueError for one that is not of ours."""
        subject, _, body = message.decode().partition("\n\n")
        said = {found[1]: found[2] for line in body.splitlines() if (found := _TRAILER.match(line))}
        device = said["Device"]
        return cls(
            device,
            said["Platform"],
            datetime.fromisoformat(said["Kept-At"]),
            subject.removeprefix(f"{device}: "),
            Actor(said["Actor"], said["Origin"]),
            said["Text"],
            said["Full"],
            b64decode(said["Digest"], validate=True),
        )


def _line(text: str) -> str:
    """One line of it: a newline in a cause or a name must not become a trailer."""
    return " ".join(text.split())
