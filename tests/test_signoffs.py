"""Sign-offs: bound to what the rows say, void where they say something else, and only there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tampering import back, changed, example, example_back, example_file, made_anew, set_cell

from esgmap.seals import BARE, root
from esgmap.signoffs import Signoff, read_signoffs, root_of, signed_rows, signoffs_text, standings

INDEX = "SASB index"
ROW = "sasb:tc-si-2018-10/TC-SI-130a.1"


@pytest.fixture(scope="module")
def raw():
    return example_file()


@pytest.fixture(scope="module")
def file():
    return example_back()


@pytest.fixture(scope="module")
def edited(raw):
    return back(changed(raw, set_cell(INDEX, ROW, "Response", "all of it")))


@pytest.fixture(scope="module")
def signoff(file):
    rows, edited = signed_rows(file, lambda sheet, row: sheet.layout.key == INDEX)
    assert edited == []
    return made(rows)


def made(rows, **told):
    plain = {
        "signer": "A. Chan",
        "role": "partner",
        "date": "2022-05-31",
        "statement": "agreed",
        "report": "r",
    }
    plain |= {"workbook": "index.xlsx", "workbook_sha256": "0" * 64, "tool": "esgmap", **told}
    return Signoff(**plain, root=root_of(rows), rows=tuple(rows))


def void(signoff, file, fresh):
    return {each.row.row_id: each.why for each in standings(signoff, file, fresh) if each.state == "void"}


def test_a_signature_covers_the_rows_chosen_and_stands_while_nothing_changes(signoff, file):
    assert len(signoff.rows) == sum(1 for each in file.sheets[INDEX].rows if not each.startswith(BARE)) > 50
    assert void(signoff, file, file) == {}
    assert void(signoff, file, None) == {}


def test_an_edit_voids_only_the_row_it_touches(signoff, edited, file):
    assert void(signoff, edited, file) == {ROW: "edited by hand after it was signed"}
    assert void(signoff, edited, None) == {ROW: "edited by hand after it was signed"}


def test_a_review_remark_voids_nothing(signoff, raw, file):
    reviewed = back(changed(raw, set_cell(INDEX, ROW, "Comment", "seen")))
    assert void(signoff, reviewed, file) == {}


def test_rows_that_the_inputs_give_otherwise_are_void_in_the_old_and_the_new_workbook(signoff, file):
    assessment = example()
    framework = assessment.frameworks[0]
    disclosures = tuple(
        replace(each, findings=tuple(replace(one, missing=("another",)) for one in each.findings))
        if each.disclosure.id == ROW
        else each
        for each in framework.disclosures
    )
    other = replace(assessment, frameworks=(replace(framework, disclosures=disclosures),))
    fresh = made_anew(other)
    gone = void(signoff, file, fresh)
    assert gone
    assert all(each.startswith(ROW) for each in gone)
    assert set(gone.values()) == {"the inputs give another row now"}
    assert set(void(signoff, fresh, fresh).values()) == {"the workbook was written anew since"}


def test_a_deleted_row_is_void(signoff, raw, file):
    def delete(book):
        set_cell(INDEX, ROW, "Row id", "sasb:other")(book)

    assert void(signoff, back(changed(raw, delete)), file) == {ROW: "the row is no longer in the workbook"}


def test_rows_edited_before_signing_are_named(edited):
    rows, places = signed_rows(edited, lambda sheet, row: row.row_id == ROW)
    assert len(rows) == len(places) == 1
    assert places[0].startswith(f"{INDEX}!")


def test_the_file_keeps_every_signature(signoff, tmp_path):
    path = tmp_path / "signoffs.json"
    second = made(signoff.rows[:3], signer="李明")
    path.write_text(signoffs_text((signoff, second)), encoding="utf-8")
    assert read_signoffs(path) == ((signoff, second), [])
    assert read_signoffs(tmp_path / "none.json") == ((), [])


def test_a_signature_altered_in_the_file_is_told(signoff, tmp_path):
    path = tmp_path / "signoffs.json"
    data = json.loads(signoffs_text((signoff,)))
    data["signoffs"][0]["rows"][4]["row_hash"] = "f" * 32
    path.write_text(json.dumps(data), encoding="utf-8")
    signoffs, problems = read_signoffs(path)
    assert len(signoffs) == 1
    assert [each.code for each in problems] == ["altered-signoff"]
    assert "A. Chan on 2022-05-31 was altered" in problems[0].message


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"signoffs": [{}]}', '{"signoffs": 3}', "\x00", '{"signoffs": [{"rows": 1}]}']
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, text):
    path = tmp_path / "signoffs.json"
    path.write_text(text, encoding="utf-8")
    signoffs, problems = read_signoffs(path)
    assert signoffs == ()
    assert [each.code for each in problems] == ["unreadable-signoffs"]
    assert path.read_text(encoding="utf-8") == text


@given(st.dictionaries(st.text(max_size=5), st.text("0123456789abcdef", min_size=4, max_size=4)))
def test_the_root_depends_on_every_pair_and_on_no_order(pairs):
    items = list(pairs.items())
    assert root(items) == root(reversed(items))
    for place, (row_id, each) in enumerate(items):
        assert root([*items[:place], (row_id, each + "0"), *items[place + 1 :]]) != root(items)
        assert root([*items[:place], *items[place + 1 :]]) != root(items)
