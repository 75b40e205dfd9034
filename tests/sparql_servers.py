"""SPARQL servers that tests start themselves: on a free port of this machine, with nothing in them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

PATIENCE = 60
"""Seconds that a server may take to be there."""

VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 0
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{web_port}
ServerRoot = {folder}
MaxClientConnections = 10
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {most_rows}
MaxQueryExecutionTime = 600
MaxQueryCostEstimationTime = 4000
"""


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def oxigraph_program() -> str:
    """The server that the package `oxigraph` of the dev extra brings."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert found, "the package oxigraph is not installed: pip install -e '.[dev]'"
    return found


@contextmanager
def oxigraph_server(log: Path, mode: str = "serve", location: Path | None = None) -> Iterator[str]:
    """An Oxigraph server in memory, or on a folder; gives its address without a path."""
    port = free_port()
    words = [oxigraph_program(), mode, "--bind", f"127.0.0.1:{port}"]
    words += ["--location", str(location)] if location else []
    address = f"http://127.0.0.1:{port}"
    with _running(words, log, lambda: _answers(f"{address}/query")):
        yield address


@contextmanager
def virtuoso_server(program: str, folder: Path, most_rows: int = 1_000_000) -> Iterator[str]:
    """A Virtuoso server with a database of its own, which anybody on this machine may write to."""
    port, web_port = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, port=port, web_port=web_port, most_rows=most_rows))
    words = [program, "+foreground", "+configfile", str(ini)]
    address = f"http://127.0.0.1:{web_port}/sparql"
    with _running(words, folder / "out.log", lambda: _answers(address)):
        client = shutil.which("isql-vt") or "isql-vt"
        grant = 'GRANT SPARQL_UPDATE TO "SPARQL";'
        subprocess.run(
            [client, f"127.0.0.1:{port}", "dba", "dba"],
            input=grant,
            text=True,
            check=True,
            capture_output=True,
        )
        yield address


@contextmanager
def _running(words: list[str], log: Path, is_there: Callable[[], bool]) -> Iterator[None]:
    with log.open("wb") as out:
        server = subprocess.Popen(
            words, stdout=out, stderr=out, cwd=log.parent, env={**os.environ, "LANG": "C"}
        )
        try:
            _await(server, is_there, log)
            yield
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _await(server: subprocess.Popen[bytes], is_there: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        if is_there():
            return
        time.sleep(0.1)
    raise AssertionError(f"{server.args} did not start: {log.read_text(errors='replace')[-2000:]}")


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2):
            return True
    except HTTPError:
        return True
    except OSError:
        return False
