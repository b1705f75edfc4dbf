r"""Terms of formulas without backslashes: letters, numbers, names and their scripts.

Enters: a cursor. Leaves: the TeX of one term, or `None` where the word is prose.
"""

from __future__ import annotations

import re

from generator.text.mathematics import symbols
from generator.text.mathematics.glued import (
    ACCENTS,
    FENCES,
    FONTS,
    FUNCTIONS,
    GREEK,
    LETTERS,
    SIZES,
    STRONG,
    TEXTS,
)
from generator.text.mathematics.groups import Groups
from generator.text.mathematics.shapes import (
    ARTICLES,
    LANDAU,
    LETTER,
    LETTERS_ONLY,
    SPACED_FUNCTIONS,
)

_CLOSERS = {"(": (")", "]"), "[": ("]", ")"), "{": ("}",)}
_MATRIX_GROUPS = frozenset(("SU", "SO", "SE", "SL", "GL", "PSL", "Sp", "U"))
_WORDS = frozenset("poly polylog polyloglog diag rank sign Var Cov softmax vol".split())
# The only words with which a formula may begin.
FIRST_WORDS = _MATRIX_GROUPS | _WORDS
_SPACED_ACCENTS = frozenset(("tilde", "widetilde", "widehat"))
_EDGES = frozenset(("(", ")", "[", "]", "{", "}", ",", "|", "||"))
_LOST_BRACE = re.compile(r"(?P<over>.*)\\\{(?P<under>[^{}]*)\\\}", re.DOTALL)


class Terms(Groups):
    """The rules for one operand."""

    def term(self, beside: str = "") -> str | None:
        """Read one operand with its scripts; `beside` is the one glued to its left."""
        self.skip_size()
        base = self.base(beside)
        if base is None:
            return None
        while True:
            self.skip_size_at_end()
            token = self.peek()
            if token == "'" and LETTER.fullmatch(base) and not self.peek(1).isalpha():
                self.place += 1
                base += "'"
            elif token in {"^", "_"}:
                script = self.script(base, token)
                if script is None:
                    return None
                base += script
            else:
                return base

    def skip_size_at_end(self) -> None:
        """Step over a word such as `right` before the bracket that it enlarges."""
        if self.name() in SIZES and self.peek(1) in {")", "]", "}", "|"}:
            self.place += 1

    def base(self, beside: str) -> str | None:
        """Read an operand without its scripts."""
        token, name = self.peek(), self.name()
        self.fuel -= 1
        if not token or self.fuel < 0:
            return None
        if name:
            return self.named(name)
        if token in _CLOSERS:
            return self.bracket(beside)
        if token in {"|", "||"} and not self.bars:
            return self.bar(token)
        if token in {"-", "+"} and not beside and self.peek(1) not in {" ", "-", "+"}:
            self.place += 1
            term = self.base("")
            return None if term is None else token + term
        if token[0].isdigit():
            return self.number(beside)
        if token == "..." and self.depth:
            self.place += 1
            return r"\ldots "
        return self.letters(token)

    def number(self, beside: str) -> str | None:
        """Read a number, which never follows a letter at once."""
        if beside and (LETTER.fullmatch(beside) or beside[-1] == "}"):
            return None
        number = self.take()
        if self.peek() == "%":
            self.place += 1
            return number + r"\%"
        return number

    def letters(self, token: str) -> str | None:
        """Read letters: a variable, a group or function by name, words at the edge of brackets."""
        follows = self.peek(1)
        if (
            token in _MATRIX_GROUPS
            and follows == "("
            and self.peek(3) == ")"
            and len(self.peek(2)) == 1
        ):
            self.sure += 1
            self.place += 1
            return rf"\operatorname{{{token}}}"
        if not LETTERS_ONLY.fullmatch(token) or (
            len(token) == 1 and token in ARTICLES and follows == " "
        ):
            return self.take() if LETTERS_ONLY.fullmatch(token) and self.depth else None
        if len(token) == 1:
            return self.letter(token)
        if token in _WORDS and follows == "(":
            self.place += 1
            return rf"\operatorname{{{token}}}"
        if (len(token) == 2 and token.isupper()) or (len(token) <= 3 and self.bars):
            return self.pair(token)
        if self.depth and self.is_edge(self.place - 1) and follows in _EDGES:
            self.place += 1
            return rf"\text{{{token}}}" if len(token) > 2 else token
        return None

    def is_edge(self, place: int) -> bool:
        """Tell whether a bracket, a bar or a comma stands at a place, or before the space there."""
        token = self.tokens[place]
        return token in _EDGES or (token == " " and self.tokens[place - 1] == ",")

    def pair(self, token: str) -> str | None:
        """Read a product of two letters, as in |Ax - Sb|, or two capitals in brackets."""
        if not self.depth and self.peek(1) in {"_", "^", "("}:
            return None
        self.place += 1
        return token if self.depth else None

    def letter(self, token: str) -> str | None:
        """Read a variable; Landau's O only together with its bracket."""
        self.place += 1
        mark = self.place
        self.skip_size()
        if token in LANDAU and self.peek() == "(":
            call = self.bracket(token)
            if call is not None:
                self.sure += 1
            return None if call is None else token + call
        self.place = mark
        return token

    def named(self, name: str) -> str | None:
        """Read what a TeX name begins."""
        self.place += 1
        follows = self.peek()
        if name in LETTERS or name in FENCES:
            return self.named_letter(name, follows)
        if name in symbols.LARGE:
            return f"\\{name} " if follows in {"_", "^"} or self.depth else None
        if name in FUNCTIONS:
            return (
                f"\\{name} "
                if name in SPACED_FUNCTIONS or self.depth or follows in {"_", "^"}
                else None
            )
        if name in FONTS or name == "sqrt" or (name in TEXTS and self.depth):
            return self.with_group(name) if follows == "{" else None
        if name == "frac":
            return self.fraction()
        return self.accent(name, follows) if name in ACCENTS else None

    def named_letter(self, name: str, follows: str) -> str | None:
        """Read a letter by its name, as a function where a bracket follows at once."""
        tex = f"\\{name} "
        if name in STRONG:
            self.sure += 1
        if follows == "(" and name in GREEK:
            call = self.bracket(tex)
            if call is None:
                return None
            self.sure += re.search("[A-Za-z]", call) is not None
            return tex + call
        if name in {"top", "bot", "prime", "dagger"} and not self.depth:
            return None
        return tex

    def accent(self, name: str, follows: str) -> str | None:
        """Read an accent over a letter or a group."""
        if follows == " " and (name in _SPACED_ACCENTS or self.depth):
            self.place += 1
        elif follows != "{" and not self.name():
            return None
        if follows == "{":
            argument = self.group_text()
        else:
            argument = (
                self.take() if self.peek() and (len(self.peek()) == 1 or self.name()) else None
            )
            if argument is not None and not argument.strip("\\").isalpha():
                return None
        if argument is None:
            return None
        self.sure += (
            follows == "{" or name in {"widetilde", "widehat"} or self.peek() in {"(", "_", "^"}
        )
        if self.peek() == "(" and argument.strip("\\") in {"O", "Omega", "Theta"}:
            call = self.bracket(argument)
            return None if call is None else f"\\{name}{{{argument} }}{call}"
        return f"\\{name}{{{argument} }}"

    def with_group(self, name: str) -> str | None:
        """Read a font or a root with its group."""
        argument = self.group_text()
        if argument is None:
            return None
        self.sure += 1
        return f"\\{name}{{{argument}}}"

    def fraction(self) -> str | None:
        """Read a fraction, also one whose second brace moved into the first."""
        if self.peek() != "{":
            return None
        over = self.group_text()
        if over is None:
            return None
        self.sure += 1
        if self.peek() == "{":
            under = self.group_text()
            return None if under is None else rf"\frac{{{over}}}{{{under}}}"
        lost = _LOST_BRACE.fullmatch(over)
        return rf"\frac{{{lost['over']}}}{{{lost['under']}}}" if lost else None
