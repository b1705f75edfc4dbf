"""A cursor over the tokens of a text.

Every rule that reads with it gives `None` where it does not fit, and whoever called the rule goes
back. `sure` counts the evidence: what only a formula has.
"""

from __future__ import annotations

from generator.text.mathematics.glued import SIZES


class Cursor:
    """A place in the tokens, and what was found out on the way there.

    A token is a sign, a number, a word, or a name with its backslash given back.
    """

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0
        self.last = 0
        self.depth = 0
        self.bars = 0
        self.sure = 0
        # Where the last bracket closed.
        self.closed = -1
        # Real formulas look at a token two or three times; a text made to cost more has none.
        self.fuel = min(500 + 8 * len(tokens), 40_000)

    def peek(self, ahead: int = 0) -> str:
        """Give the token `ahead` of the cursor, or the empty string behind the last."""
        place = self.place + ahead
        return self.tokens[place] if place < self.last else ""

    def take(self) -> str:
        """Give the token at the cursor and step over it."""
        self.place += 1
        return self.tokens[self.place - 1]

    def name(self) -> str:
        """Give the TeX name at the cursor without its backslash, or nothing."""
        token = self.peek()
        return token[1:] if token[:1] == "\\" and token[1:].isalpha() else ""

    def skip_space(self) -> bool:
        """Step over one space; say whether there was one."""
        if self.peek() == " ":
            self.place += 1
            return True
        return False

    def skip_size(self) -> None:
        """Step over a word such as `left` or `big` before a bracket."""
        if self.name() in SIZES and self.peek(1) in {"(", ")", "[", "]", "|", "||", "{", "}"}:
            self.place += 1
