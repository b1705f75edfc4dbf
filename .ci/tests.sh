#!/bin/sh
# All tests, in three processes: those in a browser, in two halves, beside the others. Called by the Makefile.
#
#   sh .ci/tests.sh PYTHON
#
# All fill a core and wait a lot, so side by side they take about half as long as one after the other; and what starts
# processes is tested where no browser's threads keep it from that. What the browser's say comes at the end.
set -u
python=$1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
trap 'kill $first $second 2>/dev/null; exit 130' INT TERM

"$python" -m pytest tests/browser/test_[!r-z]*.py >"$logs/first" 2>&1 &
first=$!
"$python" -m pytest tests/browser/test_[r-z]*.py >"$logs/second" 2>&1 &
second=$!
"$python" -m pytest --ignore=tests/browser
code=$?
wait "$first" || code=1
wait "$second" || code=1
cat "$logs/first" "$logs/second"
exit "$code"
