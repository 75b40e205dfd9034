"""Paired measurements as ratios: ours and a yardstick, in turn, in one run. Never a timed test.

Each pair runs alternately, so that what else the machine does weighs on both; the ratio of the medians is
printed beside the target of the design.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import anew
import peers
import writers

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "kingsoft-cloud-2021"
PYTHON = sys.executable


BYTECODE = tempfile.mkdtemp(prefix="esgmap-bench-")
"""Compiled modules of ours go here, as an installed package has them; the yardsticks' are installed so."""


def process(*words: str) -> Callable[[], None]:
    """A whole Python process, with its modules compiled as those of an installed package are."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": BYTECODE}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run() -> None:
        subprocess.run([PYTHON, *words], check=False, capture_output=True, env=environment)

    return run


def paired(ours: Callable[[], None], yardstick: Callable[[], None], rounds: int) -> tuple[float, float]:
    """Median seconds of both, run in turn; the first round warms up and does not count, unless it is all."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for place, call in zip(times, (ours, yardstick), strict=True):
            start = time.perf_counter()
            call()
            place.append(time.perf_counter() - start)
    first = 1 if rounds else 0
    return statistics.median(times[0][first:]), statistics.median(times[1][first:])


def esgmap(*words: str) -> Callable[[], None]:
    """A whole `esgmap` process."""
    call = f"import sys; sys.argv = {['esgmap', *words]!r}; from esgmap.cli import main; main()"
    return process("-c", call)


def larger(target: Path, facts: int) -> Path:
    """A copy of the example with its facts repeated under new ids up to a number."""
    target.mkdir()
    for name in ("report.yaml", "omissions.csv"):
        (target / name).write_bytes((EXAMPLE / name).read_bytes())
    with (EXAMPLE / "facts.csv").open(newline="", encoding="utf-8") as source:
        reader = csv.DictReader(source)
        rows = list(reader)
        columns = reader.fieldnames or []
    with (target / "facts.csv").open("w", newline="", encoding="utf-8") as sink:
        writer = csv.DictWriter(sink, columns, lineterminator="\n")
        writer.writeheader()
        for number in range(facts):
            row = rows[number % len(rows)]
            writer.writerow({**row, "id": f"{row['id']}.{number // len(rows)}"})
    return target


def read_bytes_with_csv() -> None:
    """Read the tables that a run on the example reads, with the csv module alone."""
    for path in tables_of_the_example():
        with path.open(newline="", encoding="utf-8") as source:
            for _ in csv.reader(source, delimiter="\t" if path.suffix == ".tsv" else ","):
                pass


@cache
def tables_of_the_example() -> tuple[Path, ...]:
    """The example's tables, the editions and mappings in its scope, and the tables that all share."""
    from esgmap.mappings import mapping_file
    from esgmap.report import load_report

    report = load_report(EXAMPLE).report
    claims = report.claims if report else ()
    editions = [edition_id for claim in claims for edition_id in claim.editions]
    tables = [*EXAMPLE.glob("*.csv"), *(ROOT / "frameworks").glob("*.tsv")]
    tables += [ROOT / "frameworks" / Path(*each.split(":")).with_suffix(".tsv") for each in editions]
    tables += [mapping_file(ROOT / "mappings", each) for each in editions]
    return tuple(path for path in tables if path.is_file())


def read_content_with_csv() -> None:
    """Read all editions, all mappings and the hub with the csv module alone."""
    for path in (*(ROOT / "frameworks").glob("*/*.tsv"), *(ROOT / "mappings").glob("*.tsv"), *hub_tables()):
        with path.open(newline="", encoding="utf-8") as source:
            for _ in csv.reader(source, delimiter="\t"):
                pass


def hub_tables() -> list[Path]:
    """The tables of the hub."""
    return [ROOT / "frameworks" / f"{stem}.tsv" for stem in ("indicators", "dimensions", "units")]


def load_content() -> None:
    """Load all editions, all mappings and the hub."""
    from esgmap.catalogue import load_catalogue
    from esgmap.hub import load_hub
    from esgmap.mappings import load_mappings

    catalogue, _ = load_catalogue(ROOT / "frameworks")
    load_mappings(ROOT / "mappings", catalogue.editions)
    load_hub(ROOT / "frameworks")


def load_and_assess() -> None:
    """Load everything in scope and assess it."""
    from esgmap.workspace import run

    run(EXAMPLE)


Pair = tuple[str, Callable[[], None], Callable[[], None], str]
"""What is measured, ours, the yardstick, and the design's target for the ratio."""


def whole_processes(folder: Path) -> list[Pair]:
    """Commands as a user runs them."""
    few, many = (larger(folder / str(number), number) for number in (100, 5000))
    middle = larger(folder / "middle", 2000)
    rdflib = process("-c", "import rdflib")
    return [
        ("esgmap --help / import click", esgmap("--help"), process("-c", "import click"), "≤ 1.25"),
        ("esgmap gaps, 2,000 facts / import rdflib", esgmap("gaps", str(middle)), rdflib, "≤ 1"),
        ("esgmap gaps, 5,000 / 100 facts", esgmap("gaps", str(many)), esgmap("gaps", str(few)), "≤ 1.6"),
    ]


def stages() -> list[Pair]:
    """What happens inside one."""
    ours = peers.assess(EXAMPLE)
    return [
        ("load all content / csv alone", load_content, read_content_with_csv, "≤ 3"),
        ("load, check, assess / csv alone", load_and_assess, read_bytes_with_csv, "≤ 3 to load"),
        ("assess / plain loop without proof", ours, peers.plain_loop(EXAMPLE), "≤ 1.5"),
        ("staged SPARQL on Oxigraph / assess", peers.staged_sparql(EXAMPLE), ours, "≥ 10"),
    ]


def workbooks(folder: Path) -> list[Pair]:
    """The index workbook: its sheets by two libraries; made anew without a file and with one."""
    from esgmap.export.workbook import write
    from esgmap.workspace import run

    target = folder / "index.xlsx"
    assessment = run(EXAMPLE).assessment
    if assessment is None:
        raise SystemExit("the example cannot be assessed")
    write(assessment, target)
    ours, theirs = writers.pair(target, folder)
    off_the_pen, by_file = anew.pair(assessment)
    whole = process(str(Path(anew.__file__)), str(target), str(EXAMPLE))
    return [
        ("openpyxl / XlsxWriter, the same sheets", theirs, ours, "≥ 1.8"),
        ("made anew off the pen / by a file", off_the_pen, by_file, "≤ 0.5"),
        (
            "esgmap verify / with a file in between",
            esgmap("verify", str(target), str(EXAMPLE)),
            whole,
            "≤ 0.8",
        ),
    ]


def show(pair: Pair, rounds: int) -> None:
    """Measure a pair and print its ratio beside the target."""
    name, ours, yardstick, target = pair
    mine, other = paired(ours, yardstick, rounds)
    times = f"{mine * 1000:.0f} ms / {other * 1000:.0f} ms"
    print(f"{name:44} {mine / other:8.2f}   (target {target}; {times})", flush=True)


def main() -> None:
    """Print each ratio with its target; pySHACL, which takes minutes, only with `--slow`."""
    with tempfile.TemporaryDirectory() as folder:
        for pair in whole_processes(Path(folder)):
            show(pair, 7)
        for pair in workbooks(Path(folder)):
            show(pair, 3)
    for pair in stages():
        show(pair, 7)
    if "--slow" in sys.argv:
        slow = peers.shacl(EXAMPLE)
        show(("pySHACL, checking less / assess", slow, peers.assess(EXAMPLE), "≥ 500"), 0)


if __name__ == "__main__":
    main()
