"""A file's bytes → text, and the place of anything in it.

Owns the encoding (UTF-8, nothing else, never a guess), what a line is, and where in a delimited text a field
begins, with quoted cells that hold separators or line breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from esgmap.model import Problem, Severity, Source

_SAVE = (
    "save it again as UTF-8: in Excel as “CSV UTF-8”, in LibreOffice with the character set "
    "“Unicode (UTF-8)”, in an editor with the encoding UTF-8"
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def decode(raw: bytes, shown: str) -> str | Problem:
    """The text of a file, or the problem that says where it is not UTF-8."""
    if raw.startswith(_WORKBOOKS):
        hint = "save it as .xlsx with that ending, or export the sheet as CSV UTF-8"
        return _refused("the file is a workbook, not a text", hint, Source(shown))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refused("the file is UTF-16 text; expected UTF-8", _SAVE, Source(shown, 1, 1))
    if b"\0" in raw:
        return _refused("the file holds NUL characters; expected UTF-8 text", _SAVE, Source(shown))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = split_lines(fault.object[: fault.start].decode())
        place = Source(shown, len(before), len(before[-1]) + 1)
        after = f" after “{before[-1][-20:]}”" if before[-1] else ""
        message = f"the character{after} is not UTF-8 (byte 0x{fault.object[fault.start]:02x})"
        return _refused(message, _SAVE, place)


def _refused(message: str, hint: str, place: Source) -> Problem:
    return Problem("wrong-encoding", Severity.ERROR, message, hint, place)


def split_lines(text: str) -> tuple[str, ...]:
    """The lines as editors count them: only CR and LF end a line, no other Unicode line separator does."""
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def field_place(lines: Sequence[str], line: int, index: int, delimiter: str) -> tuple[int, int]:
    """Line and column (from 1) of field `index` in the record that starts on `line`.

    >>> field_place(['a,"b', 'b",c'], 1, 2, ",")
    (2, 4)
    """
    text = lines[line - 1]
    if '"' not in text:
        parts = text.split(delimiter, index)[:index]
        return line, min(sum(map(len, parts)) + index, len(text)) + 1
    place = (line, 1)
    for number, found in enumerate(_fields(lines, line, delimiter)):
        place = found
        if number == index:
            break
    return place


def broken_quote(lines: Sequence[str], line: int, delimiter: str) -> tuple[int, int]:
    """Where the field begins whose double quotes do not match, in the record that starts on `line`."""
    *_, last = _fields(lines, line, delimiter)
    return last


def _fields(lines: Sequence[str], line: int, delimiter: str) -> Iterator[tuple[int, int]]:
    """Where each field of a record begins; stops in a field whose double quotes do not match."""
    column, at_start, opened, quoted = 0, True, False, False
    yield line, 1
    while True:
        text = lines[line - 1]
        if column == len(text):
            if not quoted or line == len(lines):
                return
            line, column, at_start = line + 1, 0, False
            continue
        character = text[column]
        column += 1
        if character == delimiter and not quoted:
            at_start, opened = True, False
            yield line, column + 1
        elif character == '"' and (at_start or opened):
            at_start, opened, quoted = False, True, not quoted
        elif opened and not quoted:
            return
        else:
            at_start = False
