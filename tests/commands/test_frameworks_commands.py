"""`esgmap frameworks`: list, show, claims and diff, as a person reads them and as data."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.cli import cli
from esgmap.commands.frameworks_claims import CLAIMS
from esgmap.content import frameworks_folder
from esgmap.diff import Change
from esgmap.regulations import load_claim_rules

CLEAN, UNUSABLE = 0, 2
WIDTHS = ("80", "120")

HKEX = ("hkex:esg-guide-2020", "hkex:esg-code-2025")
SASB = ("sasb:tc-si-2018-10", "sasb:tc-si-2023-12")


def call(*arguments: object, width: str = "") -> Result:
    """Run `esgmap frameworks` in this process; a fault of ours is raised."""
    words = ["frameworks", *map(str, arguments)]
    return CliRunner(env={"COLUMNS": width or None}).invoke(cli, words, catch_exceptions=False)


def one_line(text: str) -> str:
    """The text without its line breaks, to look for sentences in it."""
    return " ".join(text.split())


@cache
def catalogue() -> Catalogue:
    return load_catalogue(frameworks_folder())[0]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "--report", "examples/kingsoft-cloud-2021"),
        ("show", "305-1"),
        ("show", "306-3"),
        ("show", "D-28"),
        ("show", "TC-SI-330a.3"),
        ("claims", "in-accordance"),
        ("diff", *SASB),
        ("diff", *HKEX),
        ("diff", "gri:gri-102-2016", "gri:gri-2-2021"),
    ],
    ids=" ".join,
)
def test_no_line_is_wider_than_the_terminal(words: tuple[str, ...], width: str):
    shown = call(*words, width=width)
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    assert [line for line in shown.stdout.splitlines() if len(line) > int(width)] == []
    assert not re.search(r" $", shown.stdout, re.MULTILINE)


# --- list -----------------------------------------------------------------------------------------


def test_list_has_every_edition_on_one_line_where_nothing_wraps():
    shown = call("list")
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    table, notes = shown.stdout.split("\n\n")
    head, *rows = table.splitlines()
    assert head.split() == ["edition", "disclosures", "requirements", "in", "force", "from", "until", "title"]
    listed = {}
    for row in rows:
        edition_id, disclosures, requirements, begins, ends, *title = row.split()
        listed[edition_id] = (int(disclosures), int(requirements), begins, ends, " ".join(title))
    wanted = {}
    for edition in catalogue().editions.values():
        role = "" if edition.role == "assessed" else f" [{edition.role}]"
        wanted[edition.id] = (
            len(edition.disclosures),
            sum(len(each.requirements) for each in edition.disclosures),
            edition.effective_from or "-",
            edition.superseded_from or "-",
            f"{edition.standard}: {edition.title} {edition.edition}{role}",
        )
    assert listed == wanted
    assert "Sector Standards are not in scope" in one_line(notes)


@pytest.mark.parametrize("width", WIDTHS)
def test_list_names_everything_at_every_width(width: str):
    text = one_line(call("list", width=width).stdout)
    for edition in catalogue().editions.values():
        assert edition.id in text
        assert one_line(f"{edition.standard}: {edition.title} {edition.edition}") in text


# --- show -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("B1.1", ["HKEX ESG Guide", "comply-or-explain", "B1.1-gender", "by gender"]),
        ("b2.1", ["3 years"]),
        ("305-1", ["GRI 305", "omission: permitted, with a reason", "if applicable", "sdg:sdg-2015/SDG-13"]),
        ("2-1", ["omission: not permitted"]),
        ("tc-si-130a.1", ["our own words", "in GJ"]),
        ("B1.1-gender", ["B1.1-total"]),
        ("nasdaq:esg-guide-2019/G10", ["External Assurance"]),
        ("TC-SI-330a.1", ["`TC-SI-330a.1` stands in 2 editions; each is another question"]),
        ("306-3", ["Significant spills", "Waste generated", "takes the place of gri:gri-306-2016/306-2"]),
        ("D-28", ["takes the place of hkex:esg-guide-2020/A1.2: changed", "in force from 2025-01-01"]),
    ],
)
def test_show(code: str, told: list[str]):
    shown = call("show", code)
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    text = one_line(shown.stdout)
    assert [words for words in told if words not in text] == []


def test_show_says_what_binds_each_class_of_issuer_part_by_part():
    text = one_line(call("show", "D-28").stdout)
    scope12, scope3 = text.split("for D-28-c")
    assert "for D-28-a, D-28-b" in scope12
    assert "hkex-gem: mandatory for financial years from 2025-01-01" in scope12
    assert "hkex-gem: not-required for financial years from 2025-01-01" in scope3
    largecap = (
        "hkex-largecap: comply-or-explain for financial years from 2025-01-01, "
        "then mandatory for financial years from 2026-01-01"
    )
    assert largecap in scope3
    assert (
        "obligation: by class of issuer; omission: permitted, with a reason, where it is not mandatory"
        in text
    )


def test_show_marks_an_obligation_that_we_are_not_sure_of():
    text = one_line(call("show", "hkex:esg-guide-2016/A2.2").stdout)
    assert "hkex-gem: recommended for financial years from 2016-01-01 (unverified), then" in text


def test_show_can_be_limited_to_one_edition():
    shown = call("show", "306-3", "--edition", "gri:gri-306-2020")
    assert "Waste generated" in shown.stdout
    assert "Significant spills" not in shown.stdout
    assert "another question" not in shown.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("B1.9",), ["`B1.9` is not known.", "nearest: B1"]),
        (("2.3",), ["A spreadsheet may have changed it", "2-3 Reporting period", "2-30 Collective"]),
        (("2-Mar",), ["A spreadsheet may have changed it", "2-3 Reporting period", "3-2 List of material"]),
        (
            ("B1.1", "--edition", "nasdaq:esg-guide-2019"),
            ["`B1.1` is not known in nasdaq:esg-guide-2019.", "also: B1.1", "(hkex:esg-guide-2020)"],
        ),
        (("Å",), ["`Å` is not known."]),
    ],
)
def test_show_what_is_not_known(words: tuple[str, ...], told: list[str]):
    shown = call("show", *words)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert [each for each in told if each not in shown.stderr] == []


# --- claims ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", CLAIMS)
def test_claims_names_every_rule_with_its_clause(claim: str):
    shown = call("claims", claim)
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    text = one_line(shown.stdout)
    rules = [rule for rule in load_claim_rules(frameworks_folder())[0] if rule.claim == claim]
    assert text.startswith(f"{rules[0].framework.upper()}, {claim}: {len(rules)} rules ")
    for rule in rules:
        assert one_line(f"{rule.rule} {rule.requirement} {rule.clause}") in text
    assert text.count("for a person to judge") == sum(rule.test == "by-person" for rule in rules)
    doubts = Counter(rule.confidence for rule in rules)
    assert text.count("; unverified") == doubts["unverified"]


def test_an_unknown_claim_is_wrong_usage():
    shown = call("claims", "compliant")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert all(claim in shown.stderr for claim in CLAIMS)


# --- diff -----------------------------------------------------------------------------------------


def test_diff_counts_and_lists_what_changed():
    text = call("diff", *SASB).stdout
    assert text.startswith("sasb:tc-si-2018-10 → sasb:tc-si-2023-12\n")
    assert "  disclosures: 4 changed question, 2 reworded, 13 unchanged\n" in text
    assert "  requirements: 1 removed, 11 changed question, 2 reworded, 30 unchanged\n" in text
    assert "\nremoved\n  TC-SI-330a.1-2  Share of employees located offshore\n" in text
    assert "work visas take the place of foreign nationals" in one_line(text)
    assert "TC-SI-330a.3-1-b Gender representation" in one_line(text)
    assert "(was TC-SI-330a.3-1-gender)" in one_line(text)
    assert "\nunchanged\n" not in text


def test_diff_says_a_reason_for_being_new_once():
    text = one_line(call("diff", *HKEX).stdout)
    assert text.count("New with Part D.") < 10
    assert "D-28-c Scope 3 greenhouse gas emissions, absolute and gross: Scope 3 was not asked for" in text


def test_diff_does_not_call_removed_what_stays_in_force():
    text = call("diff", "gri:gri-306-2016", "gri:gri-306-2020").stdout
    assert "removed" not in text
    assert "\nkept in the older edition\n  306-3  Significant spills\n" in text
    assert "306-1  Water discharge by quality and destination: gri:gri-303-2018/303-4" in text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("hkex:esg-guide-2019", HKEX[1], "edition `hkex:esg-guide-2019` is not known; known: hkex:"),
        ("hkex:esg-guide-2016", HKEX[1], "esgmap frameworks diff hkex:esg-guide-2016 hkex:esg-guide-2020"),
        (
            HKEX[1],
            HKEX[0],
            "the other way round: esgmap frameworks diff hkex:esg-guide-2020 hkex:esg-code-2025",
        ),
        (HKEX[1], HKEX[1], "is named twice"),
        ("nasdaq:esg-guide-2019", HKEX[1], "no edition takes its place"),
    ],
)
def test_diff_of_editions_that_cannot_be_compared_says_what_can(old: str, new: str, told: str):
    shown = call("diff", old, new)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert told in one_line(shown.stderr)


def data(*words: object) -> dict[str, list[dict[str, object]]]:
    shown = call("diff", *words, "--format", "json")
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    found: dict[str, list[dict[str, object]]] = json.loads(shown.stdout)
    return found


def test_diff_as_data_holds_every_row():
    found = data(*SASB)
    assert set(found) == {"steps", "moves"}
    assert found["moves"] == []
    assert {each["change"] for each in found["steps"]} <= {change.value for change in Change}
    removed = [each for each in found["steps"] if each["change"] == "removed"]
    assert removed == [
        {
            "change": "removed",
            "level": "requirement",
            "old": ["sasb:tc-si-2018-10/TC-SI-330a.1-2"],
            "new": None,
            "label": "Share of employees located offshore",
            "note": "",
        }
    ]


def test_diff_of_a_report_says_how_its_statuses_move(example: Path):
    shown = call("diff", *HKEX, "--report", example, "--issuer-class", "hkex-largecap", width="100")
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    text = one_line(shown.stdout)
    assert (
        "Kingsoft Cloud 2021 ESG Report, as if under hkex:esg-code-2025 in a financial year that begins on "
        "2025-01-01; issuer: LargeCap issuer on the Stock Exchange of Hong Kong"
    ) in text
    assert re.search(r"[0-9]+ requirements: not asked → unmet \(comply-or-explain\)", text)
    assert re.search(r"[0-9]+ requirements: as before", text)
    assert "A1.2-intensity Intensity of greenhouse gas emissions removed;" in text
    assert "facts: ghg-intensity-2021" in text
    assert "mappings/hkex-esg-guide-2020.sssom.tsv:" in text
    assert max(map(len, shown.stdout.splitlines())) <= 100


def test_numbers_of_a_diff_add_up(example: Path):
    found = data(*HKEX, "--report", example, "--issuer-class", "hkex-gem")
    text = call("diff", *HKEX, "--report", example, "--issuer-class", "hkex-gem").stdout
    head = text.split("as if under")[1].split("\n\n")[0]
    told = sum(int(number) for number in re.findall(r"^  ([0-9]+) requirements?:", head, re.MULTILINE))
    assert told == sum(1 for each in found["steps"] if each["level"] == "requirement")
    moved = Counter((each["before"], each["after"], each["obligation"]) for each in found["moves"])
    for (before, after, obligation), number in moved.items():
        binding = f" ({obligation})" if obligation else ""
        assert f"  {number} requirement{'s' * (number > 1)}: {before} → {after}{binding}\n" in head


def test_diff_takes_the_issuer_of_the_report_unless_told_otherwise(make_report: Callable[..., Path]):
    folder = make_report((), issuer={"class": "hkex-gem"})
    assert "listed on GEM" in one_line(call("diff", *HKEX, "--report", folder).stdout)
    shown = call("diff", *HKEX, "--report", folder, "--issuer-class", "hkex-main-board")
    assert "listed on the Main Board" in one_line(shown.stdout)


def test_a_class_of_issuer_that_does_not_exist_is_wrong_usage(example: Path):
    """Else no rule would fit, and everything would look as if it were not required."""
    shown = call("diff", *HKEX, "--report", example, "--issuer-class", "hkex-mainboard")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "hkex-main-board" in shown.stderr


def test_diff_of_a_report_that_is_not_checked_against_the_edition(make_report: Callable[..., Path]):
    folder = make_report((), frameworks=[{"framework": "hkex", "editions": ["esg-guide-2020"]}])
    shown = call("diff", *SASB, "--report", folder)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert f"{folder.name} is not checked against sasb:tc-si-2018-10" in shown.stderr


def test_diff_of_a_report_that_cannot_be_used(make_report: Callable[..., Path]):
    folder = make_report(extra=[{"id": "x", "indicator": "nothing", "label": "x", "value_state": "nil"}])
    shown = call("diff", *SASB, "--report", folder)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "error[unknown-indicator]" in shown.stderr


# --- what is in force for a report ------------------------------------------------------------------


def test_list_for_a_report_says_what_it_names_and_what_else_is_in_force():
    told = one_line(call("list", "--report", "examples/kingsoft-cloud-2021").stdout)
    early = (
        "used early: in force for reports published on or after 2023-01-01; this one was published in 2022:"
    )
    assert f"{early} gri:gri-2-2021 (pinned); gri:gri-3-2021 (pinned)" in told
    assert "in force, not named: gri:gri-102-2016, gri:gri-103-2016, gri:gri-202-2016" in told
    assert "not in force, not named: hkex:esg-code-2025, hkex:esg-guide-2016" in told


def test_list_for_a_report_that_cannot_be_read_tells_all_that_is_wrong(tmp_path: Path):
    (tmp_path / "report.yaml").write_text("id: [\n", encoding="utf-8")
    result = call("list", "--report", tmp_path)
    assert result.exit_code == UNUSABLE
    assert "report.yaml" in result.stderr
    assert result.stdout == ""


# --- the claims of a report -------------------------------------------------------------------------


def test_claims_of_a_report_are_judged_each_with_its_clause():
    shown = call("claims", "--report", "examples/kingsoft-cloud-2021")
    text = one_line(shown.stdout)
    assert shown.exit_code == CLEAN
    assert (
        "gri, with-reference: none of its 10 conditions is seen to fail; 2 are for a person to judge." in text
    )
    assert "index holds" not in text
    assert "statement-fields: holds" in text
    assert "hkex, voluntary: no conditions are known for it." in text


def test_a_claim_that_does_not_hold_ends_with_one(tmp_path: Path):
    import shutil

    folder = tmp_path / "report"
    shutil.copytree("examples/kingsoft-cloud-2021", folder)
    head = folder / "report.yaml"
    changed = head.read_text(encoding="utf-8").replace("claim: with-reference", "claim: in-accordance")
    head.write_text(changed, encoding="utf-8")
    shown = call("claims", "--report", folder)
    assert shown.exit_code == 1
    assert "2-a: does not hold" in shown.stdout
    assert "8-all-nine: does not hold" in shown.stdout
    assert "2 does not hold" in one_line(shown.stdout)


@pytest.mark.parametrize("words", [(), ("core", "--report", "examples/kingsoft-cloud-2021")])
def test_claims_needs_a_claim_or_a_report(words: tuple[str, ...]):
    shown = call("claims", *words)
    assert shown.exit_code == UNUSABLE
    assert "name a CLAIM, or a report with --report" in shown.stderr
