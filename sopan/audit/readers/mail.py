"""Mailboxes and single mails -> rows: one for each mail, its own text as the reply."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from mailbox import mbox
from pathlib import Path

from sopan.audit.readers.blobs import MOST_DOCUMENT
from sopan.audit.readers.model import BadRow, Row, Table
from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.reading.mail import body_of

COLUMNS = ("id-pesan", "dari", "kepada", "tanggal", "perihal", "folder", "teks")
ROLES = {"reply": "teks", "officer": "dari", "replied_at": "tanggal", "id": "id-pesan"}


def read_mbox(name: str, path: Path) -> Iterator[Table]:
    """The one table of a mailbox file. Raises InputError where it holds no mail."""
    box = mbox(path, create=False)
    try:
        if not len(box):
            raise InputError(say("arsip-kosong", name=shorten(name)))
        yield Table(name, "mbox", COLUMNS, _mails(name, box), roles=dict(ROLES))
    finally:
        box.close()


def read_eml(name: str, folder: str, data: bytes) -> Iterator[Table]:
    """The one-row table of a mail file."""
    yield Table(name, "eml", COLUMNS, iter([_row(name, 1, folder, data)]), roles=dict(ROLES))


def _mails(name: str, box: mbox) -> Iterator[Row | BadRow]:
    for number, key in enumerate(box.iterkeys(), 1):
        with box.get_file(key) as stream:
            data = stream.read(MOST_DOCUMENT + 1)
        yield _row(name, number, "", data)


def _row(name: str, number: int, folder: str, data: bytes) -> Row | BadRow:
    if len(data) > MOST_DOCUMENT:
        return BadRow(number, say("dokumen-terlalu-besar", name=shorten(name), most=MOST_DOCUMENT // 1_000_000))
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        text = body_of(message, name).text
        values = (
            _header(message, "Message-ID"), _person(message), _header(message, "To"), _date(message),
            _header(message, "Subject"), folder, text,
        )  # fmt: skip
    except Exception:  # a broken mail makes the parser raise nearly anything
        return BadRow(number, say("surel-rusak", name=shorten(name), line=number))
    return Row(number, dict(zip(COLUMNS, values, strict=True)))


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, "") or "").strip()


def _person(message: EmailMessage) -> str:
    """Name of the sender, else the address."""
    sender = message.get("From")
    addresses: Iterable[object] = getattr(sender, "addresses", ())
    for address in addresses:
        return str(getattr(address, "display_name", "") or getattr(address, "addr_spec", ""))
    return str(sender or "")


def _date(message: EmailMessage) -> datetime | str:
    written = _header(message, "Date")
    try:
        return parsedate_to_datetime(written)
    except (ValueError, TypeError):
        return written
