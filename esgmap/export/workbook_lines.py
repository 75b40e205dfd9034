"""The lines of an index before any layout: what one row of an index sheet is about.

A line is a heading, a row of the index's own header, a note, or a disclosure, group or requirement with what
was found. Knows no workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esgmap.findings import DisclosureFinding, Finding
from esgmap.model import Disclosure, Requirement

HEADINGS = ("heading", "subheading")
ASSESSED = ("disclosure", "group", "requirement")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an index sheet.

    `kind` is heading, subheading, head (a row of the index's header: label and value), note, reference (a
    disclosure that stands elsewhere), disclosure, group or requirement. `topic` is the material topic that
    the line is judged for alone, or referred to from; `under` the one that it stands under. `own` is what
    stands in the standard's own columns of a line that nothing was found for, `key` the row id of such a
    line. A line that `is_outside` is no part of the index: it was checked and is not reported.
    """

    kind: str
    text: str = ""
    found: DisclosureFinding | None = None
    item: Requirement | None = None
    finding: Finding | None = None
    depth: int = 0
    topic: str = ""
    under: str = ""
    own: tuple[str, ...] = ()
    key: str = ""
    is_outside: bool = False

    @property
    def id(self) -> str:
        """The row id: of the requirement, group or disclosure, with the topic where it is for one alone."""
        if self.found is None:
            return self.key
        row_id = self.item.id if self.item else self.found.disclosure.id
        return f"{row_id}@{self.topic}" if self.topic else row_id

    @property
    def level(self) -> str:
        """What the row is, as the Summary counts: what is judged for one topic alone is counted nowhere."""
        if self.kind in HEADINGS:
            return ""
        if self.kind in ASSESSED:
            return f"topic {self.kind}" if self.topic else self.kind
        return "header" if self.kind == "head" else self.kind

    @property
    def is_counted(self) -> bool:
        """Whether the line holds the one finding of its requirement or disclosure, over all topics."""
        return self.kind in ASSESSED and not self.topic

    @property
    def disclosure(self) -> Disclosure:
        """The disclosure that the line belongs to."""
        if self.found is None:
            raise ValueError("a heading has no disclosure")
        return self.found.disclosure


def disclosure_lines(
    found: DisclosureFinding, *, topic: str = "", under: str = "", is_outside: bool = False
) -> Iterator[Line]:
    """A disclosure and below it its groups and requirements, in the standard's order."""
    yield Line("disclosure", found=found, topic=topic, under=under, is_outside=is_outside)
    findings = {finding.requirement.id: finding for finding in found.findings}
    depths = {found.disclosure.id: 0}
    for item in found.disclosure.items:
        depths[item.id] = depths.get(item.parent_id, 0) + 1
        yield Line(
            "group" if item.is_group else "requirement",
            found=found,
            item=item,
            finding=findings.get(item.id),
            depth=depths[item.id],
            topic=topic,
            under=under,
            is_outside=is_outside,
        )
