"""The places where untrusted text becomes safe: for terminals, spreadsheets, web pages, XML and workflow commands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from jinja2 import Environment

_STEERS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKUP = re.compile(r"[\\`*_\[\]|]|^[#>+-]|^\d+(?=[.)])")
_COMMAND = re.compile(r"(?m)(?<=#)#(?=\[|vso\[)|^([ \t]*):(?=:)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def terminal(text: str) -> str:
    """Text that cannot steer a terminal: control and direction characters become a visible mark, one for one."""
    return text if text.isprintable() else _STEERS.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Text for one line of output: as `terminal`, with line breaks and tabs as spaces, and as `log`."""
    return log(" ".join(terminal(text).split()))


def log(text: str) -> str:
    """Text none of whose lines is a command to a server that keeps it as a log: such get a visible mark, one for one.

    `::error::` is one at the start of a line, `##[error]` anywhere. Source: actions/runner, ActionCommand.TryParse.
    """
    return _COMMAND.sub("\\1\ufffd", text) if "::" in text or "##" in text else text


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


def json_text(value: object, *, indent: int | None = None) -> str:
    """A value as JSON that any reader takes and that steers no terminal: such characters are escaped, which JSON undoes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    return text if text.isprintable() else _STEERS.sub(_json_escape, text)


def _json_escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def xml_text(text: str) -> str:
    """Text that XML 1.0 can hold: what it forbids becomes a visible mark, one for one. Source: XML 1.0, production Char."""
    return _NOT_XML.sub("\ufffd", text)


def xml_document(root: Element) -> str:
    """An XML document whose texts went through `xml_text`; markup in them, and what steers a terminal, is escaped here."""
    from xml.etree import ElementTree

    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _STEERS.sub(lambda found: f"&#{ord(found[0])};", text)


def workflow_data(text: str) -> str:
    """The message of a workflow command of GitHub Actions: it cannot begin another one."""
    return terminal(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def workflow_log(text: str) -> str:
    """A line for the log of a workflow: nothing in it is a command, wherever it stands."""
    return "- " + log(text)


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
