"""`esgmap documents`: its forms, its exit codes, and that it reads well in a narrow terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from made_documents import pdf
from small_reports import FACTS

from esgmap.cli import cli
from esgmap.evidence import Looked, Search, Standing
from esgmap.export.evidence_words import lines
from esgmap.reported import Document
from esgmap.tables import SCHEMAS

MakeReport = Callable[..., Path]
CLEAN, FOUND, UNUSABLE = 0, 1, 2
DOCUMENT = Document("report", "The report", "", "")
TEXT = "# Report\n\n## {section}\n\n{label}: {printed}\n"


def call(*arguments: object, **environment: str) -> Result:
    """Run esgmap in this process; a fault of ours is raised."""
    words = [str(each) for each in arguments]
    return CliRunner().invoke(cli, words, catch_exceptions=False, env=environment)


def checked(folder: Path) -> dict[str, Any]:
    """What the command says as JSON, in its published form."""
    data: dict[str, Any] = json.loads(call("documents", folder, "--format", "json").stdout)
    schema = json.loads((SCHEMAS / "documents.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(data)
    return data


@pytest.fixture
def told(make_report: MakeReport) -> Callable[..., Path]:
    """A report folder of one fact with its document: `Energy of the group: 1,234` in section Energy."""

    def make(printed: str = "1,234", section: str = "Energy", name: str = "report.md", **more: str) -> Path:
        row = {**FACTS[0], "value": "1234", "value_as_printed": "1,234", "value_state": "number"}
        row |= {"label": "Energy of the group", "section": "Energy", "anchor": "", "pages": "1"}
        folder = make_report(
            [row], documents=[{"id": row["document"], "title": "The report", "file": name, **more}]
        )
        text = TEXT.format(section=section, label=row["label"], printed=printed)
        (folder / "report.md").write_text(f"{text}\n## Energy\n", encoding="utf-8")
        return folder

    return make


def test_a_folder_whose_figures_are_there_is_clean(told: Callable[..., Path]):
    shown = call("documents", told())
    assert shown.exit_code == CLEAN
    assert shown.stdout.splitlines()[:2] == [
        "report: report.md, Markdown, no pages, not pinned",
        "1 fact",
    ]
    assert "found: the figure stands where the evidence says" in shown.stdout
    assert "warning" not in shown.stderr


@pytest.mark.parametrize("words", [("documents",), ("documents", "check")])
def test_the_name_of_the_command_may_be_left_out(told: Callable[..., Path], words: tuple[str, ...]):
    folder = told()
    assert call(*words, folder).stdout == call("documents", folder, "--format", "terminal").stdout
    assert call(*words, "--format", "json", folder).exit_code == CLEAN


def test_a_figure_that_differs_is_told_with_its_line(told: Callable[..., Path]):
    shown = call("documents", told(printed="4,321"))
    assert shown.exit_code == FOUND
    assert "Figure differs (1)" in shown.stdout
    assert "Energy of the group: 4,321" in shown.stdout


def test_a_document_that_is_not_there_is_unreadable_input(told: Callable[..., Path]):
    shown = call("documents", told(name="other.md"))
    assert shown.exit_code == UNUSABLE
    assert "document-not-there" in shown.stderr
    assert "name it under `file` in report.yaml" in shown.stderr


def test_another_folder_can_hold_the_documents(told: Callable[..., Path], tmp_path: Path):
    folder, other = told(), tmp_path / "published"
    other.mkdir()
    (folder / "report.md").rename(other / "report.md")
    assert call("documents", folder).exit_code == UNUSABLE
    assert call("documents", folder, "--in", other).exit_code == CLEAN
    assert call("documents", folder, "--in", tmp_path / "nowhere").exit_code == UNUSABLE


def test_json_holds_every_fact_and_every_document(told: Callable[..., Path]):
    data = checked(told(printed="4,321"))
    assert data["counts"] == {**dict.fromkeys(data["counts"], 0), "differs": 1}
    (fact,) = data["facts"]
    assert (fact["outcome"], fact["value_as_printed"], fact["void"]) == ("differs", "1,234", False)
    assert fact["where"].startswith("facts.csv:2")
    (document,) = data["documents"]
    assert (document["file"], document["form"], document["standing"]) == (
        "report.md",
        "Markdown",
        "not-pinned",
    )
    assert [each["code"] for each in data["problems"]] == ["document-not-pinned"]


def test_json_of_a_document_that_is_not_there(told: Callable[..., Path]):
    data = checked(told(name="other.md"))
    assert data["counts"]["no-document"] == 1
    assert [each["standing"] for each in data["documents"]] == ["not-there"]


def test_a_changed_document_is_told_with_the_facts_that_lose_their_evidence(told: Callable[..., Path]):
    folder = told(printed="4,321", sha256="0" * 64)
    shown = call("documents", folder)
    assert shown.exit_code == FOUND
    assert "Markdown, no pages, changed since it was pinned" in shown.stdout
    assert "The document changed: 1 fact loses its evidence" in shown.stdout
    assert "document-changed" in shown.stderr


def test_a_missing_library_is_told_with_what_to_install(
    told: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "ftfy", None)
    monkeypatch.delitem(sys.modules, "esgmap.documents.plain", raising=False)
    shown = call("documents", told())
    assert shown.exit_code == UNUSABLE
    assert '→ install it with: pip install "esgmap[documents]"' in shown.stderr
    assert "report.md, cannot be read" in shown.stdout


def test_a_document_without_text_is_not_searched(told: Callable[..., Path]):
    folder = told(name="report.pdf")
    (folder / "report.pdf").write_bytes(pdf([[], []]))
    shown = call("documents", folder)
    assert shown.exit_code == UNUSABLE
    assert "none of the 2 pages holds text" in shown.stderr
    assert "1  document not at hand" in shown.stdout


def test_statements_to_be_read_are_counted_and_listed_when_asked_for(make_report: MakeReport):
    row = {**FACTS[0], "value": "in our words", "value_as_printed": "", "unit": "", "value_state": "text"}
    row |= {"indicator": "", "label": "What we do", "section": "Energy", "anchor": "", "pages": "1"}
    folder = make_report([row], documents=[{"id": row["document"], "title": "T", "file": "report.md"}])
    (folder / "report.md").write_text("# Report\n\n## Energy\n\nWords.\n", encoding="utf-8")
    shown, every = call("documents", folder), call("documents", folder, "--all")
    assert shown.exit_code == every.exit_code == CLEAN
    assert "--all lists the 1 to be read" in shown.stdout
    assert "What we do" not in shown.stdout
    assert f"{row['id']} (facts.csv:2" in every.stdout


@pytest.mark.parametrize(
    ("looked", "told_as"),
    [
        (
            Looked(DOCUMENT, Standing.PINNED, "a.pdf", "PDF", "", 12, 9, 3),
            "12 pages (p. 1 is page 4 of the file)",
        ),
        (Looked(DOCUMENT, Standing.PINNED, "a.pdf", "PDF", "", 12, 12, -10), "(p. 11 is page 1 of the file)"),
        (
            Looked(DOCUMENT, Standing.PINNED, "a.pdf", "PDF", "", 12, 12, 0),
            "12 pages (numbered as in the file)",
        ),
        (Looked(DOCUMENT, Standing.PINNED, "a.pdf", "PDF", "", 12, 0), "12 pages (no numbers printed)"),
        (Looked(DOCUMENT, Standing.PINNED, "a.pdf", "PDF", "", 1, 1), "1 page (all numbered)"),
        (Looked(DOCUMENT, Standing.PINNED, "a.pdf", "PDF", "", 9, 4), "9 pages (4 with a printed number)"),
    ],
)
def test_the_numbers_of_pages_are_told(looked: Looked, told_as: str):
    ((line, _), *_) = lines(Search((), (looked,), ()), 120)
    assert line.startswith("report: a.pdf, PDF, ")
    assert line.endswith(f"{told_as}, the file that was pinned")


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(told: Callable[..., Path], width: int):
    shown = call("documents", told(printed="4,321"), COLUMNS=str(width))
    assert max(map(len, shown.stdout.splitlines())) <= width


def test_every_fact_of_the_example_stands_where_it_says(example: Path):
    counts = checked(example.parent / "quillharbour-2025")["counts"]
    assert counts == {**dict.fromkeys(counts, 0), "found": counts["found"]}
    assert counts["found"] > 800
