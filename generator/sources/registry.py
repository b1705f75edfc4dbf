"""The readers of structured formats, ours and those of installed packages.

Enters: the name of a format. Leaves: its reader. A package adds a format with an entry point:

    [project.entry-points."broadsheet.sources"]
    my-format = "my_package.reader:read"

where `read` takes a `SourceFile` and gives `SourceEvent`s; `format: my-format` in site.yaml uses it.
Nothing is imported before it is asked for, and no package replaces a format of ours.
Refuses: a name that nobody reads, and an entry point that cannot be loaded.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from generator.errors import BroadsheetError, did_you_mean, quoted
from generator.sources.acl_xml import read_acl_xml
from generator.sources.arxiv_atom import read_arxiv_atom
from generator.sources.arxiv_oai import read_arxiv_oai
from generator.sources.arxiv_rss import read_arxiv_rss
from generator.sources.arxiv_snapshot import read_arxiv_snapshot
from generator.sources.bibtex import read_bibtex
from generator.sources.csl_json import read_csl_json
from generator.sources.events import Reader
from generator.sources.generic_json import read_generic_json, read_generic_json_lines
from generator.sources.generic_table import read_csv, read_tsv
from generator.sources.huggingface import read_huggingface
from generator.sources.openreview import read_openreview
from generator.sources.ris import read_ris

ENTRY_POINTS = "broadsheet.sources"


class ReaderError(BroadsheetError):
    """A format that cannot be read here; the message says what was expected."""


def our_readers() -> dict[str, Reader]:
    """Give the readers that come with the package, by the name of their format."""
    return {
        "huggingface": read_huggingface,
        "arxiv-atom": read_arxiv_atom,
        "arxiv-rss": read_arxiv_rss,
        "arxiv-snapshot": read_arxiv_snapshot,
        "arxiv-oai": read_arxiv_oai,
        "bibtex": read_bibtex,
        "ris": read_ris,
        "csl-json": read_csl_json,
        "acl-xml": read_acl_xml,
        "openreview": read_openreview,
        "json": read_generic_json,
        "jsonl": read_generic_json_lines,
        "csv": read_csv,
        "tsv": read_tsv,
    }


def format_names() -> tuple[str, ...]:
    """Give the name of every format that can be read here, those of packages last."""
    ours = our_readers()
    return (*ours, *sorted(_third_party().keys() - ours.keys()))


def find_reader(name: str) -> Reader:
    """Give the reader of a format; raises `ReaderError`."""
    ours = our_readers().get(name)
    if ours is not None:
        return ours
    entry = _third_party().get(name)
    if entry is None:
        known = format_names()
        raise ReaderError(
            f"format {quoted(name)} is not known; expected one of {', '.join(known)}"
            f"{did_you_mean(name, known)}"
        )
    try:
        reader = entry.load()
    except Exception as error:  # a package may fail in any way while it is imported
        raise ReaderError(
            f"format {quoted(name)} cannot be loaded from {entry.value} "
            f"({type(error).__name__}: {error}); correct or remove the package that adds it"
        ) from error
    if not callable(reader):
        raise ReaderError(
            f"format {quoted(name)}: {entry.value} is not a function; expected a reader that takes "
            "a SourceFile; correct or remove the package that adds it"
        )
    found: Reader = reader
    return found


def _third_party() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}
