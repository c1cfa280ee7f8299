"""The built-in names with those out of MIB modules beside them, for showing what a device sent."""

from collections.abc import Iterable, Mapping

from nms.core.hand_rules import MibObject
from nms.core.ports import Oid, VarBind
from nms.snmp import names, render


class NameTable:
    """Names of OIDs; the deepest name wins, of two for one OID the built-in one."""

    def __init__(self, objects: Iterable[MibObject] = ()) -> None:
        self._added = {names.oid(entry.oid): entry for entry in objects}
        self._depths = sorted({len(oid) for oid in self._added}, reverse=True)

    def name_of(self, instance: Oid) -> str:
        """An OID as people read it: name and index, or dotted where nobody knows it."""
        name, index = names.object_of(instance)
        added = self._added_of(instance)
        if added is not None and (not name or len(instance) - len(index) < len(added[0])):
            name, index = added[1].name, instance[len(added[0]) :]
        return ".".join([name, *map(str, index)] if name else map(str, index))

    def text_of(self, bind: VarBind) -> str:
        """A value as text: the word of an enumeration, the name of an OID, else as it is."""
        if isinstance(bind.value, tuple):
            return self.name_of(bind.value)
        added = self._added_of(bind.oid)
        if added is not None and isinstance(bind.value, int):
            word = dict(added[1].words).get(bind.value)
            if word:
                return f"{word}({bind.value})"
        return render.value_text(bind)

    def carried_by(self, notification: Oid) -> Mapping[str, str]:
        """The objects that a notification is declared to carry: dotted OID → name."""
        entry = self._added.get(notification)
        return {oid: self.name_of(names.oid(oid)) for oid in entry.objects} if entry is not None else {}

    def column_of(self, instance: Oid) -> Oid:
        """The column or scalar of an instance: as named, else without its last arc."""
        name, index = names.object_of(instance)
        depth = len(instance) - len(index) if name else 0
        added = self._added_of(instance)
        depth = max(depth, len(added[0]) if added is not None and added[1].kind == "object" else 0)
        return instance[:depth] if depth else instance[:-1]

    def _added_of(self, instance: Oid) -> tuple[Oid, MibObject] | None:
        for depth in self._depths:
            entry = self._added.get(instance[:depth]) if depth <= len(instance) else None
            if entry is not None:
                return instance[:depth], entry
        return None
