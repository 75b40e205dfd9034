"""Absolute statements beside what is declared to speak against them."""

from __future__ import annotations

import pytest
from made_statements import alarms, content, examined, fact, told, words

CODE = "contradicted-claim"


def nil(fact_id: str, indicator: str, **changes: str):
    return fact(fact_id, indicator, "Zero", state="nil", unit="count", **changes)


def test_no_injuries_and_a_rate_cannot_both_be():
    rate = fact("rate", "injury-rate", "0.4", unit="pct")
    (found,) = alarms(CODE, nil("none", "injuries-recordable"), rate)
    assert told([found]) == [("error", ("none", "rate"))]
    assert (
        alarms(CODE, nil("none", "injuries-recordable"), fact("rate", "injury-rate", "0", unit="pct")) == []
    )
    assert alarms(CODE, fact("one", "injuries-recordable", "1", unit="count"), rate) == []


def test_a_printed_zero_is_a_claim_too():
    rate = fact("rate", "injury-rate", "0.4", unit="pct")
    assert len(alarms(CODE, fact("none", "injuries-recordable", "0", unit="count"), rate)) == 1


@pytest.mark.parametrize(
    ("claimed", "shown", "count"),
    [("", "site=a", 1), ("site=a", "site=a", 1), ("site=a", "", 0), ("site=a", "site=b", 0)],
)
def test_a_claim_about_one_part_is_held_against_that_part(claimed: str, shown: str, count: int):
    rate = fact("rate", "injury-rate", "0.4", unit="pct", cut=shown)
    assert len(alarms(CODE, nil("none", "injuries-recordable", cut=claimed), rate)) == count


@pytest.mark.parametrize("changes", [{"period": "2020"}, {"basis": "target"}, {"whose": "supplier"}])
def test_other_years_targets_and_others_figures_speak_against_nothing(changes: dict[str, str]):
    rate = fact("rate", "injury-rate", "0.4", unit="pct", **changes)
    assert alarms(CODE, nil("none", "injuries-recordable"), rate) == []


def test_everything_against_one_indicator_is_told_together_the_gravest_first():
    (found,) = alarms(
        CODE,
        *(
            nil("quality", "product-quality-problems"),
            nil("events", "product-quality-problems", cut="part=events"),
        ),
        fact("solved", "service-metric", "99%", unit="pct", label="Problems resolved", section="Top"),
        fact("fixed", "", "50", unit="count", label="Incidents handled"),
    )
    assert told([found]) == [("warning", ("quality", "events", "solved", "fixed"))]


@pytest.mark.parametrize(
    ("label", "printed", "section", "count"),
    [
        ("Cases in the knowledge base", "2,134", "Data", 1),
        ("Cases in the knowledge base", "2,134", "Elsewhere", 0),
        ("Cases in the knowledge base", "0", "Data", 0),
        ("Cups of tea", "2,134", "Data", 0),
    ],
)
def test_figures_without_indicator_are_found_by_words_of_the_section(
    label: str, printed: str, section: str, count: int
):
    cases = fact("cases", "", printed, unit="count", label=label, section=section)
    assert len(alarms(CODE, nil("none", "complaints"), cases)) == count


def test_all_of_the_time_and_yet_disrupted():
    claim = fact("all", "service-availability-rate", "100%", unit="pct")
    breaks = fact("breaks", "service-disruptions", "3", unit="count")
    assert told(alarms(CODE, claim, breaks)) == [("warning", ("all", "breaks"))]
    assert alarms(CODE, fact("all", "service-availability-rate", "99.9%", unit="pct"), breaks) == []


def usage(fact_id: str, printed: str = "fell to 2.04"):
    return fact(fact_id, "wue", printed, number="2.04", unit="L-per-kWh")


def test_a_fall_that_the_figures_do_not_show():
    def used(now: str):
        return [
            *(
                fact("w1", "water-tap-consumed", now, unit="m3"),
                fact("e1", "energy-total", "100", unit="MWh"),
            ),
            fact("w0", "water-tap-consumed", "500", unit="m3", period="2020"),
            fact("e0", "energy-total", "100", unit="MWh", period="2020"),
        ]

    (found,) = alarms(CODE, usage("wue"), *used("600"))
    assert found.problem is not None
    assert "rose by 20 %" in found.problem.message
    assert found.comparison is not None
    assert not found.comparison.holds
    assert alarms(CODE, usage("wue"), *used("400")) == []
    assert alarms(CODE, usage("wue"), *used("501")) == []  # within rounding of the energy
    assert examined(CODE, usage("wue", "2.04"), *used("600")) == []


def test_a_better_result_in_words():
    claim = words("claim", "Less energy was used and efficiency improved", "energy-results")
    rates = [
        fact(f"r{year}", "energy-intensity-revenue", value, unit="MWh-per-mRMB", period=year)
        for year, value in (("2021", "4.45"), ("2020", "3.87"))
    ]
    assert told(alarms(CODE, claim, *rates)) == [("warning", ("claim", "r2021", "r2020"))]
    assert alarms(CODE, words("claim", "Meters were read", "energy-results"), *rates) == []


def test_every_declared_contradiction_names_what_exists_and_asks_something():
    hub, expectations = content()
    assert len(expectations.contradictions) >= 40
    for each in expectations.contradictions:
        assert each.claim in hub.indicators
        assert each.why
