"""Whether a packed part of a PDF would flood the machine: looked at piece by piece before the PDF is opened.

Only deflate is looked at, as nearly all PDFs use it; a part that is packed twice over is not seen through.
"""

from __future__ import annotations

import re
import zlib

BEGIN = re.compile(rb"(?<!end)stream\r?\n")
LARGEST, TIMES = 200 * 2**20, 200
"""More bytes than this, and so many times its own size, no page and no picture takes unpacked."""
PIECE = 2**14


def floods(raw: bytes) -> bool:
    """Whether some part of the file unpacks to far more than any report needs."""
    view = memoryview(raw)
    for match in BEGIN.finditer(raw):
        end = raw.find(b"endstream", match.end())
        packed = view[match.end() : end if end > 0 else len(raw)]
        if len(packed) * 1100 > LARGEST and _unpacked(packed) > max(LARGEST, TIMES * len(packed)):
            return True
    return False


def _unpacked(packed: memoryview) -> int:
    """How many bytes a part takes unpacked, counted until it is too many; 0 if it is not deflated."""
    unpack, size, most = zlib.decompressobj(), 0, max(LARGEST, TIMES * len(packed))
    try:
        for start in range(0, len(packed), PIECE):
            size += len(unpack.decompress(packed[start : start + PIECE]))
            if size > most or unpack.eof:
                break
    except zlib.error:
        return size
    return size
