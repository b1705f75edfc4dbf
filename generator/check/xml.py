"""XML as elements, each with its line.

Enters: bytes. Leaves: elements in the order of the document. Refuses what is not well-formed, and any document type: with one
come entities, which can be bombs and can name other files; our feeds have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(slots=True, eq=False)
class Element:
    """An element: its name, after its namespace and a space if it has one, and the text right within it."""

    name: str
    attributes: dict[str, str]
    line: int
    parent: Element | None
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Give the text right within it, without white space around."""
        return "".join(self.pieces).strip()

    @property
    def local(self) -> str:
        """Give its name without the namespace."""
        return self.name.rpartition(" ")[2]


class XmlFaultError(Exception):
    """What is wrong with a document, and in which line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def read_xml(data: bytes) -> Sequence[Element]:
    """Read a document; raises `XmlFaultError`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    elements: list[Element] = []
    above: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        parent = above[-1] if above else None
        element = Element(name, attributes, parser.CurrentLineNumber, parent)
        elements.append(element)
        above.append(element)

    def end(_: str) -> None:
        above.pop()

    def text(piece: str) -> None:
        if above:
            above[-1].pieces.append(piece)

    def document_type(*_: object) -> None:
        raise XmlFaultError(parser.CurrentLineNumber, "has a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlFaultError(
            error.lineno, f"is not well-formed ({expat.ErrorString(error.code)})"
        ) from None
    return elements
