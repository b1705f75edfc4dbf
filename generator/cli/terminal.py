"""What is printed for people: at the width of a terminal, or whole and plain into a pipe."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # rich is imported where it is used: it is a tenth of the start-up
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

# Wider than any line, so that nothing is cut or folded where a program may read it.
_PIPE_WIDTH = 100_000


def make_console() -> Console:
    """Give the console; into a pipe it writes no colours and lines of any length."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal and not os.environ.get("COLUMNS"):
        console.width = _PIPE_WIDTH
    return console


def heading(text: str) -> Text:
    """Make the heading of a part."""
    from rich.text import Text

    return Text(text, style="bold")


def marked(text: str, spans: Iterable[tuple[int, int]], *, signs: bool) -> Text:
    """Make a text with marked spans; `signs` writes «» around them where there is no bold."""
    from rich.text import Text

    line, end = Text(), 0
    for start, stop in spans:
        words = text[start:stop]
        line.append(text[end:start])
        line.append(f"«{words}»" if signs else words, style="bold underline")
        end = stop
    line.append(text[end:])
    return line


def indented(console: Console, columns: int, line: RenderableType) -> None:
    """Print a line or a table so far from the left; what is folded keeps the indent."""
    from rich.padding import Padding

    console.print(Padding(line, (0, 0, 0, columns), expand=False))


def make_table(*columns: str, right: Iterable[str] = ()) -> Table:
    """Make a table with a line under its head; the columns named `right` hold numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    for column in columns:
        if column in right:
            table.add_column(column, justify="right", no_wrap=True)
        else:
            table.add_column(column, overflow="fold")
    return table


def number(value: float) -> str:
    """Write a score.

    >>> number(1.0), number(0.35 * 3), number(float("inf"))
    ('1', '1.05', 'any')
    """
    return "any" if value == float("inf") else f"{round(value, 4):g}"


def count(amount: int, noun: str) -> str:
    """Write how many there are of something.

    >>> count(1, "paper"), count(1200, "paper")
    ('1 paper', '1,200 papers')
    """
    return f"{amount:,} {noun}" if amount == 1 else f"{amount:,} {noun}s"
