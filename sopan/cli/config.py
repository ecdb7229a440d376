"""`sopan config show`: the settings that hold for a draft, and where each comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sopan.cli import common
from sopan.cli.commands import add, add_group
from sopan.cli.common import ConfigFile, ListFormat, NoColor
from sopan.messages import say
from sopan.outputs.safe import json_text
from sopan.paths import lexicon_folder

if TYPE_CHECKING:
    from sopan.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the group of commands to the program."""
    group = add_group(app, "config")
    add(group, "show", show, of="config")
    group.callback()(lambda: None)


def show(
    path: Annotated[
        Path | None, typer.Argument(metavar=say("isian-tempat"), help=say("arg-config-show"), show_default=False)
    ] = None,
    format: Annotated[ListFormat, typer.Option("--format", "-f", help=say("opsi-format"))] = ListFormat.text,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> None:
    """Show settings with their origins."""
    common.finish(run, path or Path(), format=format.value, config=config, no_color=no_color)


def run(path: Path, *, format: str, config: Path | None, no_color: bool) -> int:
    """Print each setting, its value and its origin. Returns 0; raises InputError."""
    from sopan.config import load

    folder = path if path.is_dir() else path.parent
    found = load(folder, only=config)
    settings = found.settings(None if path.is_dir() else path)
    rows = list(_rows(settings))
    if format == "json":
        record = {
            "files": list(map(str, found.sources)),
            "settings": {k: {"value": v, "origin": o} for k, v, o in rows},
        }
        print(json_text(record, indent=1))
        return common.OK
    _print(rows, settings, found.sources, no_color=no_color)
    return common.OK


def _rows(settings: Settings) -> list[tuple[str, Any, str]]:
    """Key, value as JSON and TOML have it, and origin, tables spelled out."""
    from sopan.config import KEYS, TABLES

    rows = []
    for key in KEYS:
        rows.append((key, _plain(getattr(settings, key.replace("-", "_"))), _origin(settings, key)))
    for table in TABLES:
        for name, value in sorted(getattr(settings, table).items()):
            rows.append((f"{table}.{name}", _plain(value), _origin(settings, f"{table}.{name}")))
    return rows


def _origin(settings: Settings, key: str) -> str:
    return settings.origins.get(key, say("setelan-bawaan"))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return str(value) if isinstance(value, Path) else "" if value is None else value


def _print(rows: list[tuple[str, Any, str]], settings: Settings, sources: tuple[Path, ...], *, no_color: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from sopan.outputs.safe import one_line
    from sopan.profiles import profile

    console = common.console(no_color=no_color)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("setelan-kolom-kunci", "setelan-kolom-nilai", "setelan-kolom-asal"):
        table.add_column(say(column), overflow="fold")
    for key, value, origin in rows:
        style = "dim" if origin == say("setelan-bawaan") else ""
        shown = one_line(json_text(value))
        table.add_row(Text(key, style=style), Text(shown, style=style), Text(one_line(origin), style=style))
    console.print(table)
    if settings.channel:
        folders = (lexicon_folder(), *settings.lexicons)
        changes = profile(settings.channel, folders, follow_up=settings.follow_up, where=settings.origin("channel"))
        parts = [
            *(say("profil-tak-perlu", rule=rule) for rule in sorted(changes.unneeded)),
            *(say("profil-cukup", rule=rule, others=", ".join(others)) for rule, others in changes.enough.items()),
            *(say("profil-tingkat", rule=rule, severity=severity) for rule, severity in changes.severity.items()),
            *(say("profil-mati", rule=rule) for rule in changes.off),
        ]
        line = say("profil-saluran", channel=settings.channel, title=changes.title)
        console.print(Text(f"{line} {'; '.join(parts) or say('profil-tanpa')}."))
    listed = ", ".join(one_line(str(source)) for source in sources)
    console.print(Text(say("setelan-berkas", files=listed) if listed else say("setelan-tanpa-berkas")))
