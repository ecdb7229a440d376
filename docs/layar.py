#!/usr/bin/env python3
"""Draws docs/layar.svg: the terminal view of a sample draft.

python docs/layar.py
"""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from sopan.checker import Checker
from sopan.outputs import screen
from sopan.reading import from_text
from sopan.review import Reviewer
from sopan.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DRAFT = "contoh/kasar.txt"


def main() -> None:
    """Write the picture."""
    console = Console(record=True, width=92, file=io.StringIO(), highlight=False, emoji=False, markup=False)
    draft = from_text((ROOT / DRAFT).read_text("utf-8"), DRAFT)
    screen.show(console, [Reviewer(Checker(), Settings())(draft, kind="keluhan")])
    console.save_svg(str(ROOT / "docs" / "layar.svg"), title=f"sopan check {DRAFT} --kind keluhan")


if __name__ == "__main__":
    main()
