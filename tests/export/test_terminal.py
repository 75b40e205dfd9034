"""The gap report in the terminal: golden, within its width, and complete."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from esgmap.export import terminal
from esgmap.findings import Assessment, Status


def report(assessment: Assessment, width: int) -> list[str]:
    return [text for text, _ in terminal.lines(assessment, width)]


def test_the_report_of_the_example(assessment: Assessment, golden: Callable[[str, str], None]) -> None:
    golden("kingsoft-cloud-2021/gaps.txt", "\n".join(report(assessment, 100)) + "\n")


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_terminal(assessment: Assessment, width: int) -> None:
    assert [line for line in report(assessment, width) if len(line) > width] == []


def test_every_open_disclosure_is_named(assessment: Assessment) -> None:
    text = "\n".join(report(assessment, 100))
    for framework in assessment.frameworks:
        for found in framework.disclosures:
            line = f"  {found.disclosure.code:<14} {found.status.value:<9} "
            assert (line in text) == (found.status is not Status.MET)
