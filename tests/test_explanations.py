"""What counts as an explanation, and what a reason calls for."""

from __future__ import annotations

import pytest

from esgmap.explanations import lacks, says_something

TITLE = "Remuneration policies"
EMPTY = [
    *(
        "",
        " ",
        "-",
        "n/a",
        "N.A.",
        "Nil",
        "None",
        "TBC",
        "Not applicable",
        "not applicable.",
        "NOT APPLICABLE",
    ),
    *("Information unavailable", "We do not disclose this information.", "Confidential", "Not material"),
    *("Not applicable to the Group.", "The remuneration policies are not disclosed.", "See section 3"),
    *("不適用", "不适用於本集團", "暫無相關資料披露"),
]
TELLING = [
    "The company has no manufacturing and discharges to municipal sewers only",
    "Landlords meter the water of every office",
    "Under negotiation with the works council",
    "本集團並無生產業務，不產生任何包裝材料",
]


@pytest.mark.parametrize("text", EMPTY)
def test_filler_label_and_title_say_nothing(text: str):
    assert not says_something(text, "Not applicable", TITLE)


@pytest.mark.parametrize("text", TELLING)
def test_words_of_its_own_say_something(text: str):
    assert says_something(text, "Not applicable", TITLE)


def test_the_title_alone_is_no_explanation_where_it_is_the_title():
    text = "Spending on local suppliers is not reported"
    assert not says_something(text, "Not applicable", "Proportion of spending on local suppliers")
    assert says_something(text, "Not applicable", TITLE)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Meters will be installed in all offices by 2027", ()),
        ("We are collecting it from landlords; expected with the next report", ()),
        ("將於2027年建立統計系統", ()),
        ("Meters are being installed", ("time-frame",)),
        ("Expected in 2027", ("steps",)),
        ("The landlord knows, we know nothing", ("steps", "time-frame")),
    ],
)
def test_steps_and_time_frame_are_looked_for(text: str, missing: tuple[str, ...]):
    assert lacks(text, ("steps", "time-frame")) == missing


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Article 9 of the GDPR forbids asking for it", ()),
        ("《個人資料（私隱）條例》禁止收集", ()),
        ("It is forbidden there", ("law",)),
    ],
)
def test_a_law_is_looked_for(text: str, missing: tuple[str, ...]):
    assert lacks(text, ("law",)) == missing


def test_a_reason_that_calls_for_nothing_lacks_nothing():
    assert lacks("", ()) == ()
