"""Builds that are stopped at each call by which they change the disk: see `python -m tests.faults --help`."""
