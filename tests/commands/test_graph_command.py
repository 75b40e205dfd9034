"""`esgmap graph`: questions to the graph, the statuses once more, and the published queries."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sparql_servers import free_port, oxigraph_server

from esgmap.cli import cli
from esgmap.reperform import read_stages

CLEAN, FOUND, UNUSABLE = 0, 1, 2
FACTS = "SELECT ?id ?value WHERE { ?fact a esgm:Fact ; dct:identifier ?id ; esgm:value ?value } ORDER BY ?id"


def call(*words: object) -> Result:
    return CliRunner().invoke(cli, ["graph", *map(str, words)], catch_exceptions=False)


# --- query ----------------------------------------------------------------------------------------


def test_a_question_gives_a_table(make_report: Callable[..., Path]):
    shown = call("query", make_report(), FACTS)
    lines = shown.stdout.splitlines()
    assert shown.exit_code == CLEAN
    assert lines[0].split() == ["id", "value"]
    assert [line.split()[0] for line in lines[2:]] == ["privacy-policy", "scope1-2020", "scope1-2021"]
    assert lines[4].split() == ["scope1-2021", "128.42"]


def test_a_question_from_a_file_gives_csv_and_json(make_report: Callable[..., Path], tmp_path: Path):
    path = tmp_path / "facts.rq"
    path.write_text(FACTS, encoding="utf-8")
    folder = make_report()
    rows = list(csv.DictReader(io.StringIO(call("query", folder, path, "--format", "csv").stdout)))
    assert rows == json.loads(call("query", folder, path, "--format", "json").stdout)
    assert [row["id"] for row in rows] == ["privacy-policy", "scope1-2020", "scope1-2021"]


def test_triples_come_as_turtle_and_have_no_columns(make_report: Callable[..., Path]):
    folder = make_report()
    query = "CONSTRUCT { ?fact esgm:value ?value } WHERE { ?fact esgm:value ?value }"
    shown = call("query", folder, query)
    assert shown.exit_code == CLEAN
    assert 'esgm:value "128.42"' in shown.stdout
    shown = call("query", folder, query, "--format", "csv")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "no columns" in shown.stderr


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT", "error[query]"),
        ("DELETE WHERE { ?s ?p ?o }", "are not possible here"),
        ("nowhere.rq", "cannot be read"),
    ],
)
def test_a_question_that_cannot_be_put_is_wrong_usage(
    query: str, told: str, make_report: Callable[..., Path]
):
    shown = call("query", make_report(), query)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert told in shown.stderr


def test_a_file_that_is_no_text_is_wrong_usage(make_report: Callable[..., Path], tmp_path: Path):
    (tmp_path / "x.rq").write_bytes(b"\xff\xfe")
    shown = call("query", make_report(), tmp_path / "x.rq")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "not UTF-8" in shown.stderr


# --- reperform ------------------------------------------------------------------------------------


def test_all_are_equal(example: Path):
    shown = call("reperform", example)
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    assert shown.stdout == "990 statuses derived by SPARQL, all equal\n"


def test_differences_are_listed(make_report: Callable[..., Path], monkeypatch: pytest.MonkeyPatch):
    folder = make_report()
    told = json.loads(call("reperform", folder, "--format", "json").stdout)
    assert told["differences"] == []
    monkeypatch.setattr("esgmap.reperform.reperform", lambda *_: {"hkex:esg-guide-2020/A1.2": "met"})
    shown = call("reperform", folder)
    assert shown.exit_code == FOUND
    last = shown.stdout.splitlines()[-1]
    assert last == f"1 statuses derived by SPARQL, {told['derived']} are not equal"
    assert "A1.2  " in shown.stdout
    assert "esgmap says partial, SPARQL derives met" in shown.stdout
    shown = call("reperform", folder, "--format", "json")
    assert shown.exit_code == FOUND
    assert {"id": "hkex:esg-guide-2020/A1.2", "told": "partial", "derived": "met"} in json.loads(
        shown.stdout
    )["differences"]


def test_a_server_derives_the_same(make_report: Callable[..., Path], tmp_path: Path):
    folder = make_report()
    here = call("reperform", folder).stdout
    with oxigraph_server(tmp_path / "log") as address:
        shown = call("reperform", folder, "--store", f"{address}/query", "--timeout", 30)
        assert (shown.exit_code, shown.stdout) == (CLEAN, here)
        shown = call("reperform", folder, "--store", f"{address}/query", "--update", f"{address}/update")
        assert (shown.exit_code, shown.stdout) == (CLEAN, here)


def test_a_store_that_refuses_is_told(make_report: Callable[..., Path]):
    folder = make_report()
    address = f"http://127.0.0.1:{free_port()}/sparql"
    shown = call("reperform", folder, "--store", address)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert f"{address}: error[store-unreachable]" in shown.stderr
    shown = call("reperform", folder, "--store", address, "--format", "json")
    assert shown.exit_code == UNUSABLE
    assert [each["code"] for each in json.loads(shown.stdout)["problems"]] == ["store-unreachable"]
    shown = call("reperform", folder, "--update", address)
    assert shown.exit_code == UNUSABLE
    assert "give --store too" in shown.stderr


# --- queries --------------------------------------------------------------------------------------


def test_the_queries_are_listed():
    lines = call("queries").stdout.splitlines()
    assert len(lines) == len(read_stages())
    assert lines[0].startswith("11-years.rq  The years that each requirement asks for")


def test_the_queries_are_written_with_a_guide(tmp_path: Path):
    shown = call("queries", "-o", tmp_path / "queries")
    assert (shown.exit_code, shown.stdout) == (CLEAN, "")
    names = {path.name for path in (tmp_path / "queries").iterdir()}
    assert names == {*(f"{stage.name}.rq" for stage in read_stages()), "README.md", "all-stages.ru"}
    guide = (tmp_path / "queries" / "README.md").read_text(encoding="utf-8")
    assert all(name in guide for name in ("all-stages.ru", "97-statuses.rq", "99-differences.rq"))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    shown = call("queries", "-o", tmp_path / "file" / "queries")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "cannot be written" in shown.stderr
