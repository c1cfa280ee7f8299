"""Use cases around playbooks: submitting a run, seeing how far it is, letting it go on, stopping it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nms.app.change_views import ChangeRoom
from nms.app.parts import Parts
from nms.app.play_views import PlaybookView, RunView, Wish
from nms.app.trial_views import TrialRoom
from nms.core.alarm import Actor
from nms.core.change import ChangeState
from nms.core.errors import ConflictError, DeniedError, NotFoundError
from nms.core.playbook import ENDED, Did, Result, Run, RunState
from nms.core.queries import Page
from nms.provision.playbook.document import Play, compiled, words
from nms.provision.playbook.filling import filled
from nms.provision.playbook.hosts import select
from nms.provision.playbook.inputs import taken
from nms.provision.playbook.module import Module
from nms.provision.playbook.schema import InputEntry, json_schema, playbook_model
from nms.site.playbooks import load_playbook, parse_playbook

FOLDER = Path("templates") / "playbooks"
_OPEN = frozenset(RunState) - ENDED


class Plays:
    """The room of playbooks; `modules` is the registry that later trades add to."""

    def __init__(self, parts: Parts, changes: ChangeRoom, modules: Mapping[str, Module], trials: TrialRoom) -> None:
        self._parts, self._changes, self._trials = parts, changes, trials
        self.modules = modules

    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of a playbook file."""
        return json_schema(self.modules)

    def available(self) -> Sequence[PlaybookView]:
        """The playbooks in the site's folder, each with its inputs or what is wrong with it."""
        folder = self._parts.site.folder / FOLDER
        return [self._view(path) for path in sorted(folder.glob("*.yaml"))]

    def _view(self, path: Path) -> PlaybookView:
        try:
            document = load_playbook(path, playbook_model(self.modules))
        except Exception as error:  # noqa: BLE001 - a broken file is listed with its error instead of hiding the others
            return PlaybookView(path.name, path.stem, {}, str(error))
        plays = compiled(document, self.modules)
        return PlaybookView(path.name, plays[0].name, _inputs(plays))

    def text(self, file: str) -> str:
        """A playbook of the site as it is written; NotFoundError for another name."""
        known = {path.name: path for path in (self._parts.site.folder / FOLDER).glob("*.yaml")}
        if file not in known:
            raise NotFoundError("playbook", file)
        return known[file].read_text("utf-8")

    def submit_file(self, path: Path, wish: Wish, actor: Actor) -> Run:
        """Check a file and put its run on the way; PlaybookError, InputsError, InvalidError for hosts."""
        return self._submit(load_playbook(path, playbook_model(self.modules)), wish, actor)

    def submit_named(self, file: str, wish: Wish, actor: Actor) -> Run:
        """As `submit_file`, for a playbook in the site's folder."""
        self.text(file)
        return self.submit_file(self._parts.site.folder / FOLDER / file, wish, actor)

    def submit_text(self, text: str, wish: Wish, actor: Actor) -> Run:
        """As `submit_file`, for a text; vars_files have no folder there and count as empty."""
        document = parse_playbook(text, Path("playbook"), playbook_model(self.modules))
        return self._submit(
            [{key: value for key, value in play.items() if key != "vars_files"} for play in document], wish, actor
        )

    def _submit(self, document: list[dict[str, Any]], wish: Wish, actor: Actor) -> Run:
        plays = compiled(document, self.modules)
        inputs = taken(_inputs(plays), wish.inputs, self._known)
        run = Run(
            id=0,
            title=plays[0].name,
            document=document,
            actor=actor,
            created_at=self._parts.clock.now(),
            inputs=inputs,
            check=wish.check,
            limit=wish.limit,
            tags=wish.tags,
        )
        self._hosts(run, plays)  # a pattern that means nothing is refused before anything runs
        with self._parts.audit.doing(actor, "play.run", run.title, check=run.check, limit=run.limit):
            added = self._parts.store.plays.add(run)
        self._tell(added)
        return added

    def _known(self, kind: str, name: str) -> bool:
        if kind == "device":
            return name in self._parts.inventory.devices
        return any(note.name == name for note in self._parts.store.secrets.all())

    def _hosts(self, run: Run, plays: Sequence[Play]) -> Sequence[Sequence[str]]:
        within = select(run.limit.split(","), self._parts.inventory) if run.limit else None
        meant = [words(filled(",".join(play.hosts), {**play.vars, **run.inputs})) for play in plays]
        chosen = [select(patterns, self._parts.inventory) for patterns in meant]
        return chosen if within is None else [[name for name in names if name in within] for names in chosen]

    def find(self, limit: int = 50, offset: int = 0) -> Page[Run]:
        """Runs, the newest first."""
        total, runs = self._parts.store.plays.find(limit, offset)
        return Page(total, runs)

    def show(self, run_id: int) -> RunView:
        """A run and everything it left behind; NotFoundError."""
        run = self._parts.store.plays.get(run_id)
        plays = compiled(run.document, self.modules)
        return RunView(run, plays, self._hosts(run, plays), self._parts.store.plays.results(run_id))

    def approve(self, run_id: int, actor: Actor) -> Run:
        """Let a run go on at its gate. DeniedError NMS-PLAY-043 for its author, ConflictError when it waits at none."""
        view = self.show(run_id)
        if view.gate is None:
            raise ConflictError("NMS-PLAY-049", None, run=run_id)
        if actor.name == view.run.actor.name:
            raise DeniedError("NMS-PLAY-043", None, actor=actor.name)
        gate, now = view.gate, self._parts.clock.now()
        with self._parts.audit.doing(actor, "play.approve", str(run_id)):
            if digests := gate.body.get("trials"):
                for number, digest in digests.items():
                    self._trials.approve(int(number), digest, actor)
                return view.run
            if digests := gate.body.get("digests"):  # the changes say themselves that they were approved
                for number, digest in digests.items():
                    self._changes.approve(int(number), digest, actor)
                return view.run
            body = {**gate.body, "approver": actor.name}
            self._parts.store.plays.keep(Result(run_id, gate.play, gate.task, "", gate.item, Did.OK, now, body))
            return self._move(run_id, {RunState.PAUSED}, RunState.RUNNING)

    def stop(self, run_id: int, actor: Actor) -> Run:
        """Let a run end after what is under way; a change that is being pushed ends by itself."""
        with self._parts.audit.doing(actor, "play.stop", str(run_id)):
            return self._move(run_id, _OPEN, RunState.STOPPED)

    def retry(self, run_id: int, actor: Actor) -> Run:
        """A new run of the same playbook, only on the hosts that failed."""
        view = self.show(run_id)
        failed = sorted({one.host for one in view.results if one.host and one.did in (Did.FAILED, Did.BEGUN)})
        if not failed or view.run.state not in ENDED:
            raise ConflictError("NMS-PLAY-040", None, run=run_id, state=view.run.state, wanted=RunState.FAILED)
        wish = Wish(dict(view.run.inputs), view.run.check, ",".join(failed), view.run.tags)
        return self._submit([dict(play) for play in view.run.document], wish, actor)

    def undo(self, run_id: int, actor: Actor) -> Sequence[int]:
        """Changes that take back what the run committed, the last one first; to be planned and approved like any."""
        made = [self._changes.show(number).change for number in reversed(self.show(run_id).changes)]
        committed = [change for change in made if change.state is ChangeState.COMMITTED and not change.undone_by]
        return [self._changes.undo(change.id, actor).id for change in committed]

    def _move(self, run_id: int, sources: frozenset[RunState] | set[RunState], to: RunState) -> Run:
        moved = self._parts.store.plays.move(run_id, sources, to, self._parts.clock.now())
        self._tell(moved)
        return moved

    def _tell(self, run: Run) -> None:
        self._parts.store.events.append("play", str(run.id), self._parts.clock.now(), {"state": run.state.value})


def _inputs(plays: Sequence[Play]) -> Mapping[str, InputEntry]:
    return {name: entry for play in plays for name, entry in play.inputs.items()}
