"""The words of a row, of its parents and of its column → members of dimensions, and what is left over.

Of which: female · Under 30 · Permanent full-time · Category 6: Business travel. A word that two members of
one dimension share is none; which members a row has depends on the indicator that it is taken for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from esgmap.numerals import folded
from esgmap.proposals.lexicon import ITSELF, Lexicon

Members = dict[str, str]


def members_in(text: str, indicator: str, lexicon: Lexicon) -> tuple[Members, str]:
    """The members that a text names, by dimension, and the text without their words; longer words first.

    The heading of a dimension (`Gender`) goes, too. Where two members of a dimension stand, neither counts.
    """
    rest = folded(text).casefold()
    matches = []
    for words in lexicon.members:
        if words.goes_with(indicator):
            matches += [(found, words) for found in words.pattern.finditer(rest) if found[0]]
    matches.sort(key=lambda each: (each[0].start() - each[0].end(), each[0].start()))
    found: dict[str, set[str]] = {}
    taken: set[int] = set()
    spans: list[tuple[int, int]] = []
    for match, words in matches:
        where = set(range(*match.span()))
        if where & taken and match.span() not in spans:
            continue
        taken |= where
        spans.append(match.span())
        if words.member != ITSELF:
            found.setdefault(words.dimension, set()).add(words.member)
    left = "".join(" " if at in taken else sign for at, sign in enumerate(rest))
    own = lexicon.says.get(indicator, ())
    clear = {name: next(iter(each)) for name, each in found.items() if len(each) == 1 and name not in own}
    return clear, " ".join(left.split())


def merged(parts: Iterable[Members]) -> tuple[Members, bool]:
    """The members of several texts together, the first to name a dimension first; and whether two differ."""
    found: Members = {}
    differs = False
    for part in parts:
        for dimension, member in part.items():
            differs |= found.setdefault(dimension, member) != member
    return found, differs


def written(members: Members) -> str:
    """Members as a facts table writes them."""
    return ";".join(f"{dimension}={member}" for dimension, member in sorted(members.items()))


def slug(text: str, longest: int = 60) -> str:
    """A text as part of an id: small letters, digits and hyphens; Chinese signs stay as their code points.

    One that is too long is cut, and ends with four signs that tell it from others cut alike.

    >>> slug("Company-owned planes (total)"), slug("范围")
    ('company-owned-planes-total', 'u8303-u56f4')
    """
    plain = "".join(f" u{ord(sign):x} " if ord(sign) > 0x2E7F else sign for sign in folded(text).casefold())
    bare = re.sub(r"[^a-z0-9]+", "-", plain.translate(_LETTERS)).strip("-")
    if len(bare) <= longest:
        return bare
    return f"{bare[: longest - 5].rstrip('-')}-{hashlib.sha256(bare.encode()).hexdigest()[:4]}"


_LETTERS = str.maketrans("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿß", "aaaaaaceeeeiiiinoooooouuuuyys")
