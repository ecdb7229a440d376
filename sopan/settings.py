"""What can be set about a check: one frozen object that the checker, the outputs and the commands read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sopan.lexicon.model import SEVERITIES, Severity

NEVER = "tidak"
ROLES = ("reply", "message", "officer", "unit", "channel", "kind", "asked_at", "replied_at", "id", "objection")
GROUP = "group"


@dataclass(frozen=True, slots=True)
class Settings:
    """How drafts are judged, what is shown of the findings, and what makes a check fail.

    Judgement, which changes findings and score:
        channel: where the reply is sent (surat, surel, lapor, chat, medsos, sms, lisan, or one of an own lexicon); "" for none.
        follow_up: whether this is a later turn of a conversation.
        kind: what the citizen sent, where neither the call nor a message tells.
        lexicons: further lexicon folders, read after the ones that come with Sopan.
        off: rules, groups and entries that are switched off.
        sure: 2 takes what is sure enough, 1 also the unsure, 3 only the sure.
        severity: severities of rules that differ from the lexicon's. weights: points of rules that do.
    Display, which changes neither findings nor score:
        select, ignore: rules, groups and entries that are shown and not shown; show: the lowest severity shown.
    Gate, on all findings that are selected, shown or not:
        fail_on: the lowest severity that makes a check fail ("tidak" for none); min_score: the lowest score that passes (0..100).
    Drafts:
        baseline: file of known findings that are not reported again; exclude: patterns of files that folders are not searched for.

    Archives: channels: what holds instead of these settings for rows of a channel, where no channel is set for all; columns: the column of each role (ROLES) and, under "group", those of citizens to compare.

    A name in off, select and ignore is a rule (abai, kurang-salam), a group (buruk, kurang, or a severity) or an entry
    (abai/terserah-warga). origins: by key, the file and line that a value comes from.
    """

    channel: str = ""
    follow_up: bool = False
    kind: str = ""
    lexicons: tuple[Path, ...] = ()
    off: tuple[str, ...] = ()
    sure: int = 2
    severity: Mapping[str, Severity] = field(default_factory=dict, hash=False)
    weights: Mapping[str, float] = field(default_factory=dict, hash=False)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    show: Severity = "saran"
    fail_on: Severity | str = "galat"
    min_score: float = 0.0
    baseline: Path | None = None
    exclude: tuple[str, ...] = ()
    columns: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, hash=False)
    channels: Mapping[str, Settings] = field(default_factory=dict, hash=False)
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def judging(self) -> Settings:
        """These settings without display, gate, drafts and archives: what is equal here is judged alike."""
        plain = Settings()
        return replace(
            self, select=plain.select, ignore=plain.ignore, show=plain.show, fail_on=plain.fail_on,
            min_score=plain.min_score, baseline=plain.baseline, exclude=plain.exclude,
            columns=plain.columns,
        )  # fmt: skip

    def for_channel(self, channel: str) -> Settings:
        """The settings for a row of a channel; the same where a channel is set for all, or the row's is not known ("")."""
        return self if self.channel or not channel else self.channels.get(channel) or replace(self, channel=channel)

    def origin(self, key: str) -> str:
        """Where the value of a key of the settings file comes from, as "file:line", or the key where nobody set it."""
        return self.origins.get(key, key)


def at_least(severity: Severity, lowest: str) -> bool:
    """Whether a severity is `lowest` or graver; nothing is as grave as "tidak"."""
    return lowest in SEVERITIES and SEVERITIES.index(severity) <= SEVERITIES.index(lowest)
