"""Use cases around MIB modules: taking their names in, and showing traps by them."""

from collections.abc import Mapping, Sequence
from threading import Lock

from nms.app.auditing import audited
from nms.app.parts import Parts
from nms.core.alarm import Actor
from nms.core.hand_rules import MibModule
from nms.snmp.mib import compile_mibs, helper_python
from nms.snmp.name_table import NameTable


class Mibs:
    """The room of MIB modules; compiles one job at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._compiling = Lock()
        self._names: tuple[str, NameTable] | None = None

    def modules(self) -> Sequence[MibModule]:
        """The modules taken in, by name."""
        return self._parts.store.mibs.modules()

    @audited("mib.add")
    def add(self, files: Mapping[str, str], actor: Actor) -> Sequence[MibModule]:
        """Compile files (name → text) in the helper process and keep their names, all or nothing."""
        store, now = self._parts.store.mibs, self._parts.clock.now()
        with self._compiling:
            known = {entry.name: entry.oid for entry in store.objects()}
            compiled = compile_mibs(files, known, helper_python())
            kept = [
                (MibModule(module.name, module.file, len(module.objects), actor.name, now), module.objects)
                for module in compiled
            ]
            store.keep(kept, now)
        return [module for module, _ in kept]

    @audited("mib.remove")
    def remove(self, name: str, actor: Actor) -> None:
        """Forget a module; NotFoundError if there is none of that name."""
        self._parts.store.mibs.drop(name)
        self._parts.store.events.append("trap", name, self._parts.clock.now(), {"removed_by": actor.name})

    def names(self) -> NameTable:
        """The names as they stand now, read again whenever a module came or went."""
        version = self._parts.store.mibs.version()
        if self._names is None or self._names[0] != version:
            self._names = version, NameTable(self._parts.store.mibs.objects())
        return self._names[1]
