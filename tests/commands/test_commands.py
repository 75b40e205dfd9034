"""Every command: help, exit codes, what goes to stdout and what to stderr, colour, and what it writes."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

import esgmap.commands.frameworks
from esgmap import __version__
from esgmap.catalogue import load_catalogue
from esgmap.cli import COMMANDS, cli, main
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.export.registry import GAP_REPORTS
from esgmap.findings import Status
from esgmap.mappings import mapping_file
from esgmap.tables import SCHEMAS

MakeReport = Callable[..., Path]
CLEAN, FOUND, UNUSABLE = 0, 1, 2
ESCAPE = "\x1b["
SCHEMA = json.loads((SCHEMAS / "gaps.schema.json").read_text(encoding="utf-8"))


def call(*arguments: object, **settings: Any) -> Result:
    """Run esgmap in this process; a fault of ours is raised."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], catch_exceptions=False, **settings)


def start(*arguments: object, **settings: Any) -> subprocess.Popen[str]:
    """Start esgmap as a process of its own, piped."""
    words = [sys.executable, "-c", RUN, *map(str, arguments)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **settings)


RUN = "import sys; from esgmap.cli import main; sys.argv[0] = 'esgmap'; main()"


def leaves(
    command: click.Command = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            inner = command.get_command(click.Context(command), name)
            assert inner is not None
            yield from leaves(inner, (*path, name))
    else:
        yield path, command


LEAVES = dict(leaves())


# --- help -----------------------------------------------------------------------------------------


def test_every_command_is_there():
    assert {path[0] for path in LEAVES} == set(COMMANDS)
    assert len(LEAVES) >= 8


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_help_ends_in_an_example_that_the_command_takes(path: tuple[str, ...]):
    command = LEAVES[path]
    text = (command.help or "").strip()
    _, _, examples = text.replace("Examples:", "Example:").partition("Example:\n")
    lines = [line.strip() for line in examples.splitlines()]
    assert lines
    assert text.endswith(lines[-1])
    for line in lines:
        words = [there(word) for word in shlex.split(line)]
        assert words[: len(path) + 1] == ["esgmap", *path]
        command.make_context("esgmap", words[len(path) + 1 :], **cli.context_settings)
    shown = call(*path, "--help")
    assert shown.exit_code == CLEAN
    assert lines[-1] in shown.stdout


def there(word: str) -> str:
    """A word of an example; a workbook that it names is taken to be there."""
    return str(Path(__file__)) if re.fullmatch(r"[\w-]+\.xlsx", word) else word


@pytest.mark.parametrize("path", sorted({path[:-1] for path in LEAVES} | {()}), ids=" ".join)
def test_a_group_lists_its_commands(path: tuple[str, ...]):
    shown = call(*path, "-h")
    assert shown.exit_code == CLEAN
    for inner in {each[len(path)] for each in LEAVES if each[: len(path)] == path}:
        assert f"  {inner} " in shown.stdout


def test_version():
    assert call("--version").stdout == f"esgmap, version {__version__}\n"


# --- exit codes -----------------------------------------------------------------------------------

WARNED = {
    "id": "wrong-kind",
    "indicator": "ghg-scope1",
    "label": "Direct emissions",
    "value_state": "number",
    "value": "5",
    "unit": "t",
    "period": "2021",
    "document": "report",
    "pages": "3",
}


def whole_report(make_report: MakeReport) -> Path:
    """A report that answers every requirement of one small edition."""
    edition_id = "gri:gri-402-2016"
    catalogue, _ = load_catalogue(frameworks_folder(), [edition_id])
    facts = [
        {
            "id": f"fact-{number}",
            "answers": asked.id,
            "label": asked.label,
            "value_state": "text" if asked.kind != "quantitative" else "number",
            "value": "4",
            "unit": "" if asked.kind != "quantitative" else {"days": "weeks"}.get(asked.unit_kind, "count"),
            "period": "2021",
            "document": "report",
            "pages": "9",
        }
        for number, asked in enumerate(catalogue.requirements().values())
    ]
    return make_report(facts, frameworks=[{"framework": "gri", "editions": [edition_id]}])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), FOUND),
        (("--fail-on", "unmet"), FOUND),
        (("--fail-on", "partial"), FOUND),
        (("--fail-on", "never"), CLEAN),
        (("--framework", "sasb"), FOUND),
        (("--framework", "gri"), UNUSABLE),
        (("--format", "pdf"), UNUSABLE),
        (("--colour",), UNUSABLE),
    ],
)
def test_gaps_exit_codes(make_report: MakeReport, options: tuple[str, ...], code: int):
    assert call("gaps", make_report(), *options).exit_code == code


def test_no_gaps_give_a_clean_exit(make_report: MakeReport):
    folder = whole_report(make_report)
    for mildest in ("unmet", "partial"):
        shown = call("gaps", folder, "--fail-on", mildest, "--format", "json")
        summary = json.loads(shown.stdout)["frameworks"][0]["summary"]
        assert summary == {**dict.fromkeys(summary, 0), "met": 1}
        assert shown.exit_code == CLEAN


def test_a_part_is_a_gap_only_if_asked_for(make_report: MakeReport):
    folder = whole_report(make_report)
    path = folder / "facts.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    columns = head.split(",")
    cells = dict(zip(columns, first.split(","), strict=True)) | {"extent": "part", "lacks": "half"}
    path.write_text("\n".join([head, ",".join(cells[name] for name in columns), *rest]), encoding="utf-8")
    assert call("gaps", folder).exit_code == CLEAN
    assert call("gaps", folder, "--fail-on", "partial").exit_code == FOUND


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), FOUND),
        (("--fail-on", "note"), FOUND),
        (("--fail-on", "error"), CLEAN),
        (("--fail-on", "never"), CLEAN),
    ],
)
def test_check_exit_codes(make_report: MakeReport, options: tuple[str, ...], code: int):
    assert call("check", make_report(extra=[WARNED]), *options).exit_code == code
    assert call("check", make_report(), *options).exit_code == CLEAN


USES_A_REPORT = {
    "build": ("-o", "out"),
    "check": (),
    "documents check": (),
    "frameworks claims": (),
    "frameworks diff": (),
    "gaps": (),
    "graph export": ("-o", "graph.ttl"),
    "graph query": ("ASK { ?fact a esgm:Fact }",),
    "graph reperform": (),
    "index": ("-o", "index.xlsx"),
    "next": (),
    "review list": (),
    "review merge": (),
    "sample": ("--seed", "A", "--size", "1"),
    "sign": ("--by", "A. Chan"),
    "trace": (),
    "verify": (),
}
FACTS_ALONE = {"facts accept", "facts propose"}
"""Commands that read a report's facts without judging the report; tried in test_facts.py."""
TAKES_A_WORKBOOK = {"review merge", "sign", "verify"}
"""Commands that are given a workbook before the folder; what they do with one is tried on their own pages."""


def report_call(name: str, folder: Path, tmp_path: Path) -> tuple[object, ...]:
    """The words that call a command on a report."""
    options = [tmp_path / each if "." in each or each == "out" else each for each in USES_A_REPORT[name]]
    if name == "frameworks diff":
        return (*name.split(), "sasb:tc-si-2018-10", "sasb:tc-si-2023-12", "--report", folder)
    if name == "frameworks claims":
        return (*name.split(), "--report", folder)
    if name in TAKES_A_WORKBOOK:
        return (*name.split(), __file__, folder, *options)
    code = ["A1.2"] if name == "trace" else []
    return (*name.split(), folder, *code, *options)


def test_every_command_that_uses_a_report_is_tried():
    uses = {
        " ".join(path) for path, command in LEAVES.items() if any(p.name == "folder" for p in command.params)
    }
    assert uses == set(USES_A_REPORT) | FACTS_ALONE


@pytest.mark.parametrize("name", USES_A_REPORT)
def test_input_that_cannot_be_used_stops_every_command(name: str, make_report: MakeReport, tmp_path: Path):
    lost = make_report(extra=[{**WARNED, "indicator": "ghg-scope9"}])
    shown = call(*report_call(name, lost, tmp_path))
    assert shown.exit_code == UNUSABLE
    assert "error[unknown-indicator]" in shown.stdout + shown.stderr
    assert bool(shown.stdout) == (name == "check"), "problems are what `check` is asked for"
    assert [path.name for path in tmp_path.iterdir()] == ["report-1"], "nothing is written"


@pytest.mark.parametrize("name", USES_A_REPORT)
def test_a_folder_that_is_not_there_is_wrong_usage(name: str, tmp_path: Path):
    shown = call(*report_call(name, tmp_path / "nowhere", tmp_path))
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "does not exist" in shown.stderr


@pytest.mark.parametrize(("name", "target"), [("index", "index.pdf"), ("graph export", "graph.rdf")])
def test_a_wrong_ending_is_wrong_usage(name: str, target: str, make_report: MakeReport, tmp_path: Path):
    shown = call(*name.split(), make_report(), "-o", tmp_path / target)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "must end in" in shown.stderr
    assert not (tmp_path / target).exists()


@pytest.mark.parametrize("name", ["build", "graph export", "index", "gaps"])
def test_a_place_that_cannot_be_written_is_wrong_usage(name: str, make_report: MakeReport, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    target = tmp_path / "file" / {"build": "out", "index": "x.xlsx"}.get(name, "x.ttl")
    shown = call(*name.split(), make_report(), "-o", target)
    assert shown.exit_code == UNUSABLE
    assert "cannot be written" in shown.stderr or "is a file" in shown.stderr
    assert (tmp_path / "file").read_text() == "in the way"


def test_an_unknown_command_is_wrong_usage():
    shown = call("gasp")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")


def test_a_fault_of_ours_leaves_a_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any):
    def fail() -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr(esgmap.commands.frameworks, "_catalogue", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["esgmap", "frameworks", "list"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 3
    (log,) = tmp_path.glob("esgmap-*.log")
    told = log.read_text()
    assert "ZeroDivisionError: made up" in told
    assert f"esgmap {__version__}" in told
    out, err = capsys.readouterr()
    assert out == ""
    assert str(log) in err


# --- gaps as JSON ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gaps(example: Path) -> dict[str, Any]:
    """The example's gap report as `esgmap gaps --format json` prints it."""
    shown = call("gaps", example, "--format", "json")
    assert shown.exit_code == FOUND
    data: dict[str, Any] = json.loads(shown.stdout)
    return data


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """The published schema of the gap report."""
    Draft202012Validator.check_schema(SCHEMA)
    return Draft202012Validator(SCHEMA)


def test_gaps_json_keeps_to_its_schema(gaps: dict[str, Any], validator: Draft202012Validator):
    assert [f"{each.json_path}: {each.message}" for each in validator.iter_errors(gaps)] == []
    assert [framework["id"] for framework in gaps["frameworks"]] == ["gri", "sasb", "hkex", "nasdaq"]


def test_gaps_json_of_a_report_with_problems_and_omissions(
    make_report: MakeReport, validator: Draft202012Validator
):
    omission = {
        "disclosure": "hkex:esg-guide-2020/A2.5",
        "reason": "Not material",
        "explanation": "Software is delivered without any packaging.",
    }
    shown = call("gaps", make_report(extra=[WARNED], omissions=[omission]), "--format", "json")
    data = json.loads(shown.stdout)
    assert [each.message for each in validator.iter_errors(data)] == []
    assert [(each["code"], each["facts"]) for each in data["problems"]] == [("unit-mismatch", ["wrong-kind"])]
    assert data["problems"][0]["where"].startswith("facts.csv:5")
    (packaging,) = [each for each in data["frameworks"][0]["disclosures"] if each["code"] == "A2.5"]
    assert [each["omission"] for each in packaging["requirements"]] == ["Not material"] * 2


def damaged(data: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """A copy of the report of one framework, with something wrong."""
    copied = copy.deepcopy({**data, "frameworks": data["frameworks"][1:2]})
    change(copied)
    return copied


def _requirement(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each
        for disclosure in data["frameworks"][0]["disclosures"]
        for each in disclosure["requirements"]
        if each["because"] and each["near_misses"]
    )
    return found


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("problems"),
        lambda data: data.update(extra=1),
        lambda data: data.update(schema=2),
        lambda data: data["report"]["period"].update(start="1 January 2021"),
        lambda data: data["frameworks"][0].update(editions=[]),
        lambda data: data["frameworks"][0]["summary"].pop("relief"),
        lambda data: data["frameworks"][0]["summary"].update(met=-1),
        lambda data: data["frameworks"][0]["disclosures"][0].update(status="complied"),
        lambda data: data["frameworks"][0]["disclosures"][0].update(requirements=[]),
        lambda data: data["frameworks"][0]["disclosures"][0]["groups"].update({"a b": "met"}),
        lambda data: _requirement(data).update(id="TC-SI-130a.1-1"),
        lambda data: _requirement(data).update(status="explained"),
        lambda data: _requirement(data).update(omission="Omitted"),
        lambda data: _requirement(data).update(rule=""),
        lambda data: _requirement(data)["because"][0].update(verdict="no"),
        lambda data: _requirement(data)["near_misses"][0].update(reasons=[]),
        lambda data: _requirement(data)["near_misses"][0].update(predicate="answers"),
        lambda data: _requirement(data)["near_misses"][0].update(predicate="skos:match"),
    ],
)
def test_the_schema_is_strict(
    gaps: dict[str, Any], validator: Draft202012Validator, change: Callable[[dict[str, Any]], object]
):
    assert validator.is_valid(damaged(gaps, lambda data: None))
    assert not validator.is_valid(damaged(gaps, change))


def test_summaries_are_a_recount(gaps: dict[str, Any]):
    every = [status.value for status in Status]
    for framework in gaps["frameworks"]:
        disclosures = Counter(each["status"] for each in framework["disclosures"])
        requirements = Counter(
            each["status"] for disclosure in framework["disclosures"] for each in disclosure["requirements"]
        )
        assert framework["summary"] == {status: disclosures[status] for status in every}
        assert framework["requirements_summary"] == {status: requirements[status] for status in every}
        assert sum(requirements.values()) > len(framework["disclosures"])


def test_json_says_the_same_twice(gaps: dict[str, Any]):
    for framework in gaps["frameworks"]:
        for disclosure in framework["disclosures"]:
            for each in disclosure["requirements"]:
                assert each["facts"] == [support["fact"] for support in each["because"]]
                assert each["counts"] == (not each["condition"] or each["status"] not in {"unmet", "partial"})


def test_one_framework_alone(example: Path, gaps: dict[str, Any]):
    alone = json.loads(call("gaps", example, "--framework", "nasdaq", "--format", "json").stdout)
    assert alone["frameworks"] == gaps["frameworks"][3:]


# --- gaps in other forms --------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["terminal", *GAP_REPORTS])
def test_a_file_holds_what_stdout_would(form: str, make_report: MakeReport, tmp_path: Path):
    folder, target = make_report(), tmp_path / "out" / f"gaps.{form}"
    printed = call("gaps", folder, "--format", form)
    written = call("gaps", folder, "--format", form, "-o", target)
    assert (printed.exit_code, written.exit_code) == (FOUND, FOUND)
    assert target.read_text(encoding="utf-8") == printed.stdout
    assert (written.stdout, written.stderr) == ("", f"wrote {target}\n")


# --- streams and colour ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(USES_A_REPORT.keys() - TAKES_A_WORKBOOK))
def test_results_on_stdout_messages_on_stderr(name: str, make_report: MakeReport, tmp_path: Path):
    shown = call(*report_call(name, make_report(extra=[WARNED]), tmp_path))
    assert "wrote " not in shown.stdout
    assert ("wrote " in shown.stderr) == (name in {"build", "graph export", "index"})
    assert ("[unit-mismatch]" in shown.stdout) == (name == "check")
    assert ("[unit-mismatch]" in shown.stderr) == (name in {"build", "gaps", "index"})
    assert bool(shown.stdout) == (name not in {"graph export", "index"})


def test_json_on_stdout_is_nothing_but_json(make_report: MakeReport):
    folder = make_report(extra=[WARNED])
    for words in (("gaps", folder), ("check", folder), ("trace", folder, "A1.2")):
        assert json.loads(call(*words, "--format", "json").stdout)


def on_a_terminal(*arguments: object, **variables: str) -> str:
    """What esgmap shows on a terminal."""
    outer, inner = pty.openpty()
    known = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "CI", "TERM"}}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, arguments)],
        stdout=inner,
        stderr=subprocess.DEVNULL,
        env={**known, "TERM": "xterm-256color", **variables},
    )
    os.close(inner)
    shown = b""
    while True:
        try:
            piece = os.read(outer, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(outer)
    process.wait()
    return shown.decode()


@pytest.mark.parametrize("words", [("gaps",), ("trace", "A1.2")], ids=" ".join)
def test_colour_on_a_terminal_but_not_with_no_color(words: tuple[str, ...], make_report: MakeReport):
    name, *code = words
    folder = make_report()
    assert ESCAPE in on_a_terminal(name, folder, *code)
    assert ESCAPE not in on_a_terminal(name, folder, *code, NO_COLOR="1")


def test_no_colour_when_piped(make_report: MakeReport):
    folder = make_report(extra=[WARNED])
    runs = [start("gaps", folder), start("trace", folder, "A1.2"), start("check", folder)]
    for run in runs:
        out, err = run.communicate()
        assert out
        assert ESCAPE not in out + err


# --- build ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def builds(example: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two builds of the example, by two processes that differ in all that should not matter."""
    targets = [tmp_path_factory.mktemp("one") / "out", tmp_path_factory.mktemp("other") / "deeper" / "out"]
    runs = [
        start("build", example, "-o", target, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone})
        for target, seed, zone in zip(targets, ("1", "4711"), ("UTC", "Asia/Shanghai"), strict=True)
    ]
    for run in runs:
        _, err = run.communicate()
        assert run.returncode == CLEAN, err
    return targets


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_build_writes_everything(builds: list[Path]):
    names = {path.name for path in builds[0].iterdir()}
    assert names == {"graph.ttl", "index.xlsx", "manifest.json", *(f"gaps.{form}" for form in GAP_REPORTS)}


def test_two_builds_are_byte_identical(builds: list[Path]):
    one, other = ({path.name: sha256(path) for path in target.iterdir()} for target in builds)
    assert one == other


def test_manifest_hashes_are_right(builds: list[Path], example: Path):
    manifest = json.loads((builds[0] / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["tool"] == {"name": "esgmap", "version": __version__}
    assert manifest["report"] == "kingsoft-cloud-2021"
    outputs = {path.name: sha256(path) for path in builds[0].iterdir() if path.name != "manifest.json"}
    assert manifest["outputs"] == outputs
    catalogue, _ = load_catalogue(frameworks_folder(), manifest["editions"])
    wanted = {path.name: sha256(path) for path in example.iterdir()}
    for edition_id in manifest["editions"]:
        framework, stem = edition_id.split(":")
        wanted[f"frameworks/{edition_id}"] = sha256(frameworks_folder() / framework / f"{stem}.tsv")
        assert catalogue.editions[edition_id].sha256 == wanted[f"frameworks/{edition_id}"]
    shared = ("indicators", "dimensions", "units", "omission-reasons", "applicability", "reliefs")
    judged = ("check-words", "contradictions", "jump-limits", "plausible-factors", "plausible-ranges")
    for stem in (*shared, *judged, "claim-rules", "supersessions"):
        wanted[f"frameworks/{stem}.tsv"] = sha256(frameworks_folder() / f"{stem}.tsv")
    mapped = {mapping_file(mappings_folder(), edition_id) for edition_id in manifest["editions"]}
    wanted |= {f"mappings/{path.name}": sha256(path) for path in mapped if path.is_file()}
    assert sum(name.startswith("mappings/") for name in wanted) >= 28
    assert manifest["inputs"] == wanted


def test_the_gap_report_of_a_build_is_that_of_gaps(builds: list[Path], gaps: dict[str, Any]):
    assert json.loads((builds[0] / "gaps.json").read_text(encoding="utf-8")) == gaps


def test_a_failed_build_leaves_what_stood_there(make_report: MakeReport, tmp_path: Path):
    target = tmp_path / "out"
    assert call("build", make_report(), "-o", target).exit_code == CLEAN
    before = {path.name: sha256(path) for path in target.iterdir()}
    lost = make_report(extra=[{**WARNED, "unit": "furlong"}])
    assert call("build", lost, "-o", target).exit_code == UNUSABLE
    assert {path.name: sha256(path) for path in target.iterdir()} == before
