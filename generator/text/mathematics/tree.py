"""What a formula is: a small tree that the writers turn into MathML and into text.

The depth of a tree is bounded by its reader, so the writers may recurse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LeafKind = Literal["identifier", "upright", "function", "operator", "number", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A letter, name, sign, number or words; `plain` is what a text shows in its place."""

    kind: LeafKind
    shown: str
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A bracket or bar, which a text writes without space around it."""

    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """White space of a width in em; none at all in a text when not wider than 0."""

    em: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Nodes beside one another; braces that grouped them are not shown."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """A base with a subscript, a superscript or both; `limits` sets them under and over."""

    base: Node
    sub: Node | None
    sup: Node | None
    limits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraction:
    """Something over something; a binomial has no bar and stands in parentheses."""

    over: Node
    under: Node
    binomial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A square root, or the root of a degree."""

    of: Node
    degree: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """A mark over or under a node; `combining` is the mark for a single letter of a text."""

    base: Node
    mark: str
    combining: str
    under: bool = False


Node = Leaf | Fence | Space | Row | Scripts | Fraction | Root | Accent
EMPTY = Row(nodes=())
