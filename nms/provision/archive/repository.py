"""A bare git repository through dulwich's objects: made whole, written under one lock, read with every hash checked."""

import fcntl
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from dulwich.errors import ChecksumMismatch, FileFormatException, NotGitRepository, PackedRefsException
from dulwich.file import FileLocked
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from nms.core.errors import StoreError

ObjectT = TypeVar("ObjectT", Blob, Commit, Tree)

MAIN = Ref(b"refs/heads/main")
FILE = 0o100644
FOLDER = 0o040000

_DAMAGE = (
    KeyError,
    ValueError,
    IndexError,
    EOFError,
    AssertionError,
    zlib.error,
    ChecksumMismatch,
    FileFormatException,
    NotGitRepository,
    PackedRefsException,
)


class Repository:
    """Where the archive lives; every use opens it anew, so that any thread and any process may."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[Repo]:
        """The opened repository; StoreError NMS-CONF-001 for what cannot be read."""
        try:
            with Repo(str(self.path)) as repo:
                yield repo
        except _DAMAGE as error:
            raise StoreError("NMS-CONF-001", path=self.path, reason=_reason(error)) from error
        except OSError as error:
            raise StoreError("NMS-CONF-002", path=self.path, reason=error.strerror or str(error)) from error

    @contextmanager
    def writing(self) -> Iterator[Repo]:
        """The repository for one writer at a time, over all processes; made if there is none.

        The lock dies with its process. StoreError NMS-CONF-002 when the disk refuses.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock().open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not self.exists:
                    self._make()
                with self.reading() as repo:
                    yield repo
        except OSError as error:
            raise StoreError("NMS-CONF-002", path=self.path, reason=error.strerror or str(error)) from error

    def _lock(self) -> Path:
        return self.path.with_name(f"{self.path.name}.lock")

    def _make(self) -> None:
        """Made aside and then moved, so that a kill leaves all of it or nothing."""
        with tempfile.TemporaryDirectory(prefix=f"{self.path.name}.", dir=self.path.parent) as folder:
            made = Path(folder) / "made"
            with Repo.init_bare(str(made), mkdir=True, default_branch=b"main") as repo:
                settings = repo.get_config()
                settings.set(b"core", b"fsyncObjectFiles", True)
                settings.set(b"core", b"logAllRefUpdates", False)
                settings.write_to_path()
            made.chmod(0o700)
            made.rename(self.path)


def read(repo: Repo, key: bytes, kind: type[ObjectT]) -> ObjectT:
    """An object whose contents are what its name says; KeyError if it is missing, ValueError if it is damaged."""
    found = repo.object_store[ObjectID(key)]
    fresh = ShaFile.from_raw_string(found.type_num, found.as_raw_string())
    if isinstance(fresh, kind) and fresh.id == key:
        return fresh
    raise ValueError(f"{key.decode()} is damaged, or no {kind.__name__.lower()}")


def write(repo: Repo, *objects: ShaFile) -> None:
    """Store objects; only under the lock."""
    for thing in objects:
        _past_locks(partial(repo.object_store.add_object, thing))


def point(repo: Repo, ref: Ref, target: bytes) -> None:
    """Let a reference name a commit; only under the lock."""
    _past_locks(lambda: repo.refs.set_if_equals(ref, None, ObjectID(target)))


def target(repo: Repo, ref: Ref) -> bytes | None:
    """The commit that a reference names."""
    try:
        return repo.refs[ref]
    except KeyError:
        return None


def _past_locks(act: Callable[[], object]) -> None:
    """Whoever writes holds our lock: a lock file of git's own can only be left over from a writer that was killed."""
    try:
        act()
    except FileLocked as error:
        os.unlink(error.lockfilename)  # noqa: PTH108 - dulwich gives str or bytes
        act()


def _reason(error: BaseException) -> str:
    return str(error).strip("'\"") or type(error).__name__
