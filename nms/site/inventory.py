"""The inventory folder as `nms.core.site.Inventory`: what is right is loaded, what is not is reported, all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from nms.core.config import CliConfig, SnmpConfig
from nms.core.errors import NmsError, Where
from nms.core.site import Inventory
from nms.site.build import build
from nms.site.check import GROUP_RULES, Draft, Effect, Finding, check
from nms.site.complaints import CautionError, Complaint, complaints, nearest
from nms.site.inherit import Heritage
from nms.site.positions import placed
from nms.site.quiet import collector_paused
from nms.site.schema import FILES, HostEntry
from nms.site.yamlfile import Document, read

DEFAULTS = "defaults"
_NORNIR_FILES = ("hosts", "groups", DEFAULTS)


@dataclass(frozen=True, slots=True)
class Reading:
    """An inventory folder as read: the sound part, all problems by file and line, and Nornir's part as written."""

    inventory: Inventory
    problems: tuple[NmsError, ...] = ()
    written: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class _Shaped(NamedTuple):
    """Entries by file whose own keys are right; everything declared; what the shapes refuse."""

    entries: dict[str, dict[str, Any]]
    declared: dict[str, frozenset[str]]
    findings: list[Finding]


def read_inventory(folder: Path, snmp: SnmpConfig, cli: CliConfig | None = None) -> Reading:
    """Read hosts, groups, defaults, sites, links, customers, halls, cells and access; absent files are empty ones.

    Never raises for what the files hold: an entry with an error is left out, the rest is loaded.
    """
    with collector_paused():
        documents = {stem: read(folder / f"{stem}.yaml", "INV") for stem in (*FILES, DEFAULTS) if _there(folder, stem)}
        shaped = _shaped(documents)
        draft, findings = _settled(shaped, snmp, cli or CliConfig())
        findings += check(draft)
        inventory = build(_without(draft, findings))
        problems = (*strays(folder), *_problems(folder, documents, findings))
        return Reading(inventory, problems, _written(documents, inventory, draft))


def _there(folder: Path, stem: str) -> bool:
    """hosts.yaml must be there, so that a wrong folder does not look like an empty network."""
    return stem == "hosts" or (folder / f"{stem}.yaml").exists()


def strays(folder: Path) -> list[NmsError]:
    """Files beside the known ones: nobody reads them, and a misspelt name is easily overlooked."""
    known = {f"{stem}.yaml" for stem in (*FILES, DEFAULTS)}
    found = (path for path in sorted(folder.glob("*.y*ml")) if path.name not in known)
    return [
        CautionError("NMS-INV-069", Where(str(path)), file=path.name, nearest=nearest(path.name, known) or "–")
        for path in found
    ]


def _shaped(documents: Mapping[str, Document]) -> _Shaped:
    shaped = _Shaped({}, {}, [])
    for stem, document in documents.items():
        value = document.value if document.value is not None else {}
        if not isinstance(value, dict):
            shaped.findings.append(Finding(stem, Complaint("NMS-INV-009", (), {})))
            value = {}
        named = value if stem != DEFAULTS else {DEFAULTS: value}
        shaped.declared[stem] = frozenset(named)
        shaped.entries[stem] = {}
        for name, written in named.items():
            entry = _entry(stem, name, {} if written is None else written, shaped.findings)
            if entry is not None:
                shaped.entries[stem][name] = entry
    return shaped


def _entry(stem: str, name: str, written: object, findings: list[Finding]) -> BaseModel | None:
    model = FILES.get(stem, HostEntry)
    try:
        return model.model_validate(written)
    except ValidationError as error:
        above = () if stem == DEFAULTS else (name,)
        findings += [Finding(stem, complaint) for complaint in complaints(error, model, "INV", above)]
        return None


def _settled(shaped: _Shaped, snmp: SnmpConfig, cli: CliConfig) -> tuple[Draft, list[Finding]]:
    """The draft after inheritance, less the broken groups and what belongs to them, and all findings so far."""
    entries = {stem: shaped.entries.get(stem, {}) for stem in FILES}
    draft = Draft(snmp, **entries, declared=shaped.declared, cli=cli)
    findings = list(shaped.findings)
    while found := check(draft, GROUP_RULES):
        findings += found
        draft = _without(draft, found)
    defaults = shaped.entries.get(DEFAULTS, {}).get(DEFAULTS, HostEntry())
    heritage = Heritage(draft.groups, defaults)
    return replace(draft, traits={name: heritage.traits(host) for name, host in draft.hosts.items()}), findings


def _without(draft: Draft, findings: Iterable[Finding]) -> Draft:
    """The draft less the entries that some finding leaves out."""
    broken: dict[str, set[object]] = {}
    for finding in findings:
        if finding.effect is Effect.LEFT_OUT and finding.complaint.keys:
            broken.setdefault(finding.file, set()).add(finding.complaint.keys[0])
    kept: dict[str, Any] = {
        stem: {name: entry for name, entry in getattr(draft, stem).items() if name not in broken[stem]}
        for stem in FILES
        if stem in broken
    }
    if "hosts" in broken:
        kept["traits"] = {name: traits for name, traits in draft.traits.items() if name in kept["hosts"]}
    return replace(draft, **kept)


def _problems(folder: Path, documents: Mapping[str, Document], findings: Iterable[Finding]) -> list[NmsError]:
    """Everything to be told, in the order of files and lines."""
    told = [problem for document in documents.values() for problem in document.problems]
    told += placed([(found.error(), folder / f"{found.file}.yaml", found.complaint.keys) for found in findings])
    return sorted(told, key=_place)


def _place(problem: NmsError) -> tuple[str, int]:
    return (problem.where.file, problem.where.line) if problem.where else ("", 0)


def _written(documents: Mapping[str, Document], inventory: Inventory, draft: Draft) -> dict[str, Mapping[str, Any]]:
    """Nornir's three files as they stand, less what was left out."""
    sound = {"hosts": inventory.devices.keys(), "groups": draft.groups.keys()}
    written: dict[str, Mapping[str, Any]] = {}
    for stem in _NORNIR_FILES:
        value = documents[stem].value if stem in documents else {}
        entries = value if isinstance(value, dict) else {}
        written[stem] = {name: entry for name, entry in entries.items() if name in sound.get(stem, entries)}
    return written
