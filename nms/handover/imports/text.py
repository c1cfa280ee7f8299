"""An export as text: UTF-8 with or without byte-order mark, or GB18030."""

from pathlib import Path
from typing import Final, Literal

from nms.core.errors import InvalidError, Where

MAX_BYTES: Final = 200_000_000
_BOM: Final = b"\xef\xbb\xbf"


def read_text(file: Path, encoding: Literal["auto", "utf-8", "gb18030"] = "auto") -> str:
    """The file's text. `auto`: UTF-8 where every byte fits it, else GB18030 (which contains GBK and GB2312).

    InvalidError: NMS-OMC-064 for a file that cannot be read or is too large, NMS-OMC-065 for bytes of neither encoding.
    """
    data = _bytes(file)
    tried = ("utf-8", "gb18030") if encoding == "auto" and not data.startswith(_BOM) else (encoding,)
    failures: list[UnicodeDecodeError] = []
    for name in tried:
        try:
            return data.decode("utf-8-sig" if name in ("auto", "utf-8") else name)
        except UnicodeDecodeError as error:
            failures.append(error)
    at = max(error.start for error in failures)  # the encoding that fits longest is the one that was meant
    where = Where(str(file), data.count(b"\n", 0, at) + 1)
    shown = " / ".join("utf-8" if name == "auto" else name for name in tried)
    raise InvalidError("NMS-OMC-065", where, encoding=shown, value=data[at : at + 4].hex(" "))


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InvalidError("NMS-OMC-064", Where(str(file)), reason=f"> {MAX_BYTES} bytes")
        return file.read_bytes()
    except OSError as error:
        raise InvalidError("NMS-OMC-064", Where(str(file)), reason=error.strerror or str(error)) from error
