"""Where Sopan keeps its data: the lexicons of the package, the cache and the settings of the user."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def lexicon_folder() -> Path:
    """The folder of the lexicons that come with Sopan, in a wheel, a checkout or an editable install.

    Raises FileNotFoundError where the installation is incomplete.
    """
    for folder in (PACKAGE / "lexicons", PACKAGE.parent / "lexicons"):
        if (folder / "kelas.toml").is_file():
            return folder
    raise FileNotFoundError(PACKAGE / "lexicons")


def cache_folder() -> Path:
    """The user's cache folder for Sopan; it may not exist, and may be deleted at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("sopan", appauthor=False)


def config_file() -> Path:
    """The user's own settings file; it may not exist."""
    from platformdirs import user_config_path

    return user_config_path("sopan", appauthor=False) / "sopan.toml"
