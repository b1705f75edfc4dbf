"""Plain values of a rule as written: the entries of a list, and numbers.

Enters: nodes. Leaves: entries or a number, or a problem noted.
"""

from __future__ import annotations

from generator.config import Node, Scalar, Sequence
from generator.config.document import describe
from generator.config.reader import Problems
from generator.errors import quoted

_TOO_MUCH = 1_000_000
_EXAMPLES = {"authors": "Ada Lovelace", "venue": "NeurIPS"}


def read_entries(node: Node, key: str, name: str, problems: Problems) -> tuple[Node, ...]:
    """Give the entries of a list of terms, of which there has to be one."""
    if isinstance(node, Sequence) and node.entries:
        return node.entries
    listed = f"list {quoted(key)}"
    problems.add(
        node.location,
        f"{listed if name == listed else f'{quoted(key)} of {name}'} is "
        f"{'empty' if isinstance(node, Sequence) else describe(node)}; "
        f"expected a list of terms; write {key}: [{_example(node, key)}]",
    )
    return ()


def read_number(node: Node | None, what: str, problems: Problems) -> float | None:
    """Give a number above 0 and below a million; `None` when there is none."""
    if node is None:
        return None
    value = node.value if isinstance(node, Scalar) else None
    bound = "above 0"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if 0 < value < _TOO_MUCH:
            return float(value)
        bound = f"below {_TOO_MUCH}" if value > 0 else bound
    problems.add(
        node.location,
        f"{what} is {describe(node)}; expected a number {bound}; write, for instance, 0.5",
    )
    return None


def _example(node: Node, key: str) -> str:
    """Give a term for a message: the one that was written without its brackets, if it is plain."""
    text = node.text.strip() if isinstance(node, Scalar) and node.value is not None else ""
    plain = text.replace(" ", "").replace("-", "").isalnum() and len(text) <= 40
    return text if plain else _EXAMPLES.get(key, "graph neural network")
