"""Drafts in the files where officers write them: what is read, and where findings are said to stand."""

from __future__ import annotations

import time
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopan.errors import InputError
from sopan.reading import from_bytes, from_text, read
from sopan.suppress import marks

FIRST = "Selamat pagi 🙂, Bapak Ujang."
RUDE = "Terserah Bapak saja."
LAST = "Terima kasih 🙏."


def word(*paragraphs: str, broken_before: str = "") -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for text in paragraphs:
        added = document.add_paragraph(text)
        if text == broken_before:
            added.insert_paragraph_before().add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
    return saved(document.save)


def open_document(*paragraphs: str) -> bytes:
    odfdo = pytest.importorskip("odfdo")
    document = odfdo.Document("text")
    document.body.clear()
    for text in paragraphs:
        document.body.append(odfdo.Paragraph(text))
    return saved(document.save)


def saved(save) -> bytes:
    target = BytesIO()
    save(target)
    return target.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF with one line of text for each line of a page, made by hand so that no writer is needed."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in page.split("\n"))
        stream = f"BT /F1 11 Tf 60 760 Td {lines}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = "%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out.encode("latin-1")


def mail(text: str, html: str = "") -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Re: KTP", "loket@contoh.go.id", "warga@contoh.id"
    if text:
        message.set_content(text)
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    return message.as_bytes()


def at(draft, words: str) -> tuple[int | None, ...]:
    place = draft.place(draft.text.index(words))
    return place.paragraph, place.page, place.line, place.column


def test_a_text_is_judged_as_it_stands():
    draft = from_text(f"{FIRST}\n\n{RUDE}\n{LAST}", "a.txt")
    assert draft.text == draft.source == f"{FIRST}\n\n{RUDE}\n{LAST}"
    assert at(draft, RUDE) == (2, None, 3, 1)
    assert at(draft, "🙏") == (2, None, 4, 14)


def test_word_paragraphs_tables_and_pages():
    draft = from_bytes(word(FIRST, "", RUDE, LAST, broken_before=RUDE), "a.docx")
    assert draft.text == f"{FIRST}\n\n{RUDE}\n\n{LAST}"
    assert draft.source is None
    assert at(draft, RUDE) == (2, 2, None, None)
    assert at(draft, FIRST)[:2] == (1, 1)


def test_word_changes_read_as_accepted():
    docx = pytest.importorskip("docx")
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.add_paragraph("Mohon ")._p.extend(
        [
            parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>maaf</w:t></w:r></w:ins>"),
            parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>tunggu</w:delText></w:r></w:del>"),
        ]
    )
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "Isi tabel"
    assert from_bytes(saved(document.save), "a.docx").text == "Mohon maaf\n\nIsi tabel"


def test_open_document_paragraphs():
    draft = from_bytes(open_document(FIRST, RUDE, LAST), "a.odt")
    assert draft.text == f"{FIRST}\n\n{RUDE}\n\n{LAST}"
    assert at(draft, LAST)[:2] == (3, 1)


def test_pdf_pages():
    pytest.importorskip("pypdf")
    draft = from_bytes(pdf("Selamat pagi, Bapak Ujang.", "Terserah Bapak saja.\nTerima kasih."), "a.pdf")
    assert at(draft, "Selamat") == (1, 1, None, None)
    assert at(draft, "Terserah")[1] == 2


def test_a_scanned_pdf_is_refused_with_what_to_do():
    pytest.importorskip("pypdf")
    with pytest.raises(InputError, match="OCR"):
        from_bytes(pdf(""), "pindai.pdf")


def test_mail_body_is_judged_not_its_head():
    assert from_bytes(mail(f"{FIRST}\n\n{RUDE}\n"), "a.eml").text == f"{FIRST}\n\n{RUDE}\n"
    both = from_bytes(mail(FIRST, f"<p>{RUDE}</p>"), "a.eml")
    assert both.text.strip() == FIRST
    only = from_bytes(mail("", f"<p>{FIRST}</p><p>{RUDE}</p>"), "a.eml")
    assert only.text == f"{FIRST}\n\n{RUDE}"


HTML = """<!doctype html>
<html><head><title>Terserah</title><style>p { color: red } /* bodoh */</style></head>
<body><p title="a > b">Selamat pagi &amp; 🙂</p>
<script>var bodoh = "<p>bodoh</p>";</script><p><b>Terserah</b> <i>Bapak</i> saja.</p></body></html>
"""


def test_html_is_judged_as_it_is_seen_at_the_places_of_the_file():
    draft = from_text(HTML, "a.html")
    assert len(draft.text) == len(HTML)
    assert "bodoh" not in draft.text
    assert "color" not in draft.text
    assert 'a > b"' not in draft.text
    start = draft.text.index("Terserah")
    assert HTML[start:].startswith("Terserah</b>")
    assert draft.place(start).line == 4


@pytest.mark.parametrize("odd", ["<![-- x --", "<![if !mso]>", "<![CDATA[", "<![", "<!>", "<!-x>", "<? x"])
def test_html_with_broken_declarations_is_read_all_the_same(checker, odd):
    source = f"<p>Terserah Ibu saja.</p>{odd}<p>Kami mohon maaf.</p>"
    (finding,) = [f for f in checker.check(from_text(source, "a.html").text).findings if f.rule == "abai"]
    assert source[finding.start : finding.end] == "Terserah Ibu"


def test_html_findings_cover_the_words_of_the_file(checker):
    draft = from_text(HTML, "a.html")
    (finding,) = [f for f in checker.check(draft.text).findings if f.rule == "abai"]
    assert HTML[finding.start : finding.end] == "Terserah</b> <i>Bapak"


MARKDOWN = """---
judul: bodoh
---
# Balasan

**Mohon _maaf_** atas [keterlambatan](https://contoh.id/bodoh) ini 🙂.

```
terserah Bapak
```

> Kata warga: dasar bodoh

- Terserah Bapak.
"""


def test_markdown_markup_is_not_judged(checker):
    draft = from_text(MARKDOWN, "a.md")
    assert len(draft.text) == len(MARKDOWN)
    report = checker.check(draft.text)
    assert "maaf" in {s.rule for s in report.signals}
    (finding,) = [f for f in report.findings if f.severity == "galat"]
    assert draft.place(finding.start).line == 14


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.pdf"])
@pytest.mark.parametrize("data", [b"bukan arsip", b"PK\x03\x04rusak", b"%PDF-1.4\nrusak"])
def test_a_broken_file_gets_one_sentence(name, data):
    with pytest.raises(InputError, match=r"tidak dapat dibaca|tidak memuat teks") as caught:
        from_bytes(data, name)
    assert "\n" not in str(caught.value)


def test_a_word_file_that_unpacks_to_gigabytes_is_refused_before_it_does():
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(70):
            part.write(b" " * 1_000_000)
    with pytest.raises(InputError, match="setelah dibuka"):
        from_bytes(target.getvalue(), "bom.docx")


def test_a_missing_package_is_named_with_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "sopan.reading.pdf", None)
    with pytest.raises(InputError, match=r'pip install "sopan\[dokumen\]"'):
        from_bytes(pdf("Selamat pagi"), "a.pdf")


def test_files_are_read_by_their_ending_whatever_its_case(tmp_path: Path):
    path = tmp_path / "SURAT.DOCX"
    path.write_bytes(word(FIRST))
    assert read(path).text == FIRST


HOSTILE = {
    "unclosed tags": "<p " * 60_000,
    "unclosed comments": "<!--" * 60_000,
    "stars": "*a " * 60_000,
    "brackets": "[" * 200_000,
    "an endless mark": "<!-- sopan: abaikan" + " " * 200_000,
    "marks": "# sopan: abaikan abai\nx\n" * 8_000,
    "ticks": "`" * 200_000 + "a",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_time_does_not_grow_with_the_square_of_a_hostile_draft(text, ending):
    begun = time.process_time()
    marks(from_text(text, f"a.{ending}").source)
    assert time.process_time() - begun < 3


@given(st.text(st.sampled_from("<>/!-&;#*_~[]()` \n\tab🙂\"'="), max_size=60), st.sampled_from(["txt", "md", "html"]))
def test_what_is_judged_is_the_source_with_blanks_code_point_for_code_point(text, ending):
    draft = from_text(text, f"a.{ending}")
    assert len(draft.text) == len(text)
    assert all(shown == given or shown.isspace() for shown, given in zip(draft.text, text, strict=True))
    assert all(draft.text[block.start : block.end].strip() for block in draft.blocks)
