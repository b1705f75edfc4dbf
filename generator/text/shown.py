"""The texts of a paper as pages show them.

In a module of its own, for what only keeps such texts has no need of what writes them, which is long in loading.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

# What `Markup` itself does in a third of the time, for text alone that is markup already: a page is made of a dozen such.
as_markup: Callable[[str], Markup] = partial(str.__new__, Markup)


class ShownTexts(NamedTuple):
    """A paper's texts as pages show them; `abstract` is `None` where it is the paper's, escaped."""

    title: Markup
    lead: Markup
    abstract: Markup | None
    derived: bool
