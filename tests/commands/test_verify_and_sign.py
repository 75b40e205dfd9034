"""`esgmap verify` and `esgmap sign` as a user calls them."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner
from small_reports import SASB_ALONE, write_report
from tampering import changed, set_cell

from esgmap.cli import cli

INDEX = "SASB index"
CODE = "TC-SI-220a.1"
ROW = f"sasb:tc-si-2018-10/{CODE}-privacy"


def call(*words):
    return CliRunner().invoke(cli, [str(each) for each in words], catch_exceptions=False)


def index_of(folder, target):
    assert call("index", folder, "-o", target).exit_code == 0
    return target


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The workbook of the small report, which each test gets a copy of."""
    folder = write_report(tmp_path_factory.mktemp("report"), frameworks=SASB_ALONE)
    return index_of(folder, tmp_path_factory.mktemp("out") / "index.xlsx")


@pytest.fixture
def folder(make_report):
    return make_report(frameworks=SASB_ALONE)


@pytest.fixture
def workbook(first, tmp_path):
    return shutil.copy(first, tmp_path / "index.xlsx")


def edit(path, change):
    path.write_bytes(changed(path.read_bytes(), change))


def test_an_untouched_workbook_is_as_the_inputs_give_it(workbook, folder):
    result = call("verify", workbook, folder)
    assert result.exit_code == 0
    assert "Every cell is as it was written, and as the inputs give it now." in result.output
    assert "Derived again by SPARQL from the inputs: every status is the same." in result.output


def test_with_only_the_workbook_it_says_what_it_can(workbook):
    result = call("verify", workbook)
    assert result.exit_code == 0
    assert "Every cell is as it was written." in result.output
    assert "Without the report folder the inputs and the statuses could not be checked." in result.output
    edit(workbook, set_cell(INDEX, ROW, "Status", "unmet"))
    result = call("verify", workbook)
    assert result.exit_code == 1
    assert "Status: “unmet”; written or given now: “not known”" in result.output


def test_an_edit_is_listed_with_its_cell(workbook, folder):
    edit(workbook, set_cell(INDEX, ROW, "Status", "unmet"))
    result = call("verify", workbook, folder)
    assert result.exit_code == 1
    assert "Edited by hand: 1 in 1 row" in result.output
    assert f"{INDEX}!" in result.output
    assert ROW in result.output
    assert "Status: “unmet”; written or given now: “met”" in result.output


def test_a_changed_input_is_named_with_the_rows_it_changes(workbook, folder):
    facts = folder / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace("128.42", "131.07"), encoding="utf-8")
    result = call("verify", workbook, folder)
    assert result.exit_code == 1
    assert "input file facts.csv:" in result.output
    assert "Input changed since:" in result.output
    assert "“128.42”; written or given now: “131.07”" in result.output
    assert "Edited by hand" not in result.output


def test_json_holds_every_difference(workbook, folder):
    edit(workbook, set_cell(INDEX, ROW, "Status", "unmet"))
    data = json.loads(call("verify", workbook, folder, "--format", "json").stdout)
    (difference,) = data["differences"]
    assert difference["group"] == "edited by hand"
    assert (difference["row_id"], difference["title"]) == (ROW, "Status")
    assert data["derived_differently"] == []


def test_a_file_that_is_no_index_is_refused(folder, tmp_path):
    import openpyxl

    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    result = call("verify", other)
    assert result.exit_code == 2
    assert "the workbook has no sheet Seals" in result.output
    other.write_bytes(b"not a workbook")
    assert call("verify", other, folder).exit_code == 2


def test_signing_and_what_an_edit_voids(workbook, folder):
    result = call("sign", workbook, folder, "--by", "A. Chan", "--role", "partner", "--date", "2022-05-31")
    assert result.exit_code == 0
    signed = json.loads((folder / "signoffs.json").read_text(encoding="utf-8"))["signoffs"][0]
    assert f"A. Chan signed {len(signed['rows'])} rows on 2022-05-31. Root: {signed['root']}" in result.output
    result = call("verify", workbook, folder)
    assert result.exit_code == 0
    assert f"Signed by A. Chan, partner, 2022-05-31: {len(signed['rows'])} of" in result.output
    edit(workbook, set_cell(INDEX, ROW, "Status", "unmet"))
    result = call("verify", workbook, folder)
    assert result.exit_code == 1
    assert "1 void" in result.output
    assert f"void: {INDEX}, {ROW}: edited by hand after it was signed" in result.output


def test_a_signature_can_be_limited(make_report, tmp_path):
    folder = make_report()
    workbook = index_of(folder, tmp_path / "index.xlsx")

    def codes(*words):
        (folder / "signoffs.json").unlink(missing_ok=True)
        assert call("sign", workbook, folder, "--by", "A", *words).exit_code == 0
        rows = json.loads((folder / "signoffs.json").read_text(encoding="utf-8"))["signoffs"][0]["rows"]
        return {each["row_id"] for each in rows}

    limited = codes("--code", CODE)
    assert ROW in limited
    assert all(f"/{CODE}" in each for each in limited)
    everything = codes()
    assert codes("--framework", "hkex") == {each for each in everything if each.startswith("hkex:")}
    assert "scope1-2021" in codes("--facts")


def test_only_agreed_rows(workbook, folder):
    assert call("sign", workbook, folder, "--by", "A", "--agreed").exit_code == 2
    edit(workbook, set_cell(INDEX, ROW, "Review status", "agreed"))
    assert call("sign", workbook, folder, "--by", "A", "--agreed").exit_code == 0
    (signed,) = json.loads((folder / "signoffs.json").read_text(encoding="utf-8"))["signoffs"]
    assert [each["row_id"] for each in signed["rows"]] == [ROW]


def test_edited_rows_are_not_signed_by_mistake(workbook, folder):
    edit(workbook, set_cell(INDEX, ROW, "Status", "unmet"))
    result = call("sign", workbook, folder, "--by", "A")
    assert result.exit_code == 2
    assert "1 rows were edited by hand" in result.output
    assert not (folder / "signoffs.json").exists()
    assert call("sign", workbook, folder, "--by", "A", "--edited-too").exit_code == 0


def test_a_second_signature_is_added_and_a_broken_file_is_left_alone(workbook, folder):
    for name in ("A", "B"):
        assert call("sign", workbook, folder, "--by", name).exit_code == 0
    path = folder / "signoffs.json"
    told = json.loads(path.read_text(encoding="utf-8"))["signoffs"]
    assert [each["signer"] for each in told] == ["A", "B"]
    path.write_text("{", encoding="utf-8")
    result = call("sign", workbook, folder, "--by", "C")
    assert result.exit_code == 2
    assert path.read_text(encoding="utf-8") == "{"
    assert call("verify", workbook, folder).exit_code == 2


def test_a_day_that_is_none_is_refused(workbook, folder):
    result = call("sign", workbook, folder, "--by", "A", "--date", "31/5/2022")
    assert result.exit_code == 2
    assert "is no day such as 2022-05-31" in result.output


def test_the_index_of_another_report_is_not_signed_into_this_folder(workbook, folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    text = (other / "report.yaml").read_text(encoding="utf-8").replace("small-2021", "another-2021")
    (other / "report.yaml").write_text(text, encoding="utf-8")
    result = call("sign", workbook, other, "--by", "A")
    assert result.exit_code == 2
    assert "is the index of the report small-2021, and the folder holds another-2021" in result.output
