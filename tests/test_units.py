"""Our conversion factors against a unit library's, and how a requirement takes a figure in another unit."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pint
import pytest
from made_up import YEAR, fact, mapping, requirement

from esgmap.content import frameworks_folder
from esgmap.coverage import COVERS, NO, Scope, judge
from esgmap.hub import load_hub
from esgmap.model import Hub

KNOWN = {
    "MWh": "MWh",
    "kWh": "kWh",
    "GWh": "GWh",
    "GJ": "GJ",
    "MJ": "MJ",
    "TJ": "TJ",
    "tce": "coal_tonne",
    "kW": "kW",
    "tCO2e": "t",
    "kgCO2e": "kg",
    "ktCO2e": "Gg",
    "tCFC11e": "t",
    "t": "t",
    "kg": "kg",
    "m3": "m**3",
    "ML": "Ml",
    "L": "l",
    "thousand-m3": "dam**3",
    "km": "km",
    "m": "m",
    "ha": "ha",
    "km2": "km**2",
    "hours": "hour",
    "days": "day",
    "weeks": "week",
    "minutes": "minute",
    "seconds": "second",
    "years": "year",
    "pct": "percent",
    "L-per-kWh": "l / kWh",
    "kt": "Gg",
    "Mt": "Mt",
    "wt": "10000 * t",
    "g": "g",
    "lb": "lb",
    "short-ton": "short_ton",
    "MtCO2e": "Mt",
    "wtCO2e": "10000 * t",
    "TWh": "TWh",
    "PJ": "PJ",
    "wkWh": "10000 * kWh",
    "toe": "1e10 * cal_it",
    "Gcal": "1e9 * cal_it",
    "MMBtu": "1e6 * Btu_it",
    "million-m3": "hm**3",
    "wm3": "10000 * m**3",
    "GL": "Gl",
    "kL": "kl",
    "gal": "gallon",
    "bbl": "oil_bbl",
    "acres": "43560 * foot**2",
    "m2": "m**2",
    "khours": "1000 * hour",
    "mhours": "1e6 * hour",
}
"""What the library calls our units. A litre is written l: its L is another spelling of the same."""

OURS = {
    "t-water": "one tonne of water is taken as one cubic metre",
    "count": "things counted",
    "persons": "things counted",
    "ratio": "a pure number",
    "RMB": "money",
    "mRMB": "money",
    "HKD": "money",
    "mHKD": "money",
    "PB": "data, not converted",
    "per-1M-hours": "a rate by hours worked",
    "per-200k-hours": "a rate by hours worked",
    "capacity-own": "the company's own unit",
    "price-per-tCO2e": "money",
    **dict.fromkeys(("FTE", "kpersons", "mpersons", "wpersons"), "things counted"),
    **dict.fromkeys(("wRMB", "yRMB"), "money"),
    **{
        f"{scale}{currency}": "money"
        for currency in ("RMB", "HKD", "EUR", "USD", "GBP", "AUD", "CAD", "CHF", "JPY", "SGD", "TWD")
        for scale in ("", "k", "m", "bn")
    },
}
"""Units that no library can know, and why; intensities are those that end as one of `PER_MONEY`."""

PER_MONEY = ("-per-mRMB", "-per-mHKD", "-per-mEUR", "-per-mUSD")


@cache
def hub() -> Hub:
    found, problems = load_hub(frameworks_folder())
    assert problems == []
    return found


@cache
def library() -> pint.UnitRegistry[float]:
    registry = pint.UnitRegistry(cache_folder=None)
    # By definition 7 Gcal of the International Table; the library has oil, not coal.
    registry.define("coal_tonne = 7e9 * cal_it")
    return registry


def test_each_unit_is_compared_or_says_why_not():
    named = {*KNOWN, *OURS}
    assert not KNOWN.keys() & OURS.keys()
    assert {each for each in hub().units if not each.endswith(PER_MONEY)} == named


@pytest.mark.parametrize("unit_id", KNOWN)
def test_factor_is_the_librarys(unit_id: str):
    unit = hub().units[unit_id]
    base = next(each for each in hub().units.values() if each.kind == unit.kind and each.factor == 1)
    ours, theirs = (library().parse_expression(KNOWN[each]) for each in (unit_id, base.id))
    assert float(unit.factor) == pytest.approx((ours / theirs).to("dimensionless").magnitude, rel=1e-9)


def test_rates_by_hours_worked_convert():
    units = hub().units
    assert units["per-200k-hours"].factor / units["per-1M-hours"].factor == Decimal(1_000_000) / 200_000


@pytest.mark.parametrize("unit_id", ["GJ", "MWh", "kWh", "tce", "TJ"])
def test_energy_in_any_unit_answers_a_question_on_energy(unit_id: str):
    scope = Scope(YEAR, (), hub())
    found = judge(requirement(unit_kind="energy"), fact(unit=unit_id), mapping(), scope)
    assert (found.verdict, found.reasons) == (COVERS, ())


@pytest.mark.parametrize("unit_id", ["t", "tCO2e", "m3", "pct", "persons", "MWh-per-mRMB"])
def test_no_other_kind_does(unit_id: str):
    scope = Scope(YEAR, (), hub())
    found = judge(requirement(unit_kind="energy"), fact(unit=unit_id), mapping(), scope)
    assert found.verdict == NO
    assert "the requirement asks for an energy" in found.reasons[0]
