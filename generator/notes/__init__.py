"""Curators' notes on editions: files in the folder `editions/` beside site.yaml.

Enters: the folder. Leaves: notes by period, each with the rows of its picks, and warnings of what has no place.
"""
