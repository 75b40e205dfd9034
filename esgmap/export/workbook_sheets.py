"""Every table sheet of the index workbook, in order, before anything is drawn. Knows no workbook.

Comes in: the plan and the choices of the workbook. Some sheets count the rows of others, or refer to them by
number, so all are made first.
"""

from __future__ import annotations

from dataclasses import dataclass

from esgmap.export.workbook_checks import checks_table
from esgmap.export.workbook_claims import claims_table
from esgmap.export.workbook_facts import facts_table, indicators_table
from esgmap.export.workbook_index import index_table
from esgmap.export.workbook_language import translated
from esgmap.export.workbook_lists import gaps_table
from esgmap.export.workbook_options import IndexOptions
from esgmap.export.workbook_pairs import Compared
from esgmap.export.workbook_proofs import proofs_table
from esgmap.export.workbook_reconcile import reconciliation_table
from esgmap.export.workbook_reviews import with_reviews
from esgmap.export.workbook_rows import Plan
from esgmap.export.workbook_sources import sources_table
from esgmap.export.workbook_summary import lay_out_summary
from esgmap.export.workbook_summary_blocks import Counted, Laid
from esgmap.export.workbook_table import Table

LISTS = {
    "Gaps": "Every requirement that is not reported, or in part only, and what is missing",
    "Facts": "Every fact of the report: value, place in the report, and what it counts for",
    "Crosswalk": "Every fact that counts for a requirement: filter by fact, indicator or code",
    "Indicators": "Which requirements of which framework one indicator reaches, at a glance",
    "Reconciliation": "Totals, rows and figures that must agree: each with a control",
    "Claims": "What each claim requires, and whether it holds",
    "Checks": "Problems found, what was checked and held, and each computation, live",
    "Sources & hashes": "Documents, input files, editions and tables, each with its fingerprint",
}
"""The sheets after the indexes, each with what it shows."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The index sheets, the others in the order of `LISTS`, and the summary as it counts them."""

    indexes: tuple[Table, ...]
    lists: tuple[Table, ...]
    laid: Laid

    @property
    def checks(self) -> Table:
        """The problems, and what was checked and held."""
        return next(table for table in self.lists if table.sheet == "Checks")


def make_sheets(plan: Plan, options: IndexOptions) -> Sheets:
    """Every table, with the reviews that came back; columns are looked up by their English titles."""

    def reviewed(table: Table) -> Table:
        return with_reviews(table, options.reviews)

    english = tuple(reviewed(index_table(sheet, plan)) for sheet in plan.sheets)
    pairs = zip(english, plan.sheets, strict=True)
    indexes = tuple(translated(table, sheet, options.titles) for table, sheet in pairs)
    gaps, proofs, claims = gaps_table(plan), proofs_table(plan), reviewed(claims_table(plan))
    facts = reviewed(facts_table(plan, proofs))
    sources = sources_table(plan, facts, options)
    indicators, checks = indicators_table(plan), checks_table(plan)
    reconciliation = reconciliation_table(plan, Compared(english, gaps, facts, proofs, sources, checks))
    laid = lay_out_summary(plan, Counted(english, (*english, facts, claims), reconciliation, checks))
    lists = (gaps, facts, proofs, indicators, reconciliation, claims, checks, sources)
    return Sheets(indexes, lists, laid)
