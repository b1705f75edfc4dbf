#!/bin/sh
# All tests, in three processes: those in a browser beside the others, in two halves. Called by the Makefile.
#
#   sh .ci/tests.sh PYTHON
#
# All fill a core and wait a lot, so side by side they take about half as long as one after the other; and what starts
# processes is tested where no browser's threads keep it from that. What the first two say comes at the end.
set -u
python=$1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
trap 'kill $browser $half 2>/dev/null; exit 130' INT TERM

"$python" -m pytest tests/browser >"$logs/browser" 2>&1 &
browser=$!
"$python" -m pytest generator tests/test_[!a-h]*.py >"$logs/half" 2>&1 &
half=$!
"$python" -m pytest tests/test_[a-h]*.py
code=$?
wait "$half" || code=1
wait "$browser" || code=1
cat "$logs/half" "$logs/browser"
exit "$code"
