"""The sheets, blocks and columns of a workbook that stands for a report folder, said once.

Sheets are known by their names, blocks by their headings, columns by their titles: letter case and blanks
around them do not count, nor does their order. A column is also known by its name in the schema of its table.
"""

from __future__ import annotations

from dataclasses import dataclass

README, REPORT, FACTS, OMISSIONS, RESPONSES = "Read me", "Report", "Facts", "Omissions", "Responses"
COLUMNS, LISTS = "Columns", "Lists"
READ = (REPORT, FACTS, OMISSIONS, RESPONSES)
"""The sheets that are read; the others are for people and for the drop-downs."""

OPEN_MEMBER = "?"
"""How a member begins that the team names itself: `region=?1` is the first region of the own choices."""
TO_BE_STATED = "To be stated"
"""What stands in place of the boundary until somebody writes it."""

FACT_TITLES = {
    "label": "What to report",
    "value": "Value",
    "unit": "Unit",
    "value_state": "Value state",
    "period": "Period",
    "dimensions": "Dimensions",
    "basis": "Basis",
    "whose": "Whose",
    "document": "Document",
    "pages": "Pages",
    "section": "Section",
    "anchor": "Anchor",
    "note": "Note",
    "extent": "Extent",
    "lacks": "Lacks",
    "value_as_printed": "Value as printed",
    "unit_as_printed": "Unit as printed",
    "id": "Id",
    "indicator": "Indicator",
    "answers": "Answers",
}
"""The columns of a fact by their names in the schema: the titles that the sheet shows."""

STATUS, TOPIC, WHAT_FOR, HELP, LAST_YEAR = "Status", "Topic", "What for", "Help", "Last year"
OWNER, DUE = "Owner", "Due date"
ASIDE = (STATUS, TOPIC, WHAT_FOR, HELP, LAST_YEAR, OWNER, DUE)
"""The columns of the sheet of facts that are for people alone; they are not read."""

ANSWERS = ("value", "value_state", "value_as_printed")
"""What makes a row a fact: a row with nothing in any of these columns says nothing."""
PLACES = ("pages", "section", "anchor")
"""Where a value stands in the report; filled in without a value, it is told."""

OMISSION_TITLES = {
    "disclosure": "Disclosure",
    "requirements": "Requirements",
    "reason": "Reason",
    "explanation": "Explanation",
    "document": "Document",
    "pages": "Pages",
    "section": "Section",
    "note": "Note",
}

RESPONSE_TITLES = {
    "problem": "Problem",
    "accepted_because": "Accepted because",
    "by": "By",
    "on": "On",
    "until": "Until",
    "note": "Note",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the sheet of the report: its label, the keys of report.yaml that it holds, and help.

    `choices` names the list of its drop-down. A repeated field may stand on several lines, one text each.
    """

    label: str
    keys: tuple[str, ...]
    help: str
    choices: str = ""
    repeated: bool = False


FIELDS = (
    Field("Entity", ("entity",), "The company or group that reports, by its legal or reporting name."),
    Field("Title of the report", ("title",), "As it will stand on the cover."),
    Field("Short id", ("id",), "Letters, digits and hyphens. It names the report in every output."),
    Field("First day of the period", ("period", "start"), "A date."),
    Field("Last day of the period", ("period", "end"), "A date."),
    Field("Published", ("published",), "The day, month or year of publication, if it is known."),
    Field(
        "Boundary",
        ("boundary",),
        "Which companies, sites and joint ventures the figures cover, in your own words.",
    ),
    Field(
        "Left out",
        ("exclusions",),
        "What the report leaves out of this boundary: one thing a line; copy the line for each further one.",
        repeated=True,
    ),
    Field(
        "Issuer class",
        ("issuer", "class"),
        "Where the company is listed; it decides what HKEX asks of it.",
        "issuer_class",
    ),
    Field("Note on the issuer", ("issuer", "note"), "What the listing means for what is mandatory."),
    Field("Note on the topics", ("material_topics", "note"), "Where the list of material topics comes from."),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A list on the sheet of the report: its heading, its columns with the key of each, and help.

    `choices` names, by column, the list of the drop-down. `spare` lines stay empty below for further entries.
    """

    heading: str
    columns: tuple[tuple[str, str], ...]
    help: str
    choices: tuple[tuple[str, str], ...] = ()
    spare: int = 3

    def key(self, title: str) -> str:
        """The key of a column; empty if the block has no such column."""
        plain = plain_title(title)
        return next((key for known, key in self.columns if plain in (plain_title(known), key)), "")


FRAMEWORKS = Block(
    "Frameworks",
    (
        ("Framework", "framework"),
        ("Claim", "claim"),
        ("How it binds", "obligation"),
        ("Why these editions", "why"),
        ("No Sector Standard", "no_sector_standard"),
    ),
    "What the report is checked against. No Sector Standard: what the report says if none applies (GRI).",
    (("framework", "frameworks"), ("claim", "claims")),
)
EDITIONS = Block(
    "Editions",
    (("Edition", "edition"), ("Pinned", "pinned")),
    "One edition a line. Take out those of topics that are not material. Pinned: yes, if it is used on "
    "purpose before or after its time.",
    (("edition", "editions"), ("pinned", "yes")),
    5,
)
SECTORS = Block(
    "Sector Standards",
    (
        ("Framework", "framework"),
        ("Title", "title"),
        ("Topic that is not material", "topic"),
        ("Why it is not", "explanation"),
    ),
    "GRI Sector Standards that apply, and each of their topics that you judge not material, one a line.",
    (("framework", "frameworks"),),
)
TOPICS = Block(
    "Material topics",
    (
        ("Id", "id"),
        ("Topic", "label"),
        ("Disclosures", "disclosures"),
        ("Sector number", "sector_ref"),
        ("Sector numbers of disclosures", "sector_refs"),
    ),
    "The topics that you have found material. Disclosures: editions or single ones, as gri-305-2016/305-1, "
    "parted by semicolons. The sector numbers as gri-305-2016/305-1 = 14.1.5.",
    spare=8,
)
DOCUMENTS = Block(
    "Documents",
    (
        ("Id", "id"),
        ("Title", "title"),
        ("File", "file"),
        ("Pages", "pages"),
        ("Language", "language"),
        ("Form", "form"),
        ("Published at", "location"),
        ("SHA-256", "sha256"),
    ),
    "What the facts are read from: the report, and whatever else it is published in.",
)
CHOICES = Block(
    "Own choices",
    (("Dimension", "dimension"), *((f"{OPEN_MEMBER}{number}", str(number)) for number in range(1, 7))),
    "Where a breakdown is asked for and you choose the parts (regions, categories): name them here once. "
    "Wherever a row says ?1, the name below ?1 is meant.",
    spare=2,
)
BLOCKS = (FRAMEWORKS, EDITIONS, SECTORS, TOPICS, DOCUMENTS, CHOICES)


def plain_title(text: str) -> str:
    """A title as it is compared: small letters, single blanks for underscores and for runs of blanks."""
    return " ".join(text.replace("_", " ").split()).casefold()
