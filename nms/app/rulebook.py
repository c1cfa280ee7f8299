"""The site's rules for configurations, and the lines that mend what breaks them."""

from collections.abc import Collection, Sequence
from pathlib import Path

from nms.app.catalogue import FOLDER
from nms.core.device import Device
from nms.core.dialect import Dialect
from nms.core.errors import InvalidError
from nms.provision.compliance import Finding, Rule, findings, mending, rules_of
from nms.site.yamlfile import read

FILE = "compliance.yaml"


def rules(site: Path) -> Sequence[Rule]:
    """The rules of a site's folder, none without the file; InvalidError NMS-CHG-030 for one that cannot be used."""
    path = site / FOLDER / FILE
    if not path.exists():
        return ()
    document = read(path, "CFG")
    for problem in document.problems:
        raise problem
    return rules_of(document.value, str(path))


def broken(found: Sequence[Finding], names: Collection[str]) -> Sequence[Finding]:
    """The findings of some rules; of all when none is named."""
    return [one for one in found if not names or one.rule.name in names]


def mending_lines(
    book: Sequence[Rule], device: Device, dialect: Dialect, running: str, names: Collection[str]
) -> Sequence[str]:
    """The lines that mend a configuration; InvalidError NMS-CONF-016 where there is nothing to mend."""
    lines = mending(broken(findings(book, device, dialect, running), names)).get(device.name, ())
    if not lines:
        raise InvalidError("NMS-CONF-016", device=device.name, rules=", ".join(names) or "*")
    return lines
