"""The Markdown gap report: complete, with the findings' own statuses, and closed to injected markup."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from fresh_runs import digests
from hostile import IN_ONE_LINE, hostile

from esgmap.export.check_words import SHOWN_NOTES, folded, pressing
from esgmap.export.markdown import NAME, escape, render
from esgmap.export.wording import STATUS_WORDS
from esgmap.findings import Assessment, DisclosureFinding, Finding, Status

SPECIAL = re.compile(r"(?<!\\)(?:\\\\)*[<>\[\]`|$~]")


@pytest.fixture(scope="module")
def text(assessment: Assessment) -> str:
    return render(assessment)


def headings(text: str, level: int) -> list[str]:
    marker = "#" * level + " "
    return [line.removeprefix(marker) for line in text.splitlines() if line.startswith(marker)]


def word(found: DisclosureFinding | Finding) -> str:
    return STATUS_WORDS[found.status.value]


def test_it_is_registered_as_md() -> None:
    assert NAME == "md"


def test_every_disclosure_has_one_heading_with_its_status(assessment: Assessment, text: str) -> None:
    wanted = [
        f"{escape(found.disclosure.code)} {escape(found.disclosure.title)}: {word(found)}"
        for framework in assessment.frameworks
        for found in framework.disclosures
    ]
    assert headings(text, 4) == wanted
    assert len(wanted) >= 150


def test_only_what_is_not_met_is_listed_and_all_of_it(assessment: Assessment, text: str) -> None:
    findings = [finding for framework in assessment.frameworks for finding in framework.findings]
    body = text.split("\n## Problems found in the input")[0].split("\n## Summary\n")[1]
    listed = re.findall(
        r"^- \*\*(\S+)\*\* .*?: ([a-z, ]+?)(?:; lowers no status)?\.(?: |$)", body, re.MULTILINE
    )
    listed = [(name, word) for name, word in listed if word in STATUS_WORDS.values()]
    wanted = [
        (escape(finding.requirement.local_id), word(finding))
        for finding in findings
        if finding.status is not Status.MET
    ]
    assert listed == wanted


def test_softened_absent_parts_are_marked(assessment: Assessment, text: str) -> None:
    softened = [
        finding
        for framework in assessment.frameworks
        for finding in framework.findings
        if finding.requirement.condition and finding.status is Status.UNMET
    ]
    assert text.count("not reported; lowers no status.") == len(softened) > 0


def test_the_summary_equals_a_recount(assessment: Assessment, text: str) -> None:
    rows = re.findall(r"^\| .+ \| (?:disclosures|requirements) \| (.+) \|$", text, re.MULTILINE)
    order = list(STATUS_WORDS)
    wanted = []
    for framework in assessment.frameworks:
        of_disclosures = Counter(found.status.value for found in framework.disclosures)
        of_requirements = Counter(
            each.status.value for found in framework.disclosures for each in found.findings
        )
        for counts in (of_disclosures, of_requirements):
            wanted.append(
                " | ".join(str(number) for number in [*(counts[key] for key in order), counts.total()])
            )
    assert rows == wanted


def test_problems_and_notice_are_there(assessment: Assessment, text: str) -> None:
    part = text.split("## Problems found in the input")[1].split("\n## ")[0]
    groups = [len(alike) for _, alike in folded(assessment.problems)]
    told = sum(min(number, SHOWN_NOTES) + (number > SHOWN_NOTES) for number in groups)
    assert part.count("\n- **") == len(pressing(assessment.problems)) + told
    assert "not affiliated with or endorsed by" in text.split("## Notice")[1]


def test_tables_are_well_formed(text: str) -> None:
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_nobody_s_text_becomes_markdown(assessment: Assessment, text: str) -> None:
    attacked = render(hostile(assessment))
    shape = re.compile(r"^(?: *)(?:#+ |- |\| |$)")
    shapes = [
        [bool(found) and found.group() for found in map(shape.match, each.splitlines())]
        for each in (text, attacked)
    ]
    assert shapes[0] == shapes[1]
    for line in attacked.splitlines():
        bare = re.sub(r"(?<!\\)\|", "", line) if line.startswith("| ") else line
        assert not SPECIAL.search(bare), line
    assert escape(IN_ONE_LINE) in attacked


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain words, 20,513.66 t (2,000+)", "plain words, 20,513.66 t (2,000+)"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("2021. A year", r"2021\. A year"),
        ("1) first", r"1\) first"),
        ("===", r"\==="),
        ("a|b", r"a\|b"),
        ("**bold** _it_ snake_case", r"\*\*bold\*\* \_it\_ snake_case"),
        ("&lt;b&gt; & more", r"\&lt;b\&gt; & more"),
        ("back\\slash", r"back\\slash"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_escape(written: str, shown: str) -> None:
    assert escape(written) == shown


def test_two_runs_give_the_same_bytes(example: Path) -> None:
    assert len(digests(example, "md")) == 1
