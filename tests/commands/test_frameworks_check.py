"""`esgmap frameworks check`: the shipped content and its counts; a table of one's own, all errors at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esgmap.cli import cli
from esgmap.commands import frameworks_check
from esgmap.content import frameworks_folder, mappings_folder

CLEAN, FOUND, UNUSABLE = 0, 1, 2
OWN = """\
# id: made:up-2021
# framework: made
# standard: Made Up
# title: A standard
# edition: "2021"
# publisher: Nobody
# effective_from: 2021-01-01
# effective_basis: publication-date
# reference: nowhere
# compiled_from: thin air
# checked_on: 2026-11-22
id|level|parent|code|title|wording|topic|locator|obligation|omission|kind|source|confidence|regime|replaces|change
M1|disclosure||M1|Waste|own|Env|M1|voluntary|permitted||one; two|verified|||
M1-a|requirement|M1|M1|Management of waste|own|Env|M1, a|||narrative|one|single|||
"""
Write = Callable[..., Path]


def check(*arguments: object) -> Result:
    """Run the command in this process; a fault of ours is raised."""
    words = ["frameworks", "check", *map(str, arguments)]
    return CliRunner().invoke(cli, words, catch_exceptions=False)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes an edition table of one's own, with replacements."""

    def write_table(*replacements: tuple[str, str], name: str = "up-2021.tsv") -> Path:
        text = OWN
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text.replace("|", "\t"), encoding="utf-8")
        return path

    return write_table


# --- the shipped content --------------------------------------------------------------------------


def test_the_shipped_content_is_clean():
    shown = check()
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    head, *rows, total, last = shown.stdout.splitlines()
    columns = ["edition", "disclosures", "requirements", "verified", "single", "unverified", "mappings"]
    assert head.split() == columns
    assert last == f"{len(rows)} editions read, no problems"
    by_edition = {row.split()[0]: row.split()[1:] for row in rows}
    assert by_edition["gri:gri-2-2021"][:2] == ["30", "144"]
    assert by_edition["sdg:sdg-2015"] == ["17", "0", "0", "0", "0", "0", "reference"]
    assert by_edition["gri:gri-11-2021"][-1] == "entry"
    sums = [sum(int(row[place]) for row in by_edition.values()) for place in range(6)]
    assert total.split() == ["all", *map(str, sums)]
    assert all(int(row[1]) == sum(map(int, row[2:5])) for row in by_edition.values())


def test_json_holds_the_same():
    data = json.loads(check("--format", "json").stdout)
    assert sorted(data) == ["editions", "problems", "schema", "totals"]
    assert data["problems"] == []
    editions = {each["edition"]: each for each in data["editions"]}
    assert editions["hkex:esg-guide-2020"]["disclosures"] == 3 + 12 + 36
    assert data["totals"]["requirements"] == sum(each["requirements"] for each in data["editions"])
    assert list(check().stdout.split("\nall")[1].split("\n")[0].split()) == [
        str(number) for number in data["totals"].values()
    ]


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], Result]:
    """A function that checks a copy of the content with one text replaced in one file."""
    shutil.copytree(frameworks_folder(), tmp_path / "frameworks")
    shutil.copytree(mappings_folder(), tmp_path / "mappings")
    monkeypatch.setattr(frameworks_check, "frameworks_folder", lambda: tmp_path / "frameworks")
    monkeypatch.setattr(frameworks_check, "mappings_folder", lambda: tmp_path / "mappings")

    def damage(name: str, old: str, new: str) -> Result:
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return check()

    return damage


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("frameworks/gri/gri-405-2016.tsv", "\tverified\t", "\t\t", "error[missing-value]"),
        ("frameworks/applicability.tsv", "hkex-gem", "hkex-gme", "error[unknown-choice]"),
        ("frameworks/units.tsv", "\tenergy\t3.6\t", "\tenergy\t3,6\t", "error[malformed-value]"),
        ("mappings/gri-405-2016.sssom.tsv", "skos:narrow", "sks:narrow", "error[unknown-choice]"),
    ],
)
def test_a_table_that_is_refused(
    damaged: Callable[[str, str, str], Result], name: str, old: str, new: str, told: str
):
    shown = damaged(name, old, new)
    assert shown.exit_code == UNUSABLE
    first = shown.stdout.splitlines()[0]
    assert first.startswith(f"{name}:")
    assert told in first


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("frameworks/gri/gri-405-2016.tsv", "official\t", "\t", "error[not-sourced]"),
        ("frameworks/indicators.tsv", "quantity\temissions", "quantity\temisions", "error[unit-kind]"),
        (
            "frameworks/published-counts.tsv",
            "gri:gri-2-2021\tdisclosures\t*\t30",
            "gri:gri-2-2021\tx\t*\t29",
            "error[count]",
        ),
        ("frameworks/reliefs.tsv", "D-20-b;", "D-20-z;", "error[relief]"),
        ("frameworks/relates.tsv", "sdg:sdg-2015/SDG-8", "sdg:sdg-2015/SDG-88", "error[relation]"),
        ("frameworks/claim-rules.tsv", "\t1-a-balance\t", "\t1-a-accuracy\t", "error[duplicate-row]"),
        ("mappings/gri-405-2016.sssom.tsv", "esgmap maintainers", "", "error[mapping-provenance]"),
    ],
)
def test_a_rule_that_is_broken(
    damaged: Callable[[str, str, str], Result], name: str, old: str, new: str, told: str
):
    shown = damaged(name, old, new)
    assert shown.exit_code == FOUND
    problems = [line for line in shown.stdout.splitlines() if "error[" in line]
    assert problems[0].startswith(f"{name}:")
    assert told in problems[0]
    number = len(problems)
    assert shown.stdout.splitlines()[-1].endswith(f"editions read, {number} problem{'s' * (number > 1)}")


# --- a table of one's own -------------------------------------------------------------------------


def test_a_good_table_of_ones_own(write: Write):
    shown = check(write())
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    assert shown.stdout.splitlines()[1].split() == ["made:up-2021", "1", "1", "0", "1", "0", "0"]
    assert shown.stdout.endswith("1 edition read, no problems\n")


def test_a_table_that_breaks_rules_is_told_all_of_them(write: Write):
    path = write(
        ("Management of waste", "word " * 21),
        ("permitted||one; two|", "permitted||one|"),
        ("verified|||\n", "verified|part-q|gri:gri-305-2016/305-9|unchanged\n"),
    )
    shown = check(path)
    assert shown.exit_code == FOUND
    found = [line for line in shown.stdout.splitlines() if "error[" in line]
    assert [line.split(": ", 1)[1].split(":")[0] for line in found] == [
        "error[replaces]",
        "error[regime]",
        "error[not-verified]",
        "error[long-title]",
    ]
    assert all(line.startswith(f"{path}:13") for line in found[:3])
    assert found[3].startswith(f"{path}:14:")
    assert "1 edition read, 4 problems" in shown.stdout


def test_a_table_that_cannot_be_used_is_refused_whole_with_all_its_errors(write: Write):
    path = write(
        ("# publisher: Nobody\n", ""),
        ("|narrative|", "|narative|"),
        ("M1-a|requirement|M1|", "M1-a|requirement|M9|"),
        ("|own|Env|M1|", "|own||M1|"),
    )
    shown = check(path)
    assert shown.exit_code == UNUSABLE
    for told in ("publisher", "`narative`", "parent `M9`", "`topic` of `M1` is empty"):
        assert told in shown.stdout
    assert shown.stdout.endswith("0 editions read, 5 problems\n")
    data = json.loads(check(path, "--format", "json").stdout)
    assert (data["editions"], data["totals"]) == ([], {})
    assert data["problems"][0]["where"].startswith(f"{path}:1")


def test_a_missing_column_does_not_show_as_a_hundred_faults(write: Write):
    shown = check(write(("|confidence|", "|sureness|")))
    assert shown.exit_code == UNUSABLE
    assert shown.stdout.count("error[") == 1
    assert "column `confidence` is missing" in shown.stdout


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 \xff\xfe\x00", b"PK\x03\x04"])
def test_a_file_that_is_no_table(tmp_path: Path, content: bytes):
    path = tmp_path / "up-2021.tsv"
    path.write_bytes(content)
    shown = check(path)
    assert shown.exit_code == UNUSABLE
    assert shown.stdout.startswith(f"{path}")
    assert "error[" in shown.stdout


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path):
    shown = check(tmp_path / "nowhere.tsv")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "does not exist" in shown.stderr


def test_the_file_is_named_as_its_edition(write: Write):
    shown = check(write(name="up-2022.tsv"))
    assert shown.exit_code == UNUSABLE
    assert "header id is `made:up-2021`, the file's name says `made:up-2022`" in shown.stdout


def test_a_shipped_table_by_its_path():
    shown = check(frameworks_folder() / "sasb" / "tc-si-2018-10.tsv")
    assert shown.exit_code == CLEAN
    assert "1 edition read, no problems" in shown.stdout
