"""`esgmap review`: copies come back from two reviewers, and all they wrote is in the next workbook."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from review_trips import cells, fill, filled, listed, put
from small_reports import SASB_ALONE, write_report, write_rows
from tampering import column, row_of

from esgmap.cli import cli
from esgmap.content import mappings_folder
from esgmap.reviews import FILE, load_reviews

GRI, FACT = "gri:gri-305-2016/305-1-a", "ghg-scope1-2021"
KEPT = ("gri:gri-3-2021", "gri:gri-305-2016", "hkex:")
OTHER, HKEX = "gri:gri-305-2016/305-2-a", "hkex:esg-guide-2020/A1.1"


def call(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def index(folder: Path, target: Path) -> bytes:
    assert call("index", folder, "-o", target).exit_code == 0
    return target.read_bytes()


def sent(folder: Path, name: str, raw: bytes, *changes: Callable[[Workbook], object]) -> Path:
    path = folder / f"{name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(filled(raw, *changes))
    return path


def comments(folder: Path) -> list[str]:
    remarks, problems = load_reviews(folder)
    assert remarks is not None, problems
    return [each.comment for each in remarks]


@pytest.fixture
def kingsoft(example: Path, tmp_path: Path) -> Path:
    """A copy of the example, to be reviewed; to be quick, with its emissions and HKEX alone."""
    folder = Path(shutil.copytree(example, tmp_path / "report"))
    report = yaml.safe_load((folder / "report.yaml").read_text(encoding="utf-8"))
    report["frameworks"] = [each for each in report["frameworks"] if each["framework"] in {"gri", "hkex"}]
    report["frameworks"][0] |= {"editions": ["gri-3-2021", "gri-305-2016"], "pinned": ["gri-3-2021"]}
    (folder / "report.yaml").write_text(yaml.safe_dump(report, sort_keys=False), encoding="utf-8")
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["id"].startswith("ghg") or "hkex" in row["answers"]
        ]
    for row in rows:
        kept = [each for each in row["answers"].split(";") if each.startswith(KEPT)]
        row["answers"] = ";".join(kept)
    write_rows(folder / "facts.csv", "facts", [row for row in rows if row["answers"] or row["indicator"]])
    return folder


def change_fact(folder: Path, fact: str, **values: str) -> None:
    """Correct a fact in facts.csv."""
    path = folder / "facts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert any(row["id"] == fact for row in rows)
    for row in rows:
        row.update(values if row["id"] == fact else {})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def fact_of(row_id: str, raw: bytes, sheet: str = "GRI index") -> str:
    """The first fact that a row rests on."""
    import io

    import openpyxl

    opened = openpyxl.load_workbook(io.BytesIO(raw))[sheet]
    return str(opened.cell(row_of(opened, row_id), column(opened, "Facts")).value)


# --- the whole round ------------------------------------------------------------------------------


def test_two_reviewers_a_changed_fact_and_the_next_workbook(kingsoft: Path, tmp_path: Path):
    first = index(kingsoft, tmp_path / "index.xlsx")
    chan = sent(
        tmp_path,
        "chan",
        first,
        fill(GRI, "agreed", "A. Chan", date(2026, 11, 1), "p. 32 agrees", sheet="GRI index"),
        fill(OTHER, "agreed", "A. Chan", date(2026, 11, 1), "=1+1", sheet="GRI index"),
        fill(HKEX, "agreed", "A. Chan", date(2026, 11, 1), "范围一", sheet="HKEX index"),
    )
    li = sent(
        tmp_path,
        "li",
        first,
        fill(OTHER, "question", "B. Li", date(2026, 11, 2), "market or location based?", sheet="GRI index"),
        lambda book: setattr(book["Facts"]["B9"], "comment", Comment("which page?", "B. Li")),
        lambda book: put(book, GRI, "Topic", "Climate", "GRI index"),
    )

    merged = call("review", "merge", chan, li, kingsoft)
    assert merged.exit_code == 1, "a conflict is open"
    assert "1 conflict\n  GRI index: " + OTHER in merged.stdout
    assert "A. Chan (agreed, 2026-11-01): =1+1" in merged.stdout
    assert "B. Li (question, 2026-11-02): market or location based?" in merged.stdout
    assert "chan.xlsx\n  3 remarks: 3 new" in merged.stdout
    assert "li.xlsx\n  3 remarks: 3 new" in merged.stdout

    change_fact(kingsoft, fact_of(GRI, first), value="999.9", value_as_printed="999.9")
    second = index(kingsoft, tmp_path / "second.xlsx")
    assert cells(second, GRI, "GRI index") == ("re-review", "A. Chan", datetime(2026, 11, 1), "p. 32 agrees")
    told = "A. Chan (2026-11-01, agreed): =1+1\nB. Li (2026-11-02, question): market or location based?"
    assert cells(second, OTHER, "GRI index") == ("conflict", "A. Chan; B. Li", datetime(2026, 11, 2), told)
    rows = listed(second)
    found = {(row["Standing"], row["Kind"]) for row in rows if row["Remark"]}
    assert {("conflict", "review"), ("re-review", "review"), ("re-review", "edit")} <= found
    assert sorted(row["Comment"] for row in rows if row["Remark"]) == sorted(comments(kingsoft))
    listing = call("review", "list", kingsoft, "--standing", "re-review")
    assert listing.exit_code == 1 and "p. 32 agrees" in listing.stdout and "范围一" not in listing.stdout

    third = sent(
        tmp_path,
        "chan",
        second,
        fill(GRI, "agreed", ..., date(2026, 11, 9), "p. 32, corrected", sheet="GRI index"),
        fill(
            OTHER, "agreed", "C. Ho", date(2026, 11, 9), "location based: agreed with both", sheet="GRI index"
        ),
    )
    last = call("review", "merge", third, kingsoft)
    assert "2 remarks: 2 new" in last.stdout
    assert "conflict" not in call("review", "list", kingsoft).stdout.splitlines()[-1]
    everything = {
        "p. 32 agrees",
        "=1+1",
        "范围一",
        "market or location based?",
        "Climate",
        "p. 32, corrected",
    }
    assert everything <= set(comments(kingsoft))
    final = index(kingsoft, tmp_path / "third.xlsx")
    assert cells(final, OTHER, "GRI index")[:2] == ("agreed", "C. Ho")


@pytest.mark.office
def test_a_copy_that_libreoffice_saved(kingsoft: Path, tmp_path: Path, tool: Callable[[str], str]):
    first = index(kingsoft, tmp_path / "index.xlsx")
    sent(
        tmp_path,
        "chan",
        first,
        fill(GRI, "agreed", "陈大文", date(2026, 11, 1), "-5 t\n第二行", sheet="GRI index"),
        fill(OTHER, "open", "مراجع", "1/11/2026", "=1+1", sheet="GRI index"),
        lambda book: setattr(book["Facts"]["B9"], "comment", Comment("which page?", "B. Li")),
    )
    li = sent(tmp_path, "li", first, fill(HKEX, "rejected", "B. Li", None, "no", sheet="HKEX index"))
    call("review", "merge", li, kingsoft)  # from now on the counts of the Summary are other ones
    out = tmp_path / "saved"
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    convert = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    command = [tool("soffice"), home, *convert, str(tmp_path / "chan.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    result = call("review", "merge", out / "chan.xlsx", kingsoft)
    remarks, _ = load_reviews(kingsoft)
    assert remarks
    assert [
        (each.kind, each.reviewer, each.date, each.comment) for each in remarks if each.kind == "review"
    ] == [
        ("review", "B. Li", "", "no"),
        ("review", "陈大文", "2026-11-01", "-5 t\n第二行"),
        ("review", "مراجع", "1/11/2026", "=1+1"),
    ]
    assert [each.kind for each in remarks if each.kind != "review"] == ["note"], (
        "LibreOffice changed nothing else"
    )
    assert "2 current" in result.stdout or "3 current" in result.stdout
    second = index(kingsoft, tmp_path / "second.xlsx")
    assert cells(second, GRI, "GRI index")[3] == "-5 t\n第二行"
    convert[-1] = str(tmp_path / "saved-again")
    command = [tool("soffice"), home, *convert, str(tmp_path / "second.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert "Nothing new" in call("review", "merge", tmp_path / "saved-again" / "second.xlsx", kingsoft).stderr


def test_a_mapping_that_changed_asks_for_another_review(
    kingsoft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first = index(kingsoft, tmp_path / "index.xlsx")
    entry = ("agreed", "A. Chan", date(2026, 11, 1), "fits")
    copy = sent(tmp_path, "a", first, *(fill(each, *entry, sheet="GRI index") for each in (GRI, OTHER)))
    assert call("review", "merge", copy, kingsoft).exit_code == 0
    mappings = Path(shutil.copytree(mappings_folder(), tmp_path / "mappings"))
    table = mappings / "gri-305-2016.sssom.tsv"
    text = table.read_text(encoding="utf-8")
    line = f"{GRI}\t\tskos:closeMatch\tesgmap:ghg-scope1\t"
    assert line in text
    table.write_text(text.replace(line, line.replace("close", "exact")), encoding="utf-8")
    monkeypatch.setattr("esgmap.shipped.mappings_folder", lambda: mappings)
    listing = call("review", "list", kingsoft, "--format", "json")
    told = {each["row_id"]: each["standing"] for each in json.loads(listing.stdout)["remarks"]}
    assert listing.exit_code == 1 and told == {GRI: "re-review", OTHER: "current"}


# --- refusals -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def first_index(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook of the small report, before any review."""
    folder = write_report(tmp_path_factory.mktemp("report"), frameworks=SASB_ALONE)
    return index(folder, tmp_path_factory.mktemp("out") / "index.xlsx")


@pytest.fixture
def small(make_report, first_index: bytes) -> tuple[Path, bytes]:
    """A small report folder and its workbook."""
    return make_report(frameworks=SASB_ALONE), first_index


ROW = "sasb:tc-si-2018-10/TC-SI-220a.1-privacy"
ENTRY = fill(ROW, "agreed", "A. Chan", date(2026, 11, 1), "fine")


def test_a_copy_of_another_report_is_refused_and_nothing_is_written(
    small: tuple[Path, bytes], make_report, tmp_path: Path
):
    folder, first = small
    other = make_report(id="other-2021", entity="Other Limited")
    good = sent(tmp_path, "good", first, ENTRY)
    bad = sent(tmp_path, "bad", index(other, tmp_path / "other.xlsx"), ENTRY)
    result = call("review", "merge", good, bad, folder)
    assert result.exit_code == 2 and not (folder / FILE).exists()
    assert "bad.xlsx: error[other-report]" in result.stderr and "other-2021" in result.stderr


def test_a_file_that_cannot_be_read_stops_all(small: tuple[Path, bytes], tmp_path: Path):
    folder, first = small
    (tmp_path / "broken.xlsx").write_bytes(first[:1000])
    (tmp_path / "other.xlsx").write_bytes(b"PK\x05\x06" + bytes(18))
    good = sent(tmp_path, "good", first, ENTRY)
    result = call("review", "merge", good, tmp_path / "broken.xlsx", tmp_path / "other.xlsx", folder)
    assert result.exit_code == 2 and not (folder / FILE).exists()
    assert "broken.xlsx" in result.stderr and "other.xlsx" in result.stderr, "everything wrong at once"
    assert "reviews.csv stays as it is" in result.stderr


def test_a_workbook_that_is_not_ours_is_refused(small: tuple[Path, bytes], tmp_path: Path):
    folder, _ = small
    book = Workbook()
    book.active["A1"] = "shopping list"
    book.save(tmp_path / "list.xlsx")
    result = call("review", "merge", tmp_path / "list.xlsx", folder)
    assert result.exit_code == 2 and "no sheet Seals" in result.stderr and not (folder / FILE).exists()


def test_a_log_that_cannot_be_read_stops_the_merge_and_stays_as_it_is(
    small: tuple[Path, bytes], tmp_path: Path
):
    folder, first = small
    (folder / FILE).write_text('id,sheet\n"half a row', encoding="utf-8")
    before = (folder / FILE).read_bytes()
    for arguments in (
        ("review", "merge", sent(tmp_path, "a", first, ENTRY), folder),
        ("review", "list", folder),
        ("index", folder, "-o", tmp_path / "x.xlsx"),
    ):
        result = call(*arguments)
        assert result.exit_code == 2 and "reviews.csv" in result.stderr
    assert (folder / FILE).read_bytes() == before and not (tmp_path / "x.xlsx").exists()


def test_a_full_disk_leaves_the_old_log(
    small: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder, first = small
    call("review", "merge", sent(tmp_path, "a", first, ENTRY), folder)
    before = (folder / FILE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("esgmap.reviews.render_reviews", full)
    copy = sent(tmp_path, "b", first, fill(ROW, "rejected", "B", None, "no"))
    result = call("review", "merge", copy, folder)
    assert result.exit_code == 2 and "No space left" in result.stderr
    assert (folder / FILE).read_bytes() == before
    assert [path.name for path in folder.glob(".*")] == []


def test_what_cannot_be_read_back_is_never_put_in_place(
    small: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder, first = small
    monkeypatch.setattr("esgmap.reviews._guarded", lambda text: text.upper())
    result = CliRunner().invoke(cli, ["review", "merge", str(sent(tmp_path, "a", first, ENTRY)), str(folder)])
    assert isinstance(result.exception, RuntimeError) and not (folder / FILE).exists()


# --- the other ways to call it --------------------------------------------------------------------


def test_exit_code_0_when_nothing_is_open(small: tuple[Path, bytes], tmp_path: Path):
    folder, first = small
    assert call("review", "list", folder).exit_code == 0
    assert call("review", "merge", sent(tmp_path, "a", first, ENTRY), folder).exit_code == 0
    assert call("review", "list", folder).exit_code == 0


def test_a_dry_run_writes_nothing_and_a_second_merge_adds_nothing(small: tuple[Path, bytes], tmp_path: Path):
    folder, first = small
    one = sent(tmp_path, "one", first, ENTRY)
    two = sent(tmp_path, "two", first, fill(ROW, "question", "B. Li", None, "where?"))
    dry = call("review", "merge", one, two, folder, "--dry-run")
    assert dry.exit_code == 1 and not (folder / FILE).exists()
    assert "2 remarks would be added" in dry.stderr and "B. Li (question): where?" in dry.stdout
    assert call("review", "merge", one, two, folder).exit_code == 1
    log = (folder / FILE).read_bytes()
    again = call("review", "merge", two, one, folder)
    assert "Nothing new" in again.stderr and again.exit_code == 1
    assert (folder / FILE).read_bytes() == log


def test_the_same_log_gives_the_same_bytes(small: tuple[Path, bytes], tmp_path: Path):
    folder, first = small
    call("review", "merge", sent(tmp_path, "a", first, ENTRY), folder)
    assert index(folder, tmp_path / "one.xlsx") == index(folder, tmp_path / "two.xlsx") != first


def test_two_files_of_one_name_are_told_apart(small: tuple[Path, bytes], tmp_path: Path):
    folder, first = small
    one = sent(tmp_path / "chan", "index", first, fill(ROW, "agreed"))
    two = sent(tmp_path / "li", "index", first, fill(ROW, "question"))
    call("review", "merge", one, two, folder)
    remarks, _ = load_reviews(folder)
    assert remarks
    assert sorted(each.reviewer for each in remarks) == [
        "unnamed (chan/index.xlsx)",
        "unnamed (li/index.xlsx)",
    ]


def test_the_name_of_the_author_can_be_given(small: tuple[Path, bytes], tmp_path: Path):
    folder, first = small
    copy = sent(tmp_path, "a", first, fill(ROW, "agreed"))
    assert (
        "1 of the new name no reviewer; --as NAME"
        in call("review", "merge", copy, folder, "--dry-run").stdout
    )
    call("review", "merge", copy, folder, "--as", "A. Chan")
    assert "A. Chan (agreed)" in call("review", "list", folder).stdout


def test_the_list_as_json(small: tuple[Path, bytes], tmp_path: Path):
    folder, first = small
    call("review", "merge", sent(tmp_path, "a", first, ENTRY), folder)
    data: dict[str, Any] = json.loads(call("review", "list", folder, "--format", "json").stdout)
    assert (data["schema"], data["report"]) == (1, "small-2021")
    told = {key: data["remarks"][0][key] for key in ("standing", "row_id", "reviewer", "comment", "file")}
    assert told == {
        "standing": "current",
        "row_id": ROW,
        "reviewer": "A. Chan",
        "comment": "fine",
        "file": "a.xlsx",
    }


def test_build_shows_the_reviews_and_names_their_file(small: tuple[Path, bytes], tmp_path: Path):
    folder, first = small
    call("review", "merge", sent(tmp_path, "a", first, ENTRY), folder)
    call("build", folder, "-o", tmp_path / "out")
    raw = (tmp_path / "out" / "index.xlsx").read_bytes()
    assert cells(raw, ROW)[3] == "fine" and listed(raw)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert FILE in manifest["inputs"]
