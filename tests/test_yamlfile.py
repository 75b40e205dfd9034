"""`report.yaml`: text stays text, every fault has its line and column and says how to mend it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from small_reports import REPORT

from esgmap.model import Problem
from esgmap.yamlfile import SCHEMAS, fits, read_yaml

GOOD = """\
id: small-2021
title: Small 2021 ESG Report
entity: Small Limited
period:
  start: 2021-01-01
  end: 2021-12-31
boundary: the company alone
issuer:
  class: hkex-main-board
frameworks:
  - framework: hkex
    editions: [esg-guide-2020]
documents:
  - id: report
    title: Small 2021 ESG Report
"""
SCHEMA = json.loads((SCHEMAS / "report.schema.json").read_text(encoding="utf-8"))


def read(folder: Path, text: str | bytes) -> tuple[dict[str, Any] | None, list[Problem]]:
    path = folder / "report.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    value, _, problems = read_yaml(path, "report", "report.yaml")
    return value, problems


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(str(problem.source).removeprefix("report.yaml"), problem.code) for problem in problems]


def test_text_stays_text(tmp_path: Path):
    """PyYAML's own reading makes 1.1, False, 750 and a date of these."""
    value, problems = read(tmp_path, GOOD.replace("the company alone", "1.10").replace("Small Limited", "NO"))
    assert problems == []
    assert value is not None
    assert (value["boundary"], value["entity"]) == ("1.10", "NO")
    assert value["period"] == {"start": "2021-01-01", "end": "2021-12-31"}
    value, _ = read(tmp_path, GOOD.replace("the company alone", "12:30"))
    assert value is not None
    assert value["boundary"] == "12:30"


def test_values_know_where_they_stand(tmp_path: Path):
    path = tmp_path / "report.yaml"
    path.write_text(GOOD)
    _, places, _ = read_yaml(path, "report", "report.yaml")
    assert places["period", "end"] == (6, 8)
    assert places["frameworks", 0, "editions", 0] == (12, 16)
    assert places["documents", 0] == (14, 5)


def test_a_report_written_as_json_is_read_as_well(tmp_path: Path):
    value, problems = read(tmp_path, json.dumps(REPORT, indent="\t", ensure_ascii=False))
    assert problems == []
    assert value == REPORT


FAULTS = [
    ("boundary:", "bondary:", [(":1:1", "missing-key"), (":7:1", "unknown-key")]),
    ("  class:", "  clas:", [(":9:3", "missing-key"), (":9:3", "unknown-key")]),
    ("entity: Small Limited", "entity:", [(":3:1", "missing-key")]),
    ("entity: Small Limited", 'entity: ""', [(":3:1", "missing-key")]),
    ("hkex-main-board", "main board", [(":9:10", "unknown-choice")]),
    ("2021-12-31", "31.12.2021", [(":6:8", "malformed-value")]),
    ("id: small-2021", "id: small 2021", [(":1:5", "malformed-value")]),
    ("[esg-guide-2020]", "esg-guide-2020", [(":12:15", "malformed-value")]),
    ("[esg-guide-2020]", "[]", [(":12:15", "malformed-value")]),
    ("the company alone", "[a, b]", [(":7:11", "malformed-value")]),
    ("the company alone", "{a: b}", [(":7:11", "malformed-value")]),
    ("boundary:", "title: again\nboundary:", [(":7:1", "duplicate-key")]),
    ("  end:", "  start: 2021-02-01\n  end:", [(":6:3", "duplicate-key")]),
    ("  start", "\tstart", [(":5:1", "yaml-syntax")]),
    ("Small Limited", "Small Limited: the parent", [(":3:22", "yaml-syntax")]),
    ("Small Limited", '"Small', [(":3:9", "yaml-syntax")]),
    ("Small Limited", "*other", [(":3:9", "yaml-syntax")]),
    ("Small Limited", "Small\x07Limited", [("", "yaml-syntax")]),
    ("documents:", "---\ndocuments:", [(":13:1", "yaml-syntax")]),
    ("the company alone", "&a [*a]", [(":7:11", "malformed-value"), (":7:11", "yaml-syntax")]),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_a_fault_has_its_line_and_column_and_its_remedy(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]
):
    assert old in GOOD
    _, problems = read(tmp_path, GOOD.replace(old, new, 1))
    assert sorted(told(problems)) == sorted(expected)
    assert all(problem.hint and problem.message for problem in problems)


def test_messages_use_the_words_of_the_file(tmp_path: Path):
    text = GOOD.replace("hkex-main-board", "main board").replace("[esg-guide-2020]", "esg-guide-2020")
    text = text.replace("title: Small 2021 ESG Report\nentity", "tilte: x\nentity").replace("  end", "  emd")
    _, problems = read(tmp_path, text.replace("documents:", "exclusions: none\ndocuments:"))
    lines = {f"{problem.message} → {problem.hint}" for problem in problems}
    assert lines == {
        "`title` is missing → fill in title of the report",
        "`tilte` is not known → is `title` meant?",
        "`end` in period is missing → fill in last day, as 2021-12-31",
        "`emd` is not known in period → is `end` meant?",
        "`issuer › class` is `main board`; expected one of not-hkex-listed, hkex-main-board, hkex-largecap, "
        "hkex-gem → is `hkex-main-board` meant?",
        "`frameworks › item 1 › editions` is `esg-guide-2020`; expected a list of edition ids → "
        "edition ids in square brackets, or one a line with a hyphen, as [gri-2-2021]",
        "`exclusions` is `none`; expected a list, each line beginning with a hyphen → "
        "what the report says it leaves out",
    }


def test_an_optional_key_without_a_value_is_a_key_left_out(tmp_path: Path):
    value, problems = read(tmp_path, GOOD + "published:\nmaterial_topics:\nexclusions:\n")
    assert problems == []
    assert value is not None
    assert set(value) == set(yaml.safe_load(GOOD))


def test_references_are_not_multiplied(tmp_path: Path):
    """Nine lines of references to references would grow to a thousand million values."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    _, problems = read(tmp_path, GOOD + bomb)
    assert "yaml-syntax" in {problem.code for problem in problems}
    assert len(problems) < 200


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("", "", "empty-file"),
        ("# to be written\n", "", "empty-file"),
        (GOOD.replace("Small", "Größe", 1).encode("latin-1"), ":2:10", "wrong-encoding"),
        (GOOD.encode("utf-16"), ":1:1", "wrong-encoding"),
        ("just text\n", ":1:1", "malformed-value"),
        ("- a\n- b\n", ":1:1", "malformed-value"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str | bytes, place: str, code: str):
    value, problems = read(tmp_path, text)
    assert value is None
    assert told(problems) == [(place, code)]
    assert problems[0].hint


def test_a_missing_file_and_a_folder_are_problems(tmp_path: Path):
    _, _, problems = read_yaml(tmp_path / "report.yaml", "report", "report.yaml")
    assert [(problem.code, problem.message) for problem in problems] == [
        ("unreadable-file", "the file is missing")
    ]
    (tmp_path / "report.yaml").mkdir()
    value, _, problems = read_yaml(tmp_path / "report.yaml", "report", "report.yaml")
    assert value is None
    assert [problem.code for problem in problems] == ["unreadable-file"]


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"%@`\n\t #,?0"), max_size=25))
def test_no_text_makes_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, text: str):
    _, problems = read(tmp_path_factory.mktemp("yaml"), text)
    assert problems
    assert all(problem.code and problem.message for problem in problems)


# --- the fast check agrees with jsonschema --------------------------------------------------------

WORDS = st.sampled_from(["a", "2021-01-01", "2021", "hkex-gem", "", "x y", "f" * 64])


def variants(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that fit a part of the schema, nearly fit it, or do not."""
    if schema["type"] == "string":
        fitting = st.sampled_from(schema["enum"]) if "enum" in schema else WORDS
        return st.one_of(fitting, fitting, WORDS, st.just([]), st.just({}))
    if schema["type"] == "array":
        return st.lists(variants(schema["items"]), max_size=2) | WORDS
    known = {key: variants(each) for key, each in schema["properties"].items()}
    needed = {key: known[key] for key in schema["required"]}
    free = {key: each for key, each in known.items() if key not in needed}
    right = st.fixed_dictionaries(needed, optional=free)
    return st.one_of(right, right, right, st.fixed_dictionaries({}, optional={**known, "zz": WORDS}), WORDS)


def test_the_fast_check_agrees_with_jsonschema():
    validator = Draft202012Validator(SCHEMA)
    seen = {True: 0, False: 0}

    @settings(max_examples=150)
    @given(st.sampled_from(sorted(SCHEMA["properties"])).flatmap(part_of_a_report))
    def agree(value: dict[str, Any]) -> None:
        found = fits(value, SCHEMA)
        assert found == validator.is_valid(value)
        seen[found] += 1

    agree()
    assert min(seen.values()) >= 10, "right and wrong ones were among them"


def part_of_a_report(key: str) -> st.SearchStrategy[dict[str, Any]]:
    """A good report with one part at random."""
    return variants(SCHEMA["properties"][key]).map(lambda value: {**REPORT, key: value})
