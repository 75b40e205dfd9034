"""What the documentation says is what the code does."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from example_workbooks import example_workbook

from esgmap.checks import CHECKS, FIGURES
from esgmap.cli import COMMANDS
from esgmap.coverage import RULES, rule_texts
from esgmap.export.registry import GAP_REPORTS
from esgmap.findings import Assessment, Status
from esgmap.tables import load_schema

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def module_from(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reference_pages_are_up_to_date() -> None:
    generate = module_from(ROOT / "docs" / "generate.py")
    assert generate.commands_page() == page("commands.md"), "run `make docs`"
    assert generate.checks_page() == page("checks.md"), "run `make docs`"


def test_every_command_check_form_status_and_rule_is_documented() -> None:
    for name in COMMANDS:
        assert f"## esgmap {name}" in page("commands.md")
    for code in (*CHECKS, *FIGURES):
        assert f"## `{code}`" in page("checks.md")
    for form in GAP_REPORTS:
        assert f"gaps.{form}" in README
    for status in Status:
        assert f"| `{status.value}` |" in page("statuses.md")
    assert all(rule_texts().values())
    rules_table = page("statuses.md").split("## Which facts count")[1].split("\n## ")[0]
    assert len(rule_texts()) == len(RULES) == rules_table.count("\n| ") - 1


@pytest.mark.parametrize(
    ("schema", "heading"),
    [
        ("facts", "## `facts.csv`"),
        ("omissions", "## `omissions.csv`"),
        ("responses", "## `responses.csv`"),
        ("reviews", "## `reviews.csv`"),
        ("edition", "## `frameworks/<framework>"),
        ("applicability", "## `frameworks/applicability.tsv`"),
        ("reliefs", "## `frameworks/reliefs.tsv`"),
        ("relates", "## `frameworks/relates.tsv`"),
        ("claims", "## `frameworks/claim-rules.tsv`"),
        ("reasons", "## `frameworks/omission-reasons.tsv`"),
        ("counts", "## `frameworks/published-counts.tsv`"),
    ],
)
def test_every_column_is_documented(schema: str, heading: str) -> None:
    section = page("content.md").split(heading)[1].split("\n## ")[0]
    for column in load_schema(schema).columns:
        assert f"`{column}`" in section, column


def test_links_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (path.parent / target).exists(), f"{path.name} → {target}"


def readme_commands() -> list[str]:
    return [line.split("  #")[0].strip() for line in README.splitlines() if line.startswith("esgmap ")]


def test_the_readme_shows_commands() -> None:
    assert len(readme_commands()) >= 5


def spoken(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run esgmap as a process of its own."""
    code = "from esgmap.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *words], cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("line", readme_commands())
def test_commands_of_the_readme_work(
    line: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    words = [word.replace("examples/", f"{ROOT}/examples/") for word in shlex.split(line)[1:]]
    if words[0] == "verify":  # the README writes the workbook just before
        shutil.copy(example_workbook(Path(words[2]).name, tmp_path_factory), tmp_path / words[1])
    ran = spoken(words, tmp_path)
    assert ran.returncode in {0, 1}, ran.stderr
    assert ran.stdout or list(tmp_path.iterdir())


def extending_examples() -> dict[str, str]:
    blocks = re.findall(r"```python\n(.*?)```", page("extending.md"), re.DOTALL)
    return {"check": blocks[0], "export": blocks[1]}


def test_the_example_check_of_the_docs_runs(tmp_path: Path, assessment: Assessment) -> None:
    from esgmap.catalogue import Catalogue
    from esgmap.checks.subject import Subject

    path = tmp_path / "estimate.py"
    path.write_text(extending_examples()["check"], encoding="utf-8")
    module = module_from(path)
    subject = Subject(assessment.report, Catalogue({}), assessment.hub, {}, frozenset())
    found = list(module.check(subject))
    estimated = [fact.id for fact in assessment.report.facts if fact.basis == "estimated" and not fact.note]
    assert [problem.facts[0] for problem in found] == estimated
    assert all(problem.code == module.CODE for problem in found)


def test_the_example_export_of_the_docs_runs(tmp_path: Path, assessment: Assessment) -> None:
    path = tmp_path / "codes.py"
    path.write_text(extending_examples()["export"], encoding="utf-8")
    codes = module_from(path).render(assessment).split()
    assert "B1.1" in codes
    assert "A1.2" not in codes


def test_no_machine_path_stands_in_the_project() -> None:
    home = str(Path.home()) + "/"
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".tsv", ".csv", ".yaml", ".toml", ".txt", ".json", ".ttl"}:
            assert home not in path.read_text(encoding="utf-8", errors="replace"), name
