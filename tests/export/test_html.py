"""The HTML gap report: complete, well-formed, self-contained, closed to injected markup, fit for a phone."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fresh_runs import digests
from hostile import IN_ONE_LINE, hostile

from esgmap.export.html import NAME, render
from esgmap.export.wording import STATUS_WORDS
from esgmap.findings import Assessment, Finding, Status

VOID = {"meta", "input", "link", "br", "img", "hr"}
ALLOWED = """
html head meta title style body script a header nav main section footer h1 h2 h3 h4 p span strong
ul li dl dt dd div table caption thead tbody tr th td details summary
form fieldset legend label select option input button svg defs pattern symbol use rect circle path text
"""
Attributes = dict[str, str | None]


class Page(HTMLParser):
    """A page read tag by tag: it must be balanced; elements with their attributes and texts are kept."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, Attributes]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>: {names}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def having(self, attribute: str) -> list[Attributes]:
        return [attributes for _, attributes in self.elements if attribute in attributes]

    def named(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def text(assessment: Assessment) -> str:
    return render(assessment)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def every_finding(assessment: Assessment) -> Iterator[Finding]:
    for framework in assessment.frameworks:
        yield from framework.findings


# --- what is in it --------------------------------------------------------------------------------


def test_it_is_registered_as_html() -> None:
    assert NAME == "html"


def test_the_title_names_entity_and_year(assessment: Assessment, text: str) -> None:
    report = assessment.report
    title = re.search("<title>(.*)</title>", text)
    assert title
    assert html.unescape(title.group(1)) == f"ESG gap report: {report.entity} {report.period.end.year}"


def test_every_disclosure_stands_there_once_with_its_status(assessment: Assessment, page: Page) -> None:
    shown = [(each["data-disclosure"], each["data-status"]) for each in page.having("data-disclosure")]
    wanted = [
        (found.disclosure.id, found.status.value)
        for framework in assessment.frameworks
        for found in framework.disclosures
    ]
    assert shown == wanted
    assert len(shown) == len(set(shown)) >= 150


def test_every_requirement_stands_there_once_with_its_status(assessment: Assessment, page: Page) -> None:
    shown = [(each["data-requirement"], each["data-status"]) for each in page.having("data-requirement")]
    assert shown == [(each.requirement.id, each.status.value) for each in every_finding(assessment)]


def test_the_word_beside_each_status_is_the_right_one(text: str) -> None:
    badges = re.findall(r'class="badge s-([a-z-]+)"><svg.*?#mark-([a-z-]+)"/></svg> ([^<]+)</span>', text)
    assert len(badges) > 500
    for status, mark, word in badges:
        assert status == mark
        assert word.lower() == STATUS_WORDS[status]


def test_every_proof_and_near_miss_is_there(assessment: Assessment, text: str) -> None:
    blocks = dict(zip(*[iter(re.split(r'data-requirement="([^"]+)"', text)[1:])] * 2, strict=True))
    for finding in every_finding(assessment):
        block = blocks[html.escape(finding.requirement.id)]
        for support in (*finding.because, *finding.near_misses):
            assert f'<span class="id">{html.escape(support.fact_id)}</span>' in block


def test_the_summary_equals_a_recount(assessment: Assessment, text: str) -> None:
    for framework in assessment.frameworks:
        table = re.search(rf'data-summary="{framework.claim.framework}".*?</table>', text, re.DOTALL)
        assert table
        rows = re.findall(r'data-status="([a-z-]+)".*?<td>(\d+)</td><td>(\d+)</td>', table.group())
        of_disclosures = Counter(found.status.value for found in framework.disclosures)
        of_requirements = Counter(finding.status.value for finding in framework.findings)
        wanted = [(key, str(of_disclosures[key]), str(of_requirements[key])) for key in STATUS_WORDS]
        total = ("total", str(of_disclosures.total()), str(of_requirements.total()))
        assert sorted(rows) == sorted([*wanted, total])


def test_the_bars_say_their_numbers_and_fill_their_width(assessment: Assessment, text: str) -> None:
    bars = re.findall(
        r'<svg class="bar" role="img" aria-label="(\d+) (\w+): ([^"]*)">(.*?)</svg>', text, re.DOTALL
    )
    assert len(bars) == 2 * len(assessment.frameworks)
    for total, _, spoken, drawn in bars:
        assert sum(int(number) for number in re.findall(r"\d+", spoken)) == int(total)
        widths = re.findall(r'x="([\d.]+)%" y="1" width="([\d.]+)%"', drawn)
        assert abs(sum(float(width) for _, width in widths) - 100) < 0.01
        assert float(widths[0][0]) == 0


def test_softened_parts_confidence_problems_and_editions(
    assessment: Assessment, page: Page, text: str
) -> None:
    softened = [
        each
        for each in every_finding(assessment)
        if each.requirement.condition and each.status in {Status.UNMET, Status.PARTIAL}
    ]
    assert text.count("This part is not whole; it <strong>lowers no status</strong>.") == len(softened)
    unsure = [each for each in every_finding(assessment) if each.requirement.confidence != "verified"]
    assert text.count("<dt>Confidence</dt>") == len(unsure)
    assert sorted(each["data-problem"] for each in page.having("data-problem")) == sorted(
        each.code for each in assessment.problems
    )
    editions = [edition for framework in assessment.frameworks for edition in framework.editions]
    assert [each["data-edition"] for each in page.having("data-edition")] == [each.id for each in editions]
    assert all(edition.sha256 in text for edition in editions)
    assert all(file.sha256 in text for file in assessment.inputs)


def test_an_assessment_without_anything_is_still_a_page(assessment: Assessment) -> None:
    report = dataclasses.replace(assessment.report, exclusions=(), topics=(), boundary="", documents=())
    empty = Page(render(dataclasses.replace(assessment, report=report, frameworks=(), problems=())))
    assert empty.having("data-disclosure") == []


# --- how it is made -------------------------------------------------------------------------------


def test_structure_for_everybody(page: Page, text: str) -> None:
    assert page.named("html") == [{"lang": "en"}]
    assert len(page.named("main")) == len(page.named("header")) == len(page.named("footer")) == 1
    assert len(page.named("h1")) == 1
    assert all(each.get("scope") in {"col", "row"} for each in page.named("th"))
    ids = [each["id"] for each in page.having("id")]
    assert len(ids) == len(set(ids))
    links = [each["href"] or "" for each in page.having("href")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    labels = [each["aria-labelledby"] for each in page.having("aria-labelledby")]
    assert set(labels) <= set(ids)
    assert text.index('class="skip"') < text.index("<header>")
    levels = [int(found) for found in re.findall(r"<h([1-4])[ >]", text)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_fetched(page: Page, text: str) -> None:
    assert {tag for tag, _ in page.elements} <= set(ALLOWED.split())
    assert page.having("src") == page.having("srcset") == page.having("action") == page.having("style") == []
    style = text.split("<style>")[1].split("</style>")[0]
    assert "@import" not in style
    assert set(re.findall(r"url\(([^)]*)\)", style)) <= {"#hatch", "#dots", "#lines"}
    for tag, attributes in page.elements:
        link = attributes.get("href") or "#"
        assert link.startswith("#") or (tag == "a" and link.startswith(("http://", "https://")))


def test_the_policy_names_the_hashes_of_style_and_script(page: Page, text: str) -> None:
    policy = next(each["content"] for each in page.named("meta") if "http-equiv" in each)
    assert policy and policy.startswith("default-src 'none'; ")
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        inner = text.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_nobody_s_text_becomes_markup(assessment: Assessment, page: Page) -> None:
    text = render(hostile(assessment))
    attacked = Page(text)
    # What may differ: an address that is no address is not linked; “read as” and “asked for” are told where
    # they say something new.
    varying = {"a", "span", "div", "dt", "dd"}
    tags = [Counter(tag for tag, _ in each.elements if tag not in varying) for each in (page, attacked)]
    assert tags[0] == tags[1]
    assert len(attacked.named("script")) == len(attacked.named("style")) == 1
    assert not [name for _, attributes in attacked.elements for name in attributes if name.startswith("on")]
    assert not [each for each in attacked.having("href") if not (each["href"] or "").startswith("#")]
    assert "\u202e" not in text and "\x07" not in text
    seen = " ".join(" ".join(attacked.texts).split())
    assert seen.count(IN_ONE_LINE) > 1000


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2 between two colours."""

    def luminance(colour: str) -> float:
        full = colour if len(colour) == 6 else "".join(letter * 2 for letter in colour)
        parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_colours_are_readable(text: str) -> None:
    badges = re.findall(
        r"^\.s-[^{]*\{ background: #(\w+); border-color: #\w+; color: #(\w+); \}", text, re.MULTILINE
    )
    assert len(badges) == 4
    named = re.findall(r"--(ink|soft|blue|orange): #(\w+);", text)
    assert len(named) == 4
    pairs = [*badges, *((colour, ground) for _, colour in named for ground in ("fff", "f4f6f8"))]
    assert min(contrast(*pair) for pair in pairs) >= 4.5


def test_two_runs_give_the_same_bytes(example: Path) -> None:
    assert len(digests(example, "html")) == 1


# --- in a browser ---------------------------------------------------------------------------------

Browse = Callable[..., str]
PROBE = """
<script>
const form = document.getElementById("filters");
const root = document.documentElement;
const shown = () => document.querySelectorAll("tbody[data-disclosure]:not([hidden])").length;
const change = () => form.dispatchEvent(new Event("input"));
const seen = { inner: innerWidth, closed: root.scrollWidth };
document.querySelectorAll("details").forEach((each) => { each.open = true; });
seen.opened = root.scrollWidth;
form.querySelectorAll("input[name=status]").forEach((each) => { each.checked = each.value === "met"; });
change();
seen.met = shown();
form.reset();
form.elements.framework.value = "hkex";
change();
seen.hkex = shown();
form.elements.framework.value = "";
form.elements.text.value = "  TC-SI-130a.1 ";
change();
seen.found = shown();
seen.told = document.getElementById("shown").textContent;
parent.postMessage(seen, "*");
</script>
"""
"""What a test reads off the page; it tells the page that holds it in a frame."""

FRAME = """<!DOCTYPE html>
<html lang="en"><head><title>A narrow frame</title></head><body>
<script>
addEventListener("message", (told) => { Object.assign(document.documentElement.dataset, told.data); });
</script>
<iframe src="gaps.html" width="390" height="800" style="border: 0"></iframe>
</body></html>
"""
"""A window of headless Chromium is at least 500 pixels wide; a frame can be as narrow as a phone."""


@pytest.fixture
def browse(tool: Callable[[str], str], tmp_path: Path) -> Browse:
    """A function that opens a page in headless Chromium and gives back its document after the scripts ran."""
    program = tool("chromium")
    quiet = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )

    def open_page(text: str, frame: str = "") -> str:
        path = tmp_path / "gaps.html"
        path.write_text(text, encoding="utf-8")
        if frame:
            path = tmp_path / "frame.html"
            path.write_text(frame, encoding="utf-8")
        options = [*quiet.split(), f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=20000"]
        command = [program, *options, "--dump-dom", path.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout

    return open_page


def root_data(document: str) -> dict[str, str]:
    """The data attributes of the document's root."""
    root = re.search("<html[^>]*>", document)
    assert root
    return dict(re.findall(r'data-([a-z]+)="([^"]*)"', root.group()))


@pytest.mark.browser
def test_the_filter_script_runs_under_the_policy(assessment: Assessment, text: str, browse: Browse) -> None:
    data = root_data(browse(text))
    disclosures = sum(len(framework.disclosures) for framework in assessment.frameworks)
    assert data == {"filter": "ready", "shown": str(disclosures)}


@pytest.mark.browser
def test_it_fits_a_phone_and_filters(assessment: Assessment, text: str, browse: Browse) -> None:
    probed = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text).replace(
        "</body>", f"{PROBE}</body>"
    )
    data = root_data(browse(probed, FRAME))
    assert int(data["inner"]) == 390
    assert int(data["closed"]) <= 390
    assert int(data["opened"]) <= 390
    found = [each for framework in assessment.frameworks for each in framework.disclosures]
    assert int(data["met"]) == sum(each.status is Status.MET for each in found)
    of_hkex = [each for each in assessment.frameworks if each.claim.framework == "hkex"]
    assert int(data["hkex"]) == sum(len(each.disclosures) for each in of_hkex)
    assert 1 <= int(data["found"]) < len(found)
    assert data["told"] == f"Filtered: {data['found']} of {len(found)} disclosures are shown."
