"""The places where untrusted text becomes safe: for terminals, spreadsheets, web pages, XML and workflow commands."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from jinja2 import Environment

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARKUP = re.compile(r"[\\`*_\[\]|]|^[#>+-]|^\d+(?=[.)])")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def terminal(text: str) -> str:
    """Text that cannot steer a terminal: control and direction characters become a visible mark, one for one."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if _steers(c) else c for c in text)


def one_line(text: str) -> str:
    """Text for one line of output: as `terminal`, with line breaks and tabs as spaces."""
    return " ".join(terminal(text).split())


def markdown(text: str) -> str:
    """Text for a line of Markdown: nothing in it is read as markup."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text)).replace("<", "&lt;")


def cell(value: object) -> object:
    """A value for a spreadsheet cell: text that a spreadsheet would run as a formula gets an apostrophe before it.

    Source: OWASP, CSV Injection.
    """
    if isinstance(value, str) and value.lstrip(" \n").startswith(_FORMULA):
        return "'" + value
    return value


def xml_text(text: str) -> str:
    """Text that XML 1.0 can hold: what it forbids becomes a visible mark, one for one. Source: XML 1.0, production Char."""
    return _NOT_XML.sub("\ufffd", text)


def xml_document(root: Element) -> str:
    """An XML document whose texts went through `xml_text`; markup in them is escaped here."""
    from xml.etree import ElementTree

    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def workflow_data(text: str) -> str:
    """The message of a workflow command of GitHub Actions: it cannot begin another one."""
    return terminal(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def workflow_property(value: object) -> str:
    """The value of a property of a workflow command."""
    return workflow_data(str(value)).replace(":", "%3A").replace(",", "%2C")


def page_environment(folder: Path) -> Environment:
    """Templates whose every value is escaped for HTML, with characters that steer text replaced as for a terminal."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, finalize=_page, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def page_markup(text: str) -> Any:
    """Markup that Sopan or its plotting library made, to stand in a page as it is; never a text of an archive."""
    from markupsafe import Markup

    return Markup(text)


def _page(value: object) -> object:
    return terminal(value) if type(value) is str else value


def _steers(character: str) -> bool:
    return character in _BIDI or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t")
