"""Words of the interface in templates: `"key"|say` and `{% say "key" %}`, spelt out when a template is compiled.

Enters: the syntax tree of a template, and the words. Leaves: the tree with the words in it as if they had been written there, so
that no page looks one up; but a text that counts chooses its form when the page is made. Refuses a key that is not
known, and values that are missing or more than the text has places for, with the line.
"""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import escape

from generator.words import Words
from generator.words.text import pieces, places

FILTER = "say"


class SayExtension(Extension):
    """`{% say "key", name=value %}...{% endsay %}`: what stands between is the one value that is not named."""

    tags = {FILTER}  # noqa: RUF012  # Jinja's own declaration

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Give the words before and after what stands between the tags, and that."""
        line = next(parser.stream).lineno
        key = parser.parse_expression()
        values: dict[str, nodes.Expr] = {}
        while parser.stream.skip_if("comma"):
            name = parser.stream.expect("name").value
            parser.stream.expect("assign")
            values[name] = parser.parse_expression()
        body = parser.parse_statements(("name:endsay",), drop_needle=True)
        words: Words = self.environment.words  # type: ignore[attr-defined]  # ours has them
        if not isinstance(key, nodes.Const) or not isinstance(words.texts.get(key.value), str):
            parser.fail("say takes the key of a text that does not count, in quotes", line)
        text = str(words.texts[key.value])
        rest = sorted(places(text) - {f"{{{name}}}" for name in values})
        if len(rest) != 1 or not rest[0].startswith("{"):
            has = ", ".join(sorted(places(text))) or "nothing"
            parser.fail(f"{key.value} is made of {has}; one of them stands between the tags", line)
        before, _, after = text.partition(rest[0])
        start = nodes.Output(_spelt(before, values, words, line), lineno=line)
        end = nodes.Output(_spelt(after, values, words, line), lineno=line)
        return [start, *body, end]


def spell_out(tree: nodes.Template, words: Words, name: str | None, filename: str | None) -> None:
    """Put words in place of their keys, wherever a template writes them; raises `TemplateSyntaxError`."""
    for asked in tree.find_all(nodes.Filter):
        if asked.name == FILTER and isinstance(asked.node, nodes.Const):
            fault = _fault(asked, str(asked.node.value), words)
            if fault is not None:
                raise TemplateSyntaxError(fault, asked.lineno, name, filename)
    for output in list(tree.find_all(nodes.Output)):
        written: list[nodes.Expr] = []
        for node in output.nodes:
            written.extend(_written(node, words))
        output.nodes = written


def _fault(asked: nodes.Filter, key: str, words: Words) -> str | None:
    if key not in words.texts:
        return words.unknown(key)
    if asked.dyn_kwargs is not None:
        return None
    text = words.texts[key]
    given = {value.key for value in asked.kwargs}
    forms = [text] if isinstance(text, str) else list(text.values())
    wanted = {place[1:-1] for form in forms for place in places(form)}
    # A text of another language, or of the owner's, may do without some.
    missing = sorted(wanted - given)
    if not missing:
        return None
    return f"{key} has no value for {', '.join(missing)}; its words are {forms[-1]!r}"


def _written(node: nodes.Expr, words: Words) -> list[nodes.Expr]:
    """Give what stands in place of a value that is written: the words, where it is the key of some."""
    if not isinstance(node, nodes.Filter) or node.name != FILTER or node.dyn_kwargs is not None:
        return [node]
    text = words.texts.get(node.node.value) if isinstance(node.node, nodes.Const) else None
    if not isinstance(text, str):
        return [node]
    values: dict[str, nodes.Expr] = {str(value.key): value.value for value in node.kwargs}
    return _spelt(text, values, words, node.lineno)


def _spelt(
    text: str, values: Mapping[str, nodes.Expr], words: Words, line: int
) -> list[nodes.Expr]:
    spelt: list[nodes.Expr] = []
    for piece in pieces(text):
        match piece.kind:
            case "words":
                spelt.append(_markup(str(escape(piece.text)), line))
            case "value":
                spelt.extend(_parts(values[piece.text], words))
            case "link":
                start, end = _markup('<a href="', line), _markup('">', line)
                spelt.extend((start, *_parts(values[piece.text], words), end))
            case "end":
                spelt.append(_markup("</a>", line))
            case "element":
                spelt.append(_markup(piece.text, line))
    return spelt


def _parts(value: nodes.Expr, words: Words) -> list[nodes.Expr]:
    """Write `a ~ b` as `a`, then `b`, which need not be joined first."""
    parts = value.nodes if isinstance(value, nodes.Concat) else [value]
    return [written for part in parts for written in _written(part, words)]


def _markup(text: str, line: int) -> nodes.Expr:
    return nodes.TemplateData(text, lineno=line)


def add_words(environment: Environment, words: Words) -> None:
    """Let templates say words; where they cannot be spelt out, as in an argument, Jinja's optimiser does it for constants."""
    environment.filters[FILTER] = words.html
