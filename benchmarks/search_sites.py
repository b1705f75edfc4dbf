"""Digests to search, for the benchmarks of the search: not a benchmark itself.

Of a digest only what its search loads is made: the search page, style sheets and scripts, and all below
`search/`, by the functions that `broadsheet build` calls. Beside it, under `whole/`, stand the whole Lunr index of the
same build, whatever its size, and the texts of the papers. The papers are the shipped dumps, or those of a
file of JSON lines (`title`, `abstract`, `authors`, `id`, `date`) under the shipped topics. Where more are
asked for than the file has, it is repeated: a copy has the title of one paper, each second sentence of
two others, and changed letters in words that one paper alone has, so that the vocabulary goes on growing.

A folder keeps what takes long: the papers as they were read and classified, and what was made of them while the code
that made it is the same.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import pickle
import platform
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generator import __version__, assets
from generator.artifacts import Artifact
from generator.config import SiteConfig, load_config
from generator.library import read_library
from generator.models import ClassifiedPaper
from generator.pages import SearchPage, plan_site
from generator.render import PageRenderer
from generator.search import (
    batches,
    boosts,
    count_rows,
    in_rows,
    lunr_json,
    newest_first,
    search_artifacts,
    whole_index,
)
from generator.static_files import static_artifacts

CHECKOUT = Path(__file__).resolve().parent.parent
SHIPPED = 0  # papers of the shipped dumps, however many they are

_READING = ("config", "intake.py", "models.py", "papers", "rules", "classify.py", "sources", "text")
_WORD = re.compile(r"[A-Za-z]{5,}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LEAD = 200  # characters of an abstract that the store beside the whole index has


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What was made: the site's folder, the folder of the whole index, and the papers by ref."""

    papers: tuple[ClassifiedPaper, ...]
    site: Path
    whole: Path
    config: SiteConfig

    @property
    def name(self) -> str:
        return f"{len(self.papers):,} papers"


def asked_digests(
    parser: argparse.ArgumentParser, queries: int
) -> Iterator[tuple[Digest, int, int]]:
    """Read the arguments of a benchmark of answers; gives each digest, how many queries to ask it, and their seed."""
    parser.add_argument("file", type=Path, nargs="?", help="JSON lines of papers, plain or .gz")
    parser.add_argument("--papers", type=int, nargs="+", default=[SHIPPED, 10_000])
    parser.add_argument(
        "--queries", type=int, default=queries, help=f"how many of each ({queries:,})"
    )
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--work", type=Path, help="a folder that keeps the digests")
    arguments = parser.parse_args()
    if arguments.file is not None and not arguments.file.is_file():
        parser.error(f"{arguments.file}: no such file; expected JSON lines of papers")
    print(f"Python {platform.python_version()}, seed {arguments.seed}")
    with tempfile.TemporaryDirectory() as folder:
        for papers in arguments.papers:
            if papers != SHIPPED and arguments.file is None:
                print(f"{papers:,} papers: left out, as no file of papers was given")
                continue
            made = digest(arguments.work or Path(folder), papers, arguments.file)
            yield made, arguments.queries, arguments.seed


def digest(work: Path, papers: int, file: Path | None, *, whole: bool = True) -> Digest:
    """Make the digest of so many papers, or what of it is not there yet; `whole` also the whole Lunr index."""
    folder = work / (str(papers) if papers else "shipped")
    folder.mkdir(parents=True, exist_ok=True)
    config_file = _config_file(folder, papers, file)
    config = load_config(config_file)
    rows = _papers(folder, config_file, papers)
    made = Digest(papers=rows, site=folder / "site", whole=folder / "whole", config=config)
    if _is_new(folder / "search", "search"):
        shutil.rmtree(made.site / "search", ignore_errors=True)
        _write(made.site, search_artifacts(rows, config))
        _done(folder / "search", "search")
    if whole and _is_new(folder / "lunr", "search"):
        _write_whole(made)
        _done(folder / "lunr", "search")
    _write_page_and_assets(made)
    return made


def bundle(made: Digest, name: str) -> Path:
    """Give the place of a script of the site, such as `search-worker.js`."""
    found = sorted((made.site / "assets").glob(f"*/js/{name}"))
    if not found:
        sys.exit(f"{made.site}: no js/{name} in it; expected the site to have one")
    return found[0]


def read_lines(file: Path) -> list[dict[str, object]]:
    """Give the papers of a file of JSON lines."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    if not papers:
        sys.exit(f"{file}: no papers; expected a JSON object on each line")
    return papers


def _config_file(folder: Path, papers: int, file: Path | None) -> Path:
    if papers == SHIPPED:
        return CHECKOUT / "site.yaml"
    config_file = folder / "site.yaml"
    settings = yaml.safe_load((CHECKOUT / "site.yaml").read_text(encoding="utf-8"))
    settings["sources"] = [{"path": "papers.jsonl", "format": "jsonl"}]
    settings.pop("overrides", None)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    if not config_file.is_file() or config_file.read_text(encoding="utf-8") != text:
        config_file.write_text(text, encoding="utf-8")
    if not (folder / "papers.jsonl").is_file():
        assert file is not None
        # Some are merged, as they are the same paper.
        _write_lines(folder / "papers.jsonl", more_papers(read_lines(file), papers + papers // 10))
    return config_file


def _write_lines(file: Path, papers: Iterable[dict[str, object]]) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(paper) + "\n" for paper in papers)


def more_papers(papers: list[dict[str, object]], count: int) -> Iterator[dict[str, object]]:
    """Give as many papers as are asked for, changed copies when they run out."""
    yield from papers[:count]
    words = Counter(
        word
        for paper in papers
        for word in set(_WORD.findall(f"{paper.get('title')} {paper.get('abstract')}"))
    )
    for number in range(len(papers), count):
        copy, place = divmod(number, len(papers))
        first, second = (papers[(place + copy * step) % len(papers)] for step in (37, 5417))
        sentences = [_SENTENCE.split(str(each.get("abstract") or "")) for each in (first, second)]
        abstract = " ".join([*sentences[0][0::2], *sentences[1][1::2]])

        def changed(match: re.Match[str], copy: int = copy) -> str:
            word = match[0]
            if words[word] > 1:
                return word
            middle = len(word) // 2
            return word[:middle] + "aeioubdglmnrst"[copy % 14] + word[middle + 1 :]

        paper = papers[place]
        yield {
            "id": f"made-{number}",
            "title": _WORD.sub(changed, f"{paper.get('title')}") + f" {_numeral(copy)}",
            "abstract": _WORD.sub(changed, abstract),
            "authors": second.get("authors"),
            "date": first.get("date"),
        }


def _numeral(number: int) -> str:
    return "I" * number if number < 4 else f"Part {number}"


def _papers(folder: Path, config_file: Path, papers: int) -> tuple[ClassifiedPaper, ...]:
    kept = folder / "papers.pickle"
    if not kept.is_file() or _is_new(folder / "reading", *_READING):
        found = read_library(config_file).papers
        if len(found) < papers:
            sys.exit(f"{config_file}: {len(found)} papers were left of {papers}; expected more")
        rows = tuple(newest_first(found[:papers] if papers else found))
        kept.write_bytes(pickle.dumps(rows))
        _done(folder / "reading", *_READING)
        _forget(folder / "search", folder / "lunr", folder / "pagefind")
        return rows
    kept_rows: tuple[ClassifiedPaper, ...] = pickle.loads(kept.read_bytes())
    return kept_rows


def _write_whole(made: Digest) -> None:
    titles = {topic.slug: topic.title for topic in made.config.topics}
    rows = in_rows(made.papers)
    index = whole_index([count_rows(rows[some], titles) for some in batches(0, len(rows))])
    made.whole.mkdir(exist_ok=True)
    with (made.whole / "lunr.json").open("wb") as out:
        out.writelines(lunr_json(index, boosts(made.config)))
    store = [
        [each.paper.slug, each.paper.title, each.paper.abstract[:_LEAD]] for each in made.papers
    ]
    (made.whole / "documents.json").write_text(
        json.dumps(store, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )


def _write_page_and_assets(made: Digest) -> None:
    """Write them; assets that stand there already are left alone, for they may be in use."""
    folder, files = static_artifacts(assets.static_folder(), assets.vendor_files())
    plan = plan_site(made.papers, made.config, ())
    renderer = PageRenderer(
        made.papers,
        plan,
        made.config,
        url="http://localhost:8000/",
        templates=assets.templates_folder(),
        assets=folder,
        about=None,
        version=__version__,
    )
    if not (made.site / folder).is_dir():
        shutil.rmtree(made.site / "assets", ignore_errors=True)
        _write(made.site, files)
    page = [page for page in plan.pages if isinstance(page, SearchPage)]
    _write(made.site, renderer.render(page))


def _write(folder: Path, artifacts: Iterable[Artifact]) -> None:
    for artifact in artifacts:
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.data)


def _is_new(stamp: Path, *stations: str) -> bool:
    return not stamp.is_file() or stamp.read_text() != _code_of(stations)


def _done(stamp: Path, *stations: str) -> None:
    stamp.write_text(_code_of(stations))


def _forget(*stamps: Path) -> None:
    for stamp in stamps:
        stamp.unlink(missing_ok=True)


def _code_of(stations: Iterable[str]) -> str:
    sha = hashlib.sha256()
    for station in stations:
        path = CHECKOUT / "generator" / station
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            sha.update(file.read_bytes())
    return sha.hexdigest()
