"""What one command line is like, as data, and the pure reading of its configuration text."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Revert(StrEnum):
    """How a device takes a change back by itself when nobody confirms it."""

    NONE = ""
    COMMIT_TRIAL = "commit-trial"  # VRPv8: `commit trial N`, `commit`, `abort trial`
    RELOAD_IN = "reload-in"  # IOS: `reload in N`, `reload cancel`


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A question the device asks (regular expression) and what is typed in answer."""

    asks: str
    answer: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """One platform's command line; every pattern is a regular expression, matched with re.MULTILINE.

    `prompt` matches the prompt of any mode and ends with $; `config_prompt` only that of configuration modes. `enter`
    are the commands from login to configuration mode, `leave_view` climbs one view up, `end` leaves configuration
    mode. `reject` marks a reply as a refusal, `informational` wins over it. `volatile` lines of a configuration change
    by themselves and `comment` lines say nothing: neither counts when two configurations are compared. The one group
    of each `secret` pattern is what people must not see. `verified` is True when the template set was proven against
    the published grammar or a real device; `evidence` says which.
    """

    platform: str
    negate: str
    prompt: str
    config_prompt: str
    running: str
    enter: tuple[str, ...]
    leave_view: str
    end: str
    save: tuple[str, ...] = ()
    commit: str = ""
    revert: Revert = Revert.NONE
    prepare: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    informational: tuple[str, ...] = ()
    dialogues: tuple[Dialogue, ...] = ()
    volatile: tuple[str, ...] = ()
    comment: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    paging: str = ""
    parser: str = ""
    window: int = 20
    verified: bool = False
    evidence: str = ""
    shell: bool = False
    """True where lines are commands of a shell, their success is an exit status and nothing is a configuration mode;
    `running` then holds one read command a line."""
    mml: bool = False
    """True where a line is a man-machine command (ITU-T Z.315) ended by ";", `prompt` is the line that ends each reply,
    and `running` holds one listing command a line."""
    enable: str = ""
    """Raises the privileges at login while the prompt ends with >; asks for the login's enable secret, or nothing."""
    discard: str = ""
    """Two-stage devices: drops what is not yet committed."""
    saved: str = ""
    """What the reply to the last `save` command shows when it worked ("": anything that is no refusal)."""
    opens: tuple[str, ...] = ()
    """Lines that open a view even when nothing is configured below them."""
    alone: tuple[str, ...] = ()
    """Lines that may ask something: nothing else is sent before they are answered."""
    rename: str = ""
    """A line that changes the name in the prompt; its group is the new name."""
    noise: tuple[str, ...] = ()
    """What the device prints into a session without being asked; taken out before anything is read."""
    in_band: bool = False
    """True where SSH lets everybody in and the session itself asks for name and password."""
    newline: str = "\n"
    """What the Enter key sends."""


@lru_cache(maxsize=256)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE) if patterns else None


def refused(dialect: Dialect, reply: str) -> bool:
    """Whether a device's reply to one line is a refusal."""
    reject, informational = _any(dialect.reject), _any(dialect.informational)
    if reject is None or not reject.search(reply):
        return False
    return informational is None or not informational.search(reply)


def meaning(dialect: Dialect, text: str) -> Iterator[str]:
    """The lines of a configuration that count: no comments, nothing volatile, no trailing blanks; order kept."""
    silent = _any(dialect.volatile + dialect.comment)
    for line in text.splitlines():
        kept = line.rstrip()
        if kept.strip() and (silent is None or not silent.search(kept)):
            yield kept


def digest(dialect: Dialect, text: str) -> str:
    """SHA-256 (hex) of what counts of a configuration: equal digests mean byte-identical configurations but for
    comments and declared volatile lines."""
    return hashlib.sha256("\n".join(meaning(dialect, text)).encode(errors="surrogatepass")).hexdigest()


# What hides a secret on more than one platform, whatever the table of a dialect says or forgot.
_EVERYWHERE = (
    (
        r"\b(?:password|secret|key|community|auth\S*|psk)\b[^\n]*?"
        r" (?:simple|plain|clear|hash|cipher) +(?!(?:simple|plain|clear|hash|cipher)\b)(\S+)"
    ),
    r"\bkey (?:authentication|accounting|authorization) (?!simple\b|cipher\b)(\S+)",
    r"\b(?:isis|area|domain)[- ]password (?:md5|clear) (\S+)",
    r"\bmessage-digest-key \d+ md5(?: \d)? (\S+)",
    r"\bauthentication-key (?:\d+ (?:md5|sha\S*|hmac\S*|cmac\S*) )?(?:\d )?(\S+)",
    r"\bcrypto (?:isakmp|ikev\d) key(?: \d)? (\S+)",
    r"\bsnmp-server host \S+(?: (?:traps|informs))?(?: version (?:1|2c))? (?!traps\b|informs\b|version\b|vrf\b)(\S+)",
    r"\bsecurityname (?!cipher\b)(\S+)(?=.* v(?:1|2c)\b)",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s([^-]*)",
)


def scrubbed(dialect: Dialect, text: str) -> str:
    """The text as people may see it: every secret replaced by ******."""
    for pattern in (*_EVERYWHERE, *dialect.secret):
        text = re.sub(pattern, _masked, text, flags=re.MULTILINE)
    return text


def secrets_of(dialect: Dialect, text: str) -> frozenset[str]:
    """The secrets in a text, by themselves: a device may repeat one without the words that mark it as such."""
    patterns = (*_EVERYWHERE, *dialect.secret)
    return frozenset(found[1] for pattern in patterns for found in re.finditer(pattern, text, re.MULTILINE))


def _masked(found: re.Match[str]) -> str:
    start, end = (edge - found.start() for edge in found.span(1))
    return f"{found[0][:start]}******{found[0][end:]}"
