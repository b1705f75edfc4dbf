"""What may be wrong in a file of words.

Enters: the parsed file of an owner, and our English texts. Leaves: texts by their keys. Refuses, all at once and each with its
line: unknown keys, texts that are none, places for values or links that are missing, unknown or not closed, and plurals
that no language has, that are without `other`, or that stand where nothing is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.config.document import Mapping as Tree
from generator.config.document import Node, Scalar, describe
from generator.config.reader import Problems
from generator.errors import Location, did_you_mean, quoted
from generator.words.plurals import FORMS
from generator.words.say import Text
from generator.words.text import links_pair, places

# Values that English does not need and other languages may.
_MORE = {"date.week": frozenset({"{year}"})}
_COUNT = "{count}"


def checked(root: Node, path: str, english: Mapping[str, Text]) -> dict[str, Text]:
    """Read the texts of a file; raises `InputError` with every mistake in it."""
    problems = Problems()
    found: dict[str, Text] = {}
    if isinstance(root, Tree):
        for key, node in root.entries:
            text = _text(key, node, english, problems)
            if text is not None:
                found[key.text] = text
    elif not (isinstance(root, Scalar) and root.value is None):
        problems.add(
            Location(path=path, line=root.location.line),
            f"the file holds {describe(root)}; expected keys with their texts; "
            "write, for instance, frame.topics: Themes",
        )
    problems.raise_any()
    return found


def _text(key: Scalar, node: Node, english: Mapping[str, Text], problems: Problems) -> Text | None:
    ours = english.get(key.text)
    if ours is None:
        problems.add(
            key.location,
            f"unknown key {quoted(key.text)} in words; expected a key of the English ones"
            + (did_you_mean(key.text, list(english)) or "; correct or remove it"),
        )
        return None
    if isinstance(node, Tree):
        return _plural(key, node, ours, problems)
    return _form(key.text, key.text, node, ours, problems)


def _plural(key: Scalar, node: Tree, ours: Text, problems: Problems) -> Text | None:
    if isinstance(ours, str):
        problems.add(
            node.location,
            f"{quoted(key.text)} has plurals, but nothing is counted in it; expected one text; "
            f"write, for instance, {key.text}: {quoted(ours)}",
        )
        return None
    forms: dict[str, str] = {}
    for name, form in node.entries:
        if name.text not in FORMS:
            problems.add(
                name.location,
                f"{quoted(key.text)} has the plural {quoted(name.text)}; expected some of: "
                f"{', '.join(FORMS)}" + (did_you_mean(name.text, FORMS) or "; write one of them"),
            )
        elif text := _form(key.text, name.text, form, ours, problems):
            forms[name.text] = text
    if node.get("other") is None:
        problems.add(
            node.location,
            f'{quoted(key.text)} has no plural "other"; expected it for all numbers that no other form '
            f"is for; write {key.text}: {{other: ...}}",
        )
    return forms


def _form(key: str, name: str, node: Node, ours: Text, problems: Problems) -> str | None:
    if not isinstance(node, Scalar) or node.value is None or not node.text:
        problems.add(
            node.location,
            f"{quoted(key)} is {describe(node)}; expected a text; write one, in quotes if it begins with a sign",
        )
        return None
    for fault in _faults(key, node.text, ours, counts=name not in FORMS or name == "other"):
        problems.add(node.location, f"{quoted(key)} {fault}")
    return node.text


def _faults(key: str, text: str, ours: Text, *, counts: bool) -> Iterator[str]:
    """Tell what is wrong with a form; one for few numbers, such as 1, need not name the number."""
    wanted = places(ours if isinstance(ours, str) else ours["other"])
    here = places(text)
    known = sorted(wanted | _MORE.get(key, frozenset()))
    for place in sorted(here - set(known)):
        near = did_you_mean(place, known) or "; take it out"
        yield f"has {place}; expected {', '.join(known) or 'nothing to be put in'}{near}"
    needed = wanted if counts else wanted - {_COUNT}
    for place in sorted(needed - here):
        yield f"has no {place}; expected it, as in {quoted(_english(ours))}; add it"
    if not links_pair(text):
        yield "has a link that is not closed, or stands in another; expected <name>...</name>; correct it"


def _english(ours: Text) -> str:
    return ours if isinstance(ours, str) else ours["other"]
