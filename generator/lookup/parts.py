"""The parts of a built site's index, read when they are needed (docs/search-index.md).

Enters: the output folder. Leaves: the manifest and the values of parts, each read once. Refuses: a folder
without an index, an index of another version, a part that is missing or damaged.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import urls
from generator.errors import BroadsheetError
from generator.lookup.symbols import Numbers, read_numbers, read_words, utf_16

_VERSION = 1
_ADVICE = "expected the index of a built site; run `broadsheet build`"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Manifest:
    """What is known before a part is read; `terms`, `names` and `words` are the first ones of each shard."""

    folder: str
    documents: int
    documents_a_part: int
    fields: tuple[str, ...]
    boosts: tuple[float, ...]
    averages: tuple[float, ...]
    lengths: tuple[Numbers, ...]
    terms: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]


class Parts:
    """The index in an output folder; raises `BroadsheetError` where it cannot be read."""

    def __init__(self, output: Path, name: str) -> None:
        """Read the manifest; `name` is what errors call the folder."""
        self._search = output / urls.SEARCH
        self._name = name
        self._values: dict[str, Any] = {}
        self.manifest = self._manifest(output / urls.SEARCH_MANIFEST)

    def value(self, part: str) -> Any:  # noqa: ANN401 (JSON)
        """Give the value of a part such as `terms/3`."""
        if part not in self._values:
            file = self._search / self.manifest.folder / f"{part}.js"
            self._values[part] = self._json(file)
        return self._values[part]

    def shard(self, table: str, firsts: Sequence[str], word: str) -> str | None:
        """Name the part of a table in which a word would be."""
        place = bisect_right(firsts, utf_16(word), key=utf_16) - 1
        return f"{table}/{place}" if place >= 0 else None

    def _json(self, file: Path) -> Any:  # noqa: ANN401
        try:
            text = file.read_text(encoding="utf-8")
            return json.loads(text[text.index(",") + 1 : text.rindex(")")])
        except FileNotFoundError:
            raise self._fault(file, "missing") from None
        except OSError as error:
            raise self._fault(file, str(error.strerror)) from None
        except ValueError:
            raise self._fault(file, "damaged") from None

    def _fault(self, file: Path, reason: str) -> BroadsheetError:
        path = file.relative_to(self._search.parent).as_posix()
        return BroadsheetError(f"{self._name}: {path} cannot be read ({reason}); {_ADVICE}")

    def _manifest(self, file: Path) -> Manifest:
        if not file.exists():
            raise BroadsheetError(f"{self._name}: no search index here; {_ADVICE}")
        value = self._json(file)
        try:
            if value["version"] != _VERSION:
                raise self._fault(file, "of another version of broadsheet")
            return self._read(value)
        except (KeyError, TypeError, ValueError):
            raise self._fault(file, "damaged") from None

    @staticmethod
    def _read(value: Mapping[str, Any]) -> Manifest:
        return Manifest(
            folder=value["folder"],
            documents=value["documents"],
            documents_a_part=value["documents_a_part"],
            fields=tuple(value["fields"]),
            boosts=tuple(map(float, value["boosts"])),
            averages=tuple(map(float, value["averages"])),
            lengths=tuple(map(read_numbers, value["lengths"])),
            terms=tuple(read_words(value["terms"])),
            names=tuple(read_words(value["names"])),
            words=tuple(read_words(value["words"])),
            topics=tuple((slug, title) for slug, title in value["topics"]),
        )
