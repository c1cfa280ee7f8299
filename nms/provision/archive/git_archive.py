"""The Archive on git: what people may see on the branch main, the sealed full text beside it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from pathlib import Path

from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from nms.core.alarm import Actor
from nms.core.change import Kept
from nms.core.change_ports import Vault
from nms.core.device import Device
from nms.core.dialect import Dialect, digest, scrubbed
from nms.core.errors import InvalidError, NotFoundError
from nms.provision.archive.records import Record, fitting, identity, named
from nms.provision.archive.repository import FILE, FOLDER, MAIN, Repository, point, read, target, write

FOLDER_NAME = b"devices"
SEALED = b"refs/sealed/"
_ALL = 1_000_000
_ID = re.compile(r"[0-9a-f]{40}")
_BEGINNING = re.compile(r"[0-9a-f]{6,39}")


class GitArchive:
    """Every kept configuration (`nms.core.change_ports.Archive`); for any number of threads and processes.

    The branch main has one commit a configuration, by whoever caused it, with the scrubbed text in devices/NAME.cfg:
    `git log -p devices/pe-1.cfg` reads it. `refs/sealed/NAME` is a chain of commits of one device: the tree holds the
    sealed full text, the last parent is the commit of main. The chain is what counts; main follows it.
    """

    def __init__(self, path: Path, vault: Vault, dialects: Mapping[str, Dialect]) -> None:
        self._repository = Repository(path)
        self._vault = vault
        self._dialects = dialects

    @property
    def path(self) -> Path:
        """Where the repository lies."""
        return self._repository.path

    # ------------------------------------------------------------ keeping

    def keep(self, device: Device, text: str, at: datetime, cause: str, actor: Actor) -> Kept:
        """Keep a configuration; the newest one again when nothing that counts differs.

        InvalidError NMS-CONF-003 without a dialect, which alone knows the secrets; StoreError NMS-CONF-001, -002.
        """
        dialect = self._dialect(device)
        fresh = digest(dialect, text)
        with self._repository.writing() as repo:
            newest = next(self._chain(repo, device.name), None)
            if newest is not None:
                self._catch_up(repo, newest)
                if newest.digest == fresh:
                    return newest
            # line ends as people and patterns know them: a secret before a carriage return would not be seen
            lines = text.replace("\r\n", "\n").replace("\r", "\n")
            clear = Blob.from_string(scrubbed(dialect, lines).encode(errors="backslashreplace"))
            full = Blob.from_string(self._vault.seal(text.encode(errors="surrogatepass")))
            ids, sealed = (clear.id.decode(), full.id.decode()), self._vault.seal(fresh.encode())
            return self._commit(repo, Record(device.name, device.platform, at, cause, actor, *ids, sealed), clear, full)

    def _commit(self, repo: Repo, record: Record, clear: Blob, full: Blob) -> Kept:
        write(repo, clear, full)
        shown = _on_main(repo, record)
        sealed = Tree()
        sealed.add(b"full", FILE, full.id)
        ref = _sealed(record.device)
        before = target(repo, ref)
        parents = [parent for parent in (before, shown.id) if parent is not None]
        chained = _commit_of(record, sealed, parents, fitting(record.device).encode())
        write(repo, sealed, chained)
        # The chain first: a kill between the two leaves main one behind, which the next keeping sees and mends.
        point(repo, ref, chained.id)
        point(repo, MAIN, shown.id)
        return self._kept(shown.id, record)

    @staticmethod
    def _catch_up(repo: Repo, newest: Kept) -> None:
        """Show on main what a killed writer had kept and not shown yet."""
        record = _record(repo, newest.id.encode())
        if _file_on_main(repo, newest.device) != record.text.encode():
            point(repo, MAIN, _on_main(repo, record).id)

    def _dialect(self, device: Device) -> Dialect:
        found = self._dialects.get(device.platform)
        if found is None:
            raise InvalidError("NMS-CONF-003", device=device.name, platform=device.platform or "–")
        return found

    def pack(self, loose: int = 2_000) -> int:
        """Put loose objects into one pack once there are so many of them; returns how many went in."""
        if not self._repository.exists:
            return 0
        with self._repository.writing() as repo:
            enough = repo.object_store.count_loose_objects() >= loose
            return repo.object_store.pack_loose_objects() if enough else 0

    # ------------------------------------------------------------ reading

    def full(self, kept_id: str, device: str) -> str:
        """The text as the device printed it (secrets included: for restoring only). NotFoundError."""
        with self._opened(kept_id) as repo:
            _, record = self._found(repo, kept_id, device)
            sealed = read(repo, record.full.encode(), Blob).data
        return self._vault.unseal(sealed).decode(errors="surrogatepass")

    def shown(self, kept_id: str, device: str) -> str:
        """The scrubbed text. NotFoundError."""
        with self._opened(kept_id) as repo:
            _, record = self._found(repo, kept_id, device)
            return _text(repo, record)

    def one(self, kept_id: str, device: str) -> Kept:
        """A kept configuration by its id, or by enough of its beginning. NotFoundError."""
        with self._opened(kept_id) as repo:
            commit, record = self._found(repo, kept_id, device)
            return self._kept(commit.id, record)

    def history(self, device: str, limit: int = 50) -> Sequence[Kept]:
        """Newest first; nothing for a device of which nothing was kept."""
        if not self._repository.exists:
            return []
        with self._repository.reading() as repo:
            return list(islice(self._chain(repo, device), limit))

    def at(self, device: str, moment: datetime) -> Kept | None:
        """What was the newest at a moment."""
        return next((kept for kept in self.history(device, _ALL) if kept.at <= moment), None)

    def newest(self) -> Mapping[str, Kept]:
        """The newest kept configuration of every device."""
        if not self._repository.exists:
            return {}
        with self._repository.reading() as repo:
            return {name: kept for name in _known(repo) for kept in islice(self._chain(repo, name), 1)}

    def versions(self, device: str, limit: int = 1_000) -> Iterator[tuple[Kept, str]]:
        """Kept configurations with their scrubbed texts, newest first, read as they are taken."""
        if not self._repository.exists:
            return
        with self._repository.reading() as repo:
            for kept in islice(self._chain(repo, device), limit):
                yield kept, _text(repo, _record(repo, kept.id.encode()))

    def _opened(self, kept_id: str) -> AbstractContextManager[Repo]:
        if not self._repository.exists:
            raise NotFoundError("configuration", kept_id)
        return self._repository.reading()

    def _found(self, repo: Repo, kept_id: str, device: str) -> tuple[Commit, Record]:
        """The commit of main and what it says; a beginning is looked up in the device's own chain."""
        whole = kept_id if _ID.fullmatch(kept_id) else self._completed(repo, kept_id, device)
        if ObjectID(whole.encode()) not in repo.object_store:
            raise NotFoundError("configuration", kept_id)
        commit = read(repo, whole.encode(), Commit)
        record = Record.read(commit.message)
        if record.device != device:
            raise NotFoundError("configuration", f"{device} {kept_id}")
        return commit, record

    def _completed(self, repo: Repo, beginning: str, device: str) -> str:
        known = [key.decode() for key in _shown_ids(repo, device)]
        found = [key for key in known if key.startswith(beginning)] if _BEGINNING.fullmatch(beginning) else []
        if len(found) != 1:
            raise NotFoundError("configuration", f"{device} {beginning}")
        return found[0]

    def _chain(self, repo: Repo, device: str) -> Iterator[Kept]:
        for key in _shown_ids(repo, device):
            yield self._kept(key, _record(repo, key))

    def _kept(self, key: bytes, record: Record) -> Kept:
        clear = self._vault.unseal(record.digest).decode()
        return Kept(key.decode(), record.device, record.at, clear, record.cause, record.actor)


def clear_texts(path: Path, devices: Sequence[str], *, whole: bool) -> Iterator[tuple[str, str, str]]:
    """(device, id, scrubbed text) of the newest versions, or of all, newest first; of all devices when none is named.

    It needs no vault: a process that searches knows no secret.
    """
    with Repository(path).reading() as repo:
        for device in devices or _known(repo):
            for key in islice(_shown_ids(repo, device), None if whole else 1):
                yield device, key.decode(), _text(repo, _record(repo, key))


def _known(repo: Repo) -> list[str]:
    return sorted(named(ref.decode()) for ref in repo.refs.keys(Ref(SEALED)))


def _shown_ids(repo: Repo, device: str) -> Iterator[bytes]:
    """The commits of main that a device's chain names, newest first."""
    key = target(repo, _sealed(device))
    while key is not None:
        *before, shown = read(repo, key, Commit).parents
        yield shown
        key = before[0] if before else None


def _sealed(device: str) -> Ref:
    return Ref(SEALED + fitting(device).encode())


def _record(repo: Repo, key: bytes) -> Record:
    return Record.read(read(repo, key, Commit).message)


def _text(repo: Repo, record: Record) -> str:
    return read(repo, record.text.encode(), Blob).data.decode()


def _file(device: str) -> bytes:
    return f"{fitting(device)}.cfg".encode()


def _main(repo: Repo) -> tuple[bytes | None, Tree]:
    """The head of main, and the folder of texts in it."""
    head = target(repo, MAIN)
    if head is None:
        return None, Tree()
    return head, read(repo, read(repo, read(repo, head, Commit).tree, Tree)[FOLDER_NAME][1], Tree)


def _file_on_main(repo: Repo, device: str) -> bytes | None:
    _, folder = _main(repo)
    return folder[_file(device)][1] if _file(device) in folder else None


def _on_main(repo: Repo, record: Record) -> Commit:
    """A commit on top of main with a device's new text, not pointed at yet."""
    head, folder = _main(repo)
    folder.add(_file(record.device), FILE, ObjectID(record.text.encode()))
    root = Tree()
    root.add(FOLDER_NAME, FOLDER, folder.id)
    commit = _commit_of(record, root, [] if head is None else [head], record.message())
    write(repo, folder, root, commit)
    return commit


def _commit_of(record: Record, tree: Tree, parents: Sequence[bytes], message: bytes) -> Commit:
    commit = Commit()
    commit.tree = tree.id
    commit.parents = [ObjectID(parent) for parent in parents]
    commit.author = commit.committer = identity(record.actor)
    commit.author_time = commit.commit_time = int(record.at.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = message
    return commit
