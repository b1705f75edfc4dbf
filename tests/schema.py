"""The schema of site.yaml, held against YAML as editors do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from jsonschema import Draft202012Validator

from docs.schema import FILE
from generator.config import Mapping, Node, Scalar, Sequence, parse_document

# What YAML 1.1 takes for a truth value, a number or a day and YAML 1.2, which editors follow, for text.
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@cache
def validator() -> Draft202012Validator:
    """Give the committed schema, ready to be held against settings."""
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(text: str) -> list[str]:
    """Give what the schema finds wrong with a site.yaml, each with its place."""
    settings = plain(parse_document(text, "site.yaml"))
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(settings)]


def plain(node: Node) -> object:
    """Give a tree of YAML as JSON would hold it."""
    match node:
        case Mapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}
        case Sequence(entries=entries):
            return [plain(entry) for entry in entries]
        case Scalar(value=bool(), text=text):
            return _TRUTH.get(text, text)
        case Scalar(value=value, text=text):
            return value if value is None or isinstance(value, int | float) else text


def properties(schema: object, path: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Give every key that a schema names, by its path: `site.title`, `sources[].year`."""
    if not isinstance(schema, dict):
        return
    for name, inner in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here, inner
        yield from properties(inner, here)
    if "items" in schema:
        yield from properties(schema["items"], f"{path}[]")
