"""The command line: one module for each command, loaded only when it runs."""

from sopan.cli.app import app

__all__ = ["app"]
