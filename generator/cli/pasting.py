"""Standard input as bytes, also where somebody pastes a page into a terminal.

A terminal hands lines over when they are ended, and cuts them at 4,096 bytes (termios(3), canonical mode), which abstracts exceed. So it is asked
for every byte as it comes, and the end is told by us: Ctrl+D.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

_END = b"\x04"
_PIECE = 1 << 16  # bytes


def is_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def copy_standard_input(target: BinaryIO) -> None:
    """Copy all of standard input; on a terminal, say first how to end it."""
    if not is_terminal():
        shutil.copyfileobj(sys.stdin.buffer, target)
        return
    if not _has_termios():
        _copy_lines(target)
        return
    click.echo("Paste the page, then press Ctrl+D (Ctrl+C to give up):", err=True)
    with _every_byte(sys.stdin.fileno()):
        while piece := os.read(sys.stdin.fileno(), _PIECE):
            text, end, _ = piece.partition(_END)
            target.write(text)
            if end:
                break
    click.echo(err=True)


def _has_termios() -> bool:
    try:
        import termios  # noqa: F401
    except ImportError:
        return False
    return True


def _copy_lines(target: BinaryIO) -> None:
    """Copy what is pasted where a terminal hands over letters and no bytes (Windows)."""
    click.echo("Paste the page, then press Ctrl+D and Enter (Ctrl+C to give up):", err=True)
    for line in sys.stdin:
        text, end, _ = line.partition(_END.decode())
        target.write(text.encode("utf-8", "surrogateescape"))
        if end:
            break


@contextmanager
def _every_byte(descriptor: int) -> Iterator[None]:
    """Have a terminal hand over what is typed at once, and afterwards be as it was."""
    import termios

    before = termios.tcgetattr(descriptor)
    now = termios.tcgetattr(descriptor)
    now[3] &= ~termios.ICANON
    now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
    termios.tcsetattr(descriptor, termios.TCSADRAIN, now)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
