"""The bytes of an .xlsx file → its parts, looked at before anything is unpacked.

What comes in: whatever a person sent under that name. What goes out: an `Archive` whose parts can be read
safely one by one, or problems that say what the file is instead. Nothing of it is believed: the sizes are
added up first, no more is ever unpacked than was declared, and a part that declares entities is refused.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from esgmap.model import Problem, Severity, Source

CODE = "unreadable-workbook"
MOST_BYTES = 512 * 2**20
"""What all parts may take unpacked. The largest data pack of a company seen so far takes 14 MB."""
MOST_TIMES, FROM_BYTES = 250, 32 * 2**20
"""From so many bytes on, the parts may not take more than so many times the file; sheets reach 10 to 50."""
MOST_PARTS = 10_000
SAVE_AGAIN = "open it in Excel or LibreOffice and save it again as .xlsx"
SAVE_AS = "open it in Excel or LibreOffice and save it as .xlsx"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
XML_ENDINGS = (".xml", ".rels")
_FAULTS = (
    *(expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError),
)
"""What `zipfile` and `expat` raise on damaged input."""


class UnreadableError(Exception):
    """What is wrong with a workbook, found while a part of it was read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class EntitiesError(UnreadableError):
    """A part declares entities: a few lines could unfold into gigabytes, or draw in other files."""


Begun = Callable[[str, dict[str, str]], None]
"""What is called as an element begins: with its name (`namespace local`, or `local`) and attributes."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another part points to: what it is for, and its name (empty for what lies outside)."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Archive:
    """The parts of a workbook by their names, in small letters."""

    shown: str
    file: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self.members

    def read(self, part: str, begun: Begun) -> None:
        """Read one part from its beginning to its end; nothing but the piece at hand is kept."""
        member = self.members.get(part.casefold())
        if member is None:
            raise UnreadableError(self.damaged(f"its part `{part}` is missing"))
        parser = _parser(self.shown, part, begun)
        try:
            with self.file.open(member) as stream:
                while piece := stream.read(1 << 16):
                    parser.Parse(piece, False)
            parser.Parse(b"", True)
        except _FAULTS as fault:
            raise UnreadableError(self.damaged(f"its part `{part}`: {_plain(fault)}")) from fault

    def read_all(self, begun: Begun) -> None:
        """Read every part whose name says that it is XML; any other must at least declare no entities."""
        for member in self.members.values():
            try:
                self.read(_path(member), begun)
            except EntitiesError:
                raise
            except UnreadableError:
                if _name(member).endswith(XML_ENDINGS):
                    raise

    def relations(self, part: str) -> list[Relation]:
        """The parts that a part points to, if it lists any; `""` stands for the file itself."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        found: list[Relation] = []
        if listed in self:
            self.read(listed, lambda name, given: found.extend(_relation(name, given, folder)))
        return found

    def damaged(self, told: str, cell: str = "") -> Problem:
        """The problem of a workbook that breaks the rules of its own form."""
        return refusal(f"the workbook is damaged ({told})", SAVE_AGAIN, Source(self.shown, cell=cell))


def refusal(message: str, hint: str, source: Source) -> Problem:
    """Why a workbook is not read."""
    return Problem(CODE, Severity.ERROR, message, hint, source)


def open_archive(raw: bytes, shown: str) -> tuple[Archive | None, list[Problem]]:
    """Look at the bytes of a workbook, which messages call `shown`."""
    place = Source(shown)
    if raw.startswith(_OLE[:4]):
        return None, [_old_office(raw, place)]
    try:
        file = zipfile.ZipFile(io.BytesIO(raw))
    except _FAULTS:
        return None, [_no_zip(raw, place)]
    members = {_name(member): member for member in file.infolist() if not member.is_dir()}
    problems = list(_size_problems(file.infolist(), len(raw), place))
    problems = problems or list(_other_form(file, members, place))
    problems = problems or list(_member_problems(file.infolist(), place))
    return (None if problems else Archive(shown, file, members)), problems


def package_problems(raw: bytes, shown: str) -> list[Problem]:
    """What keeps any other package of XML parts, such as a Word file, from being unpacked safely."""
    place = Source(shown)
    try:
        file = zipfile.ZipFile(io.BytesIO(raw))
    except _FAULTS:
        hint = "fetch it once more, or open it in its program and save it again"
        return [refusal("the file was cut off on its way, or damaged", hint, place)]
    members = file.infolist()
    problems = [*_size_problems(members, len(raw), place), *_member_problems(members, place)]
    if problems:
        return problems
    try:
        Archive(shown, file, {_name(each): each for each in members if not each.is_dir()}).read_all(_unheard)
    except UnreadableError as fault:
        return [fault.problem]
    return []


def _unheard(_name: str, _given: dict[str, str]) -> None:
    """Take no notice of an element."""


# --- what is no xlsx ------------------------------------------------------------------------------


def _old_office(raw: bytes, place: Source) -> Problem:
    """An OLE file: old Office files are of this form, and so is whatever a password protects."""
    if _has_stream(raw, "EncryptedPackage"):
        message = "the workbook can only be opened with a password"
        hint = "open it with its password, take the password off (Excel: File > Info > Protect Workbook)"
        return refusal(message, f"{hint}, and save it as .xlsx", place)
    if _has_stream(raw, "Workbook") or _has_stream(raw, "Book"):
        return refusal("the file is an old .xls workbook, whatever its name says", SAVE_AS, place)
    message = "the file is an old .xls workbook, or protected by a password; expected .xlsx"
    return refusal(message, f"{SAVE_AS}, without a password to open it", place)


def _has_stream(raw: bytes, name: str) -> bool:
    """Whether an OLE file names a stream so: its directory has an entry every 128 bytes, in UTF-16."""
    wanted = f"{name}\0".encode("utf-16-le")
    found = raw.find(wanted)
    while found >= 0 and found % 128:
        found = raw.find(wanted, found + 1)
    return found >= 0


def _no_zip(raw: bytes, place: Source) -> Problem:
    if raw.startswith(_ZIP):
        message = "the file was cut off on its way, or damaged: the list of its parts is missing"
        return refusal(message, f"fetch it once more, or {SAVE_AGAIN}", place)
    start = raw[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        return refusal(
            "the file is a PDF, whatever its name says", "ask for the workbook itself (.xlsx)", place
        )
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return refusal("the file is a web page, whatever its name says", SAVE_AS, place)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in raw[:4000]:
        message = "the file is an XML spreadsheet of 2003, whatever its name says"
        return refusal(message, SAVE_AS, place)
    message = "the file is no xlsx workbook, or it was cut off on its way"
    return refusal(message, f"{SAVE_AGAIN}; a text table gets the ending .csv or .tsv", place)


def _other_form(
    file: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], place: Source
) -> Iterator[Problem]:
    """What else is packed like a workbook."""
    form, hint = "", SAVE_AS
    if "mimetype" in members and b"opendocument" in _beginning(file, members["mimetype"]):
        form = "an OpenDocument file (.ods or the like)"
    elif "xl/workbook.bin" in members:
        form = "a binary workbook (.xlsb)"
    elif (
        any(name.startswith("index/") and name.endswith(".iwa") for name in members) or "index.zip" in members
    ):
        form, hint = "a file of Apple Numbers, Pages or Keynote", "export it as Excel (.xlsx)"
    elif "word/document.xml" in members:
        form, hint = "a Word document", "put its table into a workbook and save that as .xlsx"
    elif "ppt/presentation.xml" in members:
        form, hint = "a PowerPoint presentation", "put its table into a workbook and save that as .xlsx"
    elif "[content_types].xml" not in members and not any(name.startswith("xl/") for name in members):
        form, hint = (
            "a zip archive without a workbook's parts",
            "unpack it, and give the .xlsx file that it holds",
        )
    if form:
        yield refusal(f"the file is {form}, whatever its name says", hint, place)


def _beginning(file: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with file.open(member) as stream:
            return stream.read(100)
    except _FAULTS:
        return b""


# --- what is not safe -----------------------------------------------------------------------------


def _size_problems(members: list[zipfile.ZipInfo], length: int, place: Source) -> Iterator[Problem]:
    """A file that would flood the machine once unpacked."""
    total = sum(member.file_size for member in members)
    hint = "it may have been made to stop programs: ask who sent it; empty rows and columns can be deleted"
    if total > MOST_BYTES or (total > FROM_BYTES and total > MOST_TIMES * length):
        times = f", {total // max(length, 1):,} times its size" if total > length else ""
        yield refusal(f"the file would take {total / 2**20:,.0f} MB unpacked{times}", hint, place)
    if len(members) > MOST_PARTS:
        yield refusal(f"the file holds {len(members):,} parts; at most {MOST_PARTS:,} are read", hint, place)


def _member_problems(members: list[zipfile.ZipInfo], place: Source) -> Iterator[Problem]:
    """Parts that two programs would not read alike."""
    for name, count in Counter(map(_name, members)).items():
        if count > 1:
            message = (
                f"the file holds its part `{name}` {count} times, so that programs differ in what they show"
            )
            yield refusal(message, SAVE_AGAIN, place)
    if any(member.flag_bits & 1 for member in members):
        message = "parts of the file can only be opened with a password"
        yield refusal(message, f"{SAVE_AS}, without a password to open it", place)


def _path(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lstrip("/")


def _name(member: zipfile.ZipInfo) -> str:
    return _path(member).casefold()


# --- reading a part -------------------------------------------------------------------------------


def _parser(shown: str, part: str, begun: Begun) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        message = f"the workbook declares entities in its part `{part}`, which no spreadsheet program does"
        raise EntitiesError(refusal(message, f"ask who sent it; {SAVE_AGAIN}", Source(shown)))

    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begun
    return parser


def _relation(name: str, given: dict[str, str], folder: str) -> Iterator[Relation]:
    if name.rpartition(" ")[2] == "Relationship":
        target = given.get("Target", "")
        kind = posixpath.basename(given.get("Type", ""))
        inside = given.get("TargetMode") != "External"
        whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") if inside else ""
        yield Relation(given.get("Id", ""), kind, whole)


def _plain(fault: BaseException) -> str:
    """What a library says of the fault, without the names of its own functions."""
    return str(fault) or type(fault).__name__
