r"""TeX to a tree.

Enters: the inside of a formula. Leaves: a tree at most 24 groups deep, or `None` for what is not
understood to the last sign: an unknown command, a lost brace, `\begin`, more than 2,000 characters. There
are no macros, so nothing can grow; each sign is read once.
"""

from __future__ import annotations

import re

from generator.text.mathematics import symbols
from generator.text.mathematics.leaves import (
    BadTexError,
    as_word,
    escaped,
    is_prime,
    leaf,
    named,
    sign,
    takes_limits,
    text_sign,
    with_prime,
)
from generator.text.mathematics.tree import (
    EMPTY,
    Accent,
    Fence,
    Fraction,
    Leaf,
    Node,
    Root,
    Row,
    Scripts,
)

_LONGEST = 2000
_DEEPEST = 24
_TOKEN = re.compile(
    r"\\[A-Za-z]+|\\.|\s+|[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?|\.[0-9]+|.", re.DOTALL
)
_TEXT_COMMANDS = frozenset(
    "text textrm textbf textit texttt textsc textsf textnormal textup mbox hbox emph textsl".split()
)
_IGNORED = frozenset(
    """limits nolimits displaystyle textstyle scriptstyle scriptscriptstyle left right middle big Big
    bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm nonumber xspace mathstrut
    allowbreak nobreak protect relax small tiny footnotesize scriptsize""".split()
)
_BEFORE_FENCE = frozenset(name for name in _IGNORED if name[:3].lower() == "big") | {
    "left",
    "right",
    "middle",
}
_NEGATED = {"=": "≠", "∈": "∉", "≡": "≢", "∼": "≁", "⊂": "⊄", "⊆": "⊈", "<": "≮", ">": "≯"}


_COMMA = Leaf(kind="operator", shown=",", plain=",")


def read_tex(source: str) -> Node | None:
    r"""Read a formula, or give `None` when any part of it is not understood.

    >>> read_tex(r"x^2") is not None, read_tex(r"\unknown"), read_tex("x^{2")
    (True, None, None)
    """
    if len(source) > _LONGEST:
        return None
    try:
        return _Reader(_TOKEN.findall(source)).whole()
    except BadTexError:
        return None


class _Reader:
    """A cursor over the tokens of one formula."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.row("", "plain")
        if self.place < len(self.tokens):
            raise BadTexError
        return node

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def skip_space(self) -> None:
        while self.peek().isspace():
            self.place += 1

    def row(self, closer: str, style: str) -> Node:
        """Read up to `closer`, which stays unread; the empty one is the end of the formula."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadTexError
        nodes: list[Node] = []
        while (token := self.peek()) and token != closer:
            if token[1:] in symbols.SWITCHES and token[0] == "\\":
                self.place += 1
                style = symbols.FONTS[token[1:]]
            elif token in {"^", "_"}:
                nodes.append(self.scripts(nodes.pop() if nodes else EMPTY, style))
            else:
                self.add(nodes, self.atom(style))
        self.depth -= 1
        if token != closer:
            raise BadTexError
        if style == "roman":
            return as_word(Row(nodes=tuple(nodes)))
        return nodes[0] if len(nodes) == 1 else Row(nodes=tuple(nodes))

    def add(self, nodes: list[Node], node: Node | None) -> None:
        if node is None:
            return
        if isinstance(node, Leaf) and node.shown == "′" and node.kind == "operator" and nodes:
            nodes.append(with_prime(nodes.pop(), node))
        else:
            nodes.append(node)

    def scripts(self, base: Node, style: str) -> Node:
        below = self.take() == "_"
        self.skip_space()
        script = self.argument(style)
        sub: Node | None = None
        sup: Node | None = None
        limits = takes_limits(base)
        core = base
        if isinstance(base, Scripts):
            core, sub, sup, limits = base.base, base.sub, base.sup, base.limits
        if below and sub is None:
            sub = script
        elif not below and (sup is None or is_prime(sup)):
            sup = script if sup is None else Row(nodes=(sup, script))
        else:
            raise BadTexError
        return Scripts(base=core, sub=sub, sup=sup, limits=limits)

    def argument(self, style: str) -> Node:
        """Read one token or one group: what TeX takes as an undelimited argument."""
        self.skip_space()
        token = self.peek()
        if not token or token in {"}", "^", "_", "&"}:
            raise BadTexError
        if token[0].isdigit() and len(token) > 1:
            self.tokens[self.place] = token[1:]
            return leaf("number", token[0])
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadTexError
        argument = self.atom(style) or EMPTY
        self.depth -= 1
        return argument

    def group_text(self) -> str:
        """Read a group of words without mathematics in it."""
        self.skip_space()
        if self.take() != "{":
            raise BadTexError
        words: list[str] = []
        depth = 1
        while token := self.take():
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return "".join(words)
            if token[0] == "\\" and token[1:] not in _TEXT_COMMANDS:
                words.append(text_sign(token[1:]))
            elif token not in {"{", "}"} and token[0] != "\\":
                words.append(" " if token == "~" else token)
        raise BadTexError

    def atom(self, style: str) -> Node | None:
        token = self.take()
        if token == "{":
            node = self.row("}", style)
            self.place += 1
            return leaf("number", ",") if node == _COMMA else node
        if token in {"}", "&", "$", "^", "_", "#"} or not token:
            raise BadTexError
        if token.isspace():
            return None
        if token[0] == "\\":
            return self.command(token[1:], style)
        return sign(token, style)

    def command(self, name: str, style: str) -> Node | None:
        if not name.isalpha():
            return escaped(name)
        if name in symbols.FONTS:
            return self.font(name)
        if name in symbols.ACCENTS:
            mark, combining = symbols.ACCENTS[name]
            return Accent(base=self.argument(style), mark=mark, combining=combining)
        if name in _TEXT_COMMANDS:
            words = self.group_text()
            return Leaf(kind="text", shown=words, plain=words)
        if name in _IGNORED:
            return self.fence_sign() if name in _BEFORE_FENCE else None
        return self.structure(name, style) or named(name, style)

    def font(self, name: str) -> Node:
        if name == "operatorname":
            if self.peek() == "*":
                self.place += 1
            words = self.group_text()
            return Leaf(kind="function", shown=words, plain=words)
        argument = self.argument(symbols.FONTS[name])
        return as_word(argument) if symbols.FONTS[name] == "roman" else argument

    def fence_sign(self) -> Node | None:
        r"""Read the sign after `\left` or `\big`; a full stop is a fence that is not shown."""
        self.skip_space()
        if self.peek() == ".":
            self.place += 1
            return None
        if self.peek() in {"<", ">"}:
            return Fence(shown={"<": "⟨", ">": "⟩"}[self.take()])
        return None

    def structure(self, name: str, style: str) -> Node | None:
        if name in {"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "binom", "tbinom", "dbinom"}:
            over = self.argument(style)
            return Fraction(over=over, under=self.argument(style), binomial="binom" in name)
        if name == "sqrt":
            degree = None
            if self.peek() == "[":
                self.place += 1
                degree = self.row("]", style)
                self.place += 1
            return Root(of=self.argument(style), degree=degree)
        if name == "underline":
            return Accent(base=self.argument(style), mark="_", combining="\u0332", under=True)
        if name in {"overset", "stackrel", "underset"}:
            script, base = self.argument(style), self.argument(style)
            below = name == "underset"
            return Scripts(
                base=base, sub=script if below else None, sup=None if below else script, limits=True
            )
        if name == "not":
            negated = self.argument(style)
            if isinstance(negated, Leaf) and negated.shown in _NEGATED:
                return leaf("operator", _NEGATED[negated.shown])
            raise BadTexError
        if name in {"textcolor", "color"}:
            self.group_text()
            return self.argument(style) if name == "textcolor" else EMPTY
        return None
