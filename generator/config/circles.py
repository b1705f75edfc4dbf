"""Circles among things that name each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

Name = TypeVar("Name", bound=str)


def circles(named: Mapping[Name, Collection[Name]]) -> list[list[Name]]:
    """Give circles until none is left, each beginning at its name that stands first in `named`.

    >>> circles({"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": []})
    [['a', 'b', 'c']]
    """
    left = {name: list(others) for name, others in named.items()}
    order = {name: place for place, name in enumerate(named)}
    found: list[list[Name]] = []
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            # The library gives each name before the one that names it, and the first again at the end.
            circle = list(reversed(error.args[1][1:]))
            start = circle.index(min(circle, key=order.__getitem__))
            circle = circle[start:] + circle[:start]
            found.append(circle)
            left[circle[-1]].remove(circle[0])
        else:
            return found
