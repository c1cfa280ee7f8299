"""What operating commands do to a session, shared by the platforms; each takes the shell and the match."""

from collections.abc import Mapping

from nms.city.console.grammar import Match
from nms.city.console.platform import Action
from nms.city.console.shell import Frame, Said, Shell
from nms.city.console.situation import RefusedError

YES, NO = ("y", "yes"), ("n", "no", "")


def words(shell: Shell, key: str, **values: object) -> str:
    """The platform's words for something."""
    return shell.element.platform.words.get(key, "").format(**values)


def nothing(_shell: Shell, _match: Match) -> Said:
    """Accepted, without consequence here."""
    return Said()


def told(shell: Shell, match: Match) -> Said:
    """Accepted, with the platform's words."""
    return Said(words(shell, match.rule.does))


def configure(shell: Shell, _match: Match) -> Said:
    """Open the root of configuration."""
    root = shell.element.platform.root
    if not shell.configures:
        shell.frames.append(Frame(root))
    return Said(words(shell, "configure"))


def enable(shell: Shell, _match: Match) -> Said:
    """Open the privileged view; some platforms ask for a password."""
    if shell.view == "enable":
        return Said()
    if not words(shell, "enable"):
        shell.frames.append(Frame("enable"))
        return Said()

    def check(typed: str) -> Said:
        if typed == shell.element.secret:
            shell.frames.append(Frame("enable"))
            return Said()
        return Said(words(shell, "enable-failed"), refused=True)

    return Said(words(shell, "enable"), check, secret=True)


def quit_view(shell: Shell, _match: Match) -> Said:
    """One view up; from the first one, out."""
    if shell.pending and shell.view == shell.element.platform.root:
        return _uncommitted(shell, 1)
    if len(shell.frames) > 1:
        shell.leave()
        return Said()
    return _goodbye(shell)


def _goodbye(shell: Shell) -> Said:
    question = words(shell, "log-out?")
    if not question:
        return Said(words(shell, "goodbye"), over=True)

    def sure(typed: str) -> Said:
        return Said(words(shell, "goodbye"), over=True) if typed.strip().lower() in YES else Said()

    return Said(question, sure)


def logout(shell: Shell, _match: Match) -> Said:
    """Out at once."""
    return Said(words(shell, "goodbye"), over=True)


def home(shell: Shell, _match: Match) -> Said:
    """Back to the view that configuration was entered from."""
    depth = len(shell.frames) - next(
        (place for place, frame in enumerate(shell.frames) if frame.view == shell.element.platform.root),
        len(shell.frames),
    )
    if shell.pending:
        return _uncommitted(shell, depth)
    return _up(shell, depth)


def _up(shell: Shell, depth: int) -> Said:
    del shell.frames[len(shell.frames) - depth :]
    return Said()


def _uncommitted(shell: Shell, depth: int) -> Said:
    def decide(typed: str) -> Said:
        answer = typed.strip().lower()
        if answer in ("c", "cancel"):
            return Said()
        if answer in YES:
            said = commit(shell)
            return said if said.refused else _up(shell, depth)
        if answer in ("n", "no"):
            shell.discard()
            return _up(shell, depth)
        return Said(words(shell, "uncommitted"), decide)

    return Said(words(shell, "uncommitted"), decide)


def save(shell: Shell, _match: Match) -> Said:
    """Keep the configuration, after asking where the platform asks."""

    def decide(typed: str) -> Said:
        if typed.strip().lower() not in (*YES, *(("",) if words(shell, "save-by-return") else ())):
            return Said()
        shell.element.save()
        return Said(words(shell, "saved"))

    question = words(shell, "save?")
    return Said(question, decide) if question else decide("y")


def save_now(shell: Shell, _match: Match) -> Said:
    """Keep the configuration without a question."""
    shell.element.save()
    return Said(words(shell, "saved"))


def reboot(shell: Shell, _match: Match) -> Said:
    """Start anew, after asking."""

    def decide(typed: str) -> Said:
        if typed.strip().lower() not in (*YES, *(("",) if words(shell, "confirm-by-return") else ())):
            return Said()
        shell.element.reboot()
        return Said(dropped=True)

    return Said(words(shell, "reboot?"), decide)


def forget(shell: Shell, _match: Match) -> Said:
    """Refused here: nobody erases the configuration of the demo by hand."""
    return Said(words(shell, "forget-refused"), refused=True)


def paging(shell: Shell, match: Match) -> Said:
    """How many lines a page has; 0 for no pages."""
    shell.page_lines = int(match.values.get("lines", "0"))
    return Said(words(shell, "paging"))


def repage(shell: Shell, _match: Match) -> Said:
    """Pages as they were."""
    shell.page_lines = 24
    return Said()


def running(shell: Shell, match: Match) -> Said:
    """The running configuration, or one interface of it."""
    name, part = match.values.get("if"), match.values.get("part")
    if name or part:
        node = shell.element.running.below.get(f"interface {name}" if name else str(part))
        if node is None:
            return Said(words(shell, "no-interface", **{"if": name}), refused=True)
        return Said(shell.element.platform.render(shell.element, node), paged=True)
    return Said(shell.element.text(), paged=True)


def saved(shell: Shell, _match: Match) -> Said:
    """What a restart loads."""
    return Said(shell.element.text(shell.element.saved), paged=True)


def this(shell: Shell, _match: Match) -> Said:
    """The view that is open."""
    node = shell.tree.find(shell.frames[-1].path)
    if node is None:
        return Said(words(shell, "no-view"), refused=True)
    return Said(shell.element.platform.render(shell.element, node if node.line else shell.tree), paged=True)


def commit(shell: Shell, _match: Match | None = None) -> Said:
    """Put the candidate into effect; the commit of a trial confirms it."""
    if shell.element.trial is not None:
        shell.element.confirm()
        return Said()
    try:
        shell.commit()
    except RefusedError as refusal:
        return Said(f"{refusal}\n{words(shell, 'commit-failed')}", refused=True)
    return Said()


def trial(shell: Shell, match: Match) -> Said:
    """Put the candidate into effect for a while; without `commit` it is taken back."""
    if shell.element.trial is not None:
        return Said(words(shell, "in-trial"), refused=True)
    if not shell.pending:
        return Said(words(shell, "nothing-to-commit"), refused=True)
    seconds = int(match.values.get("seconds", "600"))
    try:
        before = shell.commit()
    except RefusedError as refusal:
        return Said(f"{refusal}\n{words(shell, 'commit-failed')}", refused=True)
    shell.element.try_out(seconds, shell.number, before)
    return Said(words(shell, "trial", seconds=seconds))


def abort(shell: Shell, _match: Match) -> Said:
    """End the trial and go back to what was before."""
    if shell.element.trial is None:
        return Said(words(shell, "no-trial"), refused=True)

    def decide(typed: str) -> Said:
        if typed.strip().lower() in YES:
            shell.element.expire()
        return Said()

    return Said(words(shell, "abort?"), decide)


def trial_status(shell: Shell, _match: Match) -> Said:
    """Whether a trial runs."""
    trial = shell.element.trial
    if trial is None:
        return Said(words(shell, "trial-none"))
    left = max(0, round(trial.until - shell.element.world.now()))
    return Said(words(shell, "trial-runs", seconds=left, session=trial.session))


def clear(shell: Shell, _match: Match) -> Said:
    """Forget the candidate."""
    shell.discard()
    return Said()


def candidate(shell: Shell, _match: Match) -> Said:
    """The configuration as it would be."""
    return Said(shell.element.text(shell.tree), paged=True)


def reload_in(shell: Shell, match: Match) -> Said:
    """A restart in so many minutes, which forgets what was not saved."""
    minutes = int(match.values["minutes"])
    element = shell.element

    def confirm(_typed: str) -> Said:
        element.try_out(minutes * 60, shell.number, None)
        return Said()

    scheduled = words(shell, "reload-in", minutes=minutes, user=shell.user)
    if element.edited <= element.saved_at:
        return Said(scheduled, confirm)

    def decide(typed: str) -> Said:
        if typed.strip().lower() in YES:
            element.save()
        return Said(scheduled, confirm)

    return Said(words(shell, "reload-save?"), decide)


def reload_cancel(shell: Shell, _match: Match) -> Said:
    """Call the restart off."""
    if not shell.element.confirm():
        return Said(words(shell, "no-reload"))
    return Said(words(shell, "reload-cancelled"))


def reload_status(shell: Shell, _match: Match) -> Said:
    """Whether a restart is scheduled."""
    trial = shell.element.trial
    left = max(0, round(trial.until - shell.element.world.now())) if trial is not None else 0
    return Said(words(shell, "reload-scheduled", seconds=left) if trial is not None else words(shell, "no-reload"))


def do(shell: Shell, match: Match) -> Said:
    """A command of the privileged view, from inside configuration."""
    inner = Shell(shell.element, shell.number, shell.user)
    inner.page_lines = shell.page_lines
    return inner.obey(match.values["line"])


def users(shell: Shell, _match: Match) -> Said:
    """Who is logged in."""
    lines = [f"  {number - 1:<3}  VTY {number - 1:<4} 00:00:00  SSH     127.0.0.1" for number in shell.element.sessions]
    return Said("\n".join(("  User-Intf    Delay    Type   Network Address", *lines)))


def ping(shell: Shell, match: Match) -> Said:
    """Addresses of this city answer; others time out."""
    return Said(words(shell, "ping", ip=match.values["ip"]))


def smart(shell: Shell, match: Match) -> Said:
    """Ask for optional parameters, or no longer."""
    shell.smart = match.words[0] != shell.element.platform.grammar.negate
    return Said()


ACTIONS: Mapping[str, Action] = {
    "nothing": nothing,
    "configure": configure,
    "enable": enable,
    "quit": quit_view,
    "logout": logout,
    "home": home,
    "save": save,
    "save-now": save_now,
    "reboot": reboot,
    "forget": forget,
    "paging": paging,
    "repage": repage,
    "running": running,
    "saved": saved,
    "this": this,
    "commit": commit,
    "trial": trial,
    "abort": abort,
    "trial-status": trial_status,
    "clear": clear,
    "candidate": candidate,
    "reload-in": reload_in,
    "reload-cancel": reload_cancel,
    "reload-status": reload_status,
    "do": do,
    "users": users,
    "ping": ping,
    "smart": smart,
}
