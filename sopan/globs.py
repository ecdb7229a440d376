"""Patterns of paths as .gitignore has them, refused where they are none."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@lru_cache(maxsize=256)
def path_spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    """What matches paths by the patterns, a later one going before an earlier one. Raises ValueError for one that is none."""
    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        try:
            spec = GitIgnoreSpec.from_lines(patterns)
            spec.match_file("a")
        except Exception as error:  # each engine that pathspec may use has errors of its own
            raise ValueError(str(error)) from error
    return spec
