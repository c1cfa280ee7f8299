"""Compiles published MIB modules into one flat JSON table; runs in the environment that holds pysmi.

    python compile.py ARCHIVE_FOLDER CACHE_FOLDER

prints {oid: {name, module, type, index: [{type, implied, size}], nodetype}} of every object of the modules in
`MODULES`. Types are the base types of SMIv2 (Integer32, OctetString, ObjectIdentifier, Counter64 …).
"""

import json
import shutil
import sys
import tarfile
from importlib import import_module
from pathlib import Path
from typing import Any

Definition = dict[str, Any]
Modules = dict[str, dict[str, Any]]  # what pysmi wrote, by module and symbol

# By name, so that the project's own checks need no pysmi.
CODEGEN, COMPILER, PARSER, READER, SEARCHER, WRITER = (
    import_module(f"pysmi.{part}") for part in ("codegen", "compiler", "parser", "reader", "searcher", "writer")
)
ARCHIVES = ("ietf-ieee-netdisco", "vendor-huawei", "vendor-comware", "vendor-raisecom")
MODULES = (
    "SNMPv2-MIB",
    "IF-MIB",
    "IP-MIB",
    "DS1-MIB",
    "SONET-MIB",
    "BRIDGE-MIB",
    "Q-BRIDGE-MIB",
    "ENTITY-MIB",
    "ENTITY-SENSOR-MIB",
    "LLDP-MIB",
    "HOST-RESOURCES-MIB",
    "IEEE802dot11-MIB",
    "IEEE8021-PAE-MIB",
    "HUAWEI-ENTITY-EXTENT-MIB",
    "HUAWEI-ENTITY-TRAP-MIB",
    "HUAWEI-BASE-TRAP-MIB",
    "HUAWEI-WLAN-AP-MIB",
    "HUAWEI-WLAN-AP-RADIO-MIB",
    "HUAWEI-XPON-MIB",
    "HUAWEI-L2MAM-MIB",
    "HH3C-ENTITY-EXT-MIB",
    "HH3C-TRANSCEIVER-INFO-MIB",
    "RAISECOM-SYSTEM-MIB",
    "RAISECOM-POWERMONITOR-MIB",
)
BASE_TYPES = {
    "INTEGER": "Integer32",
    "Integer32": "Integer32",
    "Unsigned32": "Unsigned32",
    "Gauge32": "Unsigned32",
    "Gauge": "Unsigned32",
    "Counter32": "Counter32",
    "Counter": "Counter32",
    "Counter64": "Counter64",
    "TimeTicks": "TimeTicks",
    "IpAddress": "IpAddress",
    "NetworkAddress": "IpAddress",
    "OCTET STRING": "OctetString",
    "Opaque": "Opaque",
    "OBJECT IDENTIFIER": "ObjectIdentifier",
    "BITS": "OctetString",
    "Bits": "OctetString",
    # textual conventions of SNMPv2-TC, which pysmi builds in
    "RowStatus": "Integer32",
    "TruthValue": "Integer32",
    "TestAndIncr": "Integer32",
    "StorageType": "Integer32",
    "DisplayString": "OctetString",
    "PhysAddress": "OctetString",
    "MacAddress": "MacAddress",
    "DateAndTime": "OctetString",
    "TAddress": "OctetString",
    "TimeStamp": "TimeTicks",
    "TimeInterval": "Integer32",
    "AutonomousType": "ObjectIdentifier",
    "RowPointer": "ObjectIdentifier",
    "VariablePointer": "ObjectIdentifier",
    "TDomain": "ObjectIdentifier",
}
# What pysmi needs and the archives lack, and what they spell in a way that it refuses.
STUBS = {
    "RFC-1212": "RFC-1212 DEFINITIONS ::= BEGIN\nEND\n",
    "RFC1158-MIB": "RFC1158-MIB DEFINITIONS ::= BEGIN\nDisplayString ::= OCTET STRING\nEND\n",
}
DUPLICATES = {"HUAWEI-MIB": ("usg6635f", "usg6565f", "usg6525f"), "RAISECOM-SYSTEM-MIB": ("raisecomdevicetype",)}
REPLACEMENTS = {"HUAWEI-XPON-MIB": ("Opaque", "OCTET STRING")}


def unpack(archives: Path, target: Path) -> list[Path]:
    """Every archive into its own folder below `target`; returns the folders that hold modules."""
    for name in ARCHIVES:
        with tarfile.open(archives / f"{name}.tar.gz") as archive:
            archive.extractall(target / name, filter="data")
    stubs = target / "stubs"
    stubs.mkdir(parents=True, exist_ok=True)
    for name, text in STUBS.items():
        (stubs / name).write_text(text)
    for module, symbols in DUPLICATES.items():
        for path in target.rglob(module):
            rename_duplicates(path, symbols)
    for module, (old, new) in REPLACEMENTS.items():
        for path in target.rglob(module):
            path.write_text(path.read_text(errors="replace").replace(old, new))
    return [stubs, *sorted({path.parent for path in target.rglob("*") if path.is_file()} - {stubs})]


def rename_duplicates(path: Path, symbols: tuple[str, ...]) -> None:
    """Second and later definitions of a symbol get a suffix, so that the module compiles."""
    lines, seen = [], dict.fromkeys(symbols, 0)
    for line in path.read_text(errors="replace").splitlines():
        words = line.split()
        if len(words) > 1 and words[0].lower() in seen and words[1] in ("OBJECT", "OBJECT-TYPE"):
            seen[words[0].lower()] += 1
            if seen[words[0].lower()] > 1:
                lines.append(line.replace(words[0], f"{words[0]}x{seen[words[0].lower()]}", 1))
                continue
        lines.append(line)
    path.write_text("\n".join(lines) + "\n")


def compile_modules(sources: list[Path], target: Path) -> dict[str, str]:
    """Module by module (a batch stops at its first error); returns what failed, by module."""
    failed = {}
    for module in MODULES:
        codegen = CODEGEN.JsonCodeGen()
        written = WRITER.FileWriter(str(target)).set_options(suffix=".json")
        compiler = COMPILER.MibCompiler(PARSER.SmiV1CompatParser(), codegen, written)
        compiler.add_sources(*(READER.FileReader(str(folder)) for folder in sources))
        compiler.add_searchers(SEARCHER.AnyFileSearcher(str(target)).set_options(exts=[".json"]))
        compiler.add_searchers(SEARCHER.StubSearcher(*codegen.baseMibs))
        done = compiler.compile(module, rebuild=False, noDeps=False)
        if not (target / f"{module}.json").exists():
            failed[module] = str(done.get(module))
    return failed


def syntax_of(module: str, syntax: Definition, modules: Modules) -> Definition:
    """The base type of a syntax with its size limits, textual conventions resolved by name over all modules."""
    name = syntax.get("type", "")
    sizes: list[Any] = []
    ranges: list[Any] = []
    for _ in range(12):
        limits = syntax.get("constraints", {})
        sizes, ranges = sizes or limits.get("size", []), ranges or limits.get("range", [])
        if name in BASE_TYPES:
            break
        owner = next((m for m in (module, *modules) if "type" in modules.get(m, {}).get(name, {})), None)
        if owner is None:
            break
        syntax = modules[owner][name]["type"]
        name = syntax.get("type", "")
    return {"type": BASE_TYPES.get(name, name), "size": sizes, "range": ranges}


def flatten(modules: Modules) -> dict[str, Definition]:
    """One row per object with an OID: name, module, node type, access, base type, index columns, trap objects."""
    table: dict[str, Definition] = {}
    for module, symbols in modules.items():
        for name, symbol in symbols.items():
            if not isinstance(symbol, dict) or "oid" not in symbol:
                continue
            table[symbol["oid"]] = row = {"name": name, "module": module, "node": symbol.get("nodetype", "")}
            row |= {"class": symbol["class"], "access": symbol.get("maxaccess", "")}
            if "syntax" in symbol:
                row |= syntax_of(module, symbol["syntax"], modules)
            if "objects" in symbol:
                row["objects"] = [find(reference, modules)[1]["oid"] for reference in symbol["objects"]]
            if symbol.get("nodetype") == "row":
                row["index"] = index_of(module, symbol, modules)
    return table


def index_of(module: str, symbol: Definition, modules: Modules) -> list[Definition]:
    """The index columns of a row, through AUGMENTS where there is one."""
    if "augmention" in symbol:
        owner, base = find(symbol["augmention"], modules)
        return index_of(owner, base, modules)
    columns = []
    for part in symbol.get("indices", []):
        owner, column = find(part, modules)
        columns.append({"implied": bool(part["implied"]), **syntax_of(owner, column["syntax"], modules)})
    return columns


def find(reference: Definition, modules: Modules) -> tuple[str, Definition]:
    """The module and definition of a referred symbol; pysmi names the wrong module where it was only imported."""
    name = reference["object"]
    owner = next(m for m in (reference["module"], *modules) if "oid" in modules.get(m, {}).get(name, {}))
    return owner, modules[owner][name]


def main(archives: Path, cache: Path) -> None:
    """Compile (once per cache folder) and print."""
    compiled = cache / "compiled"
    if not (cache / "done").exists():
        compiled.mkdir(parents=True, exist_ok=True)
        failed = compile_modules(unpack(archives, cache / "source"), compiled)
        for module, why in failed.items():
            print(module, why, file=sys.stderr)
        shutil.rmtree(cache / "source")
        (cache / "done").touch()
    modules = {path.stem: json.loads(path.read_text()) for path in sorted(compiled.glob("*.json"))}
    json.dump(flatten(modules), sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
