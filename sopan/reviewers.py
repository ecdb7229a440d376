"""A Reviewer for each draft by its own settings; drafts that are judged alike share one Checker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sopan.baseline import Baseline
from sopan.checker import Checker
from sopan.config import Config, load
from sopan.globs import path_spec
from sopan.review import Reviewer
from sopan.settings import Settings


class Reviewers:
    """Finds the settings of drafts and keeps what is built for them.

    options: values by key that go before those of the settings files. only: the one settings file to read.
    isolated: no settings file is read.
    """

    def __init__(self, options: Mapping[str, Any], *, only: Path | None = None, isolated: bool = False) -> None:
        self._options, self._only, self._isolated = options, only, isolated
        self._configs: dict[Path, Config] = {}
        self._checkers: dict[Settings, Checker] = {}
        self._reviewers: dict[Settings, Reviewer] = {}
        self.baselines: dict[Path, Baseline] = {}

    def settings(self, draft: Path) -> Settings:
        """The settings of a draft, which need not exist. Raises InputError for a mistake in a settings file."""
        folder = draft.absolute().parent
        if folder not in self._configs:
            self._configs[folder] = Config() if self._isolated else load(folder, only=self._only)
        return self._configs[folder].settings(draft, self._options)

    def of(self, draft: Path) -> Reviewer:
        """The Reviewer of a draft. Raises InputError, or LexiconError, where its settings cannot be used."""
        settings = self.settings(draft)
        if settings not in self._reviewers:
            self._reviewers[settings] = Reviewer(self._checker(settings), settings)
        return self._reviewers[settings]

    def baseline(self, settings: Settings) -> Baseline | None:
        """The baseline that the settings name, one for all drafts that share it. Raises InputError."""
        path = settings.baseline
        if path is None:
            return None
        if path not in self.baselines:
            self.baselines[path] = Baseline.read(path)
        return self.baselines[path]

    def excluded(self, path: Path) -> bool:
        """Whether the settings keep a file out of the search of folders."""
        patterns = self.settings(path).exclude
        return bool(patterns) and path_spec(patterns).match_file(path.as_posix())

    def _checker(self, settings: Settings) -> Checker:
        judging = settings.judging
        if judging not in self._checkers:
            alike = next((c for s, c in self._checkers.items() if s.lexicons == judging.lexicons), None)
            self._checkers[judging] = alike.with_settings(judging) if alike else Checker(settings=judging)
        return self._checkers[judging]
