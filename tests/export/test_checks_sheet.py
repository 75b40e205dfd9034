"""The sheet Checks: each computation as formulas over the sheet Facts, and what LibreOffice makes of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from made_assessment import assessed
from made_up import HUB, disclosure, fact, mapping, nil, requirement, unit
from openpyxl.utils import get_column_letter
from recalculated import Cells, calculated, cells, formulas, with_cells

from esgmap.computations import (
    Comparison,
    Constant,
    Figure,
    Operation,
    Term,
    interval,
    percent,
    ratio,
    total,
    value,
)
from esgmap.examined import Examined, Objection, compared, held, objected
from esgmap.export.workbook import write
from esgmap.export.workbook_checks import COLUMNS
from esgmap.export.workbook_checks_rows import AGREES, DIFFERS, NO_LIMIT, NO_VALUE
from esgmap.export.workbook_checks_terms import LONGEST, rounding
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW
from esgmap.findings import Assessment
from esgmap.model import Answer, Severity
from esgmap.reported import Fact
from esgmap.responses import Response, settle

OBJECTION = Objection(Severity.WARNING, "`f1` does not fit", "mend it")
COUNTED = replace(HUB, units={**HUB.units, "count": unit("count", "count")})
TITLES = [each.title for each in COLUMNS]


def figure(number: str, printed: str = "", **changes: object) -> Figure:
    """A figure of a fact that is called by what it prints."""
    shown = printed or number
    name = "f" + "".join(letter if letter.isalnum() else "-" for letter in shown)
    factor = changes.pop("factor", Fraction(1))
    is_counted = changes.get("unit") == "count"
    made = fact(name, number=Decimal(number), value=number, value_as_printed=shown, **changes)
    return Figure(made, factor, is_counted)


def equal(*sides: Term) -> Examined:
    return compared("made-up", "Made up", Comparison(sides, "=", "GJ"), OBJECTION)


def of_facts(facts: list[Fact]) -> Assessment:
    """An assessment of these facts against one made-up requirement, fit for a workbook."""
    made = assessed([disclosure(requirement())], facts, [mapping()])
    (framework,) = made.frameworks
    editions = tuple(replace(each, superseded_from="") for each in framework.editions)
    return replace(made, hub=COUNTED, frameworks=(replace(framework, editions=editions),))


def book(examined: list[Examined], path: Path, facts: tuple[Fact, ...] = ()) -> Assessment:
    """A workbook with these computations, and the assessment that it shows."""
    own = {each.id: each for one in examined for each in one.facts} | {each.id: each for each in facts}
    made = of_facts(list(own.values()))
    settled = settle([], examined, own, [], None)
    assessment = replace(made, problems=tuple(settled.problems), examined=settled.examined)
    write(assessment, path)
    return assessment


@dataclass(frozen=True)
class Sheet:
    """The sheet Checks as values and formulas."""

    cells: Cells
    formulas: dict[tuple[str, int, int], str]

    def row(self, number: int) -> dict[str, object]:
        return {title: self.cells.get(("Checks", number, n)) for n, title in enumerate(TITLES, 1)}

    @property
    def start(self) -> int:
        """The first row that something examined stands in."""
        return FIRST_ROW + (self.row(FIRST_ROW)["Severity"] == "none")

    def rows(self) -> Iterator[dict[str, object]]:
        last = max(row for name, row, _ in self.cells if name == "Checks")
        return (self.row(number) for number in range(self.start, last + 1))

    def formula(self, row: int, title: str) -> str:
        return self.formulas.get(("Checks", row, TITLES.index(title) + 1), "")


def sheet(path: Path) -> Sheet:
    return Sheet(cells(path), formulas(path))


# --- what stands there ----------------------------------------------------------------------------


def test_problems_stand_first_then_what_is_accepted_then_what_held(tmp_path: Path):
    one, two, three = figure("1"), figure("2.0"), figure("3")
    examined = [
        equal(one, figure("1.0")),
        equal(one, two),
        objected("made-up", "Looked at", (three.fact,), replace(OBJECTION, severity=Severity.ERROR)),
        held("made-up", "Held without a computation", (three.fact,)),
    ]
    facts = {each.id: each for examined_one in examined for each in examined_one.facts}
    accepted = Answer("as printed", "A. Chan", date(2022, 3, 1), date(2022, 12, 31))
    key = examined[2].problem.key
    settled = settle([], examined, facts, [Response(key, accepted, three.fact.source)], None)
    made = of_facts(list(facts.values()))
    problems = tuple(sorted(settled.problems, key=lambda each: each.is_accepted))
    write(replace(made, problems=problems, examined=settled.examined), tmp_path / "book.xlsx")
    rows = list(sheet(tmp_path / "book.xlsx").rows())
    assert [(row["Severity"], row["State"]) for row in rows] == [
        ("warning", "open"),
        ("error", "accepted"),
        ("held", None),
        ("held", None),
    ]
    assert rows[0]["What was found"] == "“f1” does not fit."
    assert rows[0]["Computation"] == "1 [0.5 to 1.5] = 2.0 [1.95 to 2.05] (GJ)".replace("2.0 ", "2.0 ")
    assert rows[0]["What would resolve it"] == "Mend it."
    assert (rows[0]["First fact"], rows[0]["Second fact"]) == ("f1", "f2-0")
    assert (rows[1]["Answered by"], rows[1]["Until"]) == ("A. Chan", "2022-12-31")
    assert rows[1]["Answer"] == "Accepted by A. Chan on 2022-03-01 until 2022-12-31: as printed."
    assert rows[1]["Key"] == key
    assert rows[2]["What was found"] == "Made up."
    assert rows[3]["Verdict"] is None


def test_every_number_is_a_formula_and_facts_are_looked_up_by_their_ids(tmp_path: Path):
    mwh, gj = figure("10", factor=Fraction(18, 5)), figure("36.2")
    book([equal(mwh, gj)], tmp_path / "book.xlsx")
    found = sheet(tmp_path / "book.xlsx")
    row = found.row(found.start)
    assert found.formula(found.start, "First value") == 'INDEX(Facts_Value,MATCH("f10",Facts_Id,0))*3.6'
    assert "Facts_Rounding" in found.formula(found.start, "First low")
    assert (row["First value"], row["First low"], row["First high"]) == (36.0, 34.2, 37.8)
    assert (row["Second low"], row["Second high"]) == (36.15, 36.25)
    assert (row["Highest low"], row["Lowest high"]) == (36.15, 36.25)
    assert row["Difference"] == pytest.approx(0.2)
    assert row["Verdict"] == AGREES
    assert all(
        found.formula(found.start, title)
        for title in ("Second value", "Highest low", "Lowest high", "Difference", "Verdict")
    )


@pytest.mark.parametrize(
    ("number", "printed", "unit_id", "told"),
    [
        ("2.72", "2.72", "MWh", "0.005"),
        ("1200000", "1.2 million", "MWh", "50000"),
        ("650", "650", "count", "0"),
        ("650", "650", "MWh", "0.5"),
        ("2000", "over 2,000", "MWh", "0.5"),
        ("1000", "about 1,000", "MWh", "50"),
    ],
)
def test_the_facts_tell_how_far_each_figure_may_lie_off(number, printed, unit_id, told):
    assert rounding(figure(number, printed, unit=unit_id).fact, COUNTED) == Decimal(told)


def test_a_nil_is_zero_and_a_missing_limit_is_said(tmp_path: Path):
    none, over = Figure(nil("none")), figure("2000", "over 2,000", unit="count")
    book([equal(none, over), equal(over, figure("2100", unit="count"))], tmp_path / "book.xlsx")
    found = sheet(tmp_path / "book.xlsx")
    first, second = found.row(found.start), found.row(found.start + 1)
    assert (first["First value"], first["First high"], first["Verdict"]) == (0, 0, DIFFERS)
    assert (second["First high"], second["Lowest high"], second["Verdict"]) == (NO_LIMIT, 2100, AGREES)


def test_a_division_by_zero_is_said_and_no_cell_shows_an_error(tmp_path: Path):
    book([equal(ratio(figure("5"), Figure(nil("none"))), figure("7"))], tmp_path / "book.xlsx")
    row = next(sheet(tmp_path / "book.xlsx").rows())
    assert (row["First value"], row["Difference"]) == (NO_VALUE, NO_VALUE)
    assert row["Verdict"] == AGREES, "nothing can be told against it"


@pytest.mark.parametrize(("relation", "verdict"), [("≤", DIFFERS), ("≥", AGREES)])
def test_one_side_that_bounds_the_other(tmp_path: Path, relation: str, verdict: str):
    comparison = Comparison((figure("12"), figure("10.0")), relation)
    book([compared("made-up", "Made up", comparison, OBJECTION)], tmp_path / "book.xlsx")
    row = next(sheet(tmp_path / "book.xlsx").rows())
    assert (row["Relation"], row["Verdict"]) == (relation, verdict)
    assert row["Highest low"] is None


def test_many_sides_stand_below_with_the_interval_that_they_share(tmp_path: Path):
    sides = [ratio(figure(f"{number}", unit="count"), figure(shown)) for number, shown in SHARED]
    book([equal(*sides)], tmp_path / "book.xlsx")
    found = sheet(tmp_path / "book.xlsx")
    rows = list(found.rows())
    assert [row["Severity"] for row in rows] == ["held", None, None, None]
    assert found.formula(found.start, "Highest low") == "MAX(R8:R10)"
    assert found.formula(found.start, "Lowest high") == "MIN(S8:S10)"
    assert rows[0]["Highest low"] == max(row["First low"] for row in rows[1:])
    assert rows[0]["Lowest high"] == min(row["First high"] for row in rows[1:])
    assert rows[0]["Verdict"] == AGREES
    assert rows[2]["Computation"] == "side 2: 250 ÷ 2.50"
    assert len({row["Key"] for row in rows}) == 4


SHARED = ((100, "1.00"), (250, "2.50"), (333, "3.33"))


def test_a_sum_too_long_for_a_cell_is_split_into_parts(tmp_path: Path):
    parts = [figure(f"{number}.5") for number in range(1, 161)]
    whole = figure(str(sum((each.fact.number for each in parts), Decimal(0))), "13,040.0")
    book([equal(total(parts), whole)], tmp_path / "book.xlsx")
    found = sheet(tmp_path / "book.xlsx")
    rows = list(found.rows())
    assert rows[0]["First value"] == 12960
    assert len(rows) > 2
    assert str(rows[1]["Computation"]).startswith("part: 1.5 + 2.5")
    assert sum(row["First value"] for row in rows[1:]) == 12960
    assert max(map(len, found.formulas.values())) <= LONGEST


def test_ids_that_differ_in_case_alone_and_hostile_ones_are_told_apart(tmp_path: Path):
    small, great = fact("e1", number=Decimal(1), value_as_printed="1"), fact("E1", number=Decimal(9))
    hostile = fact('=1+1"&A1&"', number=Decimal(9), value_as_printed="9", label="=cmd()")
    examined = [equal(Figure(small), Figure(great)), equal(Figure(great), Figure(hostile))]
    book(examined, tmp_path / "book.xlsx")
    found = sheet(tmp_path / "book.xlsx")
    assert 'EXACT(Facts_Id,"e1")' in found.formula(found.start, "First value")
    assert 'MATCH("=1+1""&A1&""",Facts_Id,0)' in found.formula(found.start + 1, "Second value")
    assert found.cells["Checks", found.start + 1, TITLES.index("Second fact") + 1] == '=1+1"&A1&"'


def test_a_figure_that_is_no_fact_of_the_report_stands_as_a_number(tmp_path: Path):
    elsewhere = figure("7.5")
    examined = compared("made-up", "Made up", Comparison((figure("7"), elsewhere), "="), OBJECTION)
    made = of_facts([figure("7").fact])
    write(replace(made, examined=(examined,)), tmp_path / "book.xlsx")
    found = sheet(tmp_path / "book.xlsx")
    assert found.formula(found.start, "Second value") == "(7.5)"


def test_two_runs_give_the_same_bytes(tmp_path: Path):
    examined = [equal(figure("1"), figure("2.0")), equal(figure("3"), figure("3.0"))]
    book(examined, tmp_path / "one.xlsx")
    book(examined, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


# --- LibreOffice ----------------------------------------------------------------------------------


def random_examined(number: int) -> list[Examined]:
    """Computations of every kind over random figures, some negative, some open, some nil."""
    dice = random.Random(number)
    made: list[Examined] = []
    for row in range(number):
        pool = [random_figure(dice, f"r{row}-{n}") for n in range(6)]
        made += [
            equal(total(pool[:4]), pool[4]),
            equal(percent(pool[0], pool[1]), pool[2]),
            equal(ratio(total(pool[:2]), pool[2]), ratio(pool[3], pool[4]), ratio(pool[5], pool[0])),
            equal(Operation("-", (ratio(pool[0], pool[1]), Constant(Decimal(1), "one"))), pool[3]),
            equal(Operation("×", (pool[0], Operation("-", (pool[1], pool[2])))), pool[5]),
            compared("made-up", "At most", Comparison((pool[0], total(pool[1:3])), "≤"), OBJECTION),
            compared("made-up", "At least", Comparison((percent(pool[2], pool[3]), pool[4]), "≥"), OBJECTION),
        ]
    return made


def random_figure(dice: random.Random, name: str) -> Figure:
    if dice.random() < 0.05:
        return Figure(nil(name))
    number = Decimal(dice.randrange(-200 if dice.random() < 0.1 else 1, 90_000)).scaleb(-dice.randrange(4))
    word = dice.choice(["", "", "", "", "over ", "about ", "less than "])
    made = fact(name, number=number, value=f"{number:f}", value_as_printed=f"{word}{abs(number):,f}")
    return Figure(made, dice.choice([Fraction(1), Fraction(18, 5), Fraction(5, 18), Fraction(1, 7)]))


@pytest.fixture(scope="module")
def recalculated(
    tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]
) -> tuple[dict[str, Cells], dict[str, Path]]:
    """A workbook of random computations, and one in which a figure was changed; by LibreOffice."""
    folder = tmp_path_factory.mktemp("checks")
    written = {"random.xlsx": folder / "random.xlsx", "changed.xlsx": folder / "changed.xlsx"}
    book(random_examined(30), written["random.xlsx"])
    parts = [figure("40"), figure("60.0")]
    book([equal(total(parts), figure("100"))], written["changed.xlsx"])
    places = cells(written["changed.xlsx"])
    row = next(
        at for (name, at, column), told in places.items() if (name, column, told) == ("Facts", 1, "f40")
    )
    column = next(
        at for (name, r, at), told in places.items() if (name, r, told) == ("Facts", HEADER_ROW, "Value")
    )
    work = tmp_path_factory.mktemp("work")
    books = [with_cells(written["random.xlsx"], work / "random.xlsx", {})]
    books.append(with_cells(written["changed.xlsx"], work / "changed.xlsx", {("Facts", row, column): 45}))
    found = calculated(tool("soffice"), books, work)
    return {name: cells(path) for name, path in found.items()}, written


@pytest.mark.office
def test_libreoffice_comes_to_the_values_and_verdicts_that_are_cached(recalculated):
    found, written = recalculated
    cached, places = cells(written["random.xlsx"]), formulas(written["random.xlsx"])
    checked = [place for place in places if place[0] == "Checks"]
    assert len(checked) > 1_500
    for place in checked:
        wanted = cached[place]
        same = pytest.approx(wanted, rel=1e-9, abs=1e-9) if isinstance(wanted, float) else wanted
        assert found["random.xlsx"].get(place) == same, (place, places[place])


@pytest.mark.office
def test_the_cached_values_are_those_of_the_exact_computation(recalculated):
    _, written = recalculated
    rows = [row for row in sheet(written["random.xlsx"]).rows() if row["Severity"]]
    by_title = {str(row["Key"]): row for row in rows}
    assert len(by_title) == len(rows) == 210
    verdicts = [row["Verdict"] for row in rows]
    wanted = [each.comparison.holds for each in random_examined(30)]
    assert verdicts.count(AGREES) == wanted.count(True)
    assert verdicts.count(DIFFERS) == wanted.count(False) == sum(row["State"] == "open" for row in rows)
    for row in rows:
        assert (row["Severity"] == "held") == (row["Verdict"] == AGREES)


@pytest.mark.office
def test_a_changed_fact_turns_the_verdict_and_the_control(recalculated):
    found, written = recalculated
    verdict = ("Checks", FIRST_ROW + 1, TITLES.index("Verdict") + 1)
    assert cells(written["changed.xlsx"])[verdict] == AGREES
    assert found["changed.xlsx"][verdict] == DIFFERS
    assert found["changed.xlsx"]["Checks", FIRST_ROW + 1, TITLES.index("First value") + 1] == 105
    controls = {
        str(found["changed.xlsx"].get(("Reconciliation", row, 2))): value
        for (name, row, _), value in found["changed.xlsx"].items()
        if name == "Reconciliation" and value in {"ok", "check"}
    }
    assert controls["The computations on Checks come out as they did in the run"] == "check"
    assert controls["Every problem that was found stands on Checks"] == "ok"


def test_the_random_computations_are_of_every_kind():
    made = random_examined(30)
    bounds = [interval(side) for each in made for side in each.comparison.sides]
    assert any(not each.is_bounded for each in bounds)
    assert any(each.low < 0 < each.high for each in bounds if each.is_bounded)
    assert {each.comparison.holds for each in made} == {True, False}
    divided = 0
    for each in made:
        try:
            [value(side) for side in each.comparison.sides]
        except ZeroDivisionError:
            divided += 1
    assert divided
    assert get_column_letter(1) == "A"
