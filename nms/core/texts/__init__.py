"""One catalogue of every sentence a user can meet: code → Chinese and English, shared by core, CLI, API and pages."""

from nms.core.texts import (
    accounts,
    admission,
    alarms,
    bench,
    causes,
    change_pages,
    changes,
    columns,
    commands,
    configs,
    consoles,
    discovery,
    drivers,
    errors,
    hall_bundles,
    hall_pages,
    hall_quality,
    halls,
    handover,
    handover_diagnosis,
    impacts,
    knowledge,
    labels,
    line_design,
    line_designing,
    line_orders,
    line_pages,
    line_resources,
    line_sla,
    metrics,
    northbound,
    pages,
    playbooks,
    queues,
    radio,
    radio_calls,
    radio_pages,
    rounds,
    serving,
    sheets,
    site,
    tickets,
    topology,
    trial_pages,
    trials,
    tuning,
    walks,
    wlan,
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
    admission.TEXTS,
    alarms.TEXTS,
    bench.TEXTS,
    causes.TEXTS,
    change_pages.TEXTS,
    changes.TEXTS,
    columns.TEXTS,
    commands.TEXTS,
    configs.TEXTS,
    consoles.TEXTS,
    discovery.TEXTS,
    drivers.TEXTS,
    errors.TEXTS,
    hall_bundles.TEXTS,
    hall_pages.TEXTS,
    hall_quality.TEXTS,
    halls.TEXTS,
    handover.TEXTS,
    handover_diagnosis.TEXTS,
    impacts.TEXTS,
    knowledge.TEXTS,
    labels.TEXTS,
    line_design.TEXTS,
    line_designing.TEXTS,
    line_orders.TEXTS,
    line_pages.TEXTS,
    line_resources.TEXTS,
    line_sla.TEXTS,
    metrics.TEXTS,
    northbound.TEXTS,
    pages.TEXTS,
    playbooks.TEXTS,
    queues.TEXTS,
    radio.TEXTS,
    radio_calls.TEXTS,
    radio_pages.TEXTS,
    rounds.TEXTS,
    serving.TEXTS,
    sheets.TEXTS,
    site.TEXTS,
    tickets.TEXTS,
    topology.TEXTS,
    trial_pages.TEXTS,
    trials.TEXTS,
    tuning.TEXTS,
    walks.TEXTS,
    wlan.TEXTS,
)


def say(code: str, language: Language, /, **values: object) -> str:
    """The sentence behind `code` in `language`, its {names} filled from `values`; KeyError for an unknown code."""
    return CATALOGUE[code].said(language, values)


def remedy(code: str, language: Language, /, **values: object) -> str:
    """What to do about `code` ("" where the catalogue has no remedy)."""
    return CATALOGUE[code].remedied(language, values)
