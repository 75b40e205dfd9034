"""The year before: for some rows of a table and not for others, NA, or for none of a section."""

from __future__ import annotations

from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "comparative-missing"
NAMES = ("ghg-scope1", "ghg-scope2", "ghg-scope3", "ghg-scope1-2")


def rows(period: str, names: tuple[str, ...] = NAMES, table: str = "Emissions", **changes: str) -> list[Fact]:
    return [
        fact(
            f"{name}-{table}-{period}",
            name,
            "5",
            unit="tCO2e",
            period=period,
            label=name,
            **{"anchor": f"{table} › {name} › {period}", **changes},
        )
        for name in names
    ]


def test_a_table_with_all_comparatives_holds():
    found = examined(CODE, *rows("2021"), *rows("2020"))
    assert [each.problem for each in found] == [None]
    assert len(found[0].facts) == 4


def test_rows_without_are_told_together_where_most_have_it():
    (found,) = alarms(CODE, *rows("2021"), *rows("2020", NAMES[:2]))
    assert told([found]) == [("warning", ("ghg-scope3-Emissions-2021", "ghg-scope1-2-Emissions-2021"))]
    assert "gives 2020 for 2 of 4 figures" in found.problem.message


def test_where_few_have_it_the_report_chose_its_columns():
    assert examined(CODE, *rows("2021"), *rows("2020", NAMES[:1])) == []


def test_na_is_told_and_not_missing():
    na = rows("2020", NAMES[:1], state="not-available")
    (found,) = alarms(CODE, *rows("2021"), *rows("2020", NAMES[1:]), *na)
    assert told([found]) == [("note", ("ghg-scope1-Emissions-2021", "ghg-scope1-Emissions-2020"))]


def test_a_share_of_what_was_nil_cannot_be_given():
    share = fact("share", "data-breach-pii-share", "50", unit="pct", anchor="T › share › 2021")
    breaches = [
        fact(f"b{year}", "data-breaches", number, unit="count", period=year, anchor=f"T › b › {year}")
        for year, number in (("2021", "2"), ("2020", "0"))
    ]
    assert alarms(CODE, share, *breaches) == []


def test_sections_without_any_are_told_once_and_only_where_others_compare():
    people = rows("2021", table="People", section="HR", cut="site=b")
    alone = [*people, *rows("2021", table="Pay", section="Pay", cut="site=a")]
    assert alarms(CODE, *alone) == []
    (found,) = alarms(CODE, *alone, *rows("2021"), *rows("2020"))
    assert told([found]) == [("note", ("ghg-scope1-People-2021", "ghg-scope1-Pay-2021"))]
    assert "“HR” (4 figures), “Pay” (4 figures)" in found.problem.message


def test_highlights_running_text_targets_and_short_tables_are_left_alone():
    compared = [*rows("2021"), *rows("2020")]
    for changes in (
        {"section": "2021 Highlights"},
        {"section": "Text", "anchor": "we emitted little"},
        {"section": "Aims", "basis": "target"},
        {"section": "Others", "whose": "supplier"},
    ):
        assert alarms(CODE, *compared, *rows("2021", table="Other", **changes)) == []
    assert alarms(CODE, *compared, *rows("2021", NAMES[:3], table="Other", section="Short")) == []
