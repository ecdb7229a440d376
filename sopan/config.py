"""Settings files: found from a draft's folder upwards, checked, and merged key by key.

From the weakest to the strongest: what Sopan brings, the user's own file, the files from the outermost folder to the
draft's, tables for the draft's channel, tables for its path, the options of the command line. A table is merged key by
key; a list replaces the one before it, which "..." inside it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sopan.errors import InputError, shorten
from sopan.globs import path_spec
from sopan.lexicon.model import SEVERITIES
from sopan.messages import say
from sopan.near import unknown
from sopan.paths import config_file
from sopan.settings import GROUP, NEVER, ROLES, Settings
from sopan.toml import error_line, key_line, loads

PYPROJECT, OWN = "pyproject.toml", ".sopan.toml"
INHERITED = "..."
EXTENDS, ROOT, FILES, CHANNELS = "extends", "root", "files", "channels"
_MOST_EXTENDED = 20

Layer = dict[str, tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Keys for some drafts only: by a pattern of paths below `folder`, or by a channel."""

    name: str
    folder: Path
    layer: Layer


@dataclass(frozen=True, slots=True)
class Config:
    """What the settings files say, the weakest layer first. Each value goes with the file and line that it comes from."""

    layers: tuple[Layer, ...] = ()
    files: tuple[Overlay, ...] = ()
    channels: tuple[Overlay, ...] = ()
    sources: tuple[Path, ...] = ()

    def settings(self, draft: Path | None = None, options: Mapping[str, Any] | None = None) -> Settings:
        """The settings for a draft. options: values by key that go before those of all files."""
        own: Layer = {key: (value, say("setelan-baris-perintah")) for key, value in (options or {}).items()}
        by_path = [overlay.layer for overlay in self.files if draft is not None and _matches(overlay, draft)]
        channel = _merged(*self.layers, *by_path, own).get("channel", ("", ""))[0]

        def of(channel: str) -> Settings:
            by_channel = [overlay.layer for overlay in self.channels if overlay.name == channel]
            return _settings(_merged(*self.layers, *by_channel, *by_path, own))

        if channel:
            return of(channel)
        each = {overlay.name: replace(of(overlay.name), channel=overlay.name) for overlay in self.channels}
        return replace(of(""), channels=each)

    def _join(self, stronger: Config) -> Config:
        return Config(
            (*self.layers, *stronger.layers), (*self.files, *stronger.files),
            (*self.channels, *stronger.channels), (*self.sources, *stronger.sources),
        )  # fmt: skip


def load(folder: Path, *, only: Path | None = None) -> Config:
    """The settings files for the drafts of a folder; with `only`, that file alone is read instead of those found.

    Raises InputError for a file that cannot be used, with its line.
    """
    config = Config()
    user = config_file()
    if only is not None:
        return config._join(_read(_required(only)))
    if user.is_file() and (found := _File.open(user)):
        config = config._join(_read(found))
    for file in reversed(list(_upwards(folder.absolute()))):
        config = config._join(_read(file))
    return config


class _File:
    """One settings file: the table that is Sopan's, and the lines of its keys."""

    def __init__(self, path: Path, text: str, table: dict[str, Any], prefix: tuple[str, ...]) -> None:
        self.path, self.text, self.table, self.prefix = path, text, table, prefix

    @classmethod
    def open(cls, path: Path) -> _File | None:
        """The file, or None where it is a pyproject.toml without a table for Sopan. Raises InputError."""
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise InputError(
                say(
                    "berkas-tak-terbaca",
                    name=shorten(str(path)),
                    reason=getattr(error, "strerror", None) or shorten(str(error)),
                )
            ) from None
        project = path.name == PYPROJECT
        if project and "sopan" not in text:
            return None
        try:
            data = loads(text)
        except (ValueError, RecursionError) as error:
            where = f"{path}:{error_line(error)}"
            raise InputError(say("setelan-toml", where=where, reason=shorten(str(error)))) from None
        prefix = ("tool", "sopan") if project else ()
        for part in prefix:
            data = data.get(part, {})
            if not isinstance(data, dict):
                raise InputError(say("setelan-tabel", where=shorten(str(path)), key=".".join(prefix)))
        return None if project and not data else cls(path, text, data, prefix)

    def where(self, *path: str) -> str:
        """ "file:line" of a key."""
        return f"{self.path}:{key_line(self.text, (*self.prefix, *path))}"

    def fail(self, key: str, path: tuple[str, ...], **values: object) -> InputError:
        return InputError(say(key, where=self.where(*path), key=shorten(".".join(path)), **values))


def _upwards(folder: Path) -> Iterator[_File]:
    """The settings files of a folder and of those above it, the nearest first, up to one that says `root = true`."""
    for place in (folder, *folder.parents):
        found = [f for name in (OWN, PYPROJECT) if (place / name).is_file() and (f := _File.open(place / name))]
        yield from found
        if any(file.table.get(ROOT) is True for file in found):
            return


def _required(path: Path) -> _File:
    if not path.is_file():
        raise InputError(say("berkas-tidak-ada", name=shorten(str(path))))
    file = _File.open(path)
    if file is None:
        raise InputError(say("setelan-tanpa-tabel", name=shorten(str(path))))
    return file


def _read(file: _File, below: int = 0) -> Config:
    """A file after those that it extends."""
    config = Config()
    for name in _names(file, (EXTENDS,), file.table.get(EXTENDS, [])):
        other = _place(file, (EXTENDS,), name)
        if below == _MOST_EXTENDED or not other.is_file():
            raise file.fail(
                "setelan-perluas-putar" if below == _MOST_EXTENDED else "setelan-perluas",
                (EXTENDS,),
                name=shorten(str(other)),
            )
        config = config._join(_read(_required(other), below + 1))
    if not isinstance(file.table.get(ROOT, False), bool):
        raise file.fail("setelan-jenis", (ROOT,), wanted=say("setelan-jenis-bool"))
    rest = {key: value for key, value in file.table.items() if key not in (EXTENDS, ROOT, FILES, CHANNELS)}
    return config._join(
        Config((_layer(file, (), rest),), tuple(_overlays(file, FILES)), tuple(_overlays(file, CHANNELS)), (file.path,))
    )


def _overlays(file: _File, name: str) -> Iterator[Overlay]:
    for key, table in _table(file, (name,), file.table.get(name, {})).items():
        if name == FILES:
            _globs(file, (name, key), key)
        yield Overlay(key, file.path.parent.absolute(), _layer(file, (name, key), _table(file, (name, key), table)))


def _layer(file: _File, path: tuple[str, ...], table: Mapping[str, Any]) -> Layer:
    """The keys of a table, read and checked, those of tables in it by dotted names."""
    layer: Layer = {}
    for key, value in table.items():
        here = (*path, key)
        if key in _TABLES:
            for name, one in _table(file, here, value).items():
                layer[f"{key}.{name}"] = (_TABLES[key](file, (*here, name), one), file.where(*here, name))
        elif key in _KEYS:
            layer[key] = (_KEYS[key](file, here, value), file.where(*here))
        else:
            known = (*_KEYS, *_TABLES, *(() if path else (EXTENDS, ROOT, FILES, CHANNELS)))
            raise InputError(unknown("setelan-kunci", key, known, where=file.where(*here)))
    return layer


def _matches(overlay: Overlay, draft: Path) -> bool:
    try:
        inside = draft.absolute().relative_to(overlay.folder)
    except ValueError:
        return False
    return path_spec((overlay.name,)).match_file(inside.as_posix())


def _merged(*layers: Layer) -> Layer:
    merged: Layer = {}
    for layer in layers:
        for key, (value, where) in layer.items():
            if isinstance(value, tuple) and INHERITED in value:
                before = merged.get(key, ((), ""))[0]
                value = tuple(dict.fromkeys(one for v in value for one in (before if v == INHERITED else (v,))))
            merged[key] = (value, where)
    return merged


def _settings(layer: Layer) -> Settings:
    values: dict[str, Any] = {name: {} for name in _TABLES}
    for key, (value, _) in layer.items():
        table, _, name = key.partition(".")
        if name:
            values[table][name] = value
        else:
            values[key.replace("-", "_")] = value
    origins = {key: where for key, (_, where) in layer.items()}
    return Settings(**values, origins=origins)


def _table(file: _File, path: tuple[str, ...], value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise file.fail("setelan-tabel", path)
    return value


def _typed(kind: type, file: _File, path: tuple[str, ...], value: object) -> Any:
    if type(value) is not kind:
        raise file.fail("setelan-jenis", path, wanted=say(f"setelan-jenis-{kind.__name__}"))
    return value


def _names(file: _File, path: tuple[str, ...], value: object) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
        raise file.fail("setelan-jenis", path, wanted=say("setelan-jenis-list"))
    return tuple(items)


def _globs(file: _File, path: tuple[str, ...], value: object) -> tuple[str, ...]:
    names = _names(file, path, value)
    try:
        path_spec(names)
    except ValueError:
        raise file.fail("setelan-pola-jalur", path) from None
    return names


def _choice(choices: tuple[Any, ...], file: _File, path: tuple[str, ...], value: object) -> Any:
    if isinstance(value, bool) or value not in choices:
        raise file.fail("setelan-pilihan", path, known=", ".join(map(str, choices)))
    return value


def _number(low: float, high: float, file: _File, path: tuple[str, ...], value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise file.fail("setelan-angka", path, low=f"{low:g}", high=f"{high:g}")
    return float(value)


def _path(file: _File, path: tuple[str, ...], value: object) -> Path:
    return _place(file, path, _typed(str, file, path, value)).absolute()


def _place(file: _File, path: tuple[str, ...], name: str) -> Path:
    """The path that a settings file names, from its own folder."""
    try:
        return file.path.parent / Path(name).expanduser()
    except RuntimeError:  # "~somebody" who is not known here
        raise file.fail("setelan-rumah", path, name=shorten(name)) from None


def _paths(file: _File, path: tuple[str, ...], value: object) -> tuple[Path | str, ...]:
    return tuple(name if name == INHERITED else _path(file, path, name) for name in _names(file, path, value))


def _column(file: _File, path: tuple[str, ...], value: object) -> str | tuple[str, ...]:
    if path[-1] == GROUP:
        return _names(file, path, value)
    if path[-1] not in ROLES:
        raise InputError(unknown("setelan-kunci", path[-1], (*ROLES, GROUP), where=file.where(*path)))
    return str(_typed(str, file, path, value))


_Reader = Callable[[_File, tuple[str, ...], object], Any]
_KEYS: dict[str, _Reader] = {
    "channel": partial(_typed, str),
    "follow-up": partial(_typed, bool),
    "kind": partial(_typed, str),
    "lexicons": _paths,
    "off": _names,
    "sure": partial(_choice, (1, 2, 3)),
    "select": _names,
    "ignore": _names,
    "show": partial(_choice, SEVERITIES),
    "fail-on": partial(_choice, (*SEVERITIES, NEVER)),
    "min-score": partial(_number, 0, 100),
    "baseline": _path,
    "exclude": _globs,
}
_TABLES: dict[str, _Reader] = {
    "severity": partial(_choice, SEVERITIES),
    "weights": partial(_number, -100, 100),
    "columns": _column,
}
KEYS = tuple(_KEYS)
TABLES = tuple(_TABLES)
