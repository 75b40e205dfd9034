"""The test house itself: a missing tool is never passed over in silence."""

from pathlib import Path

import pytest
from outside_tools import absence, tools_summary

from esgmap.workspace import run


def test_missing_tool_skips_outside_ci(tool, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"poppler-utils"):
        tool("pdftoppm")


def test_missing_tool_fails_in_ci(tool, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"apt-get install libreoffice-calc"):
        tool("soffice")


def test_present_tool_is_found(tool, tmp_path: Path, monkeypatch):
    program = tmp_path / "pdftoppm"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tool("pdftoppm") == str(program)


def test_summary_counts_what_was_left_out():
    reasons = [f"('x.py', 1, 'Skipped: {absence('soffice')}')", absence("soffice"), absence("chromium"), "x"]
    assert list(tools_summary(reasons)) == [
        "2 tests left out: soffice is not installed (Debian: apt-get install libreoffice-calc)",
        "1 test left out: chromium is not installed (Debian: apt-get install chromium)",
    ]
    assert list(tools_summary(["assert 1 == 2"])) == []


def test_make_report_is_valid(make_report):
    outcome = run(make_report())
    assert outcome.problems == ()
    assert outcome.assessment is not None


def test_make_report_takes_overrides(make_report):
    folder = make_report(entity="Other Limited", exclusions=["a subsidiary"])
    outcome = run(folder)
    assert outcome.assessment is not None
    assert outcome.assessment.report.entity == "Other Limited"
    assert outcome.assessment.report.exclusions == ("a subsidiary",)
    assert make_report() != folder
