"""The wheel: what it holds, and that it says the same as the checkout when it is installed elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from esgmap import __version__
from esgmap.cli import cli

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment that has the wheel, and borrows the libraries it needs."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=False)
    programs = folder / "bin"
    run(sys.executable, "-m", "pip", "--python", programs / "python", "install", *PIP_OPTIONS, wheel)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


PIP_OPTIONS = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")


def run(*words: object, cwd: Path | None = None, wanted: int = 0) -> str:
    """What a program prints; it has to end as wanted."""
    alone = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run([*map(str, words)], cwd=cwd, env=alone, capture_output=True, text=True, check=False)
    assert done.returncode == wanted, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_all_content_and_nothing_else(wheel: Path):
    assert wheel.name == f"esgmap-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        f"esgmap/content/{path.relative_to(ROOT).as_posix()}"
        for folder in ("frameworks", "mappings")
        for path in (ROOT / folder).rglob("*.tsv")
    }
    assert len(wanted) >= 36 + 28 + 4
    wanted |= {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "esgmap").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    info = f"esgmap-{__version__}.dist-info"
    assert {name for name in names if not name.startswith(f"{info}/")} == wanted
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE", f"{info}/entry_points.txt"} <= names


def test_content_is_found_inside_the_wheel(installed: Path, tmp_path: Path):
    code = "import esgmap.content as c; print(c.frameworks_folder()); print(c.mappings_folder())"
    folders = run(installed / "python", "-c", code, cwd=tmp_path).split()
    assert [Path(each).name for each in folders] == ["frameworks", "mappings"]
    assert all(Path(each).is_relative_to(installed.parent) for each in folders)


@pytest.mark.parametrize("form", ["json", "html"])
def test_the_wheel_says_the_same_as_the_checkout(installed: Path, form: str, example: Path, tmp_path: Path):
    report = tmp_path / "elsewhere" / example.name
    shutil.copytree(example, report)
    told = run(installed / "esgmap", "gaps", report, "--format", form, cwd=tmp_path, wanted=1)
    here = CliRunner().invoke(cli, ["gaps", str(example), "--format", form], catch_exceptions=False)
    assert told == here.stdout
    assert len(told) > 100_000
    if form == "json":
        assert [each["id"] for each in json.loads(told)["frameworks"]] == ["gri", "sasb", "hkex", "nasdaq"]


def test_the_installed_program_knows_its_version(installed: Path, tmp_path: Path):
    assert run(installed / "esgmap", "--version", cwd=tmp_path) == f"esgmap, version {__version__}\n"
