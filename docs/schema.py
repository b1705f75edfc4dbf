"""Write the schema of site.yaml for editors again: `python -m docs.schema`, in the checkout.

It is made of the keys in `generator.config.keys` and follows JSON Schema, draft 2020-12. What a schema
cannot say (a topic's parent is a topic, a list is used) is left to the build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from generator.config.key import Key
from generator.config.keys import SETTINGS
from generator.config.rule_keys import CONDITION

FILE = Path(__file__).resolve().parent / "site.schema.json"

Schema = dict[str, object]

# YAML reads some words as numbers or truth values; they are fine texts all the same.
_TEXT_TYPES = ["string", "number", "boolean"]
_TERMS = "terms"
_TERMS_OF_COLLECTIONS = "terms-of-collections"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PART_OF_DAYS = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"


def main() -> None:
    """Write the schema beside this file."""
    FILE.write_text(written(), encoding="utf-8", newline="\n")


def written() -> str:
    """Give the schema as it stands in its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> Schema:
    """Make the schema of site.yaml."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "site.yaml",
        "description": "The settings of a Broadsheet digest.",
        **_mapping(SETTINGS, _TERMS),
        "$defs": {
            "term": _term(),
            "field-terms": _field_terms(),
            "days": _days(),
            _TERMS: _terms("group"),
            "group": _group(key for key in CONDITION if key.name != "topics"),
            _TERMS_OF_COLLECTIONS: _terms("group-of-collections"),
            "group-of-collections": _group(CONDITION, _TERMS_OF_COLLECTIONS),
        },
    }


def _mapping(keys: Iterable[Key], terms: str) -> Schema:
    known = tuple(keys)
    required = [key.name for key in known if key.required]
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": required} if required else {}),
        "properties": {key.name: _key(key, terms) for key in known},
    }


def _key(key: Key, terms: str) -> Schema:
    """Make the schema of one key: its sentence, its default, and what its value may be."""
    found: Schema = {"description": key.says}
    if key.default is not None:
        found["default"] = list(key.default) if isinstance(key.default, tuple) else key.default
    if key.examples:
        found["examples"] = list(key.examples)
    return {**found, **_value(key, terms)}


def _value(key: Key, terms: str) -> Schema:
    # In collections alone may a rule ask for topics; a list may be used there.
    inner = _TERMS_OF_COLLECTIONS if key.name in {"collections", "lists"} else terms
    match key.kind:
        case "text":
            return _text(key)
        case "texts":
            one = _text(key)
            most = {"maxItems": key.most} if key.most else {}
            several = {"type": "array", "minItems": key.fewest, **most, "items": one}
            return {"anyOf": [one, several]}
        case "whole":
            return {"type": "integer", "minimum": key.least, "maximum": key.most}
        case "number":
            return {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1_000_000}
        case "share":
            return {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
        case "flag":
            return {"type": "boolean"}
        case "day":
            return {"type": "string", "pattern": _whole(_DAY)}
        case "days" | "terms" | "field terms":
            return _refer({"days": "days", "field terms": "field-terms"}.get(key.kind, inner))
        case "lists":
            return {"type": "object", "additionalProperties": _refer(inner)}
        case "mapping":
            return _mapping(key.keys, inner)
        case "mappings":
            return {"type": "array", "minItems": key.fewest, "items": _entry(key, inner)}


def _entry(key: Key, terms: str) -> Schema:
    needs_rule = {"anyOf": [{"required": ["any"]}, {"required": ["all"]}]}
    return {**_mapping(key.keys, terms), **(needs_rule if key.name == "collections" else {})}


def _text(key: Key) -> Schema:
    if key.choices and key.starred:
        return {"anyOf": [{"enum": list(key.choices)}, {"type": "string", "pattern": r"\*"}]}
    if key.choices:
        return {"enum": list(key.choices)}
    if key.form is None:
        return {"type": _TEXT_TYPES, "pattern": r"\S"}
    # A slug may look like a number; 2025 is one, -1 and 2.5 are none.
    looks = {"string": True, "integer": _fits(key.form, "5"), "boolean": _fits(key.form, "true")}
    types = [name for name, is_so in looks.items() if is_so]
    least: Schema = {"minimum": 0} if looks["integer"] else {}
    return {"type": types, "pattern": _whole(key.form), **least}


def _fits(form: str, text: str) -> bool:
    return re.fullmatch(form, text) is not None


def _whole(form: str) -> str:
    return f"^(?:{form})$"


def _refer(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _term() -> Schema:
    return {
        "description": "A term: words, a prefix*, an ACRONYM, =Exact, near ~3 by, or /regular+/.",
        "type": _TEXT_TYPES,
        "pattern": r"\S",
    }


def _terms(group: str) -> Schema:
    return {
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [_refer("term"), _refer(group)]},
    }


def _group(keys: Iterable[Key], terms: str = _TERMS) -> Schema:
    """Make the schema of a mapping among terms, which holds when each of its keys does."""
    return {
        "description": "A group: any, all, none, a named list, terms of one field, or tests.",
        **_mapping(keys, terms),
        "minProperties": 1,
        "if": {"required": ["weight"]},
        "then": {"minProperties": 2},
    }


def _field_terms() -> Schema:
    name: Schema = {"description": "The name of a list under lists.", "type": _TEXT_TYPES}
    weight = next(key for key in CONDITION if key.name == "weight")
    named: Schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["list"],
        "properties": {"list": name},
    }
    weighed = {**named, "properties": {"list": name, "weight": _key(weight, _TERMS)}}
    several = {
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [_refer("term"), weighed]},
    }
    return {"anyOf": [_refer("term"), several, named]}


def _days() -> Schema:
    # A year alone is a number.
    part: Schema = {
        "type": ["string", "integer"],
        "pattern": _whole(_PART_OF_DAYS),
        "minimum": 1000,
        "maximum": 9999,
    }
    ends = {
        "from": {"description": "The first day, or the first of a month or year.", **part},
        "to": {"description": "The last day, or the last of a month or year.", **part},
    }
    span: Schema = {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": ends,
    }
    return {"anyOf": [part, span]}


if __name__ == "__main__":
    main()
