"""Sources in every format, each field of which holds payloads.

Enters: a folder. Leaves: a file of each format with a paper for every group of payloads, written as the format escapes its texts,
and one with the same as an attacker would write it, without any escaping. A paper's title begins and ends in words of
its own, so a test can tell that nothing of it was lost.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from tests.hostile.payloads import PAYLOADS

GROUP = 6
GROUPS = -(-len(PAYLOADS) // GROUP)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A paper before it is written: a group of payloads, in every field."""

    format: str
    number: int

    @property
    def payloads(self) -> tuple[str, ...]:
        """Give the group, which each format begins with another of its payloads."""
        whole = PAYLOADS[self.number * GROUP : (self.number + 1) * GROUP]
        first = sum(map(ord, self.format)) % len(whole)
        return (*whole[first:], *whole[:first])

    @property
    def begin(self) -> str:
        return f"begin{self.format.replace('-', '')}{self.number}"

    @property
    def end(self) -> str:
        return self.begin.replace("begin", "end")

    @property
    def title(self) -> str:
        return f"{self.begin} {' and '.join(self.payloads)} {self.end}"

    @property
    def abstract(self) -> str:
        return (
            f"We study lanterns{self.number} of {self.begin}. "
            + " ".join(f"It shows {payload} there." for payload in self.payloads)
            + f" The code is https://example.org/{self.begin} and that is {self.end}."
        )

    @property
    def joined(self) -> str:
        return " ".join(self.payloads)

    @property
    def day(self) -> str:
        return f"2025-{1 + self.number // 28:02}-{1 + self.number % 28:02}"

    def one(self, place: int) -> str:
        """Give one of the payloads, for fields of which a paper has one."""
        return self.payloads[place % len(self.payloads)]


Writer = Callable[[list[Draft], Callable[[str], str]], str]


def _plain_json(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title,
        "abstract": draft.abstract,
        "authors": [*draft.payloads],
        "date": draft.day if draft.format == "json" else draft.joined,
        "url": draft.one(0),
        "id": draft.one(1),
        "arxiv": draft.one(2),
        "doi": draft.one(3),
        "venue": draft.joined,
        "keywords": [*draft.payloads],
        "code": draft.one(4),
        "project": draft.one(5),
        "ids": {payload: payload for payload in draft.payloads},
        "links": [*draft.payloads, *({"url": each, "kind": each} for each in draft.payloads), []],
        "__proto__": {"polluted": 1},
        "constructor": {"prototype": {"polluted": 1}},
    }


def _json(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return json.dumps([_plain_json(draft) for draft in drafts])


def _jsonl(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return "".join(f"{json.dumps(_plain_json(draft))}\n" for draft in drafts)


def _snapshot(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return "".join(
        json.dumps(
            {
                "id": draft.one(0),
                "submitter": draft.joined,
                "authors": draft.joined,
                "title": draft.title,
                "comments": draft.joined,
                "journal-ref": draft.joined,
                "doi": draft.one(1),
                "license": draft.one(2),
                "categories": draft.joined,
                "abstract": draft.abstract,
                "versions": [{"version": draft.one(3), "created": f"{draft.day}T10:00:00Z"}],
                "update_date": draft.one(4),
                "authors_parsed": [[payload, payload, payload] for payload in draft.payloads],
            }
        )
        + "\n"
        for draft in drafts
    )


def _csl(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return json.dumps(
        [
            {
                "id": draft.one(0),
                "type": "article-journal",
                "title": draft.title,
                "abstract": draft.abstract,
                "author": [{"family": p, "given": p, "suffix": p} for p in draft.payloads]
                + [{"literal": draft.one(1)}],
                "issued": {"date-parts": [[2025, 1, 1 + draft.number % 28]]},
                "container-title": draft.joined,
                "DOI": draft.one(2),
                "URL": draft.one(3),
                "keyword": draft.joined,
                "note": f"arXiv: {draft.one(4)}",
            }
            for draft in drafts
        ]
    )


def _openreview(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return json.dumps(
        {
            "notes": [
                {
                    "id": draft.one(0),
                    "forum": draft.one(1),
                    "pdate": 1741910400000,
                    "signatures": [draft.one(2)],
                    "content": {
                        "title": {"value": draft.title},
                        "abstract": {"value": draft.abstract},
                        "authors": {"value": [*draft.payloads]},
                        "keywords": {"value": [*draft.payloads]},
                        "primary_area": {"value": draft.joined},
                        "venue": {"value": draft.joined},
                        "code": {"value": draft.one(3)},
                        "project_page": {"value": draft.one(4)},
                        "doi": {"value": draft.one(5)},
                    },
                }
                for draft in drafts
            ]
        }
    )


def _huggingface(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return json.dumps(
        [
            {
                "paper": {
                    "id": draft.one(0),
                    "title": draft.title,
                    "summary": draft.abstract,
                    "authors": [{"_id": p, "name": p} for p in draft.payloads],
                    "githubRepo": draft.one(1),
                    "projectPage": draft.one(2),
                    "ai_keywords": [*draft.payloads],
                    "submittedOnDailyAt": f"{draft.day}T00:00:00Z",
                },
                "publishedAt": draft.one(3),
                "submittedBy": {"fullname": draft.joined, "name": draft.one(4)},
                "numComments": 2,
            }
            for draft in drafts
        ]
    )


_COLUMNS = (
    "title,abstract,authors,date,url,id,arxiv,doi,venue,keywords,code,project,comments".split(",")
)


def _row(draft: Draft) -> list[str]:
    return [
        draft.title,
        draft.abstract,
        "; ".join(draft.payloads),
        draft.day,
        *(draft.one(place) for place in range(4)),
        draft.joined,
        "; ".join(draft.payloads),
        draft.one(4),
        draft.one(5),
        draft.joined,
    ]


def _table(drafts: list[Draft], separator: str) -> str:
    out = io.StringIO()
    # Without quotes a carriage return in a cell would end the row.
    writer = csv.writer(out, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([_COLUMNS, *map(_row, drafts)])
    return out.getvalue()


def _csv(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return _table(drafts, ",")


def _tsv(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return _table(drafts, "\t")


def _raw_csv(drafts: list[Draft], _: Callable[[str], str]) -> str:
    return "\n".join([",".join(_COLUMNS), *(",".join(_row(draft)) for draft in drafts)])


def _raw_json(drafts: list[Draft], _: Callable[[str], str]) -> str:
    """Give objects into whose texts payloads are pasted as they are."""
    return "".join(
        f'{{"title": "{d.title}", "abstract": "{d.abstract}", "authors": ["{d.joined}"], "date": "{d.day}", '
        f'"url": "{d.one(0)}", "venue": "{d.joined}"}}\n'
        for d in drafts
    )


def _bibtex(drafts: list[Draft], q: Callable[[str], str]) -> str:
    return "\n".join(
        f"@article{{{re.sub(r'[^A-Za-z0-9]', '', q(draft.one(0))) or 'x'}{draft.number},\n"
        f"  title = {{{q(draft.title)}}},\n"
        f"  abstract = {{{q(draft.abstract)}}},\n"
        f"  author = {{{q(' and '.join(draft.payloads))}}},\n"
        f"  journal = {{{q(draft.joined)}}},\n"
        f"  year = 2025, month = jan, day = {1 + draft.number % 28},\n"
        f"  doi = {{{q(draft.one(1))}}}, url = {{{q(draft.one(2))}}}, eprint = {{{q(draft.one(3))}}},\n"
        f"  keywords = {{{q(', '.join(draft.payloads))}}},\n"
        f"  note = {{{q(draft.joined)}}}, file = {{{q(draft.one(4))}}}\n}}\n"
        for draft in drafts
    )


def _raw_bibtex(drafts: list[Draft], q: Callable[[str], str]) -> str:
    keys = "".join(f"@misc{{{d.one(0)}, title = {{{d.begin} of a key {d.end}}}}}\n" for d in drafts)
    return keys + _bibtex(drafts, q)


def _ris(drafts: list[Draft], q: Callable[[str], str]) -> str:
    return "".join(
        "TY  - JOUR\n"
        + "".join(
            f"{tag}  - {q(text)}\n"
            for tag, text in (
                ("TI", draft.title),
                ("AB", draft.abstract),
                *(("AU", payload) for payload in draft.payloads),
                *(("KW", payload) for payload in draft.payloads),
                ("JO", draft.joined),
                ("DA", draft.day.replace("-", "/")),
                ("UR", draft.one(0)),
                ("DO", draft.one(1)),
                ("ID", draft.one(2)),
                ("N1", draft.joined),
                ("L1", draft.one(3)),
            )
        )
        + "ER  - \n"
        for draft in drafts
    )


def _attribute(q: Callable[[str], str], text: str) -> str:
    return f'"{text}"' if q is _same else quoteattr(_in_xml(text))


def _atom(drafts: list[Draft], q: Callable[[str], str]) -> str:
    entries = "".join(
        f"<entry><id>{q(d.one(0))}</id><title>{q(d.title)}</title><summary>{q(d.abstract)}</summary>"
        f"<published>{d.day}T10:00:00Z</published><updated>{q(d.one(1))}</updated>"
        + "".join(f"<author><name>{q(p)}</name></author>" for p in d.payloads)
        + "".join(
            f'<link rel="alternate" href={_attribute(q, p)}/><category term={_attribute(q, p)}/>'
            for p in d.payloads
        )
        + f'<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">{q(d.one(2))}</arxiv:doi>'
        f'<arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">{q(d.joined)}</arxiv:journal_ref>'
        f'<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">{q(d.joined)}</arxiv:comment></entry>\n'
        for d in drafts
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">\n{entries}</feed>\n'


def _rss(drafts: list[Draft], q: Callable[[str], str]) -> str:
    items = "".join(
        f"<item><title>{q(d.title)}</title><link>{q(d.one(0))}</link>"
        f"<description>{q(d.abstract)}</description><guid>{q(d.one(1))}</guid>"
        + "".join(f"<category>{q(p)}</category>" for p in d.payloads)
        + f"<dc:creator>{q(', '.join(d.payloads))}</dc:creator>"
        "<pubDate>Wed, 01 Jan 2025 00:00:00 +0000</pubDate></item>\n"
        for d in drafts
    )
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>\n'
        f"{items}</channel></rss>\n"
    )


def _oai(drafts: list[Draft], q: Callable[[str], str]) -> str:
    records = "".join(
        f"<record><header><identifier>{q(d.one(0))}</identifier></header><metadata>"
        f"<arXiv><id>{q(d.one(1))}</id><created>{d.day}</created><authors>"
        + "".join(
            f"<author><keyname>{q(p)}</keyname><forenames>{q(p)}</forenames><suffix>{q(p)}</suffix></author>"
            for p in d.payloads
        )
        + f"</authors><title>{q(d.title)}</title><categories>{q(d.joined)}</categories>"
        f"<comments>{q(d.joined)}</comments><journal-ref>{q(d.joined)}</journal-ref><doi>{q(d.one(2))}</doi>"
        f"<license>{q(d.one(3))}</license><abstract>{q(d.abstract)}</abstract></arXiv></metadata></record>\n"
        for d in drafts
    )
    return f"<OAI-PMH><ListRecords>\n{records}</ListRecords></OAI-PMH>\n"


def _acl(drafts: list[Draft], q: Callable[[str], str]) -> str:
    volumes = "".join(
        f'<volume id={_attribute(q, d.one(0))} ingest-date="{d.day}"><meta><booktitle>{q(d.joined)}</booktitle></meta>'
        f"<paper id={_attribute(q, d.one(1))}><title>{q(d.title)}</title>"
        + "".join(f"<author><first>{q(p)}</first><last>{q(p)}</last></author>" for p in d.payloads)
        + f"<abstract>{q(d.abstract)} <tex-math>{q(d.joined)}</tex-math></abstract>"
        f"<url>{q(d.one(2))}</url><doi>{q(d.one(3))}</doi>"
        + "".join(
            f"<pwccode url={_attribute(q, p)}>{q(p)}</pwccode><video href={_attribute(q, p)}/>"
            for p in d.payloads
        )
        + "</paper></volume>\n"
        for d in drafts
    )
    return f'<?xml version="1.0"?>\n<collection id="2025.x">\n{volumes}</collection>\n'


def _listing(drafts: list[Draft], q: Callable[[str], str]) -> str:
    body = "".join(f"{q(draft.title)}\n\n{q(draft.abstract)}\n\n" for draft in drafts)
    return f"Get trending papers in your email inbox!\n\nSubscribe\n\n{body}"


def _day_page(drafts: list[Draft], q: Callable[[str], str]) -> str:
    head = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\n"
    credit = f"by{q(drafts[0].joined)} and the research community\n\nMar 14\n\n"
    return head + credit + "".join(f"{q(d.title)}\n\n{q(d.abstract)}\n\n" for d in drafts)


def _abstracts(drafts: list[Draft], q: Callable[[str], str]) -> str:
    return "".join(f"{q(draft.abstract)}\n\n" for draft in drafts)


def _same(text: str) -> str:
    return text


def _in_xml(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _xml_text(text: str) -> str:
    return escape(_in_xml(text))


def _in_braces(text: str) -> str:
    """Escape for a braced value of BibTeX, in which braces alone have to be in pairs."""
    return re.sub(r"[{}\\@]", " ", text)


def _in_line(text: str) -> str:
    return _LINE_ENDS.sub(" ", text)


# The file of each format: its name, how texts are escaped, and who writes it; and the same for raw ones.
ESCAPED: Mapping[str, tuple[str, Callable[[str], str], Writer]] = MappingProxyType(
    {
        "json": ("json.json", _same, _json),
        "jsonl": ("lines.jsonl", _same, _jsonl),
        "arxiv-snapshot": ("snapshot.jsonl", _same, _snapshot),
        "csl-json": ("csl.json", _same, _csl),
        "openreview": ("notes.json", _same, _openreview),
        "huggingface": ("daily.json", _same, _huggingface),
        "csv": ("table.csv", _same, _csv),
        "tsv": ("table.tsv", _same, _tsv),
        "bibtex": ("entries.bib", _in_braces, _bibtex),
        "ris": ("records.ris", _in_line, _ris),
        "arxiv-atom": ("api.atom", _xml_text, _atom),
        "arxiv-rss": ("daily.rss", _xml_text, _rss),
        "arxiv-oai": ("oai.xml", _xml_text, _oai),
        "acl-xml": ("acl.xml", _xml_text, _acl),
    }
)
DUMPS: Mapping[str, tuple[str, Callable[[str], str], Writer]] = MappingProxyType(
    {
        "search-page": ("listing.txt", _in_line, _listing),
        "day-page": ("day.txt", _in_line, _day_page),
        "abstracts": ("abstracts.txt", _in_line, _abstracts),
    }
)
RAW: Mapping[str, tuple[str, Callable[[str], str], Writer]] = MappingProxyType(
    {
        "jsonl": ("raw.jsonl", _same, _raw_json),
        "csv": ("raw.csv", _same, _raw_csv),
        "bibtex": ("raw.bib", _same, _raw_bibtex),
        "ris": ("raw.ris", _same, _ris),
        "arxiv-atom": ("raw.atom", _same, _atom),
        "arxiv-rss": ("raw.rss", _same, _rss),
        "arxiv-oai": ("raw-oai.xml", _same, _oai),
        "acl-xml": ("raw-acl.xml", _same, _acl),
        "search-page": ("raw-listing.txt", _same, _listing),
    }
)


def write_sources(folder: Path) -> list[dict[str, object]]:
    """Write all files into a folder; gives the `sources` of site.yaml, those written right first."""
    folder.mkdir()
    entries: list[dict[str, object]] = []
    for prefix, files in (("", {**ESCAPED, **DUMPS}), ("raw", RAW)):
        for format, (name, quote, write) in files.items():
            drafts = [Draft(format=f"{prefix}{format}", number=n) for n in range(GROUPS)]
            # A file of UTF-8 has no lone surrogates; JSON has them as escapes.
            text = write(drafts, quote).encode("utf-8", "replace")
            (folder / name).write_bytes(text)
            year = {"year": 2025} if format == "day-page" else {}
            entries.append({"path": f"{folder.name}/{name}", "format": format, **year})
    return [*entries, *_write_named(folder)]


def _write_named(folder: Path) -> list[dict[str, object]]:
    """Write papers into files that are named by payloads, as far as the file system has such names."""
    named = folder / "named"
    named.mkdir()
    for number, payload in enumerate(PAYLOADS):
        name = re.sub("[/\0\ud800-\udfff]", "_", f"{payload}.json")
        if len(name.encode()) > 255 or number % 3:
            continue
        paper = {"title": f"Named {number}", "abstract": f"Of a file with a name, number {number}."}
        (named / name).write_text(json.dumps([paper]), encoding="utf-8")
    return [{"path": f"{folder.name}/named/*"}]
