"""Fuzzing: any bytes at all, against every function that takes text from outside.

`python -m tests.fuzz` looks for inputs that break a property; what it found is kept under `found/`, and
tests/test_fuzz.py tries each again.
"""
