"""Outputs: whole or not at all, nothing left lying about, and a refusal that says what to do."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner, Result
from small_reports import FACTS

from esgmap.cli import cli, main
from esgmap.export.files import write_text, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def full_disk(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def denied(*_: object, **__: object) -> NoReturn:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


# --- write_whole ----------------------------------------------------------------------------------


def test_a_file_is_written_with_its_folders(tmp_path: Path):
    target = tmp_path / "new" / "folder" / "gaps.md"
    write_text(target, "größer\n范围\r\n")
    assert target.read_bytes() == "größer\n范围\r\n".encode()
    assert names(target.parent) == ["gaps.md"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


def test_an_old_file_is_replaced(tmp_path: Path):
    target = tmp_path / "gaps.md"
    target.write_text("a much longer text that stood there before")
    write_text(target, "new")
    assert target.read_text() == "new"
    assert names(tmp_path) == ["gaps.md"]


def test_the_file_beside_has_the_same_ending_and_folder(tmp_path: Path):
    """Writers look at the ending, and only inside one folder is a move a single step."""
    seen: list[Path] = []
    write_whole(tmp_path / "index.xlsx", lambda path: (seen.append(path), path.write_text("x")))
    assert [(path.parent, path.suffix) for path in seen] == [(tmp_path, ".xlsx")]
    assert seen[0].name != "index.xlsx"
    assert not seen[0].exists()


@pytest.mark.parametrize(
    "fault", [ValueError("a fault of ours"), OSError(errno.ENOSPC, "full"), KeyboardInterrupt()]
)
@pytest.mark.parametrize("old", ["as it was", None])
def test_a_failure_in_the_middle_leaves_what_stood_there(
    tmp_path: Path, fault: BaseException, old: str | None
):
    target = tmp_path / "index.xlsx"
    if old:
        target.write_text(old)

    def write(path: Path) -> None:
        path.write_text("half of it")
        assert len(names(tmp_path)) == (2 if old else 1), "the half is there, beside the target"
        raise fault

    with pytest.raises(type(fault)) as caught:
        write_whole(target, write)
    assert caught.value is fault
    assert names(tmp_path) == (["index.xlsx"] if old else [])
    assert not old or target.read_text() == old


def test_a_target_that_is_a_folder_stays(tmp_path: Path):
    target = tmp_path / "gaps.md"
    target.mkdir()
    (target / "inside").write_text("x")
    with pytest.raises(IsADirectoryError):
        write_text(target, "new")
    assert names(tmp_path) == ["gaps.md"]
    assert names(target) == ["inside"]


@pytest.mark.parametrize("below", ["gaps.md", "deeper/gaps.md"])
def test_a_file_in_place_of_the_folder_is_named_for_what_it_is(tmp_path: Path, below: str):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(NotADirectoryError, match="Not a directory"):
        write_text(tmp_path / "out" / below, "new")
    assert (tmp_path / "out").read_text() == "a file"


def test_a_folder_that_may_not_be_written_to_gives_a_clear_error(tmp_path: Path, monkeypatch):
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "gaps.md").write_text("as it was")
    folder.chmod(0o500)
    if os.access(folder, os.W_OK):  # root may write everywhere: the refusal is made here
        monkeypatch.setattr(tempfile, "mkstemp", denied)
    try:
        with pytest.raises(PermissionError, match="Permission denied"):
            write_text(folder / "gaps.md", "new")
    finally:
        folder.chmod(0o700)
    assert names(folder) == ["gaps.md"]
    assert (folder / "gaps.md").read_text() == "as it was"


# --- the commands ---------------------------------------------------------------------------------

WRITERS = {
    "gaps.html": ["gaps", "--format", "html", "-o", "{out}/gaps.html"],
    "gaps.txt": ["gaps", "-o", "{out}/gaps.txt"],
    "index.xlsx": ["index", "-o", "{out}/index.xlsx"],
    "graph.ttl": ["graph", "export", "-o", "{out}/graph.ttl"],
    "gaps.json": ["build", "-o", "{out}"],
}


def invoke(folder: Path, out: Path, words: list[str]) -> Result:
    return CliRunner().invoke(cli, [*(word.format(out=out) for word in words), str(folder)])


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("refusal", [denied, full_disk], ids=["closed folder", "full disk"])
def test_a_refusal_is_a_message_and_exit_code_2(
    make_report, tmp_path: Path, monkeypatch, name: str, refusal: Any
):
    folder, out = make_report(FACTS[:1]), tmp_path / "out"
    out.mkdir()
    (out / name).write_text("as it was")
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkstemp", refusal)
        result = invoke(folder, out, WRITERS[name])
    reason = os.strerror(errno.EACCES if refusal is denied else errno.ENOSPC)
    assert result.exit_code == 2
    assert f"{out / name} cannot be written: {reason}. What stood there before is unchanged." in result.stderr
    assert "→ close it in other programs, or choose another place with -o" in result.stderr
    assert "Traceback" not in result.output
    assert names(out) == [name]
    assert (out / name).read_text() == "as it was"


def test_a_disk_that_fills_up_inside_the_workbook_is_told_the_same_way(
    make_report, tmp_path: Path, monkeypatch
):
    """XlsxWriter has an exception of its own for it."""
    folder, out = make_report(FACTS[:1]), tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "writestr", full_disk)
        result = invoke(folder, out, WRITERS["index.xlsx"])
    assert result.exit_code == 2
    assert f"{out / 'index.xlsx'} cannot be written: No space left on device" in result.stderr
    assert names(out) == []


def test_the_whole_program_ends_with_exit_code_2_and_leaves_no_log(
    make_report, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]
):
    """As started from a shell: a place that cannot be written to is not reported as a fault of ours."""
    logs = tmp_path / "logs"
    logs.mkdir()
    (tmp_path / "out").write_text("a file, not a folder")
    monkeypatch.setattr(tempfile, "tempdir", str(logs))
    arguments = ["esgmap", "index", str(make_report()), "-o", str(tmp_path / "out" / "index.xlsx")]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "index.xlsx cannot be written: Not a directory" in capsys.readouterr().err
    assert names(logs) == []
