"""Taking typed values out of a YAML tree, with a problem for each that is wrong.

Enters: a `Mapping` and the keys that it may have. Leaves: values, or `None` with a problem noted,
so that a whole file's mistakes come at once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator

from generator.config.document import Mapping, Node, Scalar, Sequence, describe
from generator.errors import InputError, Location, Problem, did_you_mean, quoted

# What YAML can write with escapes ("\0") and no XML document may hold; tabs and line ends may stay.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Problems:
    """The mistakes of one file, gathered."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, location: Location, message: str) -> None:
        """Note a mistake."""
        self._found.append(Problem(location=location, message=message))

    def raise_any(self) -> None:
        """Raise `InputError` when any mistake was noted."""
        if self._found:
            raise InputError(self._found)


class Section:
    """A mapping of site.yaml under a name, checked against the keys that it may have."""

    def __init__(
        self, name: str, node: Mapping, known: Collection[str], problems: Problems
    ) -> None:
        self.name = name
        self.node = node
        self._problems = problems
        self._report_unknown(sorted(known))

    def _report_unknown(self, known: list[str]) -> None:
        for key, _ in self.node.entries:
            if key.text not in known:
                place = f"in {self.name}" if self.name else "at the top level"
                self._problems.add(
                    key.location,
                    f"unknown key {quoted(key.text)} {place}; known keys: {', '.join(known)}"
                    + (did_you_mean(key.text, known) or "; correct or remove it"),
                )

    def text(self, key: str, example: str | None = None) -> str | None:
        """Give a text that is not empty; numbers and dates count as the text that was written."""
        node = self.node.get(key)
        if node is None:
            return None
        if not isinstance(node, Scalar) or node.value is None or not node.text.strip():
            do = f"write {example}" if example else "write a word or a sentence"
            self._wrong(key, node, "some text", do)
            return None
        if _UNPRINTABLE.search(node.text):
            self._wrong(key, node, "text without control characters", "take them out")
            return None
        return node.text.strip()

    def check_form(self, key: str, form: re.Pattern[str], expected: str) -> None:
        """Note a problem when a text has not the form that it should have."""
        node = self.node.get(key)
        if isinstance(node, Scalar) and node.text.strip() and not form.fullmatch(node.text.strip()):
            self._problems.add(
                node.location,
                f"{quoted(key)} in {self.name} is {quoted(node.text.strip())}; expected {expected}; "
                "correct it",
            )

    def texts(self, key: str, example: str) -> tuple[str, ...]:
        """Give the texts of a list, or the one that stands alone; each is not empty."""
        node = self.node.get(key)
        if node is None:
            return ()
        entries = node.entries if isinstance(node, Sequence) else (node,)
        found = [
            entry
            for entry in entries
            if isinstance(entry, Scalar) and entry.value is not None and entry.text.strip()
        ]
        if not entries or len(found) != len(entries):
            self._wrong(key, node, "a text or a list of texts", f"write {example}")
        return tuple(entry.text.strip() for entry in found)

    def required_text(self, key: str, example: str) -> str | None:
        """Give a text; notes a problem when the key is missing."""
        if self.node.get(key) is None:
            self._problems.add(
                self.node.location,
                f"{self.name or 'the file'} has no {quoted(key)}; expected some text; write {example}",
            )
            return None
        return self.text(key, example)

    def integer(self, key: str, least: int, most: int, *, example: int) -> int | None:
        """Give a whole number within bounds, both included."""
        node = self.node.get(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and type(node.value) is int and least <= node.value <= most:
            return node.value
        self._wrong(
            key, node, f"a whole number from {least} to {most}", f"write, for instance, {example}"
        )
        return None

    def flag(self, key: str, *, example: bool) -> bool | None:
        """Give a value that is true or false."""
        node = self.node.get(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        self._wrong(key, node, "true or false", f"write {key}: {str(example).lower()}")
        return None

    def day(self, key: str) -> dt.date | None:
        """Give a day of the calendar, written as 2025-03-14."""
        node = self.node.get(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and _DAY.fullmatch(node.text.strip()):
            try:
                return dt.date.fromisoformat(node.text.strip())
            except ValueError:
                pass
        self._wrong(key, node, "a day of the calendar", "write, for instance, 2025-03-14")
        return None

    def share(self, key: str, *, example: float) -> float | None:
        """Give a number above 0 and below 1."""
        node = self.node.get(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, float) and 0 < value < 1:
            return value
        self._wrong(key, node, "a number above 0 and below 1", f"write, for instance, {example}")
        return None

    def choice(self, key: str, known: Collection[str]) -> str | None:
        """Give one of the known words."""
        node = self.node.get(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.text in known:
            return node.text
        near = did_you_mean(node.text, list(known)) if isinstance(node, Scalar) else ""
        self._wrong(
            key, node, f"one of: {', '.join(known)}", near.lstrip("; ") or "write one of them"
        )
        return None

    def section(self, key: str, known: Collection[str]) -> Section | None:
        """Give the mapping under a key."""
        node = self.node.get(key)
        if node is None:
            return None
        if isinstance(node, Mapping):
            return Section(f"{quoted(key)}", node, known, self._problems)
        self._wrong(
            key, node, "a mapping of keys to values", f"write its keys indented under {key}:"
        )
        return None

    def mappings(self, key: str, example: str) -> Iterator[Mapping]:
        """Give the mappings of the list under a key, and note what else is in it."""
        node = self.node.get(key)
        if node is None:
            return
        if not isinstance(node, Sequence):
            self._wrong(key, node, "a list", f"write {example}")
            return
        for entry in node.entries:
            if isinstance(entry, Mapping):
                yield entry
            else:
                self._wrong(key, entry, "entries that are mappings", f"write {example}")

    def _wrong(self, key: str, node: Node, expected: str, do: str) -> None:
        where = f"{quoted(key)} in {self.name}" if self.name else quoted(key)
        self._problems.add(node.location, f"{where} is {describe(node)}; expected {expected}; {do}")
