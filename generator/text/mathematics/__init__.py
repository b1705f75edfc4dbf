r"""Mathematics in running text: TeX, and TeX that lost its backslashes and dollars.

`tree` holds what a formula is, `symbols` the names it is written with. `tex` reads TeX to a tree;
`mathml` and `linear` write a tree as markup and as text. `mangled` finds what a listing site left
of formulas and gives it back as TeX.

The writers are our own and not a library's: markup and plain text must come from one tree, every
character must be escaped where it is written, depth must be bounded, and a formula with one
unknown command must fall back whole. latex2mathml 3.81 unescapes its serialised output
(`\text{<b>}` becomes an element), passes `\href` and `\style` on, and recurses without bound.
"""
