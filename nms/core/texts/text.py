"""A sentence in the two languages of the users, with its remedy."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Text(NamedTuple):
    """Templates in `str.format` syntax; the remedy says what to do and may be empty."""

    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""

    def said(self, language: Language, values: Mapping[str, object]) -> str:
        """The sentence with its {names} filled; a missing value shows as "–" instead of failing in an error path."""
        return (self.zh if language == "zh" else self.en).format_map(_Lenient(values))

    def remedied(self, language: Language, values: Mapping[str, object]) -> str:
        """The remedy with its {names} filled."""
        return (self.remedy_zh if language == "zh" else self.remedy_en).format_map(_Lenient(values))


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"
