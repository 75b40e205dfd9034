"""Workbooks made part by part, to say in a test exactly what a program wrote."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}.sharedStrings+xml"/></Types>'
)

GENERAL, DAY, CHINESE_DAY, LENGTH, DAY_TIME, PERCENT, CHINESE_MONTH = map(str, range(7))
"""The styles of `STYLES`."""
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts>'
    "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="31"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="9"/><xf numFmtId="57"/>'
    "</cellXfs>"
    "</styleSheet>"
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of the given parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def relations(*entries: tuple[str, str, str]) -> str:
    """A list of related parts, each with id, kind and target."""
    lines = [
        f'<Relationship Id="{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, kind, target in entries
    ]
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    """The part of a sheet with the given rows."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" '
        f'xmlns:r="{RELATIONS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def parts_of(rows: str = "", strings: str = "", properties: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet `Facts`, shared strings and the styles above."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}'
            '<sheets><sheet name="Facts" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet_xml(rows),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
    }


def made(rows: str = "", strings: str = "", properties: str = "", **changed: str | bytes | None) -> bytes:
    """A workbook of these parts; `changed` replaces some, or takes them out: `made(rows, styles=None)`."""
    places = {
        "sheet1": "xl/worksheets/sheet1.xml",
        "styles": "xl/styles.xml",
        "sharedStrings": "xl/sharedStrings.xml",
        "workbook": "xl/workbook.xml",
        "workbook_rels": "xl/_rels/workbook.xml.rels",
    }
    parts = parts_of(rows, strings, properties)
    for key, text in changed.items():
        if text is None:
            del parts[places[key]]
            listed = f'<Override PartName="/{places[key]}" ContentType="{OFFICE}.{key}+xml"/>'
            parts["[Content_Types].xml"] = str(parts["[Content_Types].xml"]).replace(listed, "")
        else:
            parts[places[key]] = text
    return zipped(parts)


def with_parts(rows: str, added: dict[str, str | bytes]) -> bytes:
    """A workbook with more parts, or others in their place."""
    return zipped({**parts_of(rows), **added})


def ole(*streams: str) -> bytes:
    """An old Office file as far as its directory: a header, and an entry of 128 bytes for each stream."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    entries = [name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)]
    return header + b"".join(entries)
