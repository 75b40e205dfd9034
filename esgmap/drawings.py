"""The text boxes that people drew on the sheets of a workbook, which no reader of cells sees.

Comes in: the bytes of a workbook that was read already, so that its parts are known to be sound. Goes out:
the text of each box with the name of its sheet, and how many pictures there are, which cannot be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from esgmap.archive import Archive, open_archive

RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
SHAPES, TEXT, PARAGRAPH, PICTURE, REPEATED = ("sp", "cxnSp"), "t", "p", "pic", "Fallback"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on one sheet: the texts of its boxes, and the number of its pictures."""

    sheet: str
    texts: tuple[str, ...]
    pictures: int


def read_drawings(raw: bytes, shown: str) -> list[Drawn]:
    """What is drawn on each sheet that has anything drawn on it, charts aside."""
    archive, _ = open_archive(raw, shown)
    if archive is None:
        return []
    mains = [each.target for each in archive.relations("") if each.kind == "officeDocument"]
    found = [each for main in mains for each in _of_book(archive, main)]
    return [each for each in found if each.texts or each.pictures]


def _of_book(archive: Archive, main: str) -> list[Drawn]:
    names: dict[str, str] = {}

    def begun(name: str, given: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "sheet":
            names[given.get(RELATION_ID, "")] = given.get("name", "")

    archive.read(main, begun)
    parts = {each.id: each.target for each in archive.relations(main)}
    return [_of_sheet(archive, parts[key], name) for key, name in names.items() if key in parts]


def _of_sheet(archive: Archive, part: str, name: str) -> Drawn:
    reading = _Reading()
    for each in archive.relations(part):
        if each.kind == "drawing" and each.target in archive:
            reading.read(archive.file.read(archive.members[each.target.casefold()]))
    return Drawn(name, tuple(text for text in reading.texts if text), reading.pictures)


@dataclass(slots=True)
class _Reading:
    """Receives the elements of drawings, and keeps the text of each shape."""

    texts: list[str] = field(default_factory=list)
    pictures: int = 0
    open: list[str] = field(default_factory=list)
    text: str = ""

    def read(self, raw: bytes) -> None:
        """Read one drawing."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self.begin, self.end
        parser.CharacterDataHandler = self.data
        parser.Parse(raw, True)

    def begin(self, name: str, _: dict[str, str]) -> None:
        """An element begins."""
        self.open.append(name.rpartition(" ")[2])
        self.pictures += self.open[-1] == PICTURE and REPEATED not in self.open

    def end(self, name: str) -> None:
        """An element ends."""
        local = self.open.pop()
        if local == PARAGRAPH:
            self.text += "\n"
        if local in SHAPES:
            self.texts.append(self.text.strip())
            self.text = ""

    def data(self, text: str) -> None:
        """A piece of the text between."""
        inside = any(shape in self.open for shape in SHAPES)
        if self.open[-1] == TEXT and inside and REPEATED not in self.open:
            self.text += text
