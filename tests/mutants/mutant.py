"""A mutant as data: a piece of a file and what takes its place."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """`begin` and `end` are characters of the file; `name` is unique: `path:function:number`."""

    name: str
    path: str
    function: str
    line: int
    begin: int
    end: int
    was: str
    becomes: str
    digest: str

    def applied(self, source: str) -> str:
        """Give the file's text with the mutation."""
        if source[self.begin : self.end] != self.was:
            raise ValueError(f"{self.path}:{self.line}: not the text that the mutant was made of")
        return source[: self.begin] + self.becomes + source[self.end :]

    def as_json(self) -> str:
        """Give one line."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def is_in_sample(self, one_in: int) -> bool:
        """Say whether it is in a sample that is the same in every run."""
        return int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % one_in == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of a module or of a class, not one inside another; lines count from 1, decorators belong to it."""

    name: str
    first: int
    last: int


def functions(source: str) -> list[Function]:
    """Give the functions of a file in their order."""
    return list(_functions(ast.parse(source).body, ""))


def _functions(body: list[ast.stmt], before: str) -> Iterator[Function]:
    for node in body:
        match node:
            case ast.ClassDef(name=name):
                yield from _functions(node.body, f"{before}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                first = min((line.lineno for line in node.decorator_list), default=node.lineno)
                yield Function(name=before + name, first=first, last=node.end_lineno or first)
