"""The readers of structured formats, ours and those of installed packages.

Enters: the name of a format. Leaves: its reader. A package adds a format with an entry point:

    [project.entry-points."broadsheet.sources"]
    my-format = "my_package.reader:read"

where `read` takes a `SourceFile` and gives `SourceEvent`s; `format: my-format` in site.yaml uses it.
Nothing is imported before it is asked for, and no package replaces a format of ours.
Refuses: a name that nobody reads, and an entry point that cannot be loaded.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from generator.errors import BroadsheetError, did_you_mean, quoted
from generator.sources.events import Reader

ENTRY_POINTS = "broadsheet.sources"
# The readers that come with the package, by the name of their format: the module in this package, the function.
_OURS = {
    "huggingface": ("huggingface", "read_huggingface"),
    "arxiv-atom": ("arxiv_atom", "read_arxiv_atom"),
    "arxiv-rss": ("arxiv_rss", "read_arxiv_rss"),
    "arxiv-snapshot": ("arxiv_snapshot", "read_arxiv_snapshot"),
    "arxiv-oai": ("arxiv_oai", "read_arxiv_oai"),
    "bibtex": ("bibtex", "read_bibtex"),
    "ris": ("ris", "read_ris"),
    "csl-json": ("csl_json", "read_csl_json"),
    "acl-xml": ("acl_xml", "read_acl_xml"),
    "openreview": ("openreview", "read_openreview"),
    "json": ("generic_json", "read_generic_json"),
    "jsonl": ("generic_json", "read_generic_json_lines"),
    "csv": ("generic_table", "read_csv"),
    "tsv": ("generic_table", "read_tsv"),
}


# Those of JSON, of which each line may be a value: then each is read by itself.
_BY_LINES = frozenset({"huggingface", "arxiv-snapshot", "csl-json", "openreview", "json", "jsonl"})


class ReaderError(BroadsheetError):
    """A format that cannot be read here; the message says what was expected."""


def our_readers() -> dict[str, Reader]:
    """Give the readers that come with the package, by the name of their format."""
    return {name: _loaded(name) for name in _OURS}


def format_names() -> tuple[str, ...]:
    """Give the name of every format that can be read here, those of packages last."""
    return (*_OURS, *sorted(_third_party().keys() - _OURS.keys()))


def may_be_by_lines(name: str) -> bool:
    """Tell whether the reader of a format reads JSON lines, each by itself."""
    return name in _BY_LINES


def find_reader(name: str) -> Reader:
    """Give the reader of a format; raises `ReaderError`."""
    if name in _OURS:
        return _loaded(name)
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


def _loaded(name: str) -> Reader:
    module, function = _OURS[name]
    reader: Reader = getattr(import_module(f"generator.sources.{module}"), function)
    return reader


def _third_party() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}
