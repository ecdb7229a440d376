"""Edits of a text: what is replaced by what, applied and joined. Positions are code points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text[start:end] by `replacement`.

    safe: it changes no meaning; rule: what asks for it; why: one Indonesian sentence that says why it is safe or unsafe.
    """

    start: int
    end: int
    replacement: str
    safe: bool
    rule: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """The edit as it stands in JSON; `applicability` is "safe" or "unsafe"."""
        return {
            "start": self.start, "end": self.end, "replacement": self.replacement,
            "applicability": "safe" if self.safe else "unsafe", "rule": self.rule, "why": self.why,
        }  # fmt: skip


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. Raises ValueError where two overlap."""
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < position:
            raise ValueError(f"edits overlap at {edit.start}")
        parts += text[position : edit.start], edit.replacement
        position = edit.end
    return "".join((*parts, text[position:]))


def apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits without those that overlap an earlier one, in the order of the text."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def compose(first: Sequence[Edit], second: Iterable[Edit], text: str) -> list[Edit]:
    """Edits of `text` that do in one step what `first` and then `second` (positions after `first`) do in two."""
    joined = sorted(first, key=lambda e: (e.start, e.end))
    in_order = sorted(second, key=lambda e: (e.start, e.end))
    for edit in in_order[
        ::-1
    ]:  # of several insertions at one place the last comes first, which a reversed sort would not do
        joined = _compose(joined, edit, text)
    return joined


def _compose(first: list[Edit], edit: Edit, text: str) -> list[Edit]:
    touched: list[Edit] = []
    before: list[Edit] = []
    after: list[Edit] = []
    shift = start_shift = end_shift = 0
    for one in first:
        begin = one.start + shift
        end = begin + len(one.replacement)
        shift += len(one.replacement) - (one.end - one.start)
        if end < edit.start:
            before.append(one)
            start_shift = end_shift = shift
        elif begin > edit.end:
            after.append(one)
        else:
            touched.append(one)
            end_shift = shift
    if not touched:
        return [*before, _moved(edit, edit.start - start_shift, edit.end - end_shift), *after]
    return [*before, _merged(touched, edit, start_shift, end_shift, text), *after]


def _merged(touched: list[Edit], edit: Edit, start_shift: int, end_shift: int, text: str) -> Edit:
    """One edit in place of several that lie beside or inside one another."""
    start = min(touched[0].start, edit.start - start_shift)
    end = max(touched[-1].end, edit.end - end_shift)
    middle = apply(text[start:end], (_moved(one, one.start - start, one.end - start) for one in touched))
    begin = edit.start - start_shift - start
    replacement = middle[:begin] + edit.replacement + middle[begin + edit.end - edit.start :]
    whole = (*touched, edit)
    return Edit(start, end, replacement, all(e.safe for e in whole), edit.rule, _reasons(whole))


def _moved(edit: Edit, start: int, end: int) -> Edit:
    return Edit(start, end, edit.replacement, edit.safe, edit.rule, edit.why)


def _reasons(edits: Iterable[Edit]) -> str:
    """The reasons of some edits, each once."""
    told = ""
    for edit in edits:
        if edit.why not in told:
            told = f"{told} {edit.why}".strip()
    return told
