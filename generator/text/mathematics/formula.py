"""A formula in all its forms, made once for each source text.

Enters: TeX, as written or as repaired. Leaves: plain text and MathML, or `None` for bad TeX.
The last 4,096 formulas are remembered: papers repeat theirs, and the same paper is read for its
page, its feeds and the search. MathML is written when it is asked for, since merging needs plain text alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from generator.text.mathematics import symbols
from generator.text.mathematics.linear import write_linear
from generator.text.mathematics.mathml import write_mathml
from generator.text.mathematics.tex import read_tex
from generator.text.mathematics.tree import Fence, Leaf, Node, Row, Scripts, Space


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula as one line of text and as a `math` element; `is_text`: the line says it all."""

    node: Node
    display: bool
    plain: str
    is_text: bool

    @property
    def mathml(self) -> str:
        """Write the formula as markup that is safe as it stands."""
        return write_mathml(self.node, display=self.display)


@lru_cache(maxsize=4096)
def formula_from_tex(tex: str, *, display: bool = False) -> Formula | None:
    r"""Make a formula of TeX, or `None` when the TeX is bad or shows nothing.

    >>> formula_from_tex(r"A \in R^{n\times d}").plain
    'A ∈ R^{n×d}'
    >>> formula_from_tex(r"\frac{1") is None
    True
    """
    node = read_tex(tex)
    if node is None:
        return None
    plain = write_linear(node)
    if not plain:
        return None
    return Formula(node=node, display=display, plain=plain, is_text=_is_text(node))


def spelled_names(plain: str) -> tuple[str, ...]:
    """Give the names of a formula's letters and signs, for a search that types them.

    >>> spelled_names("σ_t ≤ ℓ_∞")
    ('sigma', 'ell', 'infty')
    """
    if plain.isascii():
        return ()
    return tuple(symbols.SPELLINGS[c].lower() for c in plain if c in symbols.SPELLINGS)


def _is_text(node: Node) -> bool:
    """Tell whether numbers, signs and words are all: nothing slanted, raised or stacked."""
    match node:
        case Leaf(kind="identifier" | "function"):
            return False
        case Leaf() | Fence() | Space():
            return True
        case Row(nodes=nodes):
            return all(map(_is_text, nodes))
        case Scripts(base=base, sub=None, sup=Leaf(shown="∘" | "°" | "%")):
            return _is_text(base)
        case _:
            return False
