"""What every form of a check works from: versions, rules, and the JSON record of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sopan import __version__
from sopan.lexicon.model import MISSING, SEVERITIES, UNANSWERED, Lexicon, Rule
from sopan.messages import say
from sopan.report import SCHEMA_VERSION, Finding
from sopan.review import Checked
from sopan.tailor import TOO_LOW, UNUSED_MARK

__all__ = ["Checked", "Context", "RuleText", "describe", "message", "path", "wire"]


@dataclass(frozen=True, slots=True)
class Context:
    """What goes with the drafts: the lexicon that judged them, whether all is wanted."""

    lexicon: Lexicon
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a form that lists rules says of one: title, why it matters, what to do, what it is not in line with."""

    title: str
    why: str
    advice: str
    law: tuple[str, ...]


def wire(checked: Checked, lexicon: str, *, verbose: bool) -> dict[str, Any]:
    """The JSON record of one draft: versions, file, and result or error, never both."""
    version = checked.report.lexicon if checked.report else lexicon
    record: dict[str, Any] = {"schema": SCHEMA_VERSION, "sopan": __version__, "lexicon": version, "file": checked.file}
    if checked.report is None or checked.draft is None:
        record["error"] = {"message": checked.error}
        return record
    result = checked.report.to_dict(verbose=verbose)
    result["findings"] = [_finding(checked, finding) for finding in checked.findings]
    result["left_out"] = {
        "suppressed": len(checked.suppressed), "baseline": checked.known, "unselected": checked.unselected,
        "below_shown": len(checked.reported) - len(checked.findings),
    }  # fmt: skip
    record["result"] = {key: value for key, value in result.items() if key not in record}
    return record


def _finding(checked: Checked, finding: Finding) -> dict[str, Any]:
    assert checked.draft is not None
    place = checked.draft.place(finding.start)
    where = {"paragraph": place.paragraph, "page": place.page, "line": place.line, "column": place.column}
    return {**finding.to_dict(), "place": where}


def describe(rule: str, lexicon: Lexicon) -> RuleText:
    """The texts of a rule of the lexicon, or of a finding that comes from none."""
    if rule in lexicon.rules:
        return _of_rule(lexicon.rules[rule])
    if rule.startswith(MISSING):
        texts = lexicon.missing[rule.removeprefix(MISSING)]
        name = rule.removeprefix(MISSING).replace("-", " ")
        return RuleText(say("aturan-kurang-judul", name=name), texts.reason, texts.suggestion, ())
    if rule == UNANSWERED and lexicon.unanswered:
        texts_open = lexicon.unanswered
        return RuleText(say("aturan-belum-terjawab-judul"), texts_open.reason, texts_open.suggestion, ())
    key = {TOO_LOW: "skor", UNUSED_MARK: "abaikan-tak-terpakai"}[rule]
    kurang = "skor-kurang" if rule == TOO_LOW else key
    return RuleText(say(f"{key}-judul"), say(f"{kurang}-alasan"), say(f"{kurang}-saran"), ())


def _of_rule(rule: Rule) -> RuleText:
    return RuleText(rule.title, rule.reason, rule.advice, rule.law)


def message(finding: Finding) -> str:
    """What a finding says in one paragraph: what it is, why it matters, what to write instead."""
    advice = "".join(f" {say('layar-ganti')} {suggestion}" for suggestion in finding.suggestions[:1])
    return f"{finding.message} {finding.why}{advice}"


def path(file: str) -> str:
    """A file name with slashes, as programs on every system read it."""
    return PurePath(file).as_posix()


def worst_first(results: Iterable[Checked]) -> Sequence[tuple[Checked, Finding]]:
    """All findings shown, the gravest first, else in the order given."""
    found = [(checked, finding) for checked in results for finding in checked.findings]
    return sorted(found, key=lambda item: SEVERITIES.index(item[1].severity))
