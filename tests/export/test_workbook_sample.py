"""The working paper of an audit sample, read back with openpyxl and calculated by LibreOffice."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from sample_papers import PLANS, changed, few, filling, paper_of, rows, sample_for, sample_of

from esgmap.export.sample_words import percent
from esgmap.export.workbook_sample import PAPER
from esgmap.export.workbook_sample_results import RESULT_COLUMNS
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW
from esgmap.findings import Assessment
from esgmap.population import Baseline, Sample
from esgmap.sample_returned import judge, read_paper
from esgmap.sampling import GLUE, RESULTS, TARGETED, perform, rank_hash

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def samples(assessment: Assessment) -> dict[str, Sample]:
    return {name: sample_for(name, assessment) for name in PLANS}


@pytest.fixture(scope="module")
def papers(samples: dict[str, Sample], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("papers")
    return {name: paper_of(sample, folder / f"{name}.xlsx") for name, sample in samples.items()}


@lru_cache(maxsize=16)
def opened(raw: bytes, **more: bool) -> Workbook:
    """A paper, loaded once; not to be changed."""
    return openpyxl.load_workbook(io.BytesIO(raw), **more)


def lines(book: Workbook) -> dict[str, str]:
    """The labelled lines of the first sheet."""
    return {str(row[0].value): str(row[1].value or "") for row in book[PAPER].iter_rows() if row[0].value}


def results(book: Workbook) -> dict[str, list[object]]:
    """The table of results: for each name its cells."""
    found: dict[str, list[object]] = {}
    inside = False
    for row in book[PAPER].iter_rows(max_col=len(RESULT_COLUMNS) + 1):
        if inside and row[0].value == "Rows on the sheet Sample":
            return found
        if inside:
            found[str(row[0].value)] = [cell.value for cell in row[1:]]
        inside = inside or row[3].value == "Tested"
    raise AssertionError("no table of results")


# --- what is there --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANS)
def test_the_sheets_stand_in_their_order_and_the_first_is_open(name: str, papers: dict[str, bytes]):
    book = opened(papers[name])
    assert book.sheetnames == [PAPER, "Sample", "Population", "Seals"]
    assert book.active.title == PAPER


@pytest.mark.parametrize("name", PLANS)
def test_every_row_drawn_stands_once_in_the_order_of_the_draw(
    name: str, papers: dict[str, bytes], samples: dict[str, Sample]
):
    told = rows(opened(papers[name])["Sample"])
    assert [row["Row id"] for row in told] == [row.id for row in samples[name].draw.rows]
    assert [row["No."] for row in told] == list(range(1, len(told) + 1))
    assert [row["Drawn for"] for row in told] == [GLUE.join(row.strata) for row in samples[name].draw.rows]


def test_a_row_says_what_is_claimed_and_where(papers: dict[str, bytes], assessment: Assessment):
    facts = assessment.facts_by_id()
    for row in rows(opened(papers["random"])["Sample"]):
        fact = facts[str(row["Row id"]).removeprefix("fact:")]
        number = float(fact.number) if fact.value_state == "number" and fact.number is not None else None
        assert row["Value"] == number
        assert row["What is stated"] == fact.label
        assert (row["Basis"] or "").startswith(fact.basis)
        place = fact.evidence
        told = tuple(row[title] or "" for title in ("Document", "Page", "Section", "Anchor"))
        assert told == (place.document, place.pages, place.section, place.anchor)


def test_a_requirement_says_its_status_and_its_facts(papers: dict[str, bytes], samples: dict[str, Sample]):
    told = rows(opened(papers["requirements"])["Sample"])
    for row, (_, member) in zip(told, samples["requirements"].chosen(), strict=True):
        assert member.finding is not None
        assert row["Status"] == member.finding.status.value
        assert str(row["Row id"]).endswith(str(row["Code"]))
        assert [line.split(":")[0] for line in str(row["Rests on"]).splitlines()] == [
            fact.id for fact in member.facts
        ]


def test_a_targeted_row_says_why_it_was_chosen(papers: dict[str, bytes], samples: dict[str, Sample]):
    for row in rows(opened(papers["targeted"])["Sample"]):
        assert len(str(row["Why it was chosen"]).split(GLUE)) == len(str(row["Drawn for"]).split(GLUE))
    meanings = {name: cells[5] for name, cells in results(opened(papers["targeted"])).items()}
    assert all(meanings[target] for target in samples["targeted"].plan.targets)
    assert not any("Why" in str(title) for title in rows(opened(papers["random"])["Sample"])[0])


@pytest.mark.parametrize("name", PLANS)
def test_the_draw_can_be_performed_again_by_hand(name: str, papers: dict[str, bytes]):
    """With the sheet Population, the seed and any SHA-256: sort, filter, take the first."""
    book = opened(papers[name])
    seed = lines(book)["Seed"]
    told = rows(book["Population"])
    for row in told:
        assert row["Rank hash"] == hashlib.sha256(f"{seed}\n{row['Row id']}".encode()).hexdigest()
    ordered = sorted(told, key=lambda row: str(row["Rank hash"]))
    assert [row["Place in the order"] for row in ordered] == list(range(1, len(told) + 1))
    drawn: set[object] = set()
    if name != "targeted":
        for stratum, cells in results(book).items():
            inside = [row["Row id"] for row in ordered if stratum in str(row["Strata"]).split(GLUE)]
            if stratum != "All, each row once":
                assert len(inside) == cells[0]
                drawn |= set(inside[: int(str(cells[1]))])
        assert drawn == {row["Row id"] for row in rows(book["Sample"])}
    assert {row["Row id"] for row in told if row["Drawn"] == "yes"} == {
        row["Row id"] for row in rows(book["Sample"])
    }


def test_the_paper_names_population_method_size_seed_and_command(
    papers: dict[str, bytes], samples: dict[str, Sample], assessment: Assessment
):
    told = lines(opened(papers["random"]))
    assert told["Entity"] == assessment.report.entity
    assert told["Population"] == "Every fact of the report."
    assert told["Rows"].startswith(f"{len(few(assessment).report.facts)};")
    assert told["Fingerprint"] == samples["random"].population.fingerprint
    assert told["Seed"] == "2021-A"
    assert "29 rows show a rate below the tolerable one if no error is found" in told["Size"]
    assert told["To draw it again"] == (
        "esgmap sample kingsoft-cloud-2021 --seed 2021-A --tolerable-error 10% -o sample.xlsx"
    )
    every = {str(row[1].value) for row in opened(papers["random"])[PAPER].iter_rows()}
    assert {f"{file.sha256}  {file.path}" for file in assessment.inputs} <= every
    for title in ("Prepared by", "Prepared on", "Reviewed by", "Reviewed on", "Conclusion"):
        assert told[title] == ""


def test_rates_and_limits_stand_only_where_they_mean_something(papers: dict[str, bytes]):
    targeted = opened(papers["targeted"])
    text = " ".join(str(cell.value) for row in targeted[PAPER].iter_rows() for cell in row if cell.value)
    assert "BETAINV" not in text
    assert "do not represent the population" in text
    assert "BETAINV" in str(results(opened(papers["random"])))
    overlapping = results(opened(papers["frameworks"]))["All, each row once"]
    assert overlapping[5:] == [None] * 4
    assert str(results(opened(papers["bases"]))["All, each row once"][5]).startswith("=IF(COUNT(")
    told = lines(opened(papers["bases"]))
    assert percent(PLANS["bases"].confidence) == "90 %"
    assert told["Confidence"] == "0.9"


def test_testers_choose_from_a_list_and_days_are_days(papers: dict[str, bytes]):
    for raw in papers.values():
        rules = opened(raw)["Sample"].data_validations.dataValidation
        assert [rule.formula1 for rule in rules if rule.type == "list"] == [f'"{",".join(RESULTS)}"']
        assert [rule.type for rule in rules if rule.type != "list"] == ["date"]


def test_what_changed_since_the_baseline_stands_beside_the_row(assessment: Assessment, tmp_path: Path):
    first = next(fact for fact in assessment.report.facts if fact.value_state == "number")
    facts = [replace(first, unit="t") if fact == first else fact for fact in assessment.report.facts[:300]]
    baseline = Baseline("last", replace(assessment.report, facts=tuple(facts)))
    plan = replace(PLANS["bases"], by=("change",))
    book = opened(paper_of(sample_of(assessment, plan, baseline), tmp_path / "x.xlsx"))
    told = {row["Row id"]: row["Since the baseline"] for row in rows(book["Sample"])}
    assert told[f"fact:{first.id}"] == f"changed: unit: t → {first.unit}"
    assert {str(words).split(":")[0] for words in told.values()} == {"changed", "new", "unchanged"}
    text = " ".join(str(row[1].value) for row in book[PAPER].iter_rows() if row[1].value)
    assert "Facts are matched by id alone" in text
    assert f"{len(facts)} facts have a namesake there" in text


# --- formulas -------------------------------------------------------------------------------------


def calculated(tool: Callable[[str], str], folder: Path, papers: dict[str, bytes]) -> dict[str, Workbook]:
    """The papers after LibreOffice has calculated every formula anew."""
    for name, raw in papers.items():
        with (
            zipfile.ZipFile(io.BytesIO(raw)) as source,
            zipfile.ZipFile(folder / f"{name}.xlsx", "w") as target,
        ):
            for part in source.namelist():
                content = source.read(part)
                if part.startswith("xl/worksheets/"):
                    content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
                    content = re.sub(rb"(</f>)<v ?/>", rb"\1", content)
                target.writestr(part, content)
    command = [
        tool("soffice"),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")),
        *(str(folder / f"{name}.xlsx") for name in papers),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in papers}


FILLED = {
    **dict.fromkeys(
        PLANS, filling(("agrees", "agrees", "differs", "agrees", "not found", "agrees", "agrees"))
    ),
    "open": filling(("agrees", "", "differs", "not tested")),
    "clean": filling(("agrees",)),
    "wrong": filling(("differs",)),
}
"""What testers fill in: errors in some strata, none in others, an open row."""
OF = {"open": "frameworks", "clean": "bases", "wrong": "each"}
"""The plans of the papers that do not have the name of theirs."""


def spoil(book: Workbook) -> None:
    book["Sample"].delete_rows(FIRST_ROW)


def find(book: Workbook) -> None:
    sheet = book["Sample"]
    titles = [cell.value for cell in sheet[HEADER_ROW]]
    for row in sheet.iter_rows(min_row=FIRST_ROW):
        value = row[titles.index("Value")].value
        row[titles.index("Value found")].value = value + 1.5 if value is not None else "said so"


@pytest.fixture(scope="module")
def filled(papers: dict[str, bytes]) -> dict[str, bytes]:
    """The papers as testers filled them in."""
    return {name: changed(papers[OF.get(name, name)], change) for name, change in FILLED.items()}


@pytest.fixture(scope="module")
def anew(
    papers: dict[str, bytes],
    filled: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
    tool: Callable[[str], str],
) -> dict[str, Workbook]:
    """All papers, as they were written and as they were filled in, calculated by LibreOffice in one run."""
    given = {
        **{f"empty {name}": raw for name, raw in papers.items()},
        **filled,
        "found": changed(papers["bases"], filling(("agrees", "agrees", "differs")), find),
        "spoiled": changed(papers["random"], spoil),
    }
    return calculated(tool, tmp_path_factory.mktemp("anew"), given)


@pytest.mark.office
def test_libreoffice_calculates_the_values_that_are_cached(
    papers: dict[str, bytes], anew: dict[str, Workbook]
):
    compared = 0
    for name, raw in papers.items():
        book, written, formulas = anew[f"empty {name}"], opened(raw, data_only=True), opened(raw)
        for sheet in (PAPER, "Sample"):
            for row in formulas[sheet].iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        found, cached = (each[sheet][cell.coordinate].value for each in (book, written))
                        assert (found or "") == (cached or ""), f"{name} {sheet} {cell.coordinate}"
                        compared += 1
    assert compared > 300


@pytest.mark.office
def test_libreoffice_counts_what_testers_fill_in_as_we_do(
    filled: dict[str, bytes], samples: dict[str, Sample], anew: dict[str, Workbook]
):
    """Errors in some strata, none in others, an open row, and a conclusion on each."""
    limits = 0
    for name, raw in filled.items():
        sample, book = samples[OF.get(name, name)], anew[name]
        paper, problems = read_paper(raw, "paper.xlsx")
        assert paper, problems
        judged = judge(paper, sample.plan, sample.population)
        shown = results(book)
        for tally in judged.tallies:
            cells = shown[tally.name]
            counts = [tally.population, tally.drawn, tally.tested, tally.open, tally.errors]
            assert cells[:5] == counts, f"{name} {tally.name}"
            if sample.plan.method == TARGETED:
                continue
            assert cells[5] == (pytest.approx(float(tally.rate)) if tally.rate is not None else None)
            if tally.limit is None:
                assert cells[6] == "open"
                continue
            assert cells[6] == pytest.approx(float(tally.limit), abs=1e-6)
            assert cells[7] == tally.at_most
            assert cells[8] in ({"yes", "no"} if sample.plan.tolerable else {None})
            limits += 1
        assert lines(book)["Rows on the sheet Sample"] == "ok"
    assert limits > 20


@pytest.mark.office
def test_libreoffice_weighs_strata_and_sees_differences_and_lost_rows(anew: dict[str, Workbook]):
    found = results(anew["found"])
    parts = [cells for name, cells in found.items() if name != "All, each row once"]
    weighted = sum(float(str(cells[5])) * int(str(cells[0])) for cells in parts)
    assert found["All, each row once"][5] == pytest.approx(
        weighted / sum(int(str(each[0])) for each in parts)
    )
    differences = [row["Difference"] for row in rows(anew["found"]["Sample"])]
    assert {each for each in differences if each is not None} == {1.5}
    assert None in differences
    assert lines(anew["spoiled"])["Rows on the sheet Sample"] == "check"


# --- safety and sameness --------------------------------------------------------------------------


def test_text_from_users_stays_text(assessment: Assessment, tmp_path: Path):
    texts = [
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "bell\x07",
        "<r><t>raw</t></r>",
        "https://example.org/",
    ]
    facts = [
        replace(
            fact,
            label=texts[number % len(texts)],
            evidence=replace(fact.evidence, section=texts[number % len(texts)], anchor="=1+1"),
        )
        for number, fact in enumerate(assessment.report.facts)
    ]
    report = replace(assessment.report, facts=tuple(facts), entity="=HYPERLINK(1)")
    plan = replace(PLANS["frameworks"], seed="+1", by=("section",))
    sample = sample_of(replace(assessment, report=report), plan)
    raw = paper_of(sample, tmp_path / "hostile.xlsx")
    book = opened(raw)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert re.match(r"=(IF|SUMPRODUCT|C\d+-D\d+)", cell.value), cell.value
                assert cell.hyperlink is None
    assert {row["Anchor"] for row in rows(book["Sample"])} == {"=1+1"}
    paper, problems = read_paper(raw, "hostile.xlsx")
    assert paper, problems
    assert judge(paper, plan, sample.population).same_rows


def test_another_process_gives_the_same_bytes(papers: dict[str, bytes], tmp_path: Path):
    code = (
        "from pathlib import Path; from sample_papers import *; from esgmap.workspace import run; "
        f"a = run(Path('examples/kingsoft-cloud-2021')).assessment; "
        f"[paper_of(sample_for(n, a), Path({str(tmp_path)!r}) / n) for n in PLANS]"
    )
    path = os.pathsep.join([str(ROOT / "tests"), *sys.path])
    environment = {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment)
    for name, raw in papers.items():
        assert (tmp_path / name).read_bytes() == raw, name


def test_a_sample_of_one_row_is_written_too(assessment: Assessment, tmp_path: Path):
    facts = assessment.report.facts[:1]
    small = replace(assessment, report=replace(assessment.report, facts=facts), frameworks=())
    sample = sample_of(small, replace(PLANS["random"], tolerable=None, size=1))
    assert perform(sample.population.items, sample.plan) == sample.draw
    book = opened(paper_of(sample, tmp_path / "one.xlsx"))
    assert [row["Row id"] for row in rows(book["Sample"])] == [f"fact:{facts[0].id}"]
    assert rank_hash("2021-A", f"fact:{facts[0].id}") == rows(book["Population"])[0]["Rank hash"]
