"""The shipped content that a report is checked against, with the obligations of its issuer and year."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from esgmap.applicability import apply_rules, load_rules
from esgmap.catalogue import Catalogue, edition_files, load_catalogue
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.expectations import Expectations, load_expectations
from esgmap.findings import InputFile
from esgmap.hub import load_hub, load_reasons
from esgmap.inforce import ASSESSED
from esgmap.mappings import load_mappings, mapping_file
from esgmap.model import Edition, Hub, Mapping, OmissionReason, Problem, Relief, Severity, Source
from esgmap.regulations import ClaimRule, load_claim_rules, load_reliefs
from esgmap.reported import FrameworkClaim, Report
from esgmap.supersession import Supersession, given_way, load_supersessions, retired
from esgmap.tables import error

SHARED = (
    *("applicability", "check-words", "claim-rules", "contradictions", "dimensions", "indicators"),
    *("jump-limits", "omission-reasons", "plausible-factors", "plausible-ranges"),
    *("reliefs", "supersessions", "units"),
)
"""The tables of frameworks/ that every assessment and its checks rest on, whatever the report names."""

VOLUNTARY = "voluntary"
"""The claim of a report that is checked by choice: nothing more is required of it."""


@dataclass(frozen=True, slots=True)
class Content:
    """Editions in scope, the hub, the mappings, the reasons and reliefs that the frameworks know.

    `expectations` is what the checks of statements go by.
    """

    catalogue: Catalogue
    hub: Hub
    mappings: list[Mapping]
    reasons: dict[str, tuple[OmissionReason, ...]]
    reliefs: tuple[Relief, ...]
    claim_rules: tuple[ClaimRule, ...]
    expectations: Expectations = field(default_factory=Expectations)


def load_content(report: Report) -> tuple[Content, list[Problem]]:
    """Load what the report names, and nothing else of the editions; and every problem with it."""
    wanted, problems = _editions(report)
    catalogue, catalogue_problems = load_catalogue(frameworks_folder(), wanted)
    rules, rule_problems = load_rules(frameworks_folder())
    hub, hub_problems = load_hub(frameworks_folder())
    mappings, mapping_problems = load_mappings(mappings_folder(), catalogue.editions)
    reasons, reason_problems = load_reasons(frameworks_folder())
    reliefs, relief_problems = load_reliefs(frameworks_folder())
    claim_rules, claim_problems = load_claim_rules(frameworks_folder())
    expectations, expectation_problems = load_expectations(frameworks_folder())
    problems += claim_problems + _unknown_claims(report, claim_rules)
    catalogue, gone_problems = _without_superseded(catalogue, report)
    held = {
        each.id: apply_rules(each, rules, report.issuer_class, _obligation_year(each, report))
        for each in catalogue.editions.values()
    }
    problems += catalogue_problems + rule_problems + hub_problems + mapping_problems
    problems += (
        reason_problems
        + relief_problems
        + expectation_problems
        + gone_problems
        + _statusless(catalogue, report)
    )
    allowed = _allowed(reasons, report)
    shared = (tuple(reliefs), tuple(claim_rules), expectations)
    return Content(Catalogue(held), hub, mappings, allowed, *shared), problems


def content_files(catalogue: Catalogue) -> tuple[InputFile, ...]:
    """The shipped files that the statuses rest on: editions, mappings and shared tables, each hashed."""
    editions = [
        InputFile(f"frameworks/{each.id}", each.sha256, "edition") for each in catalogue.editions.values()
    ]
    paths = [(mapping_file(mappings_folder(), each), "mapping") for each in catalogue.editions]
    paths += [(frameworks_folder() / f"{stem}.tsv", "shared table") for stem in SHARED]
    return (*editions, *(_content_file(path, kind) for path, kind in paths if path.is_file()))


def _content_file(path: Path, kind: str) -> InputFile:
    return InputFile(f"{path.parent.name}/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest(), kind)


def _unknown_claims(report: Report, rules: list[ClaimRule]) -> list[Problem]:
    """A warning for each claim of a framework whose claims are known, if it is none of them."""
    problems = []
    for claim in report.claims:
        known = dict.fromkeys(rule.claim for rule in rules if rule.framework == claim.framework)
        if known and claim.claim and claim.claim not in (*known, VOLUNTARY):
            told = "is not known, and what it requires is not judged"
            message = f"claim `{claim.claim}` of {claim.framework} {told}"
            hint = f"known: {', '.join((*known, VOLUNTARY))}"
            place = claim.sources[0] if claim.sources else None
            problems.append(Problem("unknown-claim", Severity.WARNING, message, hint, place))
    return problems


def _without_superseded(catalogue: Catalogue, report: Report) -> tuple[Catalogue, list[Problem]]:
    """The catalogue with nothing asked by single disclosures that have given way, and a problem for each lot.

    An edition that is pinned keeps them.
    """
    rows, problems = load_supersessions(frameworks_folder())
    editions = dict(catalogue.editions)
    for claim in report.claims:
        for edition_id, source in zip(claim.editions, claim.sources, strict=True):
            if edition_id in editions and edition_id not in claim.pinned:
                edition = editions[edition_id]
                found = given_way(edition, rows, report.publication_or_end, report.period)
                editions[edition_id] = retired(edition, found)
                problems += [_gone(row, reason, claim, source) for row, reason in found]
    return Catalogue(editions), problems


def _gone(row: Supersession, reason: str, claim: FrameworkClaim, source: Source) -> Problem:
    """A warning if the report is not checked against the edition that took the place, else a note."""
    message = f"{row.edition_id}: {', '.join(row.codes)} {reason}; nothing is asked by them any more"
    if row.by in claim.editions:
        hint = f"{row.by} is named and asks in their place"
        return Problem("disclosure-superseded", Severity.NOTE, message, hint, source)
    hint = f"name {row.by} too, or name {row.edition_id} under `pinned` and say why"
    return Problem("disclosure-superseded", Severity.WARNING, message, hint, source)


def _allowed(
    reasons: dict[str, tuple[OmissionReason, ...]], report: Report
) -> dict[str, tuple[OmissionReason, ...]]:
    """The reasons that the report's claims know; without a claim, all of the framework's."""
    made = {claim.framework: claim.claim for claim in report.claims}
    return {
        framework: tuple(
            each
            for each in known
            if not each.claims or not made.get(framework) or made[framework] in each.claims
        )
        for framework, known in reasons.items()
    }


def _obligation_year(edition: Edition, report: Report) -> date:
    """The year whose obligations hold: the report's, or for an edition pinned before its time, its first."""
    pinned = any(edition.id in claim.pinned for claim in report.claims)
    if pinned and edition.effective_from:
        return max(report.period.start, date.fromisoformat(edition.effective_from))
    return report.period.start


def _editions(report: Report) -> tuple[list[str], list[Problem]]:
    """The editions that report.yaml names and we have, and a problem for each other one."""
    known = edition_files(frameworks_folder())
    wanted, problems = [], []
    for claim in report.claims:
        for edition_id, source in zip(claim.editions, claim.sources, strict=True):
            if edition_id in known:
                wanted.append(edition_id)
            else:
                same = [each for each in known if each.rsplit("-", 1)[0] == edition_id.rsplit("-", 1)[0]]
                near = same or difflib.get_close_matches(edition_id, known, 3, 0.6)
                hint = f"nearest: {', '.join(near)}; " if near else ""
                hint += "`esgmap frameworks list` shows all"
                message = f"edition `{edition_id}` is not known"
                problems.append(error("unknown-edition", message, hint, source))
    return wanted, problems


def _statusless(catalogue: Catalogue, report: Report) -> list[Problem]:
    """Editions that hold goals, principles or dates alone cannot be checked against."""
    problems = []
    for claim in report.claims:
        for edition_id, source in zip(claim.editions, claim.sources, strict=True):
            edition = catalogue.editions.get(edition_id)
            if edition and edition.role != ASSESSED:
                message = f"{edition_id} holds nothing that a report can be checked against ({edition.role})"
                hint = "take it out; disclosures that relate to it are shown by `esgmap frameworks show`"
                problems.append(error("edition-without-status", message, hint, source))
    return problems
