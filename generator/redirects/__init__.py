"""Old addresses of the site that lead to new ones.

Enters: `redirects.csv` beside site.yaml, and the plan of the site. Leaves: a small page at each old address, and the lines of `_redirects`.
`table` reads the file, `targets` finds where each line leads, `pages` writes.
"""
