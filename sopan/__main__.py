"""`python -m sopan` and the console command `sopan`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; ends the process with 0, 1 (findings) or 2 (usage or input)."""
    from sopan.cli import app
    from sopan.cli.streams import prepare

    prepare()
    try:
        app(prog_name="sopan")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        os._exit(0)


if __name__ == "__main__":
    main()
