"""What stands above a post: YAML between `---`, TOML between `+++`, JSON, or lines `Key: value` as Pelican has them.

Enters: the lines of a file. Leaves: `FrontMatter`: fields by their names in small letters, `-` as `_`, numbers and days as the text that was
written, and where the post's body begins. Refuses (`FrontMatterError`) what is none of them, with its line.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.config import Mapping as MappingNode
from generator.config import Node, Scalar, parse_document
from generator.config import Sequence as ListNode
from generator.errors import InputError

LONGEST = 1 << 18  # characters
_META = re.compile(r" {0,3}([A-Za-z][A-Za-z0-9_-]*):(?:[ \t]+(.*)|$)")
_META_BEGINS = frozenset(("title", "date", "author", "authors", "slug", "category", "status"))
_MORE = re.compile(r"(?: {4}|\t)\s*(\S.*)")
_TOML_LINE = re.compile(r"\(at line (\d+), column (\d+)\)$")

# A text, true or false, a list, or fields by name.
Value = object
Fields = Mapping[str, Value]


class FrontMatterError(ValueError):
    """Front matter that cannot be read, and its line; the message says found, expected and what to do."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """Fields, in what form they stood (`""` is none), and how many lines stand above the body."""

    form: str
    fields: Fields
    above: int


def read_front_matter(lines: Sequence[str]) -> FrontMatter:
    """Read what stands above a post; raises `FrontMatterError`."""
    first = lines[0].rstrip() if lines else ""
    if first == "---":
        end = _end_of(lines, ("---", "..."), "YAML")
        return FrontMatter(form="yaml", fields=read_yaml(lines[:end]), above=end + 1)
    if first == "+++":
        end = _end_of(lines, ("+++",), "TOML")
        return FrontMatter(form="toml", fields=_toml(lines[1:end]), above=end + 1)
    if first.startswith("{") and not first.startswith(("{{", "{%")):
        return _json(lines)
    return _meta(lines)


def _end_of(lines: Sequence[str], fences: tuple[str, ...], form: str) -> int:
    size = 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in fences:
            return number
        if (size := size + len(line)) > LONGEST:
            break
    raise FrontMatterError(
        1,
        f'"{fences[0]}" opens front matter in {form} that no line ends; expected a second line "{fences[0]}" below it; '
        "write it, or delete this one",
    )


def read_yaml(lines: Sequence[str]) -> Fields:
    """Read YAML that is a mapping; raises `FrontMatterError`."""
    try:
        # The fence begins a document of YAML too, so lines keep their numbers.
        node = parse_document("\n".join(lines) + "\n", "")
    except InputError as error:
        problem = error.problems[0]
        raise FrontMatterError(problem.location.line or 1, problem.message) from None
    if isinstance(node, Scalar) and node.value is None:
        return {}
    if not isinstance(node, MappingNode):
        raise FrontMatterError(
            1, "the front matter is no mapping; expected lines such as title: My post; correct it"
        )
    return _of_node(node)


def _of_node(node: MappingNode) -> dict[str, Value]:
    return {_name(key.text): _value_of(value) for key, value in node.entries}


def _value_of(node: Node) -> Value:
    if isinstance(node, MappingNode):
        return _of_node(node)
    if isinstance(node, ListNode):
        return [_value_of(entry) for entry in node.entries]
    if node.value is None or isinstance(node.value, bool):
        return node.value
    return node.text


def _toml(lines: Sequence[str]) -> Fields:
    return read_toml("\n".join(lines) + "\n", above=1)


def read_toml(text: str, above: int = 0) -> Fields:
    """Read TOML; `above` lines stand above it. Raises `FrontMatterError`."""
    try:
        # As text, for an arXiv id such as 2503.10000 is no number.
        values = tomllib.loads(text.replace("\r", ""), parse_float=str)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_LINE.search(str(error))
        line = int(place[1]) if place else text.count("\n")
        what = _TOML_LINE.sub("", str(error)).strip()
        column = f" in column {place[2]}" if place else ""
        raise FrontMatterError(
            line + above,
            f"not valid TOML{column}: {what}; expected TOML; correct quotes, signs and brackets here",
        ) from None
    except (RecursionError, ValueError):
        raise FrontMatterError(
            1, "TOML that cannot be read; expected plain fields; shorten it"
        ) from None
    return _of_values(values)


def read_json(text: str) -> tuple[Fields, int]:
    """Read the object that a text begins with; gives its fields and its end. Raises `FrontMatterError`."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, strict=False)
    try:
        value, end = decoder.raw_decode(text)
    except json.JSONDecodeError as error:
        raise FrontMatterError(
            error.lineno,
            f"not valid JSON in column {error.colno}: {error.msg}; expected JSON; correct quotes, commas and brackets here",
        ) from None
    except (RecursionError, ValueError):
        raise FrontMatterError(
            1, "JSON that cannot be read; expected plain fields; shorten it"
        ) from None
    return _of_values(value), end


def _json(lines: Sequence[str]) -> FrontMatter:
    text = "\n".join(lines)[:LONGEST]
    fields, end = read_json(text)
    above = text.count("\n", 0, end) + 1
    return FrontMatter(form="json", fields=fields, above=above)


def _of_values(values: Mapping[str, Value]) -> dict[str, Value]:
    return {_name(key): _plain(value, 0) for key, value in values.items()}


def _plain(value: Value, depth: int) -> Value:
    if isinstance(value, dict) and depth < 20:
        return {_name(str(key)): _plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list) and depth < 20:
        return [_plain(each, depth + 1) for each in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | str) else str(value)


def _meta(lines: Sequence[str]) -> FrontMatter:
    """Read Pelican's lines, which Python-Markdown's extension `meta` reads: they end with the first line that is none."""
    fields: dict[str, Value] = {}
    last, above = "", 0
    for line in lines:
        found, more = _META.fullmatch(line.rstrip()), _MORE.fullmatch(line)
        if found and (fields or found[1].lower() in _META_BEGINS):
            last = _name(found[1])
            fields[last] = (found[2] or "").strip()
        elif more and last:
            fields[last] = f"{fields[last]} {more[1].strip()}".strip()
        else:
            break
        above += 1
    return FrontMatter(form="meta" if fields else "", fields=fields, above=above)


def _name(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")
