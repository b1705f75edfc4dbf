#!/bin/sh
# All tests, in two processes: those in a browser beside the others. Called by the Makefile.
#
#   sh .ci/tests.sh PYTHON
#
# Both fill a core and wait a lot, so side by side they take about half as long as one after the other; and what starts
# processes is tested where no browser's threads keep it from that. The second half of the output comes at the end.
set -u
python=$1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'kill "$browser" 2>/dev/null; exit 130' INT TERM

"$python" -m pytest tests/browser >"$log" 2>&1 &
browser=$!
"$python" -m pytest --ignore=tests/browser
others=$?
wait "$browser"
code=$?
cat "$log"
[ "$others" -eq 0 ] && [ "$code" -eq 0 ]
