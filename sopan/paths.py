"""Where Sopan keeps its data: the lexicons of the package, the cache and the settings of the user."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

PACKS = "sopan.kamus"
PACKAGE = Path(__file__).resolve().parent


def lexicon_folder() -> Path:
    """The folder of the lexicons that come with Sopan, in a wheel, a checkout or an editable install.

    Raises FileNotFoundError where the installation is incomplete.
    """
    for folder in (PACKAGE / "lexicons", PACKAGE.parent / "lexicons"):
        if (folder / "kelas.toml").is_file():
            return folder
    raise FileNotFoundError(PACKAGE / "lexicons")


def standard_folders() -> tuple[Path, ...]:
    """The lexicon folders that are always read: those that come with Sopan, then the installed packs by name."""
    return (lexicon_folder(), *packs().values())


@lru_cache(maxsize=1)
def packs() -> dict[str, Path]:
    """Installed lexicon packs, name -> folder: the entry points of the group "sopan.kamus", sorted by name.

    The value of an entry point is the package whose folder holds the lexicon files; nothing of it is run.
    """
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    found: dict[str, Path] = {}
    for point in sorted(entry_points(group=PACKS), key=lambda p: p.name):
        spec = find_spec(point.module)
        places = list(spec.submodule_search_locations or ()) if spec else []
        if places:
            found[point.name] = Path(places[0])
    return found


def cache_folder() -> Path:
    """The user's cache folder for Sopan; it may not exist, and may be deleted at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("sopan", appauthor=False)


def config_file() -> Path:
    """The user's own settings file; it may not exist."""
    from platformdirs import user_config_path

    return user_config_path("sopan", appauthor=False) / "sopan.toml"
