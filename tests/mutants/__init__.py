"""Mutation testing: does a test fail when one thing in the code is made wrong?

`python -m tests.mutants` tries the mutants of reading, merging, rules and publishing, and says which no test missed.
mutmut makes them (`making`, in an environment of its own); `trying` tries each in a fork of a process that has
collected the tests, with those alone that reach the function; `parts` says which tests belong to which code.
"""
