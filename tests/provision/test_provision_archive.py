"""Kept configurations: whole and scrubbed, never twice, safe against kills, other writers and damage."""

import itertools
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from archiving import AT, DIALECT, LI, TEXT, archive, device, later
from dulwich.objects import Commit
from dulwich.repo import Repo
from hypothesis import given
from hypothesis import strategies as st
from waiting import until

from nms.core.alarm import Actor
from nms.core.dialect import digest
from nms.core.errors import InvalidError, NotFoundError, StoreError
from nms.provision.archive import git_archive
from nms.provision.archive.records import Record, fitting, identity, named
from nms.testing import MemoryVault

OTHER = TEXT.replace("to p1", "to p2")


def every_byte(folder: Path) -> bytes:
    """All objects of the repository as they are, decompressed, with references and the rest as files."""
    with Repo(str(folder / "configs.git")) as repo:
        objects = b"".join(repo.object_store[key].as_raw_string() for key in repo.object_store)
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return objects + files


def log(folder: Path) -> list[Commit]:
    """The commits of main, newest first: what `git log` shows."""
    with Repo(str(folder / "configs.git")) as repo:
        return [entry.commit for entry in repo.get_walker()]


# ---------------------------------------------------------------- keeping


def test_what_is_kept_comes_back_whole_and_people_see_it_scrubbed(tmp_path: Path) -> None:
    kept = archive(tmp_path).keep(device(), TEXT, AT, "by hand", LI)
    assert archive(tmp_path).full(kept.id, "pe-1") == TEXT
    assert archive(tmp_path).shown(kept.id, "pe-1") == TEXT.replace("Canary-1", "******")
    assert (kept.device, kept.at, kept.cause, kept.actor) == ("pe-1", AT, "by hand", LI)
    assert kept.digest == digest(DIALECT, TEXT)
    assert b"Canary-1" not in every_byte(tmp_path)
    assert kept.digest.encode() not in every_byte(tmp_path), "a digest in clear lets anybody try secrets"


def test_nothing_is_committed_when_nothing_that_counts_differs(tmp_path: Path) -> None:
    first = archive(tmp_path).keep(device(), TEXT, AT, "scheduled", LI)
    again = TEXT.replace("#\n", "# a comment\n") + "!Last change 10:00\n"
    assert archive(tmp_path).keep(device(), again, later(60), "scheduled", LI) == first
    assert len(log(tmp_path)) == 1


def test_a_changed_secret_counts_although_nobody_sees_it(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    first = kept.keep(device(), TEXT, AT, "scheduled", LI)
    second = kept.keep(device(), TEXT.replace("Canary-1", "Canary-2"), later(1), "scheduled", LI)
    assert first.id != second.id
    assert kept.shown(first.id, "pe-1") == kept.shown(second.id, "pe-1")
    assert "Canary-2" in kept.full(second.id, "pe-1")


def test_an_older_text_that_comes_back_is_a_new_version(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    ids = [kept.keep(device(), text, later(n), "scheduled", LI).id for n, text in enumerate((TEXT, OTHER, TEXT))]
    assert [one.id for one in kept.history("pe-1")] == ids[::-1]


def test_git_shows_the_history_of_people_and_no_sealed_text(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.keep(device(), TEXT, AT, "before change 12", LI)
    kept.keep(device("p 1/绍兴"), TEXT, later(5), "scheduled", Actor("绍兴 <x>\nevil", "cli"))
    newest, first = log(tmp_path)
    assert first.message.splitlines()[0] == b"pe-1: before change 12"
    assert first.author == b"li <li@10.0.0.7>"
    assert first.commit_time == int(AT.timestamp())
    assert newest.author.decode() == "绍兴 x evil <绍兴.x.evil@cli>"
    with Repo(str(tmp_path / "configs.git")) as repo:
        root = repo[newest.tree]
        assert [entry.path for entry in root.items()] == [b"devices"]  # type: ignore[attr-defined]  # a tree
        folder = repo[root[b"devices"][1]]  # type: ignore[index]  # a tree
        names = [entry.path.decode() for entry in folder.items()]  # type: ignore[attr-defined]  # a tree
        assert names == ["p%201%2F绍兴.cfg", "pe-1.cfg"]
    assert kept.history("p 1/绍兴")[0].device == "p 1/绍兴"


def test_git_itself_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("no git here")
    kept = archive(tmp_path)
    for number, text in enumerate((TEXT, OTHER, TEXT)):
        kept.keep(device(f"pe-{number % 2}"), text, later(number), "scheduled", LI)
    folder = ["-C", str(tmp_path / "configs.git"), "-c", "safe.directory=*"]
    checked = subprocess.run([git, *folder, "fsck", "--strict"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    shown = subprocess.run([git, *folder, "log", "-p"], capture_output=True, text=True, check=True).stdout
    assert "+ description to p1" in shown
    assert "+ password ******" in shown
    assert "Canary" not in shown


def test_a_device_of_an_unknown_platform_is_not_kept_for_its_secrets_could_not_be_masked(tmp_path: Path) -> None:
    with pytest.raises(InvalidError) as refused:
        archive(tmp_path).keep(device(platform="nobody"), TEXT, AT, "scheduled", LI)
    assert refused.value.code == "NMS-CONF-003"
    assert not (tmp_path / "configs.git").exists()


# ---------------------------------------------------------------- reading


def test_the_history_is_of_one_device_newest_first_and_bounded(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    for number in range(5):
        for name in ("pe-1", "pe-2"):
            kept.keep(device(name), f"{TEXT} line {number}\n", later(number), f"change {number}", LI)
    assert [one.cause for one in kept.history("pe-2", 3)] == ["change 4", "change 3", "change 2"]
    assert kept.history("pe-3") == []
    assert {name: one.cause for name, one in kept.newest().items()} == {"pe-1": "change 4", "pe-2": "change 4"}
    assert [text.count("\n") for _, text in kept.versions("pe-1")] == [9] * 5


def test_an_empty_archive_knows_nothing_and_is_not_made_by_asking(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    assert (kept.history("pe-1"), kept.newest(), list(kept.versions("pe-1")), kept.pack()) == ([], {}, [], 0)
    with pytest.raises(NotFoundError):
        kept.full("0" * 40, "pe-1")
    assert list(tmp_path.iterdir()) == []


def test_what_was_the_newest_at_a_moment(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    first, second = (kept.keep(device(), text, later(60 * n), "x", LI) for n, text in enumerate((TEXT, OTHER)))
    assert kept.at("pe-1", later(-1)) is None
    assert kept.at("pe-1", later(59)) == first
    assert kept.at("pe-1", later(60)) == second


@pytest.mark.parametrize("wrong", ["0" * 40, "", "x", "../../etc/passwd", "g" * 40, "abcdef", "0" * 41])
def test_an_unknown_id_is_not_found(tmp_path: Path, wrong: str) -> None:
    kept = archive(tmp_path)
    kept.keep(device(), TEXT, AT, "scheduled", LI)
    for ask in (kept.full, kept.shown, kept.one):
        with pytest.raises(NotFoundError):
            ask(wrong, "pe-1")


def test_an_id_is_of_its_device_alone_and_may_be_shortened(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    mine, other = (kept.keep(device(name), TEXT, AT, "scheduled", LI) for name in ("pe-1", "pe-2"))
    assert kept.one(mine.id[:10], "pe-1") == mine
    for name in (other.id, other.id[:10]):
        with pytest.raises(NotFoundError):
            kept.full(name, "pe-1")


def test_an_object_that_is_no_commit_of_ours_is_not_readable_as_one(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.keep(device(), TEXT, AT, "scheduled", LI)
    with pytest.raises(StoreError):
        kept.shown(log(tmp_path)[0].tree.decode(), "pe-1")


# ---------------------------------------------------------------- two writers, kills, damage


def test_writers_in_many_threads_lose_nothing(tmp_path: Path) -> None:
    def work(number: int) -> None:
        for turn in range(4):
            archive(tmp_path).keep(device(f"pe-{number % 3}"), f"{TEXT} {number} {turn}\n", AT, f"{number}", LI)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert sum(len(archive(tmp_path).history(f"pe-{number}")) for number in range(3)) == 24
    assert len(log(tmp_path)) == 24


def _keep_many(folder: str, number: int) -> None:
    for turn in range(6):
        archive(Path(folder)).keep(device(f"pe-{number % 2}"), f"{TEXT} {number} {turn}\n", AT, f"{number}", LI)


def test_writers_in_two_processes_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        pool.starmap(_keep_many, [(str(tmp_path), number) for number in range(4)])
    assert sum(len(archive(tmp_path).history(name)) for name in ("pe-0", "pe-1")) == 24
    assert len(log(tmp_path)) == 24


KEEPER = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {root!r}]
from archiving import AT, LI, TEXT, archive, device
for turn in range(10_000):
    archive(Path({folder!r})).keep(device(), f"{{TEXT}} turn {{turn}}\\n", AT, f"turn {{turn}}", LI)
    print(turn, flush=True)
"""


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_a_killed_writer_leaves_a_repository_that_can_be_read_and_written(tmp_path: Path, turns: int) -> None:
    here = Path(__file__).parent
    source = KEEPER.format(tests=str(here), root=str(here.parents[1]), folder=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) == turns:
                break
        os.kill(writer.pid, signal.SIGKILL)
    kept = archive(tmp_path)
    history = kept.history("pe-1", 100_000)
    assert len(history) > turns
    assert all(f" {one.cause}\n" in kept.full(one.id, "pe-1") for one in history)
    assert kept.keep(device(), OTHER, later(9), "afterwards", LI) == kept.history("pe-1")[0]


class KilledError(Exception):
    """Stands in for the end of the process."""


@pytest.mark.parametrize("step", range(12))
def test_a_write_that_ends_at_any_step_leaves_all_or_nothing_and_the_next_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Each write to the disk in turn is the one that does not happen any more."""
    kept = archive(tmp_path)
    before = kept.keep(device(), TEXT, AT, "first", LI)
    left = itertools.count(-step)

    def dying(real: Callable[..., None], repo: Repo, *things: object) -> None:
        for thing in things:
            if next(left) >= 0:
                raise KilledError
            real(repo, thing)

    def pointing(real: Callable[..., None], repo: Repo, *ref_and_target: object) -> None:
        dying(lambda opened, _: real(opened, *ref_and_target), repo, None)

    writes, points = (getattr(git_archive, name) for name in ("write", "point"))
    monkeypatch.setattr(git_archive, "write", partial(dying, writes))
    monkeypatch.setattr(git_archive, "point", partial(pointing, points))
    with suppress(KilledError):
        kept.keep(device(), OTHER, later(1), "second", LI)
    monkeypatch.undo()
    causes = [one.cause for one in kept.history("pe-1")]
    assert causes in (["first"], ["second", "first"])
    for one in kept.history("pe-1"):
        assert kept.full(one.id, "pe-1") == (TEXT if one.cause == "first" else OTHER)
    assert kept.keep(device(), OTHER, later(2), "again", LI).cause in ("second", "again")
    assert kept.full(before.id, "pe-1") == TEXT
    assert b"to p2" in _text_on_main(tmp_path), "main caught up"


def _text_on_main(folder: Path) -> bytes:
    with Repo(str(folder / "configs.git")) as repo:
        root = repo[log(folder)[0].tree]
        texts = repo[root[b"devices"][1]]  # type: ignore[index]  # a tree
        return repo[texts[b"pe-1.cfg"][1]].as_raw_string()  # type: ignore[index]  # a tree


def test_lock_files_of_a_killed_writer_are_no_obstacle(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.keep(device(), TEXT, AT, "first", LI)
    repository = tmp_path / "configs.git"
    for ref in ("heads/main", "sealed/pe-1"):
        (repository / "refs" / f"{ref}.lock").touch()
    assert kept.keep(device(), OTHER, later(1), "second", LI).cause == "second"


def test_a_damaged_object_is_a_clear_error_and_never_a_wrong_text(tmp_path: Path) -> None:
    kept = archive(tmp_path).keep(device(), TEXT, AT, "first", LI)
    for path in (tmp_path / "configs.git" / "objects").glob("??/*"):
        whole = path.read_bytes()
        path.chmod(0o600)
        for damaged in (whole[:-7], whole[: len(whole) // 2], b"", b"rubbish"):
            path.write_bytes(damaged)
            for ask in (archive(tmp_path).full, archive(tmp_path).shown):
                with suppress(StoreError):
                    assert ask(kept.id, "pe-1") in (TEXT, TEXT.replace("Canary-1", "******"))
        path.write_bytes(whole)
    assert archive(tmp_path).full(kept.id, "pe-1") == TEXT


def test_a_missing_object_says_where_and_what_to_do(tmp_path: Path) -> None:
    kept = archive(tmp_path).keep(device(), TEXT, AT, "first", LI)
    with Repo(str(tmp_path / "configs.git")) as repo:
        text = Record.read(repo[kept.id.encode()].message).text  # type: ignore[attr-defined]  # a commit
    (tmp_path / "configs.git" / "objects" / text[:2] / text[2:]).unlink()
    with pytest.raises(StoreError) as refused:
        archive(tmp_path).shown(kept.id, "pe-1")
    assert refused.value.code == "NMS-CONF-001"
    assert str(tmp_path) in refused.value.message("en")
    assert text in refused.value.message("zh")


@pytest.mark.parametrize("name", ["config", "objects"])
def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path, name: str) -> None:
    archive(tmp_path).keep(device(), TEXT, AT, "first", LI)
    place = tmp_path / "configs.git" / name
    shutil.rmtree(place) if place.is_dir() else place.write_bytes(b"\x00\x01\x02[broken")
    with pytest.raises(StoreError):
        archive(tmp_path).history("pe-1")


def test_a_disk_that_refuses_is_a_coded_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    kept = archive(tmp_path)
    kept.keep(device(), TEXT, AT, "first", LI)
    monkeypatch.setattr(git_archive, "write", full)
    with pytest.raises(StoreError) as refused:
        kept.keep(device(), OTHER, AT, "second", LI)
    assert refused.value.code == "NMS-CONF-002"
    assert "No space left" in str(refused.value)


def test_packing_changes_nothing_that_is_read_also_while_it_is_read(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    ids = [kept.keep(device(), f"{TEXT} {n}\n", later(n), f"{n}", LI).id for n in range(8)]
    reader = kept.versions("pe-1")
    assert next(reader)[0].id == ids[-1]
    assert kept.pack(10_000) == 0
    assert kept.pack(10) > 50
    assert [one.id for one, _ in reader] == ids[-2::-1]
    assert not list((tmp_path / "configs.git" / "objects").glob("[0-9a-f][0-9a-f]/*"))
    assert kept.full(ids[0], "pe-1") == f"{TEXT} 0\n"
    kept.keep(device(), TEXT, later(99), "after", LI)
    assert len(kept.history("pe-1")) == 9


def test_one_waits_for_the_other_writer(tmp_path: Path) -> None:
    kept = archive(tmp_path)
    kept.keep(device(), TEXT, AT, "first", LI)
    with ThreadPoolExecutor(1) as pool:
        with kept._repository.writing():
            waiting = pool.submit(kept.keep, device(), OTHER, later(1), "second", LI)
            assert not waiting.done()
            assert len(kept.history("pe-1")) == 1, "reading waits for nobody"
        until(waiting.done, "the second writer to end")
    assert waiting.result().cause == "second"


# ---------------------------------------------------------------- algebra


@given(st.text(st.characters(), max_size=400), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_text_comes_back_byte_for_byte(tmp_path_factory: pytest.TempPathFactory, text: str, newline: str) -> None:
    folder = tmp_path_factory.mktemp("archive")
    whole = text.replace("\n", newline)
    kept = archive(folder).keep(device(), whole, AT, "any", LI)
    assert archive(folder).full(kept.id, "pe-1") == whole


@given(st.text(min_size=1, max_size=30))
def test_any_name_becomes_a_file_name_and_comes_back(name: str) -> None:
    fitted = fitting(name)
    assert named(fitted) == name
    assert "/" not in fitted
    assert fitted not in (".", "..")
    assert not fitted.startswith(".")


@given(
    st.text(min_size=1, max_size=30).filter(lambda name: name == " ".join(name.split())),
    st.text(max_size=60),
    st.text(max_size=20),
    st.datetimes(timezones=st.just(AT.tzinfo)),
)
def test_a_record_comes_back_from_its_message_whatever_the_cause_says(
    name: str, cause: str, actor: str, at: datetime
) -> None:
    record = Record(name, "box", at, cause, Actor(actor, "x\nFull: forged"), "cd" * 20, "ab" * 20, b"\x00\xff")
    found = Record.read(record.message())
    assert (found.device, found.at, found.full, found.digest) == (name, at, "ab" * 20, b"\x00\xff")
    assert found.cause == " ".join(cause.split())
    assert b"\n" not in identity(record.actor)


def test_only_its_own_vault_opens_an_archive(tmp_path: Path) -> None:
    archive(tmp_path).keep(device(), TEXT, AT, "first", LI)
    with pytest.raises(StoreError):
        archive(tmp_path, MemoryVault(b"another key")).history("pe-1")
