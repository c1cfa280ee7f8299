"""What free text may not hold before it comes near a command line (security requirement C2)."""

import re
import unicodedata

_REFUSED_CHARACTERS = re.compile(r"[;|?<>\[\]#$`\\\"!^]")
"""Separators, pipes and help keys, what ends a prompt, quotes and escapes."""

_LEADING = re.compile(r"(?:undo|no|default|do|exit|quit|end|return)\b", re.IGNORECASE)
_ANYWHERE = re.compile(r"undo", re.IGNORECASE)
_TRAILING = re.compile(r"[%:]$")  # the login and shell prompts that remain


def odd(character: str) -> bool:
    """Whether a character is invisible or no character (Unicode classes C and Z), the plain blank apart."""
    return character != " " and unicodedata.category(character)[0] in "CZ"


def objection(text: str) -> str:
    """What is wrong with a text, in the offending piece itself ("" if it may be sent)."""
    for character in text:
        if odd(character):
            return f"U+{ord(character):04X}"
    if found := _REFUSED_CHARACTERS.search(text) or _ANYWHERE.search(text) or _LEADING.match(text):
        return found[0]
    if found := _TRAILING.search(text):
        return found[0]
    if text != " ".join(text.split(" ")) or text != text.strip() or "  " in text:
        return "U+0020"
    return ""
