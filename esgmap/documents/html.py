"""HTML and XHTML → text, sections and tables, through lxml; no network, no entities, no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from esgmap.documents.grids import Found, numbered
from esgmap.documents.plain import decoded
from esgmap.documents.refusals import refused
from esgmap.model import Problem, Severity
from esgmap.pages import Page, ReadDocument

SKIPPED = {"script", "style", "head", "noscript", "template", "svg"}
BLOCKS = {
    *("p", "div", "li", "tr", "table", "section", "article", "br", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("ul", "ol", "dl", "dt", "dd", "blockquote", "header", "footer", "main", "caption", "figcaption"),
}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
DECLARED = re.compile(rb"""(?:charset\s*=\s*|encoding\s*=\s*)["']?([A-Za-z0-9_.:-]+)""", re.I)
MOST_SPAN = 200


def read(raw: bytes, shown: str, _form: str, _options: object) -> tuple[ReadDocument | None, list[Problem]]:
    """Read a page of HTML; a document type with entities is refused, unread."""
    text, problems = _text(raw, shown)
    if text is None:
        return None, problems
    if "<!ENTITY" in text.upper():
        hint = "save the page again from the browser"
        return None, [refused(shown, "the file declares entities, which could draw in other files", hint)]
    try:
        parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        root = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as fault:
        return None, [refused(shown, f"the page cannot be read ({fault})", "save it again as HTML or PDF")]
    if any(each.type_name == "ERR_RESOURCE_LIMIT" for each in parser.error_log):
        told = "the page is nested more deeply than is read; what stands there, and behind it, is left out"
        problems.append(refused(shown, told, "save it from the browser as PDF", Severity.WARNING))
    sections = [" ".join(each.text_content().split()) for each in root.iter(*HEADINGS)]
    page = Page(0, "", "".join(_flow(root)), tuple(each for each in sections if each))
    if not page.text.strip():
        problems.append(
            refused(shown, "the page holds no text", "save it from the browser once it is shown, or as PDF")
        )
    tables = numbered(_tables(root))
    return ReadDocument(shown, "", "HTML", (page,), tables), problems


def _text(raw: bytes, shown: str) -> tuple[str | None, list[Problem]]:
    """The markup in the encoding that it declares, if it does; else as any other text."""
    declared = DECLARED.search(raw[:2048])
    if declared and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            text = raw.decode(declared[1].decode("ascii"))
            return re.sub(r"^\s*<\?xml[^>]*\?>", "", text), []
        except (LookupError, UnicodeError):
            pass
    text_or_none, problems = decoded(raw, shown)
    return (re.sub(r"^\s*<\?xml[^>]*\?>", "", text_or_none) if text_or_none else None), problems


def _flow(node: Any) -> Iterator[str]:
    """The text in reading order: blocks on lines of their own, cells parted by tabs."""
    for event, each in etree.iterwalk(node, events=("start", "end")):
        if event == "start" and each.tag in SKIPPED:
            continue
        if event == "start":
            if each.tag in BLOCKS:
                yield "\n"
            if each.text and not _is_skipped(each):
                yield each.text
        else:
            if each.tag in {"td", "th"}:
                yield "\t"
            if each.tag in BLOCKS:
                yield "\n"
            if each.tail and not _is_skipped(each.getparent()):
                yield each.tail


def _is_skipped(node: Any) -> bool:
    return node is not None and any(each.tag in SKIPPED for each in (node, *node.iterancestors()))


def _tables(root: Any) -> Iterator[Found]:
    section, last = "", ""
    for node in root.iter(*HEADINGS, "p", "table"):
        if node.tag in HEADINGS:
            section = last = " ".join(node.text_content().split())
        elif node.tag == "p":
            last = " ".join(node.text_content().split())
        elif node.find(".//table") is None:
            caption = node.find("caption")
            told = " ".join(caption.text_content().split()) if caption is not None else last
            yield Found(tuple(tuple(row) for row in _rows(node)), caption=told, section=section)
            last = ""


def _rows(table: Any) -> list[list[str]]:
    """The rows with cells that span several repeated in each place that they cover."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    widest = _width(table)
    for line in table.iter("tr"):
        row: list[str] = []
        cells = list(line.iterchildren("td", "th"))
        while cells or any(at >= len(row) for at in hanging):
            if len(row) in hanging:
                left, text = hanging.pop(len(row))
                if left > 1:
                    hanging[len(row)] = (left - 1, text)
                row.append(text)
            elif cells:
                cell = cells.pop(0)
                text = " ".join(cell.text_content().split())
                for _ in range(min(_span(cell, "colspan"), max(1, widest - len(row)))):
                    if (down := _span(cell, "rowspan")) > 1:
                        hanging[len(row)] = (down - 1, text)
                    row.append(text)
            else:
                row.append("")
        hanging = {at: each for at, each in hanging.items() if each[0] > 0}
        rows.append(row)
    return rows


def _width(table: Any) -> int:
    """How many columns a table has: those of its widest row; a lone cell may claim any number."""
    rows = [list(line.iterchildren("td", "th")) for line in table.iter("tr")]
    return max((sum(_span(cell, "colspan") for cell in row) for row in rows if len(row) > 1), default=1)


def _span(cell: Any, name: str) -> int:
    written = (cell.get(name) or "1").strip()
    return min(int(written), MOST_SPAN) if written.isdigit() and int(written) else 1
