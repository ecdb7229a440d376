"""The reference pages of the rules in Markdown: one page a rule and an index, from the same data that judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sopan.figures import number
from sopan.lexicon.model import LACKING
from sopan.messages import say
from sopan.outputs.safe import markdown
from sopan.rulebook import Chapter

INDEX = "index.md"


def pages(chapters: Sequence[Chapter]) -> dict[str, str]:
    """File name -> text of all pages."""
    return {INDEX: index(chapters), **{f"{c.name}.md": page(c) for c in chapters}}


def page(chapter: Chapter) -> str:
    """The page of one rule."""
    return "\n".join(_lines(chapter)).rstrip() + "\n"


def index(chapters: Iterable[Chapter]) -> str:
    """The table of all rules, by group."""
    lines = [say("halaman-dibuat"), "", f"# {say('halaman-indeks')}", "", say("halaman-indeks-isi"), ""]
    for group, listed in groupby(chapters, key=lambda chapter: chapter.group):
        lines += [f"## {say('halaman-kelompok-' + group)}", "", say("halaman-tajuk"), "|---|---|---|"]
        lines += (f"| [`{c.name}`]({c.name}.md) | {markdown(c.title)} | {c.shown_severity or '–'} |" for c in listed)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _lines(chapter: Chapter) -> Iterator[str]:
    yield from (say("halaman-dibuat"), "", f"# {markdown(chapter.title)} (`{chapter.name}`)", "")
    facts = [say("halaman-kelompok-" + chapter.group)]
    if chapter.shown_severity:
        facts.append(say("halaman-tingkat", severity=chapter.severity))
    if chapter.points:
        facts.append(say("halaman-bobot", points=number(chapter.points, signed=True)))
    yield from ("; ".join(facts) + ".", "")
    for key, text in (
        ("halaman-apa", chapter.message), ("halaman-mengapa", chapter.reason), ("halaman-lakukan", chapter.advice),
    ):  # fmt: skip
        yield from (f"## {say(key)}", "", markdown(text), "")
    yield from _examples(chapter)
    if chapter.group == LACKING:
        for severity, kinds in chapter.needs.items():
            if kinds:
                yield from (say("halaman-perlu-" + severity, kinds=", ".join(kinds)), "")
    if chapter.law or chapter.maladministration:
        yield from (f"## {say('halaman-dasar')}", "")
        if chapter.law:
            yield from (say("halaman-dasar-isi", law="; ".join(chapter.law).rstrip("!")), "")
        if chapter.maladministration:
            yield from (say("halaman-risiko-isi", forms=", ".join(chapter.maladministration)), "")
    if chapter.strategy:
        yield from (f"## {say('halaman-strategi')}", "", markdown(chapter.strategy) + ".", "")
    yield from _fixes(chapter)
    yield from _off(chapter)


def _examples(chapter: Chapter) -> Iterator[str]:
    yield from (f"## {say('halaman-contoh')}", "") if chapter.wrong or chapter.right or chapter.hits else ()
    if chapter.wrong:
        yield from (say("halaman-salah", text=markdown(chapter.wrong)), "")
    if chapter.right:
        yield from (say("halaman-benar", text=markdown(chapter.right)), "")
    for key, examples in (("halaman-kena", chapter.hits), ("halaman-luput", chapter.misses)):
        if examples:
            yield from (say(key), "", *(f"- {markdown(example)}" for example in examples), "")


def _fixes(chapter: Chapter) -> Iterator[str]:
    if chapter.sentences:
        key = "halaman-sisip-isi" if chapter.group == LACKING else "halaman-perbaikan-isi"
        yield from (f"## {say('halaman-perbaikan')}", "", say(key), "")
        for kinds, text in chapter.sentences:
            yield f"- {kinds + ': ' if kinds else ''}`{text}`"
        yield ""


def _off(chapter: Chapter) -> Iterator[str]:
    if chapter.group == "baik":
        return
    yield from (f"## {say('halaman-matikan')}", "", say("halaman-matikan-isi"), "")
    yield from ("```toml", f'off = ["{chapter.name}"]', "```", "", say("halaman-abaikan-isi"), "")
    yield from ("```text", f"<!-- sopan: abaikan {chapter.name} -->", "```", "")
