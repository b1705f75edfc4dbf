"""The papers of a build, on disk.

Enters: classified papers as bytes, each with what it was made of. Leaves: rows for all of them, and single papers
when they are asked for, in any process.

SQLite, because it keeps rows sorted and found by number at some microseconds each, takes no memory to speak of at
any size, survives a kill (its journal brings the last whole state back), is read by several processes at once
and comes with Python. Nothing here is asked of a database that a sorted file could not do, but for surviving.

Where workers of a cluster reach no file of this one, they put the bodies of papers into a store of their own, and here stands where each one's is
(`generator.store.objects`).
"""

from __future__ import annotations

import os
import sqlite3
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, overload

from generator.models import ClassifiedPaper, PaperRow
from generator.papers import paper_ids
from generator.store.objects import NOWHERE, BodiesInObjects, Column, StoredRow
from generator.store.packing import texts_for_rules, unpacked_paper, unpacked_texts
from generator.store.rows import RowReader
from generator.stores import ObjectStore
from generator.text.shown import ShownTexts

_SCHEMA = """
CREATE TABLE IF NOT EXISTS paper (
    number INTEGER PRIMARY KEY, made_of BLOB, newest INTEGER, title BLOB, row BLOB, digest BLOB
);
CREATE TABLE IF NOT EXISTS body (number INTEGER PRIMARY KEY, body BLOB);
CREATE TABLE IF NOT EXISTS shown (number INTEGER PRIMARY KEY, shown BLOB);
CREATE TABLE IF NOT EXISTS object (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS place (number INTEGER PRIMARY KEY, object INTEGER, place INTEGER);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value BLOB);
"""
_PAGE = 16_384  # bytes; a paper of two kilobytes then fits beside others
_CACHE = 32_768  # kibibytes
_CACHE_OF_READERS = 8192  # kibibytes, of each process: lists ask for papers in any order
_KEPT = 256  # papers that a process keeps at hand
_AT_ONCE = 256  # papers that one query reads
_ROWS_AT_ONCE = 1024
_SPARSE = 128  # papers; of an object that has fewer the others are no more, or are in another one
_EVERY_NUMBER = "SELECT number FROM paper ORDER BY number"
_MANY_SPARSE = 512  # papers in such objects, which then are put into new ones


class PaperStore:
    """The papers of a digest, by number; with a store for their bodies, those are there and not here."""

    def __init__(self, path: Path, *, new: bool, bodies: ObjectStore | None = None) -> None:
        """Open a store, or begin a new one, which is worthless until it is whole."""
        self.path = path
        self.elsewhere = bodies
        if new:
            path.unlink(missing_ok=True)
        self._connect()
        # A kill is survived without waiting for the disk; after a loss of power the store is checked.
        self._db.execute("PRAGMA synchronous=OFF")
        # Other processes read what stands while this one writes; a new store they see when it is whole.
        self._db.execute(f"PRAGMA journal_mode={'OFF' if new else 'WAL'}")
        self._db.executescript(_SCHEMA)
        self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._db.execute("BEGIN")
        # In a new store there is nothing to replace, and nothing need be looked for.
        self._put = "INSERT" if new else "INSERT OR REPLACE"

    def _connect(self) -> None:
        self._db = sqlite3.connect(self.path, isolation_level=None)
        self._db.execute(f"PRAGMA page_size={_PAGE}")
        self._db.execute(f"PRAGMA cache_size=-{_CACHE}")

    def made_of(self) -> dict[int, bytes]:
        """Give for each paper the digest of what it was made of."""
        return dict(self._db.execute("SELECT number, made_of FROM paper"))

    def put(self, rows: Iterable[StoredRow]) -> None:
        """Store papers, in place of those with the same numbers."""
        papers, bodies, shown = [], [], []
        places: list[tuple[int, str, int]] = []
        for row in rows:
            papers.append((row.number, row.made_of, row.newest, row.title, row.row, row.digest))
            bodies.append((row.number, row.body))
            shown.append((row.number, row.shown))
            places.append((row.number, *(row.at or ("", NOWHERE))))
        self._db.executemany(f"{self._put} INTO paper VALUES (?, ?, ?, ?, ?, ?)", papers)
        if self.elsewhere is not None:
            self._put_places(places)
            return
        self._db.executemany(f"{self._put} INTO body VALUES (?, ?)", bodies)
        self._db.executemany(f"{self._put} INTO shown VALUES (?, ?)", shown)

    def _put_places(self, places: Sequence[tuple[int, str, int]]) -> None:
        names = {(name,) for _, name, _ in places}
        self._db.executemany("INSERT OR IGNORE INTO object (name) VALUES (?)", sorted(names))
        found = "SELECT ?, id, ? FROM object WHERE name = ?"
        self._db.executemany(
            f"{self._put} INTO place {found}",
            [(number, place, name) for number, name, place in places],
        )

    def unkept(self) -> set[int]:
        """Give the papers whose bodies are to be put away anew: their objects are gone, or have few papers left, and there are many such."""
        by_object = "SELECT name, object, count(*) FROM place JOIN object ON id = object"
        every = self._db.execute(f"{by_object} GROUP BY object").fetchall()
        if self.elsewhere is None or not every:
            return set()
        there = {*self.elsewhere.names(), ""}
        lost, sparse = set[int](), set[int]()
        for name, number, papers in every:
            if name not in there:
                lost |= self._within(number)
            elif name and papers < _SPARSE:
                sparse |= self._within(number)
        return lost | sparse if len(sparse) >= _MANY_SPARSE else lost

    def _within(self, number: int) -> set[int]:
        found = self._db.execute("SELECT number FROM place WHERE object = ?", (number,))
        return {paper for (paper,) in found}

    def objects(self) -> set[str]:
        """Give the objects in which bodies are."""
        self._db.execute("DELETE FROM object WHERE id NOT IN (SELECT object FROM place)")
        return {name for (name,) in self._db.execute("SELECT name FROM object WHERE name != ''")}

    def remove(self, numbers: Iterable[int]) -> None:
        """Take papers out."""
        every = [(number,) for number in numbers]
        self._db.executemany("DELETE FROM paper WHERE number = ?", every)
        self._db.executemany("DELETE FROM body WHERE number = ?", every)
        self._db.executemany("DELETE FROM shown WHERE number = ?", every)
        self._db.executemany("DELETE FROM place WHERE number = ?", every)

    def note(self, name: str) -> bytes | None:
        """Give what was noted under a name."""
        found = self._db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def write_note(self, name: str, value: bytes) -> None:
        """Note something under a name."""
        self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def commit(self) -> None:
        """Make what was put the state that the next build finds, and let other processes read it."""
        self._db.execute("COMMIT")
        # Those who read unlocked see no journal.
        self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._db.execute("BEGIN")

    def move(self, path: Path) -> None:
        """Give a whole store its name; what was not committed is dropped."""
        for leftover in (f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(leftover).unlink(missing_ok=True)
        try:
            self.path = self.path.replace(path)
        except PermissionError:  # Windows: it has to be closed meanwhile
            self._db.close()
            self.path = self.path.replace(path)
            self._connect()

    def close(self) -> None:
        """End the use of the store; what was not committed is dropped."""
        self._db.close()

    def rows(self) -> Iterator[tuple[int, PaperRow]]:
        """Give each paper's number and row, by number, hidden ones left out."""
        reader = RowReader()
        found = self._db.execute(
            "SELECT number, row, digest FROM paper WHERE row IS NOT NULL ORDER BY number"
        )
        while some := found.fetchmany(_ROWS_AT_ONCE):
            ids = paper_ids([number for number, _, _ in some])
            for identity, (number, row, digest) in zip(ids, some, strict=True):
                yield number, reader.row(identity, row, digest)

    def newest_first(self) -> Iterator[int]:
        """Give the numbers by newest day, papers without one last, then by title and number."""
        for (number,) in self._db.execute(
            "SELECT number FROM paper WHERE row IS NOT NULL ORDER BY newest DESC, title, number"
        ):
            yield number

    def titles(self) -> Iterator[str]:
        """Give the titles of all papers, hidden ones left out."""
        if self.elsewhere is not None:
            numbers = array("Q", [number for (number,) in self._db.execute(_EVERY_NUMBER)])
            bodies = self._in_objects(self.elsewhere, numbers).read("body", range(len(numbers)))
            yield from (unpacked_paper(body).paper.title for body in bodies if body is not None)
            return
        for (body,) in self._db.execute("SELECT body FROM body WHERE body IS NOT NULL"):
            yield unpacked_paper(body).paper.title

    def papers(self, numbers: array[int]) -> StoredPapers:
        """Give the papers of these numbers, which ascend, to be read in any process."""
        if self.elsewhere is None:
            return StoredPapers(self.path, numbers)
        return StoredPapers(self.path, numbers, bodies=self._in_objects(self.elsewhere, numbers))

    def _in_objects(self, store: ObjectStore, numbers: array[int]) -> BodiesInObjects:
        names: dict[str, int] = {}
        objects, places = array("I"), array("I")
        query = "SELECT number, name, place FROM place JOIN object ON id = object ORDER BY number"
        for number, name, place in self._db.execute(query):
            if len(objects) < len(numbers) and number == numbers[len(objects)]:
                objects.append(names.setdefault(name, len(names)) if name else NOWHERE)
                places.append(place)
        return BodiesInObjects(store, tuple(names), objects, places)

    def shown(self) -> int:
        """Count the papers that are shown."""
        (count,) = self._db.execute("SELECT count(*) FROM paper WHERE row IS NOT NULL").fetchone()
        return int(count)

    def hidden(self) -> int:
        """Count the papers that are not shown."""
        (count,) = self._db.execute("SELECT count(*) FROM paper WHERE row IS NULL").fetchone()
        return int(count)


class StoredPapers(Sequence[ClassifiedPaper]):
    """The papers of a store by row; each process opens the store for itself.

    Sent to another process, perhaps of another machine, it reads what was committed when the build began to use it,
    `unlocked`: locks and SQLite's shared memory do not reach over a network. With `bodies` in objects it reads no file at all there.
    """

    def __init__(
        self,
        path: Path,
        numbers: array[int],
        *,
        unlocked: bool = False,
        bodies: BodiesInObjects | None = None,
    ) -> None:
        self._path = path
        self._numbers = numbers
        self._bodies = bodies
        self._way = "immutable=1" if unlocked else "mode=ro"
        self._process = 0
        self._db: sqlite3.Connection | None = None
        self._kept: OrderedDict[int, ClassifiedPaper] = OrderedDict()

    def __reduce__(self) -> tuple[Callable[..., StoredPapers], tuple[object, ...]]:
        return _unlocked, (self._path, self._numbers, self._bodies)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, row: int) -> ClassifiedPaper: ...
    @overload
    def __getitem__(self, row: slice) -> list[ClassifiedPaper]: ...
    def __getitem__(self, row: int | slice) -> ClassifiedPaper | list[ClassifiedPaper]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        kept = self._kept.get(row)
        if kept is None:
            kept = self.read(row)
            self._kept[row] = kept
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return kept

    def read_ahead(self, rows: Sequence[int]) -> None:
        """Read papers that are asked for next, all at once: a fifth of what each alone costs.

        They stay at hand while no more than some hundred others are asked for.
        """
        wanted = [row for row in rows if row not in self._kept]
        self._kept.update(zip(wanted, self.read_all(wanted), strict=True))
        while len(self._kept) > max(_KEPT, len(rows)):
            self._kept.popitem(last=False)

    def read_all(self, rows: Sequence[int]) -> list[ClassifiedPaper]:
        """Give papers without keeping them at hand, by one query."""
        return [unpacked_paper(body) for body in self._all("body", rows)]

    def number(self, row: int) -> int:
        """Give the number of a paper."""
        return self._numbers[row]

    def read(self, row: int) -> ClassifiedPaper:
        """Give a paper without keeping it at hand; for going through many once."""
        found = self.get(row)
        assert found is not None, "hidden papers have no row"
        return found

    def get(self, row: int) -> ClassifiedPaper | None:
        """Give a paper, or `None` if it is hidden; for going through many once."""
        (body,) = self._all("body", [row])
        return None if body is None else unpacked_paper(body)

    def texts_for_rules(self, rows: Sequence[int]) -> Iterator[tuple[str, str] | None]:
        """Give papers' titles, empty where they were derived, and their abstracts; `None` for those that are hidden."""
        for body in self._all("body", rows):
            yield None if body is None else texts_for_rules(body)

    def titles(self, rows: Sequence[int]) -> list[str]:
        """Give the titles of papers in small letters; `rows` ascend."""
        found: list[str] = []
        for start in range(0, len(rows), _AT_ONCE):
            numbers = [self._numbers[row] for row in rows[start : start + _AT_ONCE]]
            query = f"SELECT title FROM paper WHERE number IN ({','.join('?' * len(numbers))})"
            titles = self._connection().execute(f"{query} ORDER BY number", numbers)
            found += [title.decode("utf-8", "surrogatepass") for (title,) in titles]
        return found

    def texts(self, rows: Sequence[int]) -> list[ShownTexts]:
        """Give the texts of papers as pages show them, in the order of the rows."""
        return [unpacked_texts(shown) for shown in self._all("shown", rows)]

    def _all(self, table: Column, rows: Sequence[int]) -> Iterator[Any]:
        """Give what a table holds of papers, in the order of the rows."""
        if self._bodies is not None:
            yield from self._bodies.read(table, rows)
            return
        for start in range(0, len(rows), _AT_ONCE):
            numbers = [self._numbers[row] for row in rows[start : start + _AT_ONCE]]
            marks = ",".join("?" * len(numbers))
            query = f"SELECT number, {table} FROM {table} WHERE number IN ({marks})"
            found: dict[int, bytes] = dict(self._connection().execute(query, numbers).fetchall())
            yield from [found[number] for number in numbers]

    def _connection(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            # A connection must not be carried through a fork, nor closed on the other side of it.
            self._before = self._db
            address = f"{self._path.as_uri()}?{self._way}"
            # Who sends work here does not care which thread does it, one at a time.
            self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._db.execute(f"PRAGMA cache_size=-{_CACHE_OF_READERS}")
            self._process = os.getpid()
        assert self._db is not None
        return self._db


def _unlocked(path: Path, numbers: array[int], bodies: BodiesInObjects | None) -> StoredPapers:
    return StoredPapers(path, numbers, unlocked=True, bodies=bodies)
