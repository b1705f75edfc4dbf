"""Texts of the interface, with their values.

Enters: the key of a text, and values. Leaves: plain text, or `Markup` in which words and values are escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from generator.errors import Problem, did_you_mean, quoted
from generator.words.plurals import FORMS, plural_form
from generator.words.text import Piece, pieces

# A text, or its form for each plural of its language.
Text = str | Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All texts by their keys; `language` is that whose plurals they have, `digest` names all of this."""

    language: str
    texts: Mapping[str, Text]
    digest: str
    warnings: tuple[Problem, ...] = ()

    def form(self, key: str, values: Mapping[str, object]) -> str:
        """Give the form of a text that goes with its `count`; raises `KeyError`, which proposes a key."""
        text = self.texts.get(key)
        if text is None:
            raise KeyError(self.unknown(key))
        if isinstance(text, str):
            return text
        count = values["count"]
        if not isinstance(count, int):
            raise TypeError(f"{key}: count is {count!r}; expected a whole number")
        return text.get(plural_form(self.language, count)) or text["other"]

    def unknown(self, key: str) -> str:
        """Say that there is no such key."""
        near = did_you_mean(key, list(self.texts)) or "; see templates/words/en.yaml"
        return f"no words have the key {quoted(key)}{near}"

    def say(self, key: str, /, **values: object) -> str:
        """Give a text with its values, as plain text."""
        said = [
            str(values[piece.text]) if piece.kind == "value" else piece.text
            for piece in pieces(self.form(key, values))
        ]
        return "".join(said)

    def html(self, key: str, /, **values: object) -> Markup:
        """Give a text with its values, escaped; a link's value is its address."""
        return Markup("").join([_markup(p, values) for p in pieces(self.form(key, values))])

    def number(self, number: int) -> str:
        """Write a number with its thousands apart, as the language does."""
        return f"{number:,}".replace(",", self.say("number.group"))

    def of_script(self, key: str) -> str | dict[str, str]:
        """Give a text as scripts take it; raises `KeyError`."""
        if key not in self.texts:
            raise KeyError(self.unknown(key))
        text = self.texts[key]
        return (
            text if isinstance(text, str) else {name: text[name] for name in FORMS if name in text}
        )


def _markup(piece: Piece, values: Mapping[str, object]) -> Markup:
    match piece.kind:
        case "words":
            return escape(piece.text)
        case "value":
            return escape(values[piece.text])
        case "link":
            return Markup('<a href="{}">').format(values[piece.text])
        case "end":
            return Markup("</a>")
        case "element":
            return Markup(piece.text)
