"""The small language of calculations, partitions and quotients: what is read, and what is refused."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from esgmap.calculations import (
    Makeup,
    Partition,
    Quotient,
    read_calculations,
    read_expression,
    read_makeup,
    read_quotient,
)


def test_statements_with_strength_alternatives_and_members():
    first, second = read_calculations("sum a + b - c | d; usually ratio e[site=x, gender=male] / ~heads")
    assert (first.verb, first.strength, len(first.alternatives)) == ("sum", "always", 2)
    assert [(part.name, part.is_taken_off) for part in first.alternatives[0].top] == [
        ("a", False),
        ("b", False),
        ("c", True),
    ]
    (way,) = second.alternatives
    assert (second.strength, way.top[0].members) == ("usually", (("site", "x"), ("gender", "male")))
    assert way.bottom[0].is_unnamed
    assert [part.name for part in way.parts] == ["e", "~heads"]


def test_an_empty_cell_says_nothing():
    assert read_calculations("") == ()
    assert read_makeup(()) == Makeup()
    assert read_quotient("") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("product a + b", "`product`, which is none of sum"),
        ("sum a / b", "`sum` with a `/`"),
        ("ratio a + b", "`ratio` without a `/`"),
        ("sum a + ", "which is no indicator"),
        ("same a[site]", "names no dimension=member"),
        ("usually", "which is none of"),
    ],
)
def test_a_calculation_that_cannot_be_read(text: str, told: str):
    with pytest.raises(ValueError, match=re.escape(told)):
        read_calculations(text)


def test_partitions_subtotals_orders_and_a_mode():
    found = read_makeup(("a + b", "c = d + e", "granted within applied", "all"))
    assert found.partitions == (Partition(("a", "b")), Partition(("d", "e"), "c"))
    assert (found.wholes, found.mode) == ((Partition(("a", "b")),), "all")
    assert found.orders == (("granted", "applied"),)
    assert found.named == {"a", "b", "c", "d", "e", "granted", "applied"}


@pytest.mark.parametrize(
    ("texts", "told"), [(("a",), "`a`, which is neither"), (("all", "some"), "both `all`")]
)
def test_partitions_that_cannot_be_read(texts: tuple[str, ...], told: str):
    with pytest.raises(ValueError, match=told):
        read_makeup(texts)


def test_quotients():
    assert read_quotient("t / mRMB") == Quotient("t", Decimal(1), "mRMB")
    assert read_quotient("count / 200000 hours") == Quotient("count", Decimal(200000), "hours")
    with pytest.raises(ValueError, match="not `unit / unit`"):
        read_quotient("t/mRMB")
    assert read_expression("a").bottom == ()
