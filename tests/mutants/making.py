"""`python -m tests.mutants.making FILE...`: the mutants of some files, a line of JSON each.

mutmut says what is mutated and how. Its environment has nothing else of this project. More than mutmut itself
does are functions under a decorator; no more is what stands outside of functions, and what is for types alone.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

from tests.mutants.mutant import Function, Mutant, functions


class _Visitor(MutationVisitor):
    """mutmut's, for functions under decorators too: a mutant takes the code of a function, and leaves its decorator alone."""

    METADATA_DEPENDENCIES = (
        *MutationVisitor.METADATA_DEPENDENCIES,
        WhitespaceInclusivePositionProvider,
    )

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            return False
        return super()._skip_node_and_children(node)


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Give the mutants of a file in mutmut's order; none is the code as it was."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
    wrapper.visit(visitor)
    places = wrapper.resolve(WhitespaceInclusivePositionProvider)
    starts = _starts(source)
    known = functions(source)
    numbers: Counter[str] = Counter()
    for mutation in visitor.mutations:
        place = places[mutation.original_node]
        if (function := _around(known, place.start.line)) is None:
            continue
        begin = starts[place.start.line - 1] + place.start.column
        end = starts[place.end.line - 1] + place.end.column
        becomes = wrapper.module.code_for_node(mutation.mutated_node)
        if becomes == source[begin:end]:
            continue
        numbers[function.name] += 1
        text = source[starts[function.first - 1] : starts[function.last]]
        yield Mutant(
            name=f"{path}:{function.name}:{numbers[function.name]}",
            path=path,
            function=function.name,
            line=place.start.line,
            begin=begin,
            end=end,
            was=source[begin:end],
            becomes=becomes,
            digest=hashlib.sha256(text.encode()).hexdigest()[:12],
        )


def _around(known: list[Function], line: int) -> Function | None:
    return next((one for one in known if one.first <= line <= one.last), None)


def _starts(source: str) -> list[int]:
    """Give where each line begins, and the end; lines end as in Python's grammar."""
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


if __name__ == "__main__":
    for file in sys.argv[1:]:
        for mutant in mutants(file, Path(file).read_text(encoding="utf-8")):
            sys.stdout.write(mutant.as_json() + "\n")
