"""What a workbook can be asked for beside the assessment: its language, the reviews that came back."""

from __future__ import annotations

from dataclasses import dataclass

from esgmap.reviews import Remark
from esgmap.titles import Titles


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """The choices of one workbook: the same input under the same choices gives the same bytes.

    `titles` are those of `lang`; None in English.
    """

    lang: str = "en"
    reviews: tuple[Remark, ...] = ()
    titles: Titles | None = None


DEFAULT = IndexOptions()
"""An English workbook without reviews."""
