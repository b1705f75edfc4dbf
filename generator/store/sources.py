"""Sources as they were read: records, their keys and the ledger, by what the source held.

Enters: records and a ledger, under the digest of the bytes that they were read from. Leaves: the same, so that a
source is read again only when its bytes, its name or its settings change. A source that held problems
is not kept.
"""

from __future__ import annotations

import marshal
from dataclasses import dataclass, fields
from pathlib import Path

from generator.models import Ledger
from generator.papers import KeyTable, RecordSpool
from generator.store.ledgers import packed_ledger, unpacked_ledger

_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """A source that was read: its records, their keys, and the account of its lines."""

    spool: RecordSpool
    keys: KeyTable
    ledger: Ledger


class SourceStore:
    """The sources of a digest in a folder, two files for each."""

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        """Open a store; a `new` one takes no notice of what an older one kept."""
        self._folder = folder
        self._new = new
        folder.mkdir(parents=True, exist_ok=True)
        self._used: set[str] = set()

    def load(self, name: str) -> StoredSource | None:
        """Give the source that is kept under a name, if there is one."""
        self._used.add(name)
        if self._new:
            return None
        try:
            starts, columns, ledger = marshal.loads((self._folder / f"{name}.index").read_bytes())
            spool = RecordSpool(self._folder / f"{name}.records", starts)
            if not spool.is_whole():
                spool.close()
                return None
        # Not kept yet, or damaged: the source is read again.
        except (OSError, ValueError, EOFError, TypeError):
            return None
        keys = KeyTable(**dict(zip((each.name for each in fields(KeyTable)), columns, strict=True)))
        return StoredSource(spool=spool, keys=keys, ledger=unpacked_ledger(ledger))

    def begin(self, name: str) -> RecordSpool:
        """Give an empty spool for the records of a source."""
        return RecordSpool(self._folder / f"{name}.part")

    def keep(self, name: str, source: StoredSource) -> None:
        """Keep a source whose records `begin` took; it is there for the next build from now on."""
        columns = tuple(getattr(source.keys, each.name) for each in fields(KeyTable))
        index = self._folder / f"{name}.index.part"
        index.write_bytes(
            marshal.dumps((source.spool.starts, columns, packed_ledger(source.ledger)), _FORMAT)
        )
        source.spool.rename(self._folder / f"{name}.records")
        # The index last: where it is, the records are whole.
        index.replace(self._folder / f"{name}.index")

    def sweep(self) -> None:
        """Remove every source that no one asked for."""
        for path in self._folder.iterdir():
            if path.name.partition(".")[0] not in self._used or path.suffix == ".part":
                path.unlink(missing_ok=True)
