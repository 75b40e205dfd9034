"""A gap report rendered in fresh interpreters, each with another hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import hashlib, pathlib, sys
from esgmap.export.registry import render_gaps
from esgmap.workspace import run
text = render_gaps(run(pathlib.Path(sys.argv[1])).assessment, sys.argv[2])
print(hashlib.sha256(text.encode()).hexdigest())
"""


def digests(example: Path, form: str) -> set[str]:
    """The SHA-256 of the report from two runs; one value if both gave the same bytes."""
    command = [sys.executable, "-c", CODE, str(example), form]
    return {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
