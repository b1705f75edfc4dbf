r"""Text as shown: words, formulas and emphasis.

Enters: what `generator.text.rich` read. Leaves: spans in reading order, and lines of Unicode made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.text.marks import EmphasisKind
from generator.text.mathematics.formula import Formula, spelled_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words to show as they are, not escaped."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Math:
    """A formula, and how it was written where it was read."""

    source: str
    formula: Formula

    @property
    def plain(self) -> str:
        """Give the formula as a line of Unicode."""
        return self.formula.plain

    @property
    def mathml(self) -> str:
        """Write the formula as markup that is safe as it stands."""
        return self.formula.mathml


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """Stressed words or code; emphasis within emphasis is one emphasis."""

    kind: EmphasisKind
    spans: tuple[Text | Math, ...]


Span = Text | Math | Emphasis
RichText = tuple[Span, ...]


def span_of(formula: Formula, source: str) -> Text | Math:
    """Give the span of a formula; one that is words alone is words."""
    if formula.is_text:
        return Text(text=formula.plain)
    return Math(source=source, formula=formula)


def plain_text(rich: RichText) -> str:
    """Write a text as one line of Unicode; the formulas as `generator.text.mathematics.linear` says."""
    return "".join([plain_span(span) for span in rich])


def search_text(rich: RichText) -> str:
    """Write a text for the search: the plain text, then the names of the signs in its formulas.

    >>> search_text((Text(text="the ℓ_∞ norm"),))
    'the ℓ_∞ norm ell infty'
    """
    plain = plain_text(rich)
    names = dict.fromkeys(spelled_names(plain))
    return f"{plain} {' '.join(names)}" if names else plain


def plain_span(span: Span) -> str:
    """Write a span as one line of Unicode."""
    match span:
        case Text(text=text):
            return text
        case Math(formula=formula):
            return formula.plain
        case Emphasis(spans=spans):
            return "".join(plain_span(inner) for inner in spans)
