"""The peers of the search, for benchmarks/search_network.py: not a benchmark itself.

Pagefind, and one whole Lunr index, each behind the lightest page that paints 20 results: a box, a list, and a script
within the HTML. Pagefind indexes an HTML page for each paper (title and abstract), and is used by its JavaScript
interface, as its own search box weighs more. The Lunr page loads lunr.min.js, the index and a store of each paper's
address, title and the first 200 characters of its abstract. A page that finds nothing paints an empty result.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from search_sites import CHECKOUT, Digest

PAGEFIND = "pagefind@1.6.0"

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="data:,">
{head}
<input type="search">
<ol></ol>
<script type="module">
{script}
</script>
"""
_PAINT = """
const list = document.querySelector("ol");
function paint(results) {
  list.replaceChildren(...results.map(({ url, title, text }) => {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
    const lead = Object.assign(document.createElement("p"), text);
    item.append(link, lead);
    return item;
  }));
  if (results.length === 0) list.append(document.createElement("li"));
}
const query = new URLSearchParams(location.search).get("q");
"""
_BY_PAGEFIND = (
    'import { search } from "./pagefind/pagefind.js";'
    + _PAINT
    + """
const { results } = await search(query);
const shown = await Promise.all(results.slice(0, 20).map((result) => result.data()));
paint(shown.map(({ url, meta, excerpt }) => ({ url, title: meta.title, text: { innerHTML: excerpt } })));
"""
)
_BY_LUNR = (
    _PAINT
    + """
const get = async (name) => (await fetch(name)).json();
const [index, documents] = await Promise.all([get("lunr.json"), get("documents.json")]);
const results = lunr.Index.load(index).search(query).slice(0, 20);
paint(results.map(({ ref }) => {
  const [slug, title, textContent] = documents[ref];
  return { url: `../../papers/${slug}/`, title, text: { textContent } };
}));
"""
)
_LUNR_HEAD = """<link rel="preload" href="lunr.json" as="fetch" crossorigin>
<link rel="preload" href="documents.json" as="fetch" crossorigin>
<script src="lunr.min.js"></script>"""

# Reads {url, content} a line; the binary behind it is asked for many pages at once.
_INDEXER = """
const { createInterface } = require("node:readline");
(async () => {
  const pagefind = await import(process.argv[1]);
  const { index } = await pagefind.createIndex({});
  let some = [];
  for await (const line of createInterface({ input: process.stdin })) {
    some.push(index.addHTMLFile(JSON.parse(line)));
    if (some.length === 200) { await Promise.all(some); some = []; }
  }
  await Promise.all(some);
  const { errors } = await index.writeFiles({ outputPath: process.argv[2] });
  if (errors.length > 0) throw new Error(errors.join("; "));
  await pagefind.close();
})();
"""


def lunr_page(digest: Digest) -> None:
    """Put the page with one whole Lunr index into the site, at peers/lunr/."""
    folder = digest.site / "peers" / "lunr"
    folder.mkdir(parents=True, exist_ok=True)
    page = _PAGE.format(title="Lunr", head=_LUNR_HEAD, script=_BY_LUNR)
    (folder / "index.html").write_text(page, encoding="utf-8")
    lunr = CHECKOUT / "node_modules" / "lunr" / "lunr.min.js"
    for file in (lunr, digest.whole / "lunr.json", digest.whole / "documents.json"):
        place = folder / file.name
        place.unlink(missing_ok=True)
        os.link(file, place) if file.parent == digest.whole else shutil.copyfile(file, place)


def pagefind_page(digest: Digest, npm: Path) -> None:
    """Put the page with Pagefind into the site, at peers/pagefind/, its index once."""
    folder = digest.site / "peers" / "pagefind"
    folder.mkdir(parents=True, exist_ok=True)
    page = _PAGE.format(title="Pagefind", head="", script=_BY_PAGEFIND)
    (folder / "index.html").write_text(page, encoding="utf-8")
    if (folder / "pagefind" / "pagefind-entry.json").is_file():
        return
    package = npm / "node_modules" / "pagefind" / "lib" / "index.js"
    command = ["node", "--input-type=commonjs", "-e", _INDEXER, "--", str(package)]
    with subprocess.Popen(
        [*command, str(folder / "pagefind")], stdin=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        for each in digest.papers:
            paper = each.paper
            content = (
                f'<!doctype html><html lang="en"><title>{html.escape(paper.title)}</title>'
                f"<main data-pagefind-body><h1>{html.escape(paper.title)}</h1>"
                f"<p>{html.escape(paper.abstract)}</p></main></html>"
            )
            url = f"papers/{paper.slug}/"
            process.stdin.write(json.dumps({"url": url, "content": content}) + "\n")
    if process.returncode != 0:
        sys.exit(f"Pagefind gave up on {digest.name} (exit code {process.returncode})")


def fetch_pagefind(npm: Path) -> bool:
    """Install Pagefind into a folder, unless it is there; says whether it is."""
    if (npm / "node_modules" / "pagefind").is_dir():
        return True
    npm.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(npm)]
    try:
        subprocess.run([*command, PAGEFIND], check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Pagefind is absent, its figures are left out: npm did not fetch it ({error})")
        return False
    return True
