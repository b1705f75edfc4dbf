"""Words of papers and what is asked of them, for the benchmarks of the search: not a benchmark itself."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from search_sites import CHECKOUT, Digest, bundle

from generator.models import Paper
from generator.search.terms import trimmed
from generator.search.terms import words_of as chunks

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[a-z]{3,}")
_SCRIPT = CHECKOUT / "benchmarks" / "search_answers.cjs"
_LUNR = CHECKOUT / "node_modules" / "lunr" / "lunr.js"


def words_of(text: str) -> list[str]:
    """Give the words, as Lunr cuts them, that are three ASCII letters or more."""
    return [word for word in map(trimmed, chunks(text)) if _WORD.fullmatch(word)]


def documents_with(papers: Iterable[Paper]) -> Counter[str]:
    """Count for each word the papers that have it in the title or the abstract."""
    return Counter(
        word for paper in papers for word in set(words_of(f"{paper.title} {paper.abstract}"))
    )


def with_edit(word: str, chance: random.Random) -> str:
    """Change a word by one edit after its first letter: another letter, one more, one less, two swapped."""
    place = chance.randrange(1, len(word))
    letter = chance.choice(_LETTERS)
    swapped = word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
    edited = chance.choice(
        (
            word[:place] + letter + word[place + 1 :],
            word[:place] + letter + word[place:],
            word[:place] + word[place + 1 :],
            swapped,
        )
    )
    return edited if edited != word else with_edit(word, chance)


def answers(digest: Digest, queries: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Ask the site's engine and lunr.js, under Node (search_answers.cjs)."""
    if shutil.which("node") is None:
        sys.exit("node: not found; this benchmark needs it to run the scripts of the site")
    files = [digest.site, bundle(digest, "search-worker.js"), _LUNR, digest.whole / "lunr.json"]
    command = ["node", "--max-old-space-size=12000", str(_SCRIPT), *map(str, files)]
    answered = 0
    with tempfile.TemporaryFile() as lines:
        lines.writelines(json.dumps(query).encode() + b"\n" for query in queries)
        lines.seek(0)
        with subprocess.Popen(command, stdin=lines, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for line in process.stdout:
                answered += 1
                yield json.loads(line)
    if answered != len(queries):
        sys.exit(f"{_SCRIPT.name}: {answered} answers to {len(queries)} queries; expected all")
