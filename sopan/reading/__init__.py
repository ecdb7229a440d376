"""Drafts where officers write them: text, Markdown, HTML, mail, Word, OpenDocument and PDF files as one shape."""

from sopan.reading.draft import Block, Draft, Place
from sopan.reading.files import SUFFIXES, from_bytes, from_text, read

__all__ = ["SUFFIXES", "Block", "Draft", "Place", "from_bytes", "from_text", "read"]
