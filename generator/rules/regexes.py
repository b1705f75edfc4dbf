"""Regular expressions of the rules, all tried in one pass and none able to hang a build.

Enters: patterns in RE2's syntax, then texts. Leaves: where each matches. RE2 is linear in the text
whatever the pattern (https://github.com/google/re2); it has no look-around and no back-references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import re2

from generator.errors import quoted

_MOST_MEMORY = 8 << 20
# RE2 takes up to as many steps for each character of a text as a pattern has parts.
_LONGEST = 2000  # characters
CharacterSpan = tuple[int, int]


class PatternError(ValueError):
    """A pattern that RE2 does not take; the message is a sentence for the owner."""


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    return options


def check_pattern(pattern: str) -> None:
    """Raise `PatternError` when a pattern is too long, when RE2 cannot read it, or when it matches nothing at all."""
    if len(pattern) > _LONGEST:
        raise PatternError(
            f"has {len(pattern):,} characters; expected at most {_LONGEST:,}; make several expressions of it"
        )
    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        reason = error.args[0]
        text = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise PatternError(_explained(text)) from None
    if any((match := compiled.search(text)) and not match[0] for text in ("", "ab c")):
        raise PatternError(
            "matches where there is no text at all; expected an expression that needs a character; "
            "write + in place of *, for instance"
        )


def _explained(reason: str) -> str:
    """Turn RE2's reason for refusing a pattern into a sentence."""
    what, _, part = reason.partition(": ")
    if what == "invalid perl operator" and part[2:3] in {"=", "!", "<"}:
        return (
            f"looks ahead or behind with {quoted(part)}; expected the syntax of RE2, which has no "
            "look-around; ask for the words without it, and forbid others with none: [...]"
        )
    if what == "invalid escape sequence" and part[1:].isdigit():
        return (
            f"refers back with {quoted(part)}; expected the syntax of RE2, which has no "
            "back-references; write out what may stand there"
        )
    fault = f"{what} in {quoted(part)}" if part else what
    return f"is no regular expression ({fault}); expected the syntax of RE2; correct it"


class RegexSet:
    """Patterns by number, ready to be found together."""

    def __init__(self, patterns: Mapping[int, str]) -> None:
        self._numbers: Sequence[int] = tuple(patterns)
        self._patterns = [re2.compile(pattern, _options()) for pattern in patterns.values()]
        self._set = _together(patterns.values())

    def find(self, text: str) -> Iterator[tuple[int, list[CharacterSpan]]]:
        """Give each pattern's number with its places in a text, in characters."""
        for place in self._candidates(text):
            spans = [match.span() for match in self._patterns[place].finditer(text) if match[0]]
            if spans:
                yield self._numbers[place], spans

    def _candidates(self, text: str) -> Iterable[int]:
        """Give the patterns that may match, in order: all of them where the set is of no help."""
        places = self._set.Match(text) if self._set is not None else None
        everyone = range(len(self._patterns))
        return everyone if places is None else sorted(set(places).intersection(everyone))


def _together(patterns: Iterable[str]) -> re2.Set | None:
    """Make one automaton of all patterns; `None` when it would take too much memory.

    Its last pattern matches every text: when not even that is found, the search ran out of memory.
    """
    together = re2.Set.SearchSet(_options())
    for pattern in (*patterns, ""):
        together.Add(pattern)
    try:
        together.Compile()
    except re2.error:
        return None
    return together
