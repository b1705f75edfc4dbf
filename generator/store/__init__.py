"""What a build keeps on disk: its papers while it works, and all that spares work to the next one.

Enters: papers, records of sources, what was written. Leaves: the same, by number, by key or in order. Everything here
may be deleted; the next build then does all its work again.

Nothing is imported here: a build that finds that nothing changed loads what it remembers, and no more.
"""
