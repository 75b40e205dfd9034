"""The gap report in the terminal: golden, within its width, and complete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from esgmap.export import terminal
from esgmap.findings import Assessment, Status
from esgmap.workspace import run


def report(assessment: Assessment, width: int) -> list[str]:
    return [text for text, _ in terminal.lines(assessment, width)]


def test_the_report_of_the_example(assessment: Assessment, golden: Callable[[str, str], None]) -> None:
    golden("kingsoft-cloud-2021/gaps.txt", "\n".join(report(assessment, 100)) + "\n")


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_terminal(assessment: Assessment, width: int) -> None:
    assert [line for line in report(assessment, width) if len(line) > width] == []


@pytest.mark.parametrize("width", [80, 120])
def test_all_six_statuses_fit_and_their_heads_stand_apart(width: int) -> None:
    outcome = run(Path("examples/quillharbour-2025"))
    assert outcome.assessment is not None
    lines = report(outcome.assessment, width)
    assert [line for line in lines if len(line) > width] == []
    heads = next(line for line in lines if "not-required" in line)
    assert heads.split() == ["met", "partial", "unmet", "explained", "relief", "not-required"]
    assert any(line.split()[-6:] == ["266", "0", "10", "13", "0", "0"] for line in lines)


def test_every_open_disclosure_is_named(assessment: Assessment) -> None:
    text = "\n".join(report(assessment, 100))
    for framework in assessment.frameworks:
        for found in framework.disclosures:
            line = f"  {found.disclosure.code:<14} {found.status.value:<9} "
            assert (line in text) == (found.status is not Status.MET)
