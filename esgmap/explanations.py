"""Whether the explanation of an omission says something, and what its reason calls for.

Comes in: the words of the report. Goes out: whether they say more than the reason's own label, and which of
the things a reason calls for (a time frame, steps, a law) cannot be found in them. Words are matched in
English and Chinese; what is found missing in another language is for a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from esgmap.catalogue import Catalogue
from esgmap.reported import Omission

LEAST_WORDS = 2
"""How many words of its own an explanation has at least, beside the label, the title and filler."""

LEAST_CHARACTERS = 5
"""The same for Chinese, Japanese and Korean, which do not part their words."""

_WORD = re.compile(r"[^\W\d_]{2,}|\d{4}")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FILLER = frozenset(
    _WORD.findall(
        """
        all an and any applicable applicability applied applies apply are as at available be because
        been being but by can cannot company confidential confidentiality constraint constraints
        currently data did disclose disclosed disclosing disclosure disclosures do does due explanation
        figure figures for from further gap group had has have here how in incomplete information is
        issuer it its item items kpi kpis made make material metric moment more na nil no none not
        nothing of omission omit omitted on organisation organization or our out please point prohibited
        prohibition prohibitions provide provided reason reasons refer relevant report reported
        reporting see so specific such tba tbc tbd that the their there therefore these they this to
        topic unavailable us was we were what when where which why will with yet
        section page chapter above below elsewhere
        """
    )
)
_CJK_FILLER = re.compile(
    "不適用|不适用|沒有|没有|暫無|暂无|未能|無法|无法|資料|资料|信息|數據|数据|披露|公司|本集團|本集团|保密|機密|机密|"
    "限制|原因|由於|由于|因此|相關|相关|目前|暫時|暂时|提供|取得|不重大|法律|禁止|的|及|和|或|在|是|為|为|於|于"
)
_SIGNS = {
    "time-frame": re.compile(
        r"\b20\d\d\b|\b(?:next|coming|following|within|by the end|by end|end of|later this|first|second|"
        r"third|fourth)\b.{0,24}\b(?:year|years|quarter|half|month|months|week|weeks|report|period|cycle)\b|"
        r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|"
        r"\b(?:q[1-4]|h[12]|fy ?\d\d)\b|\d+ ?(?:year|month|week)s?\b|年|月|季度|下一",
        re.IGNORECASE,
    ),
    "steps": re.compile(
        r"\b(?:will|collect|gather|measur|meter|survey|install|implement|introduc|develop|build|"
        r"set(?:ting)? up|roll|establish|extend|work|ask|request|engag|train|pilot|start|begin|plan|"
        r"prepar|automat|upgrad|consolidat|recalculat|calculat|audit|review|complet|obtain|assess|evaluat|improv|"
        r"launch|migrat|integrat|appoint|commission|contract|record|track|test|reconcil|verif)\w*|"
        r"收集|建立|計劃|计划|制定|測量|测量|安裝|安装|實施|实施|開展|开展|統計|统计|完善",
        re.IGNORECASE,
    ),
    "law": re.compile(
        r"\b(?:law|laws|act|acts|ordinance|regulation|regulations|directive|statute|code|decree|order|rule|rules|"
        r"section|article|gdpr|pipl|cap\.?)\b|§|法|條例|条例|規定|规定|規例|規則|规则|條|条",
        re.IGNORECASE,
    ),
}
LACKING = {
    "time-frame": "no expected time frame is given",
    "steps": "no steps to obtain the information are named",
    "law": "the law or rule that prohibits it is not named",
}
"""What a reason may call for, by the name that omission-reasons.tsv gives it, and how its absence is told."""


def says_something(explanation: str, reason: str, title: str) -> bool:
    """Whether the words say more than the reason's label and the disclosure's title do.

    >>> says_something("Not applicable to the company.", "Not applicable", "Water discharge")
    False
    """
    if _CJK.search(explanation):
        rest = _CJK_FILLER.sub("", "".join(_CJK.findall(explanation)))
        return len(rest) >= LEAST_CHARACTERS
    given = _words(reason) | _words(title) | _FILLER
    return len(_words(explanation) - given) >= LEAST_WORDS


def lacks(explanation: str, called_for: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the things that a reason calls for cannot be found in the words."""
    return tuple(name for name in called_for if not _SIGNS[name].search(explanation))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def titles_of(omissions: Iterable[Omission], catalogue: Catalogue) -> dict[Omission, str]:
    """The title of each omission's disclosure; empty where the catalogue does not have it."""
    titles = {each.id: each.title for edition in catalogue.editions.values() for each in edition.disclosures}
    return {omission: titles.get(omission.disclosure_id, "") for omission in omissions}


def telling(omissions: Iterable[Omission], catalogue: Catalogue) -> tuple[Omission, ...]:
    """The omissions whose explanation says something; the others count for nothing."""
    titles = titles_of(omissions, catalogue)
    return tuple(each for each in titles if says_something(each.explanation, each.reason, titles[each]))
