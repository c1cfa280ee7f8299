"""Documents that the store keeps for others, as checksummed zstandard frames."""

from typing import Final

import zstandard

from nms.core.errors import StoreError

LIMIT: Final = 1 << 28
"""Octets that a document may be; what claims to be larger is damaged."""


def squeezed(document: bytes) -> bytes:
    """A document as it is kept."""
    return zstandard.ZstdCompressor(write_checksum=True).compress(document)


def unsqueezed(kept: bytes, place: str) -> bytes:
    """The document again; StoreError NMS-STORE-005 if the frame is cut or altered."""
    try:
        if zstandard.frame_content_size(kept) > LIMIT:
            raise StoreError("NMS-STORE-005", path=place, reason="document too large")
        return zstandard.ZstdDecompressor().decompress(kept, max_output_size=LIMIT)
    except zstandard.ZstdError as error:
        raise StoreError("NMS-STORE-005", path=place, reason=str(error)) from error
