"""Texts that try to become more than text: each name says what would run or steer if one output forgot to escape."""

from __future__ import annotations

import re

PAYLOADS = {
    "rumus": '=HYPERLINK("http://jahat.test","klik")', "rumus-tambah": "+cmd|' /C calc'!A0", "rumus-kurang": "-2+3",
    "rumus-at": "@SUM(1+1)*9", "rumus-lebar": "＝1+1", "rumus-spasi": "  \t=1+1",
    "skrip": "<script>alert(1)</script>", "gambar": '"><img src=x onerror=alert(1)>', "penutup": "</style></script></svg><b onmouseover=a()>",
    "pola-halaman": "{{ 7*7 }}{% include '/etc/passwd' %}", "entitas-html": "&lt;script&gt;&#60;b&#62;",
    "judul-terminal": "\x1b]0;dibajak\x07", "hapus-layar": "\x1b[2J\x1b[H", "csi-satu": "\x9b31m", "tautan": "\x1b]8;;http://jahat.test\x1b\\klik\x1b]8;;\x1b\\",
    "mundur": "aman\bjahat", "dua-arah": "\u202ekilab\u202c \u2066pisah\u2069",
    "baris-catatan": "akhir\r\nsopan: semua santun", "pemisah-baris": "akhir\u2028sopan: santun\u2029\x85::error::palsu",
    "perintah": "a\n::error file=x.py,line=1::palsu\n::stop-commands::abc", "perintah-lama": "##[error]palsu ##[add-mask]a",
    "perintah-azure": "##vso[task.setvariable variable=a]b", "persen": "100%0A::warning::x%25",
    "cdata": "]]><!-- --><![CDATA[", "entitas": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;', "bukan-xml": "\x0b\x0c\ufffe\uffff\x01",
    "tautan-markdown": "[klik](javascript:alert(1)) ![x](http://jahat.test/a.png)", "tabel": "| a | b |\n|---|---|", "judul": "# judul\n> kutip",
    "markup-rich": "[bold red]merah[/] [link=http://jahat.test]x[/link] :bomb:", "format": "{0.__class__} {name} %s %(x)s {",
    "sql": "'; DROP TABLE replies; --", "jalur": "../../../etc/passwd", "kutip-json": '"}],"score":100,"x":[{"',
}  # fmt: skip

STEERING = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def reply(payload: str) -> str:
    """A rude reply with a payload before, in and after its words."""
    return f"{payload} Pak, itu urusan Bapak. Salah Bapak {payload} sendiri, dasar bodoh {payload}\n"
