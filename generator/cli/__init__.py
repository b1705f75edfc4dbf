"""The command line: arguments, what is printed, and exit codes.

0 done; 1 the input or the site has errors, each printed as a line on standard error; 2 wrong usage;
130 interrupted. One module for each command, `group` puts them together, and beneath them stand the
options that they share, how files are named, and the terminal.
"""

from __future__ import annotations

from generator.cli.group import main

__all__ = ["main"]
