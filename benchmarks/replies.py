#!/usr/bin/env python3
"""Makes archives of varied, realistic replies for measuring: the same seed gives the same rows.

    python benchmarks/replies.py --rows 100000 arsip.csv      # or arsip.jsonl; by the ending

Open-class words follow Zipf's law over the words of bahan.toml and then the root words that Sastrawi ships; lengths are
log-normal (median about 50 words, mean about 65); channels differ in form, spelling and typing errors; a share of the
replies is pasted as it is (`--canned`), another has a pasted body under its own greeting; officers differ in how often
they are rude; some messages stay unanswered.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sopan.stems import root_words
from sopan.toml import loads

FOLDER = Path(__file__).resolve().parent
CHANNELS = {"medsos": 0.34, "chat": 0.24, "lapor": 0.22, "surel": 0.12, "surat": 0.08}
SLIPS = {"medsos": 0.45, "chat": 0.7, "lapor": 0.15, "surel": 0.1, "surat": 0.03}
LOWERED = {"medsos": 0.12, "chat": 0.3}
KINDS = ("keluhan", "permintaan", "pertanyaan", "kritik", "apresiasi")
POOL, CANNED, PASTED_BODY, UNANSWERED = 200, 0.25, 0.2, 0.03
_ZIPF = 2.7
_BATCH = 8192

Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an archive; the names are those of the columns."""

    id: int
    kanal: str
    unit: str
    petugas: str
    jenis: str
    tanggal_masuk: str
    tanggal_jawab: str
    pesan: str
    balasan: str


class _Zipf:
    """Draws words with probability 1 / (rank + 2.7), the frequent ones as listed."""

    def __init__(self, words: list[str], chance: random.Random) -> None:
        self._words, self._chance = words, chance
        self._weights = list(accumulate(1 / (rank + _ZIPF) for rank in range(len(words))))
        self._drawn: list[str] = []

    def __call__(self) -> str:
        if not self._drawn:
            self._drawn = self._chance.choices(self._words, cum_weights=self._weights, k=_BATCH)
        return self._drawn.pop()


class Writer:
    """Writes replies with one seeded source of chance.

    language: "id", or "en" for English text of the same shape. canned: share of replies pasted as they are (0..1);
    with 0 nothing is pasted, neither whole nor in part.
    """

    def __init__(self, seed: int = 7, *, language: str = "id", canned: float = CANNED) -> None:
        name = "bahan.toml" if language == "id" else f"bahan-{language}.toml"
        data = loads((FOLDER / name).read_text("utf-8"))
        self._chance = random.Random(seed)
        tail = sorted(word for word in root_words() if word.isalpha() and len(word) > 3) if language == "id" else []
        self._chance.shuffle(tail)
        third = len(tail) // 3
        self._open = {
            kind: _Zipf(data["kata"][kind] + tail[n * third : (n + 1) * third], self._chance)
            for n, kind in enumerate("nva")
        }
        self._slots: dict[str, list[str]] = data["isian"]
        self._short: dict[str, str] = data["ringkas"]
        self._forms = {
            section: {key: [_pieces(text) for text in texts] for key, texts in data[section].items()}
            for section in ("surat", "surel", "medsos", "chat", "lapor", "santun", "kasar", "isi", "pesan")
        }
        self._canned, self._pool = 0.0, list[tuple[str, str, str]]()
        if canned:
            self._pool = [self._parts(self._channel(), 0.06) for _ in range(POOL)]
            self._canned = canned
        self._popular = list(accumulate(1 / (rank + 1) for rank in range(POOL)))

    def reply(self, *, rude: float = 0.08, channel: str | None = None) -> str:
        """A reply; `rude` is the chance that it holds a discourteous sentence."""
        channel = channel or self._channel()
        dice = self._chance.random()
        if dice < self._canned:
            return "".join(self._pasted())
        greeting, body, closing = self._parts(channel, rude)
        if self._canned and dice < self._canned + PASTED_BODY:
            body = self._pasted()[1]
        text = self._slipped(greeting + body + closing, SLIPS[channel])
        return text.lower() if self._chance.random() < LOWERED.get(channel, 0) else text

    def of_length(self, words: int) -> str:
        """One text of exactly so many words, parted by spaces."""
        listed: list[str] = []
        while len(listed) < words:
            listed += self.reply(channel="lapor").split()
        return " ".join(listed[:words])

    def rows(self, count: int, *, officers: int = 60) -> Iterator[Row]:
        """The rows of an archive, in the order of their dates."""
        chance = self._chance
        units = self._slots["instansi"]
        names = self._slots["nama"]
        staff = [
            (units[n % len(units)], f"{names[n % len(names)]} {n // len(names) + 1}", chance.betavariate(0.8, 8))
            for n in range(officers)
        ]
        first = datetime(2025, 1, 2, 7, 30)
        for number in range(1, count + 1):
            unit, officer, rude = chance.choice(staff)
            received = first + timedelta(seconds=int(360 * 86400 * number / count) + chance.randrange(3600))
            answered = received + timedelta(minutes=int(chance.lognormvariate(6.2, 1.2)))
            channel = self._channel()
            silent = chance.random() < UNANSWERED
            yield Row(
                number, channel, unit, "" if silent else officer, chance.choice(KINDS), received.isoformat(" "),
                "" if silent else answered.isoformat(" "), self._one("pesan", "kalimat"),
                "" if silent else self.reply(rude=rude, channel=channel),
            )  # fmt: skip

    def _channel(self) -> str:
        return self._chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]

    def _pasted(self) -> tuple[str, str, str]:
        return self._chance.choices(self._pool, cum_weights=self._popular)[0]

    def _parts(self, channel: str, rude: float) -> tuple[str, str, str]:
        """Greeting, body and closing; the body holds courtesies and content up to a log-normal length."""
        chance = self._chance
        room = min(max(int(chance.lognormvariate(3.75, 0.65)), 4), 600)
        sentences = [self._one("isi", "kalimat")]
        for act, likely in (
            ("maaf", 0.4), ("empati", 0.15), ("terima", 0.35), ("tenggat", 0.35), ("kanal", 0.4), ("tawaran", 0.2), ("kritik", 0.05),
        ):  # fmt: skip
            if chance.random() < likely:
                sentences.append(self._one("santun", act))
        if chance.random() < rude:
            sentences = [self._one("kasar", "kalimat"), *sentences[: chance.randrange(3)]]
        length = sum(sentence.count(" ") + 1 for sentence in sentences)
        while length < room:
            sentences.append(self._one("isi", "kalimat"))
            length += sentences[-1].count(" ") + 1
        chance.shuffle(sentences)
        return self._one(channel, "buka"), " ".join(sentences), self._one(channel, "tutup")

    def _one(self, section: str, key: str) -> str:
        text = "".join(
            [f"{literal}{self._fill(slot)}" for literal, slot in self._chance.choice(self._forms[section][key])]
        )
        return text[:1].upper() + text[1:] if text[:1].isalpha() else text

    def _fill(self, slot: str) -> str:
        if not slot:
            return ""
        drawn = self._open.get(slot)
        if drawn is not None:
            return drawn()
        listed = self._slots.get(slot)
        chance = self._chance
        if listed is not None:
            return listed[int(chance.random() * len(listed))]
        if slot == "angka":
            return str(int(chance.lognormvariate(3.5, 1.6)) + 2)
        if slot == "tgl":
            return f"{chance.randrange(1, 29)}/{chance.randrange(1, 13)}/2025"
        if slot == "jam":
            return f"{chance.randrange(24):02}.{chance.randrange(0, 60, 5):02}"
        if slot == "telepon":
            return f"0812-{chance.randrange(1000, 9999)}-{chance.randrange(1000, 9999)}"
        if slot == "akun":
            return f"layanan{chance.randrange(40)}"
        raise KeyError(slot)

    def _slipped(self, text: str, share: float) -> str:
        """The text with a few words shortened, lengthened or mistyped."""
        chance = self._chance
        if chance.random() >= share:
            return text
        words = text.split(" ")
        for _ in range(1 + len(words) // 15):
            place = chance.randrange(len(words))
            words[place] = self._mistyped(words[place])
        return " ".join(self._short.get(word, word) if chance.random() < 0.5 else word for word in words)

    def _mistyped(self, word: str) -> str:
        if len(word) < 4 or not word.isalpha():
            return word
        place = self._chance.randrange(1, len(word) - 1)
        kind = self._chance.randrange(4)
        if kind == 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if kind == 1:
            return word[:place] + word[place + 1 :]
        if kind == 2:
            return word[:place] + word[place] + word[place:]
        return word + word[-1] * self._chance.randrange(1, 4)


def _pieces(text: str) -> tuple[Piece, ...]:
    """A form as pairs of literal text and the slot after it ("" at the end)."""
    parts = text.replace("}", "{").split("{")
    return tuple(zip(parts[::2], [*parts[1::2], ""], strict=True))


def write(path: Path, rows: Iterator[Row]) -> None:
    """Write rows as CSV, or as JSON lines where the name ends so."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        if path.suffix == ".jsonl":
            stream.writelines(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
            return
        table = csv.writer(stream)
        names = [field.name for field in fields(Row)]
        table.writerow(names)
        table.writerows([getattr(row, name) for name in names] for row in rows)


def main() -> None:
    """Write an archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--officers", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--canned", type=float, default=CANNED, help="share of replies pasted as they are (0..1)")
    args = parser.parse_args()
    write(args.file, Writer(args.seed, canned=args.canned).rows(args.rows, officers=args.officers))


if __name__ == "__main__":
    main()
