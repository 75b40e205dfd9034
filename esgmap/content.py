"""Where the shipped content (frameworks/, mappings/) lies: in a checkout, an editable install or a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def content_root() -> Path:
    """The folder that holds `frameworks/` and `mappings/`."""
    package = Path(__file__).parent
    packed = package / "content"
    return packed if packed.is_dir() else package.parent


def frameworks_folder() -> Path:
    """The folder of edition tables, indicators, dimensions and units."""
    return content_root() / "frameworks"


def mappings_folder() -> Path:
    """The folder of SSSOM files."""
    return content_root() / "mappings"
