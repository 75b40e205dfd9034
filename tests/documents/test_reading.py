from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest
from made_documents import pdf
from reading import good, read, refusal

from esgmap.documents import read_document

SAVE_AS = "save it as PDF, .docx, .html or .txt (UTF-8)"


def told(path: Path) -> str:
    document, (problem,) = read_document(path)
    assert document is None
    return f"{problem.message} → {problem.hint}"


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path):
    (tmp_path / "folder.pdf").mkdir()
    assert told(tmp_path / "folder.pdf") == "this is a folder, not a document → name the file in it"
    assert told(tmp_path / "none.pdf") == f"there is no such file → looked for in {tmp_path}"


@pytest.mark.parametrize("raw", [b"", b" \n\0\n"])
def test_an_empty_file(tmp_path: Path, raw: bytes):
    assert refusal(tmp_path, "a.pdf", raw) == "the file is empty → save it again, or name another file"


def test_what_is_no_document(tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.txt", "x")
    zipped = f"the file is a zip archive, or a document that is cut off → {SAVE_AS}"
    assert refusal(tmp_path, "a.docx", packed.getvalue()) == zipped
    assert refusal(tmp_path, "a.rtf", b"{\\rtf1 Energy}") == f"the file is RTF → {SAVE_AS}"
    picture = "the file is a picture → run text recognition (OCR) over it and save it as PDF with text"
    assert refusal(tmp_path, "a.pdf", b"\x89PNG\r\n\x1a\n") == picture
    assert refusal(tmp_path, "a.txt", bytes(range(256)) * 9).startswith("the file is no text → ")


def test_a_file_is_read_as_what_it_is_and_a_wrong_ending_is_told(tmp_path: Path):
    document, (problem,) = read(tmp_path, "a.docx", pdf([["Energy in words"]]))
    assert document is not None
    assert document.form == "PDF"
    assert problem.message == "the file is PDF, whatever its name says"
    assert good(tmp_path, "a.dat", b"Energy 12 MWh").form == "text"


def test_a_form_whose_library_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.delitem(sys.modules, "esgmap.documents.pdf", raising=False)
    assert refusal(tmp_path, "a.pdf", pdf([["Energy in words"]])) == (
        "this form is read with pypdfium2 and pdfplumber, which is not installed → "
        'install it with: pip install "esgmap[documents]"'
    )
