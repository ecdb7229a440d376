"""CSV and JSONL archives -> rows, one at a time, so that memory does not grow with the file."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sopan.errors import InputError, shorten
from sopan.messages import say
from sopan.textfile import encoding_of

HEAD = 65_536
MOST_LINE = 4_000_000
DELIMITERS = ",;\t|"
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of an archive: `line` is where it stands in the file (from 1), `values` its columns."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that cannot be read: where, and why (Indonesian)."""

    line: int
    problem: str


class Archive:
    """An open archive: its columns and its rows. Use as a context manager."""

    def __init__(self, name: str) -> None:
        """Open a CSV or JSONL file, or standard input; which of the two is seen from its first sign. Raises InputError."""
        self.name = shorten(say("masukan-baku") if name == STDIN else name)
        self._stream: BinaryIO = sys.stdin.buffer if name == STDIN else _open(Path(name), self.name)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        self._head = self._stream.read(HEAD)
        if not self._head.strip():
            raise InputError(say("arsip-kosong", name=self.name))
        encoding = encoding_of(self._head)
        if encoding is None:
            raise InputError(say("berkas-biner", name=self.name))
        self._encoding = encoding
        self._json = self._head.decode(encoding, "replace").lstrip("\ufeff \t\r\n").startswith(("{", "["))
        self.columns: list[str] | None = None
        if not self._json:
            self._reader = self._csv()
            self.columns = self._header()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self._stream is not sys.stdin.buffer:
            self._stream.close()

    def rows(self) -> Iterator[Row | BadRow]:
        """All records in the order of the file; what cannot be read comes as BadRow, never dropped."""
        return self._json_rows() if self._json else self._csv_rows()

    def _text(self) -> io.TextIOWrapper:
        raw = io.BufferedReader(_Rejoined(self._head, self._stream), 1 << 20)
        errors = "surrogateescape" if self._encoding.startswith("utf-8") else "replace"
        return io.TextIOWrapper(raw, encoding=self._encoding, errors=errors, newline="")

    def _csv(self) -> Iterator[list[str]]:
        csv.field_size_limit(MOST_LINE)
        sample = self._head.decode(self._encoding, "replace")
        return csv.reader(_without_nul(self._text()), delimiter=_delimiter(sample))

    def _header(self) -> list[str]:
        try:
            header = [_repaired(cell).strip().lstrip("\ufeff") for cell in next(self._reader, [])]
        except csv.Error:
            raise InputError(say("arsip-baris-panjang", name=self.name, line=1)) from None
        if not any(header):
            raise InputError(say("arsip-kosong", name=self.name))
        return header

    def _csv_rows(self) -> Iterator[Row | BadRow]:
        line = 1
        columns = self.columns or []
        while True:
            line += 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                yield BadRow(line, say("arsip-baris-panjang", name=self.name, line=line))
                continue
            if not cells:
                continue
            if len(cells) > len(columns):
                yield BadRow(
                    line, say("arsip-kolom-lebih", name=self.name, line=line, cells=len(cells), columns=len(columns))
                )
                continue
            yield Row(line, dict(zip(columns, map(_repaired, cells), strict=False)))

    def _json_rows(self) -> Iterator[Row | BadRow]:
        stream = self._text()
        line = 0
        while True:
            text = stream.readline(MOST_LINE)
            if not text:
                return
            line += 1
            if len(text) >= MOST_LINE and not text.endswith("\n"):
                while text and not text.endswith("\n"):
                    text = stream.readline(MOST_LINE)
                yield BadRow(line, say("arsip-baris-panjang", name=self.name, line=line))
            elif text.strip():
                yield self._json_row(line, text)

    def _json_row(self, line: int, text: str) -> Row | BadRow:
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            return BadRow(line, say("arsip-json", name=self.name, line=line))
        if not isinstance(values, dict):
            return BadRow(line, say("arsip-json-objek", name=self.name, line=line))
        return Row(line, values)


class _Rejoined(io.RawIOBase):
    """The bytes already read, then the rest of the stream: works for pipes, which cannot go back."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _open(path: Path, name: str) -> BinaryIO:
    try:
        if path.is_dir():
            raise InputError(say("arsip-folder", name=name))
        return path.open("rb")
    except FileNotFoundError:
        raise InputError(say("berkas-tidak-ada", name=name)) from None
    except (OSError, ValueError) as error:
        raise InputError(
            say("berkas-tak-terbaca", name=name, reason=getattr(error, "strerror", None) or str(error))
        ) from None


def _without_nul(lines: io.TextIOWrapper) -> Iterator[str]:
    return (line.replace("\0", " ") if "\0" in line else line for line in lines)


def _delimiter(sample: str) -> str:
    """The sign that parts the columns: the likeliest by the whole sample, else the most frequent in its first line."""
    try:
        return csv.Sniffer().sniff(sample[:8192], DELIMITERS).delimiter
    except csv.Error:
        first = sample.partition("\n")[0]
        return max(DELIMITERS, key=first.count)


def _repaired(cell: str) -> str:
    """A cell whose bytes are no UTF-8 in a file that is: such cells come from Windows programs, so read them as cp1252."""
    if cell.isascii():
        return cell
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return cell
