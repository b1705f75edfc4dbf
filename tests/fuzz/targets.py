"""What is fuzzed: each target by its name, with inputs to begin with and the words of its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from generator.sources.registry import our_readers
from tests.fuzz import costs, of_importing, of_settings, of_sources, of_starting, of_text
from tests.support import CHECKOUT, SEEDS, SITES

FOUND = Path(__file__).resolve().parent / "found"
DATA = CHECKOUT / "tests" / "data"
_LONGEST_SEED = 6000  # bytes
_MATHEMATICS = (
    r"\frac{ \sqrt[ \hat{ \mathbb{R} \left( \right) _{ ^{ }} {} $ $$ \( \) \[ \] \begin{ \end{ \text{ ^2 _i"
    r" \alpha \in \times R^{ntimes d} ell_infty sum_{ mathcal{ O(n) leq sim 10^{-3} | || \| & \\ "
    r"\ensuremath{ \documentclass[ {minimal} &lt; &amp; <p> <sub> </sub> <jats:p>"
)
_PROSE = (
    r"\'e \"{o} \v{c} {\it \emph{ \textbf{ \cite{ \href{ \footnote{ `` '' -- --- ~ * ** *a* **b** [1] ( ) . , ; : ? !"
    " https://x.org/ github.com/a/b arXiv:1612.08083 10.1000/a doi: www. //a.b/ @ a@b.c We propose"
    " In this paper, this survey provides however e.g. et al. Fig. \u3002 \u63d0\u51fa \u200b \u202e \ufdd0 e\u0301 \u03b2-VAE"
    " \U0001d4b3 \x00 \u2028 \x85 -\n \r\n"
)
_JSON = (
    '{ } [ ] " : , "title" "abstract" "authors" "paper" "publishedAt" "id" "date" "links" {"value": null true 1e999 -1'
    ' "\\ud800" "\\n" "content" "versions" "authors_parsed" "categories" "doi" "issued" "date-parts" [[ ]] "family" NaN'
    ' {"title":"A","abstract":"B"} "\\u0000" 99999999999999999999 {\'paper\':'
)
_XML = (
    "<entry> </entry> <title> </title> <summary> </summary> <item> </item> <description> <paper </paper> <abstract> <author>"
    " <name> <id> <updated> <dc:creator> <volume> <meta> <booktitle> <record> <metadata> <arXiv> <![CDATA[ ]]> <!-- --> &amp; &lt;"
    " &#0; &#xD800; &x; <?xml encoding='utf-16'?> <!DOCTYPE [ <!ENTITY ]> <feed <rss> <channel> <rdf:RDF> <OAI-PMH> xmlns='a' <b> <tex-math>"
)
_BIBTEX = (
    '@article{ @string{ @comment{ @preamble{ @inproceedings( title author abstract year month eprint doi crossref = # { } " , and'
    " {\\'e} \\\" jan # others @a{b, title={A}, abstract={B}}"
)
_RIS = "TY\x20\x20-\x20JOUR ER\x20\x20-\x20 TI\x20\x20-\x20 AB\x20\x20-\x20 AU\x20\x20-\x20 PY\x20\x20-\x20 DO\x20\x20-\x20 2025/03/14// \n \r"
_TABLE = 'title abstract authors date id url doi , ; \t " "" "\\n" \n \r [\'a\'] 2025-03-14 and'
_PAGE = (
    "Get\x20trending\x20papers\x20in\x20your\x20email\x20inbox! Subscribe Upvote Mar\x2014 2025-03-14 Feb\x2030 \n \n\n Submitted\x20by"
    " ·\x207\x20authors 42 3\x20comments Published\x20on View\x20all\x20comments We\x20propose In\x20this\x20paper,"
)
_YAML = (
    "any: all: none: weight: threshold: title: abstract: slug: topics: parent: includes: site: sources: path: year: lists: collections:"
    " overrides: paper: hide: add_topics: date: dates: group: zone: theme: email: include: field: exact: near: { } [ ] - : , # & * ! | > ' \""
    " \\0 ~ 1e400 .inf .nan 0x 1_0 2025-03-14 2025-99-99 true null << *a &a tree moss ~3 /re?g/ t* links.kind: code authors: categories: cs.*"
    " venue: source: picks: curator: --- \n  \n- !!python/object !!timestamp !!binary"
)
_MARKDOWN = "# ## * ** _ ` ``` ~~~ > - + 1. [a](b) ![ ]( [^1] [^1]: [a]: < > <b> &amp; | --- | : {#a .b} {: \\ \n\n \n \t : a\n: b"
_QUERY = '+ - ~ ~1 ^ ^10 * : title: abstract: " \\ tree moss forest graph* 1412.6980 arxiv: ~999999999999 ^1e9 C++ GPT-4'
_NAMES = "%Y %m %d %y %j %G %V %b %B %% * - / . Mar 14 March 14, 2025 2025-03-14T00:00:00Z 14 2025 Feb 29 +00:00 GMT Mon, 9999-12-31"
_IDS = "arXiv: 2508.13426 v2 10.1000/ doi.org/ https:// hep-th/9901001 P18-1001 2020.acl-main.1 openreview.net/forum?id= %2e %20 math.GT/ . , ) ("
_MAIL = 'email,name,status,token \n " <a@b.c> a@b.c , ; \t @ . xn-- \u00fc \r\nBcc: =?utf-8?q? ?= active 0123456789ab,2025-03-14T00:00:00Z paper,first seen 9999-12-31T23:59:59Z'


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A function of bytes that raises for a fault alone; `seeds` are files, `words` the tokens of its format."""

    run: Callable[[bytes], None]
    words: str
    seeds: tuple[Path, ...] = ()
    more: tuple[bytes, ...] = ()
    longest: int = 2048  # bytes
    reaches: tuple[str, ...] = ("text",)  # packages of `generator` whose lines guide the hunt

    def tokens(self) -> tuple[bytes, ...]:
        """Give the words of the format, each once."""
        return tuple(dict.fromkeys(word.encode() for word in self.words.split(" ") if word))

    def beginnings(self) -> Iterator[bytes]:
        """Give inputs to begin with."""
        yield from self.more
        for file in self.seeds:
            yield file.read_bytes()[: self.longest]


def _files(folder: Path, pattern: str, most: int = 200) -> tuple[Path, ...]:
    return tuple(islice((each for each in sorted(folder.glob(pattern)) if each.is_file()), most))


_TEXT = _files(SEEDS, "*.txt") + _files(DATA, "*.tsv")
_LINES = tuple(
    line.encode()
    for file in _TEXT
    for line in file.read_text("utf-8").splitlines()[:400:13]
    if line
)
_SOURCES = _files(DATA / "sources", "*")
_CONFIGS = _files(SITES, "*/*/site.yaml") + _files(CHECKOUT, "site.yaml")
_RULES = tuple(
    f"{rule}\n---\nOn Trees\nA moss and a fern. They grow.".encode()
    for rule in (
        "any: [tree, moss ~3 fern, 't*', '/fe?rn/']",
        "any: [{title: [tree]}, {all: [moss, {none: [bush]}], weight: 0.5}]\nthreshold: 2",
        "all: [{authors: [Ada]}, {categories: 'cs.*'}]\nnone: [weed]\nparent: other",
        "includes: [other]\nany: [{links.kind: code}, {date: '>= 2024-01-01'}, {venue: Nature}]",
    )
)
_POST = (
    "https://arxiv.org/abs/2005.12872 doi:10.1000/a [pdf]( [[a]]( ](https://github.com/a/b) +++ --- Title: Date: arxiv: aliases: url: permalink:"
    " :year {{< %}} $a_i$ <!--more--> 2020-05-29 draft: true links:"
)
_POSTS = (
    b"---\ntitle: Papers 1\ndate: 2020-05-29\n---\nHi.\n\n## V\n\n- [A](https://arxiv.org/abs/2005.12872): b\n- **C** [pdf](x.pdf)\n",
    b'+++\ntitle = "A"\narxiv = 2503.10000\naliases = ["/b/"]\n+++\n## Abstract\nWe do $a_i$.\n',
    b'{"title": "A", "doi": "10.1000/a", "url": "/x"}\n| a | b |\n| --- | --- |\n| [c](d) | e |\n',
    b"Title: A\nSave_as: a/index.html\n\nText [a][r]\n\n[r]: https://x.org/a.pdf\n",
)
# Each package that is watched makes every input slower.
_REACHED_TEXT = {
    "xml": ("feeds.documents", "feeds.opml"),
    "slugs": ("text.slugs",),
    "clean": ("text.clean",),
}
_SETTINGS = ("config",)
_FORMATS = {
    **dict.fromkeys(
        ("json", "jsonl", "huggingface", "openreview", "csl-json", "arxiv-snapshot"), _JSON
    ),
    **dict.fromkeys(("arxiv-atom", "arxiv-rss", "arxiv-oai", "acl-xml"), _XML),
    **dict.fromkeys(("csv", "tsv"), _TABLE),
    "bibtex": _BIBTEX,
    "ris": _RIS,
}


def _all() -> Iterator[tuple[str, Target]]:
    every = " ".join((_PROSE, _MATHEMATICS))
    for name, run, words in (
        ("clean", of_text.clean_text, _PROSE),
        ("rich", of_text.rich_text, every),
        ("latex", of_text.latex, every),
        ("titles", of_text.titles, _PROSE),
        ("links", of_text.links, f"{_PROSE} {_IDS}"),
        ("keys", of_text.keys, _PROSE),
        ("slugs", of_text.slugs, _PROSE),
        ("sieve", of_text.sieve, _PROSE),
        ("xml", of_text.xml, f"{_PROSE} {_XML}"),
    ):
        yield (
            name,
            Target(
                run=run,
                words=words,
                more=_LINES,
                longest=1024,
                reaches=_REACHED_TEXT.get(name, ("text",)),
            ),
        )
    yield (
        "days",
        Target(run=of_text.days, words=_NAMES, more=(b"Mar 14", b"%Y-%m\n2025-03"), longest=120),
    )
    yield "ids", Target(run=of_text.ids, words=_IDS, more=tuple(_IDS.encode().split()), longest=200)
    yield "mail", Target(run=of_text.mail_addresses, words=_MAIL, more=(b"a@b.org",), longest=300)
    for name in our_readers():
        yield (
            f"source-{name}",
            Target(
                run=of_sources.reader(name),
                words=_FORMATS[name],
                seeds=_SOURCES,
                longest=_LONGEST_SEED,
                reaches=("sources",),
            ),
        )
    for name, run in (("papers", of_sources.papers), ("columns", of_sources.mapped_columns)):
        words = " ".join((_PAGE, _JSON, _XML, _BIBTEX, _TABLE))
        yield (
            name,
            Target(
                run=run,
                words=words,
                seeds=_SOURCES + _TEXT,
                longest=_LONGEST_SEED,
                reaches=("sources", "papers", "text"),
            ),
        )
    yield (
        "dump",
        Target(
            run=of_sources.dump,
            words=_PAGE,
            seeds=_files(SITES, "**/seeds/*.txt") + _TEXT,
            longest=4000,
            reaches=("sources",),
        ),
    )
    yield (
        "sniff",
        Target(
            run=of_sources.sniff,
            words=f"{_JSON} {_XML} {_RIS} .gz .json .csv",
            seeds=_SOURCES,
            longest=600,
            reaches=("sources",),
        ),
    )
    yield (
        "compression",
        Target(
            run=of_sources.compression,
            words="\x1f\x8b \x00 \x01",
            more=(b"x" * 200,),
            longest=600,
            reaches=("sources.compression",),
        ),
    )
    yield (
        "config",
        Target(
            run=of_settings.config,
            words=_YAML,
            seeds=_CONFIGS,
            longest=1500,
            reaches=(*_SETTINGS, "rules"),
        ),
    )
    yield (
        "document",
        Target(
            run=of_settings.document, words=_YAML, seeds=_CONFIGS, longest=800, reaches=_SETTINGS
        ),
    )
    yield (
        "rules",
        Target(
            run=of_settings.rules,
            words=_YAML,
            more=_RULES,
            longest=500,
            reaches=(*_SETTINGS, "rules", "classify", "explain"),
        ),
    )
    yield (
        "new-digest",
        Target(
            run=of_starting.new_digest,
            words=f"{_PROSE} {_MATHEMATICS} \t \n neural networks graph models: C++ GPT-4 of the # - 'a' =x x* ~3 /a/ yes null",
            more=(
                b"A: b\ta b.txt\nOn Graph Networks\tGraph networks learn. We train graph networks.\n"
                b"Speech for C++\tThe speech of C++ users. Speech is slow.\nGraph Networks II\tWe use graph networks.",
            ),
            longest=800,
            reaches=("starting", "topic_report.phrases"),
        ),
    )
    yield (
        "overrides",
        Target(
            run=of_settings.overrides,
            words=_YAML,
            more=(b"- {paper: '*moss*', hide: true}\n- {paper: 'arxiv:1*', title: A}",),
            longest=400,
            reaches=(*_SETTINGS, "overrides"),
        ),
    )
    yield (
        "globs",
        Target(
            run=of_settings.globs,
            words=f"* ? [ ] {_IDS} {_PROSE}",
            more=(b"*moss*",),
            longest=200,
            reaches=("overrides", "text.ids"),
        ),
    )
    yield (
        "words",
        Target(
            run=of_settings.words,
            words=f"{_YAML} frame.topics: {{count}} <a> </a> other: one:",
            more=(b"frame.topics: A",),
            longest=400,
            reaches=("words", "config.document"),
        ),
    )
    yield (
        "notes",
        Target(
            run=of_settings.notes,
            words=f"{_YAML} {_MARKDOWN}",
            more=(b"---\ntitle: A\npicks: [B]\n---\n# C",),
            longest=600,
            reaches=("notes", "prose"),
        ),
    )
    yield (
        "prose",
        Target(
            run=of_settings.prose,
            words=_MARKDOWN,
            seeds=_files(CHECKOUT, "*.md"),
            longest=800,
            reaches=("prose",),
        ),
    )
    yield (
        "post",
        Target(
            run=of_importing.post,
            words=f"{_YAML} {_MARKDOWN} {_POST}",
            more=_POSTS,
            longest=1500,
            reaches=("importing",),
        ),
    )
    yield (
        "post-html",
        Target(
            run=of_importing.html,
            words=f"<ul> <li> </li> <a href= <h2> <b> <p> <tr><td> <br> <script> {_POST}",
            more=(b'<h2>A</h2><ul><li><a href="https://arxiv.org/abs/2005.12872">B</a>: c</ul>',),
            longest=1000,
            reaches=("importing",),
        ),
    )
    yield (
        "outline",
        Target(
            run=of_importing.outline,
            words='<opml> <outline text=" xmlUrl="https:// " /> <!DOCTYPE x [ <!ENTITY ]> &amp; ../ file:',
            more=(b'<opml><body><outline text="A" xmlUrl="https://a.example/f"/></body></opml>',),
            longest=600,
            reaches=("importing.opml",),
        ),
    )
    yield (
        "redirects",
        Target(
            run=of_importing.redirects,
            words='/ .. . %2e%2e %00 %ff , " # ? : paper: date: topic: from,to \n a/ .html //',
            more=(b"from,to\na/b/,paper:x\n",),
            longest=300,
            reaches=("redirects",),
        ),
    )
    yield (
        "seen",
        Target(
            run=of_settings.seen,
            words=_MAIL,
            more=(b"paper,first seen\n0123456789ab,2025-03-14T00:00:00Z\n",),
            longest=200,
            reaches=("first_seen",),
        ),
    )
    yield (
        "subscribers",
        Target(
            run=of_settings.subscribers,
            words=_MAIL,
            more=(b"email,name\na@b.org,Ada\n",),
            longest=300,
            reaches=("newsletter.subscribers", "text.mail_address"),
        ),
    )
    yield (
        "message",
        Target(
            run=of_settings.message,
            words=_MAIL,
            more=(b"Ada\nHello\nada@b.org\nText",),
            longest=1500,
            reaches=("newsletter", "text.mail_address"),
        ),
    )
    yield (
        "query",
        Target(
            run=of_settings.query,
            words=_QUERY,
            more=(b"+tree -moss title:oak~1",),
            longest=600,
            reaches=("lookup",),
        ),
    )
    yield (
        "search",
        Target(
            run=of_settings.search,
            words=_QUERY,
            more=(b"tree", b"oak"),
            longest=200,
            reaches=("lookup",),
        ),
    )
    yield (
        "wanted",
        Target(
            run=of_settings.wanted,
            words=_IDS,
            more=(b"Counting Trees",),
            longest=200,
            reaches=("explain", "text"),
        ),
    )
    yield (
        "linear",
        Target(
            run=costs.linear,
            words=" ".join(
                (
                    every,
                    *costs.FUNCTIONS,
                    "\x1f",
                    _PAGE,
                    _JSON,
                    _XML,
                    _BIBTEX,
                    _TABLE,
                    _MARKDOWN,
                    _QUERY,
                    _IDS,
                )
            ),
            more=tuple(f"{name}\n$\x1fa.\x1f)".encode() for name in costs.FUNCTIONS),
            longest=60,
            reaches=("text", "sources"),
        ),
    )


TARGETS = dict(_all())
