r"""The grammar of formulas without backslashes: terms with operators between them.

Enters: tokens of a text. Leaves: the TeX of the formula that begins at one of them, or nothing.
"""

from __future__ import annotations

from generator.text.mathematics.glued import OPERATORS, STRONG
from generator.text.mathematics.shapes import (
    ARTICLES,
    GREEK_LETTER,
    INTERVAL,
    LETTER,
    NUMBER,
    may_follow,
    wants_more,
)
from generator.text.mathematics.terms import FIRST_WORDS, Terms

_MOST_TOKENS = 300
# Most tokens of a text are words and stops, with which no formula begins.
_NEVER_FIRST = frozenset('.,;:!?"“”‘’)]}=<>~@#$%&*/`')
_SIGNS = frozenset("=<>+-/≤≥≈∼×·±∈→≠∝∘")
_INSIDE_SIGNS = frozenset(",;:*!")
# Names that are words too: operators between two letters, or glued to one.
_LETTER_RELATIONS = frozenset("approx sim ll gg circ mid times simeq".split())
_GLUED_RELATIONS = _LETTER_RELATIONS | frozenset("in pm cap cup subset to".split())


class Reader(Terms):
    """Reads the formulas of a text."""

    def skip_words(self, start: int) -> int:
        """Give the next place from `start` on at which a formula may begin, or the end."""
        tokens, fuel = self.tokens, self.fuel
        place, end = start, len(tokens)
        while place < end and fuel >= 0:
            token = tokens[place]
            if len(token) > 1:
                if token in FIRST_WORDS or not token.isalpha():
                    break
                fuel -= 1
            elif token in _NEVER_FIRST:
                fuel -= 1
            elif not token.isspace():
                break
            place += 1
        self.fuel = fuel
        return place if fuel >= 0 else end

    def formula(self, start: int) -> tuple[str, int]:
        """Read the formula that begins at `start`; without one, say where to try next."""
        self.place, self.sure, self.depth, self.bars = start, 0, 0, 0
        self.last = min(len(self.tokens), start + _MOST_TOKENS)
        tex = self.expression()
        if tex is None or (self.tokens[start] in "([{" and self.place == self.closed):
            return "", start + 1
        return (tex if self.sure else ""), max(self.place, start + 1)

    def expression(self) -> str | None:
        """Read terms with operators between them, or beside one another."""
        before = self.term()
        if before is None:
            return None
        parts = [before]
        while True:
            mark = self.place, self.sure, self.closed
            more = self.operation(parts[-1])
            if more is None:
                self.place, self.sure, self.closed = mark
                return "".join(parts)
            parts += more

    def operation(self, before: str) -> tuple[str, ...] | None:
        """Read an operator and a term, or a term beside the one before."""
        glued = not self.skip_space()
        operator = self.operator(glued=glued)
        if operator is None:
            if not glued and not self.depth and not wants_more(before):
                return None
            term = self.term(beside=before if glued else "")
            if term is None or not (glued or wants_more(before) or may_follow(before, term)):
                return None
            return " ", term
        glued_after = not self.skip_space()
        if (
            self.peek() in ARTICLES
            and not glued_after
            and self.peek(1) == " "
            and self.peek(2).isalpha()
        ):
            return None
        term = self.term()
        if term is None or not self.weigh(before, operator, term, glued, glued_after):
            return None
        return operator, term

    def weigh(self, before: str, operator: str, after: str, glued: bool, glued_after: bool) -> bool:
        """Count the evidence of an operation; `False` when it reads as prose."""
        name = operator.strip("\\ ")
        letter = LETTER.fullmatch(before) is not None and before not in ARTICLES
        other = LETTER.fullmatch(after) is not None and after not in ARTICLES
        greek = bool(GREEK_LETTER.fullmatch(before)), bool(GREEK_LETTER.fullmatch(after))
        number = bool(NUMBER.fullmatch(before)), bool(NUMBER.fullmatch(after))
        if name == "to":
            return "infty" in after or (after == "0" and letter)
        if name == "in" and not glued:
            self.sure += letter and INTERVAL.fullmatch(after) is not None
            return letter or before[-1:] in "})" or self.depth > 0
        if name in _GLUED_RELATIONS and glued:
            if (
                glued_after
                and not (after[0] in "([{" or number[1])
                and name not in {"times", "circ"}
            ):
                return False
            self.sure += letter or number[0] or bool(self.sure)
        elif name in _LETTER_RELATIONS:
            self.sure += letter and (other or number[1])
        elif name == "pm":
            self.sure += "." in before and "." in after
        elif name in {"=", "<", ">", "≤", "≥"}:
            self.sure += (greek[0] and number[1]) or (number[0] and greek[1])
        elif glued and glued_after:
            self.sure += (before == "1" and greek[1]) or (
                name == "/" and letter and not greek[0] and greek[1]
            )
        return True

    def operator(self, *, glued: bool) -> str | None:
        """Read an operator: a sign, a name, or either in braces."""
        token, name = self.peek(), self.name()
        if token == "{" and self.peek(2) == "}":
            return self.braced_operator()
        if name in OPERATORS:
            self.sure += name in STRONG
            self.place += 1
            return f"\\{name} "
        if token in {"*", "!"} and not (glued and self.depth):
            return None
        if token in _SIGNS or (self.depth and token in _INSIDE_SIGNS):
            self.place += 1
            return f"{token} " if token == "," else token
        if self.depth and not self.bars and token in {"|", "||"}:
            self.place += 1
            return r"\| " if token == "||" else r"\mid "
        return None

    def braced_operator(self) -> str | None:
        """Read an operator that stood in braces: {times}, {=}."""
        token = self.peek(1)
        if token in _SIGNS or token == "," or token[1:] in OPERATORS:
            self.place += 3
            self.sure += 1
            return f"{{{token}}}" if token == "," else f"{token} "
        return None
