"""`python -m sopan` and the console command `sopan`."""

from __future__ import annotations

import gc
import os
import sys

COLLECT_AFTER = 500_000


def main() -> None:
    """Run the command line; ends the process with 0, 1 (findings), 2 (usage, input or output) or 130 (Ctrl-C)."""
    # Nearly nothing here is garbage in circles; at Python's 700 a start spends a tenth of its time in looking for some.
    gc.set_threshold(COLLECT_AFTER)
    _choose_language(sys.argv)
    try:
        from sopan.cli.app import program
        from sopan.cli.streams import ended, prepare

        prepare()
        app = program(*sys.argv[1:2])
        code = ended(lambda: app(prog_name="sopan"))
    except KeyboardInterrupt:
        code = 130
    # The interpreter looks for garbage once more as it ends, which takes longer than to judge a draft.
    gc.freeze()
    sys.exit(code)


def _choose_language(arguments: list[str]) -> None:
    """Take `--lang` out of the arguments before help texts are loaded: they are in one language from the start."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for number, argument in enumerate(arguments[1:end], 1):
        name, equals, value = argument.partition("=")
        if name == "--lang" and (equals or number + 1 < end):
            os.environ["SOPAN_LANG"] = value if equals else arguments[number + 1]
            del arguments[number : number + (1 if equals else 2)]
            return


if __name__ == "__main__":
    main()
