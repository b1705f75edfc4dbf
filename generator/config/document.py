"""A YAML text to a tree whose every value knows its line.

Enters: text. Leaves: `Node`s. Refuses: what is not YAML, more than one document, duplicate keys,
keys that are not text, tags, and trees of more than 200,000 nodes (aliases count each time that
they are used, so a short file cannot grow without bound).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import yaml

from generator.errors import InputError, Location, Problem, quoted

_MOST_NODES = 200_000
_DEEPEST = 60
# What has fewer brackets and shorter lines is not nested so deep that libyaml, which calls itself at each level, runs
# out of the process's stack: that ends the process, and no exception tells.
_SHALLOW = 800

_Loader = yaml.SafeLoader | yaml.CSafeLoader
# PyYAML has libyaml in its wheels; built from source it may lack it.
_FASTEST_LOADER: type[_Loader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ScalarValue = str | int | float | bool | dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value; `text` is as written."""

    location: Location
    value: ScalarValue
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list."""

    location: Location
    entries: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A mapping; keys are unique and `entries` keeps their order."""

    location: Location
    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """Give the value under a key, or `None` when the key is not there."""
        return next((node for name, node in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


def describe(node: Node) -> str:
    """Name what stands at a node, for messages.

    >>> describe(parse_document("[1]", "x"))
    'a list'
    """
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(value=None):
            return "nothing"
        case Scalar():
            return quoted(node.text)


def parse_document(text: str, path: str) -> Node:
    """Parse one YAML document; raises `InputError` with the line of what is wrong."""
    try:
        _check_depth(text, path)
        try:
            return _parse(text, path, _FASTEST_LOADER)
        except yaml.YAMLError:
            # The two loaders word their findings differently; a message is the same everywhere.
            return _parse(text, path, yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        raise InputError([_forbidden_character(error, text, path)]) from None
    except yaml.YAMLError as error:
        raise InputError([_syntax_problem(error, path)]) from None
    except RecursionError:
        raise InputError([_too_deep(path, 1)]) from None


def _check_depth(text: str, path: str) -> None:
    """Refuse what is nested so deep that composing it might end the process; other faults are left to the parser."""
    longest_line = max(map(len, text.split("\n")))
    if text.count("[") + text.count("{") + longest_line <= _SHALLOW:
        return
    depth = 0
    try:
        for event in yaml.parse(text, _FASTEST_LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                if depth > _DEEPEST:
                    line = event.start_mark.line + 1 if event.start_mark else None
                    raise InputError([_too_deep(path, line)])
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return


def _parse(text: str, path: str, loader_type: type[_Loader]) -> Node:
    loader = loader_type(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return Scalar(location=Location(path=path, line=1), value=None, text="")
        return _TreeBuilder(loader, path).build(root, 0)
    finally:
        loader.dispose()


def _syntax_problem(error: yaml.YAMLError, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else None
    column = f" in column {mark.column + 1}" if mark is not None else ""
    what = getattr(error, "problem", None) or "not readable"
    if what.startswith("but "):  # the second half of a sentence
        what = f"{getattr(error, 'context', None)} {what}"
    return Problem(
        location=Location(path=path, line=line),
        message=f"not valid YAML{column}: {what}; expected YAML; {_remedy(what)}",
    )


def _remedy(what: str) -> str:
    if what == "mapping values are not allowed here":
        return 'put text that holds ": " in quotes, or correct the indentation here or above'
    return "check the indentation, colons and quotes here and in the line above"


def _forbidden_character(error: yaml.reader.ReaderError, text: str, path: str) -> Problem:
    return Problem(
        location=Location(path=path, line=text.count("\n", 0, error.position) + 1),
        message=f"the character U+{ord(text[error.position]):04X} is not allowed in YAML; "
        "expected printable text; delete the character",
    )


def _too_deep(path: str, line: int | None) -> Problem:
    return Problem(
        location=Location(path=path, line=line),
        message=f"nested more than {_DEEPEST} levels deep; expected a plain file of settings; flatten it",
    )


class _TreeBuilder:
    """Turns PyYAML's nodes into ours and collects what is wrong with them."""

    def __init__(self, loader: _Loader, path: str) -> None:
        self._loader = loader
        self._path = path
        self._count = 0

    def build(self, node: yaml.Node, depth: int) -> Node:
        location = Location(path=self._path, line=node.start_mark.line + 1)
        self._count += 1
        if depth > _DEEPEST:
            raise InputError([_too_deep(self._path, node.start_mark.line + 1)])
        if self._count > _MOST_NODES:
            raise self._refusal(
                location,
                f"more than {_MOST_NODES} values",
                "a plain file of settings",
                "shorten it",
            )
        if isinstance(node, yaml.SequenceNode):
            entries = tuple(self.build(child, depth + 1) for child in node.value)
            return Sequence(location=location, entries=entries)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location, depth)
        return self._scalar(node, location)

    def _mapping(self, node: yaml.MappingNode, location: Location, depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, int | None] = {}
        for key_node, value_node in node.value:
            key = self.build(key_node, depth + 1)
            if not isinstance(key, Scalar):
                raise self._refusal(key.location, f"{describe(key)} as a key", "a word", "quote it")
            if key.text in seen:
                raise self._refusal(
                    key.location,
                    f"key {quoted(key.text)} stands twice (first in line {seen[key.text]})",
                    "each key once",
                    "merge the two",
                )
            seen[key.text] = key.location.line
            entries.append((key, self.build(value_node, depth + 1)))
        return Mapping(location=location, entries=tuple(entries))

    def _scalar(self, node: yaml.Node, location: Location) -> Scalar:
        try:
            value = self._loader.construct_object(node)
        except yaml.YAMLError:
            raise self._wrong_tag(node, location) from None
        except (ValueError, LookupError, AttributeError, OverflowError):
            raise self._refusal(
                location,
                f"{quoted(str(node.value))} cannot be read as the value that it looks like",
                "text, a number, a date, true or false",
                "put it in quotes to make it text",
            ) from None
        if not isinstance(value, str | int | float | bool | dt.date | None):
            raise self._wrong_tag(node, location)
        return Scalar(location=location, value=value, text=str(node.value))

    def _wrong_tag(self, node: yaml.Node, location: Location) -> InputError:
        tag = f"a value with the tag {quoted(node.tag)}"
        return self._refusal(location, tag, "a plain value", "delete the word that begins with !")

    def _refusal(self, location: Location, found: str, expected: str, do: str) -> InputError:
        problem = Problem(location=location, message=f"{found}; expected {expected}; {do}")
        return InputError([problem])
