from __future__ import annotations

from pathlib import Path

import pytest
from reading import good, read, refusal

PAGE = """<html><head><title>Not text</title></head><body><h2>Energy</h2><table><caption>Energy used</caption>
<tr><th rowspan=2>What</th><th colspan=2>MWh</th></tr><tr><th>2023</th><th>2024</th></tr>
<tr><td>Grid</td><td>1</td><td>2</td></tr><tr><td colspan=9999>Metered</td></tr></table>
<p>After<script>alert(1)</script> the <b>tab</b>le<!-- hidden --></p></body></html>"""
DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://127.0.0.1:9/strict.dtd">'
ENTITIES = (
    '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>&x; 12</p></body></html>'
)


def test_text_sections_and_spanning_cells(tmp_path: Path):
    document = good(tmp_path, "a.html", PAGE.encode())
    assert document.pages[0].sections == ("Energy",)
    assert "After the table" in document.pages[0].text
    assert not {"alert", "hidden", "Not text"} & set(document.pages[0].text.split())
    (table,) = document.tables
    assert table.rows == (
        ("What", "MWh", "MWh"),
        ("What", "2023", "2024"),
        ("Grid", "1", "2"),
        ("Metered", "Metered", "Metered"),
    )
    assert (table.caption, table.section) == ("Energy used", "Energy")


def test_of_nested_tables_the_inner_one_counts(tmp_path: Path):
    inner = "<table><tr><th>What<th>2024</tr><tr><td>Grid<td>5</tr></table>"
    document = good(tmp_path, "a.html", f"<html><table><tr><td>{inner}</td></tr></table></html>".encode())
    assert [table.rows for table in document.tables] == [(("What", "2024"), ("Grid", "5"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_encoding(tmp_path: Path, encoding: str):
    assert refusal(tmp_path, "a.xhtml", ENTITIES.encode(encoding)) == (
        "the file declares entities, which could draw in other files → save the page again from the browser"
    )


def test_a_document_type_elsewhere_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def no_socket(*_: object, **__: object) -> None:
        raise AssertionError("the network was opened")

    monkeypatch.setattr("socket.socket", no_socket)
    page = (
        f'{DOCTYPE}<html><head><link href="http://127.0.0.1:9/a.css"></head><body>Energy 12 MWh</body></html>'
    )
    assert "Energy 12 MWh" in good(tmp_path, "a.html", page.encode()).pages[0].text


def test_the_declared_encoding_is_used(tmp_path: Path):
    page = "<html><head><meta charset=gb18030></head><body><p>能源 12 吨</p></body></html>"
    assert "能源 12 吨" in good(tmp_path, "a.html", page.encode("gb18030")).pages[0].text


def test_a_page_without_text_is_told(tmp_path: Path):
    _, (problem,) = read(tmp_path, "a.html", b"<html><body></body></html>")
    assert problem.message == "the page holds no text"


def test_what_is_nested_too_deeply_is_told(tmp_path: Path):
    page = f"<html><body><p>Energy</p>{'<div>' * 300}12 MWh{'</div>' * 300}</body></html>"
    document, (problem,) = read(tmp_path, "a.html", page.encode())
    assert document is not None
    assert "12 MWh" not in document.pages[0].text
    assert problem.message.startswith("the page is nested more deeply than is read")


@pytest.mark.parametrize("name", ["undefined", "zlib", "idna", "no-such-thing"])
def test_an_encoding_that_is_none_is_passed_over(tmp_path: Path, name: str):
    page = f"<html><head><meta charset={name}></head><body><p>Energy 12 MWh</p></body></html>"
    assert "Energy 12 MWh" in good(tmp_path, "a.html", page.encode()).pages[0].text
