"""Whether a report holds what its claim requires: rules, findings and omissions → conditions with verdicts.

`frameworks/claim-rules.tsv` says what each claim requires, with its clause, and by which test it is judged;
the tests below know no framework. What only a person can judge stays open: it never counts as held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from esgmap.explanations import lacks
from esgmap.findings import Condition, DisclosureFinding, FrameworkFinding, Status, Verdict
from esgmap.model import OmissionReason
from esgmap.regulations import ClaimRule
from esgmap.reported import FrameworkClaim, Omission, Report

BY_PERSON = "by-person"
SETTLED = frozenset({Status.MET, Status.EXPLAINED, Status.RELIEF, Status.NOT_REQUIRED})
KEPT = {
    "mandatory": frozenset({Status.MET, Status.RELIEF, Status.NOT_REQUIRED}),
    "comply-or-explain": SETTLED,
}
"""Statuses that keep an obligation: nothing explains a mandatory item away."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a claim is judged on: its framework's findings, the report, the reasons that the framework knows.

    Reliefs are reasons here. `telling` holds the omissions whose explanation says something.
    """

    framework: FrameworkFinding
    report: Report
    reasons: tuple[OmissionReason, ...]
    telling: tuple[Omission, ...]

    def omissions(self) -> Iterator[Omission]:
        """The report's omissions under this framework."""
        prefix = f"{self.framework.claim.framework}:"
        return (each for each in self.report.omissions if each.disclosure_id.startswith(prefix))


Found = tuple[bool, str, tuple[str, ...]]
"""Whether a condition holds, why, and the codes that keep it from holding."""


def judge_claim(rules: Iterable[ClaimRule], case: Case) -> tuple[Condition, ...]:
    """Every condition of the framework's claim, in the order of the rules; none if no rule is known."""
    claim = case.framework.claim
    own = [rule for rule in rules if (rule.framework, rule.claim) == (claim.framework, claim.claim)]
    judged = [_condition(rule, case) for rule in own if rule.test != "nothing-fails"]
    failing = [each.rule for each in judged if each.verdict is Verdict.FAILS]
    by_rule = {each.rule: each for each in judged}
    return tuple(by_rule.get(rule.rule) or _whole(rule, failing) for rule in own)


def formulas_of(rules: Iterable[ClaimRule], claim: FrameworkClaim) -> tuple[str, ...]:
    """What the index carries verbatim under the claim, with the fields of the statement of use open."""
    own = [rule for rule in rules if (rule.framework, rule.claim) == (claim.framework, claim.claim)]
    return tuple(rule.formula for rule in own if rule.formula)


def closed_rows(rules: Iterable[ClaimRule], framework: FrameworkFinding) -> dict[str, str]:
    """The disclosures and requirements for which no reason may stand under the claim, with the clause."""
    claim = framework.claim
    closed: dict[str, str] = {}
    for rule in rules:
        if (rule.framework, rule.claim) == (claim.framework, claim.claim):
            told = f"{rule.requirement} ({rule.clause})"
            closed |= {row_id: closed.get(row_id, told) for row_id in _closed_by(rule, framework)}
    return closed


def _closed_by(rule: ClaimRule, framework: FrameworkFinding) -> list[str]:
    if rule.test == "not-omitted":
        ids = [each.disclosure.id for each in framework.disclosures]
        return [each for each in ids if any(fnmatchcase(each, pattern) for pattern in rule.about)]
    if rule.test == "obligation-kept" and Status.EXPLAINED not in KEPT[rule.about[0]]:
        requirements = (each.requirement for each in framework.findings)
        return [each.id for each in requirements if each.obligation == rule.about[0]]
    return []


def _condition(rule: ClaimRule, case: Case) -> Condition:
    if rule.test == BY_PERSON:
        return _made(rule, Verdict.BY_PERSON, "for a person to judge", ())
    holds, why, codes = TESTS[rule.test](rule, case)
    return _made(rule, Verdict.HOLDS if holds else Verdict.FAILS, why, codes)


def _whole(rule: ClaimRule, failing: list[str]) -> Condition:
    if failing:
        return _made(rule, Verdict.FAILS, f"not held: {', '.join(failing)}", ())
    return _made(rule, Verdict.HOLDS, "nothing that can be checked here fails", ())


def _made(rule: ClaimRule, verdict: Verdict, why: str, codes: tuple[str, ...]) -> Condition:
    return Condition(rule.rule, rule.requirement, rule.clause, verdict, why, codes, rule.confidence)


# --- the tests --------------------------------------------------------------------------------------


def _named(rule: ClaimRule, case: Case) -> Iterator[DisclosureFinding]:
    return (
        each
        for each in case.framework.disclosures
        if any(fnmatchcase(each.disclosure.id, pattern) for pattern in rule.about)
    )


def _absent(rule: ClaimRule, case: Case) -> str:
    """The editions that a rule speaks of and the report is not checked against."""
    known = {each.id for each in case.framework.editions}
    asked = dict.fromkeys(pattern.split("/", 1)[0] for pattern in rule.about)
    return ", ".join(each for each in asked if each not in known)


def _reported(rule: ClaimRule, case: Case) -> Found:
    """Each disclosure named is met, or left out by a reason that counts."""
    if absent := _absent(rule, case):
        return False, f"the report is not checked against {absent}", ()
    found = list(_named(rule, case))
    open_ones = tuple(each.disclosure.code for each in found if each.status not in SETTLED)
    if open_ones:
        return False, f"{len(open_ones)} of {len(found)} not wholly reported, nor explained", open_ones
    return True, f"all {len(found)} reported, or left out with a reason" if len(found) > 1 else "reported", ()


def _any_reported(_: ClaimRule, case: Case) -> Found:
    """At least one disclosure is reported, in part at least."""
    reported = [each for each in case.framework.disclosures if each.status in {Status.MET, Status.PARTIAL}]
    return bool(reported), f"{len(reported)} disclosures are reported, wholly or in part", ()


def _not_omitted(rule: ClaimRule, case: Case) -> Found:
    """No omission stands for a disclosure named."""
    named = {each.disclosure.id: each.disclosure.code for each in _named(rule, case)}
    ids = (each.disclosure_id for each in case.omissions())
    omitted = tuple(dict.fromkeys(named[each] for each in ids if each in named))
    return not omitted, "omitted with a reason" if omitted else "none is omitted", omitted


def _omissions_name_parts(_: ClaimRule, case: Case) -> Found:
    """Each omission names a disclosure or single requirements of it: the table cannot hold another one."""
    return True, f"{_omissions(len(list(case.omissions())))}, each naming what is left out", ()


def _omissions_give_reasons(_: ClaimRule, case: Case) -> Found:
    """Each omission gives a known reason, with words of its own that hold what the reason calls for."""
    called_for = {each.reason: each.must_name for each in case.reasons}
    short, number = [], 0
    for omission in case.omissions():
        number += 1
        is_known = omission.reason in called_for and omission in case.telling
        if not is_known or lacks(omission.explanation, called_for[omission.reason]):
            short.append(omission.disclosure_id.split("/", 1)[1])
    if short:
        told = "without a known reason, or without what the reason calls for"
        return False, told, tuple(dict.fromkeys(short))
    return True, f"{_omissions(number)}, each with its explanation" if number else "none used", ()


def _omissions(number: int) -> str:
    return "1 omission" if number == 1 else f"{number} omissions"


def _topics_named(_: ClaimRule, case: Case) -> Found:
    number = len(case.report.topics)
    return number > 0, f"{number} material topics are named" if number else "no material topic is named", ()


def _located(_: ClaimRule, case: Case) -> Found:
    """Each disclosure that is reported can be found: a page or a section stands with one of its facts."""
    places = {fact.id for fact in case.report.facts if fact.evidence.location}
    lost = []
    for found in case.framework.disclosures:
        facts = {support.fact_id for finding in found.findings for support in finding.because}
        if facts and not facts & places:
            lost.append(found.disclosure.code)
    return not lost, "no page or section is given" if lost else "each has a page or a section", tuple(lost)


def _index(_: ClaimRule, __: Case) -> Found:
    """What the index that `esgmap index` writes carries by its making."""
    return True, "the index that esgmap writes carries it", ()


def _obligation_kept(rule: ClaimRule, case: Case) -> Found:
    """Each requirement under the obligation has a status that keeps it; a softened part never breaks it."""
    (obligation,) = rule.about
    own = [f for f in case.framework.findings if f.requirement.obligation == obligation and f.lowers]
    broken = [f.requirement.code for f in own if f.status not in KEPT[obligation]]
    codes = tuple(dict.fromkeys(broken))
    if not own:
        return True, f"nothing is {obligation} for this issuer in this year", ()
    return not broken, f"{len(own) - len(broken)} of {len(own)} requirements kept", codes


TESTS: dict[str, Callable[[ClaimRule, Case], Found]] = {
    "reported": _reported,
    "any-reported": _any_reported,
    "not-omitted": _not_omitted,
    "omissions-name-parts": _omissions_name_parts,
    "omissions-give-reasons": _omissions_give_reasons,
    "topics-named": _topics_named,
    "located": _located,
    "index": _index,
    "obligation-kept": _obligation_kept,
}
