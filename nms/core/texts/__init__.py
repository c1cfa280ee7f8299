"""One catalogue of every sentence a user can meet: code → Chinese and English, shared by core, CLI, API and pages."""

from nms.core.texts import (
    accounts,
    alarms,
    bench,
    change_pages,
    changes,
    columns,
    commands,
    configs,
    consoles,
    discovery,
    drivers,
    errors,
    handover,
    handover_diagnosis,
    labels,
    metrics,
    northbound,
    pages,
    playbooks,
    site,
    walks,
)
from nms.core.texts.text import LANGUAGES, Language, Text

__all__ = ["CATALOGUE", "LANGUAGES", "Language", "Text", "remedy", "say"]


def _merge(*parts: dict[str, Text]) -> dict[str, Text]:
    merged: dict[str, Text] = {}
    for part in parts:
        twice = merged.keys() & part.keys()
        if twice:
            raise ValueError(f"text codes defined twice: {sorted(twice)}")
        merged |= part
    return merged


CATALOGUE: dict[str, Text] = _merge(
    accounts.TEXTS,
    alarms.TEXTS,
    bench.TEXTS,
    change_pages.TEXTS,
    changes.TEXTS,
    columns.TEXTS,
    commands.TEXTS,
    configs.TEXTS,
    consoles.TEXTS,
    discovery.TEXTS,
    drivers.TEXTS,
    errors.TEXTS,
    handover.TEXTS,
    handover_diagnosis.TEXTS,
    labels.TEXTS,
    metrics.TEXTS,
    northbound.TEXTS,
    pages.TEXTS,
    playbooks.TEXTS,
    site.TEXTS,
    walks.TEXTS,
)


def say(code: str, language: Language, **values: object) -> str:
    """The sentence behind `code` in `language`, its {names} filled from `values`; KeyError for an unknown code."""
    return CATALOGUE[code].said(language, values)


def remedy(code: str, language: Language, **values: object) -> str:
    """What to do about `code` ("" where the catalogue has no remedy)."""
    return CATALOGUE[code].remedied(language, values)
