"""What `fix` makes of kept drafts, word for word: a change of a lexicon or of the code shows in tests/data/perbaikan.json.

After a change that is meant, `python tests/test_fixed_drafts.py` writes the file anew; read what differs before you keep it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sopan.checker import Checker
from sopan.fixes import Fixer, Situation

FILE = Path(__file__).parent / "data" / "perbaikan.json"
KEPT: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


def fixed(checker: Checker, kept: dict[str, Any]) -> dict[str, Any]:
    """What becomes of a kept draft now."""
    situation = Situation(**{"hour": 9, **kept["situation"]})
    options = dict.fromkeys(kept["options"], True)
    result = Fixer(checker, checker.settings).fix(kept["text"], situation, **options)
    return {"fixed": result.text, "edits": [edit.to_dict() for edit in result.edits], "blanks": list(result.blanks)}


def short(kept: dict[str, Any]) -> str:
    """The first words of a draft and the options: an id without marks, by which a test can be named to pytest."""
    return "-".join(re.findall("[a-z]+", kept["text"][:40].lower()) + kept["options"])


@pytest.mark.parametrize("kept", KEPT, ids=short)
def test_a_kept_draft_is_fixed_as_before(checker: Checker, kept: dict[str, Any]) -> None:
    assert fixed(checker, kept) == {key: kept[key] for key in ("fixed", "edits", "blanks")}


if __name__ == "__main__":
    now = Checker()
    FILE.write_text(json.dumps([one | fixed(now, one) for one in KEPT], ensure_ascii=False, indent=1) + "\n", "utf-8")
