r"""Brackets, groups and scripts of formulas without backslashes.

Enters: a cursor at the opening sign. Leaves: TeX, or `None`. At most ten brackets deep.
"""

from __future__ import annotations

import re

from generator.text.mathematics.cursor import Cursor
from generator.text.mathematics.glued import LETTERS, NAMES
from generator.text.mathematics.shapes import LANDAU, LETTER, may_have_subscript

_DEEPEST = 10
_CLOSERS = {"(": (")", "]"), "[": ("]", ")"), "{": ("}",)}
_WORDS = frozenset("poly polylog polyloglog diag rank sign Var Cov softmax vol".split())
_SUP_NAMES = frozenset("top star ast circ dagger prime perp pm".split())
_SWITCHES = frozenset("rm bf it cal sf tt mathrm".split())
# A subscript that swallowed its own superscript when a root around it was lost.
_SWALLOWED = re.compile(
    r"(?P<sub>[A-Za-z0-9]+(?:=|:)[A-Za-z0-9]+)\^\{(?P<sup>[^{}]*)\}(?P<rest>.*)", re.DOTALL
)
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9 ,+\-]{1,40}")


class Groups(Cursor):
    """The rules for what stands in brackets, braces and bars, or above and below the line."""

    def expression(self) -> str | None:
        """Read terms with operators between them; the grammar gives the rule."""
        raise NotImplementedError

    def bracket(self, beside: str) -> str | None:
        """Read a bracket and what it holds; another closer may end an interval."""
        opener = self.peek()
        if opener == "{":
            return self.brace(beside)
        if self.depth >= _DEEPEST:
            return None
        self.place += 1
        inside = self.inside()
        self.skip_size()
        if inside is None or self.peek() not in _CLOSERS[opener]:
            return None
        closer = self.take()
        self.closed = self.place
        return f"{opener}{inside}{closer}"

    def inside(self) -> str | None:
        """Read what brackets hold, in their own turn of bars."""
        bars, self.bars = self.bars, 0
        self.depth += 1
        self.skip_space()
        inside = self.expression()
        self.skip_space()
        self.depth -= 1
        self.bars = bars
        return inside

    def brace(self, beside: str) -> str | None:
        """Read braces: after an operand they are what a lost command left, and are shown."""
        content = self.group_text(words=False)
        if content is None:
            return None
        if beside and (
            not LETTER.fullmatch(content) or content[0] != "\\" or beside[-1] not in "} "
        ):
            return rf"\{{{content}\}}"
        self.closed = self.place
        if content[:4] in {r"\rm ", r"\bf "} or LETTER.fullmatch(content):
            self.sure += self.peek() in {"^", "_", "("} or content[0] == "\\"
            return f"{{{content}}}"
        return rf"\{{{content}\}}" if "," in content else f"{{{content}}}"

    def group_text(self, *, words: bool = True) -> str | None:
        """Read a group in braces: mathematics, else a few words."""
        if self.peek() != "{" or self.depth >= _DEEPEST:
            return None
        self.place += 1
        start, sure = self.place, self.sure
        switch = ""
        if self.peek() in _SWITCHES and self.peek(1) == " ":
            switch = f"\\{'rm' if self.peek() == 'mathrm' else self.peek()} "
            self.place += 2
        if switch or self.is_word_group():
            return self.words(switch)
        inside = self.inside()
        if inside is not None and self.peek() == "}":
            self.place += 1
            return inside
        self.place, self.sure = start, sure
        return self.words("") if words else None

    def is_word_group(self) -> bool:
        """Tell a group of one word: `max` is a name, KL and train are words."""
        token = self.peek()
        return len(token) > 1 and token.isalpha() and token.isascii() and self.peek(1) == "}"

    def words(self, switch: str) -> str | None:
        """Read words up to the closing brace, under a font if there was one."""
        start = self.place
        while self.peek() not in {"}", "", "{"}:
            self.place += 1
        tokens = self.tokens[start : self.place]
        text = "".join(token[1:] if token[1:] in NAMES else token for token in tokens)
        if self.peek() != "}" or not _PLAIN_WORDS.fullmatch(text):
            return None
        self.place += 1
        if switch:
            return f"{switch}{text}"
        return text if len(text) == 2 and text.islower() else rf"\text{{{text}}}"

    def bar(self, bar: str) -> str | None:
        """Read an absolute value or a norm."""
        if self.depth >= _DEEPEST:
            return None
        self.place += 1
        self.bars += 1
        self.depth += 1
        inside = self.expression()
        self.depth -= 1
        self.bars -= 1
        if inside is None or self.peek() != bar:
            return None
        self.place += 1
        sign = r"\|" if bar == "||" else "|"
        return f"{sign}{inside}{sign}"

    def script(self, base: str, sign: str) -> str | None:
        """Read a script of `base`, its sign included."""
        # A tower of scripts is read again from each of its storeys.
        self.fuel -= 1
        if self.fuel < 0 or (sign == "_" and not may_have_subscript(base)):
            return None
        self.place += 1
        script = self.script_argument(sign)
        if script is None:
            return None
        self.sure += 1
        if sign == "_" and (lost := _SWALLOWED.fullmatch(script)):
            return f"_{{{lost['sub']}}}^{{{lost['sup']}}}{lost['rest']}"
        return f"{sign}{{{script}}}"

    def script_argument(self, sign: str) -> str | None:
        """Read a script without its sign."""
        token, name = self.peek(), self.name()
        if token == "{" and self.peek(1) in {"*", "+", "-", "'"} and self.peek(2) == "}":
            self.place += 3
            return self.tokens[self.place - 2]
        if token == "{":
            return self.group_text()
        if name:
            allowed = name in LETTERS or name in {"max", "min", "log"}
            if allowed or (sign == "^" and name in _SUP_NAMES):
                self.place += 1
                return f"\\{name} "
            return None
        if sign == "^" and token in {"*", "'", "+", "-"}:
            return self.signed()
        if token[:1].isdigit() or (len(token) == 1 and token.isalpha()):
            self.place += 1
            follows = self.peek()
            if sign == "^" and token in LANDAU and follows == "(":
                call = self.bracket(token)
                return None if call is None else token + call
            if sign == "_" and token.isalpha() and (follows == "_" or follows[:1].isdigit()):
                return None
            return token
        return None

    def signed(self) -> str:
        """Read a star, a prime, or a number with its sign."""
        sign = self.take()
        if sign in "+-" and (
            self.peek()[:1].isdigit() or (len(self.peek()) == 1 and self.peek().isalpha())
        ):
            return sign + self.take()
        return r"\prime " if sign == "'" else sign
