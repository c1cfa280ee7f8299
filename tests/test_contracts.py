"""The architecture, held: layers by import-linter, and one owner for every library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
ROOTS = ("nms", "collectors", "web")

# library → the packages that may import it; whatever is not named here is refused everywhere
OWNERS: dict[str, tuple[str, ...]] = {
    "alembic": ("nms.store",),
    "apscheduler": ("nms.engine",),
    "argon2": ("nms.accounts",),
    "asyncssh": ("nms.city",),
    "cheroot": ("web",),
    "click": ("nms.cli",),
    "cryptography": ("nms.snmp", "nms.city", "nms.accounts"),
    "dulwich": ("nms.provision",),
    "flask": ("web",),
    "flask_openapi3": ("web",),
    "hier_config": ("nms.provision",),
    "jinja2": ("web", "nms.provision"),
    "markupsafe": ("web",),
    "netmiko": ("nms.drivers",),
    "networkx": ("nms.topology", "nms.handover", "nms.halls"),
    "nornir": ("nms.site", "nms.drivers"),
    "ntc_templates": ("nms.drivers",),
    "numpy": ("nms.store", "nms.performance", "nms.city", "nms.snmp", "nms.handover", "nms.topology"),
    "openpyxl": ("web", "nms.site"),
    "paramiko": ("nms.drivers",),
    "pyasn1": ("nms.snmp", "nms.city"),
    "optuna": ("nms.handover.tuning",),
    "pydantic": (
        "nms.core.config",
        "nms.site",
        "nms.provision",
        "nms.handover",
        "nms.lines",
        "nms.halls",
        "nms.desk",
        "web",
    ),
    "pydantic_core": (
        "nms.core.config",
        "nms.site",
        "nms.provision",
        "nms.handover",
        "nms.lines",
        "nms.halls",
        "nms.desk",
        "web",
    ),
    "pysnmp": ("nms.snmp", "nms.city"),
    "rich": ("nms.cli",),
    "scipy": ("nms.topology",),
    "sqlalchemy": ("nms.store",),
    "textfsm": ("nms.drivers",),
    "typer": ("nms.cli",),
    "werkzeug": ("web",),
    "yaml": ("nms.site", "nms.city"),
    "zstandard": ("nms.store", "nms.performance", "nms.city"),
}


def modules() -> Iterator[tuple[str, Path]]:
    """(dotted name, file) of every module of the product."""
    for root in ROOTS:
        for path in sorted((REPOSITORY / root).rglob("*.py")):
            yield ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"), path


def libraries(source: str) -> Iterator[tuple[str, int]]:
    """(top-level name, line) of each library imported anywhere in a file, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        else:
            continue
        for top in {name.partition(".")[0] for name in names}:
            if top not in sys.stdlib_module_names and top not in ROOTS:
                yield top, node.lineno


def trespasses(module: str, source: str) -> list[str]:
    """Imports of a library by a module that does not own it."""
    return [
        f"{module}:{line} imports {library}"
        for library, line in libraries(source)
        if not any(f"{module}.".startswith(f"{owner}.") for owner in OWNERS.get(library, ()))
    ]


def test_the_layers_hold() -> None:
    """In a process of its own: the tool switches off the loggers that other tests listen to."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_library_is_imported_by_its_owners_only() -> None:
    found = [line for module, path in modules() for line in trespasses(module, path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("module", "source", "refused"),
    [
        ("nms.snmp.session", "from pysnmp.hlapi import x", False),
        ("nms.snmpx", "import pysnmp", True),
        ("nms.core.config", "import pydantic", False),
        ("nms.core.device", "import pydantic", True),
        ("nms.faults.rules", "def f():\n    import sqlalchemy.orm as o", True),
        ("nms.store.database", "import requests", True),
        ("collectors.e1", "import numpy", True),
        ("nms.core.sample", "import json, math\nfrom . import x", False),
    ],
)
def test_the_check_of_owners_sees_a_trespass(module: str, source: str, refused: bool) -> None:
    assert bool(trespasses(module, source)) == refused


def test_every_declared_owner_exists() -> None:
    known = {module for module, _ in modules()}
    assert {owner for owners in OWNERS.values() for owner in owners} <= known
