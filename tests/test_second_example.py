"""The invented report: every status and rule is seen, evidence stands where it says, figures agree."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from itertools import takewhile
from pathlib import Path

import pytest

from esgmap.assess import RULES
from esgmap.coverage import RULES as COVERAGE_RULES
from esgmap.coverage import Scope, rule_texts
from esgmap.findings import Assessment, Finding, Status
from esgmap.model import Severity
from esgmap.reported import Fact
from esgmap.workspace import Outcome, run

FOLDER = Path(__file__).parents[1] / "examples" / "quillharbour-2025"
SETTLED = Path(__file__).parent / "assessments" / "quillharbour-2025.tsv"
ARITHMETIC = Path(__file__).parent / "assessments" / "quillharbour-2025-arithmetic.tsv"
GRI_REASONS = {
    "Not applicable",
    "Legal prohibitions",
    "Confidentiality constraints",
    "Information unavailable / incomplete",
}
RELIEFS = {"Reasonable information", "Capabilities", "Commercial sensitivity", "Financial effects"}


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run(FOLDER)


@pytest.fixture(scope="module")
def invented(outcome: Outcome) -> Assessment:
    assert outcome.assessment is not None, "\n".join(map(str, outcome.problems))
    return outcome.assessment


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The text of each printed page of report.md, by its number."""
    parts = re.split(r"(?m)^<!-- page (\d+) -->$", (FOLDER / "report.md").read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter="\t"))


def settled() -> list[dict[str, str]]:
    return read_table(SETTLED)


def findings(assessment: Assessment) -> dict[str, Finding]:
    return {
        finding.requirement.id: finding
        for framework in assessment.frameworks
        for finding in framework.findings
    }


def rule_name(finding: Finding) -> str:
    return finding.rule.split(":", 1)[0]


# --- statuses and rules --------------------------------------------------------------------------


def test_the_input_has_no_errors(outcome: Outcome) -> None:
    found = {(problem.severity, problem.code) for problem in outcome.problems}
    assert found <= {(Severity.WARNING, "outside-period"), (Severity.NOTE, "comparative-missing")}


def test_the_settled_statuses_and_rules_hold(invented: Assessment) -> None:
    found = findings(invented)
    expected = {row["requirement"]: (row["status"], row["rule"]) for row in settled()}
    assert len(expected) == 101
    assert {each: (found[each].status.value, rule_name(found[each])) for each in expected} == expected
    assert [row["requirement"] for row in settled() if not row["why"]] == []


def test_everything_that_is_not_met_is_settled(invented: Assessment) -> None:
    known = {row["requirement"] for row in settled()}
    not_met = {each for each, finding in findings(invented).items() if finding.status is not Status.MET}
    assert not_met <= known


def test_statuses_by_framework(invented: Assessment) -> None:
    counts = {
        framework.claim.framework: Counter(finding.status.value for finding in framework.findings)
        for framework in invented.frameworks
    }
    assert counts == {
        "gri": {"met": 266, "explained": 13, "unmet": 10},
        "sasb": {"met": 36, "explained": 6, "partial": 1},
        "hkex": {"met": 210, "relief": 8, "unmet": 5, "explained": 4, "partial": 2, "not-required": 1},
    }


def test_every_gap_in_gri_is_softened_by_the_standard(invented: Assessment) -> None:
    gri = next(each for each in invented.frameworks if each.claim.framework == "gri")
    assert gri.claim.claim == "in-accordance"
    assert {each.status for each in gri.disclosures} == {Status.MET, Status.EXPLAINED}
    assert {rule_name(each) for each in gri.findings if each.lowers} >= {"covered", "omission-explained"}
    assert all(each.requirement.condition for each in gri.findings if each.status is Status.UNMET)


def test_mandatory_items_are_met(invented: Assessment) -> None:
    mandatory = [each for each in findings(invented).values() if each.requirement.obligation == "mandatory"]
    assert len(mandatory) > 20
    assert {each.status for each in mandatory} == {Status.MET}


def test_every_status_and_every_rule_is_seen(invented: Assessment) -> None:
    seen = list(findings(invented).values())
    assert {each.status for each in seen} == {*Status}
    assert {rule_name(each) for each in seen} == set(RULES)


def test_the_year_before_the_code_was_not_asked(tmp_path: Path) -> None:
    earlier = copied(tmp_path, "start: 2025-01-01", "start: 2024-07-01", "end: 2025-12-31", "end: 2025-06-30")
    assert earlier.assessment is not None
    before = findings(earlier.assessment)
    assert before["hkex:esg-code-2025/B6.2-number"].status is Status.NOT_REQUIRED


def copied(folder: Path, *replaced: str) -> Outcome:
    """The example with some words of report.yaml replaced."""
    target = folder / "copy"
    shutil.copytree(FOLDER, target)
    text = (target / "report.yaml").read_text(encoding="utf-8")
    for old, new in zip(replaced[::2], replaced[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    (target / "report.yaml").write_text(text, encoding="utf-8")
    return run(target)


def test_every_rule_of_coverage_objects_somewhere(invented: Assessment) -> None:
    facts = invented.facts_by_id()
    topics = tuple(topic.id for topic in invented.report.topics)
    scope = Scope(invented.report.period, topics, invented.hub)
    objecting = set()
    for finding in findings(invented).values():
        for support in (*finding.because, *finding.near_misses):
            for name, rule in zip(rule_texts(), COVERAGE_RULES, strict=True):
                if rule(finding.requirement, facts[support.fact_id], support.mapping, scope):
                    objecting.add(name)
    assert objecting == set(rule_texts())


def test_every_kind_of_reason_is_used(invented: Assessment) -> None:
    reasons = {omission.disclosure_id.split(":")[0]: set[str]() for omission in invented.report.omissions}
    for omission in invented.report.omissions:
        reasons[omission.disclosure_id.split(":")[0]].add(omission.reason)
    assert reasons["gri"] == GRI_REASONS
    assert reasons["sasb"] == {"Omitted", "Modified"}
    assert reasons["hkex"] == {"Considered reasons", "Not material", *RELIEFS}
    used = {finding.omission.reason for finding in findings(invented).values() if finding.omission}
    assert used == set().union(*reasons.values())


def test_a_fact_reported_once_counts_in_three_frameworks(invented: Assessment) -> None:
    reached: dict[str, set[str]] = {}
    for each, finding in findings(invented).items():
        for support in finding.because:
            reached.setdefault(support.fact_id, set()).add(each.split(":")[0])
    assert sum(frameworks == {"gri", "sasb", "hkex"} for frameworks in reached.values()) >= 1
    assert sum(len(frameworks) >= 2 for frameworks in reached.values()) >= 50


# --- evidence ------------------------------------------------------------------------------------


def test_the_report_is_the_file_that_was_read(invented: Assessment) -> None:
    (document,) = invented.report.documents
    assert hashlib.sha256((FOLDER / "report.md").read_bytes()).hexdigest() == document.sha256


def test_the_pages_are_numbered_through(pages: dict[str, str], invented: Assessment) -> None:
    (document,) = invented.report.documents
    assert list(pages) == [str(number) for number in range(1, int(document.pages) + 1)]


def cells(page: str, title: str) -> dict[tuple[str, str], str]:
    """The cells of a table on a page, by row and column."""
    lines = takewhile(bool, page.split(f"**Table: {title}**\n\n", 1)[1].splitlines())
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    heading = rows[0]
    return {
        (row[0], column): value
        for row in rows[2:]
        for column, value in zip(heading[2:], row[2:], strict=True)
    }


def test_every_figure_stands_in_its_table(invented: Assessment, pages: dict[str, str]) -> None:
    figures = [fact for fact in invented.report.facts if "›" in fact.evidence.anchor]
    assert len(figures) > 400
    for fact in figures:
        title, row, column = fact.evidence.anchor.split(" › ")
        assert cells(pages[fact.evidence.pages], title)[row, column] == fact.value_as_printed, fact.id


def test_every_statement_stands_on_its_page(invented: Assessment, pages: dict[str, str]) -> None:
    statements = [fact for fact in invented.report.facts if "›" not in fact.evidence.anchor]
    assert len(statements) > 350
    for fact in statements:
        page = pages[fact.evidence.pages]
        assert fact.evidence.anchor in page, fact.id
        said = fact.value if fact.value_state == "text" else fact.value_as_printed
        assert said, fact.id
        assert said in page, fact.id


def test_every_section_begins_on_the_page_of_its_facts_or_before(
    invented: Assessment, pages: dict[str, str]
) -> None:
    begins: dict[str, int] = {}
    for number, page in pages.items():
        for line in page.splitlines():
            if line.startswith("#"):
                begins.setdefault(line.lstrip("# "), int(number))
    assert all(begins[fact.evidence.section] <= int(fact.evidence.pages) for fact in invented.report.facts)


def test_every_explanation_stands_on_its_page(invented: Assessment, pages: dict[str, str]) -> None:
    for omission in invented.report.omissions:
        text = f"*{omission.reason}.* {omission.explanation}"
        assert text in pages[omission.evidence.pages], omission.disclosure_id


# --- figures -------------------------------------------------------------------------------------


def figure(invented: Assessment, table: str, row: str, column: str = "2025") -> Decimal:
    anchor = f"{table} › {row} › {column}"
    found = {fact.number for fact in invented.report.facts if fact.evidence.anchor == anchor}
    (number,) = found
    assert number is not None
    return number


CONTRACTS = ("all employees", "permanent", "temporary", "without guaranteed hours", "full-time", "part-time")


@pytest.mark.parametrize("column", CONTRACTS)
def test_employees_add_up(invented: Assessment, column: str) -> None:
    table = "Employees at year-end"
    total = figure(invented, table, "Total", column)
    for parts in (("Women", "Men"), ("Hong Kong", "Mainland China", "Singapore")):
        assert sum(figure(invented, table, part, column) for part in parts) == total


@pytest.mark.parametrize("row", ["Total", "Women", "Men", "Hong Kong", "Mainland China", "Singapore"])
def test_the_year_begins_with_the_employees_of_the_year_before(invented: Assessment, row: str) -> None:
    people, moves = "Employees at year-end", "Employees who left and who were hired"
    before = figure(invented, people, row, "all employees, 2024")
    came, went = (figure(invented, moves, row, column) for column in ("hired", "left"))
    assert before + came - went == figure(invented, people, row, "all employees")


def test_sums_and_ratios_follow_from_their_figures(invented: Assessment) -> None:
    """Each line of the table says: this row is the sum, or the ratio, of those, in these columns."""
    counted = Counter[str]()
    for line in read_table(ARITHMETIC):
        terms = [term.split(" › ") for term in line["of"].split(";")]
        for column in line["columns"].split(";"):
            parts = [figure(invented, table, row, column) for table, row in terms]
            if line["is"] == "sum":
                exact = sum(parts, Decimal(0))
            else:
                exact = parts[0] * int(line["times"]) / parts[1]
            shown = figure(invented, line["table"], line["row"], column)
            assert exact.quantize(shown, ROUND_HALF_UP) == shown, (line, column)
            counted[line["is"]] += 1
    assert counted == {"sum": 25, "ratio": 16}


def test_shares_of_a_whole_make_a_hundred(invented: Assessment) -> None:
    table = "Employees by category, in per cent of the category"
    for row in ("Executive management", "Other management", "Technical employees", "Other employees"):
        for columns in (("women", "men"), ("under 30", "30 to 50", "over 50")):
            whole = sum((figure(invented, table, row, column) for column in columns), Decimal(0))
            assert Decimal("99.9") <= whole <= Decimal("100.1")


def test_the_same_quantity_has_one_value(invented: Assessment) -> None:
    values: dict[tuple[object, ...], set[Decimal | None]] = {}
    for fact in invented.report.facts:
        if fact.indicator and fact.value_state == "number" and fact.basis in {"measured", "estimated"}:
            values.setdefault(same_question(fact), set()).add(fact.number)
    assert {key: found for key, found in values.items() if len(found) > 1} == {}


def same_question(fact: Fact) -> tuple[object, ...]:
    return fact.indicator, str(fact.period), tuple(sorted(fact.dimensions)), fact.unit, fact.whose
