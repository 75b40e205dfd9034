"""A whole assessment of made-up records, as the workspace makes one of a report folder."""

from __future__ import annotations

from made_up import HUB, REASONS, SCOPE, YEAR

from esgmap.assess import assess_disclosure, index_evidence
from esgmap.coverage import Scope
from esgmap.findings import Assessment, FrameworkFinding, Grounds, InputFile
from esgmap.model import Disclosure, Edition, Mapping, Relief
from esgmap.reported import Document, Fact, FrameworkClaim, MaterialTopic, Omission, Report


def assessed(
    disclosures: list[Disclosure],
    facts: list[Fact],
    mappings: list[Mapping],
    omissions: list[Omission] | None = None,
    reliefs: tuple[Relief, ...] = (),
    *,
    report_id: str = "made-2021",
    scope: Scope = SCOPE,
) -> Assessment:
    """Assess made-up facts against disclosures of one made-up edition; an explanation of `-` says nothing."""
    given = tuple(omissions or ())
    telling = tuple(each for each in given if each.explanation != "-")
    evidence = index_evidence(facts, mappings, telling, REASONS, scope, reliefs)
    edition_id = disclosures[0].edition_id
    claim = FrameworkClaim("made", "", (edition_id,), "", "")
    texts = ["made", "Made up", "Made-up guide", "2021", "nobody", "2021-01-01", "", "2031", "made:up-2031"]
    edition = Edition(edition_id, *texts, "", "", "", "", "0" * 64, tuple(disclosures))
    found = tuple(assess_disclosure(each, evidence) for each in disclosures)
    return Assessment(
        report=_report(report_id, tuple(facts), given, scope),
        hub=HUB,
        frameworks=(FrameworkFinding(claim, (edition,), found),),
        problems=(),
        inputs=(InputFile("facts.csv", "2" * 64),),
        tool_version="0.0.0",
        grounds=Grounds(tuple(mappings), REASONS, reliefs, telling),
    )


def _report(
    report_id: str, facts: tuple[Fact, ...], omissions: tuple[Omission, ...], scope: Scope = SCOPE
) -> Report:
    return Report(
        id=report_id,
        title="Made 2021",
        entity="Made Limited",
        period=YEAR,
        published="2022",
        boundary="all of it",
        exclusions=(),
        issuer_class="not-hkex-listed",
        issuer_note="",
        claims=(FrameworkClaim("made", "", ("made:up-2021",), "", ""),),
        topics=tuple(MaterialTopic(each, each.capitalize()) for each in scope.topics),
        topics_note="",
        documents=(Document("report", "Made 2021", "1" * 64, "9"),),
        facts=facts,
        omissions=omissions,
    )
