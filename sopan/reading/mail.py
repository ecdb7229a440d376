"""Mail files (.eml): the body that the receiver reads, as plain text or else from its HTML."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from sopan.reading import html
from sopan.reading.draft import Block, Draft, joined, paragraphs


def extract(data: bytes, name: str) -> Draft:
    """The body of a mail. Raises whatever a broken file makes the parser meet."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return body_of(message, name)


def body_of(message: EmailMessage, name: str) -> Draft:
    """The body of a parsed mail. Raises whatever a broken one makes the parser meet."""
    body = message.get_body(("plain", "html"))
    text = str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        view = html.plain(text)
        return joined(name, ((" ".join(_text(view, block).split()), None) for block in paragraphs(view)))
    return Draft(name, text, None, paragraphs(text))


def _text(view: str, block: Block) -> str:
    return view[block.start : block.end]
