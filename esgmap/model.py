"""The records everything else passes around: frozen dataclasses of plain values.

Owns the words of the field (edition, disclosure, requirement, indicator, fact, finding). Knows no file
format, no RDF and no workbook. Every record that a person wrote carries the `Source` it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was written: file:line:column, or workbook:sheet!cell."""

    path: str
    line: int = 0
    column: int = 0
    cell: str = ""

    def __str__(self) -> str:
        if self.cell:
            return f"{self.path}:{self.cell}"
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.path, *numbers])


class Severity(Enum):
    """How much a problem matters to the reader of the index."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Position from the mildest (0) to the gravest."""
        return [Severity.NOTE, Severity.WARNING, Severity.ERROR].index(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to a problem: why it is accepted, who said so, on which day, until which day.

    Without `until` it holds as long as the figures stay.
    """

    because: str
    by: str
    on: date
    until: date | None = None
    note: str = ""
    has_expired: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with what a person wrote. Readers and checks return problems, they never raise.

    What does not keep a report from being assessed has a `key`, by which it can be answered in responses.csv.
    A problem of the figures has its `computation` with the numbers put in, and in `also` the other places
    that it is about.
    """

    code: str
    severity: Severity
    message: str
    hint: str = ""
    source: Source | None = None
    facts: tuple[str, ...] = ()
    key: str = ""
    computation: str = ""
    also: tuple[Source, ...] = ()
    answer: Answer | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether somebody answered for it, and the answer has not expired."""
        return self.answer is not None and not self.answer.has_expired


@dataclass(frozen=True, slots=True)
class Period:
    """An interval of days, both ends included; an instant has the same start and end."""

    start: date
    end: date

    def __str__(self) -> str:
        return str(self.start) if self.start == self.end else f"{self.start}/{self.end}"

    def holds(self, other: Period) -> bool:
        """Whether the other period lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def years_before(self, years: int) -> Period:
        """The same period, the given number of years earlier."""
        return Period(_shift(self.start, years), _shift(self.end, years))


def _shift(day: date, years: int) -> date:
    if years and (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


# --- frameworks ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One breakdown that a requirement asks for; more than one dimension means crossed."""

    dimensions: tuple[str, ...]

    def __str__(self) -> str:
        return " by ".join(self.dimensions)


@dataclass(frozen=True, slots=True)
class DimensionNeeds:
    """What a requirement's `dimensions` column says: a total, breakdowns, and fixed members."""

    total: bool = False
    breakdowns: tuple[Breakdown, ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """The smallest thing that gets a status; a `group` has none of its own and is rolled up."""

    id: str
    edition_id: str
    disclosure_id: str
    parent_id: str
    code: str
    label: str
    locator: str
    obligation: str
    kind: str
    unit_kind: str
    unit: str
    needs: DimensionNeeds
    periods: int
    condition: str
    confidence: str
    compiled_from: str
    note: str
    is_group: bool
    source: Source
    regime: str = ""
    replaces: tuple[str, ...] = ()
    change: str = ""
    change_note: str = ""
    standard_obligation: str = ""

    @property
    def local_id(self) -> str:
        """The id without its edition."""
        return self.id.split("/", 1)[1]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure, metric or KPI, under the standard's own code."""

    id: str
    edition_id: str
    code: str
    title: str
    title_is_official: bool
    topic: str
    locator: str
    obligation: str
    omission_permitted: bool
    confidence: str
    compiled_from: str
    note: str
    items: tuple[Requirement, ...]
    source: Source
    regime: str = ""
    replaces: tuple[str, ...] = ()
    change: str = ""
    change_note: str = ""
    standard_obligation: str = ""

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The items that get a status of their own."""
        return tuple(item for item in self.items if not item.is_group)

    def is_asked_by(self, dimension: str) -> bool:
        """Whether some requirement wants an answer for each member of the dimension."""
        cuts = (cut for each in self.requirements for cut in each.needs.breakdowns)
        return any(dimension in cut.dimensions for cut in cuts)


@dataclass(frozen=True, slots=True)
class Edition:
    """One dated edition of one standard."""

    id: str
    framework: str
    standard: str
    title: str
    edition: str
    publisher: str
    effective_from: str
    effective_basis: str
    superseded_from: str
    superseded_by: str
    reference: str
    compiled_from: str
    checked_on: str
    note: str
    sha256: str
    disclosures: tuple[Disclosure, ...]
    role: str = "assessed"
    superseded_basis: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What companies report, once, in our own words."""

    id: str
    label: str
    definition: str
    value_type: str
    unit_kind: str
    basis: str
    broader: str
    calculation: str
    source: Source
    better: str = ""
    base: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way of cutting a figure, and what a complete cut shows at least.

    `partitions` says how members make up the whole (see `calculations.Makeup`); `as_whole` is the member that
    many reports give without giving a whole, such as full-time employees.
    """

    id: str
    label: str
    members: tuple[str, ...]
    required: tuple[str, ...]
    min_members: int
    restricts: bool
    partitions: tuple[str, ...] = ()
    as_whole: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, its kind, the factor to the base unit of that kind, and how reports print it.

    `quotient` says of which units it is a quotient, as `t / mRMB` (see `calculations.Quotient`).
    """

    id: str
    label: str
    kind: str
    factor: Decimal
    printed: tuple[str, ...] = ()
    quotient: str = ""


@dataclass(frozen=True, slots=True)
class PlausibleFactor:
    """One figure over another, and between which bounds it lies if both are right; `why` with its source.

    `top` and `bottom` are expressions in indicators, `units` a quotient of units. `change` is by how many per
    cent it may move from one year to the next; zero where nothing is said of that.
    """

    id: str
    label: str
    top: str
    bottom: str
    units: str
    low: Decimal
    high: Decimal
    change: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class PlausibleRange:
    """Between which bounds a figure lies, in the base unit of its kind; an end may be open (None).

    Beyond a bound that is `firm` (`low`, `high` or `yes` for both) no figure can lie; beyond another it calls
    for a look.
    """

    low: Decimal | None
    high: Decimal | None
    firm: str
    why: str


@dataclass(frozen=True, slots=True)
class Hub:
    """The indicators, dimensions and units that all frameworks share, each by id; and what is plausible.

    `ranges` are by indicator, or by kind of unit as `kind:energy`.
    """

    indicators: dict[str, Indicator]
    dimensions: dict[str, Dimension]
    units: dict[str, Unit]
    factors: tuple[PlausibleFactor, ...] = ()
    ranges: dict[str, PlausibleRange] = field(default_factory=dict)


NO_TERM = "sssom:NoTermFound"
"""SSSOM's own word for: looked for, and there is no counterpart."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One SSSOM row: a requirement (subject), a predicate, an indicator or `NO_TERM` (object)."""

    subject_id: str
    predicate_id: str
    object_id: str
    is_negative: bool
    justification: str
    author: str
    mapping_date: str
    confidence: str
    comment: str
    source: Source


@dataclass(frozen=True, slots=True)
class OmissionReason:
    """A reason that a framework allows for leaving something out."""

    framework: str
    reason: str
    accompanied_by: str
    clause: str
    claims: tuple[str, ...] = ()
    must_name: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relief:
    """A relief of an edition, and the requirements that may take it.

    `leaves_out` says whether an item may be left out under it; else only less of it may be reported.
    """

    name: str
    requirement_ids: frozenset[str]
    must_still_say: str
    clause: str
    confidence: str
    leaves_out: bool = True
