"""One cell: what is read, what is refused, and whether the refusal says how to mend it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgmap.cells import Misread, read_decimal, read_list, read_members, read_needs, read_period
from esgmap.model import Breakdown, DimensionNeeds, Period

DECIMALS = st.decimals(-(10**30), 10**30, allow_nan=False, allow_infinity=False)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


def refusal(value: object) -> Misread:
    assert isinstance(value, Misread), f"{value!r} was read"
    assert value.expected
    assert value.hint
    return value


# --- numbers --------------------------------------------------------------------------------------


@given(DECIMALS)
def test_a_decimal_round_trips_with_its_digits(number: Decimal):
    text = f"{number:f}"
    found = read_decimal(text)
    assert isinstance(found, Decimal)
    assert f"{found:f}" == text
    assert found == number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("20,513.66", "write it as 20513.66"),
        ("1,234,567", "write it as 1234567"),
        ("-1,234.5", "write it as -1234.5"),
        ("1 234", "write it as 1234"),
        ("1\u202f234,5", "one full stop"),
        ("1’234.50", "write it as 1234.50"),
        ("1.234.567,8", "write it as 1234567.8"),
        ("12,5", "write it as 12.5"),
        ("1,234", "write 1234 if the comma separates thousands, 1.234 if it is the decimal sign"),
        ("25.3%", "write it as 25.3, with `pct` in the unit column"),
        ("12,5 %", "write it as 12.5, with `pct` in the unit column"),
        ("１２８．４２", "write it as 128.42"),
        ("−5", "write it as -5"),
        ("+7", "write it as 7"),
        ("n/a", "write `not-available` in value_state"),
        ("—", "write `not-available` in value_state"),
        ("None", "write `nil` in value_state"),
        ("2,000+", "value_as_printed"),
        ("about 5", "value_as_printed"),
        ("1e5", "value_as_printed"),
        ("", "value_as_printed"),
        (" 5", "write it as 5"),
        ("5\n", "write it as 5"),
        ("NaN", "value_as_printed"),
        ("Infinity", "value_as_printed"),
        ("٥", "write it as 5"),
        (".5", "value_as_printed"),
        ("5.", "value_as_printed"),
        ("0x10", "value_as_printed"),
        ("1_000", "value_as_printed"),
    ],
)
def test_a_number_in_another_form_is_refused_with_the_way_to_write_it(text: str, told: str):
    found = refusal(read_decimal(text))
    assert found.code == "number-format"
    assert told in f"{found.hint}; {found.expected}"


@given(st.text(max_size=12))
def test_no_text_makes_the_number_reader_fail(text: str):
    found = read_decimal(text)
    assert isinstance(found, Decimal) or refusal(found)


@given(st.decimals(-(10**12), 10**12, places=2))
def test_the_remedy_for_thousands_separators_is_right(number: Decimal):
    """What a hint proposes must be the number that was meant: it will be pasted."""
    text = f"{number:,.2f}"
    if "," in text:
        assert f"write it as {number:.2f}" in refusal(read_decimal(text)).hint


# --- periods --------------------------------------------------------------------------------------


@given(DAYS, DAYS)
def test_a_period_round_trips(first: date, second: date):
    period = Period(min(first, second), max(first, second))
    assert read_period(str(period)) == period


@given(st.integers(1, 9998), st.dates(date(2001, 1, 1), date(2001, 12, 31)))
def test_a_financial_year_has_a_year_of_days_and_begins_where_it_should(year: int, start: date):
    period = read_period(f"{year:04}", (start.month, start.day))
    assert isinstance(period, Period)
    assert (period.start.year, period.start.month, period.start.day) == (year, start.month, start.day)
    after = period.end + timedelta(days=1)
    assert (after.year, after.month, after.day) == (year + 1, start.month, start.day)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021", date(2021, 4, 1), date(2022, 3, 31)),
        ("2023", date(2023, 4, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021-12-31", date(2021, 12, 31), date(2021, 12, 31)),
        ("2021-08-01/2021-10-31", date(2021, 8, 1), date(2021, 10, 31)),
    ],
)
def test_forms_of_a_period(text: str, start: date, end: date):
    assert read_period(text, (4, 1)) == Period(start, end)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("31.12.2021", "write 2021-12-31"),
        ("12/31/2021", "write 2021-12-31"),
        ("31/12/2021", "write 2021-12-31"),
        ("1/2/2021", "write 2021-01-02 or 2021-02-01, whichever is meant"),
        ("2021/12/31", "write 2021-12-31"),
        ("2021-1-5", "write 2021-01-05"),
        ("2021年12月31日", "write 2021-12-31"),
        ("FY2021", "write 2021 for the financial year"),
        ("44561", "write 2021-12-31"),
        ("31.31.2021", "year-month-day"),
        ("last year", "format the column as text"),
        ("２０２１", "2021, 2021-08"),
        ("2021-02-29", "a day that exists"),
        ("2021-13", "a day that exists"),
        ("2021-00", "a day that exists"),
        ("0000", "a day that exists"),
        ("2021-10-31/2021-08-01", "swap the two dates"),
        ("2021-08/2021-10", "2021-08-01/2021-10-31"),
        ("2021-12-31T00:00:00", "year-month-day"),
    ],
)
def test_a_period_in_another_form_is_refused_with_the_way_to_write_it(text: str, told: str):
    found = refusal(read_period(text))
    assert found.code == "date-format"
    assert told in f"{found.hint}; {found.expected}"


@given(st.text("0123456789-/. ", max_size=21))
def test_no_text_makes_the_period_reader_fail(text: str):
    found = read_period(text)
    assert isinstance(found, Period) or refusal(found)


# --- lists, members, needs ------------------------------------------------------------------------


def test_a_list_leaves_out_empty_parts():
    assert read_list(" a;; b ;") == ("a", "b")
    assert read_list("") == ()


def test_members_are_sorted_by_dimension():
    assert read_members("region = hk;gender=female") == (("gender", "female"), ("region", "hk"))
    assert read_members("") == ()


@pytest.mark.parametrize("text", ["gender", "gender:female", "=female", "gender=", "gender=f;gender=m"])
def test_members_in_another_form_are_refused(text: str):
    assert refusal(read_members(text)).code == "dimension-format"


def test_needs_tell_totals_breakdowns_and_fixed_members_apart():
    assert read_needs("total;gender;category*gender;type = full-time") == DimensionNeeds(
        total=True,
        breakdowns=(Breakdown(("gender",)), Breakdown(("category", "gender"))),
        fixed=(("type", "full-time"),),
    )
    assert read_needs("") == DimensionNeeds()
