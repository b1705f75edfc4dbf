"""Which words a site has: those of its language as shipped, and what the owner's file has in their place.

Enters: the settings and the folder of templates. Leaves: `Words`. Refuses what `check` finds in the owner's file, with its lines.
Words that are missing in a language are English, and a build says so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

from generator.config import SiteConfig
from generator.config.files import read_document
from generator.errors import InputError, Location, Problem, quoted
from generator.fingerprint import value_digest
from generator.words.check import checked
from generator.words.say import Text, Words

_FOLDER = "words"
_SOURCE = "en"
_GUIDE = "docs/translating.md says how"


def load_words(config: SiteConfig, templates: Path) -> Words:
    """Read the words of a site; raises `InputError` with all that is wrong in the owner's file."""
    folder = templates / _FOLDER
    english = shipped(folder, _SOURCE)
    language = config.site.language
    found = _shipped_name(folder, language)
    texts = english if found in {None, _SOURCE} else {**english, **shipped(folder, str(found))}
    own = _own(config, english)
    warnings = _left(config, english, own) if found is None else ()
    # Forms are chosen by the language that most of the texts are in.
    spoken = language if own or found is not None else _SOURCE
    texts = {**texts, **own}
    return Words(
        language=spoken, texts=texts, digest=value_digest(spoken, texts), warnings=warnings
    )


def shipped(folder: Path, language: str) -> dict[str, Text]:
    """Read a file of ours, which the tests hold against the English one."""
    text = (folder / f"{language}.yaml").read_text(encoding="utf-8")
    texts: dict[str, Text] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return texts


def _shipped_name(folder: Path, language: str) -> str | None:
    """Give the file for a language: its own, or that of the language without its region.

    de-AT is written in the words of de where there are none of its own.
    """
    names = {file.stem.lower(): file.stem for file in folder.glob("*.yaml")}
    tag = language.lower()
    while tag and tag not in names:
        tag = tag.rpartition("-")[0]
    return names.get(tag)


def _own(config: SiteConfig, english: Mapping[str, Text]) -> dict[str, Text]:
    name = config.site.words
    if name is None:
        return {}
    file = config.folder / name
    # Unlike that of `Path`, this takes names that are too long for the system.
    if not os.path.isfile(file):  # noqa: PTH113
        location = config.site.words_location or Location(path=config.path)
        message = (
            f'"words" in "site": {quoted(name)} is no file; expected a YAML file of words, relative to '
            "site.yaml; correct the path, or put the file there"
        )
        raise InputError([Problem(location=location, message=message)])
    return checked(read_document(file, name), name, english)


def _left(
    config: SiteConfig, english: Mapping[str, Text], own: Mapping[str, Text]
) -> tuple[Problem, ...]:
    """Say what stays English in a language that has no file of ours."""
    left = [key for key in english if key not in own]
    if not left:
        return ()
    language = quoted(config.site.language)
    if not own:
        found = f'"language" is {language}, which has no words yet, so the interface is in English'
        do = f"translate it in a file and name it: words: words.yaml ({_GUIDE})"
        return (_warning(config.path, f"{found}; expected words in that language; {do}"),)
    found = f"{len(left)} of {len(english)} texts are missing in {language}, so they are in English"
    do = f"add them, {quoted(left[0])} first ({_GUIDE})"
    return (_warning(str(config.site.words), f"{found}; expected all of them; {do}"),)


def _warning(path: str, message: str) -> Problem:
    return Problem(location=Location(path=path), message=message)
