"""The pages of words of a data request: what to do in which order, how far one is, what each column holds."""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.export.agenda_words import framework_short
from esgmap.export.wording import NOTICE, day_text
from esgmap.export.workbook_pages import Entry
from esgmap.export.workbook_request_facts import FILLED, NO_PLACE, Sheet
from esgmap.export.workbook_table import Formula, Link, Value
from esgmap.findings import Assessment
from esgmap.form_columns import (
    COLUMNS,
    DUE,
    FACT_TITLES,
    FACTS,
    HELP,
    LAST_YEAR,
    OMISSION_TITLES,
    OMISSIONS,
    OWNER,
    REPORT,
    RESPONSE_TITLES,
    RESPONSES,
    STATUS,
    TOPIC,
    WHAT_FOR,
)
from esgmap.tables import load_schema

Count = tuple[str, int, int]
"""A topic, how many rows it has, and how many of them are answered."""

ASIDE_MEANINGS = {
    STATUS: "Live: open, until there is a value or a value state; no place, until a page or section.",
    TOPIC: "The heading in the standard under which the first of the questions stands. Filter by it.",
    WHAT_FOR: "The codes of every requirement that the row serves, in the standards’ own codes.",
    HELP: "How to answer, and the questions behind the row in our own words. The standards prevail.",
    LAST_YEAR: "What the year before says, for comparison. Not read.",
    OWNER: "Who collects it. For you alone; not read.",
    DUE: "By when. For you alone; not read. Red when it is past and the row is open.",
}
PLAINER = {
    "label": "What is asked; change it to the words of your report if you like.",
    "value": "The number alone, with its unit in the next column; or a sentence or two on what is said. "
    "Percentages: 73 or 73%, with the unit pct.",
    "unit": "From the list of units of this kind; add a unit only if the list has it.",
    "value_state": "Empty for a number or a statement. nil: the report says that there were none. "
    "not-available: the report prints NA.",
    "period": "2025 is the financial year that begins in it; also 2025-08, 2025-12-31, 2025-08-01/2025-10-31",
    "dimensions": "Which part the figure is of: gender=female; region=europe. ?1, ?2 … are your own choices, "
    "named once on the sheet Report.",
    "document": "The id of a document on the sheet Report. May stay empty if there is but one.",
    "extent": "part, if the statement answers the question only in part; then say under Lacks what is open.",
    "id": "Names the row from year to year. Leave it; give each new row an id of its own.",
    "indicator": "What is measured, by our name. Leave it; `esgmap frameworks show CODE` names them.",
    "answers": "For what no indicator carries: the requirement’s id. Leave it.",
}


STEPS = (
    ("1  The report", "Check what is there: boundary, frameworks, editions, material topics.", REPORT),
    ("2  Who and when", "Give each row an owner and a due date; filter by topic or owner.", FACTS),
    (
        "3  Collect",
        "Fill in the value. Where there were none, say nil; where you print NA, say not-available. What you "
        "do not know stays empty: an empty row is never an answer.",
        FACTS,
    ),
    ("4  Own choices", "Rows that say ?1, ?2 … wait for names: regions, categories. Name each once.", REPORT),
    ("5  Point to it", "When the report stands, add page and section of each value.", FACTS),
    ("6  Leave out", "Say what the report leaves out, and for which reason.", OMISSIONS),
    ("7  Accept", "What the check finds, and you accept as it stands, with the reason.", RESPONSES),
)
HABITS = (
    ("Sorting, filtering", "Rows may be sorted, filtered, moved, deleted; add columns of your own."),
    ("Rows of your own", "Below the last: an Id, what it is, value, unit, period; Indicator or Answers."),
    ("One row, many codes", "A figure is asked once and counts wherever “What for” says."),
    ("Percentages", "73 or 73%, with the unit pct. A share of 0.73 is not turned into per cent."),
)


def front(assessment: Assessment, drawn: Sheet, counts: list[Count], named: str) -> Iterator[Entry]:
    """The first sheet; `named` is what the file is called in the commands."""
    report = assessment.report
    period = f"{day_text(report.period.start)} to {day_text(report.period.end)}"
    frameworks = ", ".join(framework_short(each.claim.framework) for each in assessment.frameworks)
    yield "title", (f"Data request: {report.entity}",)
    yield "subtitle", (f"{report.title}; {period}; {frameworks}",)
    yield "section", ("What to do",)
    for label, text, sheet in STEPS:
        yield "line", (label, text, Link(sheet, sheet, 1))
    yield (
        "line",
        ("8  Check", f"Save as .xlsx, then: esgmap check {named}", "what is wrong, by sheet and cell"),
    )
    yield "line", ("", f"esgmap gaps {named}", "what is reported, what is missing")
    yield "line", ("", f"esgmap index {named} -o index.xlsx", "the content index")
    yield "section", ("Good to know",)
    for label, text in HABITS:
        yield "line", (label, text)
    yield "line", ("More columns", "What each column holds.", Link(COLUMNS, COLUMNS, 1))
    yield "section", ("How far you are", "answered", "of which without page or section")
    yield from _progress(drawn, counts)
    yield "section", ("Notice",)
    yield "line", ("Made with", f"esgmap {assessment.tool_version}")
    yield "line", ("", NOTICE)


def _progress(drawn: Sheet, counts: list[Count]) -> Iterator[Entry]:
    """How many rows of each topic are answered, as formulas that follow the sheet."""
    topics, status = drawn.cells(TOPIC), drawn.cells(STATUS)
    for topic, rows, answered in counts:
        name = f'"{_quoted(topic)}"'
        done = (
            f'(COUNTIFS({topics},{name},{status},"{FILLED}")+COUNTIFS({topics},{name},{status},"{NO_PLACE}"))'
        )
        told = Formula(f'={done}&" of "&COUNTIFS({topics},{name})', f"{answered} of {rows}")
        without = Formula(f'=COUNTIFS({topics},{name},{status},"{NO_PLACE}")&""', "0")
        yield "line", (topic, told, without)


def _quoted(text: str) -> str:
    """A text as COUNTIFS takes it literally, within quotes; with a wildcard where it is too long."""
    plain = text.replace("~", "~~").replace("*", "~*").replace("?", "~?").replace('"', '""')
    return plain if len(plain) <= 250 else f"{plain[:240]}*"


def columns_page(assessment: Assessment) -> Iterator[Entry]:
    """The sheet that explains each column, and the reasons that may be given for leaving something out."""
    yield "title", ("What each column holds",)
    yield "subtitle", ("Columns are known by their titles; their order does not matter.",)
    facts, omissions = load_schema("facts").columns, load_schema("omissions").columns
    yield "section", (FACTS, "what it holds", "one of")
    for title, meaning in ASIDE_MEANINGS.items():
        yield "line", (title, meaning)
    for name, title in FACT_TITLES.items():
        cells: tuple[Value, ...] = (
            title,
            PLAINER.get(name, _stopped(facts[name].description)),
            ", ".join(facts[name].choices),
        )
        yield "line", cells
    yield "section", (OMISSIONS, "what it holds", "")
    for name, title in OMISSION_TITLES.items():
        yield "line", (title, _stopped(omissions[name].description))
    answers = load_schema("responses").columns
    yield "section", (RESPONSES, "what it holds", "")
    for name, title in RESPONSE_TITLES.items():
        yield "line", (title, _stopped(answers[name].description))
    yield "section", ("Reasons", "what the explanation has to say", "where the standard says so")
    for framework, reasons in assessment.grounds.reasons.items():
        if any(each.claim.framework == framework for each in assessment.frameworks):
            for each in reasons:
                yield (
                    "line",
                    (f"{framework.upper()}: {each.reason}", _stopped(each.accompanied_by), each.clause),
                )
    for relief in assessment.grounds.reliefs:
        yield "line", (relief.name, f"A relief. {_stopped(relief.must_still_say)}", relief.clause)


def _stopped(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
