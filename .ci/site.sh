#!/bin/sh
# The project's own site: the digest that ships with it, and the documentation in its folder docs/. Called by the Makefile.
#
#   sh .ci/site.sh PYTHON FOLDER [URL]
#
# URL is the address at which the site will stand; without one it can stand at any, and the documentation has no way to the digest.
set -eu
cd "$(dirname "$0")/.."
python=$1 folder=$2 url=${3:-}
trees=$(mktemp -d)
trap 'rm -rf "$trees"' EXIT

rm -rf "$folder/docs"
"$python" -m generator build --quiet --output "$folder" ${url:+"--base-url=$url"}
"$python" -m generator check --quiet --output "$folder" ${url:+"--base-url=$url"}
DIGEST=$url "$python" -m sphinx -q -W --keep-going -b html -d "$trees" docs "$folder/docs"
rm -f "$folder/docs/.buildinfo" "$folder/docs/objects.inv"
