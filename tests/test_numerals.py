from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esgmap.numerals import folded, numerals

LOCALES = {
    "en": (",", "."),
    "de": (".", ","),
    "fr": ("\u202f", ","),
    "sv": ("\u00a0", ","),
    "ch": ("’", "."),
    "plain": ("", "."),
}
"""How thousands are parted, and the decimal sign."""
DIGITS = {"latin": "0123456789", "full-width": "０１２３４５６７８９", "arabic": "٠١٢٣٤٥٦٧٨٩"}
NUMBERS = st.decimals(0, 10**12, places=4).map(Decimal.normalize)


def values(text: str) -> set[Decimal]:
    return {value for each in numerals(folded(text)) for value in each.readings}


@pytest.mark.parametrize(
    "text",
    [
        *("12,345.6", "12 345,6", "12.345,6", "12’345.6", "12 345.6", "12\u202f345,6", "１２，３４５．６"),
        *("١٢٬٣٤٥٫٦", "RMB12,345.6", "about 12345.6 t", "12.3456 thousand", "1.23456万", "0.00012345 6亿"),
    ],
)
def test_one_number_in_many_forms(text: str):
    if "亿" in text:
        assert Decimal("12345.6") not in values(text), "two numbers"
    else:
        assert Decimal("12345.6") in values(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("(123)", -123), ("−5", -5), ("-5", -5), ("two", 2), ("twice", 2), ("ZERO", 0), ("三名", 3)),
        *(
            ("10 million", 10_000_000),
            ("3.2 billion", 3_200_000_000),
            ("3万", 30_000),
            ("5亿元", 500_000_000),
        ),
    ],
)
def test_signs_words_and_scales(text: str, value: int):
    assert Decimal(value) in values(text)


def test_a_comma_may_mean_two_things_and_a_group_of_columns_three():
    assert values("1,234") == {Decimal("1.234"), Decimal(1234)}
    assert {Decimal(2), Decimal(100), Decimal(300)} <= values("2 100 300")


@pytest.mark.parametrize("text", ["47%", "47 %", "47 per cent", "47 percent", "百分之47", "４７％"])
def test_per_cent_is_told(text: str):
    (found,) = numerals(folded(text))
    assert found.is_percent
    assert found.readings == {Decimal(47)}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Scope 2 emissions",
            "Scope 1 and 2",
            "CO2",
            "ISO 9001",
            "GRI 305",
            "KPI B1.1",
            "Table 4",
            "note 2",
        ),
        *("14 April", "April 14,", "2. Energy", "PM2.5", "No. 33"),
    ],
)
def test_what_only_names_something_is_no_figure(text: str):
    assert values(text) == set()


def written(number: Decimal, locale: str, digits: str = "latin") -> str:
    """The number as people of that locale print it."""
    thousands, point = LOCALES[locale]
    plain = f"{number:,f}".replace(",", "T").replace(".", point).replace("T", thousands)
    return plain.translate(str.maketrans(DIGITS["latin"], DIGITS[digits]))


@given(NUMBERS, st.sampled_from(sorted(LOCALES)), st.sampled_from(sorted(DIGITS)))
@settings(max_examples=300)
def test_a_number_is_read_back_however_it_is_printed(number: Decimal, locale: str, digits: str):
    printed = written(number, locale, digits)
    assert number in values(f"Energy: {printed} MWh"), printed
    assert -number in values(f"Change: ({printed})"), printed
    assert number in values(f"| {printed} |")


@given(NUMBERS, NUMBERS, st.sampled_from(sorted(LOCALES)))
@settings(max_examples=200)
def test_of_another_number_only_those_of_its_digits_are_read(one: Decimal, other: Decimal, locale: str):
    digits = {str(each).replace(".", "").strip("0") for each in (one, other)}
    if len(digits) == 2:
        found = values(f"Energy: {written(one, locale)} MWh")
        assert other not in found or locale in {"fr", "sv"}, "groups between blanks may be columns"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,34,567.8", "1234567.8"),
        ("1,23,456", "123456"),
        ("4.5 crore", "45000000"),
        ("2 lakh", "200000"),
    ],
)
def test_indian_groups_and_scales(text: str, value: str):
    assert Decimal(value) in values(text)


def test_years_are_numbers_and_ranges_have_no_minus():
    assert values("2020-2021") == {Decimal(2020), Decimal(2021)}
