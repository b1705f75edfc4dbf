"""Write the reference of templates again: `python -m docs.variables`, in the checkout.

It is made of the templates (their blocks and macros), of the views that they get (their fields and types) and of
docs/variables.yaml, which says what each means.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import nodes

from generator import assets
from generator.models import Rejected
from generator.newsletter import views as of_newsletter
from generator.render import views as of_pages
from generator.render.environment import make_environment
from generator.theme import Logo
from generator.words import Words
from generator.words.load import shipped

_HERE = Path(__file__).resolve().parent
FILE = _HERE / "templates.md"
_SAYS = _HERE / "variables.yaml"
_LETTER = "newsletter."
# Types of the code by what a template sees of them.
_PLAIN = {
    "str": "text",
    "Slug": "text",
    "DateGroup": "text",
    "int": "number",
    "bool": "true or false",
    "Markup": "HTML",
    "UrlPath": "address",
    "Location": "text",
    "Mapping[Hue, tuple[str, str]]": "colours",
    "tuple[int, int]": "two numbers",
}

_HEAD = """\
# Templates and their variables

What each template gets, and what may be written anew in it; how that is done, with examples, is said in [own-templates.md](own-templates.md). Made of the code
by `python -m docs.variables`. An unknown name is an error of the build, with the template's path and line.

*HTML* is markup that is safe to write as it is; *text* is escaped when it is written. An *address* is relative to the site's root: put `head.root` before
it. *None* is tested with `is none` and `is not none`; lists and HTML may be empty.
"""


@cache
def says() -> dict[str, Any]:
    """Give what docs/variables.yaml says."""
    return yaml.safe_load(_SAYS.read_text(encoding="utf-8"))


@cache
def views() -> dict[str, type]:
    """Give the dataclasses that templates see, by the names that the page has for them."""
    found = {name: each for name, each in vars(of_pages).items() if _is_view(each, of_pages)}
    del found["Content"]  # its values are a page's own
    letter = {
        f"{_LETTER}{name}": each
        for name, each in vars(of_newsletter).items()
        if _is_view(each, of_newsletter)
    }
    return {**found, "Logo": Logo, "Rejected": Rejected, **letter}


def _is_view(value: object, module: object) -> bool:
    return dataclasses.is_dataclass(value) and value.__module__ == module.__name__  # type: ignore[union-attr,attr-defined]


@cache
def templates() -> dict[str, nodes.Template]:
    """Give the shipped templates as they are parsed, by name."""
    folder = assets.templates_folder()
    words = Words(language="en", texts=shipped(folder / "words", "en"), digest="")
    environment = make_environment(folder, words, {})
    environment.filters["wrapped"] = str  # the newsletter's own
    return {
        path.relative_to(folder).as_posix(): environment.parse(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".txt"}
    }


def blocks(name: str) -> list[str]:
    """Give the blocks of a template, those that it has from the one that it extends among them."""
    tree = templates()[name]
    above = [each.template.as_const() for each in tree.find_all(nodes.Extends)]
    own = [each.name for each in tree.find_all(nodes.Block)]
    return list(dict.fromkeys([*own, *(block for each in above for block in blocks(each))]))


def macros(name: str) -> dict[str, str]:
    """Give the macros of a template by name, each with what it takes."""
    return {
        each.name: f"{each.name}({', '.join(arg.name for arg in each.args)})"
        for each in templates()[name].find_all(nodes.Macro)
    }


def type_text(annotation: str) -> str:
    """Say what a template sees of a type.

    >>> type_text("tuple[NamedLink, ...]"), type_text("str | None")
    ('list of NamedLink', 'text or none')
    """
    plain = annotation.removesuffix(" | None")
    if plain != annotation:
        return f"{type_text(plain)} or none"
    if plain in _PLAIN:
        return _PLAIN[plain]
    if many := re.fullmatch(r"tuple\[(.+), \.\.\.\]", plain):
        return f"list of {type_text(many[1])}"
    return plain


def fields(name: str) -> dict[str, str]:
    """Give the fields of a view, each with its type."""
    letter = name.startswith(_LETTER)
    found = {}
    for field in dataclasses.fields(views()[name]):
        text = type_text(str(field.type))
        last = text.removesuffix(" or none").rpartition(" ")[2]
        inner = f"{_LETTER}{last}"
        found[field.name] = text.replace(last, inner) if letter and inner in views() else text
    return found


def main() -> None:
    """Write the page beside this file."""
    FILE.write_text(written(), encoding="utf-8", newline="\n")


def written() -> str:
    """Give the page as it stands in its file."""
    parts = (_shared(), _pages(), _partials(), _newsletter(), _filters(), _views())
    return "\n".join([_HEAD, *(line for part in parts for line in part)])


def _table(rows: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    yield "| name | | |\n| --- | --- | --- |"
    for name, (kind, text) in rows.items():
        yield f"| `{name}` | {_linked(kind)} | {text} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _linked(kind: str) -> str:
    return re.sub(
        r"(?:newsletter\.)?\b[A-Z]\w+",
        lambda found: (
            f"[{found[0]}](#{found[0].lower().replace('.', '')})"
            if found[0] in views()
            else found[0]
        ),
        kind,
    )


def _shared() -> Iterator[str]:
    yield "## What every page gets\n"
    values = {name: (each["type"], each["says"]) for name, each in says()["shared"].items()}
    yield from _table(values)
    yield "`base.html` is what every page extends. Its blocks:\n"
    yield from _blocks("base.html")


def _blocks(name: str) -> Iterator[str]:
    yield "| block | |\n| --- | --- |"
    for block in blocks(name):
        yield f"| `{block}` | {says()['blocks'][name][block]} |"
    yield ""


def _pages() -> Iterator[str]:
    yield "## Pages\n"
    yield "Each extends `base.html` and has its blocks. Besides `site`, `head` and `frame` it gets:\n"
    for name, page in says()["pages"].items():
        yield f"### {name}\n"
        yield f"{_sentence(page['says'])}.\n"
        yield from _table({each: (kind, text) for each, (kind, text) in page["values"].items()})


def _partials() -> Iterator[str]:
    yield "## Partials\n"
    yield "They have no blocks: write a file of the same name to replace one whole. A macro gets what stands in its brackets, and `site`.\n"
    for name, part in says()["partials"].items():
        yield f"### {name}\n"
        yield f"{_sentence(part['says'])}.\n"
        known = macros(name)
        rows = {known[each]: text for each, text in part.get("macros", {}).items()}
        yield "| name | |\n| --- | --- |"
        for each, text in (rows or part["values"]).items():
            yield f"| `{each}` | {_linked(text)} |"
        yield ""


def _newsletter() -> Iterator[str]:
    letter = dict(says()["newsletter"])
    yield "## The newsletter\n"
    values = letter.pop("values")
    for name, each in letter.items():
        yield f"`{name}` is {each['says']}."
    yield "\nBoth get:\n"
    yield from _table({name: (kind, text) for name, (kind, text) in values.items()})
    yield "The blocks of `email/newsletter.html`:\n"
    yield from _blocks("email/newsletter.html")


def _filters() -> Iterator[str]:
    yield "## Filters and tags\n"
    yield "Those of [Jinja](https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters), and:\n"
    yield "| name | |\n| --- | --- |"
    for name, text in says()["filters"].items():
        yield f"| filter `{name}` | {_cell(text)} |"
    for name, text in says()["tags"].items():
        yield f"| tag `{name}` | {_cell(text)} |"
    yield ""


def _views() -> Iterator[str]:
    yield "## Values\n"
    for name, texts in says()["views"].items():
        yield f"### {name}\n"
        yield from _table({each: (kind, texts[each]) for each, kind in fields(name).items()})


if __name__ == "__main__":
    main()
