"""Commands run in this process, with a store of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nms.cli.opening import opened_app
from nms.cli.output import opened_site


@contextmanager
def alone(var: Path, columns: int = 200) -> Iterator[None]:
    """Commands keep what they write in this folder and act as the user of the system, on a wide terminal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NMS_VAR", str(var))
        patch.setenv("COLUMNS", str(columns))
        patch.delenv("NMS_TOKEN", raising=False)
        patch.delenv("NMS_KEY", raising=False)
        _forget()
        try:
            yield
        finally:
            if opened_app.cache_info().currsize:
                opened_app().close()
            _forget()


def _forget() -> None:
    opened_site.cache_clear()
    opened_app.cache_clear()
