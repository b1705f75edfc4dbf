"""The keys of many records, in columns.

Enters: packed records. Leaves: a `KeyTable`, which passes quickly from one process to another and to disk.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b

from generator.papers.identity import record_keys
from generator.papers.records import packed_texts_and_ids

DIGEST_SIZE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTable:
    """Columns of machine numbers as bytes, a row for each record.

    `titles`, `abstracts` and `texts` are 64-bit keys (see `RecordKeys`), `id_counts` how many known ids
    each has (32 bits), `ids` the keys of these; `digests` are of the records' bytes, `DIGEST_SIZE` each.
    """

    titles: bytes = b""
    abstracts: bytes = b""
    texts: bytes = b""
    id_counts: bytes = b""
    ids: bytes = b""
    digests: bytes = b""

    def __len__(self) -> int:
        return len(self.digests) // DIGEST_SIZE


def keys_of(records: Sequence[bytes]) -> KeyTable:
    """Work out the keys of packed records."""
    titles, abstracts, texts, ids = array("Q"), array("Q"), array("Q"), array("Q")
    id_counts = array("I")
    for record in records:
        keys = record_keys(*packed_texts_and_ids(record))
        titles.append(keys.title)
        abstracts.append(keys.abstract)
        texts.append(keys.text)
        id_counts.append(len(keys.ids))
        ids.extend(keys.ids)
    return KeyTable(
        titles=titles.tobytes(),
        abstracts=abstracts.tobytes(),
        texts=texts.tobytes(),
        id_counts=id_counts.tobytes(),
        ids=ids.tobytes(),
        digests=b"".join([blake2b(each, digest_size=DIGEST_SIZE).digest() for each in records]),
    )


def joined(tables: Iterable[KeyTable]) -> KeyTable:
    """Put the rows of several tables one after the other."""
    every = list(tables)
    return KeyTable(
        **{
            field.name: b"".join([getattr(table, field.name) for table in every])
            for field in fields(KeyTable)
        }
    )
