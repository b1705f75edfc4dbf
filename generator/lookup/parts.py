"""The parts of a built site's index, read when they are needed (docs/search-index.md).

Enters: the output folder. Leaves: the manifest and the values of parts, each read once. Refuses: a folder
without an index, an index of another version, a part that is missing or damaged.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import urls
from generator.errors import BroadsheetError
from generator.lookup.symbols import Numbers, read_numbers, read_words, utf_16

_VERSION = 3
_GROUP = 256  # parts of documents in a folder
_FOLDER = 8  # characters of its name
_TOPICS_A_PART = 256  # rows
_ADVICE = "expected the index of a built site; run `broadsheet build`"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """Consecutive rows in a folder of their own; `terms` and `names` are the first ones of each shard.

    `vocabulary` are all terms, where the manifest has them: of a segment of topics.
    """

    folder: str
    first_row: int
    lengths: tuple[Numbers, ...]
    terms: tuple[str, ...]
    names: tuple[str, ...]
    vocabulary: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Manifest:
    """What is known before a part is read; `words` are the first ones of each shard, `groups` folders of documents.

    `segments` are those of texts, then those of topics, of which `topic_segments` are the last.
    """

    documents: int
    documents_a_part: int
    fields: tuple[str, ...]
    boosts: tuple[float, ...]
    averages: tuple[float, ...]
    segments: tuple[Segment, ...]
    topic_segments: tuple[Segment, ...]
    groups: str
    lists: str
    words: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]

    def document_part(self, number: int) -> str:
        """Name a part of documents."""
        place = number // _GROUP * _FOLDER
        return f"{self.groups[place : place + _FOLDER]}/documents/{number}"

    def topics_part(self, row: int) -> tuple[str, int]:
        """Name the part that has a row's topics, and give its place there."""
        segment = self.topic_segments[
            bisect_right([each.first_row for each in self.topic_segments], row) - 1
        ]
        number, place = divmod(row - segment.first_row, _TOPICS_A_PART)
        return f"{segment.folder}/topics/{number}", place


class Parts:
    """The index in an output folder; raises `BroadsheetError` where it cannot be read."""

    def __init__(self, output: Path, name: str) -> None:
        """Read the manifest; `name` is what errors call the folder."""
        self._search = output / urls.SEARCH
        self._name = name
        self._values: dict[str, Any] = {}
        self.manifest = self._manifest(output / urls.SEARCH_MANIFEST)

    def value(self, part: str) -> Any:  # noqa: ANN401 (JSON)
        """Give the value of a part by its path below `search/`, such as `hvd3ufbe/terms/3`."""
        if part not in self._values:
            file = self._search / f"{part}.js"
            self._values[part] = self._json(file)
        return self._values[part]

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
        documents = value["documents"]
        topics = tuple(_segments(value["topic_segments"]))
        return Manifest(
            documents=documents,
            documents_a_part=value["documents_a_part"],
            fields=tuple(value["fields"]),
            boosts=tuple(map(float, value["boosts"])),
            averages=tuple(total / max(documents, 1) for total in value["totals"]),
            segments=(*_segments(value["segments"]), *topics),
            topic_segments=topics,
            groups=value["groups"],
            lists=value["lists"],
            words=tuple(read_words(value["words"])),
            topics=tuple((slug, title) for slug, title in value["topics"]),
        )


def place_of(firsts: Sequence[str], word: str) -> int:
    """Give the number of the shard in which a word would be, or -1."""
    return bisect_right(firsts, utf_16(word), key=utf_16) - 1


def _segments(entries: Sequence[Mapping[str, Any]]) -> Iterator[Segment]:
    first_row = 0
    for entry in entries:
        yield Segment(
            folder=entry["folder"],
            first_row=first_row,
            lengths=tuple(map(read_numbers, entry["lengths"])),
            terms=tuple(read_words(entry["terms"])),
            names=tuple(read_words(entry["names"])),
            vocabulary=tuple(read_words(entry["vocabulary"])) if "vocabulary" in entry else None,
        )
        first_row += entry["documents"]
