"""A Maildir folder as a door: each new e-mail once, moved on whatever came of it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from nms.app.ticket_views import MailsRead
from nms.core.errors import InvalidError, NmsError, StoreError

_SEEN, _FLAGGED = ":2,S", ":2,FS"
_MOST = 500


def read_folder(folder: Path, take: Callable[[BinaryIO], str]) -> MailsRead:
    """Read what lies in `new` and move it to `cur`; what is refused is flagged there and told by its file.

    InvalidError NMS-TICKET-205 for what is no Maildir. A store that fails leaves the rest for the next time.
    """
    new, seen = folder / "new", folder / "cur"
    try:
        names = sorted(one.name for one in os.scandir(new) if one.is_file(follow_symlinks=False))
        seen.mkdir(exist_ok=True)
    except OSError as error:
        raise InvalidError("NMS-TICKET-205", path=str(folder), reason=error.strerror or str(error)) from error
    made, refused = list[str](), dict[str, str]()
    for name in names[:_MOST]:
        try:
            with (new / name).open("rb") as stream:
                made.append(take(stream))
        except StoreError:
            raise
        except (NmsError, OSError) as error:
            refused[name] = getattr(error, "code", type(error).__name__)
        _moved(new / name, seen / f"{name.partition(':')[0]}{_FLAGGED if name in refused else _SEEN}")
    return MailsRead(len(made) + len(refused), tuple(made), refused)


def _moved(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        raise InvalidError("NMS-TICKET-205", path=str(source), reason=error.strerror or str(error)) from error
