"""A workbook opened on trial in another process: its library makes a sheet as large as a file says, and ends a process that lacks the room."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from sopan.errors import InputError, shorten
from sopan.messages import say

# A filled cell takes some 100 bytes in memory and 14 (XLS) to 40 (XLSX) in the file; the rest is left for empty ones between.
_MEMORY, _MEMORY_PER_BYTE = 500_000_000, 20
_CHILD = "import sys; sys.path[:] = sys.argv[3:]; from sopan.audit.readers import trial; trial.open_sheets(sys.argv[1], int(sys.argv[2]))"


def refuse_swollen(path: Path, name: str, unpacked: int) -> None:
    """Raises InputError where a workbook of so many bytes needs far more memory than an honest one."""
    command = [sys.executable, "-I", "-c", _CHILD, str(path), str(_MEMORY + _MEMORY_PER_BYTE * unpacked), *sys.path]
    done = subprocess.run(  # a session of its own: Ctrl-C is for the audit, and ends this with it
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    if done.returncode:
        raise InputError(say("arsip-lembar-bengkak", name=shorten(name)))


def open_sheets(path: str, memory: int) -> None:
    """Open every sheet within so many bytes of memory; one that is merely broken is left for the reader to name."""
    from python_calamine import CalamineError, CalamineWorkbook

    with suppress(ImportError, ValueError, OSError):  # no limits on Windows, none above what the user may have
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with suppress(CalamineError, OSError):
        book = CalamineWorkbook.from_path(path)
        for sheet in book.sheet_names:
            book.get_sheet_by_name(sheet)
